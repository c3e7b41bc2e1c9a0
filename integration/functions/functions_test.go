package functions

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

func models() *schema.Registry { return schema.MustRegistry(&Cell{}) }

var noon = time.Date(2026, 5, 6, 12, 0, 0, 123456000, time.UTC)

// cells are the rows that every function is asked about.
func cells() []*Cell {
	texts := []*string{nil, new(""), new("a"), new("Abc"), new("  Two  words "), new("100% _x"), new("Straße"), new("日本語テキスト"), new("x'\"\\y"), new("aAaA")}
	wholes := []*int64{nil, new(int64(0)), new(int64(1)), new(int64(-7)), new(int64(15)), new(int64(-25)), new(int64(1 << 40)), new(int64(-(1 << 53))), new(int64(99)), new(int64(250))}
	exacts := []string{"", "0", "1.005", "-1.005", "2.5", "-2.5", "99999.999", "0.001", "-0.45", "1234.5"}
	floats := []*float64{nil, new(0.0), new(1.5), new(-1.5), new(2.5), new(2.675), new(-0.25), new(1e15), new(-1234.5678), new(0.1)}
	var out []*Cell
	for i := range 10 {
		c := &Cell{ID: int64(i + 1), Text: texts[i], Other: "o" + strings.Repeat("é", i%3), Whole: wholes[i], Small: (i - 4) * 400_000_000, Float: floats[(i*3)%10],
			Bytes: []byte(strings.Repeat("\x00ÿ", i)), Done: i%2 == 0, At: noon.Add(time.Duration(i) * time.Hour),
			Clock: time.Date(1, 1, 1, i, 30, 0, 0, time.UTC), Key: uuid.UUID{15: byte(i)}, State: []State{"new", "old"}[i%2]}
		if i%3 > 0 {
			c.Day = new(time.Date(2026, 5, i, 0, 0, 0, 0, time.UTC))
		}
		if exacts[i] != "" {
			c.Exact = new(decimal.RequireFromString(exacts[i]))
		}
		if i > 4 {
			c.Twin = orm.RefPK[Cell](i - 4)
		}
		out = append(out, c)
	}
	return out
}

// question is an expression, and what it is of a row in Go; nil is NULL.
type question struct {
	name string
	expr orm.Expr
	want func(c *Cell) any
}

// text asks about the Text of a row; NULL gives NULL.
func text(f func(s string) any) func(*Cell) any {
	return func(c *Cell) any {
		if c.Text == nil {
			return nil
		}
		return f(*c.Text)
	}
}

func whole(f func(n int64) any) func(*Cell) any {
	return func(c *Cell) any {
		if c.Whole == nil {
			return nil
		}
		return f(*c.Whole)
	}
}

func exact(f func(d decimal.Decimal) any) func(*Cell) any {
	return func(c *Cell) any {
		if c.Exact == nil {
			return nil
		}
		return f(*c.Exact)
	}
}

func float(f func(x float64) any) func(*Cell) any {
	return func(c *Cell) any {
		if c.Float == nil {
			return nil
		}
		return f(*c.Float)
	}
}

// substr counts characters from 1.
func substr(s string, from, length int) string {
	r := []rune(s)
	from = min(from-1, len(r))
	return string(r[from:min(from+length, len(r))])
}

func roundFloat(x float64, digits int) float64 {
	if digits < 0 {
		p := math.Pow10(-digits)
		return math.Copysign(math.Floor(math.Abs(x)/p+.5)*p, x)
	}
	p := math.Pow10(digits)
	return math.Copysign(math.Floor(math.Abs(x)*p+.5)/p, x)
}

func lower(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 32
		}
		return r
	}, s)
}

func upperASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r - 32
		}
		return r
	}, s)
}

