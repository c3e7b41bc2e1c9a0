package orm

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Get is the one row that the conditions select, Exclude's included: ErrNoMatch when there is none, ErrMultipleMatches when
// there are several. Without any condition it is the last row by primary key, or the first of an explicit order.
func (q QuerySet[T]) Get(ctx context.Context, c ...Condition) (*T, error) {
	q = q.Filter(c...)
	if q.q.Err == nil && len(q.q.AllWhere()) == 0 {
		return q.newest(ctx)
	}
	most := int64(2)
	if q.q.Err == nil && q.q.NamesRow() { // a limit and an order would only cost the database time
		q.q.Lone, most = true, -1
	}
	rows, err := q.fetch(ctx, most)
	if err != nil {
		return nil, err
	}
	switch len(rows) {
	case 0:
		return nil, q.noMatch()
	case 1:
		return rows[0], nil
	}
	return nil, fmt.Errorf("%w: several rows of %s", ErrMultipleMatches, q.q.Model.Name)
}

// newest is Get without a condition.
func (q QuerySet[T]) newest(ctx context.Context) (*T, error) {
	if len(q.q.Order) > 0 {
		return q.one(ctx)
	}
	return q.with(func(n *query.Query) error {
		n.NoDefault, n.Reverse = true, !n.Reverse
		return nil
	}).one(ctx)
}

// GetOrNone is Get, with nil instead of ErrNoMatch.
func (q QuerySet[T]) GetOrNone(ctx context.Context, c ...Condition) (*T, error) {
	return orNone(q.Get(ctx, c...))
}

// First is the row with the lowest primary key, or the first of an explicit order that names a column of T; ErrNoMatch when
// there is none. A model's default order does not move it.
func (q QuerySet[T]) First(ctx context.Context, c ...Condition) (*T, error) {
	return q.Filter(c...).with(byKey).one(ctx)
}

// FirstOrNone is First, with nil instead of ErrNoMatch.
func (q QuerySet[T]) FirstOrNone(ctx context.Context, c ...Condition) (*T, error) {
	return orNone(q.First(ctx, c...))
}

// Last is the row that First would give in the opposite order, placement of NULL included.
func (q QuerySet[T]) Last(ctx context.Context, c ...Condition) (*T, error) {
	q = q.Filter(c...).with(byKey)
	if q.q.HasLimit || q.q.HasOffset || len(q.q.Cuts()) > 0 { // of a page: only reading it tells where it ends
		rows, err := q.fetch(ctx, -1)
		if err == nil && len(rows) == 0 {
			err = q.noMatch()
		}
		if err != nil {
			return nil, err
		}
		return rows[len(rows)-1], nil
	}
	return q.with(func(n *query.Query) error { n.Reverse = !n.Reverse; return nil }).one(ctx)
}

// LastOrNone is Last, with nil instead of ErrNoMatch.
func (q QuerySet[T]) LastOrNone(ctx context.Context, c ...Condition) (*T, error) {
	return orNone(q.Last(ctx, c...))
}

// byKey puts the primary key first unless the explicit order names a column of the main model. Keys along relations that stay
// behind it sort the children.
func byKey(n *query.Query) error {
	n.NoDefault = true
	if !slices.ContainsFunc(n.Order, func(o query.Order) bool { return o.Path != nil && len(o.Path.Steps) == 0 || o.Annotation != nil }) {
		order := make([]query.Order, 0, len(n.Model.Keys)+len(n.Order))
		for _, a := range n.Model.Keys {
			order = append(order, query.Order{Path: &schema.Path{Root: n.Model, Attr: a, Text: a.Name}})
		}
		n.Order = append(order, n.Order...)
	}
	return nil
}

func orNone[T any](row *T, err error) (*T, error) {
	if err != nil && isNoMatch(err) {
		return nil, nil
	}
	return row, err
}

// one is the first row.
func (q QuerySet[T]) one(ctx context.Context) (*T, error) {
	rows, err := q.fetch(ctx, 1)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, q.noMatch()
	}
	return rows[0], nil
}

func (q QuerySet[T]) noMatch() error { return &noMatchError{q.q.Model.Name} }

