package functions

import (
	"fmt"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// mixed are rows whose values under one key have every type.
func mixed(t *testing.T, db *orm.DB) orm.QuerySet[Sheet] {
	t.Helper()
	var rows []*Sheet
	for i, v := range []any{5, "b", nil, 2, "a", true, 10, false, []any{1}} {
		rows = append(rows, &Sheet{ID: int64(i + 1), Data: map[string]any{"v": v, "w": v}})
	}
	rows = append(rows, &Sheet{ID: 10, Data: map[string]any{"w": 5}})
	if err := orm.Objects[Sheet](db).BulkCreate(t.Context(), rows); err != nil {
		t.Fatal(err)
	}
	return orm.Objects[Sheet](db)
}

// Numbers come before texts wherever something is sorted by a path into JSON, and what is neither is where NULL is.
func TestJSONOrder(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&Sheet{}), func(t *testing.T, db *orm.DB) {
		sheets, ctx := mixed(t, db), t.Context()
		named := sheets.AnnotateExpr("n", orm.F("data__v"))
		for _, c := range []struct {
			name string
			q    orm.QuerySet[Sheet]
			want string
		}{
			{"nulls last", sheets.OrderBy(orm.NullsLast("data__v")), "[4 1 7 5 2 3 6 8 9 10]"},
			{"nulls first", sheets.OrderBy(orm.NullsFirst("data__v")), "[3 6 8 9 10 4 1 7 5 2]"},
			{"downwards, nulls last", sheets.OrderBy(orm.NullsLast("-data__v")), "[2 5 7 1 4 3 6 8 9 10]"},
			{"downwards, nulls first", sheets.OrderBy(orm.NullsFirst("-data__v")), "[3 6 8 9 10 2 5 7 1 4]"},
			{"by its name", named.OrderBy(orm.NullsLast("n")), "[4 1 7 5 2 3 6 8 9 10]"},
			{"a window's order", sheets.AnnotateExpr("n", orm.RowNumber(orm.PartitionBy("data__w").OrderKeys("-id"))).Filter(orm.Q{"n": 2}).OrderBy("id"), "[1 3]"},
			{"a page", sheets.OrderBy(orm.NullsLast("data__v")).Offset(2).Limit(2), "[7 5]"},
		} {
			got, err := orm.Pluck[int64](ctx, c.q, "id")
			if fmt.Sprint(got) != c.want || err != nil {
				t.Errorf("%s: %v, %v, want %s", c.name, got, err, c.want)
			}
		}
		place := orm.RowNumber(orm.PartitionBy().OrderKeys(orm.NullsLast("data__v"), "id"))
		rows, err := sheets.AnnotateExpr("n", place).OrderBy("id").ValuesList(ctx, "n")
		if want := "[[2] [5] [6] [1] [4] [7] [3] [8] [9] [10]]"; fmt.Sprint(rows) != want || err != nil {
			t.Errorf("places: %v, %v, want %s", rows, err, want)
		}
		total, err := sheets.Aggregate(ctx, orm.JSONAgg("id", orm.NullsLast("data__v")).As("ids"))
		if err != nil || fmt.Sprintf("%s", total["ids"]) != "[4,1,7,5,2,3,6,8,9,10]" {
			t.Errorf("JSONAgg: %s, %v", total["ids"], err)
		}
	})
}

