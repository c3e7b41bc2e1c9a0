package orm

import (
	"context"
	"fmt"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// get is QuerySet.Get.
func (q querySet) get(ctx context.Context, c ...Condition) (unsafe.Pointer, error) {
	q = q.filter(c...)
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
func (q querySet) newest(ctx context.Context) (unsafe.Pointer, error) {
	if len(q.q.Order) > 0 {
		return q.one(ctx)
	}
	return q.with(func(n *query.Query) error {
		n.NoDefault, n.Reverse = true, !n.Reverse
		return nil
	}).one(ctx)
}

// getOrNone is QuerySet.GetOrNone.
func (q querySet) getOrNone(ctx context.Context, c ...Condition) (unsafe.Pointer, error) {
	return orNone(q.get(ctx, c...))
}

// first is QuerySet.First.
func (q querySet) first(ctx context.Context, c ...Condition) (unsafe.Pointer, error) {
	return q.filter(c...).with(byKey).one(ctx)
}

// firstOrNone is QuerySet.FirstOrNone.
func (q querySet) firstOrNone(ctx context.Context, c ...Condition) (unsafe.Pointer, error) {
	return orNone(q.first(ctx, c...))
}

// last is QuerySet.Last.
func (q querySet) last(ctx context.Context, c ...Condition) (unsafe.Pointer, error) {
	q = q.filter(c...).with(byKey)
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

// lastOrNone is QuerySet.LastOrNone.
func (q querySet) lastOrNone(ctx context.Context, c ...Condition) (unsafe.Pointer, error) {
	return orNone(q.last(ctx, c...))
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

func orNone(row unsafe.Pointer, err error) (unsafe.Pointer, error) {
	if err != nil && isNoMatch(err) {
		return nil, nil
	}
	return row, err
}

// one is the first row.
func (q querySet) one(ctx context.Context) (unsafe.Pointer, error) {
	rows, err := q.fetch(ctx, 1)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, q.noMatch()
	}
	return rows[0], nil
}

func (q querySet) noMatch() error { return &noMatchError{q.q.Model.Name} }

// noMatchError is an ErrNoMatch that names the model.
type noMatchError struct{ model string }

// Error names the model.
func (e *noMatchError) Error() string { return "orm: no match: no such row of " + e.model }

// Unwrap is ErrNoMatch.
func (e *noMatchError) Unwrap() error { return ErrNoMatch }

// fetch reads at most n main rows, all when n is negative, in their natural order. With a limit the question must be a copy of
// the caller's own: it is changed.
func (q querySet) fetch(ctx context.Context, n int64) ([]unsafe.Pointer, error) {
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
	return rows, nil
}

// multiplies reports whether the statement joins a to-many relation: a limit would then cost a sub-query.
func (q querySet) multiplies() bool {
	for _, p := range q.q.Related {
		if p.ToMany() {
			return true
		}
	}
	return false
}

// typed gives pointers to rows their type back; a []unsafe.Pointer and a []*T have the same layout. P is the pointer, since
// all pointers share what is compiled for one.
func typed[P any](rows []unsafe.Pointer, err error) ([]P, error) {
	switch {
	case err != nil:
		return nil, err
	case len(rows) == 0:
		return []P{}, nil
	}
	return unsafe.Slice((*P)(unsafe.Pointer(unsafe.SliceData(rows))), len(rows)), nil
}

// all is QuerySet.All.
func (q querySet) all(ctx context.Context, c ...Condition) ([]unsafe.Pointer, error) {
	if len(c) > 0 || q.q == nil {
		q = q.filter(c...)
	}
	return q.fetch(ctx, -1)
}

// count is Count of QuerySet, or CountRows when raw says so.
func (q querySet) count(ctx context.Context, raw bool) (int64, error) {
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
func (q querySet) checked() querySet {
	if q.q == nil {
		return querySet{q: noDatabase()}
	}
	return q.paged()
}

// exists is QuerySet.Exists.
func (q querySet) exists(ctx context.Context) (bool, error) {
	q = q.checked()
	if q.q.Err != nil {
		return false, q.q.Err
	}
	if err := unlocked(q.q, "Exists"); err != nil {
		return false, err
	}
	if len(q.q.Cuts()) > 0 {
		n, err := q.count(ctx, false)
		return n > 0, err
	}
	return q.db.engine.Exists(ctx, q.q)
}
