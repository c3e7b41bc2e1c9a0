package schema

import (
	"bytes"
	"database/sql"
	"database/sql/driver"
	"encoding"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"time"

	"github.com/ormar-go/ormar/internal/gotype"
)

// convert is Convert of everything but foreign keys.
func (a *Attribute) convert(value any) (any, error) {
	c, b := a.canonical(value)
	if b != nil {
		return nil, a.valueError(b, value)
	}
	return c, nil
}

// canonical takes pointers and NULL types off a value and converts what is left.
func (a *Attribute) canonical(value any) (any, *breach) {
	if a.Elem != nil {
		return a.convertArray(value)
	}
	if a.Kind == KindJSON {
		return a.convertJSON(value)
	}
	switch value.(type) {
	case nil:
		return nil, nil
	case string, int, int64, bool, float64, time.Time:
		return a.convertKind(value, reflect.ValueOf(value))
	case interface {
		ToSql() (string, []any, error)
	}:
		return nil, mismatch
	}
	v := reflect.ValueOf(value)
	switch {
	case v.Kind() == reflect.Pointer:
		if v.IsNil() {
			return nil, nil
		}
		if v.Type().Elem() == gotype.Plain(a.Type) && a.ownKind() {
			return a.ownRead(v.UnsafePointer())
		}
		switch v = v.Elem(); {
		case v.Kind() == reflect.Pointer, v.Kind() == reflect.Interface, gotype.IsNull(v.Type()):
			return nil, mismatch // one layer is all a field has; a value that contains itself would never end
		}
		return a.canonical(v.Interface())
	case gotype.IsNull(v.Type()):
		if !v.Field(1).Bool() {
			return nil, nil
		}
		return a.canonical(v.Field(0).Interface())
	case v.Kind() == reflect.Struct && v.Type().PkgPath() == reflect.TypeFor[sql.NullString]().PkgPath():
		if null, ok := value.(driver.Valuer); ok {
			plain, err := null.Value()
			if err != nil {
				return nil, a.foreign(err)
			}
			return a.canonical(plain)
		}
	}
	return a.convertKind(value, v)
}

// ownKind reports whether the field's type scans and values itself.
func (a *Attribute) ownKind() bool {
	return (a.Kind == KindDecimal || a.Kind == KindUUID || a.Kind == KindOpaque) && scansItself(gotype.Plain(a.Type))
}

func (a *Attribute) convertKind(value any, v reflect.Value) (any, *breach) {
	switch a.Kind {
	case KindString, KindText:
		if s, ok := textGiven(v); ok {
			return box(a.textOut(s))
		}
	case KindBoolean:
		if v.Kind() == reflect.Bool {
			return v.Bool(), nil
		}
	case KindSmallInteger, KindInteger, KindBigInteger:
		return a.convertInteger(v)
	case KindFloat:
		return convertFloat(v)
	case KindDate, KindTime, KindDateTime:
		var t time.Time
		b := mismatch
		if given, ok := value.(time.Time); ok {
			t, b = timeOf(a.Kind, given)
		} else if s, ok := textGiven(v); ok {
			t, b = timeText(a.Kind, s)
		}
		if b == nil && a.Kind == KindDateTime {
			t, b = a.instantForm(t)
		}
		return box(t, b)
	case KindBinary:
		switch {
		case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8:
			return append([]byte{}, v.Bytes()...), nil
		case v.Kind() == reflect.Array && v.Type().Elem().Kind() == reflect.Uint8:
			b := make([]byte, v.Len())
			reflect.Copy(reflect.ValueOf(b), v)
			return b, nil
		}
	case KindEnum:
		return a.convertEnum(v)
	case KindDecimal:
		return a.convertDecimal(value, v)
	case KindUUID:
		return a.convertUUID(value, v)
	case KindOpaque:
		return a.convertOpaque(v)
	}
	return nil, mismatch
}

