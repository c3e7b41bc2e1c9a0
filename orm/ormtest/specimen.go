package ormtest

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"math"
	"strings"
	"time"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// specimen has a field of each kind, all of which can be NULL.
type specimen struct {
	orm.Model
	ID      int64
	Text    *string
	Small   *int16
	Whole   *int32
	Big     *int64
	Float   *float64
	Exact   *string
	Yes     *bool
	Day     *time.Time
	Moment  *time.Time
	Clock   *time.Time
	UUID    *string
	Bytes   *[]byte
	Choice  *string
	Remarks orm.Many[remark]
	Badges  orm.Many[badge]
}

func (s *specimen) Schema() schema.Table {
	return schema.Table{Name: "specimens", Fields: schema.Fields{
		schema.BigInteger(&s.ID).PrimaryKey(), schema.String(&s.Text, 100), schema.SmallInteger(&s.Small), schema.Integer(&s.Whole),
		schema.BigInteger(&s.Big), schema.Float(&s.Float), schema.Decimal(&s.Exact, 20, 4), schema.Boolean(&s.Yes), schema.Date(&s.Day),
		schema.DateTime(&s.Moment), schema.Time(&s.Clock), schema.UUID(&s.UUID), schema.LargeBinary(&s.Bytes, 100),
		schema.String(&s.Choice, 10).Choices(new("a"), new("b"), new("B")), schema.ManyToMany(&s.Badges),
	}}
}

// remark belongs to a specimen.
type remark struct {
	orm.Model
	ID       int64
	Specimen orm.One[specimen]
	Stars    int
	Body     string
}

func (r *remark) Schema() schema.Table {
	return schema.Table{Name: "remarks", Fields: schema.Fields{
		schema.BigInteger(&r.ID).PrimaryKey(), schema.ForeignKey(&r.Specimen).NotNull().OnDelete(schema.Cascade).RelatedName("remarks"),
		schema.Integer(&r.Stars), schema.String(&r.Body, 50).Unique(),
	}, Constraints: []schema.Constraint{schema.Check("stars_range", "stars BETWEEN 0 AND 5")}}
}

// badge is worn by specimens.
type badge struct {
	orm.Model
	Name string
	Rank int
}

func (b *badge) Schema() schema.Table {
	return schema.Table{Name: "badges", Fields: schema.Fields{schema.String(&b.Name, 20).PrimaryKey(), schema.Integer(&b.Rank).Default(1)}}
}

func specimens() *schema.Registry { return schema.MustRegistry(&specimen{}, &remark{}, &badge{}) }

// kind is a field with values for the rows 1, 2, …; the row behind the last of them has NULL.
type kind struct {
	field  string
	values []any
	set    func(s *specimen, v any)
	// compare orders values as the database has to; nil where the kind has no order.
	compare func(a, b any) int
}

func pointTo[V any](v any) *V {
	p := v.(V)
	return &p
}

func instants(texts ...string) []any {
	var out []any
	for _, text := range texts {
		layout := time.RFC3339Nano
		switch {
		case !strings.Contains(text, "-"):
			layout = "15:04:05.999999"
		case !strings.Contains(text, "T"):
			layout = time.DateOnly
		}
		at, err := time.Parse(layout, text)
		if err != nil {
			panic(err) // a value of this file
		}
		if layout == "15:04:05.999999" {
			at = time.Date(1, 1, 1, at.Hour(), at.Minute(), at.Second(), at.Nanosecond(), time.UTC)
		}
		out = append(out, at.UTC())
	}
	return out
}

func ordered[V cmp.Ordered](a, b any) int { return cmp.Compare(a.(V), b.(V)) }

func byTime(a, b any) int { return a.(time.Time).Compare(b.(time.Time)) }

