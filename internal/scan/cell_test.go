package scan

import (
	"database/sql"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

type (
	mood  string
	level int8
	label string
)

// reversing is a cipher that turns texts around.
type reversing struct{}

func (reversing) Seal(plain, _ []byte) (string, error) { return reversed(string(plain)), nil }

func (reversing) Open(stored string, _ []byte) ([]byte, error) {
	if strings.HasPrefix(stored, "!") {
		return nil, schema.ErrDecrypt
	}
	return []byte(reversed(stored)), nil
}

func reversed(s string) string {
	b := []byte(s)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

// everything has a field of every Go type that a column can have.
type everything struct {
	ID     int
	I8     int8
	I16    int16
	I32    int32
	I64    int64
	PI     *int
	PI8    *int8
	NI     sql.Null[int64]
	S      string
	L      label
	PS     *string
	NS     sql.Null[string]
	B      bool
	PB     *bool
	NB     sql.Null[bool]
	F      float64
	F32    float32
	PF     *float64
	At     time.Time
	PAt    *time.Time
	NAt    sql.Null[time.Time]
	Day    time.Time
	PDay   *time.Time
	Clock  time.Time
	Data   []byte
	PData  *[]byte
	U      [16]byte
	PU     *[16]byte
	US     string
	D      string
	PD     *string
	M      mood
	PM     *mood
	Lv     level
	NLv    sql.Null[level]
	J      map[string]int
	JR     json.RawMessage
	PJ     *[]string
	Sealed string
	PSeal  *int
	Secret int
}

func (e *everything) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&e.ID).PrimaryKey(), schema.SmallInteger(&e.I8), schema.Integer(&e.I16), schema.Integer(&e.I32), schema.BigInteger(&e.I64),
		schema.Integer(&e.PI), schema.SmallInteger(&e.PI8), schema.BigInteger(&e.NI),
		schema.String(&e.S, 100), schema.Text(&e.L), schema.String(&e.PS, 100), schema.Text(&e.NS),
		schema.Boolean(&e.B), schema.Boolean(&e.PB), schema.Boolean(&e.NB),
		schema.Float(&e.F), schema.Float(&e.F32), schema.Float(&e.PF),
		schema.DateTime(&e.At), schema.DateTime(&e.PAt), schema.DateTime(&e.NAt), schema.Date(&e.Day), schema.Date(&e.PDay), schema.Time(&e.Clock),
		schema.LargeBinary(&e.Data, 100), schema.LargeBinary(&e.PData, 100), schema.UUID(&e.U), schema.UUID(&e.PU), schema.UUIDString(&e.US),
		schema.Decimal(&e.D, 10, 2), schema.Decimal(&e.PD, 10, 2),
		schema.Enum(&e.M, "glad", "sad"), schema.Enum(&e.PM, new(mood("glad")), new(mood("sad"))),
		schema.Enum(&e.Lv, 1, 2), schema.Enum(&e.NLv, sql.Null[level]{V: 1, Valid: true}),
		schema.JSON(&e.J), schema.JSON(&e.JR), schema.JSON(&e.PJ),
		schema.Text(&e.Sealed).Encrypt(reversing{}), schema.Integer(&e.PSeal).Encrypt(reversing{}), schema.Integer(&e.Secret).Secret(),
	}}
}

func everythingModel(t testing.TB) *schema.Model {
	t.Helper()
	r, err := schema.NewRegistry(&everything{})
	if err != nil {
		t.Fatal(err)
	}
	return r.ByName("everything")
}

// readField reads one row with a key and one more column.
func readField(t testing.TB, m *schema.Model, field string, src any) (*everything, error) {
	t.Helper()
	var a *schema.Attribute
	for _, b := range m.Attributes {
		if b.GoName == field {
			a = b
		}
	}
	if a == nil {
		t.Fatalf("no field %s", field)
	}
	tree := loaders.NewTree(m)
	tree.Root().Load, tree.Root().Columns = true, []*schema.Attribute{m.Key(), a}
	result, err := threeWays(t, plan(t, tree), [][]any{{int64(7), src}}, nil, Options{})
	if err != nil {
		return nil, err
	}
	return (*everything)(result.Roots[0]), nil
}

var (
	instant = time.Date(2024, 5, 6, 7, 8, 9, 123456000, time.UTC)
	uuid    = [16]byte{0x12, 0x34, 15: 0xFF}
)

