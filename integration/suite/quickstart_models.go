package suite

import (
	"sync"
	"testing"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// shelf is the models of the quick start.
var shelf = sync.OnceValue(func() *schema.Registry {
	return schema.MustRegistry(&shelfAuthor{}, &shelfBook{})
})

type shelfAuthor struct {
	orm.Model
	ID    int64               `json:"id"`
	Name  string              `json:"name"`
	Books orm.Many[shelfBook] `json:"books,omitzero"`
}

func (a *shelfAuthor) Schema() schema.Table {
	return schema.Table{Name: "authors", Fields: schema.Fields{
		schema.Integer(&a.ID).PrimaryKey(),
		schema.String(&a.Name, 100),
	}}
}

type shelfBook struct {
	orm.Model
	ID     int64                `json:"id"`
	Author orm.One[shelfAuthor] `json:"author,omitzero"`
	Title  string               `json:"title"`
	Year   *int                 `json:"year"`
}

func (b *shelfBook) Schema() schema.Table {
	return schema.Table{Name: "books", Fields: schema.Fields{
		schema.Integer(&b.ID).PrimaryKey(),
		schema.ForeignKey(&b.Author),
		schema.String(&b.Title, 100),
		schema.Integer(&b.Year),
	}}
}

// shelved is what the quick start has created when it starts to read: five books of two authors, keys from 1.
type shelved struct {
	authors             orm.QuerySet[shelfAuthor]
	books               orm.QuerySet[shelfBook]
	tolkien, sapkowski  *shelfAuthor
	hobbit, rings       *shelfBook
	silmarillion, tower *shelfBook
	witcher             *shelfBook
}

func fillShelf(t *testing.T, db *orm.DB) shelved {
	t.Helper()
	s := shelved{authors: orm.Objects[shelfAuthor](db), books: orm.Objects[shelfBook](db)}
	author := func(name string) *shelfAuthor {
		made, err := s.authors.Create(t.Context(), shelfAuthor{Name: name})
		noError(t, err)
		return made
	}
	book := func(author *shelfAuthor, title string, year int) *shelfBook {
		made, err := s.books.Create(t.Context(), shelfBook{Author: orm.Ref(author), Title: title, Year: &year})
		noError(t, err)
		return made
	}
	s.tolkien = author("J.R.R. Tolkien")
	s.hobbit = book(s.tolkien, "The Hobbit", 1937)
	s.rings = book(s.tolkien, "The Lord of the Rings", 1955)
	s.silmarillion = book(s.tolkien, "The Silmarillion", 1977)
	s.sapkowski = author("Andrzej Sapkowski")
	s.witcher = book(s.sapkowski, "The Witcher", 1990)
	s.tower = book(s.sapkowski, "The Tower of Fools", 2002)
	return s
}

// titles lists the books' titles in their order.
func titles(books []*shelfBook) []string {
	out := make([]string, len(books))
	for i, b := range books {
		out[i] = b.Title
	}
	return out
}
