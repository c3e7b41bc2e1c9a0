package schema

import (
	"reflect"
	"time"
	"unsafe"

	"github.com/ormar-go/ormar/internal/gotype"
)

// attachTake makes Take for a field of a basic type or a time, or of a pointer to one. What is sealed, or stored in a form of its own, has
// rules that depend on more than the value, and a named type may have a meaning of its own.
func attachTake[T, C any](a *Attribute, f form[T, C]) {
	if gotype.IsNull(a.Type) || gotype.Plain(a.Type) != reflect.TypeFor[T]() || !a.takesAsIs() {
		return
	}
	pointer, offset := a.Type.Kind() == reflect.Pointer, a.Offset
	take := func(row unsafe.Pointer, c C) bool {
		v, b := f.in(c)
		if b != nil || f.broken(v) != nil {
			return false
		}
		if !pointer {
			*at[T](row, offset) = v
			return true
		}
		p := new(T)
		*p = v
		*at[*T](row, offset) = p
		return true
	}
	switch take := any(take).(type) {
	case func(unsafe.Pointer, string) bool, func(unsafe.Pointer, int64) bool, func(unsafe.Pointer, bool) bool:
		a.Take = take
	case func(unsafe.Pointer, float64) bool:
		a.Take = func(row unsafe.Pointer, v float64) bool { return v != 0 && take(row, v) } // a zero may have a sign
	case func(unsafe.Pointer, time.Time) bool:
		a.Take = func(row unsafe.Pointer, text []byte) bool {
			t, rule := parseTime(a.Kind, string(text))
			if rule != "" {
				return false
			}
			t, b := timeOf(a.Kind, t)
			return b == nil && take(row, t)
		}
	}
}

// takesAsIs reports whether a value of the attribute's kind is stored as it is given. A float32 is rounded first, and a time of day has
// two texts.
func (a *Attribute) takesAsIs() bool {
	if a.Cipher != nil || a.SQLType != "" || a.Zone != nil || a.StoredForm != "" || a.Unsigned > 0 {
		return false
	}
	switch a.Kind {
	case KindString, KindText, KindBoolean, KindSmallInteger, KindInteger, KindBigInteger, KindDate, KindDateTime:
		return true
	case KindFloat:
		return gotype.Plain(a.Type).Kind() == reflect.Float64
	}
	return false
}
