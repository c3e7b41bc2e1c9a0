package query

import (
	"slices"

	"github.com/ormar-go/ormar/schema"
)

// AlongSide is the query as a question to the rows that are reached along a relation, in which Path.Along says what the bare name of
// link rows means. It is q itself unless some path changes.
func (q *Query) AlongSide(s *schema.Side) *Query {
	if s == nil || s.Kind != schema.ManySide || s.Owner != s.Target {
		return q
	}
	c := q.Clone()
	a := along{side: s, notes: map[*Annotation]*Annotation{}, exprs: map[*Expr]*Expr{}}
	c.Extend(func(x *Extras) {
		for i, n := range x.Annotations {
			made := *n
			if made.Window == nil {
				a.aggregate(&made.Aggregate)
			}
			a.notes[n] = &made
			x.Annotations[i] = &made
		}
		for _, made := range x.Annotations { // windows may name the others
			made.Window = a.call(made.Window)
		}
		for i, n := range x.Named {
			x.Named[i].Expr = a.expr(n.Expr)
		}
		x.Only, x.Without = a.paths(x.Only), a.paths(x.Without)
		x.Scope = a.nodes(x.Scope)
	})
	c.Where, c.Related = a.nodes(c.Where), a.paths(c.Related)
	for i, o := range c.Order {
		c.Order[i] = a.order(o)
	}
	for i := range c.Prefetch {
		c.Prefetch[i].Path = c.Prefetch[i].Path.Along(s)
	}
	if c.Lock != nil {
		c.Lock = &Lock{Share: c.Lock.Share, SkipLocked: c.Lock.SkipLocked, NoWait: c.Lock.NoWait, Of: a.paths(c.Lock.Of)}
	}
	return c
}

// AlongSide is Query.AlongSide for a grouping, whose query is settled already; its lists are its own.
func (g *Grouped) AlongSide(s *schema.Side) {
	if s == nil || s.Kind != schema.ManySide || s.Owner != s.Target {
		return
	}
	a := along{side: s, exprs: map[*Expr]*Expr{}}
	for i := range g.By {
		g.By[i].Path, g.By[i].Expr = g.By[i].Path.Along(s), a.expr(g.By[i].Expr)
	}
	for _, n := range g.Aggregates {
		a.aggregate(&n.Aggregate)
	}
	g.Having = a.nodes(g.Having)
	for i, o := range g.Order {
		g.Order[i] = a.order(o)
	}
}

// along copies what holds a path that changes.
type along struct {
	side  *schema.Side
	notes map[*Annotation]*Annotation // by those that they replace
	exprs map[*Expr]*Expr             // likewise: an expression stays one wherever it stands
}

func (a along) note(n *Annotation) *Annotation {
	if made := a.notes[n]; made != nil {
		return made
	}
	return n
}

func (a along) order(o Order) Order {
	o.Path, o.Annotation, o.Expr = o.Path.Along(a.side), a.note(o.Annotation), a.expr(o.Expr)
	return o
}

func (a along) paths(list []*schema.Path) []*schema.Path {
	out := slices.Clone(list)
	for i, p := range out {
		out[i] = p.Along(a.side)
	}
	return out
}

func (a along) nodes(list []*Node) []*Node {
	out := slices.Clone(list)
	for i, n := range out {
		out[i] = a.node(n)
	}
	return out
}

// node leaves alone what has rows of its own: the conditions of quantifiers, and sub-queries.
func (a along) node(n *Node) *Node {
	c := *n
	c.Path, c.Left, c.Right = n.Path.Along(a.side), a.expr(n.Left), a.expr(n.Right)
	switch {
	case n.Op == And || n.Op == Or || n.Op == Not:
		c.Kids = a.nodes(n.Kids)
	case n.SQL != nil:
		own := *n.SQL
		own.Paths = a.paths(own.Paths)
		c.SQL = &own
	}
	return &c
}

func (a along) expr(e *Expr) *Expr {
	if e == nil {
		return nil
	}
	if made := a.exprs[e]; made != nil {
		return made
	}
	c := *e
	c.Left, c.Kid, c.Path, c.Annotation = a.expr(e.Left), a.expr(e.Kid), e.Path.Along(a.side), a.note(e.Annotation)
	c.Call = a.call(e.Call)
	a.exprs[e] = &c
	return &c
}
