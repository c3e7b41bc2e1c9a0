package orm

import (
	"reflect"
	"slices"
	"time"

	"github.com/ormar-go/ormar/internal/lookup"
	"github.com/ormar-go/ormar/internal/query"
)

// call is a function of expressions and values.
func call(fn query.Func, args ...any) Expr {
	list := make([]any, len(args))
	for i, v := range args {
		list[i] = operand(v)
	}
	return Expr{lookup.Call(fn, list)}
}

// Value is a value where an expression is wanted. It takes the type of the columns beside it, else that of its Go type: whole numbers of
// 64 bits, floats, texts, truth values, instants. It is bound as a parameter.
func Value(v any) Expr { return Expr{lookup.Leaf(operand(v))} }

// Lower is a text in small letters: ASCII everywhere, what is beyond as the database does it.
func Lower(e Expr) Expr { return call(query.Lower, e) }

// Upper is a text in capital letters: ASCII everywhere, what is beyond as the database does it.
func Upper(e Expr) Expr { return call(query.Upper, e) }

// Trim is a text without the blanks (U+0020) at both ends.
func Trim(e Expr) Expr { return call(query.Trim, e) }

// Length is the number of code points of a text, or of the bytes of a Binary field.
func Length(e Expr) Expr { return call(query.Length, e) }

// Substr is length code points of a text from a place on, counted from 1; fewer where the text ends. A place below 1 and a negative
// length are ErrQuery.
func Substr(e Expr, from, length int) Expr {
	switch {
	case from < 1:
		return Expr{lookup.RefusedExpr(query.Errorf("orm.Substr: the first character is 1, got %d", from))}
	case length < 0:
		return Expr{lookup.RefusedExpr(query.Errorf("orm.Substr: the length is at least 0, got %d", length))}
	}
	return call(query.Substr, e, from, length)
}

// Replace is a text with new in the place of every old, which is found letter for letter; an empty old changes nothing.
func Replace(e Expr, old, new string) Expr {
	return call(query.Replace, e, old, new)
}

// Concat is texts joined into one, NULL when one of them is. What is no text is ErrQuery.
func Concat(parts ...any) Expr {
	if len(parts) == 0 {
		return noArguments(query.Concat)
	}
	return call(query.Concat, parts...)
}

// Coalesce is the first of the values that is not NULL. All are of one kind.
func Coalesce(values ...any) Expr {
	if len(values) == 0 {
		return noArguments(query.Coalesce)
	}
	return call(query.Coalesce, values...)
}

// NullIf is NULL where the expression equals the value, else the expression.
func NullIf(e Expr, v any) Expr { return call(query.NullIf, e, v) }

// Greatest is the largest of the values, NULL when one of them is. All are of one kind.
func Greatest(values ...any) Expr {
	if len(values) == 0 {
		return noArguments(query.Greatest)
	}
	return call(query.Greatest, values...)
}

// Least is the smallest of the values, NULL when one of them is. All are of one kind.
func Least(values ...any) Expr {
	if len(values) == 0 {
		return noArguments(query.Least)
	}
	return call(query.Least, values...)
}

// Abs is a number without its sign.
func Abs(e Expr) Expr { return call(query.Abs, e) }

// Round is a number rounded to so many digits behind the point, or before it when they are negative. A half goes away from zero, of
// decimals and floats alike.
func Round(e Expr, digits int) Expr { return call(query.Round, e, digits) }

// Floor is the next whole number below; it is of the number's own kind.
func Floor(e Expr) Expr { return call(query.Floor, e) }

// Ceil is the next whole number above; it is of the number's own kind.
func Ceil(e Expr) Expr { return call(query.Ceil, e) }

// Mod is what remains of a whole number or a decimal when it is divided; it has the number's sign. By zero it is NULL in a condition
// and ErrValidation in an assignment.
func Mod(e Expr, by any) Expr { return call(query.Mod, e, by) }

func noArguments(fn query.Func) Expr {
	return Expr{lookup.RefusedExpr(query.Errorf("orm.%s needs a value at least", fn))}
}

// CaseExpr is a Case that is not finished: End or Else makes an expression of it. It is immutable.
type CaseExpr struct {
	when []lookup.Condition
	then []any
}

// Case chooses a value by conditions: the one of the first condition that is TRUE. All values are of one kind; nil is NULL.
func Case() CaseExpr { return CaseExpr{} }

// When adds a condition and the value where it holds and none before it does. Paths in it start at the query's model.
func (c CaseExpr) When(cond Condition, then any) CaseExpr {
	return CaseExpr{append(c.when[:len(c.when):len(c.when)], frozen([]Condition{cond})...), append(c.then[:len(c.then):len(c.then)], operand(then))}
}

