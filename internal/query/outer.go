package query

import "github.com/ormar-go/ormar/schema"

// Outer is a column of the row that a sub-query is asked for. Its path is known once the sub-query has a place.
type Outer struct {
	Text string
	Path *schema.Path
	Side bool // a side of a comparison by itself: nothing is computed of it
}

func (o *Outer) attr() *schema.Attribute {
	if o.Path == nil {
		return nil
	}
	return o.Path.Attr
}

func (o *Outer) visit(visit func(*schema.Path)) {
	if o.Path != nil {
		visit(o.Path)
	}
}

// EachOuter calls visit with every column of the row around that the query reads itself, its own sub-queries left out: what is around
// them is its own row.
func (q *Query) EachOuter(visit func(*Outer)) {
	r := rewriter{outer: func(o *Outer) *Outer { visit(o); return o }}
	r.query(q)
}

// Placed is the query with the columns of the row around resolved; check sees every comparison that has one.
func (q *Query) Placed(resolve func(*Outer) (*schema.Path, error), check func(*Node) error) (*Query, error) {
	found := false
	q.EachOuter(func(o *Outer) { found = found || o.Path == nil })
	if !found {
		return q, nil
	}
	var err error
	keep := func(e error) {
		if err == nil {
			err = e
		}
	}
	r := rewriter{
		outer: func(o *Outer) *Outer {
			if o.Path != nil {
				return o
			}
			p, e := resolve(o)
			keep(e)
			return &Outer{Text: o.Text, Path: p, Side: o.Side}
		},
		compared: func(n *Node) { keep(check(n)) },
		made:     map[*Expr]*Expr{},
	}
	c := r.query(q)
	return c, err
}

// rewriter copies a query with other columns of the row around; without made it only looks at them.
type rewriter struct {
	outer    func(*Outer) *Outer
	compared func(*Node)
	made     map[*Expr]*Expr
}

func (r *rewriter) query(q *Query) *Query {
	c := q
	if r.made != nil {
		c = q.Clone()
	}
	where, scope := r.nodes(q.Where), r.nodes(q.Scope())
	order := make([]Order, len(q.Order))
	for i, o := range q.Order {
		o.Expr = r.expr(o.Expr)
		order[i] = o
	}
	named := make([]Named, len(q.Named()))
	for i, n := range q.Named() {
		named[i] = Named{n.Name, r.expr(n.Expr)}
	}
	if r.made != nil {
		c.Where, c.Order = where, order
		c.Extend(func(x *Extras) { x.Scope, x.Named = scope, named })
	}
	return c
}

func (r *rewriter) nodes(list []*Node) []*Node {
	out := make([]*Node, len(list))
	for i, n := range list {
		out[i] = r.node(n)
	}
	return out
}

func (r *rewriter) node(n *Node) *Node {
	c := *n
	c.Kids, c.Left, c.Right = r.nodes(n.Kids), r.expr(n.Left), r.expr(n.Right)
	if n.Op == Compare && r.compared != nil && (c.Left != n.Left || c.Right != n.Right) {
		r.compared(&c)
	}
	return &c
}

func (r *rewriter) expr(e *Expr) *Expr {
	if e == nil {
		return nil
	}
	if made := r.made[e]; made != nil {
		return made
	}
	c := *e
	c.Left, c.Kid = r.expr(e.Left), r.expr(e.Kid)
	changed := c.Left != e.Left || c.Kid != e.Kid
	if e.Outer != nil {
		c.Outer = r.outer(e.Outer)
		changed = changed || c.Outer != e.Outer
	}
	if e.Call != nil {
		call := *e.Call
		call.When, call.Args = r.nodes(e.Call.When), make([]*Expr, len(e.Call.Args))
		for i, a := range e.Call.Args {
			call.Args[i] = r.expr(a)
			changed = changed || call.Args[i] != a
		}
		c.Call, changed = &call, changed || len(call.When) > 0
	}
	if !changed || r.made == nil {
		return e
	}
	r.made[e] = &c
	return &c
}

// Nested reports whether a predicate asks another query, or its expressions do.
func (n *Node) Nested() bool {
	nested := false
	in := func(e *Expr) { nested = nested || e.Sub != nil }
	n.Walk(func(k *Node) {
		nested = nested || k.Sub != nil
		k.Left.Each(in)
		k.Right.Each(in)
	})
	return nested
}
