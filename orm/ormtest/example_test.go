package ormtest_test

import (
	"net/http/httptest"
	"testing"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormhttp"
	"github.com/ormar-go/ormar/orm/ormtest"
	"github.com/ormar-go/ormar/schema"
)

// Author has many books.
type Author struct {
	orm.Model
	ID    int64
	Name  string
	Books orm.Many[Book]
}

// Schema is the table of Author.
func (a *Author) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&a.ID).PrimaryKey(), schema.String(&a.Name, 50).Unique()}}
}

// Book has an author.
type Book struct {
	orm.Model
	ID     int64
	Title  string
	Author orm.One[Author]
}

// Schema is the table of Book.
func (b *Book) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&b.ID).PrimaryKey(), schema.String(&b.Title, 100), schema.ForeignKey(&b.Author).NotNull().RelatedName("books"),
	}}
}

func TestBooks(t *testing.T) {
	db := ormtest.Open(t, schema.MustRegistry(&Author{}, &Book{}))
	ctx := ormtest.Tx(t, db)

	author := ormtest.Make[Author](t, ctx, db)
	for range 3 {
		ormtest.Make(t, ctx, db, func(b *Book) { b.Author = orm.Ref(author) })
	}
	ormtest.Make[Book](t, ctx, db) // of an author of its own

	ormtest.Statements(t, db, 2, func(db *orm.DB) {
		authors, err := orm.Objects[Author](db).PrefetchRelated("books").OrderBy("id").All(ctx)
		if err != nil || len(authors) != 2 || authors[0].Books.Len() != 3 {
			t.Errorf("%d authors, %v", len(authors), err)
		}
	})

	answer := httptest.NewRecorder()
	request := httptest.NewRequestWithContext(ctx, "GET", "/?fields=Title", nil)
	ormhttp.Resource[Book](db).ServeHTTP(answer, request)
	if answer.Code != 200 {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
}
