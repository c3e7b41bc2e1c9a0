package schema

import (
	"fmt"
	"reflect"
	"time"

	"github.com/ormar-go/ormar/internal/gotype"
)

// attach fills in the functions by which the attribute is read, written and converted, each made for the Go type of the
// field, so that the common types are handled without reflection. It fails, saying what to write instead, when the Go type does
// not fit the kind. The options that it leaves to be checked with every value may be set afterwards.
func (a *Attribute) attach() error {
	if a.Side != nil {
		a.attachKey()
		return nil
	}
	if err := a.fitsCipher(); err != nil {
		return err
	}
	a.Convert = a.convert
	return a.attachKind()
}

func (a *Attribute) attachKind() error {
	t := gotype.Plain(a.Type)
	if err := a.plainPointer(t); err != nil && a.SQLType == "" && a.Unsigned == 0 {
		return err
	}
	switch a.Kind {
	case KindString, KindText:
		f := form[string, string]{out: textOut, in: same[string], check: a.textRules}
		if a.pads = padding(a.SQLType); a.pads {
			f.out = a.textOut
		}
		return a.attachText(t, f)
	case KindBoolean:
		if t.Kind() != reflect.Bool {
			return a.misfit("bool")
		}
		attachComparable(a, form[bool, bool]{out: same[bool], in: same[bool], check: func(v bool) *breach { return chosen(a, v) }})
		return nil
	case KindSmallInteger, KindInteger, KindBigInteger:
		return a.attachInteger(t, a.integerRules)
	case KindFloat:
		return a.attachFloat(t)
	case KindDate:
		return a.attachTime(t, dateOf)
	case KindTime:
		return a.attachTime(t, clockOf)
	case KindDateTime:
		return a.attachTime(t, a.instantForm)
	case KindBinary:
		return a.attachBytes(t)
	case KindEnum:
		if t.Kind() == reflect.String {
			return a.attachText(t, form[string, string]{out: guarded(a.enumText), in: guarded(a.enumText)})
		}
		return a.attachInteger(t, a.enumNumber)
	case KindJSON:
		return a.attachJSON(t)
	case KindDecimal, KindUUID, KindOpaque:
		return a.attachOwn(t)
	}
	return fmt.Errorf("the kind %d is unknown", a.Kind)
}

// plainPointer refuses pointers to and sql.Null of named basic types, which the constructors' constraints let no one
// declare, save for Enum.
func (a *Attribute) plainPointer(t reflect.Type) error {
	if a.Type == t || a.Kind > KindFloat && a.Kind != KindBinary || a.Kind == KindDecimal || t.PkgPath() == "" {
		return nil
	}
	return fmt.Errorf("%v does not fit %v: a field that can be NULL has the basic type; declare *%v", a.Type, a.Kind, t.Kind())
}

func (a *Attribute) misfit(instead string) error {
	return fmt.Errorf("%v does not fit %v; declare the field as %s", a.Type, a.Kind, instead)
}

func (a *Attribute) attachText(t reflect.Type, f form[string, string]) error {
	if t.Kind() != reflect.String {
		return a.misfit("string")
	}
	attachComparable(a, f)
	return nil
}

func (a *Attribute) attachInteger(t reflect.Type, rules func(int64) *breach) error {
	switch t.Kind() {
	case reflect.Int:
		attachComparable(a, integerForm[int](a, rules))
	case reflect.Int8:
		attachComparable(a, integerForm[int8](a, rules))
	case reflect.Int16:
		attachComparable(a, integerForm[int16](a, rules))
	case reflect.Int32:
		attachComparable(a, integerForm[int32](a, rules))
	case reflect.Int64:
		attachComparable(a, integerForm[int64](a, rules))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if a.Unsigned > 0 {
			a.attachUnsigned(t, rules)
			return nil
		}
		return a.misfit("a signed integer, or with schema.Unsigned")
	case reflect.Uintptr:
		return a.misfit("a signed integer, or as a Decimal for the range of uint64")
	default:
		return a.misfit("int, int8, int16, int32 or int64")
	}
	return nil
}

// integerForm checks the width of the column on the way out and the width of the Go type on the way in; an enum is checked
// against its values both ways.
func integerForm[T int | int8 | int16 | int32 | int64](a *Attribute, rules func(int64) *breach) form[T, int64] {
	limit := a.fits
	if a.Kind == KindEnum {
		limit = rules
	}
	return form[T, int64]{
		out: func(v T) (int64, *breach) { return int64(v), limit(int64(v)) },
		in: func(n int64) (T, *breach) {
			if int64(T(n)) != n {
				return 0, &breach{rule: ruleRange, param: int(reflect.TypeFor[T]().Size()) * 8}
			}
			if a.Kind == KindEnum {
				return T(n), limit(n)
			}
			return T(n), nil
		},
		check: rules,
	}
}

func (a *Attribute) attachFloat(t reflect.Type) error {
	switch t.Kind() {
	case reflect.Float64:
		attachComparable(a, form[float64, float64]{out: floatOut, in: same[float64], check: a.floatRules})
	case reflect.Float32:
		attachComparable(a, form[float32, float64]{
			out:   func(v float32) (float64, *breach) { return floatOut(float64(v)) },
			in:    float32In,
			check: a.floatRules,
		})
	default:
		return a.misfit("float64 or float32")
	}
	return nil
}

func (a *Attribute) attachTime(t reflect.Type, out func(time.Time) (time.Time, *breach)) error {
	if t != reflect.TypeFor[time.Time]() {
		return a.misfit("time.Time")
	}
	attach(a, form[time.Time, time.Time]{
		out:   out,
		in:    same[time.Time],
		check: func(v time.Time) *breach { return chosen(a, v) },
		zero:  time.Time.IsZero,
	})
	return nil
}

func (a *Attribute) attachBytes(t reflect.Type) error {
	switch {
	case t.Kind() == reflect.Array && t.Elem().Kind() == reflect.Uint8:
		a.attachByteArray()
		return nil
	case t.Kind() != reflect.Slice || t.Elem().Kind() != reflect.Uint8:
		return a.misfit("[]byte")
	}
	attach(a, form[[]byte, []byte]{
		out:   func(v []byte) ([]byte, *breach) { return nonNil(v), nil },
		in:    func(v []byte) ([]byte, *breach) { return append([]byte{}, v...), nil },
		check: a.bytesRules,
		zero:  func(v []byte) bool { return v == nil },
	})
	return nil
}

// nonNil is the bytes themselves, so that a nil slice in a NOT NULL column is no bytes rather than NULL.
func nonNil(v []byte) []byte {
	if v == nil {
		return []byte{}
	}
	return v
}
