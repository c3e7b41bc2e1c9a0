// Package lookup makes of names and pointers what a query consists of: conditions become nodes,
// sort keys an order, assignments the columns of a write, all resolved against a model, without
// type parameters. What does not fit is refused here, as an ErrQuery or PathError, before any SQL.
//
// Package orm has the same types for callers, each with its documentation, as shells around those
// of this package.
package lookup