// box makes an any of the result of a form, NULL when it failed.
func box[C any](v C, b *breach) (any, *breach) {
	if b != nil {
		return nil, b
	}
	return v, nil
}

// textGiven is the text of a string of any type but json.Number, which is a number.
func textGiven(v reflect.Value) (string, bool) {
	if v.Kind() != reflect.String || v.Type() == reflect.TypeFor[json.Number]() {
		return "", false
	}
	return v.String(), true
}

func (a *Attribute) convertInteger(v reflect.Value) (any, *breach) {
	n, b := wholeGiven(v)
	if b == nil {
		b = a.fits(n)
	}
	return box(n, b)
}

// wholeGiven is the whole number that a value is exactly.
func wholeGiven(v reflect.Value) (int64, *breach) {
	switch {
	case v.CanInt():
		return v.Int(), nil
	case v.CanUint():
		if v.Uint() > math.MaxInt64 {
			return 0, &breach{rule: ruleRange, param: 64}
		}
		return int64(v.Uint()), nil
	case v.CanFloat():
		if n, ok := wholeFloat(v.Float()); ok {
			return n, nil
		}
	case v.Type() == reflect.TypeFor[json.Number]():
		if n, ok := wholeText(v.String()); ok {
			return n, nil
		}
		if n, ok := wholeNumber(v.String()); ok {
			return n, nil
		}
	}
	return 0, mismatch
}

func convertFloat(v reflect.Value) (any, *breach) {
	switch {
	case v.CanFloat():
		return box(floatOut(v.Float()))
	case v.Type() == reflect.TypeFor[json.Number]():
		if f, ok := floatText(v.String()); ok {
			return box(floatOut(f))
		}
	case v.CanInt() || v.CanUint():
		if n, b := wholeGiven(v); b == nil && n <= exactFloat && n >= -exactFloat {
			return float64(n), nil
		}
		return nil, &breach{rule: ruleType, param: "a number that a float64 holds exactly"}
	}
	return nil, mismatch
}

// convertEnum takes the field's own type and plain strings and numbers, but no value of another named type: a member of
// another enum is another thing even if it looks the same.
func (a *Attribute) convertEnum(v reflect.Value) (any, *breach) {
	own := gotype.Plain(a.Type)
	if v.Type() != own && v.Type().PkgPath() != "" && v.Type() != reflect.TypeFor[json.Number]() {
		return nil, mismatch
	}
	if own.Kind() == reflect.String {
		if s, ok := textGiven(v); ok {
			return box(s, a.enumText(s))
		}
		return nil, mismatch
	}
	n, b := wholeGiven(v)
	if b == nil {
		b = a.enumNumber(n)
	}
	return box(n, b)
}

func (a *Attribute) convertDecimal(value any, v reflect.Value) (any, *breach) {
	switch {
	case v.Kind() == reflect.String:
		return box(a.decimalText(v.String()))
	case v.CanInt():
		return box(a.decimalText(strconv.FormatInt(v.Int(), 10)))
	case v.CanUint():
		return box(a.decimalText(strconv.FormatUint(v.Uint(), 10)))
	}
	return a.convertValuer(value, v)
}

func (a *Attribute) convertUUID(value any, v reflect.Value) (any, *breach) {
	switch {
	case v.Kind() == reflect.Array && v.Len() == 16 && v.Type().Elem().Kind() == reflect.Uint8:
		return v.Convert(reflect.TypeFor[[16]byte]()).Interface(), nil
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8 && v.Len() == 16:
		return [16]byte(v.Bytes()), nil
	}
	if s, ok := textGiven(v); ok {
		return box(uuidText(s))
	}
	if c, b := a.convertValuer(value, v); b == nil {
		return c, nil
	}
	if s, ok := value.(fmt.Stringer); ok {
		if id, b := uuidText(s.String()); b == nil {
			return id, nil
		}
	}
	return nil, mismatch
}

