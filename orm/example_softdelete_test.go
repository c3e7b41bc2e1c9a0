package orm_test

import (
	"context"
	"fmt"
	"time"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// Document is marked when it is deleted.
type Document struct {
	orm.Model
	ID      int64
	Name    string
	Deleted *time.Time
}

func (d *Document) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&d.ID).PrimaryKey(),
		schema.String(&d.Name, 100).Unique(), // among the documents that are not deleted
		schema.DateTime(&d.Deleted).SoftDelete().ReadOnly(),
	}}
}

func ExampleRestore() {
	ctx := context.Background()
	db, err := sqlite.Open(":memory:", schema.MustRegistry(&Document{}))
	must(err)
	must(migrate.CreateAll(ctx, db))
	documents := orm.Objects[Document](db)

	d, err := documents.Create(ctx, Document{Name: "will"})
	must(err)
	must(orm.Delete(ctx, db, d)) // UPDATE … SET deleted = …
	n, err := documents.Count(ctx)
	must(err)
	all, err := documents.WithDeleted().Count(ctx)
	must(err)
	fmt.Println(n, all)

	must(orm.Restore(ctx, db, d))
	must(orm.Delete(ctx, db, d))
	_, err = documents.Create(ctx, Document{Name: "will"}) // its name is free again
	must(err)
	n, err = documents.OnlyDeleted().Delete(ctx) // for good; orm.HardDelete of one
	must(err)
	fmt.Println(n)
	// Output:
	// 0 1
	// 1
}
