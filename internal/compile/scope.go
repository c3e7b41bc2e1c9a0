package compile

import (
	"slices"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// scope is what always holds of the rows of a node; nil where nothing does.
func (f *frame) scope(n *loaders.Node) *text {
	if f.bare {
		return nil
	}
	nodes := f.b.scopes.On(n.Model, f.lifted)
	var all *text
	for _, c := range nodes {
		if !f.b.scoped[c] { // its values would not be there
			f.b.fail(query.Errorf("a scope of %s was not foreseen; this is a fault of package compile", n.Model.Name))
			return nil
		}
		t, err := f.always(n, c)
		if err != nil {
			f.b.fail(err)
			return nil
		}
		all = both(all, t)
	}
	return all
}

// leads says of the link rows of a many side that they lead to a row of which its scopes hold: one that leads to a hidden row is no
// link. Nil where the target has no scopes.
func (f *frame) leads(n *loaders.Node) *text {
	via := n.Step.Via
	if f.bare || via == nil || n.Step.Side != via.LinkOwner || len(f.b.scopes.On(via.LinkTarget.Target, f.lifted)) == 0 {
		return nil
	}
	key := via.LinkTarget.Key
	g := f.b.frame(via.LinkTarget.Target)
	g.lifted = f.lifted
	root := g.tree.Root()
	t := new(text).add("EXISTS (SELECT 1 FROM ", g.table(root), " WHERE ", g.tie(root, via.LinkTarget.Ref, f, n, key))
	if scope := g.scope(root); scope != nil {
		t.add(" AND ").join(scope)
	}
	return t.add(")")
}

// always is one condition on the rows of a node. One that reads columns of the rows alone stands as it is; any other looks the row up
// anew, so that it shares no join with what is asked.
func (f *frame) always(n *loaders.Node, c *query.Node) (*text, error) {
	f.b.bare++
	defer func() { f.b.bare-- }()
	if ownColumns(c) {
		was := f.origin
		f.origin = n
		defer func() { f.origin = was }()
		return f.node(c)
	}
	g := f.b.frame(n.Model)
	inner, err := g.where([]*query.Node{c})
	if err != nil {
		return nil, err
	}
	root := g.tree.Root()
	t := new(text).add("EXISTS (SELECT 1 FROM ", g.table(root))
	for _, j := range g.joins(0, nil) {
		t.add(" LEFT JOIN ", j)
	}
	t.add(" WHERE ")
	for _, a := range n.Model.Keys {
		t.add(g.column(root, a), " = ", f.column(n, a), " AND ")
	}
	return t.join(inner).add(")"), g.check()
}

// ownColumns reports whether a condition reads the columns of the row alone.
func ownColumns(c *query.Node) bool {
	own := true
	c.Walk(func(k *query.Node) {
		own = own && k.Op != query.Some && k.Op != query.None && k.Op != query.Every
	})
	c.EachPath(func(p *schema.Path) { own = own && len(p.Steps) == 0 })
	return own
}

// aside reports whether a condition reads nothing but the row that it is about.
func aside(c *query.Node) bool {
	plain := ownColumns(c)
	c.Walk(func(k *query.Node) { plain = plain && k.Sub == nil })
	return plain
}

// within is a condition and what always holds of the rows of a frame.
func (f *frame) within(where *text) *text { return both(where, f.scope(f.tree.Root())) }

// plainScopes reports whether what always holds of a query's rows reads nothing but these rows.
func (b *builder) plainScopes(q *query.Query) bool {
	return !slices.ContainsFunc(b.scopes.On(q.Model, q.Lifted()), func(c *query.Node) bool { return !aside(c) })
}

// Scope is what a statement about rows that instances stand for must find as well: the scopes of the model that the shape writes,
// whose values begin at First. The zero value is nothing.
type Scope struct {
	Shape ShapeOf
	First int
}

// bound is a builder for a statement about rows of a model, and the condition of their scopes; nil without any.
func (c *Compiler) bound(m *schema.Model, s Scope) (*builder, *text, error) {
	if s.Shape == nil {
		return &builder{d: c.Dialect}, nil, nil
	}
	b := c.builder(s.Shape)
	for k := range b.at {
		b.at[k] += s.First
	}
	_, where, err := b.target(&query.Query{Model: m})
	return b, where, err
}