// TestForms reads every Go type from every form in which a driver may give its kind.
func TestForms(t *testing.T) {
	m := everythingModel(t)
	east := time.FixedZone("east", 7200)
	for _, c := range []struct {
		field string
		want  any
		forms []any
	}{
		{"I8", int8(-128), []any{int64(-128), "-128", []byte("-128"), float64(-128)}},
		{"I16", int16(math.MaxInt16), []any{int64(math.MaxInt16), "32767"}},
		{"I32", int32(math.MinInt32), []any{int64(math.MinInt32), []byte("-2147483648")}},
		{"I64", int64(math.MaxInt64), []any{int64(math.MaxInt64), "9223372036854775807"}},
		{"PI", new(5), []any{int64(5), "5", []byte("5")}},
		{"PI", (*int)(nil), []any{nil}},
		{"PI8", new(int8(5)), []any{int64(5), "5"}},
		{"NI", sql.Null[int64]{V: 5, Valid: true}, []any{int64(5), []byte("5")}},
		{"NI", sql.Null[int64]{}, []any{nil}},
		{"S", "é", []any{"é", []byte("é")}},
		{"L", label("x"), []any{"x", []byte("x")}},
		{"PS", new(""), []any{"", []byte{}}},
		{"PS", (*string)(nil), []any{nil}},
		{"NS", sql.Null[string]{V: "x", Valid: true}, []any{"x"}},
		{"B", true, []any{true, int64(1), "t", []byte("1"), []byte{1}}},
		{"B", false, []any{false, int64(0), "false"}},
		{"PB", new(false), []any{false, int64(0)}},
		{"NB", sql.Null[bool]{Valid: true}, []any{false, int64(0), "0"}},
		{"F", 1.5, []any{1.5, "1.5", []byte("1.5")}},
		{"F", 3.0, []any{int64(3), 3.0}},
		{"F32", float32(0.25), []any{0.25, "0.25"}},
		{"PF", new(-2.5), []any{-2.5}},
		{"At", instant, []any{instant, instant.In(east), "2024-05-06 07:08:09.123456", []byte("2024-05-06 07:08:09.123456"),
			"2024-05-06T07:08:09.123456Z", "2024-05-06 09:08:09.123456+02", instant.Add(999)}},
		{"PAt", new(instant), []any{instant, "2024-05-06 07:08:09.123456"}},
		{"PAt", (*time.Time)(nil), []any{nil}},
		{"NAt", sql.Null[time.Time]{V: instant, Valid: true}, []any{instant, []byte("2024-05-06 07:08:09.123456")}},
		{"At", day(2024, 5, 6), []any{"2024-05-06 00:00:00", day(2024, 5, 6)}},
		{"Day", day(2024, 5, 6), []any{day(2024, 5, 6), time.Date(2024, 5, 6, 0, 0, 0, 0, east), "2024-05-06", []byte("2024-05-06"),
			"2024-05-06 00:00:00"}},
		{"PDay", new(day(2024, 2, 29)), []any{"2024-02-29"}},
		{"Clock", time.Date(1, 1, 1, 23, 59, 1, 500000000, time.UTC), []any{"23:59:01.500000", []byte("23:59:01.5"),
			time.Date(2024, 1, 1, 23, 59, 1, 500000000, east)}},
		{"Data", []byte("abc"), []any{[]byte("abc"), "abc"}},
		{"Data", []byte{}, []any{[]byte{}, ""}},
		{"PData", new([]byte("abc")), []any{[]byte("abc")}},
		{"PData", (*[]byte)(nil), []any{nil}},
		{"U", uuid, []any{uuid[:], "123400000000000000000000000000ff", []byte("12340000-0000-0000-0000-0000000000FF")}},
		{"PU", &uuid, []any{uuid[:], "12340000-0000-0000-0000-0000000000ff"}},
		{"US", "12340000-0000-0000-0000-0000000000ff", []any{uuid[:], "123400000000000000000000000000ff"}},
		{"D", "1.50", []any{"1.50", []byte("1.5"), 1.5}},
		{"PD", new("2.00"), []any{"2", int64(2)}},
		{"M", mood("sad"), []any{"sad", []byte("sad")}},
		{"PM", new(mood("glad")), []any{"glad"}},
		{"PM", (*mood)(nil), []any{nil}},
		{"Lv", level(2), []any{int64(2), "2"}},
		{"NLv", sql.Null[level]{V: 1, Valid: true}, []any{int64(1)}},
		{"J", map[string]int{"a": 1}, []any{`{"a": 1}`, []byte(`{"a":1}`)}},
		{"JR", json.RawMessage(`[1,2]`), []any{`[1, 2]`}},
		{"PJ", new([]string{"a"}), []any{`["a"]`}},
		{"PJ", (*[]string)(nil), []any{nil}},
		{"Sealed", "abc", []any{"cba", []byte("cba")}},
		{"PSeal", new(21), []any{"12"}},
		{"PSeal", (*int)(nil), []any{nil}},
	} {
		for _, src := range c.forms {
			e, err := readField(t, m, c.field, src)
			if err != nil {
				t.Errorf("%s from %T %v: %v", c.field, src, src, err)
				continue
			}
			if got := reflect.ValueOf(e).Elem().FieldByName(c.field).Interface(); !reflect.DeepEqual(got, c.want) {
				t.Errorf("%s from %T %v is %#v, want %#v", c.field, src, src, got, c.want)
			}
			if e.ID != 7 {
				t.Errorf("%s: the key is %d", c.field, e.ID)
			}
		}
	}
}

