package adopted

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// visit has instants of every form, two of a clock and two of a number, which may be missing.
type visit struct {
	ID                   int64
	Room                 int
	In, Out              *time.Time
	Seen, Left           *time.Time
	Local, Ticks, Julian *time.Time
}

func (v *visit) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&v.ID).PrimaryKey(), schema.Integer(&v.Room),
		schema.DateTime(&v.In).WithoutZone(berlin()), schema.DateTime(&v.Out).WithoutZone(berlin()),
		schema.DateTime(&v.Seen).Stored(schema.UnixSeconds), schema.DateTime(&v.Left).Stored(schema.UnixSeconds),
		schema.DateTime(&v.Local).WithoutZone(time.UTC), schema.DateTime(&v.Ticks).Stored(schema.UnixMilliseconds),
		schema.DateTime(&v.Julian).Stored(schema.JulianDay)}}
}

// clocked are the columns of a visit that have a form of their own, and what a row has in them.
var clocked = map[string]func(*visit) *time.Time{
	"in": func(v *visit) *time.Time { return v.In }, "seen": func(v *visit) *time.Time { return v.Seen },
	"local": func(v *visit) *time.Time { return v.Local }, "ticks": func(v *visit) *time.Time { return v.Ticks },
	"julian": func(v *visit) *time.Time { return v.Julian },
}

// visits are rows of a few instants, around the hour in which a clock in Berlin jumps, so that rows are peers; some of the others than
// the first have none where missing says so.
func visits(r *rand.Rand, n int, missing bool) []*visit {
	first := true
	at := func() *time.Time {
		if missing && !first && r.IntN(5) == 0 {
			return nil
		}
		t := time.Date(2024, 3, 31, 0, 0, 0, 0, time.UTC).Add(time.Duration(r.IntN(8)) * 30 * time.Minute)
		return &t
	}
	out := make([]*visit, n)
	for i := range out {
		out[i] = &visit{ID: int64(i + 1), Room: r.IntN(3), In: at(), Out: at(), Seen: at(), Left: at(), Local: at(), Ticks: at(), Julian: at()}
		first = false
	}
	return out
}

// clockText is an instant as the tests compare it.
func clockText(v any) string {
	switch t := v.(type) {
	case time.Time:
		return t.UTC().Format("15:04")
	case *time.Time:
		if t != nil {
			return t.UTC().Format("15:04")
		}
	case int64:
		return fmt.Sprint(t)
	}
	return "-"
}

// numbered are rows by their keys, with what a window gives each.
func numbered(ctx context.Context, q orm.QuerySet[visit]) (string, error) {
	rows, err := q.OrderBy("id").Values(ctx, "id", "x")
	var out []string
	for _, row := range rows {
		out = append(out, fmt.Sprint(row["id"], "=", clockText(row["x"])))
	}
	return strings.Join(out, " "), err
}

// reckoned is what numbered gives when fn is asked in Go, of each row and its partition in order.
func reckoned(rows []*visit, part func(*visit) string, by func(a, b *visit) int, fn func(rows []*visit, at int) string) string {
	var out []string
	for _, v := range rows {
		var own []*visit
		for _, o := range rows {
			if part(o) == part(v) {
				own = append(own, o)
			}
		}
		slices.SortFunc(own, by)
		out = append(out, fmt.Sprint(v.ID, "=", fn(own, slices.Index(own, v))))
	}
	return strings.Join(out, " ")
}

// extremeOf is the least or the greatest instant of a column.
func extremeOf(of func(*visit) *time.Time, wanted int) func([]*visit, int) string {
	return func(own []*visit, _ int) string {
		best := of(own[0])
		for _, v := range own {
			if of(v).Compare(*best) == wanted {
				best = of(v)
			}
		}
		return clockText(best)
	}
}

