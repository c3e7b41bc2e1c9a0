package differential

import (
	"bytes"
	"cmp"
	"database/sql/driver"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"reflect"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
)

// kind says how the values of a column compare. In the model a value is nil, an int64, string, bool, *big.Rat, float64,
// time.Time, [16]byte, document, or one of the shapes.
type kind int

const (
	wholeKind kind = iota
	textKind
	boolKind
	decimalKind
	floatKind
	dateKind
	momentKind
	uuidKind
	enumKind
	wideKind   // up to 64 bits without a sign
	foldKind   // text whose case counts for nothing
	clockKind  // instants as a clock shows them
	secondKind // instants as numbers of seconds
	julianKind // instants as numbers of days
	rangeKind  // of whole numbers
	nativeKind // text of a type that the database lacks
	jsonKind   // this one and those below have no order
	insideKind // what lies under a key of JSON: a float64, a string, a bool, or a document that is none of these
	wordsKind  // arrays
	numbersKind
	pairKind // keys of two columns
)

func (k kind) ordered() bool { return k < jsonKind }

// formed reports whether values are compared and ordered, but not computed with.
func (k kind) formed() bool { return k == clockKind || k == secondKind || k == julianKind }

func (k kind) array() bool { return k == wordsKind || k == numbersKind }

// document is the JSON text of a value; it is equal to another or not, and has no order.
type document string

func (k kind) numeric() bool { return k == wholeKind || k == decimalKind || k == floatKind }

// compareValues orders two values of one kind, neither of which is nil.
func compareValues(a, b any) int {
	switch a := a.(type) {
	case int64:
		return cmp.Compare(a, b.(int64))
	case string:
		if _, number := b.(float64); number { // inside JSON
			return 1
		}
		return cmp.Compare(a, b.(string))
	case bool:
		return cmp.Compare(truth(a), truth(b.(bool)))
	case *big.Rat:
		return a.Cmp(rational(b))
	case float64:
		if _, text := b.(string); text {
			return -1
		}
		return cmp.Compare(a, b.(float64))
	case time.Time:
		return a.Compare(b.(time.Time))
	case [16]byte:
		o := b.([16]byte)
		return bytes.Compare(a[:], o[:])
	case document:
		return cmp.Compare(a, b.(document))
	}
	return compareShapes(a, b)
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// show writes a value so that equal values have equal texts.
func show(v any) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case int64:
		return strconv.FormatInt(v, 10)
	case string:
		return strconv.Quote(v)
	case bool:
		return strconv.FormatBool(v)
	case *big.Rat:
		return v.RatString()
	case float64:
		return strconv.FormatFloat(v, 'g', 9, 64) // an average has as many digits as its database gives it, at least these
	case [16]byte:
		return hex.EncodeToString(v[:])
	case document:
		return string(v)
	case time.Time:
		return v.UTC().Format("2006-01-02T15:04:05.000000")
	}
	return showShape(v)
}

// plain makes a value of the model of a Go value that the library gave.
func plain(v any) any {
	switch v := v.(type) {
	case nil, string, bool, float64:
		return v
	case decimal.Decimal:
		return v.Rat()
	case decimal.NullDecimal:
		if !v.Valid {
			return nil
		}
		return v.Decimal.Rat()
	case time.Time:
		return v.UTC()
	case *big.Int:
		return new(big.Rat).SetInt(v)
	case uuid.UUID:
		return [16]byte(v)
	case Word:
		return folded(v)
	case []string:
		return elementsOf(v)
	case []int:
		return elementsOf(v)
	case map[string]any, []any:
		text, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		return document(text)
	}
	rv := reflect.ValueOf(v)
	switch {
	case rv.Kind() == reflect.Pointer && rv.IsNil():
		return nil
	case rv.Kind() == reflect.Pointer:
		return plain(rv.Elem().Interface())
	case rv.CanInt():
		return rv.Int()
	case rv.CanUint():
		return rv.Uint()
	case rv.Kind() == reflect.String:
		return rv.String()
	}
	if valuer, ok := v.(driver.Valuer); ok {
		inner, _ := valuer.Value()
		return plain(inner)
	}
	panic(fmt.Sprintf("no value: %T", v))
}

// goValue makes the Go value that a field of that type takes, with pointers taken off.
func goValue(v any, t reflect.Type) any {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch v := v.(type) {
	case nil:
		return nil
	case *big.Rat:
		d := decimal.RequireFromString(v.FloatString(2))
		if t == reflect.TypeFor[decimal.NullDecimal]() {
			return decimal.NewNullDecimal(d)
		}
		return d
	case int64, uint64, folded:
		return reflect.ValueOf(v).Convert(t).Interface()
	case span:
		return reflect.ValueOf(v.String()).Convert(t).Interface()
	case elements:
		if len(v) == 0 {
			return reflect.MakeSlice(t, 0, 0).Interface()
		}
		return v.slice()
	case pair:
		return []any{v[0], v[1]}
	case string:
		return reflect.ValueOf(v).Convert(t).Interface()
	case [16]byte:
		return uuid.UUID(v)
	case document:
		p := new(map[string]any)
		if err := json.Unmarshal([]byte(v), p); err != nil {
			panic(err)
		}
		return *p
	}
	return v
}

// tri is a truth value of three.
type tri int8

const (
	no tri = iota
	unknown
	yes
)

func not(a tri) tri { return yes - a }

func truthOf(b bool) tri {
	if b {
		return yes
	}
	return no
}
