package schema

import (
	"database/sql"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	gofrs "github.com/gofrs/uuid/v5"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"
)

type sqlizer struct{}

func (sqlizer) ToSql() (string, []any, error) { return "1=1", nil, nil }

// sqlString is a text that is also SQL, as squirrel's expressions are.
type sqlString string

func (sqlString) ToSql() (string, []any, error) { return "1=1", nil, nil }

func called(name string) func(*Attribute) { return func(a *Attribute) { a.Name = name } }

// TestConvertMessages pins the words of a refusal.
func TestConvertMessages(t *testing.T) {
	year := attributeOf[*int](t, KindInteger, called("year"))
	secret := attributeOf[string](t, KindString, func(a *Attribute) { a.Secret = true })
	for _, c := range []struct {
		a     *Attribute
		value any
		want  string
	}{
		{year, "abc", `field "year" takes int, got string "abc"`},
		{year, 1 << 40, `field "year" takes a number of 32 bits, got int 1099511627776`},
		{year, []int{1}, `field "year" takes int, got []int`},
		{attributeOf[string](t, KindString), "a\x00", `field "v" takes text without NUL, got string "a\x00"`},
		{attributeOf[colour](t, KindEnum, choices("red")), "blue", `field "v" takes one of [red], got string "blue"`},
		{attributeOf[string](t, KindText), 0, `field "v" takes string, got int 0`},
		{secret, 5, `field "v" takes string, got int`},
		{attributeOf[time.Time](t, KindDate), "0000-00-00", `field "v" takes a date such as 2006-01-02, got string "0000-00-00"`},
	} {
		_, err := c.a.Convert(c.value)
		var typed *ValueError
		if !errors.As(err, &typed) || err.Error() != c.want {
			t.Errorf("Convert(%#v) = %v\nwant %s", c.value, err, c.want)
		}
	}
}

