package functions

import (
	"fmt"
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// Sub-queries read the row around them: what they find is what a loop in a loop finds.
func TestNested(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		rows, objects := cells(), orm.Objects[Cell](db)
		if err := objects.BulkCreate(t.Context(), rows); err != nil {
			t.Fatal(err)
		}
		ask := func(what string, q orm.QuerySet[Cell], holds func(*Cell) bool) {
			t.Helper()
			got, err := orm.Pluck[int64](t.Context(), q.OrderBy("id"), "id")
			if want := ids(rows, holds); err != nil || !slices.Equal(got, want) {
				t.Errorf("%s: %v, %v, want %v", what, got, err, want)
			}
		}
		followers := func(c *Cell) (out []*Cell) {
			for _, o := range rows {
				if o.Twin.PK() == c.ID {
					out = append(out, o)
				}
			}
			return out
		}
		behind := objects.Filter(orm.F("twin").Eq(orm.Outer("id")))
		ask("ExistsIn", objects.Filter(orm.ExistsIn(behind)), func(c *Cell) bool { return len(followers(c)) > 0 })
		ask("not ExistsIn", objects.Exclude(orm.ExistsIn(behind)), func(c *Cell) bool { return len(followers(c)) == 0 })
		ask("along a relation", objects.Filter(orm.ExistsIn(objects.Filter(orm.Q{"other": orm.Outer("twin__other"), "id__lt": 3}))), func(c *Cell) bool {
			return c.twin() != nil && slices.ContainsFunc(rows[:2], func(o *Cell) bool { return o.Other == c.twin().Other })
		})
		ask("in", objects.Filter(orm.Q{"other__in": orm.Column(objects.Filter(orm.F("id").Lt(orm.Outer("id"))), "other")}), func(c *Cell) bool {
			return slices.ContainsFunc(rows[:c.ID-1], func(o *Cell) bool { return o.Other == c.Other })
		})
		ask("in a Case", objects.Filter(orm.Case().When(orm.ExistsIn(behind), 1).Else(0).Eq(1)), func(c *Cell) bool { return len(followers(c)) > 0 })
		ask("nested twice", objects.Filter(orm.ExistsIn(behind.Filter(orm.ExistsIn(objects.Filter(orm.F("id").Eq(orm.Outer("twin"))))))), func(c *Cell) bool { return len(followers(c)) > 0 })
		ask("without the row around", objects.Filter(orm.ExistsIn(objects.Filter(orm.Q{"id": 99}))), func(*Cell) bool { return false })
		ask("in a quantifier", objects.Filter(orm.Some("cells", orm.ExistsIn(objects.Filter(orm.F("id").Eq(orm.Outer("twin")), orm.Q{"done": true})))), func(c *Cell) bool {
			return len(followers(c)) > 0 && c.Done
		})

		table, err := objects.AnnotateExpr("first", orm.Scalar(orm.Column(behind.OrderBy("-id"), "other"))).
			AnnotateExpr("n", orm.ScalarOf(behind, orm.CountOf("id"))).
			AnnotateExpr("most", orm.ScalarOf(behind, orm.MaxOf("exact"))).AnnotateExpr("total", orm.ScalarOf(behind, orm.SumOf("small"))).
			AnnotateExpr("mean", orm.ScalarOf(objects.Filter(orm.F("id").Lte(orm.Outer("id"))), orm.AvgOf("id"))).
			AnnotateExpr("above", orm.Coalesce(orm.Upper(orm.Scalar(orm.Column(objects.AnnotateExpr("low", orm.Lower(orm.F("other"))).Filter(orm.F("id").Eq(orm.Outer("twin"))), "low"))), "none")).
			OrderBy("id").Values(t.Context(), "first", "n", "most", "total", "mean", "above")
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range rows {
			var first, most, total, text any = nil, nil, nil, "none"
			for _, o := range followers(c) {
				first, most, total = o.Other, nil, int64(o.Small)
				if o.Exact != nil {
					most = o.Exact.String()
				}
			}
			if c.twin() != nil {
				if text = upperASCII(c.twin().Other); db.Dialect() != "sqlite" {
					text = nil // beyond ASCII each database has its own
				}
			}
			row := table[i]
			if d, ok := row["most"].(decimal.Decimal); ok {
				row["most"] = d.String()
			}
			want := fmt.Sprint(first, int64(len(followers(c))), most, total, float64(c.ID+1)/2)
			if got := fmt.Sprint(row["first"], row["n"], row["most"], row["total"], row["mean"]); got != want {
				t.Errorf("of %d: %s, want %s", c.ID, got, want)
			}
			if s, ok := text.(string); ok && row["above"] != s {
				t.Errorf("of %d: %v, want %v", c.ID, row["above"], s)
			}
		}
		ordered, err := orm.Pluck[int64](t.Context(), objects.AnnotateExpr("n", orm.ScalarOf(behind, orm.CountOf("id"))).Filter(orm.Q{"n__gte": 0}).OrderBy("-n", "id").Limit(6), "id")
		if err != nil || !slices.Equal(ordered, []int64{1, 2, 3, 4, 5, 6}) {
			t.Errorf("in an order: %v, %v", ordered, err)
		}
		groups, err := objects.AnnotateExpr("n", orm.ScalarOf(behind, orm.CountOf("id"))).GroupBy("n").Aggregate(t.Context(), orm.CountOf("id").As("rows"))
		if err != nil || len(groups) != 2 || groups[1]["rows"] != int64(5) {
			t.Errorf("in groups: %v, %v", groups, err)
		}
		if n, err := objects.Filter(orm.ExistsIn(behind)).Update(t.Context(), orm.V{"other": "followed"}); n != 5 || err != nil {
			t.Errorf("Update: %d, %v", n, err)
		}
		if n, err := objects.Filter(orm.ScalarOf(behind, orm.CountOf("id")).Eq(0), orm.Q{"id__gt": 6}).Delete(t.Context()); n != 4 || err != nil {
			t.Errorf("Delete: %d, %v", n, err)
		}
	})
}

