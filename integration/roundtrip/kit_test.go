package roundtrip

import (
	"bytes"
	"encoding/json"
	"math"
	"math/big"
	"math/rand/v2"
	"reflect"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// kit is a type of field: its values at the limits, others by chance, what the contract makes of one, and what no database may
// get. Every value of edges and random is stored exactly, or as stored says.
type kit[T any] struct {
	edges  []T
	random func(*rand.Rand) T
	stored func(T) T         // nil: itself
	same   func(a, b T) bool // nil: reflect.DeepEqual
	bad    []T               // of the field's own type
	alien  []any             // of other types, given by name
}

func (k kit[T]) kept(v T) T {
	if k.stored == nil {
		return v
	}
	return k.stored(v)
}

func (k kit[T]) equal(a, b T) bool {
	if k.same == nil {
		return reflect.DeepEqual(a, b)
	}
	return k.same(a, b)
}

func (k kit[T]) any(r *rand.Rand) T {
	if r.IntN(8) == 0 {
		return k.edges[r.IntN(len(k.edges))]
	}
	return k.random(r)
}

// unlike is a value of no use to any field.
type unlike struct{}

// runes is what texts are made of: quotes, wildcards, controls, all planes, what looks alike.
var runes = []rune("abcXYZ019 %_\\!'\"`?$:;-/*()[]{}\t\n\r\x01\x1f\x7f\u0085áÁßﬁİıſ\u0301\u200b\u202e\u2028é漢字\ufeff\ufffd\uffff😀🏴\U0010FFFF")

func textOf(length int) func(*rand.Rand) string {
	return func(r *rand.Rand) string {
		var b strings.Builder
		for range r.IntN(length + 1) {
			if r.IntN(4) == 0 {
				if c := rune(1 + r.IntN(0x10FFFF)); c < 0xD800 || c > 0xDFFF {
					b.WriteRune(c)
					continue
				}
			}
			b.WriteRune(runes[r.IntN(len(runes))])
		}
		return b.String()
	}
}

func textKit[T ~string](length int) kit[T] {
	random := textOf(100)
	k := kit[T]{
		edges: []T{"", " ", "a", "A", "á", "a ", " a", "null", "NULL", "0", "'", `\`, `\'`, `a\b`, "%", "_", "\x01\x1f\x7f", "\u202ea", "\ufeff",
			"\ufffd", "\uffff", T(strings.Repeat("😀", 100)), T(strings.Repeat("é", 100)), T(strings.Repeat("x", 100)), "1e5", "2024-01-01", "true"},
		random: func(r *rand.Rand) T { return T(random(r)) },
		bad:    []T{"a\x00b", "\x00", "\xff", "\xed\xa0\x80", "\xc0\x80", "abc\xe2\x82"},
		alien:  []any{1, 1.5, true, []string{"a"}, map[string]any{"a": 1}, []byte("a"), time.Unix(0, 0), json.Number("1"), unlike{}},
	}
	if length > 0 {
		k.bad = append(k.bad, T(strings.Repeat("x", length+1)), T(strings.Repeat("😀", length+1)))
	} else {
		k.edges = append(k.edges, T(strings.Repeat("漢", 30_000)))
	}
	return k
}

var boolKit = kit[bool]{
	edges: []bool{false, true}, random: func(r *rand.Rand) bool { return r.IntN(2) == 0 },
	alien: []any{0, 1, 2, "true", "1", 1.0, []bool{true}, unlike{}},
}

func wholeKit[T int | int64](low, high int64, bits uint) kit[T] {
	k := kit[T]{
		edges: []T{0, 1, -1, T(low), T(low + 1), T(high), T(high - 1), 127, 128, -128, -129, 255, 256},
		random: func(r *rand.Rand) T {
			n := int64(r.Uint64()) >> r.IntN(64) // every magnitude
			return T(n << (64 - bits) >> (64 - bits))
		},
		alien: []any{"1", "12abc", 1.5, math.NaN(), math.Inf(1), 1e300, true, []int{1}, json.Number("1.5"), json.Number("1e400"), uint64(1 << 63),
			json.Number("9223372036854775808"), json.Number("abc"), unlike{}},
	}
	if bits < 64 {
		k.bad = []T{T(low - 1), T(high + 1)}
		k.alien = append(k.alien, low-1, high+1, json.Number("9007199254740993"))
	}
	return k
}

func positive(f float64) float64 {
	if f == 0 {
		return 0 // minus zero is zero
	}
	return f
}

var floatKit = kit[float64]{
	edges: []float64{0, math.Copysign(0, -1), 1, -1, 0.1, 1.0 / 3, math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64,
		-math.SmallestNonzeroFloat64, 2.2250738585072014e-308, 2.225073858507201e-308, 1 << 53, 1<<53 + 2, 9007199254740993, 1e15, 1e16, 1e17, 1e22,
		1e23, 123456789.12345678, 5e-5, 1e100, 1.7976931348623155e308},
	random: func(r *rand.Rand) float64 {
		for {
			if f := math.Float64frombits(r.Uint64()); !math.IsNaN(f) && !math.IsInf(f, 0) {
				return f
			}
		}
	},
	stored: positive,
	same:   func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) },
	bad:    []float64{math.NaN(), math.Inf(1), math.Inf(-1)},
	alien:  []any{"1.5", "NaN", true, int64(1<<53 + 1), json.Number("1e400"), json.Number("NaN"), []float64{1}, unlike{}},
}

