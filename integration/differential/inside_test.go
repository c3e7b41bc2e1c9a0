package differential

import (
	"encoding/json"
	"slices"
	"strings"
)

// documents have, under the same keys, values of every type.
var documents = []document{`{}`, `{"a":1}`, `{"a":1,"b":-2}`, `{"a":"1","b":2.5}`, `{"a":"x","b":true}`, `{"a":null,"b":"X"}`, `{"a":false,"b":[1]}`,
	`{"a":-3.25,"b":"x y"}`, `{"b":{"a":1}}`}

// insides are the keys of a JSON column as columns of their own.
func insides(c *column) []*column {
	var out []*column
	for _, key := range []string{"a", "b", "c"} {
		out = append(out, &column{name: c.name + "__" + key, kind: insideKind, nullable: true, key: key})
	}
	return out
}

// isInside reports whether a path goes on inside JSON.
func isInside(path string) bool { return strings.Contains(path, "facts__") }

// within is the place of what lies inside JSON among the columns.
func (t *table) within(name string) int {
	return len(t.columns) + slices.IndexFunc(t.inside, func(c *column) bool { return c.name == name })
}

// at is the i-th column of the table; those inside JSON come after its own.
func (t *table) at(i int) *column {
	if i < len(t.columns) {
		return t.columns[i]
	}
	return t.inside[i-len(t.columns)]
}

// value is the i-th column of a row.
func (r *row) value(i int) any {
	if i < len(r.values) {
		return r.values[i]
	}
	c := r.table.at(i)
	text, _, _ := strings.Cut(c.name, "__")
	doc, ok := r.values[r.table.column(text)].(document)
	if !ok {
		return nil
	}
	var all map[string]any
	if err := json.Unmarshal([]byte(doc), &all); err != nil {
		panic(err)
	}
	return plain(all[c.key])
}

// sortable is what a value inside JSON is sorted by: numbers before texts, everything else as NULL.
func sortable(v any) any {
	switch v.(type) {
	case bool, document:
		return nil
	}
	return v
}

// sameType reports whether two values inside JSON can be compared.
func sameType(a, b any) bool {
	switch a.(type) {
	case float64:
		_, ok := b.(float64)
		return ok
	case string:
		_, ok := b.(string)
		return ok
	case bool:
		_, ok := b.(bool)
		return ok
	}
	return false
}

// insidePath is a path into a JSON column that can be reached; nil where there is none.
func (g *generator) insidePath(t *table, depth int, many bool) (string, *column) {
	for range 20 {
		prefix, end := g.relations(t, depth, true, many)
		if len(end.inside) > 0 {
			c := pick(g, end.inside)
			return under(prefix, c.name), c
		}
	}
	return "", nil
}

// insideLookup compares what lies inside JSON with a value of one of its types; nil where no path leads there.
func (g *generator) insideLookup(t *table) condition {
	path, c := g.insidePath(t, 2, true)
	if c == nil {
		return nil
	}
	l := &lookup{path: path, typed: g.chance(50), op: pick(g, comparisons)}
	numbers, words := []any{1.0, -2.0, 2.5, 0.0, -3.25}, []any{"1", "x", "X", "x y", ""}
	switch n := g.IntN(100); {
	case n < 8: // which a JSON null is for too
		before, _ := parent(path)
		l.path, l.op, l.typed, l.values = before, "has_key", false, []any{c.key}
	case n < 16:
		if g.chance(60) {
			l.path, _ = parent(path)
		}
		l.op, l.values = "contains", []any{pick(g, asked)}
	case n < 24:
		l.op, l.values = "isnull", []any{g.chance(50)}
	case n < 32:
		l.op, l.values = pick(g, []string{"exact", "ne"}), []any{g.chance(50)}
	case n < 50:
		l.values = []any{pick(g, numbers)}
	case n < 70:
		l.values = []any{pick(g, words)}
	case n < 80:
		l.op, l.values = pick(g, []string{"contains", "istartswith", "endswith", "iexact"}), []any{pick(g, words)}
	case n < 90:
		l.op, l.values = pick(g, []string{"in", "range"}), []any{pick(g, numbers), pick(g, numbers)}
	default:
		l.op, l.values = pick(g, []string{"in", "range"}), []any{pick(g, words), pick(g, words)}
	}
	return l
}
