package limits

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// values has a field of every kind that has bounds.
type values struct {
	orm.Model
	ID      int64
	Short   *string
	Small   *int64
	Whole   *int64
	Big     *int64
	Half    *uint64
	Natural *uint64
	Exact   *decimal.Decimal
	Moment  *time.Time
	Day     *time.Time
	Ratio   *float64
	Doc     json.RawMessage
	Bytes   *[]byte
	Text    *string
}

func (v *values) Schema() schema.Table {
	return schema.Table{Name: "bounds", Fields: schema.Fields{
		schema.BigInteger(&v.ID).PrimaryKey(), schema.String(&v.Short, 20), schema.SmallInteger(&v.Small), schema.Integer(&v.Whole),
		schema.BigInteger(&v.Big), schema.Unsigned(&v.Half, 32), schema.Unsigned(&v.Natural, 64), schema.Decimal(&v.Exact, 65, 30),
		schema.DateTime(&v.Moment), schema.Date(&v.Day), schema.Float(&v.Ratio), schema.JSON(&v.Doc).Nullable(), schema.LargeBinary(&v.Bytes, 20),
		schema.Text(&v.Text),
	}}
}

// exact is a decimal from its text.
func exact(text string) *decimal.Decimal {
	d := decimal.RequireFromString(text)
	return &d
}

func year(y int) *time.Time {
	t := time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC)
	return &t
}

func nested(n int) json.RawMessage {
	return json.RawMessage(strings.Repeat("[", n) + strings.Repeat("]", n))
}

// The bounds of values: what fits comes back as it was, the next one is refused before any SQL.
func TestValues(t *testing.T) {
	nines := strings.Repeat("9", 35) + "." + strings.Repeat("9", 30)
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			counter := &dbtest.Counter{}
			db := dbtest.Open(t, name, schema.MustRegistry(&values{}), orm.WithObserver(counter))
			for what, v := range map[string][2][]values{
				"text of 20": {
					{{Short: new(strings.Repeat("x", 19))}, {Short: new(strings.Repeat("😀", 20))}, {Short: new("")}},
					{{Short: new(strings.Repeat("x", 21))}, {Short: new(strings.Repeat("😀", 21))}, {Short: new("a\x00")}, {Short: new("\xff")}},
				},
				"16 bits": {
					{{Small: new(int64(math.MaxInt16 - 1))}, {Small: new(int64(math.MaxInt16))}, {Small: new(int64(math.MinInt16))}},
					{{Small: new(int64(math.MaxInt16 + 1))}, {Small: new(int64(math.MinInt16 - 1))}},
				},
				"32 bits": {
					{{Whole: new(int64(math.MaxInt32 - 1))}, {Whole: new(int64(math.MaxInt32))}, {Whole: new(int64(math.MinInt32))}},
					{{Whole: new(int64(math.MaxInt32 + 1))}, {Whole: new(int64(math.MinInt32 - 1))}},
				},
				"64 bits":          {{{Big: new(int64(math.MaxInt64 - 1))}, {Big: new(int64(math.MaxInt64))}, {Big: new(int64(math.MinInt64))}}, nil},
				"32 bits unsigned": {{{Half: new(uint64(math.MaxUint32 - 1))}, {Half: new(uint64(math.MaxUint32))}}, {{Half: new(uint64(math.MaxUint32 + 1))}}},
				"64 bits unsigned": {{{Natural: new(uint64(math.MaxUint64 - 1))}, {Natural: new(uint64(math.MaxUint64))}, {Natural: new(uint64(1 << 63))}}, nil},
				"65 digits":        {{{Exact: exact(nines)}, {Exact: exact("-" + nines)}, {Exact: exact(nines[1:])}}, {{Exact: exact("1" + nines)}, {Exact: exact(nines + "9")}}},
				"years": {
					{{Moment: year(1)}, {Moment: year(2)}, {Moment: year(9998)}, {Moment: year(9999)}, {Day: year(1)}, {Day: year(9999)}},
					{{Moment: year(0)}, {Moment: year(10000)}, {Moment: year(-1)}, {Day: year(0)}, {Day: year(10000)}},
				},
				"floats": {
					{{Ratio: new(math.MaxFloat64)}, {Ratio: new(-math.MaxFloat64)}, {Ratio: new(math.Nextafter(math.MaxFloat64, 0))}},
					{{Ratio: new(math.Inf(1))}, {Ratio: new(math.Inf(-1))}, {Ratio: new(math.NaN())}},
				},
				"levels of JSON": {{{Doc: nested(30)}, {Doc: nested(31)}}, {{Doc: nested(32)}, {Doc: nested(100_000)}, {Doc: json.RawMessage(`"\u0000"`)}}},
				"20 bytes":       {{{Bytes: new(make([]byte, 19))}, {Bytes: new(make([]byte, 20))}}, {{Bytes: new(make([]byte, 21))}}},
			} {
				t.Run(what, func(t *testing.T) {
					for _, row := range v[0] {
						fits(t, db, row)
					}
					for _, row := range v[1] {
						counter.Reset()
						if err := orm.Save(t.Context(), db, &row); !errors.Is(err, orm.ErrValidation) {
							t.Errorf("%+v: %v", row, err)
						}
						counter.Want(t, 0)
					}
				})
			}
		})
	}
}

// fits saves a row and reads it again.
func fits(t *testing.T, db *orm.DB, row values) {
	t.Helper()
	if err := orm.Save(t.Context(), db, &row); err != nil {
		t.Errorf("%+v: %v", row, err)
		return
	}
	back, err := orm.Objects[values](db).Get(t.Context(), orm.Q{"pk": row.ID})
	if err != nil {
		t.Errorf("%+v: %v", row, err)
		return
	}
	if want, got := dump(t, db, &row), dump(t, db, back); want != got {
		t.Errorf("%s came back as %s", want, got)
	}
}

