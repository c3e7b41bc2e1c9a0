package dialect

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/ormar-go/ormar/schema"
)

// The layouts of times that are stored as text, those of SQLAlchemy.
const (
	dateLayout     = "2006-01-02"
	timeLayout     = "15:04:05.000000"
	dateTimeLayout = "2006-01-02 15:04:05.000000"
)

// bindText binds for databases without booleans, where times travel as text.
func bindText(a *schema.Attribute, canonical any) (any, error) {
	switch v := canonical.(type) {
	case bool:
		if v {
			return int64(1), nil
		}
		return int64(0), nil
	case time.Time:
		return timeText(a, v), nil
	}
	return bindPlain(a, canonical)
}

// bindNative binds for databases with booleans and instants of their own. Dates and times of day stay texts: a driver's
// time.Time would carry a zone that they do not have.
func bindNative(a *schema.Attribute, canonical any) (any, error) {
	if v, ok := canonical.(time.Time); ok {
		if k := storedKind(a); k == schema.KindDate || k == schema.KindTime {
			return timeText(a, v), nil
		}
		if a != nil && (a.Zone != nil || a.SQLType != "") && a.Cipher == nil {
			return dateTimeText(a.Wall(v)), nil
		}
		if exact := schema.Instant(v); exact != v {
			return exact, nil
		}
		return canonical, nil // which needs no other box
	}
	if v, ok := canonical.(json.RawMessage); ok && array(a) {
		return arrayText(v)
	}
	return bindPlain(a, canonical)
}

// bindPlain binds what every database takes alike.
func bindPlain(a *schema.Attribute, canonical any) (any, error) {
	switch v := canonical.(type) {
	case nil, string, int64, float64, bool:
		return v, nil
	case [16]byte:
		return uuidText(a, v), nil
	case json.RawMessage:
		return string(v), nil
	case []byte:
		if v == nil {
			return []byte{}, nil
		}
		return v, nil
	}
	if a == nil {
		return nil, fmt.Errorf("dialect: a %T is not a canonical value", canonical)
	}
	return nil, fmt.Errorf("dialect: %s.%s: a %T is not the canonical value of a %s", a.Model.Name, a.Name, canonical, a.Kind)
}

func timeText(a *schema.Attribute, t time.Time) string {
	switch storedKind(a) {
	case schema.KindDate:
		return t.Format(dateLayout)
	case schema.KindTime:
		return t.Format(timeLayout)
	}
	if a != nil && a.Zone != nil && a.Cipher == nil {
		return dateTimeText(a.Wall(t))
	}
	return dateTimeText(t.UTC())
}

// dateTimeText is dateTimeLayout without the cost of reading a layout: every write of an instant goes through here.
func dateTimeText(t time.Time) string {
	year, month, day := t.Date()
	if year < 0 || year > 9999 {
		return t.Format(dateTimeLayout)
	}
	hour, minute, second := t.Clock()
	b := [len(dateTimeLayout)]byte{4: '-', 7: '-', 10: ' ', 13: ':', 16: ':', 19: '.'}
	digits(b[0:4], year)
	digits(b[5:7], int(month))
	digits(b[8:10], day)
	digits(b[11:13], hour)
	digits(b[14:16], minute)
	digits(b[17:19], second)
	digits(b[20:26], t.Nanosecond()/1000)
	return string(b[:])
}

// digits fills b with a number, zeros in front.
func digits(b []byte, n int) {
	for i := len(b) - 1; i >= 0; i-- {
		b[i] = byte('0' + n%10)
		n /= 10
	}
}

// uuidText is 32 hexadecimal digits, or the 36 characters with hyphens.
func uuidText(a *schema.Attribute, u [16]byte) string {
	if a != nil && a.UUIDText {
		return hyphens(u)
	}
	return hex.EncodeToString(u[:])
}

// hyphens are the 36 characters of a UUID with hyphens.
func hyphens(u [16]byte) string {
	digits := hex.EncodeToString(u[:])
	b := make([]byte, 0, 36)
	for i, end := range [...]int{8, 12, 16, 20, 32} {
		if i > 0 {
			b = append(b, '-')
		}
		b = append(b, digits[len(b)-i:end]...)
	}
	return string(b)
}

