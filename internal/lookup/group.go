package lookup

import (
	"slices"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Grouping is what the rows of a query are grouped by, and what is asked of the groups.
type Grouping struct {
	By     []string // paths
	Having []Condition
	Keys   []string // sort keys
	Limit  int
	Cut    bool // Limit was given
}

// Resolve resolves a grouping of the rows of a query, with its aggregates.
func (g Grouping) Resolve(db *engine.DB, q *query.Query, a []Aggregate) (*query.Grouped, error) {
	switch {
	case q.HasLimit || q.HasOffset || len(q.Cuts()) > 0:
		return nil, query.Errorf("GroupBy of a page is not supported; call Limit after GroupBy to limit the groups")
	case len(q.Annotations()) > 0:
		return nil, query.Errorf("GroupBy after Annotate is not supported")
	case len(g.By) == 0:
		return nil, query.Errorf("GroupBy takes at least one path")
	case g.Cut && g.Limit < 0:
		return nil, query.NotNegative("Limit", g.Limit)
	}
	n := &query.Grouped{Query: q, Limit: int64(g.Limit), HasLimit: g.Cut}
	for _, text := range g.By {
		f, err := GroupField(q, text)
		if err != nil {
			return nil, err
		}
		n.By = append(n.By, f)
	}
	var err error
	if n.Aggregates, err = Aggregates(ScopeOf(db, q), a); err != nil {
		return nil, err
	}
	if err := shadowed(q.Model, n); err != nil {
		return nil, err
	}
	with := q.Clone()
	with.Extend(func(x *query.Extras) {
		for _, a := range n.Aggregates {
			x.Named = append(x.Named, query.Named{Name: a.Name, Expr: &query.Expr{Annotation: a}})
		}
	})
	if n.Having, err = ScopeOf(db, with).All(g.Having); err != nil {
		return nil, err
	}
	for _, h := range n.Having {
		if err := ofGroups(h, n.By); err != nil {
			return nil, err
		}
	}
	if err := g.order(db, with, n); err != nil {
		return nil, err
	}
	n.AlongSide(q.Along())
	return n, nil
}

// order resolves the sort keys of the groups; with is the query whose rows have the aggregates by name.
func (g Grouping) order(db *engine.DB, with *query.Query, n *query.Grouped) error {
	for _, key := range g.Keys {
		o, err := sortKey(db, with, key)
		if err != nil {
			return err
		}
		for _, f := range n.By {
			if o.Expr != nil && f.Expr != nil && query.SameExpr(o.Expr, f.Expr) {
				o.Expr = f.Expr
			}
		}
		if err := ungrouped(o.Expr, n.By); err != nil {
			return err
		}
		if o.Path != nil && !isGrouped(o.Path, n.By) {
			return notGrouped(o.Path)
		}
		n.Order = append(n.Order, o)
	}
	return nil
}

// GroupField is what GroupBy names: a path, or an annotation.
func GroupField(q *query.Query, text string) (query.Field, error) {
	if n := namedIn(q.Named(), text); n != nil {
		if isJSON(n.Expr) {
			return query.Field{}, query.UntypedJSON(text)
		}
		o, err := orderOf(n.Expr, query.Order{})
		return query.Field{Name: text, Path: o.Path, Expr: o.Expr}, err
	}
	p, err := SortPath(q.Model, text)
	return query.Field{Name: text, Path: p}, err
}

// shadowed refuses aggregates whose names mean a grouped path, or a lookup on one or on another
// aggregate.
func shadowed(m *schema.Model, n *query.Grouped) error {
	for _, a := range n.Aggregates {
		p, _, err := m.PathLookup(a.Name, query.LookupNames)
		if err == nil && isGrouped(p, n.By) {
			return query.Errorf("GroupBy: the aggregate's name %q means the grouped %s.%s; name it with As", a.Name, m.Name, p.Text)
		}
		if namedIn(n.Query.Named(), a.Name) != nil {
			return query.Errorf("GroupBy: the aggregate's name %q is that of an annotation; name it with As", a.Name)
		}
		for _, o := range n.Aggregates {
			if IsLookupOf(a.Name, o.Name) {
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
	n.Walk(func(k *query.Node) {
		var paths []*schema.Path
		if k.Op == query.Fragment {
			paths = k.SQL.Paths
		} else if k.Op == query.Compare && k.Left == nil && k.Path != nil {
			paths = []*schema.Path{k.Path}
		}
		for _, p := range paths {
			if err == nil && !isGrouped(p, by) {
				err = notGrouped(p)
			}
		}
		if k.Op == query.Compare && err == nil {
			if err = ungrouped(k.Left, by); err == nil {
				err = ungrouped(k.Right, by)
			}
		}
	})
	return err
}

// ungrouped refuses an expression over what a group does not have one of.
func ungrouped(e *query.Expr, by []query.Field) error {
	switch {
	case e == nil || slices.ContainsFunc(by, func(f query.Field) bool { return f.Expr == e }):
		return nil
	case e.Path != nil && !isGrouped(e.Path, by):
		return notGrouped(e.Path)
	case e.Call != nil:
		for _, w := range e.Call.When {
			if err := ofGroups(w, by); err != nil {
				return err
			}
		}
		for _, a := range e.Call.Args {
			if err := ungrouped(a, by); err != nil {
				return err
			}
		}
	}
	if err := ungrouped(e.Left, by); err != nil {
		return err
	}
	return ungrouped(e.Kid, by)
}

func isGrouped(p *schema.Path, by []query.Field) bool {
	return slices.ContainsFunc(by, func(f query.Field) bool { return f.Path != nil && f.Path.Text == p.Text })
}

func notGrouped(p *schema.Path) error {
	return query.Errorf("%s.%s is not among the paths of GroupBy, so a group has no single value of it", p.Root.Name, p.Text)
}
