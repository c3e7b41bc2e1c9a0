package schema

import (
	"errors"
	"fmt"
	"reflect"
	"time"
	"unsafe"
)

// tupleOf makes the attribute that stands for several columns of a model: no column itself, and at no position. Values are read
// and written part by part.
func tupleOf(m *Model, name string, parts []*Attribute) *Attribute {
	a := &Attribute{Model: m, Index: -1, Name: name, Column: name, JSONName: "-", Parts: parts}
	a.Get = a.getParts
	a.Set = a.setParts
	a.KeyOf = func(row unsafe.Pointer) Key {
		v, err := a.Get(row)
		if err != nil {
			return Key{}
		}
		return KeyOf(v)
	}
	a.IsZero = func(row unsafe.Pointer) bool {
		for _, p := range a.Parts {
			if !p.IsZero(row) {
				return false
			}
		}
		return true
	}
	a.Convert, a.GoValue = a.convertTuple, a.goTuple
	return a
}

// getParts is NULL when one of the columns is.
func (a *Attribute) getParts(row unsafe.Pointer) (any, error) {
	parts := make([]any, len(a.Parts))
	for i, p := range a.Parts {
		v, err := p.Get(row)
		if err != nil || v == nil {
			return nil, err
		}
		parts[i] = v
	}
	return NewTuple(parts), nil
}

func (a *Attribute) setParts(row unsafe.Pointer, canonical any) error {
	t, ok := canonical.(Tuple)
	if canonical != nil && !ok {
		return a.valueError(mismatch, canonical)
	}
	values := a.Spread(canonical, make([]any, 0, len(a.Parts)))
	if ok && len(values) != len(a.Parts) {
		return a.valueError(mismatch, t)
	}
	for i, p := range a.Parts {
		if values[i] == nil && !p.Nullable { // another relation may share the column
			continue
		}
		if err := p.Set(row, values[i]); err != nil {
			return err
		}
	}
	return nil
}

// convertTuple makes the canonical value of a list of values in the order of the columns.
func (a *Attribute) convertTuple(value any) (any, error) {
	if value == nil {
		return nil, nil
	}
	if t, ok := value.(Tuple); ok {
		value = t.Parts()
	}
	v := reflect.ValueOf(value)
	if v.Kind() != reflect.Slice && v.Kind() != reflect.Array || v.Type().Elem().Kind() == reflect.Uint8 || v.Len() != len(a.Parts) {
		return nil, a.valueError(mismatch, value)
	}
	parts := make([]any, len(a.Parts))
	for i, p := range a.Parts {
		c, err := p.Convert(v.Index(i).Interface())
		if err != nil {
			return nil, err
		}
		if c == nil {
			return nil, a.valueError(mismatch, value)
		}
		parts[i] = c
	}
	return NewTuple(parts), nil
}

// goTuple is the slice of the columns' own values.
func (a *Attribute) goTuple(canonical any) (any, error) {
	t, ok := canonical.(Tuple)
	if !ok {
		return nil, nil
	}
	parts := t.Parts()
	if len(parts) != len(a.Parts) {
		return nil, a.valueError(mismatch, canonical)
	}
	for i, p := range a.Parts {
		v, err := p.GoValue(parts[i])
		if err != nil {
			return nil, err
		}
		parts[i] = v
	}
	return parts, nil
}

// takesParts describes the values of a tuple.
func (a *Attribute) takesParts() string {
	return fmt.Sprintf("a slice of %d values (%s)", len(a.Parts), attributeNames(a.Parts))
}

// attachPart is for a column of a foreign key of several, which the One of its relation holds.
func (a *Attribute) attachPart(side *Side) {
	offset, i, ref := side.Offset, a.Part, side.Ref.Parts[a.Part]
	a.Within = side
	a.Convert, a.GoValue = ref.Convert, ref.GoValue
	a.Get = func(row unsafe.Pointer) (any, error) {
		o := OneAt(row, offset)
		if o.form == brokenTuple {
			return Tuple(o.str).Part(i), nil
		}
		v, err := side.Key.keyOf(o)
		if t, ok := v.(Tuple); ok && err == nil {
			return t.Part(i), nil
		}
		return nil, err
	}
	a.Set = func(row unsafe.Pointer, canonical any) error {
		o := OneAt(row, offset)
		o.setPart(i, len(side.Ref.Parts), canonical)
		return nil
	}
	a.IsZero = func(row unsafe.Pointer) bool {
		v, err := a.Get(row)
		return v == nil && err == nil
	}
	a.check = func(row unsafe.Pointer) *breach {
		v, err := a.Get(row)
		if errors.Is(err, ErrNotPersisted) {
			return nil
		}
		if err != nil {
			return brokenKey(err)
		}
		return a.inspect(v)
	}
}

// setPart writes one column of a key of n. A key of which some columns are NULL leads nowhere, but has the others.
func (o *OneState) setPart(i, n int, canonical any) {
	parts := make([]any, n)
	if o.form == TupleKey && !o.far || o.form == brokenTuple {
		copy(parts, Tuple(o.str).Parts())
	}
	parts[i] = canonical
	given := 0
	for _, p := range parts {
		if p != nil {
			given++
		}
	}
	*o = OneState{Binding: o.Binding}
	switch given {
	case 0:
	case n:
		o.SetKey(Key{Str: string(NewTuple(parts)), Form: TupleKey})
	default:
		o.str, o.form = string(NewTuple(parts)), brokenTuple
	}
}

// rawKey is a value that may be a key of some unique column, in a text that tells which; empty for what can be none.
func rawKey(given any) string {
	v := reflect.ValueOf(given)
	switch {
	case !v.IsValid():
		return ""
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() != reflect.Uint8:
		var parts []any
		for i := range v.Len() {
			p := plainKey(v.Index(i).Interface())
			if p == nil {
				return ""
			}
			parts = append(parts, p)
		}
		return "[" + string(NewTuple(parts))
	}
	if p := plainKey(given); p != nil {
		return "=" + string(NewTuple([]any{p}))
	}
	return ""
}

// plainKey is a value of a basic type that keys have.
func plainKey(given any) any {
	v := reflect.ValueOf(given)
	switch {
	case !v.IsValid():
		return nil
	case v.CanInt():
		return v.Int()
	case v.Kind() == reflect.String:
		return v.String()
	case v.Type().ConvertibleTo(reflect.TypeFor[[16]byte]()) && v.Kind() == reflect.Array:
		return v.Convert(reflect.TypeFor[[16]byte]()).Interface()
	case v.Type() == reflect.TypeFor[time.Time]():
		return given
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8:
		return v.Bytes()
	}
	return nil
}

// rawValue is what rawKey was made of.
func rawValue(raw string) any {
	if raw == "" {
		return nil
	}
	parts := Tuple(raw[1:]).Parts()
	if raw[0] == '[' {
		return parts
	}
	return parts[0]
}