// What lies inside JSON has the type of what it is compared with, also by a name and beside an expression, and none where nothing says which.
func TestJSONTypes(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&Sheet{}), func(t *testing.T, db *orm.DB) {
		sheets, ctx, f := mixed(t, db), t.Context(), orm.Fields[Sheet]()
		v := orm.JSONPath(&f.Data, "v")
		named := sheets.AnnotateExpr("n", v)
		for _, c := range []struct {
			name string
			q    orm.QuerySet[Sheet]
			want string
		}{
			{"a number by name", named.Filter(orm.Q{"n__gte": 5}), "[1 7]"},
			{"a text by name", named.Filter(orm.Q{"n__in": []string{"a", "x"}}), "[5]"},
			{"null by name", named.Filter(orm.Q{"n__isnull": true}), "[3 10]"},
			{"truth by name", named.Filter(orm.Q{"n": false}), "[8]"},
			{"beside a column", sheets.Filter(v.Gt(orm.F("id"))), "[1 7]"},
			{"on the right", sheets.Filter(orm.F("id").Lt(v)), "[1 7]"},
			{"beside an expression in a Q", sheets.Filter(orm.Q{"data__v__gt": orm.F("id").Add(2)}), "[1 7]"},
			{"beside a typed one", sheets.Filter(orm.Cast[string](orm.JSONPath(&f.Data, "w")).Eq(v)), "[2 5]"},
		} {
			got, err := orm.Pluck[int64](ctx, c.q.OrderBy("id"), "id")
			if fmt.Sprint(got) != c.want || err != nil {
				t.Errorf("%s: %v, %v, want %s", c.name, got, err, c.want)
			}
		}
		for name, q := range map[string]orm.QuerySet[Sheet]{
			"beside another":  sheets.Filter(v.Eq(orm.F("data__w"))),
			"a function":      sheets.AnnotateExpr("n", orm.Lag(v, 1, orm.PartitionBy().OrderKeys("id"))),
			"DistinctOn":      sheets.DistinctOn("data__v"),
			"DistinctOn name": named.DistinctOn("n"),
			"a sub-query":     sheets.Filter(orm.Q{"id__in": orm.Column(named, "n")}),
		} {
			if rows, err := q.Values(ctx, "id"); !isError(err, orm.ErrQuery) {
				t.Errorf("%s: %v, %v", name, rows, err)
			}
		}
		for name, call := range map[string]func() (any, error){
			"GroupBy": func() (any, error) { return sheets.GroupBy("data__v").Aggregate(ctx, orm.CountOf("id")) },
			"CountOf": func() (any, error) { return sheets.Aggregate(ctx, orm.CountOf("data__v")) },
			"Max":     func() (any, error) { return sheets.Aggregate(ctx, orm.MaxOfExpr(v).As("m")) },
		} {
			if got, err := call(); !isError(err, orm.ErrQuery) {
				t.Errorf("%s: %v, %v", name, got, err)
			}
		}
		groups, err := sheets.AnnotateExpr("n", orm.Cast[string](v)).GroupBy("n").OrderBy(orm.NullsLast("n")).Aggregate(ctx, orm.CountOf("id").As("c"))
		if want := "[map[c:1 n:a] map[c:1 n:b] map[c:8 n:<nil>]]"; fmt.Sprint(groups) != want || err != nil {
			t.Errorf("groups: %v, %v, want %s", groups, err, want)
		}
	})
}

// Folder has sheets.
type Folder struct {
	orm.Model
	ID    int64
	Pages orm.Many[Page]
	Facts map[string]any
}

// Schema is the table of Folder.
func (f *Folder) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&f.ID).PrimaryKey(), schema.JSON(&f.Facts)}}
}

// Page is in a folder.
type Page struct {
	orm.Model
	ID     int64
	Folder orm.One[Folder]
	Facts  map[string]any
}

// Schema is the table of Page.
func (p *Page) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&p.ID).PrimaryKey(), schema.ForeignKey(&p.Folder).RelatedName("pages"), schema.JSON(&p.Facts)}}
}

// A path into JSON along a relation is an order as a column there is: of one row for First, and of several only with a type.
func TestJSONOrderAlongRelations(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&Folder{}, &Page{}), func(t *testing.T, db *orm.DB) {
		folders, pages, ctx := orm.Objects[Folder](db), orm.Objects[Page](db), t.Context()
		for i, v := range []any{"b", "a", 3} {
			f := &Folder{ID: int64(i + 1), Facts: map[string]any{"v": v}}
			if err := orm.Save(ctx, db, f); err != nil {
				t.Fatal(err)
			}
			for j := range 2 {
				p := &Page{ID: int64(10*i + j + 1), Folder: orm.Ref(f), Facts: map[string]any{"v": 10*j - i}}
				if err := orm.Save(ctx, db, p); err != nil {
					t.Fatal(err)
				}
			}
		}
		first, err := pages.OrderBy("folder__facts__v").First(ctx)
		if err != nil || first.ID != 1 {
			t.Errorf("First by a related row: %v, %v", first, err)
		}
		first, err = pages.OrderBy("-facts__v").First(ctx)
		if err != nil || first.ID != 2 {
			t.Errorf("First by its own: %v, %v", first, err)
		}
		got, err := orm.Pluck[int64](ctx, pages.OrderBy(orm.NullsLast("folder__facts__v"), "-id"), "id")
		if want := "[22 21 12 11 2 1]"; fmt.Sprint(got) != want || err != nil {
			t.Errorf("along a relation: %v, %v, want %s", got, err, want)
		}
		if rows, err := folders.OrderBy("pages__facts__v").All(ctx); !isError(err, orm.ErrQuery) {
			t.Errorf("along several: %v, %v", rows, err)
		}
		got, err = orm.Pluck[int64](ctx, folders.OrderBy(orm.Cast[int64](orm.F("pages__facts__v")).Asc()), "id")
		if want := "[3 2 1]"; fmt.Sprint(got) != want || err != nil {
			t.Errorf("along several, with a type: %v, %v, want %s", got, err, want)
		}
	})
}
