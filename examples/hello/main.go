// Command hello is the program of the README.
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

type Author struct {
	orm.Model
	ID    int64          `json:"id"`
	Name  string         `json:"name"`
	Books orm.Many[Book] `json:"books,omitzero"`
}

func (a *Author) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&a.ID).PrimaryKey(),
		schema.String(&a.Name, 100),
	}}
}

type Book struct {
	orm.Model
	ID     int64           `json:"id"`
	Author orm.One[Author] `json:"author,omitzero"`
	Title  string          `json:"title"`
	Year   *int            `json:"year"` // a pointer may be NULL
}

func (b *Book) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&b.ID).PrimaryKey(),
		schema.ForeignKey(&b.Author), // the other side is Author.Books
		schema.String(&b.Title, 100).MinLength(1),
		schema.Integer(&b.Year),
	}}
}

func main() {
	ctx := context.Background()
	db, err := sqlite.Open(":memory:", schema.MustRegistry(&Author{}, &Book{})) // or postgres.Open(url, …), mysql.Open(url, …)
	check(err)
	defer db.Close()
	check(migrate.CreateAll(ctx, db))

	authors, books := orm.Objects[Author](db), orm.Objects[Book](db)
	tolkien, err := authors.Create(ctx, Author{Name: "J.R.R. Tolkien"})
	check(err)
	check(books.BulkCreate(ctx, []*Book{
		{Author: orm.Ref(tolkien), Title: "The Hobbit", Year: new(1937)},
		{Author: orm.Ref(tolkien), Title: "The Silmarillion", Year: new(1977)},
	}))

	// Names of fields are strings, or pointers that the compiler checks. Both say the same.
	b := orm.Fields[Book]()
	for _, condition := range []orm.Condition{
		orm.Q{"author__name__contains": "Tolkien", "year__lt": 1960},
		orm.And(orm.Contains(&b.Author.Fields().Name, "Tolkien"), orm.Lt(&b.Year, new(1960))),
	} {
		found, err := books.SelectRelated("author").OrderBy("-year").All(ctx, condition)
		check(err)
		for _, book := range found {
			fmt.Println(*book.Year, book.Title, "by", book.Author.Get().Name)
		}
	}

	// A misspelt name is an error, before any SQL.
	_, err = books.Get(ctx, orm.Q{"titel": "The Hobbit"})
	fmt.Println(err)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
