package compile

import (
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// where compiles a conjunction over the frame's rows. Conjuncts that look along a to-many path which is not selected do not
// multiply the rows: those that share such a path share one EXISTS, in which one choice of related rows must make all of
// them true.
func (f *frame) where(nodes []*query.Node) (*text, error) {
	list := flatten(nodes, nil)
	groups, err := f.group(list)
	if err != nil {
		return nil, err
	}
	var parts []*text
	for _, g := range groups {
		var t *text
		var err error
		if len(g.roots) == 0 {
			t, err = f.conjunction(g.nodes, 0)
		} else {
			t, err = f.exists(g)
		}
		if err != nil {
			return nil, err
		}
		parts = append(parts, t)
	}
	if len(parts) == 0 {
		return nil, nil
	}
	return balanced(parts, " AND "), nil
}

// group is conjuncts that look along the same unselected to-many paths.
type group struct {
	nodes []*query.Node
	roots [][]schema.Step // each ends at a to-many step
}

// group divides the conjuncts so that no two groups share a to-many path.
func (f *frame) group(list []*query.Node) ([]*group, error) {
	var groups []*group
	for _, n := range list {
		g := &group{nodes: []*query.Node{n}}
		n.EachPath(func(p *schema.Path) {
			if steps := f.multiplied(p.Steps); steps != nil && !containsSteps(g.roots, steps) {
				g.roots = append(g.roots, steps)
			}
		})
		groups = slices.DeleteFunc(groups, func(o *group) bool {
			if !shareRoots(o, g) {
				return false
			}
			g.nodes = append(o.nodes, g.nodes...)
			for _, r := range o.roots {
				if !containsSteps(g.roots, r) {
					g.roots = append(g.roots, r)
				}
			}
			return true
		})
		groups = append(groups, g)
	}
	return groups, nil
}

// shareRoots also holds for two groups without any: they are one conjunction.
func shareRoots(a, b *group) bool {
	if len(a.roots) == 0 && len(b.roots) == 0 {
		return true
	}
	return slices.ContainsFunc(a.roots, func(r []schema.Step) bool { return containsSteps(b.roots, r) })
}

func containsSteps(list [][]schema.Step, steps []schema.Step) bool {
	return slices.ContainsFunc(list, func(r []schema.Step) bool { return sameSteps(r, steps) })
}

func sameSteps(a, b []schema.Step) bool {
	return slices.EqualFunc(a, b, func(x, y schema.Step) bool { return x.Side == y.Side })
}

// exists asks whether some choice of related rows makes the group true. When the group can only be true where rows are
// related, the related table itself is searched; otherwise the choice may also be "none", which a LEFT JOIN from a single
// row gives.
func (f *frame) exists(g *group) (*text, error) {
	f.parts++
	part := f.parts
	roots := make([]*loaders.Node, len(g.roots))
	for i, steps := range g.roots {
		anchor := f.walk(f.origin, steps[:len(steps)-1], 0)
		roots[i] = f.walk(anchor, steps[len(steps)-1:], part)
	}
	inner, err := f.conjunction(g.nodes, part)
	if err != nil {
		return nil, err
	}
	t := new(text).add("EXISTS (SELECT 1 FROM ")
	skip := map[*loaders.Node]bool{}
	if len(roots) == 1 && f.rejects(g, g.roots[0]) {
		skip[roots[0]] = true
		t.add(f.table(roots[0]))
	} else {
		t.add("(SELECT 1 AS one) AS ", f.name, "x", itoa(part))
	}
	for _, j := range f.joins(part, skip) {
		t.add(" LEFT JOIN ", j)
	}
	for _, n := range roots {
		n.Leave() // what is compiled later stands outside, where these tables cannot be named
	}
	t.add(" WHERE ")
	if skip[roots[0]] {
		t.add(f.on(roots[0]), " AND ")
	}
	return t.join(inner).add(")"), nil
}

// rejects reports whether some conjunct of the group is never true without a related row.
func (f *frame) rejects(g *group, root []schema.Step) bool {
	under := func(p *schema.Path) bool {
		return len(p.Steps) >= len(root) && sameSteps(p.Steps[:len(root)], root)
	}
	return slices.ContainsFunc(g.nodes, func(n *query.Node) bool { return n.RejectsNull(under, false) })
}

// conjunction compiles nodes whose paths may be joined in the part, all of which must hold.
func (f *frame) conjunction(nodes []*query.Node, part int) (*text, error) {
	parts := make([]*text, len(nodes))
	for i, n := range nodes {
		n.EachPath(func(p *schema.Path) { f.walk(f.origin, p.Steps, f.partOf(p.Steps, part)) })
		t, err := f.node(n)
		if err != nil {
			return nil, err
		}
		parts[i] = t
	}
	return balanced(parts, " AND "), nil
}

// partOf is the part for a path: the frame's own unless it goes along an unselected to-many step.
func (f *frame) partOf(steps []schema.Step, part int) int {
	if f.multiplied(steps) == nil {
		return 0
	}
	return part
}

func (f *frame) node(n *query.Node) (*text, error) {
	if f.b.depth++; f.b.depth > query.MaxDepth {
		return nil, query.TooDeep()
	}
	defer func() { f.b.depth-- }()
	switch n.Op {
	case query.And, query.Or:
		return f.connective(n)
	case query.Not:
		around := f.negated
		f.negated = true
		t, err := f.node(n.Kids[0])
		f.negated = around
		if err != nil {
			return nil, err
		}
		return new(text).add("NOT (").join(t).add(")"), nil
	}
	if f.b.terms++; f.b.terms > query.MaxTerms {
		return nil, query.TooManyTerms()
	}
	switch n.Op {
	case query.Some, query.None, query.Every:
		return f.quantifier(n)
	case query.Exists:
		return f.holds(n.Sub)
	case query.Fragment:
		return f.b.conceal(f.secret(n), func() (*text, error) { return f.fragment(n), nil })
	}
	return f.b.conceal(f.secret(n), func() (*text, error) { return f.compare(n) })
}

func (f *frame) connective(n *query.Node) (*text, error) {
	if len(n.Kids) == 0 {
		if n.Op == query.And {
			return new(text).add("1 = 1"), nil
		}
		return new(text).add("1 = 0"), nil
	}
	parts := make([]*text, len(n.Kids))
	for i, k := range n.Kids {
		t, err := f.node(k)
		if err != nil {
			return nil, err
		}
		parts[i] = t
	}
	op := " AND "
	if n.Op == query.Or {
		op = " OR "
	}
	if len(parts) == 1 {
		return parts[0], nil
	}
	return new(text).add("(").join(balanced(parts, op)).add(")"), nil
}

// fragment puts the caller's SQL together with the columns that it names.
func (f *frame) fragment(n *query.Node) *text {
	t, at := new(text).add("("), 0
	for i, piece := range n.SQL.Text {
		if i > 0 {
			t.add(f.named(n.SQL.Paths[i-1]))
		}
		for j, plain := range f.b.d.Syntax.SplitPlaceholders(piece) {
			if j > 0 {
				f.argument(t, n, at)
				at++
			}
			t.add(plain)
		}
	}
	if strings.ContainsAny(t.String(), "-#") {
		t.add("\n") // where a comment to the end of the line would hide what follows
	}
	return t.add(")")
}

// argument is the i-th argument of the caller's SQL, bound for its field where it is a field's value.
func (f *frame) argument(t *text, n *query.Node, i int) {
	if a := n.SQL.Attr(i); a != nil {
		t.arg(f.b.parameter(a), f.b.slot(n, i, Plain, a))
		return
	}
	t.arg("?", f.b.slot(n, i, Raw, nil))
}

// quantifier is an EXISTS over the rows related along a path, which starts at the frame's origin; the paths of its
// conditions start at the related model.
func (f *frame) quantifier(n *query.Node) (*text, error) {
	steps := n.Path.Steps
	if err := ambiguousStep(steps[0].Side); err != nil {
		return nil, err
	}
	g := f.b.frame(steps[0].Side.Target)
	g.lifted, g.bare = f.lifted, f.bare
	g.origin = g.walk(g.tree.Root(), steps[1:], 0)
	for m := g.origin; m.Parent != nil; m = m.Parent {
		g.selected[m] = true
	}
	inner, err := g.where(n.Kids)
	if err != nil {
		return nil, err
	}
	scope, t := g.scope(g.tree.Root()), new(text)
	if n.Op != query.Some {
		t.add("NOT ")
	}
	t.add("EXISTS (SELECT 1 FROM ", g.table(g.tree.Root()))
	for _, j := range g.joins(0, nil) {
		t.add(" LEFT JOIN ", j)
	}
	t.add(" WHERE ", f.link(g, steps[0].Side))
	if scope != nil {
		t.add(" AND ").join(scope)
	}
	if len(steps) > 1 {
		t.add(" AND ", g.column(g.origin, g.origin.Model.Keys[0]), " IS NOT NULL")
	}
	switch {
	case inner == nil && n.Op == query.Every:
		t.add(" AND 1 = 0")
	case inner != nil && n.Op == query.Every:
		t.add(" AND CASE WHEN ").join(inner).add(" THEN 0 ELSE 1 END = 1")
	case inner != nil:
		t.add(" AND ").join(inner)
	}
	return t.add(")"), g.check()
}

// link ties the root of a quantifier's frame to the origin of this one.
func (f *frame) link(g *frame, s *schema.Side) string {
	if s.Kind == schema.ForwardSide {
		return g.tie(g.tree.Root(), s.Ref, f, f.origin, s.Key)
	}
	return g.tie(g.tree.Root(), s.Key, f, f.origin, s.Ref)
}