func TestConvertAccepts(t *testing.T) {
	id := uuid.MustParse("550e8400-e29b-41d4-a716-446655440000")
	day := time.Date(2024, 5, 6, 0, 0, 0, 0, time.UTC)
	noon := time.Date(2024, 5, 6, 12, 0, 0, 0, time.UTC)
	one := 1
	var none *int
	for _, c := range []struct {
		a           *Attribute
		value, want any
	}{
		{attributeOf[int](t, KindInteger), uint8(7), int64(7)},
		{attributeOf[int](t, KindInteger), json.Number("7"), int64(7)},
		{attributeOf[int](t, KindInteger), json.Number("7.0"), int64(7)},
		{attributeOf[int](t, KindInteger), 7.0, int64(7)},
		{attributeOf[int](t, KindInteger), &one, int64(1)},
		{attributeOf[*int](t, KindInteger), none, nil},
		{attributeOf[int](t, KindInteger), sql.NullInt64{Int64: 5, Valid: true}, int64(5)},
		{attributeOf[int](t, KindInteger), sql.NullInt64{}, nil},
		{attributeOf[int](t, KindInteger), sql.Null[int8]{V: 5, Valid: true}, int64(5)},
		{attributeOf[int](t, KindBigInteger), uint64(math.MaxInt64), int64(math.MaxInt64)},
		{attributeOf[float64](t, KindFloat), 3, 3.0},
		{attributeOf[float64](t, KindFloat), json.Number("0.25"), 0.25},
		{attributeOf[float64](t, KindFloat), math.Copysign(0, -1), 0.0},
		{attributeOf[string](t, KindString), named("x"), "x"},
		{attributeOf[string](t, KindString), sql.NullString{String: "x", Valid: true}, "x"},
		{attributeOf[bool](t, KindBoolean), flag(true), true},
		{attributeOf[[]byte](t, KindBinary), blob{1}, []byte{1}},
		{attributeOf[colour](t, KindEnum, choices("red")), colour("red"), "red"},
		{attributeOf[colour](t, KindEnum, choices("red")), "red", "red"},
		{attributeOf[level](t, KindEnum, choices(int64(3))), json.Number("3"), int64(3)},
		{attributeOf[time.Time](t, KindDate), "2024-05-06", day},
		{attributeOf[time.Time](t, KindDateTime), "2024-05-06T14:00:00+02:00", noon},
		{attributeOf[time.Time](t, KindDateTime), "2024-05-06 12:00:00", noon},
		{attributeOf[time.Time](t, KindDateTime), sql.NullTime{Time: noon, Valid: true}, noon},
		{attributeOf[time.Time](t, KindTime), "12:30", time.Date(1, 1, 1, 12, 30, 0, 0, time.UTC)},
		{attributeOf[decimal.Decimal](t, KindDecimal), "1.5", "1.5000"},
		{attributeOf[decimal.Decimal](t, KindDecimal), "1.50000000", "1.5000"},
		{attributeOf[decimal.Decimal](t, KindDecimal), 12, "12.0000"},
		{attributeOf[decimal.Decimal](t, KindDecimal), uint64(math.MaxUint16), "65535.0000"},
		{attributeOf[decimal.Decimal](t, KindDecimal), json.Number("1e2"), "100.0000"},
		{attributeOf[string](t, KindDecimal), decimal.New(5, -1), "0.5000"},
		{attributeOf[decimal.Decimal](t, KindDecimal), decimal.NullDecimal{}, nil},
		{attributeOf[uuid.UUID](t, KindUUID), id.String(), [16]byte(id)},
		{attributeOf[uuid.UUID](t, KindUUID), strings.ToUpper(strings.ReplaceAll(id.String(), "-", "")), [16]byte(id)},
		{attributeOf[uuid.UUID](t, KindUUID), id[:], [16]byte(id)},
		{attributeOf[uuid.UUID](t, KindUUID), gofrs.UUID(id), [16]byte(id)},
		{attributeOf[string](t, KindUUID), &id, [16]byte(id)},
		{attributeOf[prefs](t, KindJSON), `{"theme":"dark"}`, json.RawMessage(`{"theme":"dark"}`)},
		{attributeOf[prefs](t, KindJSON), map[string]any{"theme": "x"}, json.RawMessage(`{"theme":"x"}`)},
		{attributeOf[prefs](t, KindJSON), sqlizer{}, json.RawMessage(`{}`)},
		{attributeOf[any](t, KindJSON), `{"theme":"dark"}`, json.RawMessage(`"{\"theme\":\"dark\"}"`)},
		{attributeOf[json.RawMessage](t, KindJSON), `[1, 2]`, json.RawMessage(`[1,2]`)},
		{attributeOf[[]int](t, KindJSON), nil, json.RawMessage(`null`)},
		{attributeOf[[]int](t, KindJSON, nullable), nil, nil},
		{attributeOf[[]int](t, KindJSON, nullable), []int(nil), nil},
		{attributeOf[*[]int](t, KindJSON), nil, nil},
	} {
		got, err := c.a.Convert(c.value)
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%v %v: Convert(%T %v) = %#v, %v; want %#v", c.a.Kind, c.a.Type, c.value, c.value, got, err, c.want)
		}
	}
}

