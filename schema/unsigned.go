package schema

import (
	"reflect"
	"strconv"

	"github.com/ormar-go/ormar/internal/gotype"
)

// unsigned settles the kind of an unsigned number: decimal digits for those that 64 bits with a sign do not hold.
func (b *builder) unsigned(a *Attribute, spec *columnSpec, report reporter) {
	if spec.unsigned == 0 {
		return
	}
	t := gotype.Plain(a.Type)
	wide := t.Kind() == reflect.Uint || t.Kind() == reflect.Uint64
	if k := t.Kind(); !(k >= reflect.Int && k <= reflect.Int64) && !(k >= reflect.Uint && k <= reflect.Uint64) {
		report("Unsigned does not fit %v; declare the field as uint, uint8, uint16, uint32 or uint64", a.Type)
		a.Kind = 0
		return
	}
	if wide && spec.unsigned == 64 && !a.PrimaryKey {
		a.Kind, a.Precision, a.Scale = KindDecimal, 20, 0
	}
}

// most is the largest value of an unsigned number that is held in 64 bits with a sign.
func (a *Attribute) most() int64 {
	if a.Unsigned >= 64 {
		return 1<<63 - 1
	}
	return 1<<a.Unsigned - 1
}

// unsignedFits says whether an unsigned number is one.
func (a *Attribute) unsignedFits(n int64) *breach {
	if a.Unsigned > 0 && (n < 0 || n > a.most()) {
		return &breach{rule: ruleRange, param: a.Unsigned, value: n}
	}
	return nil
}

func (a *Attribute) attachUnsigned(t reflect.Type, rules func(int64) *breach) {
	switch t.Kind() {
	case reflect.Uint:
		attachComparable(a, unsignedForm[uint](a, rules))
	case reflect.Uint8:
		attachComparable(a, unsignedForm[uint8](a, rules))
	case reflect.Uint16:
		attachComparable(a, unsignedForm[uint16](a, rules))
	case reflect.Uint32:
		attachComparable(a, unsignedForm[uint32](a, rules))
	default:
		attachComparable(a, unsignedForm[uint64](a, rules))
	}
}

func unsignedForm[T uint | uint8 | uint16 | uint32 | uint64](a *Attribute, rules func(int64) *breach) form[T, int64] {
	return form[T, int64]{
		out: func(v T) (int64, *breach) {
			if uint64(v) > 1<<63-1 {
				return 0, &breach{rule: ruleRange, param: 63, value: v}
			}
			return int64(v), a.fits(int64(v))
		},
		in: func(n int64) (T, *breach) {
			if n < 0 || int64(T(n)) != n {
				return 0, &breach{rule: ruleRange, param: int(reflect.TypeFor[T]().Size()) * 8}
			}
			return T(n), nil
		},
		check: rules,
	}
}

// attachWide is for unsigned numbers of 64 bits, which travel as digits.
func (a *Attribute) attachWide(t reflect.Type) {
	if t.Kind() == reflect.Uint {
		attachComparable(a, wideForm[uint](a))
		return
	}
	attachComparable(a, wideForm[uint64](a))
}

func wideForm[T uint | uint64](a *Attribute) form[T, string] {
	return form[T, string]{
		out: func(v T) (string, *breach) { return strconv.FormatUint(uint64(v), 10), nil },
		in: func(s string) (T, *breach) {
			n, err := strconv.ParseUint(s, 10, 64)
			if err != nil {
				return 0, &breach{rule: ruleRange, param: 64, value: s}
			}
			return T(n), nil
		},
		check: a.decimalRules,
	}
}
