package functions

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// window is what loops make of rows: parts by a key, each in an order.
type window struct {
	of     orm.Window
	same   func(a, b *Cell) bool
	before func(a, b *Cell) int // 0 for peers
}

// part is the rows of c's part, in order.
func (w window) part(rows []*Cell, c *Cell) (out []*Cell) {
	for _, o := range rows {
		if w.same(o, c) {
			out = append(out, o)
		}
	}
	slices.SortStableFunc(out, w.before)
	return out
}

func byState(a, b *Cell) bool { return a.Done == b.Done }
func all(a, b *Cell) bool     { return true }
func byOther(a, b *Cell) int  { return -compareTexts(a.Other, b.Other) }
func byID(a, b *Cell) int     { return int(a.ID - b.ID) }
func compareTexts(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Functions over windows give what loops give, over the rows of the conditions, whatever page is read.
func TestWindows(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		rows, objects := cells(), orm.Objects[Cell](db)
		if err := objects.BulkCreate(t.Context(), rows); err != nil {
			t.Fatal(err)
		}
		parts := window{orm.PartitionBy("done").OrderKeys("-other"), byState, byOther}
		unique := window{orm.PartitionBy("done").OrderKeys("-other", "id"), byState, func(a, b *Cell) int {
			if c := byOther(a, b); c != 0 {
				return c
			}
			return byID(a, b)
		}}
		whole := window{orm.PartitionBy().OrderKeys("id"), all, byID}
		index := func(w window, rows []*Cell, c *Cell) int { return slices.Index(w.part(rows, c), c) }
		rank := func(w window, rows []*Cell, c *Cell) (n int64, dense int64) {
			seen := []*Cell{}
			for _, o := range w.part(rows, c) {
				if w.before(o, c) < 0 {
					n++
					if !slices.ContainsFunc(seen, func(s *Cell) bool { return w.before(s, o) == 0 }) {
						seen = append(seen, o)
					}
				}
			}
			return n + 1, int64(len(seen)) + 1
		}
		at := func(w window, rows []*Cell, c *Cell, by int, value func(*Cell) any) any {
			p := w.part(rows, c)
			if i := index(w, rows, c) + by; i >= 0 && i < len(p) {
				return value(p[i])
			}
			return nil
		}
		small := func(c *Cell) int64 { return int64(c.Small) }
		for _, q := range []struct {
			name string
			expr orm.Expr
			want func(rows []*Cell, c *Cell) any
		}{
			{"RowNumber", orm.RowNumber(unique.of), func(rows []*Cell, c *Cell) any { return int64(index(unique, rows, c) + 1) }},
			{"Rank", orm.Rank(parts.of), func(rows []*Cell, c *Cell) any { n, _ := rank(parts, rows, c); return n }},
			{"DenseRank", orm.DenseRank(parts.of), func(rows []*Cell, c *Cell) any { _, n := rank(parts, rows, c); return n }},
			{"Lag", orm.Lag(orm.F("text"), 1, whole.of), func(rows []*Cell, c *Cell) any {
				return at(whole, rows, c, -1, func(o *Cell) any {
					if o.Text == nil {
						return nil
					}
					return *o.Text
				})
			}},
			{"Lead of instants", orm.Lead(orm.F("at"), 2, unique.of), func(rows []*Cell, c *Cell) any { return at(unique, rows, c, 2, func(o *Cell) any { return o.At }) }},
			{"Lag of none", orm.Lag(orm.F("id").Add(1), 0, whole.of), func(_ []*Cell, c *Cell) any { return c.ID + 1 }},
			{"FirstValue", orm.FirstValue(orm.F("id"), unique.of), func(rows []*Cell, c *Cell) any { return unique.part(rows, c)[0].ID }},
			{"NTile", orm.NTile(3, whole.of), func(rows []*Cell, c *Cell) any {
				i, n := index(whole, rows, c), len(rows)
				for tile := range 3 {
					size := n / 3
					if tile < n%3 {
						size++
					}
					if i < size {
						return int64(tile + 1)
					}
					i -= size
				}
				return nil
			}},
			{"a running sum", orm.SumOf("small").Over(unique.of), func(rows []*Cell, c *Cell) any {
				var sum int64
				for _, o := range unique.part(rows, c)[:index(unique, rows, c)+1] {
					sum += small(o)
				}
				return sum
			}},
			{"a running sum of decimals", orm.SumOf("exact").Over(whole.of), func(rows []*Cell, c *Cell) any {
				var sum any
				for _, o := range rows[:index(whole, rows, c)+1] {
					if o.Exact != nil {
						if sum == nil {
							sum = decimal.Zero
						}
						sum = sum.(decimal.Decimal).Add(*o.Exact)
					}
				}
				return sum
			}},
			{"an average of decimals", orm.AvgOf("exact").Over(orm.PartitionBy()), func(rows []*Cell, c *Cell) any {
				sum, n := decimal.Zero, int64(0)
				for _, o := range rows {
					if o.Exact != nil {
						sum, n = sum.Add(*o.Exact), n+1
					}
				}
				if n == 0 {
					return nil
				}
				return sum.DivRound(decimal.NewFromInt(n), 16)
			}},
			{"a count of some, over all", orm.CountOf("id").Where(orm.Q{"small__gt": 0}).Over(orm.Window{}), func(rows []*Cell, c *Cell) any { return count(rows, func(o *Cell) bool { return o.Small > 0 }) }},
			{"a moving maximum", orm.MaxOf("small").Over(whole.of.Rows(-1, 1)), func(rows []*Cell, c *Cell) any {
				i := index(whole, rows, c)
				var most int64 = math.MinInt64
				for _, o := range rows[max(i-1, 0):min(i+2, len(rows))] {
					most = max(most, small(o))
				}
				return most
			}},
			{"what is left", orm.CountOf("id").Over(whole.of.Rows(0, math.MaxInt)), func(rows []*Cell, c *Cell) any { return int64(len(rows) - index(whole, rows, c)) }},
			{"an average of a computed part", orm.AvgOf("id").Over(orm.PartitionBy("half")), func(rows []*Cell, c *Cell) any {
				sum, n := 0.0, 0.0
				for _, o := range rows {
					if o.ID/6 == c.ID/6 {
						sum, n = sum+float64(o.ID), n+1
					}
				}
				return sum / n
			}},
			{"computed with", orm.RowNumber(whole.of).Mul(10).Add(orm.F("id")), func(rows []*Cell, c *Cell) any { return int64(index(whole, rows, c)+1)*10 + c.ID }},
		} {
			asked := objects.AnnotateExpr("half", orm.F("id").Div(6)).AnnotateExpr("v", q.expr)
			check := func(what string, got [][]any, err error, read, of []*Cell) {
				t.Helper()
				if err != nil || len(got) != len(read) {
					t.Errorf("%s %s: %v, %v", q.name, what, got, err)
					return
				}
				for i, c := range read {
					if want := q.want(of, c); fmt.Sprint(plain(got[i][1])) != fmt.Sprint(plain(want)) {
						t.Errorf("%s %s: %d has %v, want %v", q.name, what, c.ID, got[i][1], want)
					}
				}
			}
			got, err := asked.OrderBy("id").ValuesList(t.Context(), "id", "v")
			check("of all", got, err, rows, rows)
			got, err = asked.OrderBy("id").Offset(2).Limit(3).ValuesList(t.Context(), "id", "v")
			check("of a page", got, err, rows[2:5], rows)
			some := rows[1:9]
			got, err = asked.Filter(orm.Q{"id__gt": 1}).Filter(orm.Q{"v__isnull": false}).Filter(orm.Q{"id__lt": 10}).OrderBy("id").ValuesList(t.Context(), "id", "v")
			check("of some that have it", got, err, slices.DeleteFunc(slices.Clone(some), func(c *Cell) bool { return q.want(some, c) == nil }), some)
			v := q.want(rows, rows[4])
			if v == nil {
				continue
			}
			equal := slices.DeleteFunc(slices.Clone(rows), func(c *Cell) bool { w := q.want(rows, c); return w == nil || !same(plain(w), plain(v)) })
			if d, ok := v.(decimal.Decimal); ok && d.Exponent() < -3 {
				continue // more digits than the column's values have
			}
			found := asked.Filter(orm.Q{"v": v})
			got, err = found.OrderBy("id").ValuesList(t.Context(), "id", "v")
			check("where it is one value", got, err, equal, rows)
			n, err := found.Count(t.Context())
			if err != nil || int(n) != len(equal) {
				t.Errorf("%s counted: %d, %v, want %d", q.name, n, err, len(equal))
			}
			objectsFound, err := found.OrderBy("-v", "-id").SelectRelated("cells").All(t.Context())
			if err != nil || len(objectsFound) != len(equal) || objectsFound[0].ID != equal[len(equal)-1].ID {
				t.Errorf("%s as objects: %v, %v, want %d", q.name, objectsFound, err, len(equal))
			}
			seen := 0
			for _, err := range found.Iterate(t.Context()) {
				if seen++; err != nil {
					t.Fatal(err)
				}
			}
			if seen != len(equal) {
				t.Errorf("%s iterated: %d, want %d", q.name, seen, len(equal))
			}
		}
	})
}

