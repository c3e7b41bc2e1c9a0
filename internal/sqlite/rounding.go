package sqlite

import (
	"math"
	"math/big"
)

// number answers for whole numbers, floats and decimal texts, each by its own arithmetic; NULL stays NULL.
func number(value any, whole func(int64) (any, error), float func(float64) any, text func(decimal) decimal) (any, error) {
	switch v := value.(type) {
	case int64:
		return whole(v)
	case float64:
		return float(v), nil
	}
	d, err := toDecimal(value)
	if err != nil || d.coef == nil {
		return nil, err
	}
	return text(d).String(), nil
}

func same(v int64) (any, error) { return v, nil }

func absolute(value any) (any, error) {
	return number(value, func(v int64) (any, error) {
		if v == math.MinInt64 {
			return nil, errPrecision
		}
		return max(v, -v), nil
	}, func(v float64) any { return math.Abs(v) }, func(d decimal) decimal {
		return decimal{new(big.Int).Abs(d.coef), d.scale}
	})
}

// round goes away from zero at a half. Floats are rounded by the steps that the other databases are told to take.
func round(value any, digits int64) (any, error) {
	return number(value, func(v int64) (any, error) {
		if digits >= 0 {
			return v, nil
		}
		d := rescale(decimal{coef: big.NewInt(v)}, digits)
		if !d.coef.IsInt64() {
			return nil, errPrecision
		}
		return d.coef.Int64(), nil
	}, func(v float64) any {
		power := math.Pow10(int(min(max(digits, -digits), 300)))
		scaled := math.Abs(v) * power
		if digits < 0 {
			scaled = math.Abs(v) / power
		}
		if scaled = math.Floor(scaled + .5); digits < 0 {
			return math.Copysign(scaled*power, v)
		}
		return math.Copysign(scaled/power, v)
	}, func(d decimal) decimal { return rescale(d, digits) })
}

// rescale rounds a decimal to so many digits behind the point, before it when they are negative.
func rescale(d decimal, digits int64) decimal {
	if digits >= int64(d.scale) {
		return d
	}
	step := power10(int64(d.scale) - digits)
	quotient, rest := new(big.Int).QuoRem(d.coef, step, new(big.Int))
	if rest.Abs(rest).Lsh(rest, 1).Cmp(step) >= 0 {
		quotient.Add(quotient, big.NewInt(int64(d.coef.Sign())))
	}
	if digits >= 0 {
		return decimal{quotient, int(digits)}
	}
	return decimal{quotient.Mul(quotient, power10(-digits)), 0}
}

func power10(n int64) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(min(n, 10_000)), nil)
}

func floor(value any) (any, error) {
	return number(value, same, func(v float64) any { return math.Floor(v) }, func(d decimal) decimal { return below(d, 0) })
}

func ceil(value any) (any, error) {
	return number(value, same, func(v float64) any { return math.Ceil(v) }, func(d decimal) decimal { return below(d, 1) })
}

// below is the next whole number below a decimal, or above it.
func below(d decimal, up int64) decimal {
	step := power10(int64(d.scale))
	quotient, rest := new(big.Int).DivMod(d.coef, step, new(big.Int)) // toward minus infinity
	if rest.Sign() != 0 {
		quotient.Add(quotient, big.NewInt(up))
	}
	return decimal{quotient, 0}
}

// remainder has the sign of a.
func remainder(a, b decimal) (decimal, error) {
	if b.coef.Sign() == 0 {
		return decimal{}, errDivision
	}
	scale := max(a.scale, b.scale)
	x := new(big.Int).Mul(a.coef, power10(int64(scale-a.scale)))
	y := new(big.Int).Mul(b.coef, power10(int64(scale-b.scale)))
	return decimal{new(big.Int).Rem(x, y), scale}, nil
}
