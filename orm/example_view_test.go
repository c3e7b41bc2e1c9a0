package orm_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// Reading is a row of a view that somebody else has made.
type Reading struct {
	Sensor  string
	Samples int
	Highest float64
}

func (r *Reading) Schema() schema.Table {
	return schema.Table{
		Name: "readings", View: true,
		Fields: schema.Fields{
			schema.String(&r.Sensor, 20).PrimaryKey(), schema.Integer(&r.Samples), schema.Float(&r.Highest),
		},
	}
}

func ExampleErrUnsupported_view() {
	ctx := context.Background()
	db, err := sqlite.Open(":memory:", schema.MustRegistry(&Reading{}))
	must(err)
	defer db.Close()
	_, err = db.SQLX().ExecContext(ctx, `CREATE TABLE samples (sensor TEXT, value REAL);
		INSERT INTO samples VALUES ('door', 1), ('door', 3), ('roof', 8);
		CREATE VIEW readings AS SELECT sensor, COUNT(*) AS samples, MAX(value) AS highest FROM samples GROUP BY sensor`)
	must(err)

	high, err := orm.Objects[Reading](db).OrderBy("-highest").First(ctx)
	must(err)
	fmt.Println(high.Sensor, high.Samples, high.Highest)

	err = orm.Save(ctx, db, &Reading{Sensor: "cellar"})
	fmt.Println(errors.Is(err, orm.ErrUnsupported), err)
	// Output:
	// roof 1 8
	// true orm: unsupported: Reading is a view, whose rows are only read; write to the tables behind it
}
