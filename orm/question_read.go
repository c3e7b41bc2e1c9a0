package orm

import (
	"context"
	"fmt"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// get is QuerySet.Get.
func (q question) get(ctx context.Context, c ...Condition) (unsafe.Pointer, error) {
	q = q.filter(c...)
	if q.intent.Err == nil && len(q.intent.AllWhere()) == 0 {
		return q.readNewest(ctx)
	}
	most := int64(2)
	if q.intent.Err == nil && q.intent.NamesRow() { // a limit and an order would only cost the database time
		q.intent.Lone, most = true, -1
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
	return nil, fmt.Errorf("%w: several rows of %s", ErrMultipleMatches, q.intent.Model.Name)
}

// readNewest is Get without a condition.
func (q question) readNewest(ctx context.Context) (unsafe.Pointer, error) {
	if len(q.intent.Order) > 0 {
		return q.one(ctx)
	}
	return q.with(func(n *query.Query) error {
		n.NoDefault, n.Reverse = true, !n.Reverse
		return nil
	}).one(ctx)
}

// getOrNone is QuerySet.GetOrNone.
func (q question) getOrNone(ctx context.Context, c ...Condition) (unsafe.Pointer, error) {
	return orNone(q.get(ctx, c...))
}

// first is QuerySet.First.
func (q question) first(ctx context.Context, c ...Condition) (unsafe.Pointer, error) {
	return q.filter(c...).with(byKey).one(ctx)
}

// firstOrNone is QuerySet.FirstOrNone.
func (q question) firstOrNone(ctx context.Context, c ...Condition) (unsafe.Pointer, error) {
	return orNone(q.first(ctx, c...))
}

// last is QuerySet.Last.
func (q question) last(ctx context.Context, c ...Condition) (unsafe.Pointer, error) {
	q = q.filter(c...).with(byKey)
	if q.intent.HasLimit || q.intent.HasOffset || len(q.intent.Cuts()) > 0 { // of a page: only reading it tells where it ends
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
func (q question) lastOrNone(ctx context.Context, c ...Condition) (unsafe.Pointer, error) {
	return orNone(q.last(ctx, c...))
}

// byKey puts the primary key first unless the explicit order names a column of the main model. Keys along relations that stay
// behind it sort the children.
func byKey(n *query.Query) error {
	n.NoDefault = true
	if n.Model.Keyless && len(n.Order) == 0 {
		return query.Errorf("%s has no primary key to be ordered by; say an order with OrderBy", n.Model.Name)
	}
	if !slices.ContainsFunc(n.Order, func(o query.Order) bool {
		if p := o.Leads(); p != nil {
			return len(p.Steps) == 0
		}
		return o.Annotation != nil || o.Expr != nil
	}) {
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
func (q question) one(ctx context.Context) (unsafe.Pointer, error) {
	rows, err := q.fetch(ctx, 1)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, q.noMatch()
	}
	return rows[0], nil
}

func (q question) noMatch() error { return engine.NoMatch(q.intent.Model) }

// fetch reads at most n main rows, all when n is negative, in their natural order. With a limit the question must be a copy of
// the caller's own: it is changed.
func (q question) fetch(ctx context.Context, n int64) ([]unsafe.Pointer, error) {
	q = q.paged()
	if n >= 0 && q.intent.Err == nil && len(q.intent.Cuts()) == 0 && (!q.intent.HasLimit || q.intent.Limit > n) && !(n > 1 && q.multiplies()) {
		q.intent.Limit, q.intent.HasLimit = n, true
	}
	if q.intent.Err != nil {
		return nil, q.intent.Err
	}
	if err := q.checkLock(ctx); err != nil {
		return nil, err
	}
	ctx = q.db.engine.Reads(ctx)
	if len(q.intent.United()) > 0 {
		return q.fetchUnited(ctx)
	}
	rows, err := q.db.engine.Select(ctx, q.intent)
	if err != nil {
		return nil, err
	}
	if n != 1 && q.intent.Reverse {
		slices.Reverse(rows)
	}
	if len(q.intent.Cuts()) > 0 {
		from, to := query.Apply(q.intent.Cuts(), len(rows))
		rows = rows[from:to]
		if n >= 0 && int64(len(rows)) > n {
			rows = rows[:n]
		}
	}
	return rows, nil
}

// multiplies reports whether the statement joins a to-many relation: a limit would then cost a sub-query.
func (q question) multiplies() bool {
	for _, p := range q.intent.Related {
		if p.ToMany() {
			return true
		}
	}
	return false
}

// all is QuerySet.All.
func (q question) all(ctx context.Context, c ...Condition) ([]unsafe.Pointer, error) {
	if len(c) > 0 || q.intent == nil {
		q = q.filter(c...)
	}
	return q.fetch(ctx, -1)
}

// count is Count of QuerySet, or CountRows when raw says so.
func (q question) count(ctx context.Context, raw bool) (int64, error) {
	q = q.checked()
	if q.intent.Err != nil {
		return 0, q.intent.Err
	}
	if err := refuseLock(q.intent, "Count"); err != nil {
		return 0, err
	}
	n, err := q.db.engine.Count(q.db.engine.Reads(ctx), q.intent, raw)
	if err == nil && len(q.intent.Cuts()) > 0 {
		from, to := query.Apply(q.intent.Cuts(), int(n))
		n = int64(to - from)
	}
	return n, err
}

// checked gives the zero QuerySet a question that says what is wrong.
func (q question) checked() question {
	if q.intent == nil {
		return question{intent: noDatabase()}
	}
	return q.paged()
}

// exists is QuerySet.Exists.
func (q question) exists(ctx context.Context) (bool, error) {
	q = q.checked()
	if q.intent.Err != nil {
		return false, q.intent.Err
	}
	if err := refuseLock(q.intent, "Exists"); err != nil {
		return false, err
	}
	if len(q.intent.Cuts()) > 0 {
		n, err := q.count(ctx, false)
		return n > 0, err
	}
	return q.db.engine.Exists(q.db.engine.Reads(ctx), q.intent)
}

// toSql is QuerySet.ToSql.
func (q question) toSql() (string, []any, error) {
	q = q.checked()
	if q.intent.Err != nil {
		return "", nil, q.intent.Err
	}
	return q.db.engine.SelectText(q.intent)
}

// explain is QuerySet.Explain.
func (q question) explain(ctx context.Context) (string, error) {
	q = q.checked()
	if q.intent.Err != nil {
		return "", q.intent.Err
	}
	return q.db.engine.Explain(ctx, q.intent)
}
