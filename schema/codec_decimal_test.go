package schema

import (
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
)

func decimalAttribute(precision, scale int) *Attribute {
	return &Attribute{Name: "v", Kind: KindDecimal, Precision: precision, Scale: scale}
}

func TestDecimalText(t *testing.T) {
	for _, c := range []struct {
		precision, scale int
		in, want, rule   string
	}{
		{5, 2, "1", "1.00", ""}, {5, 2, "+1.5", "1.50", ""}, {5, 2, "-0.07", "-0.07", ""}, {5, 2, ".5", "0.50", ""}, {5, 2, "5.", "5.00", ""},
		{5, 2, "999.99", "999.99", ""}, {5, 2, "-999.99", "-999.99", ""}, {5, 2, "1000", "", rulePrecision}, {5, 2, "1e3", "", rulePrecision},
		{5, 2, "0.001", "", ruleScale}, {5, 2, "1.230000", "1.23", ""}, {5, 2, "1.234", "", ruleScale}, {5, 2, "0001.2", "1.20", ""},
		{5, 2, "-0", "0.00", ""}, {5, 2, "-0.00", "0.00", ""}, {5, 2, "0e99999", "0.00", ""}, {5, 2, "12e-1", "1.20", ""}, {5, 2, "0.012e2", "1.20", ""},
		{5, 0, "12345", "12345", ""}, {5, 0, "1.0", "1", ""}, {5, 0, "1.5", "", ruleScale}, {5, 0, "0", "0", ""},
		{5, 5, "0.99999", "0.99999", ""}, {5, 5, "1", "", rulePrecision}, {5, 5, "1e-5", "0.00001", ""},
		{65, 30, strings.Repeat("9", 35) + "." + strings.Repeat("9", 30), strings.Repeat("9", 35) + "." + strings.Repeat("9", 30), ""},
		{5, 2, "", "", ruleDecimal}, {5, 2, ".", "", ruleDecimal}, {5, 2, "-", "", ruleDecimal}, {5, 2, "1,5", "", ruleDecimal}, {5, 2, " 1", "", ruleDecimal},
		{5, 2, "1.2.3", "", ruleDecimal}, {5, 2, "NaN", "", ruleDecimal}, {5, 2, "Inf", "", ruleDecimal}, {5, 2, "1e", "", ruleDecimal},
		{5, 2, "1e1e1", "", ruleDecimal}, {5, 2, "--1", "", ruleDecimal}, {5, 2, "1e99999999999", "", ruleDecimal}, {5, 2, "٣", "", ruleDecimal},
		{5, 2, "1e100000", "", rulePrecision}, {5, 2, "1e-100000", "", ruleScale},
	} {
		got, b := decimalAttribute(c.precision, c.scale).decimalText(c.in)
		rule := ""
		if b != nil {
			rule = b.rule
		}
		if got != c.want || rule != c.rule {
			t.Errorf("(%d,%d) %q: %q, %q; want %q, %q", c.precision, c.scale, c.in, got, rule, c.want, c.rule)
		}
	}
}

// obvious is the slow way: through a rational number.
func obvious(precision, scale int, text string) (string, bool) {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return "", false
	}
	shifted := new(big.Rat).Mul(r, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)))
	limit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(precision)), nil)
	if !shifted.IsInt() || shifted.Num().CmpAbs(limit) >= 0 {
		return "", false
	}
	return r.FloatString(scale), true
}

func TestDecimalTextAgreesWithTheObviousWay(t *testing.T) {
	r := rand.New(rand.NewPCG(codecSeed, 8))
	for range 5000 {
		precision := 1 + r.IntN(30)
		scale := r.IntN(precision + 1)
		text := randomDecimal(r)
		want, ok := obvious(precision, scale, text)
		got, b := decimalAttribute(precision, scale).decimalText(text)
		if ok != (b == nil) || got != want {
			t.Errorf("seed %d: (%d,%d) %q: %q, %+v; want %q, %v", codecSeed, precision, scale, text, got, b, want, ok)
		}
	}
}

func randomDecimal(r *rand.Rand) string {
	var b strings.Builder
	b.WriteString([]string{"", "-", "+"}[r.IntN(3)])
	for range 1 + r.IntN(20) {
		b.WriteByte(byte('0' + r.IntN(10)*r.IntN(2)))
	}
	if r.IntN(2) == 0 {
		b.WriteByte('.')
		for range 1 + r.IntN(12) {
			b.WriteByte(byte('0' + r.IntN(10)*r.IntN(2)))
		}
	}
	if r.IntN(4) == 0 {
		b.WriteString([]string{"e5", "E-5", "e+10", "e0"}[r.IntN(4)])
	}
	return b.String()
}

// FuzzDecimal compares with the obvious way whatever it accepts, and reads its own texts as themselves.
func FuzzDecimal(f *testing.F) {
	for _, s := range []string{"1", "-0.5", "1e3", "1e-4", "99999999999999999999", ".", "1e99999999999", "+00.10"} {
		f.Add(s, uint8(20), uint8(4))
	}
	f.Fuzz(func(t *testing.T, text string, precision, scale uint8) {
		p := int(precision)%65 + 1
		s := int(scale) % (p + 1)
		a := decimalAttribute(p, s)
		got, b := a.decimalText(text)
		if b != nil {
			return
		}
		if again, b := a.decimalText(got); b != nil || again != got {
			t.Fatalf("(%d,%d) %q became %q became %q (%+v)", p, s, text, got, again, b)
		}
		if len(text) > 200 || strings.ContainsAny(text, "eE") {
			return // the obvious way would blow up
		}
		if want, ok := obvious(p, s, text); !ok || strings.TrimPrefix(want, "-") != strings.TrimPrefix(got, "-") {
			t.Fatalf("(%d,%d) %q: %q; the obvious way says %q, %v", p, s, text, got, want, ok)
		}
	})
}
