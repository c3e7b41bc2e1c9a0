package schema

import (
	"reflect"
	"unsafe"
)

// attachKeyOf gives a column the way in which its value is read as a Key: for the common types of keys without boxing.
func (a *Attribute) attachKeyOf() {
	boxed := func(row unsafe.Pointer) Key {
		v, err := a.Get(row)
		if err != nil {
			return Key{}
		}
		return KeyOf(v)
	}
	a.KeyOf = boxed
	switch {
	case a.Get == nil || a.Type == nil || a.Cipher != nil:
	case a.Side != nil && a.Side.HasField:
		a.KeyOf = func(row unsafe.Pointer) Key {
			if k := OneAt(row, a.Offset).Key(); !k.IsZero() {
				return k
			}
			return boxed(row)
		}
	case a.Kind.IsInteger():
		a.attachWholeKey()
	case a.Kind.IsText() && a.Type.Kind() == reflect.String:
		a.KeyOf = func(row unsafe.Pointer) Key { return Key{Str: *at[string](row, a.Offset), Form: TextKey} }
	}
}

func (a *Attribute) attachWholeKey() {
	switch a.Type.Kind() {
	case reflect.Int:
		a.KeyOf = wholeKey[int](a.Offset)
	case reflect.Int8:
		a.KeyOf = wholeKey[int8](a.Offset)
	case reflect.Int16:
		a.KeyOf = wholeKey[int16](a.Offset)
	case reflect.Int32:
		a.KeyOf = wholeKey[int32](a.Offset)
	case reflect.Int64:
		a.KeyOf = wholeKey[int64](a.Offset)
	}
}

func wholeKey[T int | int8 | int16 | int32 | int64](offset uintptr) func(unsafe.Pointer) Key {
	return func(row unsafe.Pointer) Key { return Key{Num: int64(*at[T](row, offset)), Form: IntKey} }
}
