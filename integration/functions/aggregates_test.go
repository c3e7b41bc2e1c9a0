package functions

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// folded is what a loop makes of the rows of which something holds.
type folded struct {
	name string
	of   orm.Aggregate
	want func(rows []*Cell) any
}

func count(rows []*Cell, holds func(*Cell) bool) int64 {
	var n int64
	for _, c := range rows {
		if holds(c) {
			n++
		}
	}
	return n
}

// listed is the JSON of values, nil of none.
func listed(values []any) any {
	if len(values) == 0 {
		return nil
	}
	b, err := json.Marshal(values)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func column(rows []*Cell, value func(*Cell) any) (out []any) {
	for _, c := range rows {
		out = append(out, value(c))
	}
	return out
}

func folds() []folded {
	byOther := func(rows []*Cell) []*Cell {
		rows = slices.Clone(rows)
		slices.SortStableFunc(rows, func(a, b *Cell) int { return strings.Compare(b.Other, a.Other) })
		return rows
	}
	done := func(c *Cell) bool { return c.Done }
	return []folded{
		{"CountDistinctOf", orm.CountDistinctOf("other"), func(rows []*Cell) any {
			seen := map[string]bool{}
			for _, c := range rows {
				seen[c.Other] = true
			}
			return int64(len(seen))
		}},
		{"CountDistinctOf with NULL", orm.CountDistinctOf("exact").Where(orm.Q{"id__lte": 5}), func(rows []*Cell) any { return count(rows, func(c *Cell) bool { return c.Exact != nil && c.ID <= 5 }) }},
		{"SumOfExpr", orm.SumOfExpr(orm.F("small").Mul(2).Add(1)), func(rows []*Cell) any {
			var sum int64
			for _, c := range rows {
				sum += 2*int64(c.Small) + 1
			}
			if len(rows) == 0 {
				return nil
			}
			return sum
		}},
		{"SumOfExpr of decimals", orm.SumOfExpr(orm.F("exact").Mul(orm.F("exact"))), func(rows []*Cell) any {
			sum, any := decimal.Zero, false
			for _, c := range rows {
				if c.Exact != nil {
					sum, any = sum.Add(c.Exact.Mul(*c.Exact)), true
				}
			}
			if !any {
				return nil
			}
			return sum
		}},
		{"AvgOfExpr", orm.AvgOfExpr(orm.Length(orm.F("other"))), func(rows []*Cell) any {
			if len(rows) == 0 {
				return nil
			}
			n := 0
			for _, c := range rows {
				n += len([]rune(c.Other))
			}
			return float64(n) / float64(len(rows))
		}},
		{"MinOfExpr", orm.MinOfExpr(orm.Concat(orm.F("other"), "!")), func(rows []*Cell) any {
			if len(rows) == 0 {
				return nil
			}
			return slices.MinFunc(rows, func(a, b *Cell) int { return strings.Compare(a.Other, b.Other) }).Other + "!"
		}},
		{"MaxOfExpr where", orm.MaxOfExpr(orm.Abs(orm.F("small"))).Where(orm.Q{"done": true}, orm.Q{"id__gt": 1}), func(rows []*Cell) any {
			var most any
			for _, c := range rows {
				if v := int64(max(c.Small, -c.Small)); c.Done && c.ID > 1 && (most == nil || v > most.(int64)) {
					most = v
				}
			}
			return most
		}},
		{"CountOf where", orm.CountOf("id").Where(orm.Q{"done": true}), func(rows []*Cell) any { return count(rows, done) }},
		{"CountOf where something is related", orm.CountOf("id").Where(orm.Q{"cells__done": true}), func(rows []*Cell) any {
			return count(rows, func(c *Cell) bool { return c.ID <= 5 && (c.ID+5)%2 == 1 })
		}},
		{"CountOf where not", orm.CountOf("id").Where(orm.Not(orm.Q{"text": "a"})), func(rows []*Cell) any {
			return count(rows, func(c *Cell) bool { return c.Text != nil && *c.Text != "a" })
		}},
		{"StringAgg", orm.StringAgg("other", ", ", "-other"), func(rows []*Cell) any {
			if len(rows) == 0 {
				return nil
			}
			var texts []string
			for _, c := range byOther(rows) {
				texts = append(texts, c.Other)
			}
			return strings.Join(texts, ", ")
		}},
		{"StringAgg of NULLs", orm.StringAgg("text", "'\\"), func(rows []*Cell) any {
			var texts []string
			for _, c := range rows {
				if c.Text != nil {
					texts = append(texts, *c.Text)
				}
			}
			if len(texts) == 0 {
				return nil
			}
			return strings.Join(texts, "'\\")
		}},
		{"JSONAgg of texts", orm.JSONAgg("text", "-id"), func(rows []*Cell) any {
			values := column(rows, func(c *Cell) any { return c.Text })
			slices.Reverse(values)
			return listed(values)
		}},
		{"JSONAgg of truth", orm.JSONAgg("done").Where(orm.Q{"id__lt": 4}), func(rows []*Cell) any {
			return listed(column(slices.DeleteFunc(slices.Clone(rows), func(c *Cell) bool { return c.ID >= 4 }), func(c *Cell) any { return c.Done }))
		}},
		{"JSONAgg of numbers", orm.JSONAgg("whole"), func(rows []*Cell) any { return listed(column(rows, func(c *Cell) any { return c.Whole })) }},
		{"JSONAgg of floats", orm.JSONAgg("float"), func(rows []*Cell) any { return listed(column(rows, func(c *Cell) any { return c.Float })) }},
		{"JSONAgg of decimals", orm.JSONAgg("exact"), func(rows []*Cell) any { return listed(column(rows, func(c *Cell) any { return c.Exact })) }},
		{"JSONAgg of instants", orm.JSONAgg("at", "-other"), func(rows []*Cell) any { return listed(column(byOther(rows), func(c *Cell) any { return c.At })) }},
		{"JSONAgg of dates", orm.JSONAgg("day"), func(rows []*Cell) any { return listed(column(rows, func(c *Cell) any { return c.Day })) }},
		{"JSONAgg of times of day", orm.JSONAgg("clock"), func(rows []*Cell) any { return listed(column(rows, func(c *Cell) any { return c.Clock })) }},
		{"JSONAgg of UUIDs", orm.JSONAgg("key"), func(rows []*Cell) any { return listed(column(rows, func(c *Cell) any { return c.Key })) }},
		{"JSONAgg of bytes", orm.JSONAgg("bytes"), func(rows []*Cell) any { return listed(column(rows, func(c *Cell) any { return c.Bytes })) }},
		{"JSONAgg of an enumeration", orm.JSONAgg("state"), func(rows []*Cell) any { return listed(column(rows, func(c *Cell) any { return c.State })) }},
	}
}

func shown(v any) any {
	switch v := v.(type) {
	case json.RawMessage:
		return string(v)
	case decimal.Decimal:
		return v.String()
	}
	return v
}

// Aggregates over rows, over a page, in groups, and over what is related to each row, are what loops give.
func TestAggregates(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		rows, objects := cells(), orm.Objects[Cell](db)
		if err := objects.BulkCreate(t.Context(), rows); err != nil {
			t.Fatal(err)
		}
		for _, f := range folds() {
			check := func(what string, got any, err error, of []*Cell) {
				t.Helper()
				if want := f.want(of); err != nil || fmt.Sprint(shown(got)) != fmt.Sprint(shown(want)) {
					t.Errorf("%s %s: %v, %v, want %v", f.name, what, shown(got), err, shown(want))
				}
			}
			row, err := objects.Aggregate(t.Context(), f.of.As("v"))
			check("of all", row["v"], err, rows)
			row, err = objects.Filter(orm.Q{"id__gt": 99}).Aggregate(t.Context(), f.of.As("v"))
			check("of none", row["v"], err, nil)
			row, err = objects.OrderBy("id").Offset(2).Limit(5).Aggregate(t.Context(), f.of.As("v"))
			check("of a page", row["v"], err, rows[2:7])
			groups, err := objects.GroupBy("done").OrderBy("done").Aggregate(t.Context(), f.of.As("v"))
			if err != nil || len(groups) != 2 {
				t.Fatal(f.name, err, groups)
			}
			for i, on := range []bool{false, true} {
				check(fmt.Sprintf("of done %v", on), groups[i]["v"], err, slices.DeleteFunc(slices.Clone(rows), func(c *Cell) bool { return c.Done != on }))
			}
			groups, err = objects.AnnotateExpr("half", orm.F("id").Div(6)).GroupBy("half").OrderBy("half").Aggregate(t.Context(), f.of.As("v"))
			if err != nil || len(groups) != 2 {
				t.Fatal(f.name, err, groups)
			}
			check("of a computed group", groups[0]["v"], err, rows[:5])
		}
		related, err := objects.Annotate("texts", orm.StringAgg("cells__other", "+")).Annotate("list", orm.JSONAgg("cells__whole")).
			Annotate("n", orm.CountOf("cells").Where(orm.Q{"cells__done": true})).Annotate("sum", orm.SumOfExpr(orm.F("cells__small").Add(orm.F("id")))).
			Filter(orm.Q{"n__gte": 0}).OrderBy("-n", "id").ValuesList(t.Context(), "id", "texts", "list", "n", "sum")
		if err != nil || len(related) != len(rows) {
			t.Fatal(related, err)
		}
		for _, row := range related {
			id := row[0].(int64)
			want := []any{id, nil, nil, int64(0), nil}
			if id <= 5 {
				o := rows[id+4]
				want = []any{id, o.Other, listed([]any{o.Whole}), map[bool]int64{true: 1}[o.Done], int64(o.Small) + id}
			}
			row[2] = shown(row[2])
			if fmt.Sprint(row) != fmt.Sprint(want) {
				t.Errorf("what is related: %v, want %v", row, want)
			}
		}
	})
}

