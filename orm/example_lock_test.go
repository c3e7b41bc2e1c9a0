package orm_test

import (
	"context"
	"fmt"

	"github.com/ormar-go/ormar/orm"
)

// locked reads rows for a change, where the database locks rows: on SQLite a transaction has all of it.
func locked[T any](db *orm.DB, q orm.QuerySet[T]) orm.QuerySet[T] {
	if db.Dialect() == "sqlite" {
		return q
	}
	return q.ForUpdate()
}

func ExampleQuerySet_ForUpdate() {
	ctx, db := context.Background(), library()

	must(db.Transaction(ctx, func(ctx context.Context) error {
		book, err := locked(db, orm.Objects[Book](db)).Get(ctx, orm.Q{"title": "The Hobbit"})
		if err != nil {
			return err
		}
		book.Sold += 2
		return orm.Update(ctx, db, book, "sold")
	}))
	_, err := orm.Objects[Book](db).ForUpdate().Get(ctx, orm.Q{"title": "The Hobbit"})
	fmt.Println(err)
	// Output:
	// orm: sqlite does not have row locks; a transaction there locks the whole database
}
