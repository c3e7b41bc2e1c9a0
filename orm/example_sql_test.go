package orm_test

import (
	"context"
	"fmt"

	sq "github.com/Masterminds/squirrel"
	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/orm"
)

// A report that no queryset says, in the transaction of the context: it sees what the transaction has written.
func ExampleRawInto() {
	ctx, db := context.Background(), library()

	type decade struct {
		Decade int `db:"decade"`
		Sold   int `db:"sold"`
	}
	var report []decade
	err := db.Transaction(ctx, func(ctx context.Context) (err error) {
		n, err := orm.Exec(ctx, db, sq.Update("books").Set("sold", sq.Expr("sold * 2")).Where("year > ?", 1950))
		if err != nil {
			return err
		}
		fmt.Println(n, "books")
		report, err = orm.RawInto[decade](ctx, db, sq.Expr("SELECT year / 10 * 10 AS decade, SUM(sold) AS sold FROM books WHERE year > ? GROUP BY 1 ORDER BY 1", 1900))
		return err
	})
	must(err)
	fmt.Println(report)
	for title, err := range orm.RawEach[string](ctx, db, sq.Select("title").From("books").OrderBy("title").Limit(2)) {
		must(err)
		fmt.Println(title)
	}
	// Output:
	// 3 books
	// [{1930 100} {1950 300} {1970 60} {1990 80}]
	// The Hobbit
	// The Lord of the Rings
}

// An argument is bound as its field's column stores it: times, UUIDs, decimals and secrets have forms of their own.
func ExampleArg() {
	ctx, db := context.Background(), library()
	b := orm.Fields[Book]()

	books, err := orm.Objects[Book](db).All(ctx, orm.SQL(sq.Expr("LENGTH({title}) < 15 AND {year} > ?", orm.Arg(&b.Year, new(1940)))))
	must(err)
	fmt.Println(titles(books))
	// Output:
	// Witcher
}

// The transaction's own connection, for what there is no call for.
func ExampleDB_Conn() {
	ctx, db := context.Background(), library()

	must(db.Transaction(ctx, func(ctx context.Context) error {
		return db.Conn(ctx, func(conn *sqlx.Conn) error {
			_, err := conn.ExecContext(ctx, "CREATE TEMPORARY TABLE wanted (title TEXT)")
			return err
		})
	}))
	fmt.Println("done")
	// Output:
	// done
}
