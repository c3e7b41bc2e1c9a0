package adopted

import (
	"fmt"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Bill has decimals of two scales.
type Bill struct {
	orm.Model
	ID         int64
	Net, Gross string
}

func (b *Bill) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&b.ID).PrimaryKey(), schema.Decimal(&b.Net, 8, 2), schema.Decimal(&b.Gross, 12, 4),
	}}
}

// TestDigits: decimals in a sub-query are compared as numbers, whatever their texts on SQLite: of another scale, or in a page.
func TestDigits(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&Bill{}), func(t *testing.T, db *orm.DB) {
		ctx, bills := t.Context(), orm.Objects[Bill](db)
		if err := bills.BulkCreate(ctx, []*Bill{{ID: 1, Net: "1.50", Gross: "2.2500"}, {ID: 2, Net: "2.25", Gross: "1.5"}, {ID: 3, Net: "9", Gross: "0.0001"}}); err != nil {
			t.Fatal(err)
		}
		for what, c := range map[string]struct {
			where orm.Q
			want  string
		}{
			"another scale": {orm.Q{"net__in": orm.Column(bills, "gross")}, "[1 2]"},
			"a page":        {orm.Q{"net__in": orm.Column(bills.OrderBy("id").Limit(1), "gross")}, "[2]"},
			"itself":        {orm.Q{"net__in": orm.Column(bills, "net")}, "[1 2 3]"},
		} {
			keys, err := orm.Pluck[int64](ctx, bills.Filter(c.where).OrderBy("id"), "id")
			if err != nil || fmt.Sprint(keys) != c.want {
				t.Errorf("%s: %v, want %s, %v", what, keys, c.want, err)
			}
		}
	})
}
