package schema

import (
	"bytes"
	"database/sql"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"
	"unsafe"

	gofrs "github.com/gofrs/uuid/v5"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/internal/gotype"
)

// codecSeed is printed with every failure of a property.
const codecSeed = 20_261_124

// holder is a row with something before and behind the field, so that a codec that writes beside it is found out.
type holder[T any] struct {
	before [3]uint64
	V      T
	after  [3]uint64
}

func newHolder[T any](v T) *holder[T] {
	guard := [3]uint64{1, 2, 3}
	return &holder[T]{before: guard, V: v, after: guard}
}

func (h *holder[T]) row() unsafe.Pointer { return unsafe.Pointer(h) }

func (h *holder[T]) intact() bool {
	guard := [3]uint64{1, 2, 3}
	return h.before == guard && h.after == guard
}

// attributeOf makes an attribute of a holder as the registry would.
func attributeOf[T any](t testing.TB, kind Kind, with ...func(*Attribute)) *Attribute {
	t.Helper()
	a, err := tryAttribute[T](kind, with...)
	if err != nil {
		t.Fatalf("attach %v as %v: %v", reflect.TypeFor[T](), kind, err)
	}
	return a
}

func tryAttribute[T any](kind Kind, with ...func(*Attribute)) (*Attribute, error) {
	typ := reflect.TypeFor[T]()
	a := &Attribute{Model: &Model{Name: "Holder", Table: "holders"}, Name: "v", GoName: "V", Column: "v", Kind: kind, Type: typ,
		Offset: unsafe.Offsetof(holder[T]{}.V), Nullable: gotype.Nullable(typ), MaxLength: 100, Precision: 20, Scale: 4}
	if kind == KindText || kind == KindBinary {
		a.MaxLength = 0
	}
	for _, f := range with {
		f(a)
	}
	return a, a.attach()
}

func nullable(a *Attribute) { a.Nullable = true }

func choices(values ...any) func(*Attribute) { return func(a *Attribute) { a.Choices = values } }

// roundTrip reads values, writes what was read into an empty row, and compares with want of the value. Every canonical value
// must also be what Convert makes of the Go value, and what Scan makes of the canonical one.
func roundTrip[T any](t *testing.T, a *Attribute, want func(T) T, values ...T) {
	t.Helper()
	for _, v := range values {
		row := newHolder(v)
		c, err := a.Get(row.row())
		if err != nil {
			t.Errorf("seed %d: %v %T: Get(%v): %v", codecSeed, a.Kind, v, v, err)
			continue
		}
		back := newHolder(*new(T))
		if err := a.Set(back.row(), c); err != nil {
			t.Errorf("seed %d: %v: Set(%v): %v", codecSeed, a.Kind, c, err)
			continue
		}
		if !same2(back.V, want(v)) || !back.intact() || !row.intact() {
			t.Errorf("seed %d: %v %T: %#v came back as %#v", codecSeed, a.Kind, v, v, back.V)
		}
		again, err := a.Get(back.row())
		if err != nil || !reflect.DeepEqual(again, c) {
			t.Errorf("seed %d: %v: canonical %v became %v (%v)", codecSeed, a.Kind, c, again, err)
		}
		converted, err := a.Convert(v)
		if err != nil || !reflect.DeepEqual(converted, c) {
			t.Errorf("seed %d: %v: Convert(%#v) = %v, %v; Get gave %v", codecSeed, a.Kind, v, converted, err, c)
		}
		goValueBack(t, a, c)
	}
	gathered(t, a, values)
}

