package functions

import (
	"context"
	"database/sql"
	"encoding/json"
	"math"
	"net/url"
	"slices"
	"strings"
	"testing"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
	"github.com/ormar-go/ormar/schema/crypt"
)

// Numbers are contained by what they are worth, however they are written: whole numbers of 64 bits to the last digit.
func TestContainedNumbers(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&Paper{}), func(t *testing.T, db *orm.DB) {
		texts := []string{"1", "1.0", "1e0", "10e-1", "[2, 1.00]", "9007199254740992", "9007199254740993", "-9223372036854775808", "9223372036854775807", "9223372036854775806", "1e300", `"1"`}
		papers := make([]*Paper, len(texts))
		for i, text := range texts {
			papers[i] = &Paper{ID: int64(i + 1), Data: json.RawMessage(text)}
		}
		objects := orm.Objects[Paper](db)
		if err := objects.BulkCreate(t.Context(), papers); err != nil {
			t.Fatal(err)
		}
		for document, want := range map[any][]int64{
			1: {0, 1, 2, 3, 4}, 1.0: {0, 1, 2, 3, 4}, json.Number("100e-2"): {0, 1, 2, 3, 4}, int64(9007199254740992): {5}, int64(9007199254740993): {6},
			int64(-1 << 63): {7}, int64(1<<63 - 1): {8}, 1e300: {10}, [1]int8{2}: {4}, true: {}, uint64(1 << 63): {}, struct{}{}: {},
		} {
			got, err := orm.Pluck[int64](t.Context(), objects.Filter(orm.Q{"data__contains": document}).OrderBy("id"), "id")
			for i := range got {
				got[i]--
			}
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%v (%T): %v, %v, want %v", document, document, got, err, want)
			}
		}
	})
}

// What is no document is refused before SQL, and what is one may be of any Go type.
func TestNoContainment(t *testing.T) {
	circle, deep, wide := map[string]any{}, any(1), any(1)
	circle["a"], circle["b"] = circle, circle
	for range 32 {
		deep = map[string]any{"a": deep}
	}
	for range 10 {
		wide = []any{[]any{}, wide}
	}
	dbtest.Each(t, schema.MustRegistry(&Paper{}, &Sheet{}), func(t *testing.T, db *orm.DB) {
		statements := 0
		watched := orm.Objects[Paper](db)
		for name, v := range map[string]any{
			"a text": "dark", "a text of a type of its own": json.Number("x"), "nil": nil, "no map": map[string]any(nil), "no slice": []string(nil), "no pointer": (*int)(nil), "bytes": []byte("{}"),
			"no JSON": json.RawMessage(`{"a"`), "a key twice": json.RawMessage(`{"a":1,"a":2}`), "a channel": make(chan int), "a channel inside": map[string]any{"a": make(chan int)},
			"no number": math.NaN(), "infinity inside": []float64{math.Inf(1)}, "a circle": circle, "too deep": deep, "lists in lists": wide,
			"a quote": map[string]any{`a"b`: 1}, "a backslash": []any{map[string]any{`a\b`: 1}}, "NUL": map[string]any{"a\x00b": 1}, "a line": map[string]any{"a\nb": 1},
			"NUL in a text": []string{"\x00"}, "no UTF-8": []string{"\xff"}, "too big": []string{strings.Repeat("x", 70_000)}, "a lone surrogate": json.RawMessage(`["\ud800"]`),
			"an expression": orm.F("id"), "a query": watched, "another's NULL": sql.Null[int]{},
		} {
			for path, c := range map[string]orm.Condition{"field": orm.Q{"data__contains": v}, "path": orm.Q{"data__a__contains": v}, "typed": orm.ContainsJSON(&orm.Fields[Paper]().Data, v)} {
				if _, text := v.(string); text && path != "field" {
					continue // a text at a path, and the JSON that is one
				}
				if n, err := watched.Filter(c).Count(t.Context()); !isError(err, orm.ErrQuery) {
					t.Errorf("%s, %s: %d, %v", name, path, n, err)
				}
				statements++
			}
		}
		if statements < 70 {
			t.Errorf("%d refusals", statements)
		}
		for name, c := range map[string]orm.Condition{
			"of a number": orm.ContainsJSON(&orm.Fields[Paper]().ID, 1), "of an expression": orm.Lower(orm.F("data__a")).ContainsJSON(1),
			"icontains": orm.Q{"data__icontains": map[string]any{}}, "a path for icontains": orm.Q{"data__a__icontains": map[string]any{}},
		} {
			if n, err := watched.Filter(c).Count(t.Context()); !isError(err, orm.ErrQuery) {
				t.Errorf("%s: %d, %v", name, n, err)
			}
		}
	})
}

