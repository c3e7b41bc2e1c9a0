package functions

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// order compares two values that are not NULL as every database does.
func order(a, b any) int {
	switch a := a.(type) {
	case string:
		return cmp.Compare(a, b.(string))
	case State:
		return cmp.Compare(a, b.(State))
	case int64:
		return cmp.Compare(a, b.(int64))
	case float64:
		return cmp.Compare(a, b.(float64))
	case decimal.Decimal:
		return a.Cmp(b.(decimal.Decimal))
	case time.Time:
		return a.Compare(b.(time.Time))
	case uuid.UUID:
		return cmp.Compare(a.String(), b.(uuid.UUID).String())
	case bool:
		return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b))
	}
	panic(fmt.Sprintf("no order of %T", a))
}

// plain is a value as the table of questions has it: whole numbers have 64 bits, times are in UTC.
func plain(v any) any {
	switch v := v.(type) {
	case int:
		return int64(v)
	case time.Time:
		return v.UTC()
	case decimal.Decimal:
		return v.String()
	}
	return v
}

// An annotation by an expression is read as Go computes it, filters, sorts and groups like a field of that value.
func TestAnnotated(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		rows, objects := cells(), orm.Objects[Cell](db)
		if err := objects.BulkCreate(t.Context(), rows); err != nil {
			t.Fatal(err)
		}
		for _, q := range questions() {
			asked := objects.AnnotateExpr("v", q.expr)
			for _, o := range []struct {
				key   string
				turns bool
			}{{orm.NullsFirst("v"), false}, {orm.NullsLast("-v"), true}, {orm.NullsFirst(q.expr.Asc()), false}, {orm.NullsLast(q.expr.Desc()), true}} {
				got, err := asked.OrderBy(o.key, "id").ValuesList(t.Context(), "id", "v")
				want := slices.Clone(rows)
				slices.SortStableFunc(want, func(a, b *Cell) int {
					c := ordered(q.want(a), q.want(b))
					if o.turns {
						return -c
					}
					return c
				})
				for i, c := range want {
					if err != nil || len(got) != len(want) || got[i][0] != c.ID || !same(plain(q.want(c)), plain(got[i][1])) {
						t.Errorf("%s by %q: %v, %v, want %d: %v at %d", q.name, o.key, got, err, c.ID, q.want(c), i)
						break
					}
				}
			}
			groups, counts := map[any]int64{}, map[any]int64{}
			for _, c := range rows {
				groups[plain(q.want(c))]++
			}
			table, err := asked.GroupBy("v").Having(orm.Q{"n__gte": 1}).OrderBy("-n", "v").Aggregate(t.Context(), orm.CountOf("id").As("n"))
			for _, row := range table {
				counts[plain(row["v"])] = row["n"].(int64)
			}
			if err != nil || len(table) != len(groups) || fmt.Sprint(counts) != fmt.Sprint(groups) {
				t.Errorf("%s in groups: %v, %v, want %v", q.name, table, err, groups)
			}
			distinct, err := asked.Distinct().OrderBy("v").ValuesList(t.Context(), "v")
			if err != nil || len(distinct) != len(groups) {
				t.Errorf("%s distinct: %v, %v, want %d", q.name, distinct, err, len(groups))
			}
			for _, c := range rows {
				v := q.want(c)
				if v == nil {
					continue
				}
				got, err := orm.Pluck[int64](t.Context(), asked.Filter(orm.Q{"v": v}, orm.F("v").Gte(v)).OrderBy("id"), "id")
				if want := ids(rows, func(o *Cell) bool { return q.want(o) != nil && same(q.want(o), v) }); err != nil || !slices.Equal(got, want) {
					t.Errorf("%s = %v by its name: %v, %v, want %v", q.name, v, got, err, want)
				}
			}
		}
	})
}

// ordered puts NULL first.
func ordered(a, b any) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	return order(a, b)
}

