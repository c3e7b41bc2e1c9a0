package differential

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"
)

// folded is a text whose case counts for nothing.
type folded string

// pair is the key of a row among several tables, or one of two columns.
type pair [2]any

// elements are those of an array.
type elements []any

// span is a range of whole numbers from lo to before hi; the ends may be none. Where hi is not above lo it is empty.
type span struct{ lo, hi int64 }

func (s span) empty() bool { return s.lo >= s.hi }

// String is as PostgreSQL writes a range.
func (s span) String() string {
	if s.empty() {
		return "empty"
	}
	lo, hi := "(", ")"
	if s.lo != math.MinInt64 {
		lo = fmt.Sprintf("[%d", s.lo)
	}
	if s.hi != math.MaxInt64 {
		hi = fmt.Sprintf("%d)", s.hi)
	}
	return lo + "," + hi
}

func (s span) compare(o span) int {
	switch {
	case s.empty() || o.empty():
		return cmp.Compare(truth(o.empty()), truth(s.empty()))
	case s.lo != o.lo:
		return cmp.Compare(s.lo, o.lo)
	}
	return cmp.Compare(s.hi, o.hi)
}

// within reports whether a range, or a number, lies in another range.
func (s span) within(inner any) bool {
	if o, ok := inner.(span); ok {
		return o.empty() || !s.empty() && s.lo <= o.lo && o.hi <= s.hi
	}
	n := inner.(int64)
	return s.lo <= n && n < s.hi
}

func (s span) overlaps(o span) bool {
	return !s.empty() && !o.empty() && s.lo < o.hi && o.lo < s.hi
}

// in reports whether an array has an element.
func (a elements) in(v any) bool {
	return slices.ContainsFunc(a, func(o any) bool { return compareValues(o, v) == 0 })
}

// all reports whether another array has every element of this one.
func (a elements) all(b elements) bool {
	return !slices.ContainsFunc(a, func(v any) bool { return !b.in(v) })
}

// compareShapes is compareValues for the types of this file.
func compareShapes(a, b any) int {
	switch a := a.(type) {
	case uint64:
		return cmp.Compare(a, b.(uint64))
	case folded:
		return cmp.Compare(lowerASCII(string(a)), lowerASCII(string(b.(folded))))
	case span:
		return a.compare(b.(span))
	case pair:
		o := b.(pair)
		if c := compareValues(a[0], o[0]); c != 0 {
			return c
		}
		return compareValues(a[1], o[1])
	case elements: // equal to another or not
		return slices.CompareFunc(a, b.(elements), compareValues)
	}
	panic(fmt.Sprintf("no value: %T", a))
}

// rational is a number beside a sum.
func rational(v any) *big.Rat {
	switch v := v.(type) {
	case int64:
		return new(big.Rat).SetInt64(v)
	case uint64:
		return new(big.Rat).SetInt(new(big.Int).SetUint64(v))
	}
	return v.(*big.Rat)
}

// showShape is show for the types of this file.
func showShape(v any) string {
	switch v := v.(type) {
	case uint64:
		return fmt.Sprint(v)
	case folded:
		return show(lowerASCII(string(v)))
	case span:
		return show(v.String())
	case pair:
		return "(" + show(v[0]) + ", " + show(v[1]) + ")"
	case elements:
		parts := make([]string, len(v))
		for i, e := range v {
			parts[i] = show(e)
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	panic(fmt.Sprintf("no value: %T", v))
}

// elementsOf makes a value of the model of a slice; nil is NULL.
func elementsOf[E any](list []E) any {
	if list == nil {
		return nil
	}
	out := elements{}
	for _, e := range list {
		out = append(out, plain(e))
	}
	return out
}

// slice is the Go slice of an array.
func (a elements) slice() any {
	if len(a) > 0 {
		if _, whole := a[0].(int64); whole {
			out := make([]int, len(a))
			for i, e := range a {
				out[i] = int(e.(int64))
			}
			return out
		}
	}
	out := make([]string, len(a))
	for i, e := range a {
		out[i] = e.(string)
	}
	return out
}