// byNumber compares decimal texts of four digits behind the point.
func byNumber(a, b any) int {
	scaled := func(v any) int64 {
		text := v.(string)
		var n int64
		for _, c := range strings.TrimPrefix(strings.ReplaceAll(text, ".", ""), "-") {
			n = n*10 + int64(c-'0')
		}
		if strings.HasPrefix(text, "-") {
			return -n
		}
		return n
	}
	return cmp.Compare(scaled(a), scaled(b))
}

// kinds are the fields of a specimen with their values.
func kinds() []kind {
	id := func(n byte) any {
		text := hex.EncodeToString(bytes.Repeat([]byte{n}, 16))
		return strings.Join([]string{text[:8], text[8:12], text[12:16], text[16:20], text[20:]}, "-")
	}
	return []kind{
		{"text", []any{"", "a", "A", "ä", "a ", "日本", "100%_\\", "'\"`"}, func(s *specimen, v any) { s.Text = pointTo[string](v) }, ordered[string]},
		{"small", []any{int16(-32768), int16(-1), int16(0), int16(1), int16(32767)}, func(s *specimen, v any) { s.Small = pointTo[int16](v) }, ordered[int16]},
		{"whole", []any{int32(math.MinInt32), int32(-1), int32(0), int32(7), int32(math.MaxInt32)}, func(s *specimen, v any) { s.Whole = pointTo[int32](v) }, ordered[int32]},
		{"big", []any{int64(math.MinInt64), int64(-1), int64(0), int64(1 << 53), int64(math.MaxInt64)}, func(s *specimen, v any) { s.Big = pointTo[int64](v) }, ordered[int64]},
		{"float", []any{-1e300, -0.5, 0.0, 0.1, 1e300}, func(s *specimen, v any) { s.Float = pointTo[float64](v) }, ordered[float64]},
		{"exact", []any{"-9999999999999999.9999", "-0.0001", "0.0000", "9.5000", "10.0000", "9999999999999999.9999"}, func(s *specimen, v any) { s.Exact = pointTo[string](v) }, byNumber},
		{"yes", []any{false, true}, func(s *specimen, v any) { s.Yes = pointTo[bool](v) }, nil},
		{"day", instants("0001-01-01", "1969-12-31", "2000-02-29", "9999-12-31"), func(s *specimen, v any) { s.Day = pointTo[time.Time](v) }, byTime},
		{"moment", instants("1000-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z", "2024-03-31T01:30:00Z", "2024-03-31T03:30:00+02:00", "9999-12-31T23:59:59.999999Z")[:3], func(s *specimen, v any) { s.Moment = pointTo[time.Time](v) }, byTime},
		{"clock", instants("00:00:00", "00:00:00.000001", "12:30:00", "23:59:59.999999"), func(s *specimen, v any) { s.Clock = pointTo[time.Time](v) }, byTime},
		{"uuid", []any{id(0), id(1), id(0x7f), id(0xff)}, func(s *specimen, v any) { s.UUID = pointTo[string](v) }, ordered[string]},
		{"bytes", []any{[]byte{}, []byte{0}, []byte("a"), []byte{0xff, 0x00}}, func(s *specimen, v any) { s.Bytes = pointTo[[]byte](v) }, nil},
		{"choice", []any{"a", "b", "B"}, func(s *specimen, v any) { s.Choice = pointTo[string](v) }, ordered[string]},
	}
}

// filled makes the rows of the kinds: the i-th value of each is in row i+1, and what a kind has no value for is NULL.
func (e *exercise) filled() int {
	e.Helper()
	n := 0
	for _, k := range kinds() {
		n = max(n, len(k.values)+1)
	}
	rows := make([]*specimen, n)
	for i := range rows {
		rows[i] = &specimen{ID: int64(i + 1)}
		for _, k := range kinds() {
			if i < len(k.values) {
				k.set(rows[i], k.values[i])
			}
		}
	}
	must(e, orm.Objects[specimen](e.db).BulkCreate(e.Context(), rows))
	return n
}
