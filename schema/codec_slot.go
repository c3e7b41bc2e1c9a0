package schema

import (
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/internal/gotype"
)

// slot is where a field of any type keeps its value: in the field itself, behind its pointer, or in its sql.Null.
type slot struct {
	field  reflect.Type
	plain  reflect.Type // of the value
	offset uintptr
	valid  uintptr // of a sql.Null's Valid
}

func (a *Attribute) slot() slot {
	s := slot{field: a.Type, plain: gotype.Plain(a.Type), offset: a.Offset}
	if gotype.IsNull(a.Type) {
		s.valid = a.Type.Field(1).Offset
	}
	return s
}

// bare reports whether the value is in the field itself.
func (s *slot) bare() bool { return s.field == s.plain }

// at is the address of the value, nil for a nil pointer or an invalid sql.Null.
func (s *slot) at(row unsafe.Pointer) unsafe.Pointer {
	p := unsafe.Add(row, s.offset)
	switch {
	case s.bare():
		return p
	case s.field.Kind() == reflect.Pointer:
		return *(*unsafe.Pointer)(p)
	case *(*bool)(unsafe.Add(p, s.valid)):
		return p
	}
	return nil
}

// clear writes the zero value.
func (s *slot) clear(row unsafe.Pointer) { s.whole(row).SetZero() }

// put writes a value of the plain type, which is a pointer to it.
func (s *slot) put(row unsafe.Pointer, value reflect.Value) {
	p := unsafe.Add(row, s.offset)
	switch {
	case s.bare():
		s.whole(row).Set(value.Elem())
	case s.field.Kind() == reflect.Pointer:
		*(*unsafe.Pointer)(p) = value.UnsafePointer()
	default:
		whole := s.whole(row)
		whole.Field(0).Set(value.Elem())
		whole.Field(1).SetBool(true)
	}
}

func (s *slot) whole(row unsafe.Pointer) reflect.Value {
	return reflect.NewAt(s.field, unsafe.Add(row, s.offset)).Elem()
}

// attachSlot makes the functions of a field whose type codes itself. read gives the canonical value of what is at an
// address, fill makes a value of the plain type, given as a pointer to it, out of a canonical value that is not NULL.
func (a *Attribute) attachSlot(read func(unsafe.Pointer) (any, *breach), fill func(reflect.Value, any) *breach) {
	s := a.slot()
	inner := func(row unsafe.Pointer) (any, *breach) {
		p := s.at(row)
		if p == nil {
			return nil, nil
		}
		return read(p)
	}
	a.Get = func(row unsafe.Pointer) (any, error) {
		v, b := inner(row)
		if b != nil {
			return nil, a.refuse(b)
		}
		return v, nil
	}
	a.IsZero = func(row unsafe.Pointer) bool { return s.whole(row).IsZero() }
	a.check = func(row unsafe.Pointer) *breach {
		v, b := inner(row)
		if b != nil {
			return b
		}
		return a.inspect(v)
	}
	a.Set = func(row unsafe.Pointer, canonical any) error {
		if canonical == nil {
			if !a.Nullable {
				return a.valueError(a.unheld(nil), nil)
			}
			s.clear(row)
			return nil
		}
		if s.bare() && s.whole(row).IsZero() { // of a row that is being read: no value is lost if this one is refused
			b := fill(s.whole(row).Addr(), canonical)
			if b != nil {
				s.clear(row)
				return a.valueError(b, canonical)
			}
			return nil
		}
		v := reflect.New(s.plain)
		if b := fill(v, canonical); b != nil {
			return a.valueError(b, canonical)
		}
		s.put(row, v)
		return nil
	}
	a.GoValue = func(canonical any) (any, error) {
		if canonical == nil {
			return nil, nil
		}
		v := reflect.New(s.plain)
		if b := fill(v, canonical); b != nil {
			return nil, a.valueError(b, canonical)
		}
		return v.Elem().Interface(), nil
	}
}
