package adopted

import (
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

// TestClocksInSubqueries: an instant in a form of its own is looked for among those that a sub-query has, compared with the one that it
// gives and with that of the row around, as loops over the rows in Go say.
func TestClocksInSubqueries(t *testing.T) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, ctx := dbtest.Open(t, name, schema.MustRegistry(&visit{})), t.Context()
			rows := visits(rand.New(rand.NewPCG(replay.Seed(t), 1)), 30, true)
			objects := orm.Objects[visit](db)
			no(t, objects.BulkCreate(ctx, rows))
			same := func(a, b *time.Time) bool { return a != nil && b != nil && a.Equal(*b) }
			for _, pair := range [][2]string{{"in", "out"}, {"seen", "left"}, {"julian", "julian"}, {"ticks", "ticks"}, {"local", "local"}} {
				left, right := pair[0], pair[1]
				of, other := clocked[left], clocked[right]
				if other == nil {
					other = map[string]func(*visit) *time.Time{"out": func(v *visit) *time.Time { return v.Out }, "left": func(v *visit) *time.Time { return v.Left }}[right]
				}
				few := objects.Filter(orm.Q{"id__lte": 4, right + "__isnull": false})
				var least *time.Time
				for _, v := range rows {
					if at := other(v); at != nil && v.ID <= 4 && (least == nil || at.Before(*least)) {
						least = at
					}
				}
				beside := objects.Filter(orm.F(right).Eq(orm.Outer(left)), orm.F("id").Ne(orm.Outer("id")))
				for what, c := range map[string]struct {
					by    orm.Condition
					holds func(v *visit) bool
				}{
					"in": {orm.Q{left + "__in": orm.Column(few, right)}, func(v *visit) bool {
						return slices.ContainsFunc(rows[:4], func(o *visit) bool { return same(of(v), other(o)) })
					}},
					"not in": {orm.Not(orm.Q{left + "__in": orm.Column(few, right)}), func(v *visit) bool {
						return of(v) != nil && !slices.ContainsFunc(rows[:4], func(o *visit) bool { return same(of(v), other(o)) })
					}},
					"its first": {orm.F(left).Eq(orm.Scalar(orm.Column(few.OrderBy(right), right))), func(v *visit) bool { return same(of(v), least) }},
					"its least": {orm.F(left).Eq(orm.ScalarOf(few, orm.MinOf(right))), func(v *visit) bool { return same(of(v), least) }},
					"a value":   {orm.ScalarOf(few, orm.MinOf(right)).Eq(*least), func(*visit) bool { return true }},
					"a list":    {orm.ScalarOf(few, orm.MinOf(right)).In(*least, least.Add(time.Minute)), func(*visit) bool { return true }},
					"the row around": {orm.ExistsIn(beside), func(v *visit) bool {
						return slices.ContainsFunc(rows, func(o *visit) bool { return o.ID != v.ID && same(of(v), other(o)) })
					}},
				} {
					var want []int64
					for _, v := range rows {
						if c.holds(v) {
							want = append(want, v.ID)
						}
					}
					got, err := orm.Pluck[int64](ctx, objects.Filter(c.by).OrderBy("id"), "id")
					if err != nil || !slices.Equal(got, want) {
						t.Errorf("%s, %s: %v, %v; want %v", left, what, got, err, want)
					}
				}
				got, err := numbered(ctx, objects.Filter(orm.Q{"id": 1}).AnnotateExpr("x", orm.Scalar(orm.Column(few.OrderBy(right), right))))
				if err != nil || got != "1="+clockText(least) {
					t.Errorf("%s, read: %s, %v; want %s", left, got, err, clockText(least))
				}
			}
		})
	}
}

// TestClocksOfAnotherFormInSubqueries: what a sub-query gives in another form, or of another kind, is refused, where one database
// would compare something else and another would not answer.
func TestClocksOfAnotherFormInSubqueries(t *testing.T) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, ctx := dbtest.Open(t, name, schema.MustRegistry(&visit{}, &stay{})), t.Context()
			objects := orm.Objects[visit](db)
			for what, c := range map[string]struct {
				by   orm.Condition
				text string
			}{
				"another zone":            {orm.Q{"in__in": orm.Column(objects, "local")}, "columns of one zone"},
				"another form":            {orm.Q{"seen__in": orm.Column(objects, "ticks")}, "columns of one zone"},
				"no form":                 {orm.Q{"seen__in": orm.Column(orm.Objects[stay](db), "listed")}, "columns of one zone"},
				"another kind":            {orm.Q{"room__in": orm.Column(objects, "seen")}, "columns are compared with their own kind"},
				"a first of another form": {orm.F("in").Gt(orm.Scalar(orm.Column(objects, "local"))), "columns of one zone"},
				"a least of another form": {orm.Q{"seen__lt": orm.ScalarOf(objects, orm.MinOf("ticks"))}, "columns of one zone"},
			} {
				if _, err := objects.Filter(c.by).All(ctx); !errors.Is(err, orm.ErrQuery) || !strings.Contains(err.Error(), c.text) {
					t.Errorf("%s: %v", what, err)
				}
			}
		})
	}
}

