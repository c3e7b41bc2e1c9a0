package lookup

import "reflect"

// snapshotDepth is how many layers of a value are copied; no field's value has more but JSON, which
// may have 31.
const snapshotDepth = 40

// Snapshot copies what a caller could still change behind a condition: slices, maps and what
// pointers to plain values point at.
func Snapshot(v any) any {
	switch v.(type) {
	case nil, string, bool, int, int64, float64, Expr, Source:
		return v
	}
	rv := reflect.ValueOf(v)
	switch rv.Kind() {
	case reflect.Slice, reflect.Map, reflect.Pointer:
		left := snapshotParts
		return copied(rv, snapshotDepth, &left).Interface()
	}
	return v
}

// snapshotParts is how many slices, maps and pointers of a value are copied. Maps that contain themselves, which no field can have,
// would have more than any memory.
const snapshotParts = 1 << 20

// copied is a deep copy along slices, maps, interfaces and pointers to plain values; structs are
// copied as they are.
func copied(v reflect.Value, depth int, left *int) reflect.Value {
	if *left--; depth == 0 || *left < 0 {
		return v
	}
	switch v.Kind() {
	case reflect.Interface:
		if !v.IsNil() {
			return copied(v.Elem(), depth-1, left)
		}
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		c := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(c, v)
		if sharesMemory(v.Type().Elem()) {
			for i := range v.Len() {
				c.Index(i).Set(copied(v.Index(i), depth-1, left))
			}
		}
		return c
	case reflect.Map:
		if v.IsNil() {
			return v
		}
		c := reflect.MakeMapWithSize(v.Type(), v.Len())
		for i := v.MapRange(); i.Next(); {
			c.SetMapIndex(i.Key(), copied(i.Value(), depth-1, left))
		}
		return c
	case reflect.Pointer:
		if !v.IsNil() && !sharesMemory(v.Type().Elem()) && v.Type().Elem().Kind() != reflect.Struct {
			c := reflect.New(v.Type().Elem())
			c.Elem().Set(v.Elem())
			return c.Convert(v.Type())
		}
	}
	return v
}

// sharesMemory reports whether a value of the type shares memory that can be changed through it.
func sharesMemory(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Slice, reflect.Map, reflect.Pointer, reflect.Interface:
		return true
	}
	return false
}