// Windows order groups of what is related, and pick the first of each part, also for writes.
func TestWindowsOfAggregates(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		objects := orm.Objects[Cell](db)
		if err := objects.BulkCreate(t.Context(), cells()); err != nil {
			t.Fatal(err)
		}
		got, err := objects.Annotate("n", orm.CountOf("cells")).AnnotateExpr("place", orm.Rank(orm.PartitionBy().OrderKeys("-n"))).
			Filter(orm.Q{"n__lt": 1}, orm.Q{"place__lte": 1}).OrderBy("id").ValuesList(t.Context(), "id", "n", "place")
		if err != nil || fmt.Sprint(got) != "[[6 0 1] [7 0 1] [8 0 1] [9 0 1] [10 0 1]]" {
			t.Errorf("rank of a count: %v, %v", got, err)
		}
		got, err = objects.Annotate("n", orm.CountOf("cells")).AnnotateExpr("place", orm.DenseRank(orm.PartitionBy().OrderKeys("-n"))).
			Filter(orm.Q{"place": 2}).OrderBy("id").Limit(2).ValuesList(t.Context(), "id", "n", "place")
		if err != nil || fmt.Sprint(got) != "[[6 0 2] [7 0 2]]" {
			t.Errorf("dense rank of a count: %v, %v", got, err)
		}
		firsts := objects.AnnotateExpr("r", orm.RowNumber(orm.PartitionBy("done").OrderKeys("-id"))).Filter(orm.Q{"r": 1})
		ids, err := orm.Pluck[int64](t.Context(), firsts.OrderBy("id"), "id")
		if err != nil || !slices.Equal(ids, []int64{9, 10}) {
			t.Errorf("the last of each part: %v, %v", ids, err)
		}
		if n, err := objects.Filter(orm.Q{"id__in": firsts}).Count(t.Context()); n != 2 || err != nil {
			t.Errorf("in a sub-query: %d, %v", n, err)
		}
		if n, err := firsts.Update(t.Context(), orm.V{"other": "first"}); n != 2 || err != nil {
			t.Errorf("Update: %d, %v", n, err)
		}
		kept, err := objects.Filter(orm.Q{"id__lte": 5}).Prefetch("cells", firsts).OrderBy("id").All(t.Context())
		if err != nil || len(kept) != 5 {
			t.Errorf("prefetched: %v, %v", kept, err)
		}
		if n, err := firsts.Delete(t.Context()); n != 2 || err != nil {
			t.Errorf("Delete: %d, %v", n, err)
		}
	})
}