// noMatchError is an ErrNoMatch that names the model.
type noMatchError struct{ model string }

// Error names the model.
func (e *noMatchError) Error() string { return "orm: no match: no such row of " + e.model }

// Unwrap is ErrNoMatch.
func (e *noMatchError) Unwrap() error { return ErrNoMatch }

// fetch reads at most n main rows, all when n is negative, in their natural order. With a limit the question must be a copy of
// the caller's own: it is changed.
func (q QuerySet[T]) fetch(ctx context.Context, n int64) ([]*T, error) {
	q = q.paged()
	if n >= 0 && q.q.Err == nil && len(q.q.Cuts()) == 0 && (!q.q.HasLimit || q.q.Limit > n) && !(n > 1 && q.multiplies()) {
		q.q.Limit, q.q.HasLimit = n, true
	}
	if q.q.Err != nil {
		return nil, q.q.Err
	}
	if err := q.locked(ctx); err != nil {
		return nil, err
	}
	rows, err := q.db.engine.Select(ctx, q.q)
	if err != nil {
		return nil, err
	}
	if n != 1 && q.q.Reverse {
		slices.Reverse(rows)
	}
	if len(q.q.Cuts()) > 0 {
		from, to := query.Apply(q.q.Cuts(), len(rows))
		rows = rows[from:to]
		if n >= 0 && int64(len(rows)) > n {
			rows = rows[:n]
		}
	}
	return typed[T](rows), nil
}

// multiplies reports whether the statement joins a to-many relation: a limit would then cost a sub-query.
func (q QuerySet[T]) multiplies() bool {
	for _, p := range q.q.Related {
		if p.ToMany() {
			return true
		}
	}
	return false
}

// typed gives pointers their type back; a []unsafe.Pointer and a []*T have the same layout.
func typed[T any](rows []unsafe.Pointer) []*T {
	if len(rows) == 0 {
		return []*T{}
	}
	return unsafe.Slice((**T)(unsafe.Pointer(unsafe.SliceData(rows))), len(rows))
}

// All is every row that the conditions select, in order; empty, never nil, when there is none. It costs one statement, and
// one for each prefetch and level.
func (q QuerySet[T]) All(ctx context.Context, c ...Condition) ([]*T, error) {
	if len(c) > 0 || q.q == nil {
		q = q.Filter(c...)
	}
	return q.fetch(ctx, -1)
}

// Count is the number of main rows, of the page when there is one. After ForUpdate it is an ErrQuery.
func (q QuerySet[T]) Count(ctx context.Context) (int64, error) { return q.count(ctx, false) }

// CountRows is the number of joined rows, as Values would read them.
func (q QuerySet[T]) CountRows(ctx context.Context) (int64, error) { return q.count(ctx, true) }

func (q QuerySet[T]) count(ctx context.Context, raw bool) (int64, error) {
	q = q.checked()
	if q.q.Err != nil {
		return 0, q.q.Err
	}
	if err := unlocked(q.q, "Count"); err != nil {
		return 0, err
	}
	n, err := q.db.engine.Count(ctx, q.q, raw)
	if err == nil && len(q.q.Cuts()) > 0 {
		from, to := query.Apply(q.q.Cuts(), int(n))
		n = int64(to - from)
	}
	return n, err
}

// checked gives the zero QuerySet a question that says what is wrong.
func (q QuerySet[T]) checked() QuerySet[T] {
	if q.q == nil {
		return QuerySet[T]{q: noDatabase(reflect.TypeFor[T]())}
	}
	return q.paged()
}

// Exists reports whether some row is selected. After ForUpdate it is an ErrQuery.
func (q QuerySet[T]) Exists(ctx context.Context) (bool, error) {
	q = q.checked()
	if q.q.Err != nil {
		return false, q.q.Err
	}
	if err := unlocked(q.q, "Exists"); err != nil {
		return false, err
	}
	if len(q.q.Cuts()) > 0 {
		n, err := q.Count(ctx)
		return n > 0, err
	}
	return q.db.engine.Exists(ctx, q.q)
}
