package schema

import (
	"database/sql"
	"database/sql/driver"
	"fmt"
	"reflect"
	"strconv"
	"unsafe"

	"github.com/ormar-go/ormar/internal/gotype"
)

// attachOwn is for Decimal, UUID and Opaque, whose Go types are not known here: they scan and value themselves, or are a
// string or, for a UUID, sixteen bytes.
func (a *Attribute) attachOwn(t reflect.Type) error {
	values := scansItself(t)
	if a.Nullable && a.Type == t && (!values || !zeroIsNull(t)) {
		return fmt.Errorf("Nullable does not fit %v, which cannot hold NULL; declare the field as *%v", t, t)
	}
	switch {
	case a.Unsigned > 0:
		a.attachWide(t)
	case a.Kind == KindUUID && !a.bareNull(t) && t.Kind() == reflect.Array && t.Len() == 16 && t.Elem().Kind() == reflect.Uint8:
		attachComparable(a, form[[16]byte, [16]byte]{
			out:   same[[16]byte],
			in:    same[[16]byte],
			check: func(v [16]byte) *breach { return chosen(a, v) },
		})
	case !values && a.SQLType != "" && writesText(t):
		a.attachOwnText()
	case values && a.attachScaled(t):
	case values:
		a.attachSlot(a.ownRead, a.ownFill)
	case t.Kind() != reflect.String:
		return fmt.Errorf("%v does not fit %v; use a type that implements driver.Valuer and whose pointer implements sql.Scanner, or a string",
			a.Type, a.Kind)
	case a.Kind == KindDecimal:
		attachComparable(a, form[string, string]{out: a.decimalText, in: same[string], check: a.decimalRules})
	case a.Kind == KindUUID:
		attachComparable(a, form[string, [16]byte]{
			out:   uuidText,
			in:    func(id [16]byte) (string, *breach) { return uuidString(id), nil },
			check: func(v [16]byte) *breach { return chosen(a, v) },
		})
	default:
		attachComparable(a, form[string, string]{out: textOut, in: same[string], check: a.textRules})
	}
	return nil
}

// bareNull reports whether the type itself tells NULL from a value.
func (a *Attribute) bareNull(t reflect.Type) bool { return a.Nullable && a.Type == t }

func scansItself(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(reflect.TypeFor[driver.Valuer]()) && p.Implements(reflect.TypeFor[sql.Scanner]())
}

// zeroIsNull reports whether the zero value of a type is NULL to the database.
func zeroIsNull(t reflect.Type) bool {
	v, err := reflect.New(t).Interface().(driver.Valuer).Value()
	return err == nil && v == nil
}

// ownRead is the canonical value of a field that values itself.
func (a *Attribute) ownRead(p unsafe.Pointer) (any, *breach) {
	return a.ownValue(reflect.NewAt(gotype.Plain(a.Type), p).Interface().(driver.Valuer))
}

func (a *Attribute) ownValue(own driver.Valuer) (any, *breach) {
	if c, b, huge := a.hugeExponent(own); huge {
		return box(c, b)
	}
	v, err := own.Value()
	if err != nil {
		return nil, a.foreign(err)
	}
	switch v := v.(type) {
	case nil:
		return nil, nil
	case string:
		return a.ownText(v)
	case []byte:
		if a.Kind == KindUUID && len(v) == 16 {
			return [16]byte(v), nil
		}
		return a.ownText(string(v))
	case int64, float64, bool:
		if a.SQLType != "" {
			return a.ownText(fmt.Sprint(v))
		}
		if v, ok := v.(int64); ok && a.Kind == KindDecimal {
			return a.ownText(strconv.FormatInt(v, 10))
		}
	}
	return nil, &breach{rule: ruleType, param: fmt.Sprintf("a type whose Value is a text, not %T", v), value: v}
}

// ownText makes the canonical value of the text in which a type values itself.
func (a *Attribute) ownText(s string) (any, *breach) {
	var v any
	var b *breach
	switch a.Kind {
	case KindDecimal:
		v, b = a.decimalText(s)
	case KindUUID:
		v, b = uuidText(s)
	default:
		v, b = textOut(s)
	}
	if b != nil {
		return nil, b
	}
	return v, nil
}

// hugeExponent decides on a decimal whose text would be longer than memory, as that of decimal.New(1, 1<<30) of shopspring
// is, before the text is asked for.
func (a *Attribute) hugeExponent(own any) (canonical string, b *breach, huge bool) {
	if a.Kind != KindDecimal {
		return "", nil, false
	}
	d, ok := exponentOf(own)
	if !ok || d.Exponent() <= maxExponent && d.Exponent() >= -maxExponent {
		return "", nil, false
	}
	switch {
	case d.IsZero():
		return zeroDecimal(a.Scale), nil, true
	case d.Exponent() > 0:
		return "", &breach{rule: rulePrecision, param: a.Precision}, true
	}
	return "", &breach{rule: ruleScale, param: a.Scale}, true
}

// exponential is a decimal that tells its exponent without being written out.
type exponential interface {
	Exponent() int32
	IsZero() bool
}

// exponentOf finds the decimal in a value: itself, or, as in decimal.NullDecimal, in a field of it.
func exponentOf(own any) (exponential, bool) {
	if d, ok := own.(exponential); ok {
		return d, true
	}
	v := reflect.Indirect(reflect.ValueOf(own))
	if v.Kind() != reflect.Struct {
		return nil, false
	}
	for i := range v.NumField() {
		if !v.Type().Field(i).IsExported() {
			continue
		}
		if d, ok := v.Field(i).Interface().(exponential); ok {
			return d, true
		}
	}
	return nil, false
}

// ownFill lets a value scan its canonical text.
func (a *Attribute) ownFill(into reflect.Value, canonical any) *breach {
	src := canonical
	switch v := canonical.(type) {
	case [16]byte:
		src = uuidString(v)
	case string:
	default:
		return mismatch
	}
	if err := into.Interface().(sql.Scanner).Scan(src); err != nil {
		return a.foreign(err)
	}
	return nil
}

// foreign is the breach of a value that its own type refused. The reason may quote the value.
func (a *Attribute) foreign(err error) *breach {
	if a.hides() {
		return &breach{rule: ruleType, param: "what " + a.takes() + " stores", cause: err}
	}
	return &breach{rule: ruleType, param: fmt.Sprintf("what %s stores (%s)", a.takes(), Printable(err.Error())), cause: err}
}
