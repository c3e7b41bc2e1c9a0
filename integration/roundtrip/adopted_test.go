package roundtrip

import (
	"math/big"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// temper has a type of a name of its own on the database.
type temper string

// adoptedRow has the fields that columns of others' databases want, singly and as pointers.
type adoptedRow struct {
	orm.Model
	ID       int64
	Tiny     uint8
	Half     uint16
	Three    uint32
	Four     uint32
	Full     uint64
	Signed   int64
	MaybeU   *uint16
	Local    time.Time
	MaybeL   *time.Time
	Unix     time.Time
	Milli    time.Time
	MaybeJ   *time.Time
	Julian   time.Time
	Temper   temper
	MaybeT   *temper
	Padded   string
	Sum      [20]byte
	Address  netip.Addr
	MaybeA   *netip.Addr
	Tags     []string
	Ratios   []float64
	Flags    []bool
	When     []time.Time
	Keys     []uuid.UUID
	Tempers  []temper
	MaybeArr []int64
}

// Schema is the table of adoptedRow.
func (r *adoptedRow) Schema() schema.Table {
	low, high := temper("low"), temper("it's high")
	return schema.Table{Name: "adopted", Fields: schema.Fields{
		schema.BigInteger(&r.ID).PrimaryKey(),
		schema.Unsigned(&r.Tiny, 8), schema.Unsigned(&r.Half, 16), schema.Unsigned(&r.Three, 24), schema.Unsigned(&r.Four, 32), schema.Unsigned(&r.Full, 64),
		schema.Unsigned(&r.Signed, 32), schema.Unsigned(&r.MaybeU, 16),
		schema.DateTime(&r.Local).WithoutZone(berlin), schema.DateTime(&r.MaybeL).WithoutZone(time.UTC),
		schema.DateTime(&r.Unix).Stored(schema.UnixSeconds), schema.DateTime(&r.Milli).Stored(schema.UnixMilliseconds), schema.DateTime(&r.MaybeJ).Stored(schema.JulianDay), schema.DateTime(&r.Julian).Stored(schema.JulianDay),
		schema.Enum(&r.Temper, low, high).TypeName("temper_t"), schema.Enum(&r.MaybeT, &low, &high).TypeName("temper_t"),
		schema.Native(&r.Padded, "char(40)"), schema.Native(&r.Sum, "binary(20)"), schema.Native(&r.Address, "inet"), schema.Native(&r.MaybeA, "inet"),
		schema.Array(&r.Tags), schema.Array(&r.Ratios), schema.Array(&r.Flags), schema.Array(&r.When), schema.Array(&r.Keys), schema.Array(&r.Tempers), schema.Array(&r.MaybeArr).Nullable(),
	}}
}

// berlin has hours that its clocks show twice.
var berlin = func() *time.Location {
	l, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		return time.FixedZone("Berlin", 3600)
	}
	return l
}()

func unsignedKit[T uint8 | uint16 | uint32 | uint64 | int64](high uint64) kit[T] {
	k := kit[T]{
		edges:  []T{0, 1, T(high), T(high - 1), T(high/2 + 1), T(high / 2)},
		random: func(r *rand.Rand) T { return T((r.Uint64() >> r.IntN(64)) & high) },
		alien:  []any{-1, "1", 1.5, true, new(big.Int), []int{1}, unlike{}},
	}
	if high == 1<<64-1 {
		k.alien = []any{"abc", 1.5, true, []int{1}, unlike{}} // it is a number of 20 digits, as which a text is read
	}
	return k
}

// clockKitIn is of the instants that a clock shows once, whatever it is set to.
func clockKitIn(unit time.Duration, first, last int) kit[time.Time] {
	edges := []time.Time{time.Unix(0, 0), time.Date(1999, 12, 31, 23, 59, 59, 999_999_000, time.UTC), time.Date(2024, 2, 29, 12, 0, 0, 0, zones[1]), time.Date(first, 6, 1, 0, 0, 0, 0, time.UTC), time.Date(last, 6, 1, 0, 0, 0, 0, time.UTC)}
	return kit[time.Time]{
		edges: edges, same: identical,
		random: func(r *rand.Rand) time.Time {
			return time.Date(first+r.IntN(last-first), time.Month(1+r.IntN(2)), 1+r.IntN(28), r.IntN(24), r.IntN(60), r.IntN(60), r.IntN(1e9), time.UTC)
		},
		stored: func(t time.Time) time.Time { return t.UTC().Truncate(unit) },
		alien:  []any{"yesterday", true, unlike{}},
	}
}

var paddedKit = func() kit[string] {
	k := kit[string]{
		edges:  []string{"", " ", "a", " a", "a ", "a  b", "ä", strings.Repeat("x", 40), strings.Repeat("é", 40), "'\\"},
		random: func(r *rand.Rand) string { return textOf(30)(r) + strings.Repeat(" ", r.IntN(4)) },
		stored: func(s string) string { return strings.TrimRight(s, " ") },
		alien:  []any{1, true, unlike{}},
	}
	return k
}()

