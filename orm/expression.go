package orm

import (
	"github.com/ormar-go/ormar/internal/lookup"
	"github.com/ormar-go/ormar/internal/query"
)

// Expr is a column, or arithmetic over columns, on either side of a comparison or on the right of
// an assignment. It is immutable. Values in it are bound as parameters and take the type of the
// first column. Whole numbers are computed in 64 bits, whatever their columns hold: beyond them a
// condition is ErrQuery and an assignment ErrValidation, as it is where the column cannot hold the
// result.
type Expr struct{ core lookup.Expr }

// F is the column at the end of a path. In an assignment only the model's own columns can be read.
func F(path string) Expr { return Expr{lookup.Column(path)} }

// Col is the column that a field pointer names.
func Col[C any](field *C) Expr {
	return Expr{lookup.ColumnAt(placeOf(field))}
}

// Add is e + v, where v is a value or another Expr.
func (e Expr) Add(v any) Expr { return e.with('+', v) }

// Sub is e - v.
func (e Expr) Sub(v any) Expr { return e.with('-', v) }

// Mul is e * v.
func (e Expr) Mul(v any) Expr { return e.with('*', v) }

// Div is e / v, on every database alike: a quotient of whole numbers is cut toward zero, one of
// decimals is rounded to 16 digits behind the point, or as many as its fields have. A division by
// zero is NULL in a condition and ErrValidation in an assignment.
func (e Expr) Div(v any) Expr { return e.with('/', v) }

func (e Expr) with(op byte, v any) Expr { return Expr{e.core.With(op, operand(v))} }

// Eq compares the expression with a value or another Expr.
func (e Expr) Eq(right any) Condition { return e.compare(query.Exact, right) }

// Ne is e <> right.
func (e Expr) Ne(right any) Condition { return e.compare(query.Ne, right) }

// Lt is e < right.
func (e Expr) Lt(right any) Condition { return e.compare(query.Lt, right) }

// Lte is e <= right.
func (e Expr) Lte(right any) Condition { return e.compare(query.Lte, right) }

// Gt is e > right.
func (e Expr) Gt(right any) Condition { return e.compare(query.Gt, right) }

// Gte is e >= right.
func (e Expr) Gte(right any) Condition { return e.compare(query.Gte, right) }

func (e Expr) compare(l query.Lookup, right any) Condition {
	return (*composed)(e.core.Compare(l, operand(right)))
}

// Set assigns a value to the field that a pointer names.
func Set[F any](field *F, v F) Assignment {
	return &comparison{Place: placeOf(field), Value: operand(v)}
}

// SetExpr assigns an expression over the row as it was before the statement.
func SetExpr[F any](field *F, e Expr) Assignment {
	return &comparison{Place: placeOf(field), Value: e.core}
}
