package functions

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/orm"
)

// drawn is an expression of a random shape with what it is of a row in Go; whole numbers stay small enough for 64 bits.
type drawn struct {
	expr orm.Expr
	of   func(c *Cell) any
}

// both computes with two values that are not NULL.
func both[T any](a, b drawn, f func(x, y T) any) func(*Cell) any {
	return func(c *Cell) any {
		x, y := a.of(c), b.of(c)
		if x == nil || y == nil {
			return nil
		}
		return f(x.(T), y.(T))
	}
}

// number draws a whole number.
func number(r *rand.Rand, depth int) drawn {
	if depth == 0 {
		n := r.Int64N(9) - 4
		return []drawn{
			{orm.F("id"), func(c *Cell) any { return c.ID }},
			{orm.Value(n), func(*Cell) any { return n }},
			{orm.Mod(orm.F("whole"), 1000), whole(func(v int64) any { return v % 1000 })},
			{orm.Length(orm.F("text")), text(func(s string) any { return int64(len([]rune(s))) })},
		}[r.IntN(4)]
	}
	a, b := number(r, depth-1), number(r, depth-1)
	switch r.IntN(7) {
	case 0:
		return drawn{a.expr.Add(b.expr), both(a, b, func(x, y int64) any { return x + y })}
	case 1:
		return drawn{a.expr.Sub(b.expr), both(a, b, func(x, y int64) any { return x - y })}
	case 2:
		return drawn{a.expr.Div(b.expr), both(a, b, func(x, y int64) any {
			if y == 0 {
				return nil
			}
			return x / y
		})}
	case 3:
		return drawn{orm.Greatest(a.expr, b.expr), both(a, b, func(x, y int64) any { return max(x, y) })}
	case 4:
		return drawn{orm.Coalesce(a.expr, b.expr), func(c *Cell) any {
			if v := a.of(c); v != nil {
				return v
			}
			return b.of(c)
		}}
	case 5:
		w := word(r, depth-1)
		return drawn{orm.Length(w.expr), func(c *Cell) any {
			if v := w.of(c); v != nil {
				return int64(len([]rune(v.(string))))
			}
			return nil
		}}
	}
	return drawn{orm.Case().When(orm.Q{"done": true}, a.expr).When(a.expr.Gt(b.expr), orm.Abs(b.expr)).End(), func(c *Cell) any {
		x, y := a.of(c), b.of(c)
		switch {
		case c.Done:
			return x
		case x != nil && y != nil && x.(int64) > y.(int64):
			return max(y.(int64), -y.(int64))
		}
		return nil
	}}
}

// word draws a text.
func word(r *rand.Rand, depth int) drawn {
	if depth == 0 {
		s := []string{"", "a", "é'", "%_\\"}[r.IntN(4)]
		return []drawn{{orm.F("text"), text(func(s string) any { return s })}, {orm.F("other"), func(c *Cell) any { return c.Other }},
			{orm.Value(s), func(*Cell) any { return s }}}[r.IntN(3)]
	}
	a, b := word(r, depth-1), word(r, depth-1)
	switch r.IntN(4) {
	case 0:
		return drawn{orm.Concat(a.expr, b.expr), both(a, b, func(x, y string) any { return x + y })}
	case 1:
		from, n := 1+r.IntN(4), r.IntN(5)
		return drawn{orm.Substr(a.expr, from, n), both(a, a, func(x, _ string) any { return substr(x, from, n) })}
	case 2:
		return drawn{orm.Least(a.expr, b.expr), both(a, b, func(x, y string) any { return min(x, y) })}
	}
	return drawn{orm.Replace(orm.Trim(a.expr), "a", "-"), both(a, a, func(x, _ string) any { return strings.ReplaceAll(strings.Trim(x, " "), "a", "-") })}
}

// Expressions of random shapes are read, filtered by, sorted by and summed as a loop in Go does.
func TestRandomExpressions(t *testing.T) {
	seed := replay.Seed(t)
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		r, rows, objects := rand.New(rand.NewPCG(seed, 0)), cells(), orm.Objects[Cell](db)
		if err := objects.BulkCreate(t.Context(), rows); err != nil {
			t.Fatal(err)
		}
		for i := range 80 {
			e := number(r, 1+r.IntN(3))
			if i%2 == 0 {
				e = word(r, 1+r.IntN(3))
			}
			asked := objects.AnnotateExpr("v", e.expr)
			got, err := asked.OrderBy(orm.NullsFirst("v"), "id").ValuesList(t.Context(), "id", "v")
			want := slices.Clone(rows)
			slices.SortStableFunc(want, func(a, b *Cell) int { return ordered(e.of(a), e.of(b)) })
			for j, c := range want {
				if err != nil || got[j][0] != c.ID || fmt.Sprint(got[j][1]) != fmt.Sprint(e.of(c)) {
					t.Fatalf("seed %d, expression %d: %v, %v, want %d: %v at %d", seed, i, got, err, c.ID, e.of(c), j)
				}
			}
			like := rows[r.IntN(len(rows))]
			v := e.of(like)
			if v == nil {
				continue
			}
			holds := ids(rows, func(c *Cell) bool { return e.of(c) != nil && e.of(c) == v })
			n, err := asked.Filter(orm.Q{"v": v}).Count(t.Context())
			row, sumErr := asked.Aggregate(t.Context(), orm.CountDistinctOf("v").As("n"), orm.CountOf("id").Where(e.expr.Eq(v)).As("same"))
			if err != nil || sumErr != nil || int(n) != len(holds) || row["same"] != int64(len(holds)) {
				t.Fatalf("seed %d, expression %d = %v: %d, %v, %v, %v, want %d", seed, i, v, n, row, err, sumErr, len(holds))
			}
		}
	})
}
