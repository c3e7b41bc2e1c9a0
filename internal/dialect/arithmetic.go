package dialect

import (
	"fmt"

	"github.com/ormar-go/ormar/schema"
)

// Around is what stands before and after an expression; two empty texts where nothing is needed.
type Around [2]string

// Text is an expression with that around it.
func (a Around) Text(expression string) string { return a[0] + expression + a[1] }

// Arithmetic is how numbers are computed with, so that every database gives the same answer: whole numbers in 64 bits, quotients
// of them cut toward zero, those of decimals rounded to a scale, and what has no answer an error or NULL.
type Arithmetic struct {
	// WholeDivision is the operator that divides whole numbers.
	WholeDivision string
	// Whole stands around a column, or an aggregate of one, that the database would not compute with in 64 bits.
	Whole func(a *schema.Attribute, sum bool) Around
	// Sum is the sum of whole numbers of 64 bits as it is read, and ComparedSum what of that is compared; nil where SUM does.
	Sum, ComparedSum func(expression string) string
	// WholeAverage stands around the whole number whose average is taken, and DecimalAverage is the average of decimals: what is the
	// same quotient by its definition compares as equal, whatever sum and count made it. over is the window, if any.
	WholeAverage   Around
	DecimalAverage func(column, over string, scale int) string
	// Divisor stands around a divisor that may be zero, so that the quotient is NULL; empty where it is NULL by itself.
	Divisor Around
	// Strict stands before, between and after the numbers of a division that fails where the divisor is zero, empty where it does
	// by itself. divide is what makes the quotient of n and d.
	Strict func(divide string) [3]string
	// Numerator stands around the numerator of a quotient of decimals, and Quotient around the whole, of which scale digits behind
	// the point are kept.
	Numerator, Quotient func(scale int) Around
	// InRange stands around a whole computation, and FiniteFloat around each operation of floats, to fail where the result is outside
	// of 64 bits or infinite; empty where that fails by itself.
	InRange, FiniteFloat Around
}

// QuotientScale is how many digits behind the point a quotient of decimals has, when its operands have not more.
const QuotientScale = 16

func standsAlone(*schema.Attribute, bool) Around { return Around{} }

func sqliteArithmetic() Arithmetic {
	return Arithmetic{
		WholeDivision: " / ", Whole: standsAlone, Sum: sqliteSum, ComparedSum: sqliteComparedSum, Strict: sqliteStrict,
		DecimalAverage: func(column, over string, _ int) string { return "orm_decimal_avg(" + column + ")" + over },
		InRange:        Around{fitting("typeof(v) = 'integer'"), " AS v))"},
		FiniteFloat:    Around{fitting("abs(v) <= 1.7976931348623157e308"), " AS v))"},
	}
}

// sqliteStrict fails as fitting does.
func sqliteStrict(divide string) [3]string {
	return [3]string{"(SELECT CASE WHEN n IS NULL OR d IS NULL OR d + 0 <> 0 THEN " + divide + " ELSE zeroblob(4294967296) END FROM (SELECT ",
		" AS n, ", " AS d))"}
}

// sqliteSum adds the upper and the lower halves, since SUM fails beyond 64 bits. What does not fit is a text of both.
func sqliteSum(column string) string {
	low := "SUM(" + column + " & 4294967295)"
	high := "(SUM(" + column + " >> 32) + (" + low + " >> 32))"
	return "CASE WHEN " + high + " BETWEEN -2147483648 AND 2147483647 THEN " + high + " * 4294967296 + (" + low + " & 4294967295) ELSE " +
		high + " || ' ' || (" + low + " & 4294967295) END"
}

// sqliteComparedSum makes a floating-point number of such a text: it is on the right side of every whole number of 64 bits.
func sqliteComparedSum(sum string) string {
	return "CASE typeof(" + sum + ") WHEN 'text' THEN CAST(" + sum + " AS REAL) * 4294967296.0 + CAST(substr(" + sum + ", instr(" + sum +
		", ' ')) AS REAL) ELSE " + sum + " END"
}

func postgresArithmetic() Arithmetic {
	return Arithmetic{
		WholeDivision: " / ", Divisor: Around{"NULLIF(", ", 0)"},
		WholeAverage: Around{"CAST(", " AS double precision)"}, DecimalAverage: postgresAverage,
		Whole: func(a *schema.Attribute, sum bool) Around {
			if !sum && storedKind(a) == schema.KindBigInteger {
				return Around{}
			}
			return Around{"CAST(", " AS bigint)"}
		},
		Numerator: func(scale int) Around { return Around{"CAST(", fmt.Sprintf(" AS numeric(1000, %d))", scale)} },
		Quotient:  roundedQuotient,
	}
}

func mysqlArithmetic() Arithmetic {
	return Arithmetic{
		WholeDivision: " DIV ", Divisor: Around{"NULLIF(", ", 0)"}, Quotient: roundedQuotient,
		WholeAverage: Around{"(", " + 0e0)"}, // CAST AS DOUBLE came with 8.0.17
		DecimalAverage: func(column, over string, scale int) string {
			return roundedQuotient(max(scale, QuotientScale)).Text("AVG(" + column + ")" + over)
		},
		Whole: func(_ *schema.Attribute, sum bool) Around {
			if sum { // which is a decimal; dividing makes it a whole number, or fails
				return Around{"(", " DIV 1)"}
			}
			return Around{}
		},
	}
}

// postgresAverage gives the server the scale beforehand: left to itself it keeps the more digits the less the sum's first ones are
// than the count's, so that 15.00 over 14 and 7.50 over 7 would differ.
func postgresAverage(column, over string, scale int) string {
	scale = max(scale, QuotientScale)
	return fmt.Sprintf("ROUND(AVG(CAST(%s AS numeric(1000, %d)))%s, %d)", column, scale, over, scale)
}

func roundedQuotient(scale int) Around { return Around{"ROUND(", fmt.Sprintf(", %d)", scale)} }
