package orm_test

import (
	"context"
	"errors"
	"fmt"

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
