package orm

import (
	"context"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/lookup"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// combined is a question that is made of q and others by their keys. It keeps what q loads and names.
func (q question) combined(call string, others []question, combine func(of []*query.Node) *query.Node, twice bool) question {
	return q.with(func(n *query.Query) error {
		key := n.Model.Key()
		if key == nil {
			return query.Errorf("%s: %s has a composite key, by which rows cannot be told apart here; combine conditions with Or, And and Not", call, n.Model.Name)
		}
		p := &schema.Path{Root: n.Model, Attr: key, Text: key.Name}
		var nodes []*query.Node
		var parts []*query.SubQuery
		for _, o := range append([]question{q}, others...) {
			if o.intent == nil {
				return noDatabase().Err
			}
			db, part, err := o.SubQuery()
			if err != nil {
				return err
			}
			if db != q.db.engine {
				return query.Errorf("%s: the QuerySets belong to different databases", call)
			}
			parts = append(parts, part)
			nodes = append(nodes, &query.Node{Op: query.Compare, Path: p, Lookup: query.In, Sub: part})
		}
		*n = *fresh(n)
		n.Where = []*query.Node{combine(nodes)}
		n.Extend(func(x *query.Extras) {
			x.Combined = true
			if twice {
				x.United = parts
			}
		})
		return nil
	})
}

// fresh is a query without conditions, order and page, which loads and names what another does.
func fresh(q *query.Query) *query.Query {
	c := &query.Query{Model: q.Model, Related: q.Related, Prefetch: q.Prefetch, Strict: q.Strict, Distinct: q.Distinct}
	windows := slices.ContainsFunc(q.Annotations(), func(a *query.Annotation) bool { return a.Window != nil })
	c.Extend(func(x *query.Extras) {
		x.Only, x.Without, x.Lifted = q.Only(), q.Without(), q.Lifted()
		if !windows { // which would be over other rows
			x.Annotations, x.Named = q.Annotations(), q.Named()
		}
	})
	return c
}

func either(of []*query.Node) *query.Node { return &query.Node{Op: query.Or, Kids: of} }

func every(of []*query.Node) *query.Node { return &query.Node{Op: query.And, Kids: of} }

func firstAlone(of []*query.Node) *query.Node {
	return every([]*query.Node{of[0], {Op: query.Not, Kids: []*query.Node{either(of[1:])}}})
}

// fetchUnited reads the keys of a union that keeps what is there twice, and then the objects.
func (q question) fetchUnited(ctx context.Context) ([]unsafe.Pointer, error) {
	key := q.intent.Model.Key()
	plain := q.with(func(n *query.Query) error {
		n.Related, n.Prefetch = nil, nil
		n.Extend(func(x *query.Extras) { x.Only, x.Without = nil, nil })
		return nil
	})
	tuples, err := plain.valuesList(ctx, "pk")
	if err != nil {
		return nil, err
	}
	keys := make([]any, len(tuples))
	for i, t := range tuples {
		if keys[i], err = key.Convert(t[0]); err != nil {
			return nil, err
		}
	}
	known := make(map[schema.Key]unsafe.Pointer, len(keys))
	for batch := range slices.Chunk(keys, iterateBatch) {
		c := fresh(q.intent)
		c.Where = []*query.Node{{Op: query.Compare, Path: &schema.Path{Root: c.Model, Attr: key, Text: key.Name}, Lookup: query.In, List: slices.Clone(batch)}}
		rows, err := q.db.engine.Select(ctx, c)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			v, err := key.Get(row)
			if err != nil {
				return nil, err
			}
			known[schema.KeyOf(v)] = row
		}
	}
	out := make([]unsafe.Pointer, 0, len(keys))
	for _, k := range keys {
		if row := known[schema.KeyOf(k)]; row != nil { // what was deleted in between is not
			out = append(out, row)
		}
	}
	return out, nil
}

// distinctOn is QuerySet.DistinctOn.
func (q question) distinctOn(paths ...string) question {
	return q.with(func(n *query.Query) error {
		if len(paths) == 0 {
			return query.Errorf("DistinctOn takes a path at least")
		}
		var firsts []query.Order
		for _, text := range paths {
			f, err := lookup.GroupField(n, text)
			if err != nil {
				return err
			}
			firsts = append(firsts, query.Order{Path: f.Path, Expr: f.Expr})
		}
		n.Extend(func(x *query.Extras) { x.Firsts = firsts })
		return q.keepFirst(n)
	})
}

// keepFirst says anew which rows DistinctOn keeps, once there is another order.
func (q question) keepFirst(n *query.Query) error {
	if len(n.Firsts()) == 0 {
		return nil
	}
	c := n.Clone()
	c.Reverse = false
	order := q.db.engine.Order(c)
	for _, o := range append(slices.Clone(n.Firsts()), order...) {
		if o.ToMany() {
			return query.Errorf("DistinctOn: %s rows have several values of a path to many", n.Model.Name)
		}
		if o.Annotation != nil && o.Annotation.Window != nil {
			return query.Errorf("DistinctOn: an order by a function over a window; number the rows with orm.RowNumber and filter by that")
		}
	}
	n.KeepFirst(order)
	return nil
}

// questions are QuerySets without the type of their rows.
func questions[T any](list []QuerySet[T]) []question {
	return unsafe.Slice((*question)(unsafe.Pointer(unsafe.SliceData(list))), len(list))
}

// Union is the rows that are in the QuerySet or in one of the others, each once. Filter, OrderBy and pages after it are about the whole;
// what the QuerySet loads and names stays, its order and functions over windows do not. The others may have pages. Scopes that the
// QuerySet lifts are lifted from the whole. It is read only: writes of it are ErrQuery, and so is a model with a composite key.
func (q QuerySet[T]) Union(others ...QuerySet[T]) QuerySet[T] {
	return QuerySet[T]{q.core.combined("Union", questions(others), either, false)}
}

// UnionAll is Union in which a row is as often as it is in them: All lists one object twice, Count, Values and aggregates count both.
// Reading objects costs a statement for the keys and one for each thousand rows.
func (q QuerySet[T]) UnionAll(others ...QuerySet[T]) QuerySet[T] {
	return QuerySet[T]{q.core.combined("UnionAll", questions(others), either, true)}
}

// Intersect is the rows that are in the QuerySet and in all of the others; see Union.
func (q QuerySet[T]) Intersect(others ...QuerySet[T]) QuerySet[T] {
	return QuerySet[T]{q.core.combined("Intersect", questions(others), every, false)}
}

// Except is the rows of the QuerySet that are in none of the others; see Union.
func (q QuerySet[T]) Except(others ...QuerySet[T]) QuerySet[T] {
	return QuerySet[T]{q.core.combined("Except", questions(others), firstAlone, false)}
}

// DistinctOn keeps, of the rows that have the same values of paths, the first in the order of the QuerySet, whether OrderBy is called
// before or after. Filters hold before it, pages after. A path to many rows is ErrQuery.
func (q QuerySet[T]) DistinctOn(paths ...string) QuerySet[T] {
	return QuerySet[T]{q.core.distinctOn(paths...)}
}
