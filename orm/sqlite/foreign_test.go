package sqlite_test

import (
	"errors"
	"testing"

	"github.com/jmoiron/sqlx"
	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

type fare struct {
	orm.Model
	ID    int64
	Price decimal.Decimal
	Total decimal.Decimal
}

func (f *fare) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&f.ID).PrimaryKey(), schema.Decimal(&f.Price, 5, 2), schema.Decimal(&f.Total, 9, 4).Name("orm_decimal"),
	}}
}

// TestForeignPoolLacksDecimals: what needs the functions that Open registers is ErrUnsupported before any SQL; the rest works.
func TestForeignPoolLacksDecimals(t *testing.T) {
	pool, err := sqlx.Open("sqlite3", ":memory:?_fk=1&_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pool.Close() })
	pool.SetMaxOpenConns(1)
	db, err := sqlite.New(pool, schema.MustRegistry(&fare{}))
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	if err := migrate.CreateAll(ctx, db); err != nil {
		t.Fatal(err)
	}
	fares := orm.Objects[fare](db)
	if _, err := fares.Create(ctx, fare{Price: decimal.RequireFromString("1.50")}); err != nil {
		t.Fatal(err)
	}
	if row, err := fares.Get(ctx, orm.Q{"price": "1.5"}); err != nil || row.Price.String() != "1.5" {
		t.Errorf("equality: %+v, %v", row, err)
	}
	_, greater := fares.All(ctx, orm.Q{"price__gt": "0.5"})
	_, sorted := fares.OrderBy("price").All(ctx)
	_, sum := fares.Aggregate(ctx, orm.SumOf("price"))
	_, computed := fares.Each().Update(ctx, orm.V{"price": orm.F("price").Add(1)})
	_, rescaled := fares.Each().Update(ctx, orm.V{"price": orm.F("total")})
	for what, err := range map[string]error{"gt": greater, "order": sorted, "sum": sum, "arithmetic": computed, "another scale": rescaled} {
		if !errors.Is(err, orm.ErrUnsupported) {
			t.Errorf("%s: %v, want ErrUnsupported", what, err)
		}
	}
}