// TestConvertRefuses holds T8, T9 and T18 of the threat table: no operator, no juggling of types, no rounding.
func TestConvertRefuses(t *testing.T) {
	integer := attributeOf[int](t, KindInteger)
	text := attributeOf[string](t, KindString)
	amount := attributeOf[decimal.Decimal](t, KindDecimal)
	instant := attributeOf[time.Time](t, KindDateTime)
	loop := new(any)
	*loop = loop
	for _, c := range []struct {
		a     *Attribute
		value any
	}{
		{integer, "1"}, {integer, true}, {integer, 1.5}, {integer, math.NaN()}, {integer, float64(1 << 54)},
		{integer, json.Number("1.5")}, {integer, json.Number("1e400")}, {integer, uint64(math.MaxUint64)},
		{integer, int64(math.MaxInt32) + 1}, {integer, int64(math.MinInt32) - 1}, {integer, map[string]any{"not": ""}},
		{integer, []any{1}}, {integer, sqlizer{}}, {integer, new(new(int))}, {integer, loop}, {integer, make(chan int)},
		{integer, func() {}}, {integer, struct{}{}}, {integer, json.RawMessage("1")},
		{attributeOf[int](t, KindSmallInteger), 32768}, {attributeOf[int](t, KindSmallInteger), -32769},
		{attributeOf[int](t, KindBigInteger), uint64(math.MaxInt64) + 1},
		{text, 0}, {text, []byte("x")}, {text, json.Number("1")}, {text, sqlString("x")}, {text, "\xff"}, {text, "\xed\xa0\x80"},
		{text, "a\x00b"}, {text, map[string]any{}}, {text, time.Time{}}, {text, 'x'},
		{attributeOf[bool](t, KindBoolean), 1}, {attributeOf[bool](t, KindBoolean), "true"},
		{attributeOf[float64](t, KindFloat), "1.5"}, {attributeOf[float64](t, KindFloat), math.Inf(1)},
		{attributeOf[float64](t, KindFloat), int64(1<<53 + 1)}, {attributeOf[float64](t, KindFloat), json.Number("1e400")},
		{amount, 1.5}, {amount, float32(1)}, {amount, "1.00001"}, {amount, "99999999999999999"}, {amount, "NaN"}, {amount, ""},
		{amount, "Infinity"}, {amount, "0x10"}, {amount, "1_000"}, {amount, "1e999999999999"}, {amount, true},
		{amount, decimal.New(1, 1<<30)}, {amount, decimal.New(1, -1<<30)}, {amount, map[string]any{}},
		{instant, "yesterday"}, {instant, "2024-05-06"}, {instant, "2023-02-29T00:00:00Z"}, {instant, 5},
		{instant, time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)}, {instant, time.Date(0, 12, 31, 0, 0, 0, 0, time.UTC)},
		{attributeOf[uuid.UUID](t, KindUUID), "550e8400"}, {attributeOf[uuid.UUID](t, KindUUID), 5},
		{attributeOf[uuid.UUID](t, KindUUID), "{550e8400-e29b-41d4-a716-446655440000}"}, {attributeOf[uuid.UUID](t, KindUUID), []byte{1}},
		{attributeOf[[]byte](t, KindBinary), "text"}, {attributeOf[[]byte](t, KindBinary), []int{1}},
		{attributeOf[colour](t, KindEnum, choices("red")), named("red")}, {attributeOf[colour](t, KindEnum, choices("red")), "RED"},
		{attributeOf[colour](t, KindEnum, choices("red")), 1}, {attributeOf[level](t, KindEnum, choices(int64(1))), 2},
		{attributeOf[level](t, KindEnum, choices(int64(1))), "1"},
		{attributeOf[prefs](t, KindJSON), `{"theme":`}, {attributeOf[prefs](t, KindJSON), []int{1}},
		{attributeOf[prefs](t, KindJSON), `{"theme":"a","theme":"b"}`}, {attributeOf[any](t, KindJSON), func() {}},
		{attributeOf[any](t, KindJSON), loop}, {attributeOf[any](t, KindJSON), math.NaN()}, {attributeOf[any](t, KindJSON), "\xff"},
		{attributeOf[any](t, KindJSON), "nul\x00"},
	} {
		got, err := c.a.Convert(c.value)
		var typed *ValueError
		if !errors.As(err, &typed) || got != nil {
			t.Errorf("%v %v: Convert(%T) = %#v, %v; want a ValueError", c.a.Kind, c.a.Type, c.value, got, err)
		}
	}
}

// TestAttachRefuses lists the Go types that do not fit, each with a message that says what to write.
func TestAttachRefuses(t *testing.T) {
	check := func(name, want string, err error) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; want %q in it", name, err, want)
		}
	}
	_, err := tryAttribute[uint](KindInteger)
	check("uint", "signed integer", err)
	_, err = tryAttribute[uint64](KindBigInteger)
	check("uint64", "schema.Unsigned", err)
	_, err = tryAttribute[*named](KindString)
	check("pointer to a named string", "*string", err)
	_, err = tryAttribute[sql.Null[named]](KindText)
	check("sql.Null of a named string", "basic type", err)
	_, err = tryAttribute[int](KindString)
	check("int as String", "string", err)
	_, err = tryAttribute[float64](KindDecimal)
	check("float64 as Decimal", "driver.Valuer", err)
	_, err = tryAttribute[struct{}](KindUUID)
	check("struct as UUID", "driver.Valuer", err)
	_, err = tryAttribute[string](KindDateTime)
	check("string as DateTime", "time.Time", err)
	_, err = tryAttribute[uuid.UUID](KindUUID, nullable)
	check("Nullable UUID", "*uuid.UUID", err)
	_, err = tryAttribute[decimal.Decimal](KindDecimal, nullable)
	check("Nullable decimal", "*decimal.Decimal", err)
	_, err = tryAttribute[prefs](KindJSON, nullable)
	check("Nullable struct as JSON", "NULL", err)
	_, err = tryAttribute[chan int](KindJSON)
	check("chan as JSON", "struct, map", err)
	_, err = tryAttribute[int](KindInteger, func(a *Attribute) { a.Cipher = oneWayCipher{} })
	check("one-way cipher on Integer", "String or Text", err)
}
