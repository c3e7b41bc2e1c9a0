package functions

import (
	"fmt"
	"math"
	"strconv"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// textual are texts that are, or nearly are, numbers, truth values and times.
var textual = []string{"", "0", "1", "-7", "+12", " 5", "5 ", "5\n", "1.5", "-.25", "3.", "1e3", "1E-2", "1e400", "0x10", "1_000", "NaN", "Infinity", "12abc", "--1", "9223372036854775807",
	"9223372036854775808", "-9223372036854775808", "true", "T", "FALSE", "f", "yes", "2026-05-06", "2026-02-29", "2024-02-29", "2026-05-06 07:08:09", "2026-05-06T07:08:09.25Z",
	"2026-05-06 24:00:00", "2026-13-01", "0000-01-01", "2026-05-06 07:08", "２"}

func castInt(s string) any {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return nil
	}
	return n
}

func castFloat(s string) any {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) || len(s) > 1 && (s[1] == 'x' || s[1] == '_') {
		return nil
	}
	return f
}

func castDecimal(s string) any {
	for _, r := range s {
		if (r < '0' || r > '9') && r != '-' && r != '+' && r != '.' {
			return nil
		}
	}
	d, err := decimal.NewFromString(s)
	if err != nil {
		return nil
	}
	return d.String()
}

func castBool(s string) any {
	b, err := strconv.ParseBool(s)
	if err != nil {
		return nil
	}
	return b
}

func castInstant(s string) any {
	for _, layout := range []string{"2006-01-02", "2006-01-02 15:04:05", "2006-01-02T15:04:05Z07:00"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() > 0 {
			return t.UTC()
		}
	}
	return nil
}

// A text that is no value of the other type is NULL, on every database for the same texts.
func TestCastOfTexts(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		objects := orm.Objects[Cell](db)
		rows := make([]*Cell, len(textual))
		for i, s := range textual {
			rows[i] = &Cell{ID: int64(i + 1), Text: new(s), At: noon, State: "new"}
		}
		if err := objects.BulkCreate(t.Context(), rows); err != nil {
			t.Fatal(err)
		}
		e := orm.F("text")
		got, err := objects.AnnotateExpr("i", orm.Cast[int64](e)).AnnotateExpr("f", orm.Cast[float64](e)).AnnotateExpr("d", orm.Cast[decimal.Decimal](e)).
			AnnotateExpr("b", orm.Cast[bool](e)).AnnotateExpr("t", orm.Cast[time.Time](e)).AnnotateExpr("s", orm.Cast[string](e)).
			OrderBy("id").ValuesList(t.Context(), "i", "f", "d", "b", "t", "s")
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range textual {
			row := got[i]
			for j := range row {
				row[j] = plain(row[j])
			}
			if want := []any{castInt(s), castFloat(s), castDecimal(s), castBool(s), castInstant(s), s}; fmt.Sprint(row) != fmt.Sprint(want) {
				t.Errorf("%q: %v, want %v", s, row, want)
			}
		}
	})
}

// Numbers, truth values and times become what Go makes of them.
func TestCastOfNumbers(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		rows, objects := cells(), orm.Objects[Cell](db)
		if err := objects.BulkCreate(t.Context(), rows); err != nil {
			t.Fatal(err)
		}
		for _, q := range []question{
			{"whole to float", orm.Cast[float64](orm.F("whole")), whole(func(n int64) any { return float64(n) })},
			{"whole to decimal", orm.Cast[decimal.Decimal](orm.F("whole")), whole(func(n int64) any { return decimal.NewFromInt(n) })},
			{"whole to text", orm.Cast[string](orm.F("whole")), whole(func(n int64) any { return strconv.FormatInt(n, 10) })},
			{"whole to truth", orm.Cast[bool](orm.F("whole")), whole(func(n int64) any { return n != 0 })},
			{"float to whole", orm.Cast[int64](orm.F("float")), float(func(x float64) any { return int64(x) })},
			{"float to decimal", orm.Cast[decimal.Decimal](orm.F("float")), float(func(x float64) any { return decimal.NewFromFloat(x) })},
			{"decimal to whole", orm.Cast[int64](orm.F("exact")), exact(func(d decimal.Decimal) any { return d.IntPart() })},
			{"decimal to float", orm.Cast[float64](orm.F("exact")), exact(func(d decimal.Decimal) any { return d.InexactFloat64() })},
			{"decimal to text", orm.Cast[string](orm.F("exact")), exact(func(d decimal.Decimal) any { return d.StringFixed(3) })},
			{"truth to whole", orm.Cast[int64](orm.F("done")), func(c *Cell) any { return map[bool]int64{true: 1}[c.Done] }},
			{"truth to text", orm.Cast[string](orm.F("done")), func(c *Cell) any { return strconv.FormatBool(c.Done) }},
			{"instant to text", orm.Cast[string](orm.F("at")), func(c *Cell) any { return c.At.Format("2006-01-02 15:04:05.000000") }},
			{"date to text", orm.Cast[string](orm.F("day")), func(c *Cell) any {
				if c.Day == nil {
					return nil
				}
				return c.Day.Format("2006-01-02")
			}},
			{"time of day to text", orm.Cast[string](orm.F("clock")), func(c *Cell) any { return c.Clock.Format("15:04:05.000000") }},
			{"date to instant", orm.Cast[time.Time](orm.F("day")), func(c *Cell) any {
				if c.Day == nil {
					return nil
				}
				return *c.Day
			}},
			{"enumeration to text", orm.Cast[string](orm.F("state")), func(c *Cell) any { return string(c.State) }},
			{"a number in a text", orm.Concat(orm.Cast[string](orm.F("small")), "!"), func(c *Cell) any { return strconv.Itoa(c.Small) + "!" }},
		} {
			got, err := objects.AnnotateExpr("v", q.expr).OrderBy("id").ValuesList(t.Context(), "v")
			for i, c := range rows {
				if err != nil || !same(plain(got[i][0]), plain(q.want(c))) {
					t.Errorf("%s of %d: %v, %v, want %v", q.name, c.ID, got, err, q.want(c))
					break
				}
			}
			if _, err := objects.OrderBy(q.expr.Desc()).Filter(orm.Not(q.expr.IsNull())).Count(t.Context()); err != nil {
				t.Errorf("%s in an order: %v", q.name, err)
			}
			if _, err := objects.OrderBy(q.expr.Desc()).All(t.Context()); err != nil {
				t.Errorf("%s in an order: %v", q.name, err)
			}
		}
	})
}
