package orm_test

import (
	"errors"
	"math"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// reading has an on-update value that no database stores.
type reading struct {
	orm.Model
	ID    int64
	Name  string
	Drift float64
}

func (r *reading) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&r.ID).PrimaryKey(),
		schema.String(&r.Name, 20),
		schema.Float(&r.Drift).OnUpdateFunc(func() float64 { return math.NaN() }),
	}}
}

// TestUpdateRefusesOnUpdateValue is F-19 with a function whose result cannot be stored: it is refused like any value, not
// left out.
func TestUpdateRefusesOnUpdateValue(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&reading{}), func(t *testing.T, db *orm.DB) {
		readings := orm.Objects[reading](db)
		if _, err := readings.Create(t.Context(), reading{Name: "a"}); err != nil {
			t.Fatal(err)
		}
		n, err := readings.Filter(orm.Q{"name": "a"}).Update(t.Context(), orm.V{"name": "b"})
		if !errors.Is(err, orm.ErrValidation) || n != 0 {
			t.Errorf("Update = %d, %v, want ErrValidation", n, err)
		}
		if ok, err := readings.Filter(orm.Q{"name": "a"}).Exists(t.Context()); !ok || err != nil {
			t.Errorf("the row has changed: %v, %v", ok, err)
		}
	})
}
