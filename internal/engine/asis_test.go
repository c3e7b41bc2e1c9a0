package engine

import (
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/schema"
)

// sample has a field of each type that a driver's box may hold, and some that only look so.
type sample struct {
	ID    int64
	Text  string
	Named sampleText
	Float float64
	Flag  *bool
	When  time.Time
	Day   time.Time
	Small int16
}

type sampleText string

func (s *sample) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&s.ID).PrimaryKey(), schema.String(&s.Text, 20), schema.String(&s.Named, 20), schema.Float(&s.Float), schema.Boolean(&s.Flag),
		schema.DateTime(&s.When), schema.Date(&s.Day), schema.SmallInteger(&s.Small),
	}}
}

// What is taken as it is, is what FieldValue makes of it; and only what is the field's own type is.
func TestAsIs(t *testing.T) {
	m := schema.MustRegistry(&sample{}).Models()[0]
	when := time.Date(2026, 2, 3, 4, 5, 6, 789_000, time.UTC)
	taken := map[string]int{}
	for _, a := range m.Attributes {
		kind := asIs(&compile.Output{Attr: a})
		for _, v := range []any{"a", []byte("a"), int64(1), 1.5, 0.0, math.Copysign(0, -1), math.Inf(1), math.NaN(), true, when, when.Add(1), when.In(time.FixedZone("", 3600)), time.Time{}.AddDate(-5, 0, 0)} {
			if !fits(kind, v) {
				continue
			}
			taken[a.Name]++
			if want, err := FieldValue(a, v); err != nil || !reflect.DeepEqual(v, want) {
				t.Errorf("%s takes %v as it is, and is %v, %v", a.Name, v, want, err)
			}
		}
		if k := asIs(&compile.Output{Attr: a, Function: "sum"}); k != reflect.Invalid {
			t.Errorf("the sum of %s is taken as %s", a.Name, k)
		}
	}
	if want := map[string]int{"id": 1, "text": 1, "float": 1, "flag": 1, "when": 1}; !reflect.DeepEqual(taken, want) {
		t.Errorf("taken as they are: %v, want %v", taken, want)
	}
}