var singleKit = kit[float32]{
	edges: []float32{0, float32(math.Copysign(0, -1)), 0.1, 1.0 / 3, math.MaxFloat32, -math.MaxFloat32, math.SmallestNonzeroFloat32, 1 << 24, 1<<24 + 2,
		16777.216, 1e10, 3e-39},
	random: func(r *rand.Rand) float32 {
		for {
			if f := math.Float32frombits(r.Uint32()); f == f && !math.IsInf(float64(f), 0) {
				return f
			}
		}
	},
	stored: func(f float32) float32 { return float32(positive(float64(f))) },
	same:   func(a, b float32) bool { return math.Float32bits(a) == math.Float32bits(b) },
	bad:    []float32{float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1))},
	alien:  []any{"1.5", true, unlike{}},
}

// decimalKit is of numbers of so many digits, scale of them behind the point.
func decimalKit(precision, scale int) kit[decimal.Decimal] {
	whole, fraction := strings.Repeat("9", precision-scale), strings.Repeat("9", scale)
	num := func(s string) decimal.Decimal { return decimal.RequireFromString(s) }
	return kit[decimal.Decimal]{
		edges: []decimal.Decimal{num("0"), num("-0"), num("1"), num("-1"), num("0.1"), num("-0.1"), num("1e3"), num("10.00"), num(whole + "." + fraction),
			num("-" + whole + "." + fraction), num("0." + strings.Repeat("0", scale-1) + "1"), num("-0." + strings.Repeat("0", scale-1) + "1"),
			num("1.5000000000")},
		random: func(r *rand.Rand) decimal.Decimal {
			n := new(big.Int)
			for range 1 + r.IntN(precision) {
				n.Add(n.Mul(n, big.NewInt(10)), big.NewInt(int64(r.IntN(10))))
			}
			if r.IntN(2) == 0 {
				n.Neg(n)
			}
			return decimal.NewFromBigInt(n, int32(-scale))
		},
		same: decimal.Decimal.Equal,
		bad: []decimal.Decimal{num("1" + strings.Repeat("0", precision-scale)), num("-1" + strings.Repeat("0", precision-scale)),
			num("0." + strings.Repeat("0", scale) + "1"), num("1." + fraction + "5"), decimal.New(1, 1<<30), decimal.New(1, -(1 << 30))},
		alien: []any{"abc", "", "NaN", "Infinity", "1e999999999", "0x10", true, []string{"1"}, math.NaN(), unlike{}},
	}
}

// amountKit is a Decimal in a string, of no scale.
var amountKit = kit[string]{
	edges:  []string{"0", "1", "-1", "999999999999", "-999999999999"},
	random: func(r *rand.Rand) string { return big.NewInt(r.Int64N(2e12-1) - 999999999999).String() },
	bad:    []string{"", "1.5", "1e12", "abc", "1000000000000", "--1", "\x00", " 1"},
	alien:  []any{1.5, true, unlike{}},
}

var zones = []*time.Location{time.UTC, time.FixedZone("", 14*3600), time.FixedZone("", -12*3600), time.FixedZone("odd", 3600+1800+17),
	time.FixedZone("EDT", -4*3600)}

func anyTime(r *rand.Rand) time.Time {
	first := time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC).Unix()
	last := time.Date(9999, 12, 30, 0, 0, 0, 0, time.UTC).Unix()
	return time.Unix(first+r.Int64N(last-first), r.Int64N(1e9)).In(zones[r.IntN(len(zones))])
}