// TestNegativeZero: there is one zero.
func TestNegativeZero(t *testing.T) {
	e, err := readField(t, everythingModel(t), "F", math.Copysign(0, -1))
	if err != nil || math.Signbit(e.F) {
		t.Errorf("got %v, %v", e, err)
	}
}

// TestRefusedValues: what is no value of a field is an error that names model, field and row, and never a zero value.
func TestRefusedValues(t *testing.T) {
	m := everythingModel(t)
	for field, list := range map[string][]any{
		"I8": {nil, int64(128), "x", "1.5", 1.5, true}, "I32": {int64(math.MaxInt32 + 1)}, "I64": {"9223372036854775808", time.Time{}},
		"PI8": {int64(-129)}, "NI": {"x"}, "S": {nil, 1.5, int64(1)}, "L": {nil}, "NS": {true}, "B": {nil, int64(2), "yes"}, "PB": {int64(-1)},
		"F": {nil, math.NaN(), math.Inf(1), "NaN", "x"}, "PF": {math.Inf(-1)},
		"At": {nil, "0000-00-00 00:00:00", "2023-02-29 00:00:00.000000", "x", int64(0), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC),
			time.Date(0, 12, 31, 23, 59, 59, 0, time.UTC)},
		"PAt": {"0000-00-00"}, "NAt": {"25:00"}, "Day": {nil, "0000-00-00", "2024-05-06 01:00:00", time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)},
		"Clock": {nil, "24:00:00", "x"}, "Data": {nil, 1.5}, "U": {nil, "12", []byte("0123456789abcdefg")}, "D": {nil, "x", "1.234"},
		"M": {nil, "angry", []byte("angry"), int64(1)}, "PM": {"angry"}, "Lv": {nil, int64(3), int64(257)}, "J": {"{", `[]`},
		"Sealed": {"!", nil}, "PSeal": {"x"},
	} {
		for _, src := range list {
			e, err := readField(t, m, field, src)
			var at *FieldError
			switch {
			case err == nil:
				t.Errorf("%s takes %T %v: %+v", field, src, src, reflect.ValueOf(e).Elem().FieldByName(field))
			case !errors.As(err, &at) || at.Model != "everything" || at.Field == "" || at.Row != 1 || at.Err == nil:
				t.Errorf("%s from %v: %v", field, src, err)
			case !strings.Contains(err.Error(), "everything."+at.Field+" in row 1: "):
				t.Errorf("%s from %v: the message is %v", field, src, err)
			}
		}
	}
}

// TestErrorsKeepTheirCause and their secrets.
func TestErrorsKeepTheirCause(t *testing.T) {
	m := everythingModel(t)
	if _, err := readField(t, m, "Sealed", "!canary"); !errors.Is(err, schema.ErrDecrypt) || strings.Contains(err.Error(), "canary") {
		t.Errorf("got %v", err)
	}
	var value *schema.ValueError
	if _, err := readField(t, m, "I8", "canary"); !errors.As(err, &value) || value.Field != "i8" {
		t.Errorf("got %v", err)
	}
	if _, err := readField(t, m, "Secret", "canary"); err == nil || strings.Contains(err.Error(), "canary") {
		t.Errorf("got %v", err)
	}
}
