package orm_test

import (
	"errors"
	"math"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// reading and label have on-update values that must not be stored.
type reading struct {
	orm.Model
	ID    int64
	Name  string
	Drift float64
}

type label struct {
	orm.Model
	ID   int64
	Name string
	Tone string
}

func (l *label) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&l.ID).PrimaryKey(),
		schema.String(&l.Name, 20),
		schema.String(&l.Tone, 4).OnUpdateFunc(func() string { return "magenta" }),
	}}
}

func (r *reading) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&r.ID).PrimaryKey(),
		schema.String(&r.Name, 20),
		schema.Float(&r.Drift).OnUpdateFunc(func() float64 { return math.NaN() }),
	}}
}

// TestUpdateRefusesOnUpdateValue is F-19 with functions whose result cannot be stored: it is refused like any value, neither
// left out nor sent to a database that would not mind.
func TestUpdateRefusesOnUpdateValue(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&reading{}, &label{}), func(t *testing.T, db *orm.DB) {
		refuses(t, orm.Objects[reading](db), reading{Name: "a"})
		refuses(t, orm.Objects[label](db), label{Name: "a", Tone: "red"})
	})
}

func refuses[T any](t *testing.T, rows orm.QuerySet[T], first T) {
	t.Helper()
	if _, err := rows.Create(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	n, err := rows.Filter(orm.Q{"name": "a"}).Update(t.Context(), orm.V{"name": "b"})
	if !errors.Is(err, orm.ErrValidation) || n != 0 {
		t.Errorf("Update of %T = %d, %v, want ErrValidation", first, n, err)
	}
	if ok, err := rows.Filter(orm.Q{"name": "a"}).Exists(t.Context()); !ok || err != nil {
		t.Errorf("the row of %T has changed: %v, %v", first, ok, err)
	}
}