// TestWindowsOverClocks: a window is divided and ordered by instants in forms of their own, and its functions give them, as loops over
// the rows in Go say.
func TestWindowsOverClocks(t *testing.T) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, ctx := dbtest.Open(t, name, schema.MustRegistry(&visit{})), t.Context()
			rows := visits(rand.New(rand.NewPCG(replay.Seed(t), 0)), 40, false)
			objects := orm.Objects[visit](db)
			no(t, objects.BulkCreate(ctx, rows))
			for column, of := range clocked {
				by := func(a, b *visit) int { return cmp.Or(of(a).Compare(*of(b)), cmp.Compare(a.ID, b.ID)) }
				back := func(a, b *visit) int { return cmp.Or(of(b).Compare(*of(a)), cmp.Compare(a.ID, b.ID)) }
				room := func(v *visit) string { return fmt.Sprint(v.Room) }
				own := func(v *visit) string { return clockText(of(v)) }
				byRoom, backwards := orm.PartitionBy("room").OrderKeys(column, "id"), orm.PartitionBy("room").OrderKeys("-"+column, "id")
				for what, c := range map[string]struct {
					e    orm.Expr
					want string
				}{
					"divided by it": {orm.RowNumber(orm.PartitionBy(column).OrderKeys("id")), reckoned(rows, own,
						func(a, b *visit) int { return cmp.Compare(a.ID, b.ID) }, func(_ []*visit, at int) string { return fmt.Sprint(at + 1) })},
					"ordered by it": {orm.RowNumber(backwards), reckoned(rows, room, back, func(_ []*visit, at int) string { return fmt.Sprint(at + 1) })},
					"lag": {orm.Lag(orm.F(column), 1, byRoom), reckoned(rows, room, by, func(own []*visit, at int) string {
						if at == 0 {
							return "-"
						}
						return clockText(of(own[at-1]))
					})},
					"lead": {orm.Lead(orm.F(column), 2, byRoom), reckoned(rows, room, by, func(own []*visit, at int) string {
						if at+2 >= len(own) {
							return "-"
						}
						return clockText(of(own[at+2]))
					})},
					"first": {orm.FirstValue(orm.F(column), backwards), reckoned(rows, room, back,
						func(own []*visit, _ int) string { return clockText(of(own[0])) })},
					"least":       {orm.MinOf(column).Over(orm.PartitionBy("room")), reckoned(rows, room, by, extremeOf(of, -1))},
					"greatest":    {orm.MaxOf(column).Over(orm.PartitionBy("room")), reckoned(rows, room, by, extremeOf(of, 1))},
					"up to a row": {orm.MaxOf(column).Over(byRoom), reckoned(rows, room, by, func(own []*visit, at int) string { return clockText(of(own[at])) })},
				} {
					got, err := numbered(ctx, objects.AnnotateExpr("x", c.e))
					if err != nil || got != c.want {
						t.Errorf("%s, %s: %v\n%s\nwant\n%s", column, what, err, got, c.want)
					}
				}
			}
		})
	}
}

