package loaders

import (
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// KeyAttribute is the primary key in whose form parents and related rows are matched along a side: the target's on a forward
// side, else the parents' own.
func KeyAttribute(side *schema.Side) *schema.Attribute {
	if side.Kind == schema.ForwardSide {
		return side.Target.Key()
	}
	return side.Owner.Key()
}

// keyAlong gives the key of a parent along a side.
func keyAlong(side *schema.Side) func(parent unsafe.Pointer) schema.Key {
	own := keyReader(KeyAttribute(side))
	if side.Kind != schema.ForwardSide {
		return own
	}
	return func(parent unsafe.Pointer) schema.Key {
		state := schema.OneAt(parent, side.Offset)
		if state.Key.IsZero() && state.Target != nil {
			return own(state.Target)
		}
		return state.Key
	}
}

// keyReader reads a primary key, the common kinds without boxing. What cannot be read is no key.
func keyReader(a *schema.Attribute) func(row unsafe.Pointer) schema.Key {
	switch {
	case a.Side != nil:
	case a.Kind.IsInteger():
		switch a.Type.Kind() {
		case reflect.Int:
			return integerKey[int](a.Offset)
		case reflect.Int16:
			return integerKey[int16](a.Offset)
		case reflect.Int32:
			return integerKey[int32](a.Offset)
		case reflect.Int64:
			return integerKey[int64](a.Offset)
		}
	case a.Kind.IsText() && a.Type.Kind() == reflect.String:
		return func(row unsafe.Pointer) schema.Key {
			return schema.Key{Str: *(*string)(unsafe.Add(row, a.Offset)), Form: schema.TextKey}
		}
	}
	return func(row unsafe.Pointer) schema.Key {
		v, err := a.Get(row)
		if err != nil {
			return schema.Key{}
		}
		return schema.KeyOf(v)
	}
}

func integerKey[T int | int16 | int32 | int64](offset uintptr) func(unsafe.Pointer) schema.Key {
	return func(row unsafe.Pointer) schema.Key {
		return schema.Key{Num: int64(*(*T)(unsafe.Add(row, offset))), Form: schema.IntKey}
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