// settings is a document by its tags.
type settings struct {
	Theme string   `json:"theme,omitempty"`
	Tags  []string `json:"tags,omitempty"`
	Skip  int      `json:"-"`
}

// A document stands wherever a condition does.
func TestContainmentEverywhere(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&Sheet{}), func(t *testing.T, db *orm.DB) {
		objects, f := orm.Objects[Sheet](db), orm.Fields[Sheet]()
		for i, text := range []string{`{"theme":"dark","tags":["a","b"],"deep":{"list":[1,[2]]}}`, `{"theme":"dark","tags":["b"]}`, `{"tags":"a"}`, `{}`} {
			row := &Sheet{ID: int64(i + 1)}
			if err := json.Unmarshal([]byte(text), &row.Data); err != nil {
				t.Fatal(err)
			}
			if err := orm.Save(t.Context(), db, row); err != nil {
				t.Fatal(err)
			}
		}
		tags := orm.JSONPath(&f.Data, "tags")
		for _, c := range []struct {
			name string
			c    orm.Condition
			want []int64
		}{
			{"a map", orm.Q{"data__contains": map[string]any{"theme": "dark", "tags": []string{"a"}}}, []int64{1}},
			{"a struct", orm.ContainsJSON(&f.Data, settings{Theme: "dark", Tags: []string{"b", "b"}, Skip: 3}), []int64{1, 2}},
			{"a pointer", orm.Q{"data__contains": &settings{Theme: "dark"}}, []int64{1, 2}},
			{"every object", orm.Q{"data__contains": struct{}{}}, []int64{1, 2, 3, 4}},
			{"no array", orm.Q{"data__contains": []int{}}, []int64{}},
			{"a list at a path", orm.Q{"data__tags__contains": []string{"b", "a"}}, []int64{1}},
			{"a text at a path is a part of a text", orm.Q{"data__theme__contains": "ar"}, []int64{1, 2}},
			{"a JSON text at a path", tags.ContainsJSON("a"), []int64{1, 3}},
			{"a nested number", orm.Q{"data__deep__list__contains": 2}, []int64{}},
			{"a nested list", orm.Q{"data__deep__list__contains": [][]int{{2}}}, []int64{1}},
			{"a place", orm.Q{"data__deep__list__1__contains": []int{2}}, []int64{1}},
			{"not, where there is something", orm.Not(orm.Q{"data__tags__contains": []string{"a"}}), []int64{2, 3}},
			{"or", orm.Or(tags.ContainsJSON([]string{"a"}), orm.Q{"data__contains": map[string]any{"tags": "a"}}), []int64{1, 3}},
			{"by name", orm.F("data__tags").ContainsJSON([]string{"b"}), []int64{1, 2}},
			{"a field by name", orm.F("data").ContainsJSON(settings{Theme: "dark"}), []int64{1, 2}},
			{"in a CASE", orm.Case().When(tags.ContainsJSON("b"), 1).Else(0).Eq(1), []int64{1, 2}},
			{"in a sub-query", orm.Q{"id__in": objects.Filter(tags.ContainsJSON("b")).OrderBy("-id").Limit(1)}, []int64{2}},
			{"from outside", orm.Untrusted(map[string]any{"data__contains": map[string]any{"tags": []any{"b"}}}, orm.Policy{}), []int64{1, 2}},
		} {
			got, err := orm.Pluck[int64](t.Context(), objects.Filter(c.c).OrderBy("id"), "id")
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, %v, want %v", c.name, got, err, c.want)
			}
		}
		got, err := orm.Pluck[int64](t.Context(), objects.AnnotateExpr("labels", orm.JSONPath(&f.Data, "tags")).Filter(orm.Q{"labels__contains": []string{"a"}}), "id")
		if err != nil || !slices.Equal(got, []int64{1}) {
			t.Errorf("annotated: %v, %v", got, err)
		}
		wide := map[string]any{"tags": make([]any, 1001)}
		if _, err := objects.Filter(orm.Untrusted(map[string]any{"data__contains": wide}, orm.Policy{})).All(t.Context()); !isError(err, orm.ErrQuery) || !strings.Contains(err.Error(), "MaxList") {
			t.Errorf("too many values from outside: %v", err)
		}
		if n, err := objects.Filter(orm.Q{"data__contains": settings{Theme: "dark"}}).Update(t.Context(), orm.V{"data": map[string]any{"theme": "light"}}); n != 2 || err != nil {
			t.Errorf("Update: %d, %v", n, err)
		}
		if n, err := objects.Exclude(orm.Q{"data__contains": settings{Theme: "light"}}).Delete(t.Context()); n != 2 || err != nil {
			t.Errorf("Delete: %d, %v", n, err)
		}
	})
}