// TestClocksAreAssigned: an assignment takes a column of the same zone and form, what a sub-query has of one, and values, in a Case
// too; of an instant in another form it would make another instant, so that it is refused.
func TestClocksAreAssigned(t *testing.T) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, ctx := dbtest.Open(t, name, schema.MustRegistry(&visit{}, &stay{})), t.Context()
			noon, later := time.Date(2024, 7, 1, 12, 0, 0, 0, time.UTC), time.Date(2024, 7, 1, 15, 0, 0, 0, time.UTC)
			objects := orm.Objects[visit](db)
			v := visit{ID: 1, In: &noon, Out: &later, Seen: &noon, Left: &later, Local: &noon, Ticks: &noon, Julian: &noon}
			no(t, objects.BulkCreate(ctx, []*visit{&v}))
			f, one := orm.Fields[visit](), objects.Filter(orm.Q{"id": 1})
			read := func() string {
				got, err := one.Get(ctx)
				no(t, err)
				return strings.Join([]string{clockText(got.In), clockText(got.Seen), clockText(got.Julian)}, " ")
			}
			again := func() {
				_, err := one.Update(ctx, orm.Set(&f.In, &noon), orm.Set(&f.Seen, &noon), orm.Set(&f.Julian, &noon))
				no(t, err)
			}
			for what, c := range map[string]struct {
				set  []orm.Assignment
				want string
			}{
				"columns": {[]orm.Assignment{orm.SetExpr(&f.In, orm.Col(&f.Out)), orm.SetExpr(&f.Seen, orm.Col(&f.Left))}, "15:00 15:00 12:00"},
				"values":  {[]orm.Assignment{orm.SetExpr(&f.In, orm.Value(later)), orm.SetExpr(&f.Seen, orm.Value(later)), orm.SetExpr(&f.Julian, orm.Value(later))}, "15:00 15:00 15:00"},
				"a case": {[]orm.Assignment{orm.SetExpr(&f.In, orm.Case().When(orm.Q{"id": 1}, later).Else(orm.F("in"))),
					orm.SetExpr(&f.Seen, orm.Greatest(orm.F("seen"), orm.F("left"))),
					orm.SetExpr(&f.Julian, orm.Case().When(orm.Q{"id": 1}, later).Else(noon))}, "15:00 15:00 15:00"},
			} {
				again()
				if _, err := one.Update(ctx, c.set...); err != nil || read() != c.want {
					t.Errorf("%s: %s, %v; want %s", what, read(), err, c.want)
				}
			}
			again()
			if _, err := orm.BulkUpsert(ctx, objects, []*visit{{ID: 1, In: &later, Seen: &later}}, orm.OnConflict("id"),
				orm.OnConflictSet(orm.SetExpr(&f.In, orm.Excluded("in")), orm.SetExpr(&f.Seen, orm.Excluded("seen")))); err != nil || read() != "15:00 15:00 12:00" {
				t.Errorf("an upsert: %s, %v", read(), err)
			}
			for what, set := range map[string]orm.Assignment{
				"another zone": orm.SetExpr(&f.In, orm.Col(&f.Local)), "another form": orm.SetExpr(&f.Seen, orm.Col(&f.Ticks)),
				"now": orm.SetExpr(&f.Seen, orm.Now()), "computed": orm.SetExpr(&f.In, orm.DateAdd(orm.Now(), time.Hour)),
			} {
				if _, err := one.Update(ctx, set); !errors.Is(err, orm.ErrQuery) || !strings.Contains(err.Error(), "of the same zone and form") {
					t.Errorf("%s: %v", what, err)
				}
			}
		})
	}
}

// TestClocksAreChosen: what picks among instants of one form gives one, and takes values beside them.
func TestClocksAreChosen(t *testing.T) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, ctx := dbtest.Open(t, name, schema.MustRegistry(&visit{})), t.Context()
			rows := visits(rand.New(rand.NewPCG(replay.Seed(t), 2)), 20, true)
			objects := orm.Objects[visit](db)
			no(t, objects.BulkCreate(ctx, rows))
			half := time.Date(2024, 3, 31, 0, 30, 0, 0, time.UTC)
			for column, of := range clocked {
				chosen := func(pick func(*time.Time) *time.Time) string {
					var out []string
					for _, v := range rows {
						out = append(out, fmt.Sprint(v.ID, "=", clockText(pick(of(v)))))
					}
					return strings.Join(out, " ")
				}
				for what, c := range map[string]struct {
					e    orm.Expr
					pick func(at *time.Time) *time.Time
				}{
					"itself": {orm.F(column), func(at *time.Time) *time.Time { return at }},
					"coalesce": {orm.Coalesce(orm.F(column), half), func(at *time.Time) *time.Time {
						if at == nil {
							return &half
						}
						return at
					}},
					"greatest": {orm.Greatest(half, orm.F(column)), func(at *time.Time) *time.Time {
						if at != nil && at.Before(half) {
							return &half
						}
						return at
					}},
					"nullif": {orm.NullIf(orm.F(column), half), func(at *time.Time) *time.Time {
						if at != nil && at.Equal(half) {
							return nil
						}
						return at
					}},
					"case": {orm.Case().When(orm.Q{column + "__gt": half}, orm.F(column)).Else(half), func(at *time.Time) *time.Time {
						if at != nil && at.After(half) {
							return at
						}
						return &half
					}},
				} {
					got, err := numbered(ctx, objects.AnnotateExpr("x", c.e))
					if want := chosen(c.pick); err != nil || got != want {
						t.Errorf("%s, %s: %v\n%s\nwant\n%s", column, what, err, got, want)
					}
					n, err := objects.AnnotateExpr("x", c.e).Filter(orm.Q{"x": half}).Count(ctx)
					if want := strings.Count(chosen(c.pick)+" ", "=00:30 "); err != nil || n != int64(want) {
						t.Errorf("%s, %s, found: %d, %v; want %d", column, what, n, err, want)
					}
				}
			}
		})
	}
}
