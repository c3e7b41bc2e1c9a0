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