// Else is the expression, with the value where no condition holds.
func (c CaseExpr) Else(v any) Expr {
	return c.end(append(c.then[:len(c.then):len(c.then)], operand(v)))
}

// End is the expression, which is NULL where no condition holds.
func (c CaseExpr) End() Expr { return c.end(c.then) }

func (c CaseExpr) end(values []any) Expr {
	if len(c.when) == 0 {
		return Expr{lookup.RefusedExpr(query.Errorf("orm.Case has no When"))}
	}
	return Expr{lookup.Call(query.Case, values, c.when...)}
}

// In is TRUE where the expression is one of the values; of none it is FALSE.
func (e Expr) In(values ...any) Condition { return e.compareList(values) }

// IsNull is TRUE where the expression is NULL.
func (e Expr) IsNull() Condition { return (*composed)(e.core.Compare(query.IsNull, true)) }

// Contains is TRUE where the expression, a text, has the text in it; % and _ mean themselves.
func (e Expr) Contains(text string) Condition {
	return (*composed)(e.core.Compare(query.Contains, text))
}

// ContainsJSON is TRUE where the expression, a JSON field or a path into one, contains the document; see the function ContainsJSON.
func (e Expr) ContainsJSON(document any) Condition {
	d, err := documentOf(document)
	if err != nil {
		return (*composed)(lookup.Refused(err))
	}
	return (*composed)(e.core.Compare(query.Contains, d))
}

// Asc is the ascending sort key of the expression, for OrderBy, NullsFirst and NullsLast. The text is private: it is refused when it
// was changed, or made by another process. An expression over a sub-query is named by AnnotateExpr and sorted by its name.
func (e Expr) Asc() string { return lookup.ExprKey(e.core, false) }

// Desc is the descending sort key of the expression; see Asc.
func (e Expr) Desc() string { return lookup.ExprKey(e.core, true) }

// Now is the instant at which the statement began, by the database's clock; on SQLite to the millisecond.
func Now() Expr { return call(query.Now) }

// DateTrunc is the beginning of the year, quarter, month, week, day, hour, minute or second in which an instant or a date lies. Weeks
// begin on Monday. Days begin as clocks in the location say, without one in UTC: where the clock is put forward over midnight, at the
// first instant of the day. An hour that comes twice stays two hours. A Date has no location. Clocks are followed up to the year 2100.
func DateTrunc(unit string, e Expr, loc ...*time.Location) Expr {
	return Expr{lookup.Date(query.DateTrunc, unit, e.core, loc)}
}

// DatePart is a whole number out of an instant, a date or a time of day: year, quarter, month, week (of ISO 8601), day, hour, minute,
// second, isodow (Monday is 1), doy (day of the year) or epoch (seconds since 1970), as clocks in the location say, without one in UTC.
func DatePart(part string, e Expr, loc ...*time.Location) Expr {
	return Expr{lookup.Date(query.DatePart, part, e.core, loc)}
}

// DateAdd is an instant so much later, or earlier by a negative duration, to the microsecond. A Date takes whole days of 24 hours.
func DateAdd(e Expr, d time.Duration) Expr { return Expr{lookup.DateAdd(e.core, d)} }

// Cast is the expression as another type: int64, float64, string, bool, time.Time, or a decimal type. A number that becomes whole is
// cut; a text that is no such value gives NULL, a constant text is ErrQuery; a decimal keeps its digits. Instants become texts in UTC,
// as "2006-01-02 15:04:05.000000".
func Cast[V any](e Expr) Expr { return Expr{lookup.Cast(e.core, reflect.TypeFor[V]())} }

// JSONPath is what the JSON field that a pointer names has at the steps: keys, and places in arrays from 0. A comparison takes what has
// the type of the value beside it, and everything else for NULL: a text, a number (as a float64) or a truth value; Cast says the type
// anywhere else. IsNull is true of what is missing and of the JSON null. Values gives what encoding/json would. Keys have no quotes and
// no backslashes.
func JSONPath[F any](field *F, path ...any) Expr {
	return Expr{lookup.JSONPath(placeOf(field), slices.Clone(path))}
}

// Random is a number that is another one for each row and each time, for an order by chance: OrderBy(orm.Random().Asc()). A cursor
// cannot go on in such an order, and Iterate reads the keys of all rows first.
func Random() Expr { return call(query.Random) }

func (e Expr) compareList(values []any) Condition {
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = operand(v)
	}
	return (*composed)(e.core.Compare(query.In, list))
}
