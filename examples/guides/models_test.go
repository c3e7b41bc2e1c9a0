package guides_test

import (
	"context"
	"log"
	"time"

	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// Sale is one sale in a shop.
type Sale struct {
	orm.Model
	ID     int64           `json:"id"`
	Shop   string          `json:"shop"`
	At     time.Time       `json:"at"`
	Amount decimal.Decimal `json:"amount"`
}

func (s *Sale) Schema() schema.Table {
	return schema.Table{
		Fields: schema.Fields{
			schema.BigInteger(&s.ID).PrimaryKey(),
			schema.String(&s.Shop, 20),
			schema.DateTime(&s.At),
			schema.Decimal(&s.Amount, 12, 2).Min(decimal.Zero), // 12 digits, 2 of them behind the point
		},
		Constraints: []schema.Constraint{schema.UniqueTogether("shop", "at")},
	}
}

// open opens a database in memory with the tables of some models.
func open(models ...schema.Definer) *orm.DB {
	db, err := sqlite.Open(":memory:", schema.MustRegistry(models...))
	must(err)
	must(migrate.CreateAll(context.Background(), db))
	return db
}

// shops is a database with the sales of two shops in two months.
func shops() *orm.DB {
	db := open(&Sale{})
	at := func(month, day, hour int) time.Time {
		return time.Date(2026, time.Month(month), day, hour, 0, 0, 0, time.UTC)
	}
	must(orm.Objects[Sale](db).BulkCreate(context.Background(), []*Sale{
		{Shop: "north", At: at(1, 3, 9), Amount: decimal.RequireFromString("19.90")},
		{Shop: "south", At: at(1, 31, 23), Amount: decimal.RequireFromString("5.05")}, // in Berlin it is February
		{Shop: "north", At: at(2, 2, 12), Amount: decimal.RequireFromString("100.00")},
		{Shop: "south", At: at(2, 14, 8), Amount: decimal.RequireFromString("40.10")},
	}))
	return db
}

// must ends the program on an error.
func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
