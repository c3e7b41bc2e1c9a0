package loaders

import (
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// KeyAttribute is what parents and related rows are matched by along a side: what the foreign key refers to, of the target on a
// forward side, else of the parents themselves.
func KeyAttribute(side *schema.Side) *schema.Attribute {
	if side.Kind == schema.ManySide {
		return side.LinkOwner.Ref
	}
	return side.Ref
}

// keyAlong gives the key of a parent along a side.
func keyAlong(side *schema.Side) func(parent unsafe.Pointer) schema.Key {
	own := KeyAttribute(side).KeyOf
	if side.Kind != schema.ForwardSide {
		return own
	}
	return func(parent unsafe.Pointer) schema.Key {
		state := schema.OneAt(parent, side.Offset)
		if k := state.Key(); !k.IsZero() || state.Target == nil {
			return k
		}
		return own(state.Target)
	}
}

// keyIndex numbers keys.
type keyIndex struct {
	ints   map[int64]int32
	others map[schema.Key]int32
}

func newKeyIndex(k schema.Key, size int) keyIndex {
	if k.Form == schema.IntKey {
		return keyIndex{ints: make(map[int64]int32, size)}
	}
	return keyIndex{others: make(map[schema.Key]int32, size)}
}

func (x *keyIndex) find(k schema.Key) (int32, bool) {
	if k.Form == schema.IntKey && x.ints != nil {
		i, ok := x.ints[k.Num]
		return i, ok
	}
	i, ok := x.others[k]
	return i, ok
}

// add numbers a key; all keys of an index have one form, since they are those of one column.
func (x *keyIndex) add(k schema.Key, i int32) {
	if x.ints != nil {
		x.ints[k.Num] = i
		return
	}
	x.others[k] = i
}
