package orm_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// Article can be edited by several people.
type Article struct {
	orm.Model
	ID      int64
	Title   string
	Version int
}

func (a *Article) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&a.ID).PrimaryKey(),
		schema.String(&a.Title, 100),
		schema.Integer(&a.Version).Version(),
	}}
}

// articles is a database with one article.
func articles(opts ...orm.Option) *orm.DB {
	db, err := sqlite.Open(":memory:", schema.MustRegistry(&Article{}), opts...)
	must(err)
	must(migrate.CreateAll(context.Background(), db))
	must(orm.Save(context.Background(), db, &Article{Title: "Draft"}))
	return db
}

func ExampleStaleError() {
	ctx, db := context.Background(), articles()

	mine, err := orm.Objects[Article](db).Get(ctx)
	must(err)
	yours, err := orm.Objects[Article](db).Get(ctx)
	must(err)

	yours.Title = "Yours"
	must(orm.Update(ctx, db, yours)) // … AND version = 1
	fmt.Println(yours.Version)

	mine.Title = "Mine"
	err = orm.Update(ctx, db, mine)
	var stale *orm.StaleError
	if errors.As(err, &stale) { // also errors.Is(err, orm.ErrStale)
		fmt.Println(stale.Model, stale.Key, stale.Have, stale.Stored)
	}

	// A body that carries the version which a client has seen is checked against it by the update.
	must(orm.Load(ctx, db, mine))
	must(orm.Decode(db, strings.NewReader(`{"Title": "From afar", "Version": 1}`), mine))
	fmt.Println(errors.Is(orm.Update(ctx, db, mine), orm.ErrStale))
	// Output:
	// 2
	// Article 1 1 2
	// true
}
