package functions

import (
	"fmt"
	"slices"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Sheet is a row with JSON.
type Sheet struct {
	orm.Model
	ID   int64
	Data map[string]any
}

// Schema is the table of Sheet.
func (s *Sheet) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&s.ID).PrimaryKey(), schema.JSON(&s.Data)}}
}

// sheets have, under the same keys, every type of JSON.
func sheets() []*Sheet {
	var out []*Sheet
	for i, data := range []map[string]any{
		{"theme": "dark", "size": 12, "on": true, "deep": map[string]any{"list": []any{"a", 2, nil}}},
		{"theme": "light", "size": 2.5, "on": false},
		{"theme": nil, "size": "12", "on": "true"},
		{"theme": 12, "deep": map[string]any{"list": []any{}}},
		{},
		{"theme": "Dark it's", "size": -1, "": 1, "a b.c": true, "on": nil},
		{"theme": []any{"dark"}, "size": map[string]any{"x": 1}, "deep": []any{1, 2}},
	} {
		out = append(out, &Sheet{ID: int64(i + 1), Data: data})
	}
	return out
}

// What lies inside JSON compares by its type, on every database alike.
func TestJSONPaths(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&Sheet{}), func(t *testing.T, db *orm.DB) {
		objects, f := orm.Objects[Sheet](db), orm.Fields[Sheet]()
		if err := objects.BulkCreate(t.Context(), sheets()); err != nil {
			t.Fatal(err)
		}
		theme, size := orm.JSONPath(&f.Data, "theme"), orm.JSONPath(&f.Data, "size")
		for _, c := range []struct {
			name string
			c    orm.Condition
			want []int64
		}{
			{"a text", orm.Q{"data__theme": "dark"}, []int64{1}},
			{"a text by pointer", theme.Eq("dark"), []int64{1}},
			{"not a text", theme.Ne("dark"), []int64{2, 6}},
			{"a number", orm.Q{"data__size": 12}, []int64{1}},
			{"a number of a text", orm.Q{"data__theme": 12}, []int64{4}},
			{"a float", size.Eq(2.5), []int64{2}},
			{"less", orm.Q{"data__size__lt": 3}, []int64{2, 6}},
			{"between", orm.Q{"data__size__range": []int{2, 12}}, []int64{1, 2}},
			{"truth", orm.Q{"data__on": true}, []int64{1}},
			{"false", orm.JSONPath(&f.Data, "on").Eq(false), []int64{2}},
			{"in", orm.Q{"data__theme__in": []string{"light", "dark"}}, []int64{1, 2}},
			{"in by pointer", theme.In("light", "x"), []int64{2}},
			{"in nothing", orm.Q{"data__theme__in": []string{}}, []int64{}},
			{"contains", orm.Q{"data__theme__icontains": "DARK"}, []int64{1, 6}},
			{"contains by pointer", theme.Contains("it's"), []int64{6}},
			{"null or missing", orm.Q{"data__theme__isnull": true}, []int64{3, 5}},
			{"null by nil", orm.Q{"data__theme": nil}, []int64{3, 5}},
			{"there", orm.Not(theme.IsNull()), []int64{1, 2, 4, 6, 7}},
			{"has_key", orm.Q{"data__has_key": "theme"}, []int64{1, 2, 3, 4, 6, 7}},
			{"has_key inside", orm.Q{"data__deep__has_key": "list"}, []int64{1, 4}},
			{"an element", orm.Q{"data__deep__list__0": "a"}, []int64{1}},
			{"an element by pointer", orm.JSONPath(&f.Data, "deep", "list", 1).Eq(2), []int64{1}},
			{"a null element", orm.JSONPath(&f.Data, "deep", "list", 2).IsNull(), []int64{1, 2, 3, 4, 5, 6, 7}},
			{"an odd key", orm.JSONPath(&f.Data, "a b.c").Eq(true), []int64{6}},
			{"cast", orm.Cast[int64](size).Eq(2), []int64{2}},
			{"a function", orm.Lower(orm.Cast[string](theme)).Eq("dark"), []int64{1}},
			{"by name", orm.F("data__size").Gt(2.5), []int64{1}},
		} {
			got, err := orm.Pluck[int64](t.Context(), objects.Filter(c.c).OrderBy("id"), "id")
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, %v, want %v", c.name, got, err, c.want)
			}
		}
		values, err := objects.AnnotateExpr("first", orm.JSONPath(&f.Data, "deep", "list", 0)).OrderBy("id").ValuesList(t.Context(), "data__theme", "data__size", "first")
		want := "[[dark 12 a] [light 2.5 <nil>] [<nil> 12 <nil>] [12 <nil> <nil>] [<nil> <nil> <nil>] [Dark it's -1 <nil>] [[dark] map[x:1] <nil>]]"
		if err != nil || fmt.Sprint(values) != want {
			t.Errorf("values: %v, %v, want %v", values, err, want)
		}
		got, err := orm.Pluck[int64](t.Context(), objects.Filter(orm.Q{"data__size__isnull": false, "id__lt": 7}).Exclude(orm.Q{"id": 3}).OrderBy("-data__size"), "id")
		if err != nil || !slices.Equal(got, []int64{1, 2, 6}) {
			t.Errorf("by number: %v, %v", got, err)
		}
		got, err = orm.Pluck[int64](t.Context(), objects.Filter(orm.Q{"data__theme__in": []string{"dark", "light", "Dark it's"}}).OrderBy("data__theme"), "id")
		if err != nil || !slices.Equal(got, []int64{6, 1, 2}) {
			t.Errorf("by text: %v, %v", got, err)
		}
		if n, err := objects.Filter(orm.Q{"data__theme": "dark"}).Delete(t.Context()); n != 1 || err != nil {
			t.Errorf("Delete: %d, %v", n, err)
		}
		for name, c := range map[string]orm.Condition{
			"a quote": orm.JSONPath(&f.Data, `a"b`).IsNull(), "no step": orm.JSONPath(&f.Data).IsNull(), "a negative place": orm.JSONPath(&f.Data, -1).IsNull(),
			"no JSON": orm.JSONPath(&f.ID, "a").IsNull(), "a strange value": theme.Eq([]int{1}), "has_key of a number": orm.Q{"data__has_key": 1}, "a quote in a path": orm.Q{`data__a"b`: 1},
			"isnull of a number": orm.Q{"data__a__isnull": 1}, "no JSON on the way": orm.Q{"id__a": 1},
		} {
			if _, err := objects.Filter(c).All(t.Context()); !isError(err, orm.ErrQuery) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