// gathered checks that a list of many rows' values is what Get gives of each, and that no text is longer than Length says.
func gathered[T any](t *testing.T, a *Attribute, values []T) {
	t.Helper()
	var rows []unsafe.Pointer
	var want []any
	for _, v := range values {
		row := newHolder(v).row()
		c, err := a.Get(row)
		if err != nil {
			continue
		}
		rows, want = append(rows, row), append(want, c)
		if s, ok := c.(string); ok && (a.Kind == KindString || a.Kind == KindText) && a.Length(row) != len(s) {
			t.Errorf("%v: Length of %q is %d", a.Kind, s, a.Length(row))
		}
	}
	if a.Gather == nil {
		return
	}
	got, err := a.Gather(rows)
	if err != nil {
		t.Errorf("seed %d: %v: Gather: %v", codecSeed, a.Kind, err)
		return
	}
	list := reflect.ValueOf(got)
	if list.Len() != len(want) {
		t.Errorf("%v: Gather gave %d values of %d", a.Kind, list.Len(), len(want))
		return
	}
	for i, w := range want {
		v := list.Index(i)
		if v.Kind() == reflect.Pointer && (v.IsNil() || w == nil) {
			if !v.IsNil() || w != nil {
				t.Errorf("%v: Gather gave %v, Get %v", a.Kind, v, w)
			}
			continue
		}
		if v.Kind() == reflect.Pointer {
			v = v.Elem()
		}
		if !same2(v.Interface(), w) {
			t.Errorf("seed %d: %v: Gather gave %v, Get %v", codecSeed, a.Kind, v, w)
		}
	}
}

// goValueBack checks that the field's own Go value converts back to the canonical value.
func goValueBack(t *testing.T, a *Attribute, c any) {
	t.Helper()
	g, err := a.GoValue(c)
	if err != nil {
		t.Errorf("%v: GoValue(%v): %v", a.Kind, c, err)
		return
	}
	if (g == nil) != (c == nil) && a.Kind != KindJSON {
		t.Errorf("%v: GoValue(%v) = %v", a.Kind, c, g)
	}
	if g != nil && reflect.TypeOf(g) != gotype.Plain(a.Type) && gotype.Plain(a.Type).Kind() != reflect.Interface {
		t.Errorf("%v: GoValue(%v) is %T, the field has %v", a.Kind, c, g, gotype.Plain(a.Type))
	}
	if b, err := a.Convert(g); err != nil || !reflect.DeepEqual(b, c) {
		t.Errorf("%v: Convert(GoValue(%v)) = %v, %v", a.Kind, c, b, err)
	}
}

// same2 compares times as instants and everything else in depth.
func same2(x, y any) bool {
	switch v := x.(type) {
	case time.Time:
		w, ok := y.(time.Time)
		return ok && v.Equal(w) && v.Location() == w.Location()
	case decimal.Decimal:
		w, ok := y.(decimal.Decimal)
		return ok && v.Equal(w)
	case *decimal.Decimal:
		w, ok := y.(*decimal.Decimal)
		return ok && (v == nil) == (w == nil) && (v == nil || v.Equal(*w))
	case decimal.NullDecimal:
		w, ok := y.(decimal.NullDecimal)
		return ok && v.Valid == w.Valid && v.Decimal.Equal(w.Decimal)
	case sql.Null[decimal.Decimal]:
		w, ok := y.(sql.Null[decimal.Decimal])
		return ok && v.Valid == w.Valid && v.V.Equal(w.V)
	}
	return reflect.DeepEqual(x, y)
}

func itself[T any](v T) T { return v }

type (
	named  string
	colour string
	level  int8
	flag   bool
	blob   []byte
	prefs  struct {
		Theme string         `json:"theme"`
		Sizes []int          `json:"sizes"`
		Extra map[string]any `json:"extra,omitempty"`
	}
)

func pointers[T any](values []T) []*T {
	out := []*T{nil}
	for _, v := range values {
		out = append(out, &v)
	}
	return out
}

func nulls[T any](values []T) []sql.Null[T] {
	out := []sql.Null[T]{{}}
	for _, v := range values {
		out = append(out, sql.Null[T]{V: v, Valid: true})
	}
	return out
}

