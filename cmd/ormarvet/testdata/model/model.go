// Package model has models.
package model

import (
	"time"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Stamps is embedded.
type Stamps struct{ CreatedAt time.Time }

// Author has books.
type Author struct {
	orm.Model
	Stamps
	ID    int64
	Name  string
	Facts map[string]any
	Books orm.Many[Book]
}

// Schema is the table.
func (a *Author) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&a.ID).PrimaryKey(), schema.String(&a.Name, 100), schema.DateTime(&a.CreatedAt), schema.JSON(&a.Facts)}}
}

// Book has an author, and an editor who does not know.
type Book struct {
	orm.Model
	ID     int64
	Title  string
	Author orm.One[Author]
	Editor orm.One[Author]
	Tags   orm.ManyThrough[Tag, BookTag]
}

// Schema is the table.
func (b *Book) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&b.ID).PrimaryKey(), schema.String(&b.Title, 100), schema.ForeignKey(&b.Author).RelatedName("books"),
		schema.ForeignKey(&b.Editor).RelatedName("edited"), schema.ManyToMany(&b.Tags)}}
}

// Tag is on books.
type Tag struct {
	orm.Model
	ID   int64
	Name string
}

// Schema is the table.
func (t *Tag) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&t.ID).PrimaryKey(), schema.String(&t.Name, 100)}}
}

// BookTag is a link.
type BookTag struct {
	orm.Model
	ID     int64
	Weight int
}

// Schema is the table.
func (l *BookTag) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&l.ID).PrimaryKey(), schema.Integer(&l.Weight)}}
}
