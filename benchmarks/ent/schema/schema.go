// Package schema describes the two tables to ent's generator.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
)

// Author is the table of authors.
type Author struct{ ent.Schema }

// Annotations name the table.
func (Author) Annotations() []schema.Annotation {
	return []schema.Annotation{entsql.Annotation{Table: "authors"}}
}

// Fields are the columns.
func (Author) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("id"), field.String("name").MaxLen(100), field.String("email").MaxLen(100), field.Int("age"),
		field.Float("score"), field.Bool("active"), field.Time("created"), field.Time("updated"),
		field.Int64("points").Optional().Nillable(), field.Text("note").Optional().Nillable(),
	}
}

// Edges are the author's books.
func (Author) Edges() []ent.Edge { return []ent.Edge{edge.To("books", Book.Type)} }

// Book is the table of books.
type Book struct{ ent.Schema }

// Annotations name the table.
func (Book) Annotations() []schema.Annotation {
	return []schema.Annotation{entsql.Annotation{Table: "books"}}
}

// Fields are the columns.
func (Book) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("id"), field.Int64("author_id"), field.String("title").MaxLen(100), field.Int("pages"),
		field.Float("price"), field.Bool("in_print"), field.Time("published"), field.Time("updated"),
		field.Int64("rating").Optional().Nillable(), field.Text("blurb").Optional().Nillable(),
	}
}

// Edges are the book's author.
func (Book) Edges() []ent.Edge {
	return []ent.Edge{edge.From("author", Author.Type).Ref("books").Field("author_id").Unique().Required()}
}
