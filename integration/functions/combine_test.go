package functions

import (
	"fmt"
	"slices"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// keys are the keys of rows, in order.
func keys(rows []*Cell) []int64 {
	out := []int64{}
	for _, c := range rows {
		out = append(out, c.ID)
	}
	return out
}

// Sets of rows combine as sets of keys do, are filtered, ordered and paged as a whole, and can be combined again.
func TestCombined(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		objects := orm.Objects[Cell](db)
		if err := objects.BulkCreate(t.Context(), cells()); err != nil {
			t.Fatal(err)
		}
		low, odd := objects.Filter(orm.Q{"id__lte": 4}), objects.Filter(orm.Q{"done": true}) // 1 2 3 4; 1 3 5 7 9
		top := objects.OrderBy("-id").Limit(2)                                               // 9 10
		for _, c := range []struct {
			name string
			q    orm.QuerySet[Cell]
			want []int64
		}{
			{"Union", low.Union(odd), []int64{1, 2, 3, 4, 5, 7, 9}},
			{"Union with a page", low.Union(top), []int64{1, 2, 3, 4, 9, 10}},
			{"Union of several", low.Union(top, odd), []int64{1, 2, 3, 4, 5, 7, 9, 10}},
			{"Union of itself alone", low.Union(), []int64{1, 2, 3, 4}},
			{"Intersect", low.Intersect(odd), []int64{1, 3}},
			{"Intersect of several", low.Intersect(odd, objects.Filter(orm.Q{"id__gt": 1})), []int64{3}},
			{"Except", low.Except(odd), []int64{2, 4}},
			{"Except of several", objects.Except(odd, top), []int64{2, 4, 6, 8}},
			{"a chain", low.Union(odd).Except(top).Intersect(objects.Filter(orm.Q{"id__gt": 2})), []int64{3, 4, 5, 7}},
			{"filtered afterwards", low.Union(odd).Filter(orm.Q{"id__gt": 3}), []int64{4, 5, 7, 9}},
			{"a page of it", low.Union(odd).OrderBy("id").Offset(2).Limit(3), []int64{3, 4, 5}},
			{"UnionAll", low.UnionAll(odd), []int64{1, 1, 2, 3, 3, 4, 5, 7, 9}},
			{"UnionAll, filtered", low.UnionAll(odd).Filter(orm.Q{"id__lt": 4}), []int64{1, 1, 2, 3, 3}},
			{"a page of UnionAll", low.UnionAll(odd).OrderBy("id").Offset(1).Limit(4), []int64{1, 2, 3, 3}},
			{"UnionAll thrice", low.UnionAll(low, top), []int64{1, 1, 2, 2, 3, 3, 4, 4, 9, 10}},
			{"Union of UnionAll", low.UnionAll(odd).Union(top), []int64{1, 2, 3, 4, 5, 7, 9, 10}},
			{"with a to-many order", low.UnionAll(odd).OrderBy("cells__id", "id").Filter(orm.Q{"id__lte": 3}), []int64{1, 1, 2, 3, 3}},
			{"annotated", low.Annotate("n", orm.CountOf("cells")).UnionAll(odd).Filter(orm.Q{"n": 1}), []int64{1, 1, 2, 3, 3, 4, 5}},
			{"with a window after it", low.Union(odd).AnnotateExpr("r", orm.RowNumber(orm.PartitionBy().OrderKeys("-id"))).Filter(orm.Q{"r__lte": 2}), []int64{7, 9}},
			{"none", low.Intersect(top), []int64{}},
		} {
			rows, err := c.q.All(t.Context())
			if got := keys(rows); err != nil || !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, %v, want %v", c.name, got, err, c.want)
			}
			for i := 1; i < len(rows); i++ {
				if rows[i].ID == rows[i-1].ID && rows[i] != rows[i-1] {
					t.Errorf("%s: %d is two objects", c.name, rows[i].ID)
				}
			}
			values, err := orm.Pluck[int64](t.Context(), c.q, "id")
			if err != nil || !slices.Equal(values, c.want) {
				t.Errorf("%s as values: %v, %v, want %v", c.name, values, err, c.want)
			}
			if n, err := c.q.Count(t.Context()); err != nil || int(n) != len(c.want) {
				t.Errorf("%s counted: %d, %v, want %d", c.name, n, err, len(c.want))
			}
			row, err := c.q.Aggregate(t.Context(), orm.CountOf("id").As("n"))
			if err != nil || row["n"] != int64(len(c.want)) {
				t.Errorf("%s aggregated: %v, %v, want %d", c.name, row, err, len(c.want))
			}
			n := 0
			for _, err := range c.q.Iterate(t.Context()) {
				if n++; err != nil {
					t.Fatal(c.name, err)
				}
			}
			if n != len(c.want) {
				t.Errorf("%s iterated: %d, want %d", c.name, n, len(c.want))
			}
			again, err := orm.Pluck[int64](t.Context(), objects.Filter(orm.Q{"id__in": c.q}), "id")
			if want := slices.Compact(slices.Clone(c.want)); err != nil || !slices.Equal(again, want) {
				t.Errorf("%s in a sub-query: %v, %v, want %v", c.name, again, err, want)
			}
		}
		last, err := low.UnionAll(odd).Last(t.Context())
		if err != nil || last.ID != 9 {
			t.Errorf("Last: %v, %v", last, err)
		}
		tail, err := low.UnionAll(odd).OrderBy("id").SelectRelated("twin").PrefetchRelated("cells").Tail(2).All(t.Context())
		if err != nil || !slices.Equal(keys(tail), []int64{7, 9}) || !tail[0].Twin.Loaded() {
			t.Errorf("Tail: %v, %v", keys(tail), err)
		}
		groups, err := low.UnionAll(odd).GroupBy("done").OrderBy("done").Aggregate(t.Context(), orm.CountOf("id").As("n"))
		if err != nil || fmt.Sprint(groups) != "[map[done:false n:2] map[done:true n:7]]" {
			t.Errorf("groups: %v, %v", groups, err)
		}
		for name, try := range map[string]func() error{
			"Update":           func() error { _, err := low.Union(odd).Update(t.Context(), orm.V{"other": "x"}); return err },
			"Delete":           func() error { _, err := low.Except(odd).Delete(t.Context()); return err },
			"a mistake inside": func() error { _, err := low.Union(objects.Filter(orm.Q{"nope": 1})).All(t.Context()); return err },
			"no database":      func() error { _, err := low.Union(orm.QuerySet[Cell]{}).All(t.Context()); return err },
			"of no database":   func() error { _, err := (orm.QuerySet[Cell]{}).Intersect(low).All(t.Context()); return err },
		} {
			if err := try(); !isError(err, orm.ErrQuery) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// DistinctOn keeps the first of each group in the order that is given, before or after.
func TestDistinctOn(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		objects := orm.Objects[Cell](db)
		if err := objects.BulkCreate(t.Context(), cells()); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name string
			q    orm.QuerySet[Cell]
			want []int64
		}{
			{"by the key", objects.DistinctOn("other"), []int64{1, 2, 3}},
			{"an order after it", objects.DistinctOn("other").OrderBy("-id"), []int64{10, 9, 8}},
			{"an order before it", objects.OrderBy("-id").DistinctOn("other"), []int64{10, 9, 8}},
			{"of several", objects.DistinctOn("other", "done").OrderBy("done", "-id"), []int64{10, 8, 6, 9, 7, 5}},
			{"filtered", objects.Filter(orm.Q{"id__gt": 3}).DistinctOn("other").Filter(orm.Q{"id__lt": 9}), []int64{4, 5, 6}},
			{"a page", objects.DistinctOn("other").OrderBy("-id").Limit(2), []int64{10, 9}},
			{"from the end", objects.DistinctOn("other").OrderBy("-id").Tail(1), []int64{8}},
			{"an expression", objects.AnnotateExpr("half", orm.F("id").Div(6)).DistinctOn("half").OrderBy("-id"), []int64{10, 5}},
			{"along a relation", objects.DistinctOn("twin__other").OrderBy("-id").Filter(orm.Q{"twin__isnull": false}), []int64{10, 9, 8}},
			{"ordered by an expression", objects.DistinctOn("done").OrderBy(orm.Mod(orm.F("id"), 3).Asc(), "id"), []int64{3, 6}},
		} {
			rows, err := c.q.All(t.Context())
			if got := keys(rows); err != nil || !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, %v, want %v", c.name, got, err, c.want)
			}
			values, err := orm.Pluck[int64](t.Context(), c.q, "id")
			if err != nil || !slices.Equal(values, c.want) {
				t.Errorf("%s as values: %v, %v, want %v", c.name, values, err, c.want)
			}
			if n, err := c.q.Count(t.Context()); err != nil || int(n) != len(c.want) {
				t.Errorf("%s counted: %d, %v, want %d", c.name, n, err, len(c.want))
			}
		}
		first, err := objects.DistinctOn("other").OrderBy("-id").First(t.Context())
		if err != nil || first.ID != 10 {
			t.Errorf("First: %v, %v", first, err)
		}
		for name, q := range map[string]orm.QuerySet[Cell]{
			"nothing": objects.DistinctOn(), "no path": objects.DistinctOn("nope"), "several rows": objects.DistinctOn("cells__id"), "an order of several": objects.DistinctOn("done").OrderBy("cells__id"),
		} {
			if _, err := q.All(t.Context()); !isError(err, orm.ErrQuery) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
