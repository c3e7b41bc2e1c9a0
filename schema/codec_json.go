package schema

import (
	"bytes"
	"encoding/json"
	"reflect"
	"unsafe"
)

// attachJSON is for whatever encoding/json writes and reads.
func (a *Attribute) attachJSON(t reflect.Type) error {
	if a.Elem != nil {
		return a.attachArray(t)
	}
	switch t.Kind() {
	case reflect.Chan, reflect.Func, reflect.Complex64, reflect.Complex128, reflect.UnsafePointer:
		return a.misfit("a struct, map, slice or json.RawMessage")
	}
	if a.Nullable && a.Type == t && !nilable(t) {
		return a.misfit("*" + t.String() + ", which can hold NULL, or remove Nullable")
	}
	nilIsNull := a.bareNull(t)
	a.attachSlot(func(p unsafe.Pointer) (any, *breach) {
		v := reflect.NewAt(t, p)
		if nilable(t) && v.Elem().IsNil() && nilIsNull {
			return nil, nil
		}
		return box(jsonOf(v.Interface()))
	}, a.jsonFill(t, nilIsNull))
	return nil
}

// jsonFill is jsonFiller for a field. In an any that is NULL when it is nil the JSON null stays what it is, a json.RawMessage, so
// that it is written back as one.
func (a *Attribute) jsonFill(t reflect.Type, nilIsNull bool) func(reflect.Value, any) *breach {
	fill := jsonFiller(t, a.foreign)
	if !nilIsNull || t.Kind() != reflect.Interface || t.NumMethod() > 0 {
		return fill
	}
	return func(into reflect.Value, canonical any) *breach {
		if text, ok := canonical.(json.RawMessage); ok && string(text) == "null" {
			into.Elem().Set(reflect.ValueOf(json.RawMessage("null")))
			return nil
		}
		return fill(into, canonical)
	}
}

// nilable reports whether values of a type can be nil.
func nilable(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Map, reflect.Slice, reflect.Interface, reflect.Pointer:
		return true
	}
	return false
}

// jsonOf is the canonical JSON of a Go value, which is given as a pointer so that methods of the pointer are found. JSON
// text is taken as it is.
func jsonOf(value any) (json.RawMessage, *breach) {
	if raw, ok := value.(*json.RawMessage); ok {
		if *raw == nil {
			return json.RawMessage("null"), nil
		}
		return compactJSON(*raw, false)
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, &breach{rule: ruleJSON, param: Printable(err.Error()), cause: err}
	}
	return compactJSON(b.Bytes(), true)
}

// jsonFiller decodes canonical JSON into a value of the type. Numbers that land in an any stay json.Number, since a
// float64 would round them.
func jsonFiller(t reflect.Type, foreign func(error) *breach) func(reflect.Value, any) *breach {
	numbers := holdsAny(t, map[reflect.Type]bool{})
	return func(into reflect.Value, canonical any) *breach {
		text, ok := canonical.(json.RawMessage)
		if !ok {
			return mismatch
		}
		if raw, ok := into.Interface().(*json.RawMessage); ok {
			*raw = bytes.Clone(text)
			return nil
		}
		var err error
		if numbers {
			decoder := json.NewDecoder(bytes.NewReader(text))
			decoder.UseNumber()
			err = decoder.Decode(into.Interface())
		} else {
			err = json.Unmarshal(text, into.Interface())
		}
		if err != nil {
			return foreign(err)
		}
		return nil
	}
}

// holdsAny reports whether a value of the type may contain an interface.
func holdsAny(t reflect.Type, seen map[reflect.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Interface:
		return true
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return holdsAny(t.Elem(), seen)
	case reflect.Struct:
		for i := range t.NumField() {
			if holdsAny(t.Field(i).Type, seen) {
				return true
			}
		}
	}
	return false
}