// momentEdges are times of every century that calendars stumble over, and days on which clocks change.
func momentEdges() []time.Time {
	return []time.Time{
		time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC),
		time.Date(1, 1, 1, 5, 0, 0, 1000, time.FixedZone("", 3600)), time.Date(1582, 10, 10, 1, 2, 3, 0, time.UTC),
		time.Date(999, 12, 31, 23, 59, 59, 999_999_000, time.UTC), time.Date(1000, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Date(1900, 2, 28, 0, 0, 0, 0, time.UTC), time.Date(2000, 2, 29, 12, 0, 0, 0, time.UTC), time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC),
		time.Unix(0, 0), time.Unix(-1, 999_999_999), time.Unix(1<<31, 0), time.Date(2024, 3, 31, 2, 30, 0, 0, time.UTC),
		time.Date(2024, 10, 27, 1, 30, 0, 0, zones[4]), time.Date(2024, 11, 3, 1, 30, 0, 1999, zones[4]), time.Date(1969, 12, 31, 23, 59, 59, 999_999_999, zones[1]),
	}
}

func yearsBeyond() []time.Time {
	return []time.Time{time.Date(0, 12, 31, 0, 0, 0, 0, time.UTC), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(-10, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Unix(1<<55, 0)}
}

func identical(a, b time.Time) bool { return a.Equal(b) && a.Location() == b.Location() }

var (
	momentKit = kit[time.Time]{
		edges: momentEdges(), random: anyTime, same: identical,
		stored: func(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) },
		bad:    append(yearsBeyond(), time.Date(9999, 12, 31, 23, 0, 0, 0, zones[2]), time.Date(1, 1, 1, 0, 0, 0, 0, zones[1])),
		alien:  []any{"0000-00-00 00:00:00", "2024-02-30T00:00:00Z", "yesterday", "", 0, 1.5, true, unlike{}},
	}
	dayKit = kit[time.Time]{
		edges: momentEdges(), random: anyTime, same: identical,
		stored: func(t time.Time) time.Time {
			y, m, d := t.Date()
			return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
		},
		bad:   yearsBeyond(),
		alien: []any{"0000-00-00", "2024-02-30", "2024-13-01", "", 20240101, true, unlike{}},
	}
	clockKit = kit[time.Time]{
		edges: append(momentEdges(), time.Date(1, 1, 1, 23, 59, 59, 999_999_999, time.UTC)), random: anyTime, same: identical,
		stored: func(t time.Time) time.Time {
			h, m, s := t.Clock()
			return time.Date(1, 1, 1, h, m, s, t.Nanosecond()/1000*1000, time.UTC)
		},
		alien: []any{"24:00:00", "12:60", "noon", "", 12, unlike{}},
	}
)

// uuidKit is for every type of sixteen bytes.
func uuidKit[T ~[16]byte]() kit[T] {
	var low, high, one T
	for i := range high {
		high[i] = 0xff
	}
	one[0], one[15] = 0x80, 1
	return kit[T]{
		edges: []T{low, high, one},
		random: func(r *rand.Rand) (id T) {
			for i := range id {
				id[i] = byte(r.Uint32())
			}
			return id
		},
		alien: []any{"", "not-a-uuid", "00000000-0000-0000-0000-00000000000", strings.Repeat("0", 33), strings.Repeat("g", 32), 1, true, []byte{1, 2}, unlike{}},
	}
}

// nativeUUIDKit has version 4 alone, of which MariaDB's type refuses none.
func nativeUUIDKit[T ~[16]byte]() kit[T] {
	k := uuidKit[T]()
	any := k.random
	k.random = func(r *rand.Rand) T {
		id := any(r)
		id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
		return id
	}
	return k
}

var bytesKit = kit[[]byte]{
	edges: [][]byte{{}, nil, {0}, {0xff}, []byte("\x00'\\\"%"), bytes.Repeat([]byte{0}, 64), bytes.Repeat([]byte{0xff}, 64), []byte("text"), []byte("\\x41")},
	random: func(r *rand.Rand) []byte {
		p := make([]byte, r.IntN(65))
		for i := range p {
			p[i] = byte(r.Uint32())
		}
		return p
	},
	stored: func(p []byte) []byte { return append([]byte{}, p...) },
	bad:    [][]byte{make([]byte, 65)},
	alien:  []any{"text", 1, []int{1}, true, unlike{}},
}

func enumKit[T comparable](alien []any, bad []T, all ...T) kit[T] {
	return kit[T]{edges: all, random: func(r *rand.Rand) T { return all[r.IntN(len(all))] }, bad: bad, alien: alien}
}

var (
	moodKit  = enumKit([]any{1, true, "happy", title("sad"), unlike{}}, []mood{"happy", "SAD", "sad ", "\x00"}, "sad", "it's", `b\`, "")
	levelKit = enumKit([]any{"1", 1.5, true, 2, unlike{}}, []level{1, 2, -2}, -1, 0, 1<<31-1)
	chosen   = enumKit([]any{"1", unlike{}}, []int{0, 4, -1}, 1, 2, 3)
)
