package compile

import (
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// frame is one SELECT of a statement: the tables that it joins and what they are called. Nodes of the tree that belong to an
// EXISTS of the frame are in a part of their own; part 0 is the frame's own FROM.
type frame struct {
	b    *builder
	tree *loaders.Tree
	name string
	// origin is the node from which paths start: the root, except inside a quantifier over a longer path.
	origin *loaders.Node
	part   map[*loaders.Node]int
	parts  int
	// selected are the to-many nodes whose rows multiply those of the frame.
	selected map[*loaders.Node]bool
	// inner are the nodes whose absence drops the row.
	inner map[*loaders.Node]bool
	// root replaces the root's alias: in an UPDATE or DELETE, the table's own name.
	root string
	// notes are the annotations' expressions where conditions may name them.
	notes map[*query.Annotation]string
	// negated: what is compiled stands below a NOT, where FALSE and NULL differ.
	negated bool
	// assigning: what is compiled becomes the value of a column.
	assigning bool
	// lifted are the scopes that do not hold in the frame's query; bare says that none does, since it belongs to a scope itself.
	lifted query.Lifted
	bare   bool
	// up is the frame of the query around, nil at the top. derived: the frame is that of a table in FROM.
	up      *frame
	derived bool
	// over are the columns of a derived table by the expression, or the path's text, that each has the values of.
	over map[any]string
	// grouped: conditions are on groups, whose columns are written as GROUP BY has them.
	grouped bool
}

// frameOf is a frame for the rows of a query.
func (b *builder) frameOf(q *query.Query) *frame {
	f := b.frame(q.Model)
	f.lifted = q.Lifted()
	return f
}

func (b *builder) frame(m *schema.Model) *frame {
	f := &frame{b: b, tree: loaders.NewTree(m), name: framePrefix(len(b.frames)), part: map[*loaders.Node]int{},
		selected: map[*loaders.Node]bool{}, inner: map[*loaders.Node]bool{}, bare: b.bare > 0, up: b.around}
	f.origin = f.tree.Root()
	b.frames = append(b.frames, f)
	return f
}

// framePrefix is t, u, v, …, and from the eighth frame on f8_, f9_, ….
func framePrefix(n int) string {
	if n < 7 {
		return string(rune('t' + n))
	}
	return "f" + itoa(n) + "_"
}

func (f *frame) alias(n *loaders.Node) string {
	if n.Parent == nil && f.root != "" {
		return f.root
	}
	return f.name + itoa(n.Index)
}

// walk goes from a node along the steps, adding what is missing to the given part. A path that names the link rows of the
// many side by which the node was reached means the link row that is joined already; a relation through them does not.
func (f *frame) walk(n *loaders.Node, steps []schema.Step, part int) *loaders.Node {
	for _, s := range steps {
		if link := ownLink(n, s); link != nil {
			n = link
			continue
		}
		known := len(f.tree.Nodes)
		n = f.tree.JoinFrom(n, s)
		if len(f.tree.Nodes) > known && part != 0 {
			f.part[n] = part
		}
	}
	return n
}

// ownLink is the link row through which n was reached, when the step goes to n's link rows for their own sake.
func ownLink(n *loaders.Node, s schema.Step) *loaders.Node {
	via := n.Step.Via
	if s.Via != nil || via == nil || n.Step.Side != via.LinkTarget || via.Inverse == nil || via.Inverse.LinkOwner != s.Side {
		return nil
	}
	return n.Parent
}

// find is walk without adding; nil when something is not joined.
func (f *frame) find(n *loaders.Node, steps []schema.Step) *loaders.Node {
	for _, s := range steps {
		if link := ownLink(n, s); link != nil {
			n = link
			continue
		}
		if n = n.Child(s); n == nil {
			return nil
		}
	}
	return n
}

// choose joins the steps and lets their to-many nodes multiply the frame's rows.
func (f *frame) choose(steps []schema.Step) *loaders.Node {
	n := f.walk(f.origin, steps, 0)
	for m := n; m.Parent != nil; m = m.Parent {
		if m.ToMany() {
			f.selected[m] = true
		}
	}
	return n
}

// multiplied is the first node along the steps that is to-many and not selected, with the steps that lead to it; nil when
// there is none.
func (f *frame) multiplied(steps []schema.Step) []schema.Step {
	n := f.origin
	for i, s := range steps {
		if n != nil {
			if link := ownLink(n, s); link != nil {
				n = link
				continue
			}
			n = n.Child(s)
		}
		if s.Side.ToMany && (n == nil || !f.selected[n]) {
			return steps[:i+1]
		}
	}
	return nil
}

// column is the qualified name of a node's column.
func (f *frame) column(n *loaders.Node, a *schema.Attribute) string {
	if len(a.Parts) > 0 {
		return rowValue(f.columns(n, a))
	}
	return f.single(n, a)
}

// at is the node of a path, which must be joined.
func (f *frame) at(p *schema.Path) *loaders.Node { return f.find(f.origin, p.Steps) }

// named is the path's column in the caller's SQL.
func (f *frame) named(p *schema.Path) string {
	if f.grouped {
		return f.compared(p)
	}
	return f.b.plain(p.Attr, f.column(f.at(p), p.Attr))
}

// compared is the path's column as it is compared and ordered by.
func (f *frame) compared(p *schema.Path) string {
	if column := f.over[p.Text]; column != "" {
		return f.b.comparable(p.Attr, column)
	}
	return f.b.comparable(p.Attr, f.column(f.at(p), p.Attr))
}

// noted is an annotation's value as it is compared and ordered by.
func (f *frame) noted(a *query.Annotation) string { return f.b.comparable(a.Value(), f.sorted(a)) }

// sorted is an annotation's value before comparable.
func (f *frame) sorted(a *query.Annotation) string {
	if compared := f.b.d.Arithmetic.ComparedSum; compared != nil && a.Outgrows() {
		return compared(f.notes[a])
	}
	return f.notes[a]
}

func (b *builder) comparable(a *schema.Attribute, qualified string) string {
	if b.mixed(a) {
		return b.d.Forms.Canonical(a, qualified)
	}
	if b.d.Compare == nil {
		return qualified
	}
	return b.d.Compare(a, qualified)
}

func (b *builder) read(a *schema.Attribute, qualified string) string {
	if b.d.Column == nil {
		return qualified
	}
	return b.d.Column(a, qualified)
}

// on is the join condition of a node. Of two columns that compare text differently SQLite asks the left one, so the order is the
// same whichever end a relation is read from: a prefetch along link rows, which comes to them from the target, has it as the join
// from the owner does, and all have it as "column IN (keys)" would. What always holds of the node's rows holds in the join.
func (f *frame) on(n *loaders.Node) string {
	on := f.tied(n)
	if scope := both(f.scope(n), f.leads(n)); scope != nil {
		on += " AND " + f.b.inline(scope)
	}
	return on
}

func (f *frame) tied(n *loaders.Node) string {
	s := n.Step.Side
	switch {
	case s.Kind == schema.ForwardSide:
		return f.tie(n, s.Ref, f, n.Parent, s.Key)
	case n.Own && !f.b.mixed(s.Key):
		return f.tie(n.Parent, s.Ref, f, n, s.Key)
	}
	return f.tie(n, s.Key, f, n.Parent, s.Ref)
}

func (f *frame) table(n *loaders.Node) string {
	return f.b.place(n.Model) + " AS " + f.alias(n)
}

// joins are the joined tables of a part, parents first; the nodes in skip stand in its FROM already.
func (f *frame) joins(part int, skip map[*loaders.Node]bool) []string {
	var out []string
	for _, n := range f.tree.Nodes[1:] {
		if f.part[n] == part && !skip[n] {
			out = append(out, f.table(n)+" ON "+f.on(n))
		}
	}
	return out
}

// check refuses joins that some database could not make.
func (f *frame) check() error {
	if limit := f.b.d.MaxTables; limit > 0 && len(f.tree.Nodes) > limit {
		return &tooManyTables{got: len(f.tree.Nodes), limit: limit}
	}
	return nil
}

// ambiguous refuses the joins of which ambiguousStep says so.
func (f *frame) ambiguous() error {
	for _, n := range f.tree.Nodes[1:] {
		if err := ambiguousStep(n.Step.Side); err != nil {
			return err
		}
	}
	return nil
}

// ambiguousStep refuses the bare name of link rows between a model and itself where no relation tells which of the two is meant.
func ambiguousStep(s *schema.Side) error {
	if s.Ends[0] == nil {
		return nil
	}
	return query.Errorf("%q on %s is ambiguous: its link rows lead from it or to it; name them as %s__%s or as %s__%s",
		s.Name, s.Owner.Name, s.Ends[0].Name, s.Name, s.Ends[1].Name, s.Name)
}

// tooManyTables is an ErrUnsupported and an ErrQuery.
type tooManyTables struct{ got, limit int }

// Error says what to do instead.
func (e *tooManyTables) Error() string {
	return "orm: the query joins " + itoa(e.got) + " tables, the limit is " + itoa(e.limit) +
		"; load some of the relations with PrefetchRelated"
}

// Is makes it an ErrQuery and an ErrUnsupported.
func (e *tooManyTables) Is(target error) bool {
	return target == schema.ErrQuery || target == query.ErrUnsupported
}
