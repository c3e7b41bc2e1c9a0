package sqlitego_test

import (
	"context"
	"fmt"
	"log"

	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlitego"
	"github.com/ormar-go/ormar/schema"
)

type Fare struct {
	orm.Model
	ID    int64           `json:"id"`
	From  string          `json:"from"`
	Price decimal.Decimal `json:"price"`
}

func (f *Fare) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&f.ID).PrimaryKey(),
		schema.String(&f.From, 50),
		schema.Decimal(&f.Price, 8, 2),
	}}
}

// What orm/sqlite opens, this opens too, in a program built with CGO_ENABLED=0.
func ExampleOpen() {
	ctx := context.Background()
	db, err := sqlitego.Open(":memory:", schema.MustRegistry(&Fare{}))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	if err := migrate.CreateAll(ctx, db); err != nil {
		log.Fatal(err)
	}
	fares := orm.Objects[Fare](db)
	for from, price := range map[string]string{"Oslo": "0.10", "Riga": "0.20", "Bern": "9.90"} {
		if _, err := fares.Create(ctx, Fare{From: from, Price: decimal.RequireFromString(price)}); err != nil {
			log.Fatal(err)
		}
	}
	cheap, err := fares.Filter(orm.Q{"price__lt": "1", "from__regex": "^[A-Z]"}).OrderBy("price").All(ctx)
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range cheap {
		fmt.Println(f.From, f.Price)
	}
	sums, err := fares.Filter(orm.Q{"price__lt": "1"}).Aggregate(ctx, orm.SumOf("price"))
	fmt.Println(sums, err)
	// Output:
	// Oslo 0.1
	// Riga 0.2
	// map[price__sum:0.3] <nil>
}
