package sqlite

import (
	"errors"
	"math/big"
	"strconv"

	"github.com/ormar-go/ormar/schema"
)

// DecimalCollation compares decimal texts in the order of their numbers: the collation orm_decimal.
func DecimalCollation() (name string, compare func(a, b string) int) {
	return "orm_decimal", compareDecimal
}

// Scalars are the functions that SQLite does not have, for one pool or several: functions of one to three arguments, any, string or
// int64, that return a value and perhaps an error. NULL comes as nil, or as a nil []byte. All depend on their arguments alone. Their names are
// part of the SQL that this module writes:
//
//	orm_decimal_add, _sub, _mul(a, b)  exact; NULL when an operand is
//	orm_decimal_div(a, b)              16 decimals or the operands' own; by zero is NULL
//	orm_decimal_cast(x, p, s)          rounded to s decimals, a blob when p digits are too few
//	orm_abs(x), orm_round(x, n)        of any number; halves go away from zero, n may be negative
//	orm_floor(x), orm_ceil(x)          the next whole number below or above
//	orm_mod(a, b)                      of decimals, with the sign of a; by zero is NULL
//	orm_datetime, _date, _time(x)      the form in which this module stores what it reads x as; else x
//	orm_uuid(x, n)                     the same in n characters
//	orm_date_trunc, _part(unit, t, zone) a time cut to a unit, or a part of it, as clocks show it there
//	orm_date_add(t, seconds, micros)   a time so much later
//	orm_cast(kind, x)                  x as another kind, NULL where it is none
//	orm_regexp(pattern, value)         Go's regular expressions; NULL when either is
func Scalars() map[string]any {
	zones, expressions := new(zoneTexts), new(patterns)
	return map[string]any{
		"orm_decimal_add":  binary(add),
		"orm_decimal_sub":  binary(subtract),
		"orm_decimal_mul":  binary(multiply),
		"orm_decimal_div":  binary(divide),
		"orm_decimal_cast": cast,
		"orm_abs":          absolute,
		"orm_round":        round,
		"orm_floor":        floor,
		"orm_ceil":         ceil,
		"orm_mod":          binary(remainder),
		"orm_datetime":     formOf(schema.KindDateTime, "2006-01-02 15:04:05.000000"),
		"orm_date":         formOf(schema.KindDate, "2006-01-02"),
		"orm_time":         formOf(schema.KindTime, "15:04:05.000000"),
		"orm_uuid":         uuidForm,
		"orm_date_trunc":   zones.trunc,
		"orm_date_part":    zones.part,
		"orm_date_add":     addTime,
		"orm_cast":         castTo,
		"orm_regexp":       expressions.match,
	}
}

// Aggregate is the state of an aggregate function over one group.
type Aggregate interface {
	// Step takes a row.
	Step(value any) error
	// Done answers for the group.
	Done() (any, error)
}

// Aggregates are those that SQLite does not have:
//
//	orm_decimal_sum(x)  exact sum, NULL without a value
//	orm_decimal_avg(x)  sum divided by count as orm_decimal_div does
func Aggregates() map[string]func() Aggregate {
	return map[string]func() Aggregate{
		"orm_decimal_sum": func() Aggregate { return new(sum) },
		"orm_decimal_avg": func() Aggregate { return new(average) },
	}
}

// binary makes the SQL function of an operation.
func binary(operation func(a, b decimal) (decimal, error)) func(a, b any) (any, error) {
	return func(a, b any) (any, error) {
		x, err := toDecimal(a)
		if err != nil || x.coef == nil {
			return nil, err
		}
		y, err := toDecimal(b)
		if err != nil || y.coef == nil {
			return nil, err
		}
		result, err := operation(x, y)
		if errors.Is(err, errDivision) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		return result.String(), nil
	}
}

func cast(value any, precision, scale int64) (any, error) {
	d, err := toDecimal(value)
	if err != nil || d.coef == nil {
		return nil, err
	}
	if d, err = fit(d, precision, scale); errors.Is(err, errPrecision) {
		return []byte(errPrecision.Error()), nil // a function's own error has no code by which it could be told
	} else if err != nil {
		return nil, err
	}
	return d.String(), nil
}

// toDecimal reads an argument as a driver hands it over; NULL is a decimal without a coefficient.
func toDecimal(value any) (decimal, error) {
	switch v := value.(type) {
	case nil:
		return decimal{}, nil
	case string:
		return parseDecimal(v)
	case int64:
		return decimal{coef: big.NewInt(v)}, nil
	case float64:
		return parseDecimal(strconv.FormatFloat(v, 'e', -1, 64))
	case []byte:
		if v == nil {
			return decimal{}, nil
		}
		return parseDecimal(string(v))
	}
	return decimal{}, errNotDecimal
}

// sum is the state of orm_decimal_sum over one group.
type sum struct {
	total decimal
}

// Step takes a row.
func (s *sum) Step(value any) error {
	d, err := toDecimal(value)
	if err != nil || d.coef == nil {
		return err
	}
	if s.total.coef == nil {
		s.total = d
		return nil
	}
	s.total, err = add(s.total, d)
	return err
}

// Done answers for the group.
func (s *sum) Done() (any, error) {
	if s.total.coef == nil {
		return nil, nil
	}
	return s.total.String(), nil
}

// average is the state of orm_decimal_avg over one group.
type average struct {
	sum   sum
	count int64
}

// Step takes a row.
func (a *average) Step(value any) error {
	if bytes, ok := value.([]byte); value == nil || ok && bytes == nil {
		return nil
	}
	a.count++
	return a.sum.Step(value)
}

// Done answers for the group.
func (a *average) Done() (any, error) {
	if a.count == 0 {
		return nil, nil
	}
	result, err := divide(a.sum.total, decimal{coef: big.NewInt(a.count)})
	if err != nil {
		return nil, err
	}
	return result.String(), nil
}
