package orm_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
)

// A reader sees the books of one author alone, and without an author none.
func ExampleWithScope() {
	type authorKey struct{}
	ctx, db := context.Background(), library()
	db, err := sqlite.New(db.SQLX(), db.Models(),
		orm.WithScope[Book]("author", func(ctx context.Context) (orm.Condition, error) {
			name, ok := ctx.Value(authorKey{}).(string)
			if !ok {
				return nil, errors.New("no author in this context")
			}
			return orm.Q{"author__name": name}, nil
		}))
	must(err)

	_, err = orm.Objects[Book](db).Count(ctx)
	fmt.Println(err)

	one := context.WithValue(ctx, authorKey{}, "Andrzej Sapkowski")
	books, err := orm.Objects[Book](db).All(one)
	must(err)
	fmt.Println(titles(books))

	authors, err := orm.Objects[Author](db).SelectRelated("books").All(one)
	must(err)
	for _, a := range authors {
		fmt.Println(a.Name, len(a.Books.All()))
	}
	n, err := orm.Objects[Book](db).Unscoped("author").Count(ctx)
	must(err)
	fmt.Println(n)
	n, err = orm.Objects[Book](db).Count(orm.Unscoped(ctx))
	must(err)
	fmt.Println(n)
	// Output:
	// orm: the scope "author" of Book: no author in this context
	// Witcher, Tower of Fools
	// J.R.R. Tolkien 0
	// Andrzej Sapkowski 2
	// 5
	// 5
}

// A reader who sees one author cannot give a book to another one, of whom only the key is known.
func ExampleCheckReferences() {
	ctx, db := context.Background(), library()
	db, err := sqlite.New(db.SQLX(), db.Models(),
		orm.WithScope[Author]("reader", func(context.Context) (orm.Condition, error) { return orm.Q{"name": "J.R.R. Tolkien"}, nil }))
	must(err)

	book := &Book{}
	must(orm.Decode(db, strings.NewReader(`{"title": "Mine", "author": 2}`), book)) // by Sapkowski
	fmt.Println(orm.CheckReferences(ctx, db, book, nil))
	must(orm.Decode(db, strings.NewReader(`{"author": 1}`), book))
	fmt.Println(orm.CheckReferences(ctx, db, book, nil))
	// Output:
	// orm: foreign key constraint "fk_books_authors_id_author" on table "books" (author)
	// <nil>
}
