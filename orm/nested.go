package orm

import "github.com/ormar-go/ormar/internal/lookup"

// Outer is a column of the row that a sub-query is asked for, by its path from that row's model. It stands in the conditions, the order
// and the annotations of a QuerySet that is given to ExistsIn, Scalar, ScalarOf or a lookup in; anywhere else it is ErrQuery. Functions
// do not take it, since its kind is not known before the sub-query has its place.
func Outer(path string) Expr { return Expr{lookup.Outer(path)} }

// Scalar is the value of the first row of q, in its order, for each row of the query around; NULL without one. Of a QuerySet it is the
// primary key; Column(q, path) says another column, or an annotation. On MariaDB one that reads the row around it can have no offset
// and no order along several rows: ErrUnsupported.
func Scalar(q Source) Expr {
	if q == nil {
		return Expr{lookup.Scalar(nil)}
	}
	return Expr{lookup.Scalar(q.source())}
}

// ScalarOf is an aggregate over the rows of q, for each row of the query around.
func ScalarOf[T any](q QuerySet[T], a Aggregate) Expr { return scalarOf(q.core, a) }

func scalarOf(q question, a Aggregate) Expr { return Expr{lookup.ScalarOf(q, a.core)} }

// ExistsIn is TRUE where q has a row; it may read the row around it with Outer.
func ExistsIn(q Source) Condition {
	if q == nil {
		return (*composed)(lookup.ExistsIn(nil))
	}
	return (*composed)(lookup.ExistsIn(q.source()))
}
