package benchmarks

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormhttp"
)

// gate is a call whose allocations are held to a line of gates.txt.
type gate struct {
	name item
	run  func(ctx context.Context) error
}

// wayGates are the ways to 10,000 rows.
func wayGates(o *ormar) (list []gate) {
	for _, w := range ways() {
		list = append(list, gate{item(strings.ToLower(w.name) + "10k"), func(ctx context.Context) error { return w.own(ctx, o) }})
	}
	return list
}

// shapeGates are a thousand rows of sixty columns, and the same number with six joins.
func shapeGates(t *testing.T, e engine) []gate {
	t.Helper()
	f := openShapes(t, e, []shape{{name: "wide", sizes: []int{1000}}})
	s := f.shapers[slices.Index(f.names, ours)]
	return []gate{
		{"wide1k", func(ctx context.Context) error { return dropped(s.wide(ctx, 1000)) }},
		{"joins6", func(ctx context.Context) error { return dropped(s.chain(ctx, 6)) }},
	}
}

// textGates are JSON out and back.
func textGates(t *testing.T, o *ormar) []gate {
	t.Helper()
	rows, err := o.books.OrderBy("id").Limit(1000).All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	books := ormhttp.Resource[ormarBook](o.db, ormhttp.Policy(orm.Policy{}))
	if books.Err() != nil {
		t.Fatal(books.Err())
	}
	return []gate{
		{"marshal1k", func(context.Context) error { return dropped(json.Marshal(rows)) }},
		{"decode", func(context.Context) error {
			return orm.Decode(o.db, strings.NewReader(createBody), new(ormarBook))
		}},
		{"page50", func(ctx context.Context) error {
			w := httptest.NewRecorder()
			books.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "/?size=50&total=false", nil))
			if w.Code != http.StatusOK {
				return fmt.Errorf("%d: %s", w.Code, w.Body)
			}
			return nil
		}},
	}
}

// least is the allocations of a run, as those of an item are counted.
func (g *gate) least(t *testing.T) float64 {
	t.Helper()
	run := func() {
		if err := g.run(t.Context()); err != nil {
			t.Fatalf("%s: %v", g.name, err)
		}
	}
	run()
	total := testing.AllocsPerRun(3, run)
	for range 2 {
		total = min(total, testing.AllocsPerRun(3, run))
	}
	return total
}
