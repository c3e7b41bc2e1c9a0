package engine

import (
	"unsafe"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Order is the whole order of a query's main rows.
func (db *DB) Order(q *query.Query) []query.Order { return compile.MainOrder(q) }

// After is the predicate of the rows after one whose sort keys have the values.
func (db *DB) After(keys []query.Order, values []any) *query.Node {
	return query.Keyset(keys, values, db.Dialect.NullsLast)
}

// OrderValues reads the sort keys of a row out of memory. It fails with the key whose column was not loaded.
func OrderValues(keys []query.Order, row unsafe.Pointer) ([]any, error) {
	values := make([]any, len(keys))
	for i, k := range keys {
		switch {
		case k.Annotation != nil:
			return nil, query.Errorf("the order names the annotation %q, which rows do not carry", k.Annotation.Name)
		case k.Path == nil:
			return nil, query.Errorf("the order has an expression, whose values rows do not carry")
		}
		at, m, err := along(k.Path, row)
		if err != nil {
			return nil, err
		}
		if at == nil {
			continue
		}
		if m.HasState {
			if s := m.State(at).State; s != nil && s.Loaded != nil && !s.Loaded.Has(k.Path.Attr.Index) {
				return nil, query.Errorf("the order names %s.%s, which was not loaded", k.Path.Root.Name, k.Path.Text)
			}
		}
		if values[i], err = k.Path.Attr.Get(at); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// along is the object at the end of a path of to-one relations that are loaded, nil where none is related.
func along(p *schema.Path, row unsafe.Pointer) (unsafe.Pointer, *schema.Model, error) {
	m := p.Root
	for _, s := range p.Steps {
		if s.Side.ToMany || !s.Side.HasField {
			return nil, nil, query.Errorf("the order goes along %s.%s, which leads to several rows", p.Root.Name, p.Text)
		}
		if !s.Side.Leads(row) { // but to a row of another model
			return nil, s.Side.Target, nil
		}
		state := schema.OneAt(row, s.Side.Offset)
		if !state.Loaded {
			return nil, nil, query.Errorf("the order goes along %s.%s, which was not loaded; add SelectRelated", p.Root.Name, p.Text)
		}
		row, m = state.Target, s.Side.Target
		if row == nil {
			return nil, m, nil
		}
	}
	return row, m, nil
}
