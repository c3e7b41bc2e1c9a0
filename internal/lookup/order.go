package lookup

import (
	"strings"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// What a key begins with when it is more than a caller could write: a byte that no name has.
const (
	markNullsFirst = "\x00first:"
	markNullsLast  = "\x00last:"
)

// What a refused list of untrusted sort keys is: the reason follows.
const markRefused = "\x00refused:"

// markUntrusted is what an untrusted sort key begins with; the policy's entries follow, each with a
// NUL behind it, and then the key.
const markUntrusted = "\x00untrusted:"

// NullsFirst is a sort key that puts NULL before every value.
func NullsFirst(key string) string { return markNullsFirst + bareKey(key) }

// NullsLast is a sort key that puts NULL after every value.
func NullsLast(key string) string { return markNullsLast + bareKey(key) }

// Order resolves a sort key of a query; of a path into JSON it is several.
func Order(db *engine.DB, n *query.Query, key string) ([]query.Order, error) {
	o, err := sortKey(db, n, key)
	if err != nil {
		return nil, err
	}
	if isJSON(o.Expr) && o.ToMany() { // of several rows each key would be another's
		return nil, query.Errorf("OrderBy: %q lies inside the JSON of several rows; sort by a value of one type: orm.Cast[string](orm.F(path)).Asc()", key)
	}
	return ordered(o), nil
}

// sortKey is a sort key as it was given.
func sortKey(db *engine.DB, n *query.Query, key string) (query.Order, error) {
	key, err := admit(n.Model, key)
	if err != nil {
		return query.Order{}, err
	}
	path, desc, nulls, err := parseKey(key)
	if err != nil {
		return query.Order{}, err
	}
	if o, ok, err := exprOrder(db, n, bareKey(key), nulls); ok {
		return o, err
	}
	o := query.Order{Desc: desc, Nulls: nulls}
	if a := namedIn(n.Named(), path); a != nil {
		return orderOf(a.Expr, o)
	}
	if o.Path, err = SortPath(n.Model, path); err != nil {
		if e, _, ok := ScopeOf(db, n).inside(path, false); ok && query.Readable(path) == nil {
			o.Path, o.Expr = nil, e
			return o, nil
		}
		return query.Order{}, err
	}
	return o, nil
}

// SortPath resolves a path whose column has an order.
func SortPath(m *schema.Model, text string) (*schema.Path, error) {
	p, err := ValuePath(m, text)
	if err != nil {
		return nil, err
	}
	return p, query.Sortable(p.Attr)
}

// parseKey takes a sort key apart.
func parseKey(key string) (path string, desc bool, nulls query.Nulls, err error) {
	switch {
	case strings.HasPrefix(key, markNullsFirst):
		nulls = query.NullsFirst
	case strings.HasPrefix(key, markNullsLast):
		nulls = query.NullsLast
	}
	path, desc = strings.CutPrefix(bareKey(key), "-")
	return path, desc, nulls, query.Readable(path)
}

func bareKey(key string) string {
	return strings.TrimPrefix(strings.TrimPrefix(key, markNullsFirst), markNullsLast)
}

// noNUL makes a text that cannot end an entry; with a NUL it is the name of nothing in either form.
func noNUL(text string) string { return strings.ReplaceAll(text, "\x00", "?") }

// admit takes the mark off an untrusted sort key that its policy admits.
func admit(m *schema.Model, key string) (string, error) {
	if reason, refused := strings.CutPrefix(key, markRefused); refused {
		return "", query.Errorf("%s", reason)
	}
	rest, marked := strings.CutPrefix(key, markUntrusted)
	if !marked {
		return key, nil
	}
	parts := strings.Split(rest, "\x00")
	names := parts[:len(parts)-1]
	key = parts[len(parts)-1]
	list, err := entries(m, names)
	if err != nil {
		return "", err
	}
	path := strings.TrimPrefix(key, "-")
	p, err := m.Path(path)
	if err != nil || !list.admit(p, "exact") {
		return "", unknown(m, path)
	}
	return key, nil
}

// UntrustedKeys marks sort keys from outside, so that Order refuses those that the policy does not
// admit.
func UntrustedKeys(keys []string, p Policy) []string {
	bounds, reason := p.bounds()
	if reason == "" {
		reason = bounds.count(len(keys), "sort keys")
	}
	if reason != "" {
		return []string{markRefused + reason}
	}
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = markUntrusted
		for _, entry := range p.Sort {
			out[i] += noNUL(entry) + "\x00"
		}
		out[i] += noNUL(k)
	}
	return out
}