// threeWays runs the values through T, *T and sql.Null[T].
func threeWays[T any](t *testing.T, kind Kind, want func(T) T, values []T, with ...func(*Attribute)) {
	t.Helper()
	t.Run(fmt.Sprintf("%v/%v", kind, reflect.TypeFor[T]()), func(t *testing.T) {
		roundTrip(t, attributeOf[T](t, kind, with...), want, values...)
		roundTrip(t, attributeOf[*T](t, kind, with...), func(p *T) *T {
			if p == nil {
				return nil
			}
			v := want(*p)
			return &v
		}, pointers(values)...)
		roundTrip(t, attributeOf[sql.Null[T]](t, kind, with...), func(n sql.Null[T]) sql.Null[T] {
			if n.Valid {
				n.V = want(n.V)
			}
			return n
		}, nulls(values)...)
	})
}

func texts(r *rand.Rand) []string {
	out := []string{"", " ", "a", "ß", "trailing  ", "日本語", "😀", "a\tb\nc", "%_\\'\"`", "\ufffd", "\U0010ffff", strings.Repeat("ü", 100)}
	for range 300 {
		runes := make([]rune, r.IntN(40))
		for i := range runes {
			runes[i] = rune(1 + r.IntN(0xd7ff))
		}
		out = append(out, string(runes))
	}
	return out
}

func integers[T int | int8 | int16 | int32 | int64](r *rand.Rand, low, high int64) []T {
	out := []T{0, 1}
	for _, v := range []int64{-1, low, low + 1, high - 1, high, -128, 127, -32768, 32767} {
		if int64(T(v)) == v && v >= low && v <= high {
			out = append(out, T(v))
		}
	}
	for range 300 {
		if v := r.Int64() >> r.IntN(63); int64(T(v)) == v && v >= low && v <= high {
			out = append(out, T(v), T(-v))
		}
	}
	return out
}

func times(r *rand.Rand) []time.Time {
	berlin := time.FixedZone("CET", 3600)
	out := []time.Time{
		{}, time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC),
		time.Date(1969, 12, 31, 23, 59, 59, 999_999_500, time.UTC), time.Date(2024, 2, 29, 23, 30, 0, 1000, berlin),
		time.Date(2024, 3, 31, 0, 30, 0, 999, berlin), time.Unix(0, 0), time.Now(),
	}
	for range 300 {
		out = append(out, time.Unix(r.Int64N(200_000_000_000), r.Int64N(1e9)).In(berlin))
	}
	return out
}

// TestRoundTripText holds F-01, F-02 and, for choices, F-28.
func TestRoundTripText(t *testing.T) {
	r := rand.New(rand.NewPCG(codecSeed, 1))
	values := texts(r)
	threeWays(t, KindString, itself[string], values)
	threeWays(t, KindText, itself[string], values)
	roundTrip(t, attributeOf[named](t, KindString), itself[named], "a", "ß", "")
}

// TestRoundTripNumbers holds F-03 to F-06 and the boundaries of every width.
func TestRoundTripNumbers(t *testing.T) {
	r := rand.New(rand.NewPCG(codecSeed, 2))
	widths := []struct {
		kind Kind
		low  int64
		high int64
	}{
		{KindSmallInteger, math.MinInt16, math.MaxInt16},
		{KindInteger, math.MinInt32, math.MaxInt32},
		{KindBigInteger, math.MinInt64, math.MaxInt64},
	}
	for _, w := range widths {
		threeWays(t, w.kind, itself[int], integers[int](r, w.low, w.high))
		threeWays(t, w.kind, itself[int8], integers[int8](r, w.low, w.high))
		threeWays(t, w.kind, itself[int16], integers[int16](r, w.low, w.high))
		threeWays(t, w.kind, itself[int32], integers[int32](r, w.low, w.high))
		threeWays(t, w.kind, itself[int64], integers[int64](r, w.low, w.high))
	}
	threeWays(t, KindBoolean, itself[bool], []bool{true, false})
	roundTrip(t, attributeOf[flag](t, KindBoolean), itself[flag], true, false)
	floats := []float64{0, 1, -1, math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64, 0.1, 1 << 53}
	singles := []float32{0, 1, -1, math.MaxFloat32, math.SmallestNonzeroFloat32, 0.1}
	for range 300 {
		if f := math.Float64frombits(r.Uint64()); !math.IsNaN(f) && !math.IsInf(f, 0) {
			floats = append(floats, f)
		}
		singles = append(singles, r.Float32()*1e6)
	}
	threeWays(t, KindFloat, itself[float64], floats)
	threeWays(t, KindFloat, itself[float32], singles)
}