func dump(t *testing.T, db *orm.DB, v *values) string {
	t.Helper()
	out, err := json.Marshal(orm.JSON(v))
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// A question about a value that no field has room for is refused too: no database gets to round or clamp it.
func TestQuestions(t *testing.T) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			counter := &dbtest.Counter{}
			db := dbtest.Open(t, name, schema.MustRegistry(&values{}), orm.WithObserver(counter))
			q := orm.Objects[values](db)
			for _, refused := range []orm.Q{
				{"big": uint64(1 << 63)}, {"big": json.Number("9223372036854775808")}, {"big": 9223372036854775808.0},
				{"moment": time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)},
				{"ratio": math.NaN()}, {"ratio": math.Inf(1)}, {"text": "a\x00"}, {"text__contains": "\xff"},
			} {
				counter.Reset()
				if n, err := q.Filter(refused).Count(t.Context()); !errors.Is(err, orm.ErrQuery) {
					t.Errorf("%v: %d, %v", refused, n, err)
				}
				counter.Want(t, 0)
			}
			// Unsigned fields are compared as decimals, which reach further than they do.
			for _, right := range []orm.Q{{"natural": -1}, {"natural": json.Number("18446744073709551616")}} {
				if n, err := q.Filter(right).Count(t.Context()); err != nil || n != 0 {
					t.Errorf("%v: %d, %v", right, n, err)
				}
			}
		})
	}
}

// Pages and batches: any number that an int has is a page, or is refused; none becomes another page.
func TestPages(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&values{}), func(t *testing.T, db *orm.DB) {
		for range 5 {
			if err := orm.Save(t.Context(), db, &values{}); err != nil {
				t.Fatal(err)
			}
		}
		q := orm.Objects[values](db).OrderBy("id")
		for _, c := range []struct {
			what string
			q    orm.QuerySet[values]
			want int // -1 is refused
		}{
			{"limit -1", q.Limit(-1), -1}, {"limit 0", q.Limit(0), 0}, {"limit 4", q.Limit(4), 4}, {"limit 5", q.Limit(5), 5}, {"limit 6", q.Limit(6), 5},
			{"the largest limit", q.Limit(math.MaxInt), 5}, {"the smallest limit", q.Limit(math.MinInt), -1},
			{"offset -1", q.Offset(-1), -1}, {"offset 4", q.Offset(4), 1}, {"offset 5", q.Offset(5), 0}, {"the largest offset", q.Offset(math.MaxInt), 0},
			{"the largest limit and offset", q.Limit(math.MaxInt).Offset(math.MaxInt), 0}, {"the largest limit, offset 1", q.Limit(math.MaxInt).Offset(1), 4},
			{"page 0", q.Paginate(0, 2), -1}, {"page 3", q.Paginate(3, 2), 1}, {"the largest page", q.Paginate(math.MaxInt, 2), -1}, {"the largest size", q.Paginate(1, math.MaxInt), 5},
			{"page 2 of the largest size", q.Paginate(2, math.MaxInt), 0}, {"page 3 of the largest size", q.Paginate(3, math.MaxInt), -1},
			{"the last 6", q.Tail(6), 5}, {"the last of all", q.Tail(math.MaxInt), 5}, {"the last -1", q.Tail(-1), -1},
			{"slice", q.Slice(4, math.MaxInt), 1}, {"slice backwards", q.Slice(2, 1), 0}, {"slice from the end", q.SliceFrom(math.MaxInt), 0},
		} {
			rows, err := c.q.All(t.Context())
			if c.want < 0 && !errors.Is(err, orm.ErrQuery) || c.want >= 0 && (err != nil || len(rows) != c.want) {
				t.Errorf("%s: %d rows, %v; want %d", c.what, len(rows), err, c.want)
			}
		}
		for _, size := range []int{math.MinInt, -1, 0, 1, math.MaxInt} {
			err := orm.Objects[values](db).BulkCreate(t.Context(), []*values{{}, {}}, orm.BatchSize(size))
			if size < 1 && !errors.Is(err, orm.ErrQuery) || size >= 1 && err != nil {
				t.Errorf("batches of %d: %v", size, err)
			}
		}
	})
}

// Sums do not wrap around, and what an expression cannot hold is an error, not another number.
func TestSums(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&values{}), func(t *testing.T, db *orm.DB) {
		for range 2 {
			if err := orm.Save(t.Context(), db, &values{Big: new(int64(math.MaxInt64)), Natural: new(uint64(math.MaxUint64))}); err != nil {
				t.Fatal(err)
			}
		}
		q := orm.Objects[values](db)
		sum, err := orm.Sum[decimal.Decimal](t.Context(), q, "big")
		if want := decimal.RequireFromString("18446744073709551614"); err != nil || !sum.Equal(want) {
			t.Errorf("sum of the largest integers: %v, %v", sum, err)
		}
		if n, err := orm.Sum[int64](t.Context(), q, "big"); err == nil {
			t.Errorf("the sum is %d as 64 bits", n)
		}
		_, err = q.Each().Update(t.Context(), orm.SetExpr(&orm.Fields[values]().Big, orm.F("big").Add(1)))
		if err == nil {
			t.Error("the largest integer has a next one")
		}
		rows, err := q.All(context.WithoutCancel(t.Context()))
		if err != nil || len(rows) != 2 || *rows[0].Big != math.MaxInt64 {
			t.Errorf("%v, %v", rows, err)
		}
	})
}
