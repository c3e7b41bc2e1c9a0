package orm

import (
	"reflect"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// Model is embedded in a model to remember whether its row is saved and which columns were loaded. It costs one word. With it
// a partly loaded instance updates only what it loaded; without it Fields and ExcludeFields are refused. Copying an instance
// copies what it remembers.
type Model struct{ row schema.Row }

// Saved reports whether the row is known to be in the database: it was read, saved, or written in bulk, and not deleted since.
func (m *Model) Saved() bool { return m.row.State != nil && m.row.State.Saved }

// Has reports whether the field that a pointer names was loaded; of an instance that was not read from the database every
// field counts as loaded. Of a relation it means the key; whether the related rows are there says the relation's own Loaded.
// The pointer must point into the same instance: for any other, and for what is no column, Has is false.
func (m *Model) Has(field any) bool {
	s := m.row.State
	if s == nil || s.Loaded == nil {
		return true
	}
	v := reflect.ValueOf(field)
	if v.Kind() != reflect.Pointer {
		return false
	}
	base := uintptr(unsafe.Pointer(&m.row)) - s.Model.StateOffset
	offset := v.Pointer() - base
	for _, a := range s.Model.Attributes {
		if a.Offset == offset && holds(a, v.Type().Elem()) {
			return s.Loaded.Has(a.Index)
		}
	}
	for _, side := range s.Model.Sides {
		if side.Kind == schema.ForwardSide && side.HasField && side.Offset == offset && side.Key.Side != nil || len(side.On) > 0 && side.Offset == offset {
			return !slices.ContainsFunc(side.Key.Columns(), func(a *schema.Attribute) bool { return !s.Loaded.Has(a.Index) })
		}
	}
	return false
}

// holds reports whether a Go field of the type is what holds an attribute at its offset; the field of a foreign key is a One.
func holds(a *schema.Attribute, t reflect.Type) bool {
	if a.Side == nil || !a.Side.HasField {
		return a.Type == t
	}
	return reflect.PointerTo(t).Implements(reflect.TypeFor[schema.ToOne]())
}
