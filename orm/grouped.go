package orm

import (
	"context"
	"slices"

	"github.com/ormar-go/ormar/internal/lookup"
)

// Grouped is a QuerySet whose rows are grouped by paths. It is an immutable value like a QuerySet.
type Grouped[T any] struct{ core grouped }

// grouped is a Grouped without the type of its rows.
type grouped struct {
	core     question
	grouping lookup.Grouping
}

// groupBy is QuerySet.GroupBy.
func (q question) groupBy(paths ...string) grouped {
	return grouped{q.checked(), lookup.Grouping{By: slices.Clone(paths)}}
}

// orderBy is Grouped.OrderBy.
func (g grouped) orderBy(keys ...string) grouped {
	g.grouping.Keys = append(slices.Clip(g.grouping.Keys), keys...)
	return g
}

// limit is Grouped.Limit.
func (g grouped) limit(n int) grouped {
	g.grouping.Limit, g.grouping.Cut = n, true
	return g
}

// having is Grouped.Having.
func (g grouped) having(c ...Condition) grouped {
	g.grouping.Having = append(slices.Clip(g.grouping.Having), frozen(c)...)
	return g
}

// aggregate is Grouped.Aggregate.
func (g grouped) aggregate(ctx context.Context, a ...Aggregate) ([]Row, error) {
	q := g.core.intent
	if q.Err != nil {
		return nil, q.Err
	}
	if err := refuseLock(q, "GroupBy"); err != nil {
		return nil, err
	}
	n, err := g.grouping.Resolve(g.core.db.engine, q, cores(a))
	if err != nil {
		return nil, err
	}
	tuples, err := g.core.db.engine.Group(g.core.db.engine.Reads(ctx), n)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, len(tuples))
	for i, t := range tuples {
		rows[i] = make(Row, len(t))
		for j, f := range n.By {
			rows[i][f.Name] = t[j]
		}
		for j, f := range n.Aggregates {
			rows[i][f.Name] = t[len(n.By)+j]
		}
	}
	return rows, nil
}

// GroupBy groups the rows by the values of paths; Aggregate finishes.
func (q QuerySet[T]) GroupBy(paths ...string) Grouped[T] {
	return Grouped[T]{q.core.groupBy(paths...)}
}

// OrderBy sorts the groups by grouped paths and by names of aggregates; the grouped paths come last by themselves.
func (g Grouped[T]) OrderBy(keys ...string) Grouped[T] {
	return Grouped[T]{g.core.orderBy(keys...)}
}

// Limit reads at most n groups.
func (g Grouped[T]) Limit(n int) Grouped[T] {
	return Grouped[T]{g.core.limit(n)}
}

// Having keeps the groups that satisfy all conditions, which may name aggregates and grouped paths.
func (g Grouped[T]) Having(c ...Condition) Grouped[T] {
	return Grouped[T]{g.core.having(c...)}
}

// Aggregate computes aggregates per group in one statement: a row per group with the grouped paths and the aggregates.
func (g Grouped[T]) Aggregate(ctx context.Context, a ...Aggregate) ([]Row, error) {
	return g.core.aggregate(ctx, a...)
}