// TestWindowsOverClocksAreNamed: what a window gives of such instants filters, sorts and is compared with a value and with a column of
// its form, and its rows are paged.
func TestWindowsOverClocksAreNamed(t *testing.T) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, ctx := dbtest.Open(t, name, schema.MustRegistry(&visit{})), t.Context()
			rows := visits(rand.New(rand.NewPCG(replay.Seed(t), 0)), 40, true)
			objects := orm.Objects[visit](db)
			no(t, objects.BulkCreate(ctx, rows))
			noon := time.Date(2024, 3, 31, 1, 30, 0, 0, time.UTC)
			for column, of := range clocked {
				least := map[int]*time.Time{}
				for _, v := range rows {
					if at := of(v); at != nil && (least[v.Room] == nil || at.Before(*least[v.Room])) {
						least[v.Room] = at
					}
				}
				named := objects.AnnotateExpr("x", orm.MinOf(column).Over(orm.PartitionBy("room")))
				for what, c := range map[string]struct {
					by    orm.Condition
					holds func(v *visit, x time.Time) bool
				}{
					"a value":           {orm.Q{"x__lt": noon}, func(_ *visit, x time.Time) bool { return x.Before(noon) }},
					"a list":            {orm.Q{"x__in": []time.Time{noon.Add(-90 * time.Minute)}}, func(_ *visit, x time.Time) bool { return x.Equal(noon.Add(-90 * time.Minute)) }},
					"its column":        {orm.F(column).Eq(orm.F("x")), func(v *visit, x time.Time) bool { return of(v) != nil && of(v).Equal(x) }},
					"its column, a key": {orm.Q{column + "__gt": orm.F("x")}, func(v *visit, x time.Time) bool { return of(v) != nil && of(v).After(x) }},
					"a value, by F":     {orm.F("x").Gte(noon.In(berlin())), func(_ *visit, x time.Time) bool { return !x.Before(noon) }},
					"a column of a query": {orm.Q{"x__in": orm.Column(objects.Filter(orm.Q{"id__lte": 3}), column)}, func(_ *visit, x time.Time) bool {
						return slices.ContainsFunc(rows[:3], func(o *visit) bool { return of(o) != nil && of(o).Equal(x) })
					}},
				} {
					var want []int64
					for _, v := range rows {
						if x := least[v.Room]; x != nil && c.holds(v, *x) {
							want = append(want, v.ID)
						}
					}
					got, err := orm.Pluck[int64](ctx, named.Filter(c.by).OrderBy("id"), "id")
					if err != nil || !slices.Equal(got, want) {
						t.Errorf("%s, %s: %v, %v; want %v", column, what, got, err, want)
					}
				}
				sorted := slices.SortedFunc(slices.Values(rows), func(a, b *visit) int {
					return cmp.Or(least[a.Room].Compare(*least[b.Room]), -cmp.Compare(a.ID, b.ID))
				})
				got, err := orm.Pluck[int64](ctx, named.OrderBy("x", "-id").Limit(7).Offset(5), "id")
				if want := keysOf(sorted[5:12]); err != nil || !slices.Equal(got, want) {
					t.Errorf("%s, a page in its order: %v, %v; want %v", column, got, err, want)
				}
			}
		})
	}
}

func keysOf(rows []*visit) (out []int64) {
	for _, v := range rows {
		out = append(out, v.ID)
	}
	return out
}

// TestWindowsOverClocksAreRefused: a form of its own is neither computed with nor compared with another, also where a window or a
// sub-query gives it.
func TestWindowsOverClocksAreRefused(t *testing.T) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, ctx := dbtest.Open(t, name, schema.MustRegistry(&visit{})), t.Context()
			objects := orm.Objects[visit](db)
			named := objects.AnnotateExpr("x", orm.Lag(orm.F("in"), 1, orm.PartitionBy().OrderKeys("id")))
			for what, c := range map[string]struct {
				q    orm.QuerySet[visit]
				text string
			}{
				"computed with":       {named.AnnotateExpr("y", orm.DateAdd(orm.F("x"), time.Hour)), "not computed with"},
				"cut":                 {named.AnnotateExpr("y", orm.DateTrunc("day", orm.F("x"))), "not computed with"},
				"a query's":           {objects.AnnotateExpr("y", orm.DateAdd(orm.Scalar(orm.Column(objects, "seen")), time.Hour)), "not computed with"},
				"a query's greatest":  {objects.AnnotateExpr("y", orm.DatePart("year", orm.ScalarOf(objects, orm.MaxOf("seen")))), "not computed with"},
				"beside another form": {objects.AnnotateExpr("y", orm.Coalesce(orm.F("seen"), orm.F("local"))), "one zone and one form"},
				"beside now":          {objects.AnnotateExpr("y", orm.Least(orm.F("in"), orm.Now())), "one zone and one form"},
				"of another form":     {objects.AnnotateExpr("y", orm.Coalesce(orm.F("seen"), orm.F("left"))).Filter(orm.F("y").Eq(orm.F("in"))), "columns of one zone"},
				"in a window":         {objects.AnnotateExpr("y", orm.Lag(orm.DateAdd(orm.F("in"), time.Hour), 1, orm.PartitionBy().OrderKeys("id"))), "not computed with"},
				"another zone":        {named.Filter(orm.F("x").Eq(orm.F("local"))), "columns of one zone"},
				"another form":        {named.Filter(orm.F("seen").Lt(orm.F("x"))), "columns of one zone"},
				"now":                 {named.Filter(orm.F("x").Lt(orm.Now())), "columns of one zone"},
			} {
				if _, err := c.q.Values(ctx); !errors.Is(err, orm.ErrQuery) || !strings.Contains(err.Error(), c.text) {
					t.Errorf("%s: %v", what, err)
				}
			}
		})
	}
}
