package sqlite

import (
	"errors"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestParseDecimal(t *testing.T) {
	for in, want := range map[string]string{
		"0": "0", "-0": "0", "-0.00": "0.00", "+1": "1", "007.50": "7.50", ".5": "0.5", "5.": "5", "-12.30": "-12.30",
		"1e3": "1000", "1.25e1": "12.5", "1.5E-3": "0.0015", "-2.5e+2": "-250",
		"99999999999999999999.0000000001": "99999999999999999999.0000000001",
	} {
		d, err := parseDecimal(in)
		if err != nil {
			t.Errorf("%q: %v", in, err)
			continue
		}
		if got := d.String(); got != want {
			t.Errorf("%q is %s, want %s", in, got, want)
		}
	}
	for _, in := range []string{"", "-", ".", "1.2.3", " 1", "1 ", "0x10", "1_000", "NaN", "Inf", "1e", "1e9999999", "--1", "1e1e1", strings.Repeat("9", maxDigits+1)} {
		if d, err := parseDecimal(in); err == nil {
			t.Errorf("%.20q is %s, want an error", in, d)
		}
	}
}

func TestDivide(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"1.00", "4", "0.25"},
		{"1", "3", "0.3333333333333333"},
		{"2", "3", "0.6666666666666667"},
		{"-2", "3", "-0.6666666666666667"},
		{"10.00", "2.0", "5.00"},
		{"1", "0.0000000000000000003", "3333333333333333333.3333333333333333333"},
		{"0", "7.25", "0.00"},
	} {
		a, b := must(t, c.a), must(t, c.b)
		got, err := divide(a, b)
		if err != nil || got.String() != c.want {
			t.Errorf("%s / %s = %v, %v, want %s", c.a, c.b, got, err, c.want)
		}
	}
	if _, err := divide(must(t, "1"), must(t, "0.00")); !errors.Is(err, errDivision) {
		t.Errorf("by zero: %v", err)
	}
}

func TestFit(t *testing.T) {
	for _, c := range []struct {
		in               string
		precision, scale int64
		want             string
	}{
		{"1", 5, 2, "1.00"}, {"1.005", 5, 2, "1.01"}, {"-1.005", 5, 2, "-1.01"}, {"1.0049", 5, 2, "1.00"},
		{"999.99", 5, 2, "999.99"}, {"999.995", 5, 2, ""}, {"1000", 5, 2, ""}, {"-1000", 5, 2, ""}, {"5", 3, 0, "5"},
		{"1", 0, 0, ""}, {"1", 2, 3, ""}, {"1", 2, -1, ""},
	} {
		got, err := fit(must(t, c.in), c.precision, c.scale)
		if (err != nil) != (c.want == "") || err == nil && got.String() != c.want {
			t.Errorf("%s as decimal(%d, %d) = %v, %v, want %q", c.in, c.precision, c.scale, got, err, c.want)
		}
	}
}

// The same arithmetic with fractions of whole numbers is the oracle.
func TestArithmeticAgainstRationals(t *testing.T) {
	const seed = 20240607
	random := rand.New(rand.NewPCG(seed, seed))
	for range 5_000 {
		a, b := randomDecimal(random), randomDecimal(random)
		x, y := must(t, a), must(t, b)
		p, q := rational(t, a), rational(t, b)
		for name, c := range map[string]struct {
			got  func(a, b decimal) (decimal, error)
			want *big.Rat
		}{
			"+": {add, new(big.Rat).Add(p, q)},
			"-": {subtract, new(big.Rat).Sub(p, q)},
			"*": {multiply, new(big.Rat).Mul(p, q)},
		} {
			got, err := c.got(x, y)
			if err != nil || rational(t, got.String()).Cmp(c.want) != 0 {
				t.Fatalf("seed %d: %s %s %s = %v, %v, want %s", seed, a, name, b, got, err, c.want)
			}
		}
		if got := compareDecimal(a, b); sign(got) != p.Cmp(q) {
			t.Fatalf("seed %d: compare %s, %s = %d, want %d", seed, a, b, got, p.Cmp(q))
		}
		if q.Sign() == 0 {
			continue
		}
		quotient, err := divide(x, y)
		if err != nil {
			t.Fatal(err)
		}
		gap := new(big.Rat).Sub(rational(t, quotient.String()), new(big.Rat).Quo(p, q))
		if bound := rational(t, "0.00000000000000005"); gap.Abs(gap).Cmp(bound) > 0 {
			t.Fatalf("seed %d: %s / %s = %s is off by %s", seed, a, b, quotient, gap)
		}
	}
}

func TestCompareDecimalIsATotalOrder(t *testing.T) {
	texts := []string{"-1e3", "-2.5", "-2.50", "-1", "-0", "0", "0.0", "0.10", "0.9", "1", "1.0e0", "2", "10", "1e2", "1e20", "", "NaN", "x", "x1"}
	for i, a := range texts {
		for j, b := range texts {
			if got, back := sign(compareDecimal(a, b)), sign(compareDecimal(b, a)); got != -back {
				t.Errorf("%q and %q: %d and back %d", a, b, got, back)
			} else if i < j && got > 0 {
				t.Errorf("%q sorts after %q", a, b)
			}
		}
	}
	random := rand.New(rand.NewPCG(7, 7))
	shuffled := slices.Clone(texts)
	for range 100 {
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		slices.SortFunc(shuffled, compareDecimal)
		for i := 1; i < len(texts); i++ {
			if compareDecimal(shuffled[i], texts[i]) != 0 {
				t.Fatalf("sorted %q, want the order of %q", shuffled, texts)
			}
		}
	}
}

func TestCompareDecimalDoesNotAllocate(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { compareDecimal("123456.78", "-0123456.780") }); n != 0 {
		t.Errorf("%v allocations per comparison", n)
	}
}

func FuzzParseDecimal(f *testing.F) {
	for _, seed := range []string{"0", "-1.50", "1e-7", "1.5e10", "+.5", "--", "9e1000"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := parseDecimal(s)
		if err != nil {
			return
		}
		again, err := parseDecimal(d.String())
		if err != nil || again.coef.Cmp(d.coef) != 0 || again.scale != d.scale {
			t.Fatalf("%q is %s, and that is %v, %v", s, d, again, err)
		}
		if compareDecimal(s, d.String()) != 0 {
			t.Fatalf("%q does not compare equal to %s", s, d)
		}
	})
}

func must(t *testing.T, s string) decimal {
	t.Helper()
	d, err := parseDecimal(s)
	if err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return d
}

func rational(t *testing.T, s string) *big.Rat {
	t.Helper()
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		t.Fatalf("%q is no number", s)
	}
	return r
}

func randomDecimal(r *rand.Rand) string {
	var b strings.Builder
	b.WriteString([]string{"", "-", "+"}[r.IntN(3)])
	for range 1 + r.IntN(25) {
		b.WriteByte(byte('0' + r.IntN(10)))
	}
	if r.IntN(3) > 0 {
		b.WriteByte('.')
		for range 1 + r.IntN(12) {
			b.WriteByte(byte('0' + r.IntN(10)))
		}
	}
	return b.String()
}

func sign(n int) int { return max(-1, min(1, n)) }