// On PostgreSQL an index serves documents, since the column stands bare beside one parameter.
func TestContainmentByIndex(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&Paper{}), func(t *testing.T, db *orm.DB) {
		if db.Dialect() != "postgres" {
			t.Skip("a GIN index is PostgreSQL's")
		}
		err := db.Transaction(t.Context(), func(ctx context.Context) error {
			for _, text := range []string{"CREATE INDEX by_content ON papers USING gin (data)", "SET LOCAL enable_seqscan = off"} {
				if _, err := orm.Exec(ctx, db, sq.Expr(text)); err != nil {
					return err
				}
			}
			plan, err := orm.Objects[Paper](db).Filter(orm.Q{"data__contains": map[string]any{"a": 1}}).Explain(ctx)
			if err == nil && !strings.Contains(plan, "by_content") {
				t.Errorf("the plan has no index: %s", plan)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// Sealed is a row whose JSON is encrypted.
type Sealed struct {
	orm.Model
	ID   int64
	Data map[string]any
}

// Schema is the table of Sealed.
func (s *Sealed) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&s.ID).PrimaryKey(), schema.JSON(&s.Data).Encrypt(crypt.AEAD(crypt.Key{ID: "1", Secret: []byte("0123456789abcdef0123456789abcdef")}))}}
}

// Documents come from query strings as JSON, lie eight arrays deep, and ask nothing of what is encrypted.
func TestContainmentBounds(t *testing.T) {
	nested := func(n int) json.RawMessage {
		return json.RawMessage(strings.Repeat("[", n) + "1" + strings.Repeat("]", n))
	}
	dbtest.Each(t, schema.MustRegistry(&Paper{}, &Sealed{}), func(t *testing.T, db *orm.DB) {
		objects := orm.Objects[Paper](db)
		if err := objects.BulkCreate(t.Context(), []*Paper{{ID: 1, Data: nested(9)}, {ID: 2, Data: nested(8)}, {ID: 3, Data: json.RawMessage(`{"a":["x"]}`)}}); err != nil {
			t.Fatal(err)
		}
		if ids, err := orm.Pluck[int64](t.Context(), objects.Filter(orm.Q{"data__contains": nested(9)}), "id"); err != nil || !slices.Equal(ids, []int64{1}) {
			t.Errorf("nine brackets: %v, %v", ids, err)
		}
		if n, err := objects.Filter(orm.Q{"data__contains": nested(10)}).Count(t.Context()); !isError(err, orm.ErrQuery) {
			t.Errorf("ten brackets: %d, %v", n, err)
		}
		policy := orm.Policy{Filter: []string{"data"}, MaxList: 3}
		for value, want := range map[string]int64{`{"a":["x"]}`: 1, `{"b":1}`: 0, `["a","b","c"]`: -1, `plain`: -1, ``: -1} {
			page, err := orm.PageOf(t.Context(), orm.Objects[Paper](db), orm.UntrustedQuery(url.Values{"data__contains": {value}}, policy))
			if want < 0 && !isError(err, orm.ErrQuery) || want >= 0 && (int64(len(page.Items)) != want || err != nil) {
				t.Errorf("from a query string, %q: %d, %v", value, len(page.Items), err)
			}
		}
		for _, c := range []orm.Condition{orm.Q{"data__contains": map[string]any{"a": 1}}, orm.ContainsJSON(&orm.Fields[Sealed]().Data, 1)} {
			if _, err := orm.Objects[Sealed](db).Filter(c).All(t.Context()); !isError(err, orm.ErrNotSearchable) {
				t.Errorf("encrypted: %v", err)
			}
		}
	})
}
