package functions

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Paper is a row with JSON of any type, or none.
type Paper struct {
	orm.Model
	ID   int64
	Data any
}

// Schema is the table of Paper.
func (p *Paper) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&p.ID).PrimaryKey(), schema.JSON(&p.Data).Nullable()}}
}

// contained is the reference: what PostgreSQL's manual says of @>, over what encoding/json reads.
func contained(all, part any, top bool) bool {
	switch part := part.(type) {
	case map[string]any:
		of, ok := all.(map[string]any)
		for key, v := range part {
			has, there := of[key]
			ok = ok && there && contained(has, v, false)
		}
		return ok
	case []any:
		of, ok := all.([]any)
		for _, v := range part {
			ok = ok && slices.ContainsFunc(of, func(e any) bool { return contained(e, v, false) })
		}
		return ok
	}
	if list, ok := all.([]any); ok && top {
		return slices.ContainsFunc(list, func(e any) bool { return contained(e, part, false) })
	}
	switch all.(type) {
	case map[string]any, []any:
		return false
	}
	return all == part
}

// draw makes JSON whose parts meet each other often.
type draw struct{ *rand.Rand }

var oddTexts = []string{"a", "A", "a ", "", "1", "true", "null", "é", "e\u0301", `q"\`, "\t\n\x1f", "😀", "it's", "$.a", "%_", "[", "{}"}

var oddKeys = []string{"a", "b", "A", "", "a b.c", "é", "0", "$", "it's", "a[0]", "*"}

func (d draw) value(depth int) any {
	n := d.IntN(10)
	switch {
	case depth > 0 && n < 3:
		out := map[string]any{}
		for range d.IntN(4) {
			out[oddKeys[d.IntN(2+d.IntN(len(oddKeys)-1))]] = d.value(depth - 1)
		}
		return out
	case depth > 0 && n < 6:
		out := make([]any, d.IntN(4))
		for i := range out {
			out[i] = d.value(depth - 1)
		}
		return out
	case n < 8:
		return []any{nil, true, false, 1.0, 0.0, 2.5, -1.0, 1e20, 1.5e-7}[d.IntN(9)]
	}
	return oddTexts[d.IntN(1+d.IntN(len(oddTexts)))]
}

// less takes parts of a value away, so that it is contained in it more often than not.
func (d draw) less(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if d.IntN(3) > 0 {
				out[key] = d.less(v[key])
			}
		}
		return out
	case []any:
		out := []any{}
		for range v {
			if d.IntN(3) > 0 {
				out = append(out, d.less(v[d.IntN(len(v))]))
			}
		}
		return out
	}
	if d.IntN(12) == 0 {
		return d.value(1)
	}
	return v
}

// Random documents are contained on every database where the reference says so, in the field and at a path, and unknown where there is
// nothing.
func TestContainment(t *testing.T) {
	const rows, documents = 250, 5_000
	seed := replay.Seed(t)
	dbtest.Each(t, schema.MustRegistry(&Paper{}), func(t *testing.T, db *orm.DB) {
		d := draw{rand.New(rand.NewPCG(seed, 13))}
		papers, stored := make([]*Paper, rows), map[int64]any{}
		for i := range papers {
			papers[i] = &Paper{ID: int64(i + 1)}
			if v := d.value(4); i%20 > 0 {
				papers[i].Data, stored[papers[i].ID] = raw(t, v), v
			}
		}
		objects, f := orm.Objects[Paper](db), orm.Fields[Paper]()
		if err := objects.BulkCreate(t.Context(), papers); err != nil {
			t.Fatal(err)
		}
		found := 0
		for i := range documents / 100 {
			for range 100 {
				part := d.value(3)
				if of := stored[1+d.Int64N(rows)]; d.IntN(3) > 0 && of != nil {
					part = d.less(of)
				}
				found += checkContainment(t, objects, f, stored, part, i%2 == 0, d.IntN(3) == 0)
			}
			if t.Failed() {
				return
			}
		}
		if t.Logf("seed %d: %d rows found", seed, found); found < documents {
			t.Errorf("%d documents found %d rows, so that nothing was compared", documents, found)
		}
	})
}

func raw(t *testing.T, v any) json.RawMessage {
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// checkContainment compares what one document finds with the reference.
func checkContainment(t *testing.T, objects orm.QuerySet[Paper], f *Paper, stored map[int64]any, part any, negated, inside bool) (found int) {
	t.Helper()
	document := raw(t, part)
	c, want := orm.Condition(orm.Q{"data__contains": document}), []int64{}
	if inside {
		c = orm.JSONPath(&f.Data, "a").ContainsJSON(document)
	}
	for id := range int64(len(stored) * 2) {
		of, known := stored[id]
		if m, ok := of.(map[string]any); inside && known {
			if known = ok; ok {
				of, known = m["a"], hasKeyA(m)
			}
		}
		if known && contained(of, part, true) != negated {
			want = append(want, id)
		}
	}
	if negated {
		c = orm.Not(c)
	}
	got, err := orm.Pluck[int64](t.Context(), objects.Filter(c).OrderBy("id"), "id")
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("negated %t, inside %t: %s: %v", negated, inside, document, err)
		for _, id := range append(got, want...) {
			if wrong := slices.Contains(got, id); wrong != slices.Contains(want, id) {
				t.Logf("it finds row %d is %t: %s", id, wrong, raw(t, stored[id]))
			}
		}
	}
	if negated {
		return 0
	}
	return len(got)
}

func hasKeyA(m map[string]any) bool {
	_, ok := m["a"]
	return ok
}
