package loaders

import (
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// Move puts what was read into one instance into another one of the model, which it then is: the columns, the relations and
// what the row remembers. Children that point back at the first then point at the second. Go fields that the model does not
// mention stay as they are.
func Move(m *schema.Model, from, to unsafe.Pointer) {
	for _, a := range m.Attributes {
		if a.Type != nil && (a.Side == nil || !a.Side.HasField) {
			reflect.NewAt(a.Type, unsafe.Add(to, a.Offset)).Elem().Set(reflect.NewAt(a.Type, unsafe.Add(from, a.Offset)).Elem())
		}
	}
	if m.HasState {
		*m.State(to) = *m.State(from)
	}
	for _, s := range m.Sides {
		switch {
		case !s.HasField || !s.First():
		case s.ToMany:
			state := schema.ManyAt(to, s.Offset)
			*state = *schema.ManyAt(from, s.Offset)
			state.Own(to, state.OwnerKey())
			for _, child := range state.Items {
				turn(s, child, from, to)
			}
		default:
			state := schema.OneAt(to, s.Offset)
			if *state = *schema.OneAt(from, s.Offset); s.Any != nil {
				schema.AnyAt(to, s.Offset).Type = schema.AnyAt(from, s.Offset).Type
			}
			if k := state.OwnerKey(); !k.IsZero() {
				state.Own(to, k)
			} else if state.Owner == from {
				state.Owner = to
			}
			turn(s, state.Target, from, to)
		}
	}
}

// turn lets a child that points back at one parent point at another.
func turn(s *schema.Side, child, from, to unsafe.Pointer) {
	if child == nil || s.Kind != schema.ReverseSide || s.Inverse == nil || !s.Inverse.HasField {
		return
	}
	if back := schema.OneAt(child, s.Inverse.Offset); back.Target == from {
		back.Target = to
	}
}
