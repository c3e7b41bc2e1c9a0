package orm_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/ormar-go/ormar/orm"
)

// renamed reads a row by its key, changes it and writes it: for any model.
func renamed[T any, P orm.PtrTo[T]](ctx context.Context, db *orm.DB, key any, change func(P)) error {
	return db.Transaction(ctx, func(ctx context.Context) error {
		row, err := orm.Objects[T, P](db).Get(ctx, orm.Q{"pk": key})
		if err != nil {
			return err
		}
		change(row)
		return orm.Update[T, P](ctx, db, row)
	})
}

func ExamplePtrTo() {
	ctx, db := context.Background(), library()

	must(renamed(ctx, db, 1, func(a *Author) { a.Name = "John Ronald Reuel Tolkien" })) // T is inferred
	err := renamed[Book](ctx, db, 99, func(b *Book) { b.Sold++ })
	fmt.Println(errors.Is(err, orm.ErrNoMatch))
	author, err := orm.Objects[Author](db).Get(ctx, orm.Q{"pk": 1})
	must(err)
	fmt.Println(author.Name)
	// Output:
	// true
	// John Ronald Reuel Tolkien
}
