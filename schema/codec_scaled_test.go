package schema

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"
)

// The text that is made of a number is the one that is made of its text, whatever the scale and the precision; and where it is refused,
// the other is asked.
func TestScaledText(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	made, refused := 0, 0
	for range 200_000 {
		a := &Attribute{Kind: KindDecimal, Precision: 1 + r.IntN(30)}
		a.Scale = r.IntN(min(a.Precision, 20) + 1)
		coefficient := big.NewInt(r.Int64N(powersOfTen[r.IntN(19)]+1) - r.Int64N(3))
		if r.IntN(10) == 0 {
			coefficient.Mul(coefficient, big.NewInt(r.Int64N(1_000_000)))
		}
		for range r.IntN(4) {
			coefficient.Mul(coefficient, big.NewInt(10))
		}
		d := decimal.NewFromBigInt(coefficient, int32(r.IntN(25)-20))
		if r.IntN(2) == 0 {
			d = d.Neg()
		}
		want, b := a.decimalText(d.String())
		got, ok := a.scaledText(&d)
		switch {
		case !ok:
			refused++
		case b != nil:
			t.Fatalf("%s as %d,%d: %q, but its text is refused: %v", d, a.Precision, a.Scale, got, b)
		case got != want:
			t.Fatalf("%s (%s, %d) as %d,%d: %q, want %q", d, coefficient, d.Exponent(), a.Precision, a.Scale, got, want)
		default:
			made++
		}
	}
	if made < 40_000 || refused < 10_000 {
		t.Errorf("%d were made and %d refused: the numbers are not what they should be", made, refused)
	}
}

// Every decimal that fits and has few digits takes the short way.
func TestScaledTextIsTaken(t *testing.T) {
	a := &Attribute{Kind: KindDecimal, Precision: 12, Scale: 2}
	for text, want := range map[string]string{"0": "0.00", "7.5": "7.50", "-0.05": "-0.05", "1234567890.12": "1234567890.12", "-9999999999.99": "-9999999999.99", "3.100": "3.10", "100": "100.00"} {
		d := decimal.RequireFromString(text)
		if got, ok := a.scaledText(&d); !ok || got != want {
			t.Errorf("%s: %q, %t, want %q", text, got, ok, want)
		}
	}
	for _, text := range []string{"12345678901", "-10000000000.00", "0.001", "1e30", "123456789012345678901234567890"} {
		d := decimal.RequireFromString(text)
		if got, ok := a.scaledText(&d); ok {
			t.Errorf("%s: %q, though it does not fit", text, got)
		}
	}
}
