package roundtrip

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// rangesRow has ranges and bits of PostgreSQL as it writes them, which are texts elsewhere, and columns that are computed of others.
type rangesRow struct {
	orm.Model
	ID    int64
	Whole string
	Maybe *string
	Exact string
	Days  string
	Wide  int
	High  *int
	Area  *int
	Tall  *bool
	Kept  int
}

// Schema is the table of rangesRow.
func (r *rangesRow) Schema() schema.Table {
	return schema.Table{Name: "ranges", Fields: schema.Fields{
		schema.BigInteger(&r.ID).PrimaryKey(),
		schema.Native(&r.Whole, "int4range"), schema.Native(&r.Maybe, "int8range"), schema.Native(&r.Exact, "numrange"), schema.Native(&r.Days, "daterange"),
		schema.Integer(&r.Wide), schema.Integer(&r.High),
		schema.Integer(&r.Area).Generated("wide * high", schema.GeneratedStored), schema.Boolean(&r.Tall).Generated("high > wide", schema.GeneratedStored),
		schema.Integer(&r.Kept).Generated("wide + 1", schema.GeneratedStored),
	}}
}

// rangeKit is of ranges as PostgreSQL writes them, from a low bound that is part of it to a high one that is not.
func rangeKit(bound func(n int) string) kit[string] {
	return kit[string]{
		edges: []string{"empty", "(,)", "(," + bound(1) + ")", "[" + bound(2) + ",)", "[" + bound(1) + "," + bound(2) + ")"},
		random: func(r *rand.Rand) string {
			n := r.IntN(50)
			return "[" + bound(n) + "," + bound(n+1+r.IntN(9)) + ")"
		},
		alien: []any{true, unlike{}},
	}
}

func rangesCells() []cell[rangesRow] {
	type p = rangesRow
	whole := func(n int) string { return fmt.Sprint(n - 20) }
	small := kit[int]{edges: []int{0, 1, -1, 1000}, random: func(r *rand.Rand) int { return r.IntN(200) - 100 }, alien: []any{"x", 1.5, unlike{}}}
	return []cell[p]{
		plain("whole", func(v *p) *string { return &v.Whole }, rangeKit(whole)), pointer("maybe", func(v *p) **string { return &v.Maybe }, rangeKit(whole)),
		plain("exact", func(v *p) *string { return &v.Exact }, rangeKit(func(n int) string { return fmt.Sprintf("%d.5", n) })),
		plain("days", func(v *p) *string { return &v.Days }, rangeKit(func(n int) string { return fmt.Sprintf("2024-%02d-%02d", 1+n/28, 1+n%28) })),
		plain("wide", func(v *p) *int { return &v.Wide }, small), pointer("high", func(v *p) **int { return &v.High }, small),
		&computed[p, *int]{"area", func(v *p) **int { return &v.Area }, func(v *p) *int {
			if v.High == nil {
				return nil
			}
			return new(v.Wide * *v.High)
		}},
		&computed[p, *bool]{"tall", func(v *p) **bool { return &v.Tall }, func(v *p) *bool {
			if v.High == nil {
				return nil
			}
			return new(*v.High > v.Wide)
		}},
		&computed[p, int]{"kept", func(v *p) *int { return &v.Kept }, func(v *p) int { return v.Wide + 1 }},
	}
}

// familyRow has types of the MySQL family, which are numbers and texts elsewhere.
type familyRow struct {
	orm.Model
	ID    int64
	Year  int16
	Maybe *int16
	Set   string
	Few   int64
	Many  int64
	Tiny  int8
	Three int32
}

// Schema is the table of familyRow.
func (r *familyRow) Schema() schema.Table {
	return schema.Table{Name: "family", Fields: schema.Fields{
		schema.BigInteger(&r.ID).PrimaryKey(), schema.Native(&r.Year, "year"), schema.Native(&r.Maybe, "year"), schema.Native(&r.Set, "set('a','b c','d')"),
		schema.Native(&r.Few, "bit(1)"), schema.Native(&r.Many, "bit(63)"), schema.Native(&r.Tiny, "tinyint"), schema.Native(&r.Three, "mediumint"),
	}}
}

func familyCells() []cell[familyRow] {
	type p = familyRow
	year := kit[int16]{edges: []int16{0, 1901, 2155, 2000}, random: func(r *rand.Rand) int16 { return int16(1901 + r.IntN(255)) }, alien: []any{1.5, unlike{}}}
	bits := func(high int64) kit[int64] {
		return kit[int64]{edges: []int64{0, 1, high, high / 2}, random: func(r *rand.Rand) int64 { return int64(r.Uint64()>>r.IntN(63)) & high }, alien: []any{1.5, unlike{}}}
	}
	set := kit[string]{edges: []string{"", "a", "b c", "a,d", "a,b c,d"}, alien: []any{true, unlike{}}, random: func(r *rand.Rand) string {
		var some []string
		for _, label := range []string{"a", "b c", "d"} {
			if r.IntN(2) == 0 {
				some = append(some, label)
			}
		}
		return strings.Join(some, ",")
	}}
	return []cell[p]{
		plain("year", func(v *p) *int16 { return &v.Year }, year), pointer("maybe", func(v *p) **int16 { return &v.Maybe }, year), plain("set", func(v *p) *string { return &v.Set }, set),
		plain("few", func(v *p) *int64 { return &v.Few }, bits(1)), plain("many", func(v *p) *int64 { return &v.Many }, bits(1<<63-1)),
		plain("tiny", func(v *p) *int8 { return &v.Tiny }, kit[int8]{edges: []int8{0, 1, -1, 127, -128}, random: func(r *rand.Rand) int8 { return int8(r.Uint32()) }, alien: []any{1.5, unlike{}}}),
		plain("three", func(v *p) *int32 { return &v.Three }, kit[int32]{edges: []int32{0, 1 << 22, 1<<23 - 1, -1 << 23},
			random: func(r *rand.Rand) int32 { return int32(r.IntN(1<<24) - 1<<23) }, alien: []any{1.5, unlike{}}}),
	}
}

// TestRoundTripOfNativeTypes is TestRoundTrip for types that one database has, and for columns that it computes.
func TestRoundTripOfNativeTypes(t *testing.T) {
	for _, database := range dbtest.Names() {
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			sent := &dbtest.Counter{}
			db := dbtest.Open(t, database, schema.MustRegistry(&rangesRow{}), orm.WithObserver(sent))
			check(t, db, sent, "ranges", func(r *rangesRow) *int64 { return &r.ID }, rangesCells())
			if database != "postgres" { // whose bits are texts
				family := dbtest.Open(t, database, schema.MustRegistry(&familyRow{}), orm.WithObserver(sent))
				check(t, family, sent, "family", func(r *familyRow) *int64 { return &r.ID }, familyCells())
			}
		})
	}
}
