package adopted

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// stay has instants of clocks in two places and as numbers, two of each.
type stay struct {
	ID                     int64
	In, Out, Local, Listed time.Time
	Seen, Left             time.Time
}

func (s *stay) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&s.ID).PrimaryKey(),
		schema.DateTime(&s.In).WithoutZone(berlin()), schema.DateTime(&s.Out).WithoutZone(berlin()), schema.DateTime(&s.Local).WithoutZone(time.UTC),
		schema.DateTime(&s.Listed), schema.DateTime(&s.Seen).Stored(schema.UnixSeconds), schema.DateTime(&s.Left).Stored(schema.UnixSeconds)}}
}

// TestClocksAreCompared: columns of one zone, or kept as one kind of number, are compared with each other; others are not.
func TestClocksAreCompared(t *testing.T) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, ctx := dbtest.Open(t, name, schema.MustRegistry(&stay{})), t.Context()
			noon := time.Date(2024, 7, 1, 12, 0, 0, 0, time.UTC)
			before, after := noon.Add(-time.Hour), noon.Add(time.Hour)
			objects := orm.Objects[stay](db)
			no(t, objects.BulkCreate(ctx, []*stay{
				{ID: 1, In: noon, Out: after, Local: noon, Listed: noon, Seen: noon, Left: after},
				{ID: 2, In: noon, Out: before, Local: noon, Listed: noon, Seen: noon, Left: before},
				{ID: 3, In: noon, Out: noon, Local: noon, Listed: noon, Seen: noon, Left: noon},
			}))
			for what, c := range map[string]struct {
				by   orm.Condition
				want []int64
			}{
				"clocks":               {orm.F("in").Lt(orm.F("out")), []int64{1}},
				"clocks, equal":        {orm.F("in").Eq(orm.F("out")), []int64{3}},
				"clocks, in a lookup":  {orm.Q{"in__gte": orm.F("out")}, []int64{2, 3}},
				"numbers":              {orm.F("seen").Gt(orm.F("left")), []int64{2}},
				"a clock and a value":  {orm.F("out").Gt(noon), []int64{1}},
				"a number and a value": {orm.F("left").Lte(noon.In(berlin())), []int64{2, 3}},
			} {
				ids, err := orm.Pluck[int64](ctx, objects.Filter(c.by).OrderBy("id"), "id")
				if err != nil || !slices.Equal(ids, c.want) {
					t.Errorf("%s: %v, %v", what, ids, err)
				}
			}
			for what, c := range map[string]orm.Condition{
				"two zones":            orm.F("in").Lt(orm.F("local")),
				"two zones, a lookup":  orm.Q{"in__lt": orm.F("local")},
				"a clock, an instant":  orm.F("in").Lt(orm.F("listed")),
				"an instant, a clock":  orm.F("listed").Lt(orm.F("in")),
				"a number, an instant": orm.F("seen").Lt(orm.F("listed")),
				"a clock and now":      orm.F("in").Lt(orm.Now()),
			} {
				if _, err := objects.Filter(c).All(ctx); !errors.Is(err, orm.ErrQuery) || !strings.Contains(err.Error(), "compare columns of one zone") {
					t.Errorf("%s: %v", what, err)
				}
			}
		})
	}
}
