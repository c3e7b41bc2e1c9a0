package sqlite

import (
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// Bounds of what is taken for a number, far beyond any column, so that a hostile text costs little.
const (
	maxDigits   = 20_000
	maxExponent = 1_000
)

// quotientScale is the number of decimals that a division keeps at least, as PostgreSQL does.
const quotientScale = 16

var (
	errNotDecimal = errors.New("not a decimal number")
	errDivision   = errors.New("division by zero")
	errPrecision  = errors.New("decimal out of range")
)

// decimal is coef · 10^-scale; scale is never negative.
type decimal struct {
	coef  *big.Int
	scale int
}

// parseDecimal reads an optionally signed decimal, with an exponent as SQLite writes a REAL.
func parseDecimal(s string) (decimal, error) {
	mantissa, exponent := s, 0
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		e, err := strconv.Atoi(s[i+1:])
		if err != nil || e > maxExponent || e < -maxExponent {
			return decimal{}, errNotDecimal
		}
		mantissa, exponent = s[:i], e
	}
	p, ok := splitDecimal(mantissa)
	if !ok {
		return decimal{}, errNotDecimal
	}
	coef, ok := new(big.Int).SetString("0"+p.whole+p.written, 10)
	if !ok {
		return decimal{}, errNotDecimal
	}
	if p.negative {
		coef.Neg(coef)
	}
	d := decimal{coef, len(p.written) - exponent}
	if d.scale < 0 {
		return d.rescaled(0), nil
	}
	return d, nil
}

// rescaled is d with at least the given scale; its value is the same.
func (d decimal) rescaled(scale int) decimal {
	if scale <= d.scale {
		return d
	}
	return decimal{new(big.Int).Mul(d.coef, powerOfTen(scale-d.scale)), scale}
}

// rounded is d with exactly the given scale, halves going away from zero as PostgreSQL and MySQL do.
func (d decimal) rounded(scale int) decimal {
	if scale >= d.scale {
		return d.rescaled(scale)
	}
	return decimal{roundedQuotient(d.coef, powerOfTen(d.scale-scale)), scale}
}

// trimmed drops trailing zeros down to the given scale.
func (d decimal) trimmed(scale int) decimal {
	ten, rest := big.NewInt(10), new(big.Int)
	coef := new(big.Int).Set(d.coef)
	for d.scale > scale {
		next := new(big.Int)
		if next.QuoRem(coef, ten, rest); rest.Sign() != 0 {
			break
		}
		coef, d.scale = next, d.scale-1
	}
	return decimal{coef, d.scale}
}

// String is fixed notation with all of the scale.
func (d decimal) String() string {
	digits := new(big.Int).Abs(d.coef).String()
	if missing := d.scale + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	sign := ""
	if d.coef.Sign() < 0 {
		sign = "-"
	}
	if d.scale == 0 {
		return sign + digits
	}
	point := len(digits) - d.scale
	return sign + digits[:point] + "." + digits[point:]
}

func add(a, b decimal) (decimal, error) {
	scale := max(a.scale, b.scale)
	return decimal{new(big.Int).Add(a.rescaled(scale).coef, b.rescaled(scale).coef), scale}, nil
}

func subtract(a, b decimal) (decimal, error) {
	return add(a, decimal{new(big.Int).Neg(b.coef), b.scale})
}

func multiply(a, b decimal) (decimal, error) {
	return decimal{new(big.Int).Mul(a.coef, b.coef), a.scale + b.scale}, nil
}

// divide keeps 16 decimals, or more when an operand has more, and drops the zeros behind the operands' own scale.
func divide(a, b decimal) (decimal, error) {
	if b.coef.Sign() == 0 {
		return decimal{}, errDivision
	}
	own := max(a.scale, b.scale)
	scale := max(own, quotientScale)
	numerator := new(big.Int).Mul(a.coef, powerOfTen(scale+b.scale-a.scale))
	return decimal{roundedQuotient(numerator, b.coef), scale}.trimmed(own), nil
}

// fit rounds to a column's scale, and refuses what has more digits than the column.
func fit(d decimal, precision, scale int64) (decimal, error) {
	if precision < 1 || precision > maxDigits || scale < 0 || scale > precision {
		return decimal{}, fmt.Errorf("decimal(%d, %d) is no type", precision, scale)
	}
	d = d.rounded(int(scale))
	if d.coef.CmpAbs(powerOfTen(int(precision))) >= 0 {
		return decimal{}, errPrecision
	}
	return d, nil
}

func powerOfTen(n int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}

func roundedQuotient(numerator, denominator *big.Int) *big.Int {
	quotient, rest := new(big.Int).QuoRem(numerator, denominator, new(big.Int))
	if rest.Lsh(rest, 1).CmpAbs(denominator) < 0 {
		return quotient
	}
	return quotient.Add(quotient, big.NewInt(int64(numerator.Sign()*denominator.Sign())))
}

// parts are a decimal text taken apart without copying it.
type parts struct {
	negative bool
	whole    string // digits before the point, without leading zeros
	fraction string // digits behind the point, without trailing zeros
	written  string // digits behind the point, as they stand
}

func splitDecimal(s string) (parts, bool) {
	var p parts
	if s != "" && (s[0] == '-' || s[0] == '+') {
		p.negative = s[0] == '-'
		s = s[1:]
	}
	whole, fraction, _ := strings.Cut(s, ".")
	if len(whole)+len(fraction) == 0 || len(s) > maxDigits || !digits(whole) || !digits(fraction) {
		return p, false
	}
	p.whole = strings.TrimLeft(whole, "0")
	p.written = fraction
	p.fraction = strings.TrimRight(fraction, "0")
	if p.whole == "" && p.fraction == "" {
		p.negative = false
	}
	return p, true
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// compareDecimal is the collation orm_decimal: texts in the order of the numbers they spell, then whatever spells none,
// byte by byte. It allocates nothing for plain notation, since a sort calls it for every pair.
func compareDecimal(a, b string) int {
	p, numberA := plain(a)
	q, numberB := plain(b)
	switch {
	case !numberA && !numberB:
		return strings.Compare(a, b)
	case !numberA:
		return 1
	case !numberB:
		return -1
	case p.negative != q.negative:
		if p.negative {
			return -1
		}
		return 1
	case p.negative:
		return comparePositive(q, p)
	}
	return comparePositive(p, q)
}

func comparePositive(p, q parts) int {
	if len(p.whole) != len(q.whole) {
		return len(p.whole) - len(q.whole)
	}
	if c := strings.Compare(p.whole, q.whole); c != 0 {
		return c
	}
	return strings.Compare(p.fraction, q.fraction)
}

// plain takes a number apart, after writing an exponent out.
func plain(s string) (parts, bool) {
	if p, ok := splitDecimal(s); ok {
		return p, true
	}
	d, err := parseDecimal(s)
	if err != nil {
		return parts{}, false
	}
	return splitDecimal(d.String())
}