// convertValuer takes a value that values itself as the field's own type would.
func (a *Attribute) convertValuer(value any, v reflect.Value) (any, *breach) {
	p := reflect.New(v.Type())
	p.Elem().Set(v)
	own, ok := p.Interface().(driver.Valuer)
	if !ok {
		return nil, mismatch
	}
	return a.ownValue(own)
}

// convertOpaque takes the field's own type only: what else might look like its text is for the type to make, as a password
// is for its hash.
func (a *Attribute) convertOpaque(v reflect.Value) (any, *breach) {
	if s, ok := textGiven(v); ok && a.SQLType != "" && !scansItself(v.Type()) {
		return box(textOut(s))
	}
	if m, ok := v.Interface().(encoding.TextMarshaler); ok && a.SQLType != "" && v.Type() == gotype.Plain(a.Type) && !scansItself(v.Type()) {
		text, err := m.MarshalText()
		if err != nil {
			return nil, a.foreign(err)
		}
		return box(textOut(string(text)))
	}
	if v.Type() != gotype.Plain(a.Type) {
		return nil, mismatch
	}
	if s, ok := textGiven(v); ok && !scansItself(v.Type()) {
		return box(textOut(s))
	}
	return a.convertValuer(nil, v)
}

// convertJSON encodes a value, and checks that the field's type can read what came out. A string is JSON text where the field
// cannot hold a JSON string, else a string.
func (a *Attribute) convertJSON(value any) (any, *breach) {
	own := gotype.Plain(a.Type)
	v := reflect.ValueOf(value)
	switch {
	case value == nil:
		return a.nullJSON(), nil
	case v.Kind() == reflect.Pointer && !v.IsNil() && v.Type().Elem() == own && own.Kind() != reflect.Interface:
		return a.insideJSON(v.Elem())
	case gotype.IsNull(v.Type()):
		if !v.Field(1).Bool() {
			return nil, nil
		}
		return a.insideJSON(v.Field(0))
	case nilable(v.Type()) && v.IsNil():
		return a.nullJSON(), nil
	}
	text, b := a.jsonGiven(value, v, own)
	if b != nil || v.Type() == own {
		return box(text, b)
	}
	if b := jsonFiller(own, a.foreign)(reflect.New(own), text); b != nil {
		return nil, b
	}
	return text, nil
}

// insideJSON is the value behind a pointer or in a valid sql.Null, where nil is the JSON null unless the field's own type
// tells NULL by it.
func (a *Attribute) insideJSON(v reflect.Value) (any, *breach) {
	if nilable(v.Type()) && v.IsNil() && !a.bareNull(gotype.Plain(a.Type)) {
		return json.RawMessage("null"), nil
	}
	return a.convertJSON(v.Interface())
}

// nullJSON is NULL, or the JSON null for a field that cannot be NULL.
func (a *Attribute) nullJSON() any {
	if a.Nullable {
		return nil
	}
	return json.RawMessage("null")
}

func (a *Attribute) jsonGiven(value any, v reflect.Value, own reflect.Type) (json.RawMessage, *breach) {
	raw := own == reflect.TypeFor[json.RawMessage]()
	switch given := value.(type) {
	case json.RawMessage:
		return compactJSON(given, false)
	case []byte:
		if raw {
			return compactJSON(given, false)
		}
	case string:
		if own.Kind() != reflect.String && own.Kind() != reflect.Interface {
			return compactJSON([]byte(given), false)
		}
	}
	p := reflect.New(v.Type())
	p.Elem().Set(v)
	return jsonOf(p.Interface())
}

// jsonRead is the JSON that a database gave, whoever wrote it.
func jsonRead(text []byte) (json.RawMessage, *breach) {
	var b bytes.Buffer
	if err := json.Compact(&b, text); err != nil {
		return nil, &breach{rule: ruleJSON, param: err.Error(), cause: err}
	}
	return b.Bytes(), nil
}