// A list is never cut, however long it is.
func TestLongList(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		objects := orm.Objects[Cell](db)
		var rows []*Cell
		for i := range 60 {
			rows = append(rows, &Cell{ID: int64(i + 1), Other: strings.Repeat("é", 20_000), At: noon, State: "new"})
		}
		if err := objects.BulkCreate(t.Context(), rows); err != nil {
			t.Fatal(err)
		}
		row, err := objects.Aggregate(t.Context(), orm.StringAgg("other", "-").As("s"), orm.JSONAgg("other").As("j"))
		if err != nil || len(row["s"].(string)) != 60*40_000+59 || len(row["j"].(json.RawMessage)) != 60*40_002+61 {
			t.Errorf("%v, %d, %d", err, len(row["s"].(string)), len(row["j"].(json.RawMessage)))
		}
	})
}

// What an aggregate is not for is refused before any SQL.
func TestAggregatesRefused(t *testing.T) {
	counter := &dbtest.Counter{}
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		counter.Reset()
		objects := orm.Objects[Cell](db)
		for name, a := range map[string]orm.Aggregate{
			"a sum of texts":            orm.SumOfExpr(orm.Lower(orm.F("text"))),
			"an average of instants":    orm.AvgOfExpr(orm.Now()),
			"texts of numbers":          orm.StringAgg("whole", ","),
			"no path":                   orm.JSONAgg("nope"),
			"an order that is none":     orm.JSONAgg("text", "nope"),
			"a condition that is none":  orm.CountOf("id").Where(orm.Q{"nope": 1}),
			"a nil condition":           orm.CountOf("id").Where(nil),
			"a wrong expression":        orm.MaxOfExpr(orm.Lower(orm.F("whole"))),
			"a value without a kind":    orm.MaxOfExpr(orm.Value(struct{}{})),
			"an aggregate of aggregate": orm.SumOfExpr(orm.F("n")),
			"conditions on aggregates":  orm.CountOf("id").Where(orm.Q{"n": 1}),
			"an order by an aggregate":  orm.JSONAgg("text", "n"),
		} {
			if _, err := objects.Annotate("n", orm.CountOf("cells")).Annotate("v", a).Values(t.Context(), "v"); !isError(err, orm.ErrQuery) {
				t.Errorf("%s: %v", name, err)
			}
		}
		list := objects.Annotate("v", orm.JSONAgg("cells__text"))
		if _, err := list.Filter(orm.Q{"v": "[]"}).All(t.Context()); !isError(err, orm.ErrQuery) {
			t.Errorf("a comparison of a list: %v", err)
		}
		if _, err := list.OrderBy("v").All(t.Context()); !isError(err, orm.ErrQuery) {
			t.Errorf("an order by a list: %v", err)
		}
		counter.Want(t, 0)
	}, orm.WithObserver(counter))
}
