package orm

import (
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/schema"
)

// Changed are the names of the columns of an instance whose values are others than those that its row had when it was read or written
// last, in the order of declaration; nil where there are none, for an instance that is not saved, and for a model without TrackChanges. A
// listener after a write still sees what it has changed. What was not read does not count, nor does the version. No statement is sent.
func Changed[T any, P PtrTo[T]](m P) []string {
	return changed(reflect.TypeFor[T](), unsafe.Pointer((*T)(m)))
}

// Old is the value of a field of m when its row was read or written last, and whether it is known: not of an instance that is not saved,
// of a column that was not read, or of a model without TrackChanges, and only for a pointer into m that names a column. Of a foreign key
// it is a One with the key. A listener after a write still sees the value from before. No statement is sent.
func Old[T any, P PtrTo[T], F any](m P, field *F) (F, bool) {
	var was F
	row, known := old(reflect.TypeFor[T](), unsafe.Pointer((*T)(m)), unsafe.Pointer(field), reflect.TypeFor[F]())
	if known {
		was = *(*F)(row)
	}
	return was, known
}

// Change is a column whose value is another than that of the row, by the attribute's name, with both values in the field's own Go type,
// pointers taken off: nil is NULL. Of a field that is secret, write-only, encrypted or opaque both are nil, and so is a value that
// cannot be stored.
type Change struct {
	Name     string
	From, To any
}

// Changes are Changed with the values from before and those of now: what an audit log of any model writes down. A foreign key is the key
// of the row that it refers to. No statement is sent.
func Changes[T any, P PtrTo[T]](m P) []Change {
	return changes(reflect.TypeFor[T](), unsafe.Pointer((*T)(m)))
}

func changes(t reflect.Type, row unsafe.Pointer) []Change {
	s := remembered(t, row)
	if s == nil {
		return nil
	}
	var out []Change
	for _, a := range s.Changed(row) {
		c := Change{Name: a.Name}
		if !a.Secret && !a.WriteOnly && a.Cipher == nil && a.Kind != schema.KindOpaque {
			c.From = goValue(a, s.Was[a.Index])
			if now, err := a.Get(row); err == nil {
				c.To = goValue(a, now)
			}
		}
		out = append(out, c)
	}
	return out
}

// goValue is a canonical value in the field's own type; nil for what that type cannot hold.
func goValue(a *schema.Attribute, canonical any) any {
	v, err := a.GoValue(canonical)
	if err != nil {
		return nil
	}
	return v
}

// remembered is what an instance remembers of its row, nil without values.
func remembered(t reflect.Type, row unsafe.Pointer) *schema.RowState {
	m, err := schema.Describe(t)
	if err != nil || row == nil || !m.HasState {
		return nil
	}
	if s := m.State(row).State; s != nil && s.Was != nil && s.Saved {
		return s
	}
	return nil
}

func changed(t reflect.Type, row unsafe.Pointer) []string {
	s := remembered(t, row)
	if s == nil {
		return nil
	}
	list := s.Changed(row)
	if len(list) == 0 {
		return nil
	}
	return engine.Names(list)
}

// old finds the column that a pointer names, and gives a place that holds its old value.
func old(t reflect.Type, row, field unsafe.Pointer, of reflect.Type) (at unsafe.Pointer, known bool) {
	s := remembered(t, row)
	if s == nil || uintptr(field) < uintptr(row) {
		return nil, false
	}
	offset := uintptr(field) - uintptr(row)
	for _, a := range s.Model.Attributes {
		if a.Offset != offset || !holds(a, of) || s.Loaded != nil && !s.Loaded.Has(a.Index) {
			continue
		}
		was := reflect.New(t).UnsafePointer()
		if a.Set(was, s.Was[a.Index]) != nil {
			return nil, false
		}
		return unsafe.Add(was, offset), true
	}
	return nil, false
}