func listOf[T any](of ...T) kit[[]T] {
	return kit[[]T]{
		edges: [][]T{{}, nil, of[:1], of, {of[0], of[0]}},
		random: func(r *rand.Rand) []T {
			out := make([]T, r.IntN(6))
			for i := range out {
				out[i] = of[r.IntN(len(of))]
			}
			return out
		},
		stored: func(v []T) []T { return append([]T{}, v...) },
		alien:  []any{1, "x", true, unlike{}},
	}
}

func adoptedCells() []cell[adoptedRow] {
	type p = adoptedRow
	sum := kit[[20]byte]{edges: [][20]byte{{}, {19: 1}, {0: ' ', 19: ' '}}, alien: []any{1, true, "x", unlike{}}, random: func(r *rand.Rand) (b [20]byte) {
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return b
	}}
	address := kit[netip.Addr]{alien: []any{1, true, unlike{}}, edges: []netip.Addr{netip.MustParseAddr("0.0.0.0"), netip.MustParseAddr("::"), netip.MustParseAddr("255.255.255.255"), netip.MustParseAddr("2001:db8::ff")},
		random: func(r *rand.Rand) netip.Addr {
			return netip.AddrFrom4([4]byte{byte(r.Uint32()), byte(r.Uint32()), 0, 1})
		}}
	moments := listOf(time.Unix(0, 0).UTC(), time.Date(2024, 2, 29, 1, 2, 3, 4000, time.UTC))
	moments.same = func(a, b []time.Time) bool { return slices.EqualFunc(a, b, time.Time.Equal) }
	tempers := enumKit([]any{1, true, "none", unlike{}}, []temper{"LOW", ""}, temper("low"), "it's high")
	numbers := listOf[int64](0, -1, 1<<62)
	return []cell[p]{
		plain("tiny", func(v *p) *uint8 { return &v.Tiny }, unsignedKit[uint8](1<<8-1)), plain("half", func(v *p) *uint16 { return &v.Half }, unsignedKit[uint16](1<<16-1)),
		plain("three", func(v *p) *uint32 { return &v.Three }, unsignedKit[uint32](1<<24-1)), plain("four", func(v *p) *uint32 { return &v.Four }, unsignedKit[uint32](1<<32-1)),
		plain("full", func(v *p) *uint64 { return &v.Full }, unsignedKit[uint64](1<<64-1)), plain("signed", func(v *p) *int64 { return &v.Signed }, unsignedKit[int64](1<<32-1)),
		pointer("maybe_u", func(v *p) **uint16 { return &v.MaybeU }, unsignedKit[uint16](1<<16-1)),
		plain("local", func(v *p) *time.Time { return &v.Local }, clockKitIn(time.Microsecond, 1950, 2100)), pointer("maybe_l", func(v *p) **time.Time { return &v.MaybeL }, clockKitIn(time.Microsecond, 1, 9990)),
		plain("unix", func(v *p) *time.Time { return &v.Unix }, clockKitIn(time.Second, 1, 9990)), plain("milli", func(v *p) *time.Time { return &v.Milli }, clockKitIn(time.Millisecond, 1, 9990)),
		pointer("maybe_j", func(v *p) **time.Time { return &v.MaybeJ }, clockKitIn(time.Millisecond, 1600, 2400)), plain("julian", func(v *p) *time.Time { return &v.Julian }, clockKitIn(time.Millisecond, 1, 9990)),
		plain("temper", func(v *p) *temper { return &v.Temper }, tempers), pointer("maybe_t", func(v *p) **temper { return &v.MaybeT }, tempers),
		plain("padded", func(v *p) *string { return &v.Padded }, paddedKit), plain("sum", func(v *p) *[20]byte { return &v.Sum }, sum),
		plain("address", func(v *p) *netip.Addr { return &v.Address }, address), pointer("maybe_a", func(v *p) **netip.Addr { return &v.MaybeA }, address),
		plain("tags", func(v *p) *[]string { return &v.Tags }, listOf("", "a", `"`, `\`, "{,}", "NULL", "ä")), plain("ratios", func(v *p) *[]float64 { return &v.Ratios }, listOf(0, -1.5, 1e300, 5e-324)),
		plain("flags", func(v *p) *[]bool { return &v.Flags }, listOf(true, false)), plain("when", func(v *p) *[]time.Time { return &v.When }, moments),
		plain("keys", func(v *p) *[]uuid.UUID { return &v.Keys }, listOf(uuid.Nil, uuid.Max)), plain("tempers", func(v *p) *[]temper { return &v.Tempers }, listOf[temper]("low", "it's high")),
		own("maybe_arr", func(v *p) *[]int64 { return &v.MaybeArr }, kit[[]int64]{edges: [][]int64{{}, {1}}, random: numbers.random, stored: numbers.stored, alien: numbers.alien},
			func(v []int64) []int64 { return v }, func(v []int64) ([]int64, bool) { return v, v == nil }),
	}
}

// TestRoundTripOfAdoptedTypes is TestRoundTrip for the types that other people's tables want.
func TestRoundTripOfAdoptedTypes(t *testing.T) {
	models := schema.MustRegistry(&adoptedRow{})
	for _, database := range dbtest.Names() {
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			sent := &dbtest.Counter{}
			db := dbtest.Open(t, database, models, orm.WithObserver(sent))
			check(t, db, sent, "adopted", func(r *adoptedRow) *int64 { return &r.ID }, adoptedCells())
		})
	}
}
