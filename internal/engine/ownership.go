package engine

import (
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// ownership is the row to which a far side belongs: not always that of the key in memory, which the
// program may have changed.
type ownership struct {
	row unsafe.Pointer
	key schema.Key
}

// farSides visits the far sides of a row that its model has fields for.
func farSides(m *schema.Model, row unsafe.Pointer, visit func(s *schema.Side, o ownership)) {
	for _, s := range m.Sides {
		switch {
		case !s.HasField || !s.ToMany && s.Kind == schema.ForwardSide:
		case s.ToMany:
			state := schema.ManyAt(row, s.Offset)
			visit(s, ownership{state.Owner, state.OwnerKey()})
		default:
			state := schema.OneAt(row, s.Offset)
			visit(s, ownership{state.Owner, state.OwnerKey()})
		}
	}
}

// owners notes whose the far sides are: one owner for all; one that was copied from elsewhere is
// kept by itself.
func (was *rowMemory) owners() {
	first := true
	farSides(was.model, was.row, func(s *schema.Side, o ownership) {
		if first {
			was.owner, first = o, false
		} else if o != was.owner {
			typ := manyState
			if !s.ToMany {
				typ = oneState
			}
			was.copied(typ, s.Offset)
		}
	})
}

// giveBack gives the far sides to the owner that was noted: a write that had found another row for
// the instance gave them to that.
func (was *rowMemory) giveBack() {
	farSides(was.model, was.row, func(s *schema.Side, o ownership) {
		switch {
		case o == was.owner:
		case s.ToMany:
			schema.ManyAt(was.row, s.Offset).Own(was.owner.row, was.owner.key)
		default:
			schema.OneAt(was.row, s.Offset).Own(was.owner.row, was.owner.key)
		}
	})
}