// What is no window, and where there can be none, is refused before any SQL.
func TestWindowsRefused(t *testing.T) {
	counter := &dbtest.Counter{}
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		counter.Reset()
		objects, w := orm.Objects[Cell](db), orm.PartitionBy("done").OrderKeys("id")
		named := func(e orm.Expr) orm.QuerySet[Cell] { return objects.AnnotateExpr("v", e) }
		for name, q := range map[string]orm.QuerySet[Cell]{
			"without a name":          objects.Filter(orm.RowNumber(w).Eq(1)),
			"in an order":             objects.OrderBy(orm.RowNumber(w).Asc()),
			"a path that is none":     named(orm.RowNumber(orm.PartitionBy("nope"))),
			"a key that is none":      named(orm.RowNumber(orm.PartitionBy().OrderKeys("nope"))),
			"a key in a partition":    named(orm.RowNumber(orm.PartitionBy("-id"))),
			"no order":                named(orm.Rank(orm.PartitionBy("id"))),
			"several rows":            named(orm.RowNumber(orm.PartitionBy("cells__id"))),
			"an order of several":     named(orm.RowNumber(w.OrderKeys("cells__id"))),
			"of several rows":         named(orm.Lag(orm.F("cells__id"), 1, w)),
			"a wrong distance":        named(orm.Lag(orm.F("id"), -1, w)),
			"no parts":                named(orm.NTile(0, w)),
			"a frame that is none":    named(orm.SumOf("id").Over(w.Rows(2, 1))),
			"a frame behind the end":  named(orm.SumOf("id").Over(w.Rows(math.MaxInt, math.MaxInt))),
			"a frame of a rank":       named(orm.Rank(w.Rows(0, 1))),
			"a list":                  named(orm.StringAgg("text", ",").Over(w)),
			"different values":        named(orm.CountDistinctOf("text").Over(w)),
			"a sum of texts":          named(orm.SumOf("text").Over(w)),
			"a window in a window":    named(orm.Lag(orm.RowNumber(w), 1, w)),
			"a window of a window":    named(orm.RowNumber(w)).AnnotateExpr("u", orm.Rank(orm.PartitionBy().OrderKeys("v"))),
			"an expression of a kind": named(orm.Lag(orm.Lower(orm.F("whole")), 1, w)),
		} {
			if _, err := q.All(t.Context()); !isError(err, orm.ErrQuery) {
				t.Errorf("%s: %v", name, err)
			}
		}
		counter.Want(t, 0)
	}, orm.WithObserver(counter))
}