// bindJSON makes a JSON array of the elements as they are stored. Bytes, which JSON does not have, become hexadecimal digits;
// decimals stay texts, which no reader rounds. Numbers of a Float have an exponent, so that none is read as an integer of the
// same, shortened digits.
func bindJSON(a *schema.Attribute, canonical []any) (any, error) {
	return jsonList(bindText, a, canonical)
}

// bindJSONBy is bindJSON with a binding of the elements.
func bindJSONBy(bind func(*schema.Attribute, any) (any, error)) func(*schema.Attribute, []any) (any, error) {
	return func(a *schema.Attribute, canonical []any) (any, error) { return jsonList(bind, a, canonical) }
}

func jsonList(bind func(*schema.Attribute, any) (any, error), a *schema.Attribute, canonical []any) (any, error) {
	list := make([]any, len(canonical))
	for i, c := range canonical {
		v, err := bind(a, c)
		if err != nil {
			return nil, err
		}
		switch x := v.(type) {
		case []byte:
			v = hex.EncodeToString(x)
		case float64:
			v = json.Number(strconv.FormatFloat(x, 'e', -1, 64))
		}
		list[i] = v
	}
	text, err := json.Marshal(list)
	if err != nil {
		return nil, fmt.Errorf("dialect: a list as JSON: %w", err)
	}
	return string(text), nil
}

// bindArray makes a slice of one Go type, as drivers want arrays.
func bindArray(a *schema.Attribute, canonical []any) (any, error) {
	switch storedKind(a) {
	case schema.KindBoolean:
		return slice[bool](a, canonical)
	case schema.KindSmallInteger, schema.KindInteger, schema.KindBigInteger:
		return slice[int64](a, canonical)
	case schema.KindFloat:
		return slice[float64](a, canonical)
	case schema.KindDateTime:
		if a.Zone != nil || a.SQLType != "" {
			return slice[string](a, canonical)
		}
		return slice[time.Time](a, canonical)
	case schema.KindBinary:
		return slice[[]byte](a, canonical)
	}
	return slice[string](a, canonical)
}

// bindColumn is bindArray for values of which some are NULL: then it makes a slice of pointers.
func bindColumn(a *schema.Attribute, canonical []any) (any, error) {
	if !slices.Contains(canonical, nil) {
		return bindArray(a, canonical)
	}
	switch storedKind(a) {
	case schema.KindBoolean:
		return pointers[bool](a, canonical)
	case schema.KindSmallInteger, schema.KindInteger, schema.KindBigInteger:
		return pointers[int64](a, canonical)
	case schema.KindFloat:
		return pointers[float64](a, canonical)
	case schema.KindDateTime:
		if a.Zone != nil || a.SQLType != "" {
			return pointers[string](a, canonical)
		}
		return pointers[time.Time](a, canonical)
	case schema.KindBinary:
		return pointers[[]byte](a, canonical)
	}
	return pointers[string](a, canonical)
}

func slice[T any](a *schema.Attribute, canonical []any) (any, error) {
	list := make([]T, len(canonical))
	for i, c := range canonical {
		if err := bindItem(a, i, c, &list[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func pointers[T any](a *schema.Attribute, canonical []any) (any, error) {
	values, list := make([]T, len(canonical)), make([]*T, len(canonical))
	for i, c := range canonical {
		if c == nil {
			continue
		}
		if err := bindItem(a, i, c, &values[i]); err != nil {
			return nil, err
		}
		list[i] = &values[i]
	}
	return list, nil
}

func bindItem[T any](a *schema.Attribute, i int, canonical any, into *T) error {
	switch into := any(into).(type) { // the common kinds, without an allocation for each
	case *int64:
		if v, ok := canonical.(int64); ok {
			*into = v
			return nil
		}
	case *string:
		if v, ok := canonical.(string); ok {
			*into = v
			return nil
		}
	case *time.Time:
		if v, ok := canonical.(time.Time); ok {
			*into = schema.Instant(v)
			return nil
		}
	}
	v, err := bindNative(a, canonical)
	if err != nil {
		return err
	}
	item, ok := v.(T)
	if !ok {
		return fmt.Errorf("dialect: item %d of a list is a %T, not a %T", i, canonical, *into)
	}
	*into = item
	return nil
}
