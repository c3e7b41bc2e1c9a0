package schema

import "reflect"

// cloneDepth ends the copying of a value that contains itself.
const cloneDepth = 64

// constant gives a value that is the same every time and shares no memory between any two times.
func constant[T any](v T) func() T {
	if !shares(reflect.TypeFor[T]()) {
		return func() T { return v }
	}
	kept := clone(reflect.ValueOf(&v).Elem(), cloneDepth)
	return func() T { return *clone(kept, cloneDepth).Addr().Interface().(*T) }
}

// shares reports whether a plain copy of the type shares memory that can be written to.
func shares(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		return true
	case reflect.Array:
		return shares(t.Elem())
	case reflect.Struct:
		for f := range t.Fields() {
			if f.IsExported() && shares(f.Type) {
				return true
			}
		}
	}
	return false
}

// clone copies what a value shares. Unexported fields are copied as they are: a type that hides a pointer, such as a
// decimal or a time, treats what it points to as immutable.
func clone(v reflect.Value, depth int) reflect.Value {
	if depth == 0 || !shares(v.Type()) {
		return v
	}
	out := reflect.New(v.Type()).Elem()
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			p := reflect.New(v.Type().Elem())
			p.Elem().Set(clone(v.Elem(), depth-1))
			out.Set(p.Convert(v.Type()))
		}
	case reflect.Interface:
		if !v.IsNil() {
			out.Set(clone(v.Elem(), depth-1))
		}
	case reflect.Slice:
		if !v.IsNil() {
			out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
			cloneItems(out, v, depth)
		}
	case reflect.Array:
		cloneItems(out, v, depth)
	case reflect.Map:
		if !v.IsNil() {
			out.Set(reflect.MakeMapWithSize(v.Type(), v.Len()))
			for it := v.MapRange(); it.Next(); {
				out.SetMapIndex(it.Key(), clone(it.Value(), depth-1))
			}
		}
	case reflect.Struct:
		out.Set(v)
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				out.Field(i).Set(clone(v.Field(i), depth-1))
			}
		}
	}
	return out
}

func cloneItems(out, v reflect.Value, depth int) {
	for i := range v.Len() {
		out.Index(i).Set(clone(v.Index(i), depth-1))
	}
}
