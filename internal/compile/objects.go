package compile

import (
	"slices"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// Compiler makes statements for one dialect. It is immutable.
type Compiler struct{ Dialect *dialect.Dialect }

// ShapeOf walks a query's parts a second time to learn where each value lies.
type ShapeOf func(*query.Shape)

func (c *Compiler) builder(shape ShapeOf) *builder {
	s := &query.Shape{At: map[any]int{}, Scoped: map[*query.Node]bool{}, ListClass: func(a *schema.Attribute, n int) int { return ListClass(c.Dialect, a, n) }}
	shape(s)
	return &builder{d: c.Dialect, at: s.At, scopes: s.Scopes, scoped: s.Scoped}
}

// Select is the statement that reads a query's rows as objects.
func (c *Compiler) Select(q *query.Query, shape ShapeOf) (*Statement, error) {
	b := c.builder(shape)
	tree, err := loadTree(q)
	if err != nil {
		return nil, err
	}
	if q.Model.Keyless && slices.ContainsFunc(tree.Nodes, (*loaders.Node).ToMany) {
		return nil, noKey(q.Model)
	}
	branches := branchesOf(tree)
	if len(branches) > 1 && !q.RawLimit && q.Lock == nil && !slices.ContainsFunc(q.Order, func(o query.Order) bool { return o.ByChance() }) {
		return b.union(q, tree, branches)
	}
	s, err := b.selection(q, stepsOf(tree))
	if err != nil {
		return nil, err
	}
	sel := questions.Select()
	if q.Batch != nil {
		leadParents(tree, q.Batch)
		sel = sel.Columns(s.parent()...)
		linkNode(s, q, tree)
	}
	rank(q, tree)
	for _, n := range tree.Ranked() {
		sel = sel.Column(s.place(n))
	}
	for _, n := range tree.Nodes {
		at := s.f.find(s.f.tree.Root(), steps(n))
		for _, a := range n.Columns {
			sel = sel.Column(b.read(a, s.f.column(at, a)))
		}
	}
	sel, err = s.build(sel, true)
	if err != nil {
		return nil, err
	}
	return b.object(sel, tree)
}

// leadParents lets the columns of the parent's key stand in front.
func leadParents(tree *loaders.Tree, batch *query.Batch) {
	tree.Along = batch.Side
	for range batch.Attr().Columns() {
		tree.Lead = append(tree.Lead, loaders.LeadParent)
	}
}

func (b *builder) object(sel sq.Sqlizer, tree *loaders.Tree) (*Statement, error) {
	columns := len(tree.Lead)
	for _, n := range tree.Nodes {
		columns += len(n.Columns)
	}
	if err := b.fits(columns); err != nil {
		return nil, err
	}
	st, err := b.finish(sel)
	if err != nil {
		return nil, err
	}
	st.Tree = tree
	return st, nil
}

// linkNode adds the link rows that a prefetch along a many side with link data reads beside its targets.
func linkNode(s *selection, q *query.Query, tree *loaders.Tree) {
	side := q.Batch.Side
	if side.Kind != schema.ManySide || side.LinkType == nil {
		return
	}
	n := tree.JoinOwn(side.Inverse.LinkOwner)
	n.Load, n.Columns, n.State = true, keysFirst(n.Model, n.Model.Attributes), n.Model.Saved
	tree.Link = n
}

// loadTree is the tree of what a query loads, with the columns of each node.
func loadTree(q *query.Query) (*loaders.Tree, error) {
	t := loaders.NewTree(q.Model)
	t.Root().Load = true
	for _, p := range q.Related {
		if excluded(q, p) {
			continue
		}
		for n := t.Join(p.Steps); n.Parent != nil; n = n.Parent {
			n.Load = n.Load || n.Model.Type != nil && !(n.Step.Via != nil && n.Step.Side == n.Step.Via.LinkOwner && n.Step.Via.LinkType == nil)
		}
	}
	for _, n := range t.Nodes {
		if err := columns(q, n); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// excluded reports whether the caller excluded the relation itself or one on the way to it.
func excluded(q *query.Query, p *schema.Path) bool {
	return slices.ContainsFunc(q.Without(), func(w *schema.Path) bool {
		full, ok := query.Whole(w)
		return ok && len(full) <= len(p.Steps) && sameSteps(p.Steps[:len(full)], full)
	})
}

// columns decides what is read of a node: the keys always; the rest unless the caller chose others.
func columns(q *query.Query, n *loaders.Node) error {
	if !n.Load {
		if n.Model.Surrogate == nil { // else the rows at both ends tell the link rows apart
			n.Columns = n.Model.Keys
		}
		return nil
	}
	attrs, all := chosen(q, n)
	n.Columns = keysFirst(n.Model, attrs)
	if all {
		n.State = n.Model.Saved
		return nil
	}
	if !n.Model.HasState {
		return query.Errorf("%s does not embed orm.Model, which remembers what was loaded; Fields and ExcludeFields need it", n.Model.Name)
	}
	n.State = &schema.RowState{Model: n.Model, Saved: true, Loaded: schema.NewMask(len(n.Model.Attributes))}
	for _, a := range n.Columns {
		n.State.Loaded.Set(a.Index)
	}
	return nil
}

// chosen are the attributes of a node that the query asks for, and whether that is all of them. A node is restricted by Only
// when some path of it names one of the node's fields or leads through it.
func chosen(q *query.Query, n *loaders.Node) (attrs []*schema.Attribute, all bool) {
	at := steps(n)
	only, restricted, whole := map[*schema.Attribute]bool{}, false, false
	for _, p := range q.Only() {
		if full, ok := query.Whole(p); ok && n.Parent != nil && sameSteps(full, at) {
			whole = true
		}
		if len(p.Steps) < len(at) || !sameSteps(p.Steps[:len(at)], at) {
			continue
		}
		if len(p.Steps) == len(at) {
			restricted = true
			note(only, p.Attr)
		} else if next := p.Steps[len(at)].Side; true {
			restricted = restricted || n.Parent == nil
			if next.Kind == schema.ForwardSide { // the key of another kind of side is another row's, also where both rows are of one model
				note(only, next.Key)
			}
		}
	}
	needed := prefetchKeys(q, at)
	referred(n.Model, needed)
	without := map[*schema.Attribute]bool{}
	for _, p := range q.Without() {
		if p.Attr != nil && sameSteps(p.Steps, at) {
			note(without, p.Attr)
		}
	}
	for _, a := range n.Model.Attributes {
		if a.PrimaryKey || a == n.Model.Version || a == n.Model.ShardKey || needed[a] || (!restricted || whole || only[a]) && !without[a] {
			attrs = append(attrs, a)
		}
	}
	return attrs, len(attrs) == len(n.Model.Attributes)
}

// note adds the columns of an attribute to a set.
func note(set map[*schema.Attribute]bool, a *schema.Attribute) {
	if a == nil {
		return
	}
	for _, c := range a.Columns() {
		set[c] = true
	}
}

// referred are the columns that other rows refer to in place of the key: the relations to these hold them.
func referred(m *schema.Model, set map[*schema.Attribute]bool) {
	for _, s := range m.Sides {
		if s.Kind == schema.ReverseSide && !s.ByKey() {
			note(set, s.Ref)
		}
	}
}

// prefetchKeys are the foreign keys along which the node's prefetches go.
func prefetchKeys(q *query.Query, at []schema.Step) map[*schema.Attribute]bool {
	needed := map[*schema.Attribute]bool{}
	for _, p := range q.Prefetch {
		s := p.Path.Steps
		if len(s) > len(at) && sameSteps(s[:len(at)], at) && s[len(at)].Side.Kind == schema.ForwardSide {
			note(needed, s[len(at)].Side.Key)
		}
	}
	return needed
}

// keysFirst are the attributes with the primary key in front.
func keysFirst(m *schema.Model, attrs []*schema.Attribute) []*schema.Attribute {
	out := slices.Clone(m.Keys)
	for _, a := range attrs {
		if !a.PrimaryKey {
			out = append(out, a)
		}
	}
	return out
}

// steps are those from the root to the node.
func steps(n *loaders.Node) []schema.Step {
	var out []schema.Step
	for ; n.Parent != nil; n = n.Parent {
		out = append(out, n.Step)
	}
	slices.Reverse(out)
	return out
}

// stepsOf are the steps to every node of a tree.
func stepsOf(t *loaders.Tree) [][]schema.Step {
	var out [][]schema.Step
	for _, n := range t.Nodes[1:] {
		out = append(out, steps(n))
	}
	return out
}