// What has no place, no such path or another kind is refused before any SQL.
func TestNestedRefused(t *testing.T) {
	counter := &dbtest.Counter{}
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		counter.Reset()
		objects := orm.Objects[Cell](db)
		inner := func(e orm.Expr) orm.QuerySet[Cell] { return objects.Filter(orm.F("other").Eq(e)) }
		var none orm.QuerySet[Cell]
		for name, q := range map[string]orm.QuerySet[Cell]{
			"Outer at the top":         inner(orm.Outer("other")),
			"a path that is none":      objects.Filter(orm.ExistsIn(inner(orm.Outer("nope")))),
			"another kind":             objects.Filter(orm.ExistsIn(inner(orm.Outer("whole")))),
			"no path":                  objects.Filter(orm.ExistsIn(inner(orm.Outer("")))),
			"a function of Outer":      objects.Filter(orm.ExistsIn(inner(orm.Lower(orm.Outer("other"))))),
			"a nil ExistsIn":           objects.Filter(orm.ExistsIn(nil)),
			"a nil Scalar":             objects.Filter(orm.Scalar(nil).IsNull()),
			"no database":              objects.Filter(orm.ExistsIn(none)),
			"no database in ScalarOf":  objects.Filter(orm.ScalarOf(none, orm.CountOf("id")).IsNull()),
			"a wrong aggregate":        objects.Filter(orm.ScalarOf(objects, orm.SumOf("text")).IsNull()),
			"a sort key":               objects.OrderBy(orm.Scalar(objects).Asc()),
			"a mistake inside":         objects.Filter(orm.ExistsIn(objects.Filter(orm.Q{"nope": 1}))),
			"a slice from the end":     objects.Filter(orm.ExistsIn(objects.Tail(3).Slice(0, 1))),
			"a scalar of another kind": objects.Filter(orm.F("other").Eq(orm.Scalar(objects))),
		} {
			if _, err := q.All(t.Context()); !isError(err, orm.ErrQuery) {
				t.Errorf("%s: %v", name, err)
			}
		}
		counter.Want(t, 0)
	}, orm.WithObserver(counter))
}
