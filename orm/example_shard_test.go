package orm_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"sync"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// Invoice is a row of one tenant, in the tenant's shard.
type Invoice struct {
	orm.Model
	TenantID int64
	Number   int64
	Lines    orm.Many[Line]
}

// Schema is the table of Invoice.
func (i *Invoice) Schema() schema.Table {
	return schema.Table{ShardKey: "tenant_id", Fields: schema.Fields{
		schema.BigInteger(&i.TenantID).PrimaryKey(),
		schema.BigInteger(&i.Number).PrimaryKey(),
	}}
}

// Line belongs to an invoice, by the tenant and the number.
type Line struct {
	orm.Model
	TenantID int64
	Position int64
	Number   int64
	Invoice  orm.One[Invoice]
}

// Schema is the table of Line.
func (l *Line) Schema() schema.Table {
	return schema.Table{ShardKey: "tenant_id", Fields: schema.Fields{
		schema.BigInteger(&l.TenantID).PrimaryKey(),
		schema.BigInteger(&l.Position).PrimaryKey(),
		schema.BigInteger(&l.Number),
		schema.ForeignKey(&l.Invoice).On("tenant_id", "number").RelatedName("lines"),
	}}
}

func Example_databases() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "tenants")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	models, err := schema.NewRegistry(&Invoice{}, &Line{})
	if err != nil {
		log.Fatal(err)
	}
	var mu sync.Mutex
	open := map[string]*orm.DB{}
	of := func(tenant string) (*orm.DB, error) { // where the tenant lives is the program's to know
		mu.Lock()
		defer mu.Unlock()
		if db := open[tenant]; db != nil {
			return db, nil
		}
		db, err := sqlite.Open(filepath.Join(dir, tenant+".db"), models)
		if err == nil {
			err = migrate.CreateAll(ctx, db)
		}
		if err == nil {
			open[tenant] = db
		}
		return db, err
	}
	for _, tenant := range []string{"north", "south"} {
		db, err := of(tenant)
		if err != nil {
			log.Fatal(err)
		}
		if err := orm.Save(ctx, db, &Invoice{TenantID: 1, Number: 7}); err != nil {
			log.Fatal(err)
		}
		n, err := orm.Objects[Invoice](db).Count(ctx)
		fmt.Println(tenant, n, err)
	}
	// Output:
	// north 1 <nil>
	// south 1 <nil>
}
