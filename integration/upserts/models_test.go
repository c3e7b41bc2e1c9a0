package upserts

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Counter counts hits of a path.
type Counter struct {
	orm.Model
	ID     int64
	Path   string
	Hits   int
	Sum    decimal.Decimal
	Note   *string
	Seen   *time.Time
	Rev    int
	Origin string
}

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// Schema is the table of Counter.
func (c *Counter) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&c.ID).PrimaryKey(), schema.String(&c.Path, 50).Unique(), schema.Integer(&c.Hits).Min(0),
		schema.Decimal(&c.Sum, 12, 2), schema.Text(&c.Note), schema.DateTime(&c.Seen).OnUpdate(&noon), schema.Integer(&c.Rev).Version(),
		schema.String(&c.Origin, 20).Default("new")}}
}

// Mark marks its rows as deleted, and remembers nothing.
type Mark struct {
	ID   int64
	Name string
	Hits int
	Gone *time.Time
}

// Schema is the table of Mark.
func (m *Mark) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&m.ID).PrimaryKey(), schema.String(&m.Name, 50).Unique(), schema.Integer(&m.Hits),
		schema.DateTime(&m.Gone).SoftDelete()}}
}

func models() *schema.Registry { return schema.MustRegistry(&Counter{}, &Mark{}) }

func must(t testing.TB, what string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

func is(t testing.TB, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

// shown is what a test looks at of a counter.
func shown(c *Counter) string {
	note := "-"
	if c.Note != nil {
		note = *c.Note
	}
	return fmt.Sprintf("%s %d %s %s %t v%d %s", c.Path, c.Hits, c.Sum, note, c.Seen != nil, c.Rev, c.Origin)
}

func stored(t testing.TB, db *orm.DB, path string) string {
	t.Helper()
	c, err := orm.Objects[Counter](db).Get(t.Context(), orm.Q{"path": path})
	must(t, "get", err)
	return shown(c)
}