// TestRoundTripTime holds F-08 to F-10.
func TestRoundTripTime(t *testing.T) {
	values := times(rand.New(rand.NewPCG(codecSeed, 3)))
	threeWays(t, KindDateTime, func(v time.Time) time.Time { return v.UTC().Truncate(time.Microsecond) }, values)
	threeWays(t, KindDate, func(v time.Time) time.Time {
		return time.Date(v.Year(), v.Month(), v.Day(), 0, 0, 0, 0, time.UTC)
	}, values)
	threeWays(t, KindTime, func(v time.Time) time.Time {
		return time.Date(1, 1, 1, v.Hour(), v.Minute(), v.Second(), v.Nanosecond()/1000*1000, time.UTC)
	}, values)
}

// TestRoundTripBinary holds F-12.
func TestRoundTripBinary(t *testing.T) {
	r := rand.New(rand.NewPCG(codecSeed, 4))
	values := [][]byte{{}, {0}, {0xff, 0xfe}, []byte("text")}
	for range 100 {
		p := make([]byte, r.IntN(64))
		for i := range p {
			p[i] = byte(r.Uint32())
		}
		values = append(values, p)
	}
	threeWays(t, KindBinary, itself[[]byte], values)
	roundTrip(t, attributeOf[blob](t, KindBinary), itself[blob], blob{}, blob{1, 2})

	a := attributeOf[[]byte](t, KindBinary)
	if c, err := a.Get(newHolder[[]byte](nil).row()); err != nil || !bytes.Equal(c.([]byte), []byte{}) || c.([]byte) == nil {
		t.Errorf("nil bytes in a NOT NULL column are %v, %v; want empty bytes", c, err)
	}
	stored := []byte{1, 2, 3}
	row := newHolder[[]byte](nil)
	if err := a.Set(row.row(), stored); err != nil {
		t.Fatal(err)
	}
	stored[0] = 9
	if row.V[0] != 1 {
		t.Error("Set kept the driver's buffer")
	}
}

// TestRoundTripEnum holds F-14 and F-22.
func TestRoundTripEnum(t *testing.T) {
	threeWays(t, KindEnum, itself[colour], []colour{"red", "green"}, choices("red", "green"))
	threeWays(t, KindEnum, itself[level], []level{-128, 1, 127}, choices(int64(-128), int64(1), int64(127)))
}

// TestRoundTripUUID holds F-13.
func TestRoundTripUUID(t *testing.T) {
	r := rand.New(rand.NewPCG(codecSeed, 5))
	plain := [][16]byte{{}, {15: 1}, {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}}
	for range 100 {
		var id [16]byte
		for i := range id {
			id[i] = byte(r.Uint32())
		}
		plain = append(plain, id)
	}
	threeWays(t, KindUUID, itself[[16]byte], plain)
	var googles []uuid.UUID
	var gofrses []gofrs.UUID
	var strs []string
	for _, id := range plain {
		googles, gofrses, strs = append(googles, id), append(gofrses, id), append(strs, uuid.UUID(id).String())
	}
	threeWays(t, KindUUID, itself[uuid.UUID], googles)
	threeWays(t, KindUUID, itself[gofrs.UUID], gofrses)
	threeWays(t, KindUUID, itself[string], strs)
	roundTrip(t, attributeOf[uuid.NullUUID](t, KindUUID, nullable), itself[uuid.NullUUID], uuid.NullUUID{},
		uuid.NullUUID{UUID: googles[5], Valid: true})
}