func questions() []question {
	f := orm.Fields[Cell]()
	t, other, n, d, x := orm.Col(&f.Text), orm.F("other"), orm.Col(&f.Whole), orm.F("exact"), orm.Col(&f.Float)
	return []question{
		{"Lower", orm.Lower(t), text(func(s string) any { return lower(s) })},
		{"Upper", orm.Upper(orm.Replace(t, "ß", "")), text(func(s string) any { return upperASCII(strings.ReplaceAll(s, "ß", "")) })},
		{"Trim", orm.Trim(t), text(func(s string) any { return strings.Trim(s, " ") })},
		{"Length", orm.Length(t), text(func(s string) any { return int64(len([]rune(s))) })},
		{"Length of bytes", orm.Length(orm.F("bytes")), func(c *Cell) any { return int64(len(c.Bytes)) }},
		{"Substr", orm.Substr(t, 2, 3), text(func(s string) any { return substr(s, 2, 3) })},
		{"Substr of none", orm.Substr(t, 1, 0), text(func(s string) any { return "" })},
		{"Replace", orm.Replace(t, "a", "<&>"), text(func(s string) any { return strings.ReplaceAll(s, "a", "<&>") })},
		{"Replace nothing", orm.Replace(t, "", "x"), text(func(s string) any { return s })},
		{"Concat", orm.Concat(t, "-", other), func(c *Cell) any {
			if c.Text == nil {
				return nil
			}
			return *c.Text + "-" + c.Other
		}},
		{"nested", orm.Length(orm.Trim(orm.Concat(orm.Lower(t), " "))), text(func(s string) any { return int64(len([]rune(strings.Trim(s, " ")))) })},
		{"Coalesce", orm.Coalesce(t, other, "none"), func(c *Cell) any {
			if c.Text == nil {
				return c.Other
			}
			return *c.Text
		}},
		{"Coalesce of a number", orm.Coalesce(n, -1), func(c *Cell) any {
			if c.Whole == nil {
				return int64(-1)
			}
			return *c.Whole
		}},
		{"Coalesce along a relation", orm.Coalesce(orm.F("twin__text"), "no twin"), func(c *Cell) any {
			if twin := c.twin(); twin != nil && twin.Text != nil {
				return *twin.Text
			}
			return "no twin"
		}},
		{"NullIf", orm.NullIf(t, "a"), text(func(s string) any {
			if s == "a" {
				return nil
			}
			return s
		})},
		{"Greatest", orm.Greatest(n, orm.F("small"), 5), func(c *Cell) any {
			if c.Whole == nil {
				return nil
			}
			return max(*c.Whole, int64(c.Small), 5)
		}},
		{"Least", orm.Least(d, decimal.RequireFromString("2.5")), exact(func(v decimal.Decimal) any { return decimal.Min(v, decimal.RequireFromString("2.5")) })},
		{"Greatest of texts", orm.Greatest(t, "Z"), text(func(s string) any { return max(s, "Z") })},
		{"Abs", orm.Abs(n), whole(func(v int64) any { return max(v, -v) })},
		{"Abs of 32 bits", orm.Abs(orm.F("small")), func(c *Cell) any { return int64(max(c.Small, -c.Small)) }},
		{"Abs of a decimal", orm.Abs(d), exact(func(v decimal.Decimal) any { return v.Abs() })},
		{"Abs of a float", orm.Abs(x), float(func(v float64) any { return math.Abs(v) })},
		{"Round", orm.Round(d, 2), exact(func(v decimal.Decimal) any { return v.Round(2) })},
		{"Round to tens", orm.Round(d, -1), exact(func(v decimal.Decimal) any { return v.Round(-1) })},
		{"Round of a whole number", orm.Round(n, -1), whole(func(v int64) any { return decimal.NewFromInt(v).Round(-1).IntPart() })},
		{"Round of a float", orm.Round(x, 1), float(func(v float64) any { return roundFloat(v, 1) })},
		{"Round of a float to hundreds", orm.Round(x, -2), float(func(v float64) any { return roundFloat(v, -2) })},
		{"Floor", orm.Floor(d), exact(func(v decimal.Decimal) any { return v.Floor() })},
		{"Floor of a float", orm.Floor(x), float(func(v float64) any { return math.Floor(v) })},
		{"Ceil", orm.Ceil(d), exact(func(v decimal.Decimal) any { return v.Ceil() })},
		{"Ceil of a float", orm.Ceil(x), float(func(v float64) any { return math.Ceil(v) })},
		{"Floor of a whole number", orm.Floor(n), whole(func(v int64) any { return v })},
		{"Mod", orm.Mod(n, 4), whole(func(v int64) any { return v % 4 })},
		{"Mod by zero", orm.Mod(n, 0), func(*Cell) any { return nil }},
		{"Mod of a decimal", orm.Mod(d, decimal.RequireFromString("0.7")), exact(func(v decimal.Decimal) any { return v.Mod(decimal.RequireFromString("0.7")) })},
		{"in arithmetic", orm.Length(t).Mul(2).Add(n), func(c *Cell) any {
			if c.Text == nil || c.Whole == nil {
				return nil
			}
			return int64(2*len([]rune(*c.Text))) + *c.Whole
		}},
		{"Case", orm.Case().When(orm.Q{"whole__gt": 10}, "much").When(orm.IsNull(&f.Whole), other).Else("little"), func(c *Cell) any {
			switch {
			case c.Whole == nil:
				return c.Other
			case *c.Whole > 10:
				return "much"
			}
			return "little"
		}},
		{"Case without Else", orm.Case().When(orm.Q{"done": true, "small__lt": 0}, 1).When(orm.Q{"text__contains": "a"}, n).End(), func(c *Cell) any {
			switch {
			case c.Done && c.Small < 0:
				return int64(1)
			case c.Text != nil && strings.Contains(*c.Text, "a") && c.Whole != nil:
				return *c.Whole
			}
			return nil
		}},
		{"Case of NULL", orm.Case().When(orm.Q{"done": true}, nil).Else(1.5), func(c *Cell) any {
			if c.Done {
				return nil
			}
			return 1.5
		}},
		{"Case of truth", orm.Case().When(orm.Lower(t).Eq("abc"), true).Else(false), func(c *Cell) any { return c.Text != nil && lower(*c.Text) == "abc" }},
		{"Greatest of instants", orm.Greatest(orm.F("at"), noon.Add(3*time.Hour).In(time.FixedZone("", 7200))), func(c *Cell) any {
			if c.At.Before(noon.Add(3 * time.Hour)) {
				return noon.Add(3 * time.Hour)
			}
			return c.At
		}},
		{"Coalesce of dates", orm.Coalesce(orm.F("day"), time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)), func(c *Cell) any {
			if c.Day == nil {
				return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
			}
			return *c.Day
		}},
		{"Case of times of day", orm.Case().When(orm.Q{"done": true}, orm.F("clock")).Else(time.Date(1, 1, 1, 23, 0, 0, 0, time.UTC)), func(c *Cell) any {
			if c.Done {
				return c.Clock
			}
			return time.Date(1, 1, 1, 23, 0, 0, 0, time.UTC)
		}},
		{"Case of UUIDs", orm.Case().When(orm.Q{"done": true}, orm.F("key")).Else(uuid.UUID{9}), func(c *Cell) any {
			if c.Done {
				return c.Key
			}
			return uuid.UUID{9}
		}},
		{"NullIf of an enumeration", orm.NullIf(orm.F("state"), State("old")), func(c *Cell) any {
			if c.State == "old" {
				return nil
			}
			return c.State
		}},
		{"Case of an enumeration", orm.Case().When(orm.Q{"done": true}, orm.F("state")).Else(State("old")), func(c *Cell) any {
			if c.Done {
				return c.State
			}
			return State("old")
		}},
		{"Coalesce of truth", orm.Coalesce(orm.F("twin__done"), true), func(c *Cell) any { return c.twin() == nil || c.twin().Done }},
		{"a rounded whole number, divided", orm.Round(n, -1).Div(7), whole(func(v int64) any { return decimal.NewFromInt(v).Round(-1).IntPart() / 7 })},
		{"a cut decimal, divided", orm.Round(orm.Floor(d).Div(7), 3), exact(func(v decimal.Decimal) any { return v.Floor().DivRound(decimal.NewFromInt(7), 16).Round(3) })},
		{"lengths beyond 32 bits", orm.Length(t).Mul(orm.Length(t)).Mul(1_000_000_000), text(func(s string) any {
			return int64(len([]rune(s))) * int64(len([]rune(s))) * 1_000_000_000
		})},
		{"lengths by one another", orm.Greatest(orm.Length(t), 100_000).Mul(orm.Greatest(orm.Length(t), 100_000)), text(func(string) any { return int64(10_000_000_000) })},
		{"Mod of a sum", orm.Mod(orm.F("small").Add(orm.F("small")), 7), func(c *Cell) any { return int64(c.Small) * 2 % 7 }},
		{"Value", orm.Greatest(orm.Value(3), 2), func(*Cell) any { return int64(3) }},
	}
}

