package main

import (
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Author has many books.
type Author struct {
	orm.Model
	ID    int64          `json:"id"`
	Name  string         `json:"name"`
	Books orm.Many[Book] `json:"books,omitzero"`
}

// Schema says what the table authors is.
func (a *Author) Schema() schema.Table {
	return schema.Table{
		Name: "authors",
		Fields: schema.Fields{
			schema.Integer(&a.ID).PrimaryKey(),
			schema.String(&a.Name, 100),
		},
	}
}

// Book has an author, perhaps.
type Book struct {
	orm.Model
	ID     int64           `json:"id"`
	Author orm.One[Author] `json:"author,omitzero"`
	Title  string          `json:"title"`
	Year   *int            `json:"year"`
}

// Schema says what the table books is.
func (b *Book) Schema() schema.Table {
	return schema.Table{
		Name: "books",
		Fields: schema.Fields{
			schema.Integer(&b.ID).PrimaryKey(),
			schema.ForeignKey(&b.Author), // the other side is Author.Books
			schema.String(&b.Title, 100),
			schema.Integer(&b.Year), // *int: nullable
		},
	}
}
