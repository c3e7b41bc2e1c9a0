package schema

import (
	"bytes"
	"encoding/json"
	"reflect"
	"time"
	"unsafe"

	"github.com/ormar-go/ormar/internal/gotype"
)

// elementKind is the kind of a column that holds the elements of an array; 0 where none does.
func elementKind(t reflect.Type) Kind {
	plain := gotype.Plain(t)
	if plain == reflect.TypeFor[time.Time]() {
		return KindDateTime
	}
	switch plain.Kind() {
	case reflect.String:
		return KindText
	case reflect.Bool:
		return KindBoolean
	case reflect.Int8, reflect.Int16:
		return KindSmallInteger
	case reflect.Int32:
		return KindInteger
	case reflect.Int, reflect.Int64:
		return KindBigInteger
	case reflect.Float32, reflect.Float64:
		return KindFloat
	case reflect.Array:
		if plain.Len() == 16 && plain.Elem().Kind() == reflect.Uint8 {
			return KindUUID
		}
	}
	return 0
}

// element makes the attribute of an array's elements.
func (b *builder) element(a *Attribute, report reporter) {
	t := gotype.Plain(a.Type).Elem()
	kind := elementKind(t)
	if kind == 0 {
		report("Array does not fit %v: its elements are texts, signed whole numbers, floats, booleans, times or UUIDs; use schema.JSON", a.Type)
		a.Kind = 0
		return
	}
	a.Elem = &Attribute{Model: a.Model, Name: a.Name, GoName: a.GoName, Column: a.Column, JSONName: a.JSONName, Type: t, Kind: kind, Secret: a.Secret,
		UUIDText: true, NativeUUID: true, Nullable: gotype.Nullable(t), SQLNullable: true}
}

// enumElements gives the elements of a type that some Enum declares that enumeration's values.
func (b *builder) enumElements() {
	enums := map[reflect.Type]*Attribute{}
	for _, d := range b.drafts {
		for _, a := range d.model.Attributes {
			if a.Kind == KindEnum && a.Type != nil && len(a.Choices) > 0 {
				enums[gotype.Plain(a.Type)] = a
			}
		}
	}
	for _, d := range b.drafts {
		for _, a := range d.model.Attributes {
			if a.Elem == nil {
				continue
			}
			if e := enums[gotype.Plain(a.Elem.Type)]; e != nil {
				a.Elem.Kind, a.Elem.Choices, a.Elem.EnumName = KindEnum, e.Choices, e.EnumName
			}
		}
	}
}

// attachArray is for a slice each of whose elements is a value of the kind of Elem. As a whole it is canonical JSON.
func (a *Attribute) attachArray(t reflect.Type) error {
	if err := a.Elem.attach(); err != nil {
		return err
	}
	size := t.Elem().Size()
	a.attachSlot(func(p unsafe.Pointer) (any, *breach) {
		v := reflect.NewAt(t, p).Elem()
		if v.IsNil() && a.bareNull(t) {
			return nil, nil
		}
		list := make([]any, v.Len())
		for i := range list {
			c, err := a.Elem.Get(unsafe.Add(v.UnsafePointer(), uintptr(i)*size))
			if err != nil {
				return nil, a.foreign(err)
			}
			list[i] = c
		}
		return box(elementsJSON(list))
	}, a.arrayFill(t))
	return nil
}

// arrayFill makes a slice of canonical JSON.
func (a *Attribute) arrayFill(t reflect.Type) func(reflect.Value, any) *breach {
	size := t.Elem().Size()
	return func(into reflect.Value, canonical any) *breach {
		text, ok := canonical.(json.RawMessage)
		if !ok {
			return mismatch
		}
		list, b := elementsOf(text)
		if b != nil {
			return b
		}
		out := reflect.MakeSlice(t, len(list), len(list))
		for i, v := range list {
			c, err := a.Elem.Scan(v)
			if err == nil {
				err = a.Elem.Set(unsafe.Add(out.UnsafePointer(), uintptr(i)*size), c)
			}
			if err != nil {
				return a.foreign(err)
			}
		}
		into.Elem().Set(out)
		return nil
	}
}

// elementsJSON is the canonical JSON of canonical elements.
func elementsJSON(list []any) (json.RawMessage, *breach) {
	out := make([]any, len(list))
	for i, v := range list {
		switch v := v.(type) {
		case [16]byte:
			out[i] = uuidString(v)
		case time.Time:
			out[i] = v.UTC().Format("2006-01-02T15:04:05.000000Z")
		default:
			out[i] = v
		}
	}
	return jsonOf(&out)
}

// elementsOf are the elements of a JSON array as a driver would give each: texts, numbers as texts, booleans, NULL.
func elementsOf(text json.RawMessage) ([]any, *breach) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var list []any
	if err := d.Decode(&list); err != nil || list == nil {
		return nil, &breach{rule: ruleType, param: "an array", cause: err}
	}
	for i, v := range list {
		switch v := v.(type) {
		case json.Number:
			list[i] = v.String()
		case []any, map[string]any:
			return nil, &breach{rule: ruleType, param: "an array of one dimension"}
		}
	}
	return list, nil
}

// scanArray reads JSON, and the form in which PostgreSQL writes its arrays.
func (a *Attribute) scanArray(src any) (any, *breach) {
	text, ok := textRead(src)
	if !ok {
		return nil, mismatch
	}
	list, b := elementsOf(json.RawMessage(text))
	if b != nil {
		if list, ok = arrayLiteral(text); !ok {
			return nil, b
		}
	}
	for i, v := range list {
		c, err := a.Elem.Scan(v)
		if err != nil {
			return nil, a.foreign(err)
		}
		list[i] = c
	}
	return box(elementsJSON(list))
}

// convertArray takes a slice or an array of what converts to elements, and JSON.
func (a *Attribute) convertArray(value any) (any, *breach) {
	if raw, ok := value.(json.RawMessage); ok {
		if bytes.Equal(bytes.TrimSpace(raw), []byte("null")) {
			return nil, nil
		}
		list, b := jsonElements(raw)
		if b != nil {
			return nil, b
		}
		return a.convertElements(reflect.ValueOf(list))
	}
	v := reflect.ValueOf(value)
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	switch {
	case !v.IsValid(), nilable(v.Type()) && v.IsNil() && (v.Kind() != reflect.Slice || a.Nullable):
		return nil, nil
	case v.Kind() != reflect.Slice && v.Kind() != reflect.Array, v.Type().Elem().Kind() == reflect.Uint8:
		return nil, mismatch
	}
	return a.convertElements(v)
}

// jsonElements are the elements of an array that came from outside, numbers as json.Number.
func jsonElements(text json.RawMessage) ([]any, *breach) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var list []any
	if err := d.Decode(&list); err != nil {
		return nil, &breach{rule: ruleType, param: "an array", cause: err}
	}
	return list, nil
}

func (a *Attribute) convertElements(v reflect.Value) (any, *breach) {
	list := make([]any, v.Len())
	for i := range list {
		c, err := a.Elem.Convert(v.Index(i).Interface())
		if err != nil {
			return nil, a.foreign(err)
		}
		if c == nil && !a.Elem.Nullable {
			return nil, a.foreign(a.Elem.valueError(a.Elem.unheld(nil), nil))
		}
		list[i] = c
	}
	return box(elementsJSON(list))
}
