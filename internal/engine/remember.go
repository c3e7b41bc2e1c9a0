package engine

import (
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// RowMemory is what a row was before a write that may be undone: its state, which fields were zero that a default or the server
// fills, whether its relations led anywhere, and values of fields that the write changes otherwise.
type RowMemory struct {
	model *schema.Model
	row   unsafe.Pointer
	state *schema.RowState
	bound bool   // its relations can reach a database
	unset uint64 // by position
	kept  []keptField
}

// keptField is a field and a copy of its value.
type keptField struct{ at, was reflect.Value }

// RememberRow notes what a row is before a write, which may also change the values of some attributes.
func RememberRow(m *schema.Model, row unsafe.Pointer, changed []*schema.Attribute) RowMemory {
	was := RowMemory{model: m, row: row, bound: Bound(m, row)}
	if m.HasState {
		was.state = m.State(row).State
	}
	for _, a := range m.Attributes {
		if !a.Autoincrement && a.ServerDefault == "" && a.Default == nil {
			continue
		}
		if a.Index >= 64 { // no room for it in unset
			was.keep(a)
		} else if a.IsZero(row) {
			was.unset |= 1 << a.Index
		}
	}
	for _, a := range changed {
		if a.Index >= 64 || was.unset&(1<<a.Index) == 0 {
			was.keep(a)
		}
	}
	return was
}

var oneState = reflect.TypeFor[schema.OneState]()

func (was *RowMemory) keep(a *schema.Attribute) {
	typ := a.Type
	if a.Side != nil && a.Side.HasField {
		typ = oneState
	}
	if typ == nil {
		return // no field holds it
	}
	at, copied := reflect.NewAt(typ, unsafe.Add(was.row, a.Offset)).Elem(), reflect.New(typ).Elem()
	copied.Set(at)
	was.kept = append(was.kept, keptField{at, copied})
}

// Restore makes the row what it was.
func (was *RowMemory) Restore() {
	if was.model.HasState {
		was.model.State(was.row).State = was.state
	}
	if was.unset != 0 {
		for _, a := range was.model.Attributes {
			switch {
			case a.Index >= 64 || was.unset&(1<<a.Index) == 0:
			case a.Side != nil && a.Side.HasField:
				state := schema.OneAt(was.row, a.Offset)
				*state = schema.OneState{Binding: state.Binding}
			case a.Type != nil:
				reflect.NewAt(a.Type, unsafe.Add(was.row, a.Offset)).Elem().SetZero()
			}
		}
	}
	for _, k := range was.kept {
		k.at.Set(k.was)
	}
	if !was.bound {
		Unbind(was.model, was.row)
	}
}

// Remember is RememberRow for many rows; the function that it gives restores them all.
func Remember(m *schema.Model, rows []unsafe.Pointer, changed []*schema.Attribute) (restore func()) {
	list := make([]RowMemory, len(rows))
	for i, row := range rows {
		list[i] = RememberRow(m, row, changed)
	}
	return func() {
		for i := range list {
			list[i].Restore()
		}
	}
}
