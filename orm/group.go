package orm

import (
	"context"
	"slices"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Grouped is a QuerySet whose rows are grouped by paths. It is an immutable value like a QuerySet.
type Grouped[T any] struct{ core grouped }

// grouped is a Grouped without the type of its rows.
type grouped struct {
	set        querySet
	by         []string
	conditions []Condition
	keys       []string
	most       int
	cut        bool
}

// groupBy is QuerySet.GroupBy.
func (q querySet) groupBy(paths ...string) grouped {
	return grouped{set: q.checked(), by: append([]string(nil), paths...)}
}

// orderBy is Grouped.OrderBy.
func (g grouped) orderBy(keys ...string) grouped {
	g.keys = append(append([]string(nil), g.keys...), keys...)
	return g
}

// limit is Grouped.Limit.
func (g grouped) limit(n int) grouped {
	g.most, g.cut = n, true
	return g
}

// having is Grouped.Having.
func (g grouped) having(c ...Condition) grouped {
	g.conditions = append(append([]Condition(nil), g.conditions...), frozen(c)...)
	return g
}

// aggregate is Grouped.Aggregate.
func (g grouped) aggregate(ctx context.Context, a ...Aggregate) ([]Row, error) {
	q := g.set.q
	if q.Err != nil {
		return nil, q.Err
	}
	if err := unlocked(q, "GroupBy"); err != nil {
		return nil, err
	}
	n, err := g.resolve(a)
	if err != nil {
		return nil, err
	}
	tuples, err := g.set.db.engine.Group(ctx, n)
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

// resolve checks the names of a grouping.
func (g grouped) resolve(a []Aggregate) (*query.Grouped, error) {
	q := g.set.q
	switch {
	case q.HasLimit || q.HasOffset || len(q.Cuts()) > 0:
		return nil, query.Errorf("GroupBy of a page is not supported; call Limit after GroupBy to limit the groups")
	case len(q.Annotations()) > 0:
		return nil, query.Errorf("GroupBy after Annotate is not supported")
	case len(g.by) == 0:
		return nil, query.Errorf("GroupBy takes at least one path")
	case g.cut && g.most < 0:
		return nil, notNegative("Limit", g.most)
	}
	n := &query.Grouped{Query: q, Limit: int64(g.most), HasLimit: g.cut}
	for _, text := range g.by {
		p, err := sortPath(q.Model, text)
		if err != nil {
			return nil, err
		}
		n.By = append(n.By, query.Field{Name: text, Path: p})
	}
	var err error
	if n.Aggregates, err = resolveAggregates(q.Model, a); err != nil {
		return nil, err
	}
	if err := shadowed(q.Model, n); err != nil {
		return nil, err
	}
	s := scope{db: g.set.db, model: q.Model, root: q.Model, notes: n.Aggregates}
	if n.Having, err = s.resolveAll(g.conditions); err != nil {
		return nil, err
	}
	for _, h := range n.Having {
		if err := ofGroups(h, n.By); err != nil {
			return nil, err
		}
	}
	with := q.Clone()
	with.Extend(func(x *query.Extras) { x.Annotations = n.Aggregates })
	for _, key := range g.keys {
		o, err := orderKey(with, key)
		if err != nil {
			return nil, err
		}
		if o.Path != nil && !isGrouped(o.Path, n.By) {
			return nil, notGrouped(o.Path)
		}
		n.Order = append(n.Order, o)
	}
	n.AlongSide(q.Along())
	return n, nil
}

// shadowed refuses aggregates whose names mean a grouped path, or a lookup on one or on another aggregate.
func shadowed(m *schema.Model, n *query.Grouped) error {
	for _, a := range n.Aggregates {
		p, _, err := m.PathLookup(a.Name, query.LookupNames)
		if err == nil && isGrouped(p, n.By) {
			return query.Errorf("GroupBy: the aggregate's name %q means the grouped %s.%s; name it with As", a.Name, m.Name, p.Text)
		}
		for _, o := range n.Aggregates {
			if isLookupOf(a.Name, o.Name) {
				return query.Errorf("GroupBy: the aggregate's name %q means a lookup on the aggregate %q", a.Name, o.Name)
			}
		}
	}
	return nil
}

// ofGroups refuses conditions on what a group does not have one of.
func ofGroups(n *query.Node, by []query.Field) (err error) {
	n.Walk(func(k *query.Node) {
		switch k.Op {
		case query.Some, query.None, query.Every:
			err = query.Errorf("Having takes conditions on groups; filter the rows by what is related before GroupBy")
		}
	})
	n.EachPath(func(p *schema.Path) {
		if err == nil && !isGrouped(p, by) {
			err = notGrouped(p)
		}
	})
	return err
}

func isGrouped(p *schema.Path, by []query.Field) bool {
	return slices.ContainsFunc(by, func(f query.Field) bool { return f.Path.Text == p.Text })
}

func notGrouped(p *schema.Path) error {
	return query.Errorf("%s.%s is not among the paths of GroupBy, so a group has no single value of it", p.Root.Name, p.Text)
}

// GroupBy groups the rows by the values of paths; Aggregate finishes.
func (q QuerySet[T]) GroupBy(paths ...string) Grouped[T] {
	return Grouped[T]{q.set.groupBy(paths...)}
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
