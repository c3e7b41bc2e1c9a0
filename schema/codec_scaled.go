package schema

import (
	"database/sql/driver"
	"reflect"
	"strconv"
	"unsafe"
)

// scaled is a decimal that tells its number without being written out: a coefficient times ten to the power of its exponent.
type scaled interface {
	CoefficientInt64() int64 // right only where NumDigits is at most longestCoefficient
	Exponent() int32
	NumDigits() int
}

// longestCoefficient is how many digits fit into an int64 whatever they are.
const longestCoefficient = 18

var powersOfTen = [longestCoefficient + 1]int64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18}

// attachScaled makes the functions of a decimal that is scaled: its canonical text is made of the number, once, and what it holds is known to
// be what is stored without any text. ok is false for a type that is not.
func (a *Attribute) attachScaled(t reflect.Type) bool {
	if a.Kind != KindDecimal || t.Kind() != reflect.Struct || !reflect.PointerTo(t).Implements(reflect.TypeFor[scaled]()) || !valuesAsWritten(t) {
		return false
	}
	a.attachSlot(func(p unsafe.Pointer) (any, *breach) {
		d := reflect.NewAt(t, p).Interface()
		if text, ok := a.scaledText(d.(scaled)); ok {
			return text, nil
		}
		return a.ownValue(d.(driver.Valuer))
	}, a.ownFill)
	s := a.slot()
	a.Exact = func(row unsafe.Pointer) bool {
		p := s.at(row)
		return p == nil || reflect.NewAt(t, p).Interface().(scaled).Exponent() == -int32(a.Scale)
	}
	return true
}

// valuesAsWritten reports whether the number of a scaled type says what its Value does: its zero is a zero to the database, and no method can
// come from another type that it embeds, whose Value it has replaced.
func valuesAsWritten(t reflect.Type) bool {
	for i := range t.NumField() {
		if t.Field(i).Anonymous {
			return false
		}
	}
	v, err := reflect.New(t).Interface().(driver.Valuer).Value()
	return err == nil && v == "0"
}

// scaledText is the canonical text of a decimal whose digits fit into an int64 and into the column; ok is false for the others.
func (a *Attribute) scaledText(d scaled) (text string, ok bool) {
	n, behind := d.NumDigits(), -int(d.Exponent())
	if n > longestCoefficient || behind < 0 || behind > longestCoefficient {
		return "", false
	}
	v := d.CoefficientInt64()
	for ; behind > a.Scale; behind-- {
		if v%10 != 0 {
			return "", false
		}
		v /= 10
	}
	limit := a.Precision - a.Scale + behind // digits before the point are those that are not behind it
	if limit < longestCoefficient && (v >= powersOfTen[max(limit, 0)] || -v >= powersOfTen[max(limit, 0)]) {
		return "", false
	}
	return pointed(v, behind, a.Scale), true
}

// pointed writes a number whose last digits, as many as behind, stand behind the point, with zeros up to the scale.
func pointed(v int64, behind, scale int) string {
	var digits [longestCoefficient + 2]byte
	all := strconv.AppendInt(digits[:0], max(v, -v), 10)
	var room [2*longestCoefficient + 48]byte
	out := room[:0]
	if v < 0 {
		out = append(out, '-')
	}
	whole := len(all) - behind
	if whole <= 0 {
		out = append(out, '0')
	} else {
		out = append(out, all[:whole]...)
	}
	if scale > 0 {
		out = append(out, '.')
		for range min(-min(whole, 0), behind) {
			out = append(out, '0')
		}
		out = append(out, all[max(whole, 0):]...)
		for range scale - behind {
			out = append(out, '0')
		}
	}
	return string(out)
}