// twin is the row that another leads to, among cells.
func (c *Cell) twin() *Cell {
	if c.ID <= 5 {
		return nil
	}
	return cells()[c.ID-6]
}

// ids are the rows of which something holds.
func ids(rows []*Cell, holds func(*Cell) bool) []int64 {
	out := []int64{}
	for _, c := range rows {
		if holds(c) {
			out = append(out, c.ID)
		}
	}
	return out
}

func same(a, b any) bool {
	if x, ok := a.(time.Time); ok {
		y, ok := b.(time.Time)
		return ok && x.Equal(y)
	}
	if x, ok := a.(decimal.Decimal); ok {
		y, ok := b.(decimal.Decimal)
		return ok && x.Equal(y)
	}
	return a == b
}

// Every function has, of every row, the value that Go gives: it equals it, is in a list with it, and is NULL where Go says so.
func TestFunctions(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		rows, objects := cells(), orm.Objects[Cell](db)
		if err := objects.BulkCreate(t.Context(), rows); err != nil {
			t.Fatal(err)
		}
		for _, q := range questions() {
			ask := func(what string, c orm.Condition, holds func(*Cell) bool) {
				t.Helper()
				got, err := orm.Pluck[int64](t.Context(), objects.Filter(c).OrderBy("id"), "id")
				if want := ids(rows, holds); err != nil || !slices.Equal(got, want) {
					t.Errorf("%s %s: %v, %v, want %v", q.name, what, got, err, want)
				}
			}
			ask("IsNull", q.expr.IsNull(), func(c *Cell) bool { return q.want(c) == nil })
			ask("not IsNull", orm.Not(q.expr.IsNull()), func(c *Cell) bool { return q.want(c) != nil })
			for _, c := range rows {
				v := q.want(c)
				if v == nil {
					continue
				}
				ask(fmt.Sprintf("= %v", v), q.expr.Eq(v), func(o *Cell) bool { return same(q.want(o), v) })
				ask(fmt.Sprintf("in %v", v), q.expr.In(v, v), func(o *Cell) bool { return same(q.want(o), v) })
				ask(fmt.Sprintf("<> %v", v), q.expr.Ne(v), func(o *Cell) bool { return q.want(o) != nil && !same(q.want(o), v) })
			}
		}
	})
}

