package orm_test

import (
	"context"
	"log"
	"strings"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// Author has many books.
type Author struct {
	orm.Model
	ID    int64          `json:"id"`
	Name  string         `json:"name"`
	Books orm.Many[Book] `json:"books,omitzero"`
}

func (a *Author) Schema() schema.Table {
	return schema.Table{
		Name: "authors",
		Fields: schema.Fields{
			schema.Integer(&a.ID).PrimaryKey(),
			schema.String(&a.Name, 100).Unique(),
		},
	}
}

// Book has an author, perhaps, and stands on shelves.
type Book struct {
	orm.Model
	ID      int64                             `json:"id"`
	Author  orm.One[Author]                   `json:"author,omitzero"`
	Title   string                            `json:"title"`
	Year    *int                              `json:"year"`
	Sold    int                               `json:"sold"`
	Shelves orm.ManyThrough[Shelf, Placement] `json:"shelves,omitzero"`
}

func (b *Book) Schema() schema.Table {
	return schema.Table{
		Name: "books",
		Fields: schema.Fields{
			schema.Integer(&b.ID).PrimaryKey(),
			schema.ForeignKey(&b.Author).OnDelete(schema.Cascade), // the other side is Author.Books
			schema.String(&b.Title, 100).MinLength(1),
			schema.Integer(&b.Year).Min(new(-3000)), // *int: nullable
			schema.Integer(&b.Sold).Min(0),
			schema.ManyToMany(&b.Shelves),
		},
		Constraints: []schema.Constraint{schema.UniqueTogether("author", "title")},
	}
}

// Shelf holds books, each in its place.
type Shelf struct {
	orm.Model
	ID    int64                            `json:"id"`
	Label string                           `json:"label"`
	Books orm.ManyThrough[Book, Placement] `json:"books,omitzero"`
}

func (s *Shelf) Schema() schema.Table {
	return schema.Table{
		Name: "shelves",
		Fields: schema.Fields{
			schema.Integer(&s.ID).PrimaryKey(),
			schema.String(&s.Label, 20).Unique(),
		},
	}
}

// Placement is the link between a book and a shelf, with data of its own.
type Placement struct {
	orm.Model
	ID    int64 `json:"id"`
	Place int   `json:"place"`
}

func (p *Placement) Schema() schema.Table {
	return schema.Table{
		Name: "placements",
		Fields: schema.Fields{
			schema.Integer(&p.ID).PrimaryKey(),
			schema.Integer(&p.Place),
		},
	}
}

// library opens a database in memory with two authors, Tolkien and Sapkowski, and five books.
func library(opts ...orm.Option) *orm.DB {
	ctx := context.Background()
	db, err := sqlite.Open(":memory:", schema.MustRegistry(&Author{}, &Book{}, &Shelf{}, &Placement{}), opts...)
	must(err)
	must(migrate.CreateAll(ctx, db))
	tolkien, sapkowski := &Author{Name: "J.R.R. Tolkien"}, &Author{Name: "Andrzej Sapkowski"}
	must(orm.Objects[Author](db).BulkCreate(ctx, []*Author{tolkien, sapkowski}))
	must(orm.Objects[Book](db).BulkCreate(ctx, []*Book{
		{Author: orm.Ref(tolkien), Title: "The Hobbit", Year: new(1937), Sold: 100},
		{Author: orm.Ref(tolkien), Title: "The Lord of the Rings", Year: new(1955), Sold: 150},
		{Author: orm.Ref(tolkien), Title: "The Silmarillion", Year: new(1977), Sold: 30},
		{Author: orm.Ref(sapkowski), Title: "The Witcher", Year: new(1990), Sold: 40},
		{Author: orm.Ref(sapkowski), Title: "The Tower of Fools", Sold: 8},
	}))
	return db
}

// must ends the program on an error.
func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// titles of the books, on one line.
func titles(books []*Book) string {
	out := make([]string, len(books))
	for i, b := range books {
		out[i] = strings.TrimPrefix(b.Title, "The ")
	}
	return strings.Join(out, ", ")
}