// Annotations build on each other, over aggregates too, and pages, counts and sub-queries see them.
func TestAnnotationsOfAnnotations(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		rows, objects := cells(), orm.Objects[Cell](db)
		if err := objects.BulkCreate(t.Context(), rows); err != nil {
			t.Fatal(err)
		}
		twice := objects.AnnotateExpr("size", orm.Length(orm.F("text"))).AnnotateExpr("double", orm.F("size").Mul(2))
		got, err := orm.Pluck[int64](t.Context(), twice.Filter(orm.Q{"double__range": []int64{2, 10}}).OrderBy("-double", "id").Limit(3), "double")
		if err != nil || !slices.Equal(got, []int64{10, 8, 6}) {
			t.Errorf("double: %v, %v", got, err)
		}
		counted := objects.Annotate("n", orm.CountOf("cells__id")).AnnotateExpr("more", orm.F("n").Add(10).Mul(orm.F("id")))
		list, err := counted.Filter(orm.Q{"more__gt": 40, "id__lt": 7}).OrderBy("-more").ValuesList(t.Context(), "id", "n", "more")
		if err != nil || fmt.Sprint(list) != "[[6 0 60] [5 1 55] [4 1 44]]" {
			t.Errorf("over an aggregate: %v, %v", list, err)
		}
		if n, err := twice.Filter(orm.Q{"double": 8}).Count(t.Context()); n != 1 || err != nil {
			t.Errorf("Count: %d, %v", n, err)
		}
		if n, err := objects.Filter(orm.Q{"id__in": twice.Filter(orm.Q{"double": 8})}).Count(t.Context()); n != 1 || err != nil {
			t.Errorf("in a sub-query: %d, %v", n, err)
		}
		if n, err := twice.Filter(orm.Q{"double": 8}).Update(t.Context(), orm.V{"other": "eight"}); n != 1 || err != nil {
			t.Errorf("Update: %d, %v", n, err)
		}
		all, err := twice.OrderBy("-double", "id").SelectRelated("twin").PrefetchRelated("cells").Tail(3).All(t.Context())
		if err != nil || len(all) != 3 {
			t.Errorf("objects: %v, %v", all, err)
		}
		seen := 0
		for row, err := range twice.OrderBy("double").Iterate(t.Context()) {
			if err != nil || row == nil {
				t.Fatal(err)
			}
			seen++
		}
		if seen != len(rows) {
			t.Errorf("Iterate: %d", seen)
		}
		random, err := orm.Pluck[int64](t.Context(), objects.OrderBy(orm.Random().Asc()).SelectRelated("cells"), "id")
		slices.Sort(random)
		if err != nil || !slices.Equal(slices.Compact(random), ids(rows, func(*Cell) bool { return true })) {
			t.Errorf("Random: %v, %v", random, err)
		}
	})
}

// A name has one meaning, and a key that was made of an expression is no text that could be written.
func TestAnnotationsRefused(t *testing.T) {
	counter := &dbtest.Counter{}
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		counter.Reset()
		objects, e := orm.Objects[Cell](db), orm.Lower(orm.F("text"))
		token := e.Asc()
		for name, q := range map[string]orm.QuerySet[Cell]{
			"a field":                 objects.AnnotateExpr("text", e),
			"a relation":              objects.AnnotateExpr("twin", e),
			"a path":                  objects.AnnotateExpr("twin__text", e),
			"a lookup":                objects.AnnotateExpr("text__in", e),
			"the key":                 objects.AnnotateExpr("pk", e),
			"a name that is taken":    objects.AnnotateExpr("v", e).AnnotateExpr("v", e),
			"that of an aggregate":    objects.Annotate("v", orm.CountOf("cells")).AnnotateExpr("v", e),
			"a lookup on another":     objects.AnnotateExpr("v", e).AnnotateExpr("v__in", e),
			"no name":                 objects.AnnotateExpr("a b", e),
			"a wrong expression":      objects.AnnotateExpr("v", orm.Lower(orm.F("whole"))),
			"a later name":            objects.AnnotateExpr("v", orm.F("w")).AnnotateExpr("w", e),
			"a wrong lookup":          objects.AnnotateExpr("v", e).Filter(orm.Q{"v__near": 1}),
			"a wrong value":           objects.AnnotateExpr("v", e).Filter(orm.Q{"v": 1}),
			"a number":                objects.AnnotateExpr("v", orm.Length(orm.F("text"))).Filter(orm.Q{"v__contains": "1"}),
			"a key that was changed":  objects.OrderBy(strings.Replace(token, "text", "other", 1)),
			"a key without signature": objects.OrderBy(token[:len(token)-2]),
			"a minus before a key":    objects.OrderBy("-" + token),
		} {
			if _, err := q.All(t.Context()); !isError(err, orm.ErrQuery) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := objects.AnnotateExpr("v", e).GroupBy("other").Having(orm.Q{"v": "a"}).Aggregate(t.Context(), orm.CountOf("id")); !isError(err, orm.ErrQuery) {
			t.Errorf("Having of what is not grouped: %v", err)
		}
		if _, err := objects.AnnotateExpr("v", e).GroupBy("v").Aggregate(t.Context(), orm.CountOf("id").As("v")); !isError(err, orm.ErrQuery) {
			t.Errorf("an aggregate of the same name: %v", err)
		}
		counter.Want(t, 0)
	}, orm.WithObserver(counter))
}
