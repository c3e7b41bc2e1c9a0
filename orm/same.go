package orm

import (
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// Same reports whether two instances are the same row: equal primary keys of instances that have one. Two nil instances are
// the same, as is an instance and itself.
func Same[T any, P PtrTo[T]](a, b P) bool {
	if a == b {
		return true
	}
	if a == nil || b == nil {
		return false
	}
	m, err := schema.Describe(reflect.TypeFor[T]())
	x, y := unsafe.Pointer(a), unsafe.Pointer(b)
	if err != nil || !hasKey(m, x) || !hasKey(m, y) {
		return false
	}
	for _, k := range m.Keys {
		u, err1 := k.Get(x)
		v, err2 := k.Get(y)
		if err1 != nil || err2 != nil || !schema.SameValue(u, v) {
			return false
		}
	}
	return true
}
