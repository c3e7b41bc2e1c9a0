package engine

import (
	"unsafe"

	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// Bind lets the relations of an instance reach the database.
func (db *DB) Bind(m *schema.Model, row unsafe.Pointer) {
	for _, s := range m.Sides {
		switch {
		case !s.HasField || !s.First():
		case s.ToMany:
			state := schema.ManyAt(row, s.Offset)
			state.Own(row, loaders.KeyAttribute(s).KeyOf(row))
			state.Binding = db.bound(state.Binding, s)
		default:
			state := schema.OneAt(row, s.Offset)
			if s.Kind != schema.ForwardSide {
				state.Own(row, loaders.KeyAttribute(s).KeyOf(row))
			} else if m.ShardKey != nil {
				state.Owner = row
			}
			state.Binding = db.bound(state.Binding, s)
		}
	}
}

// Bound reports whether some relation of an instance can reach a database: those of rows that were read or saved can.
func Bound(m *schema.Model, row unsafe.Pointer) bool {
	for _, s := range m.Sides {
		if s.HasField && (s.ToMany && schema.ManyAt(row, s.Offset).Binding != nil || !s.ToMany && schema.OneAt(row, s.Offset).Binding != nil) {
			return true
		}
	}
	return false
}

// Unbind undoes Bind for an instance whose row is not in the database after all.
func Unbind(m *schema.Model, row unsafe.Pointer) {
	for _, s := range m.Sides {
		switch {
		case !s.HasField || !s.First():
		case s.ToMany:
			state := schema.ManyAt(row, s.Offset)
			state.Binding = nil
			state.Own(nil, schema.Key{})
		default:
			state := schema.OneAt(row, s.Offset)
			state.Binding = nil
			if s.Kind != schema.ForwardSide {
				state.Own(nil, schema.Key{})
			}
		}
	}
}

// bound is what a relation field holds in a row of this database, whatever it held: it may have been copied out of another
// field, or come from another database.
func (db *DB) bound(b *schema.Binding, s *schema.Side) *schema.Binding {
	switch {
	case b == nil:
		return db.Binding(s, false)
	case b.Side != s || b.DB != db.Handle:
		return db.Binding(s, b.Strict)
	}
	return b
}