// What a function gives can be assigned, and is stored as the column stores values.
func TestAssigned(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		objects, f := orm.Objects[Cell](db), orm.Fields[Cell]()
		if err := objects.BulkCreate(t.Context(), cells()); err != nil {
			t.Fatal(err)
		}
		n, err := objects.Filter(orm.Q{"id": 4}).Update(t.Context(), orm.SetExpr(&f.Text, orm.Upper(orm.Concat(orm.Col(&f.Text), "-", orm.Col(&f.Other)))),
			orm.SetExpr(&f.Whole, orm.Coalesce(orm.Mod(orm.Col(&f.Whole), 4), 0)), orm.SetExpr(&f.Exact, orm.Round(orm.Col(&f.Exact), 1)),
			orm.SetExpr(&f.Float, orm.Floor(orm.Col(&f.Float))), orm.SetExpr(&f.Done, orm.Case().When(orm.Q{"done": true}, false).Else(true)),
			orm.SetExpr(&f.State, orm.Case().When(orm.Q{"done": true}, State("new")).Else(orm.Col(&f.State))),
			orm.SetExpr(&f.At, orm.Least(orm.Col(&f.At), noon)), orm.SetExpr(&f.Key, orm.Coalesce(orm.Col(&f.Key), uuid.UUID{1})))
		if n != 1 || err != nil {
			t.Fatal(n, err)
		}
		got, err := objects.Get(t.Context(), orm.Q{"id": 4})
		if err != nil || *got.Text != "ABC-O" || *got.Whole != -3 || got.Exact.String() != "-1" || *got.Float != 0 || !got.Done || got.State != "old" || !got.At.Equal(noon) || got.Key != (uuid.UUID{15: 3}) {
			t.Errorf("%+v, %v", got, err)
		}
		_, err = objects.Filter(orm.Q{"id": 4}).Update(t.Context(), orm.SetExpr(&f.Whole, orm.Mod(orm.Col(&f.Whole), 0)))
		if !isError(err, orm.ErrValidation) {
			t.Errorf("Mod by zero: %v", err)
		}
		long := orm.Concat(orm.Coalesce(orm.Col(&f.Text), ""), strings.Repeat("x", 99), "yz")
		if _, err := objects.Filter(orm.Q{"id": 4}).Update(t.Context(), orm.SetExpr(&f.Text, long)); !isError(err, orm.ErrValidation) {
			t.Errorf("a text that is too long: %v", err)
		}
		if _, err := objects.Filter(orm.Q{"id": 1}).Update(t.Context(), orm.V{"other": strings.Repeat("é", 101)}); err != nil {
			t.Error(err)
		}
		if _, err := objects.Filter(orm.Q{"id": 1}).Update(t.Context(), orm.SetExpr(&f.Text, orm.Col(&f.Other))); !isError(err, orm.ErrValidation) {
			t.Errorf("a longer column: %v", err)
		}
		if n, err := objects.Filter(orm.Q{"id": 1}).Update(t.Context(), orm.SetExpr(&f.Text, orm.Substr(orm.Col(&f.Other), 1, 100)), orm.SetExpr(&f.State, orm.Col(&f.State))); n != 1 || err != nil {
			t.Errorf("as much as the column takes: %d, %v", n, err)
		}
		if _, err := objects.Filter(orm.Q{"id": 4}).Update(t.Context(), orm.SetExpr(&f.Other, orm.NullIf(orm.Col(&f.Other), "o"))); !isError(err, orm.ErrNotNull) {
			t.Errorf("NULL where none may be: %v", err)
		}
		if got, err := objects.Get(t.Context(), orm.Q{"id": 4}); err != nil || *got.Text != "ABC-O" {
			t.Errorf("after refusals: %v, %v", got, err)
		}
	})
}
