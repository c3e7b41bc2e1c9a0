package query

import (
	"reflect"
	"slices"

	"github.com/ormar-go/ormar/schema"
)

// Guard decides what a set-wise write may do without Each(): whether its conditions can leave out a row at all. It knows what the
// models know (which columns are NOT NULL, which keys are there) and no data. Where it cannot tell, the condition depends on data.
type Guard struct {
	Model *schema.Model
	// Scope is a manager's: a sub-query under the same one has the same rows.
	Scope []*Node
	// Fragment gives what can be known of a fragment's text on rows of a model, with leaves that are Depends and Settled.
	Fragment func(*schema.Model, *SQL) *Node
}

// Limits reports whether with some data a conjunction is other than TRUE.
func (g *Guard) Limits(nodes []*Node) bool {
	return slices.ContainsFunc(nodes, func(n *Node) bool { return g.limits(n, false) })
}

// limits takes a conjunction apart: it is always TRUE when all of its parts are, each by itself.
func (g *Guard) limits(n *Node, negated bool) bool {
	switch {
	case n.Op == Not:
		return g.limits(n.Kids[0], !negated)
	case n.Op == And && !negated, n.Op == Or && negated:
		return slices.ContainsFunc(n.Kids, func(k *Node) bool { return g.limits(k, negated) })
	}
	if negated {
		return g.search(n).reaches(n, isTrue|isUnknown, true)
	}
	return g.search(n).reaches(n, notTrue, false)
}

// always reports whether a predicate of rows is TRUE whatever they hold, and never whether it is never. negated says that the
// whole condition is the truer, the less true this part is: constants that are not known are taken for what makes it truer.
func (g *Guard) always(n *Node, negated bool) bool { return !g.search(n).reaches(n, notTrue, negated) }
func (g *Guard) never(n *Node, negated bool) bool  { return !g.search(n).reaches(n, isTrue, negated) }

// quantified is what a quantifier can be.
func (g *Guard) quantified(n *Node, negated bool) truths {
	inner := &Guard{Model: n.Path.End(), Fragment: g.Fragment}
	all := &Node{Op: And, Kids: n.Kids}
	there := required(n.Path.Steps)
	switch n.Op {
	case Every:
		if inner.always(all, negated) {
			return isTrue
		}
		if there && inner.never(all, negated) {
			return isFalse
		}
		return isTrue | isFalse
	case None:
		negated = !negated
	}
	out := isTrue | isFalse
	if inner.never(all, negated) {
		out = isFalse
	} else if there && inner.always(all, negated) {
		out = isTrue
	}
	if n.Op == None {
		return out.not()
	}
	return out
}

// member is what the membership in a sub-query can be.
func (g *Guard) member(n *Node, negated bool) truths {
	if n.Sub.Tree != nil {
		return isTrue | isFalse
	}
	q, column := n.Sub.Query, n.Sub.Column
	inner := &Guard{Model: q.Model, Fragment: g.Fragment}
	whole := &Node{Op: And, Kids: q.AllWhere()}
	if q.HasLimit && q.Limit == 0 || inner.never(whole, negated) {
		return isFalse
	}
	null := n.Left != nil || mayBeNull(n.Path)
	if n.Left == nil && contains(column, n.Path) && g.unlimited(q, n.Path) && inner.always(&Node{Op: And, Kids: q.Where}, negated) {
		if null {
			return anyTruth // what is NULL is not found
		}
		return isTrue
	}
	if null || mayBeNull(column) {
		return anyTruth
	}
	return isTrue | isFalse
}

// unlimited reports whether a sub-query has the rows of its conditions, but for those outside of the scope that the write has too.
func (g *Guard) unlimited(q *Query, p *schema.Path) bool {
	if q.HasLimit || q.HasOffset && q.Offset > 0 || len(q.Cuts()) > 0 || q.Cursor() != "" || len(q.Annotations()) > 0 {
		return false
	}
	scope := q.Scope()
	return len(scope) == 0 || len(p.Steps) == 0 && q.Model == g.Model && slices.EqualFunc(scope, g.Scope, sameNode)
}

// contains reports whether every value of p but NULL is among the column's of all rows: it is that column, or a key to it.
func contains(column, p *schema.Path) bool {
	if column == nil || column.Attr == nil || p.Attr == nil || len(column.Steps) > 0 {
		return false
	}
	side := p.Attr.Side
	return column.Attr == p.Attr || side != nil && side.Constraint != "" && column.Attr == side.Ref
}

// required reports whether every row has a related one along the steps.
func required(steps []schema.Step) bool {
	for _, s := range steps {
		if s.Side.Kind != schema.ForwardSide || s.Side.Key.SQLNullable || s.Side.Constraint == "" {
			return false
		}
	}
	return true
}

// mayBeNull reports whether a path can be NULL: its column can, or nothing need be related.
func mayBeNull(p *schema.Path) bool {
	return p.Attr == nil || p.Attr.SQLNullable && !p.Attr.PrimaryKey || !required(p.Steps)
}

// null reports whether an expression can be NULL.
func (e *Expr) null() bool {
	switch {
	case e.Op != 0:
		return e.Op == '/' || e.Left.null() || e.Kid.null()
	case e.Annotation != nil:
		return e.Annotation.Function != Count
	case e.Path != nil:
		return mayBeNull(e.Path)
	case e.Call != nil:
		return e.Call.null()
	case e.Sub != nil:
		return e.Sub.Aggregate == nil || e.Sub.Aggregate.Function != Count
	case e.Outer != nil:
		return e.Outer.Path == nil || mayBeNull(e.Outer.Path)
	}
	return e.Value == nil
}

// sameNode reports whether two predicates ask the same of the same row.
func sameNode(a, b *Node) bool {
	return a == b || sameShape(func(s *Shape) { s.Node(a) }, func(s *Shape) { s.Node(b) })
}

// SameExpr reports whether two expressions compute the same of the same row.
func SameExpr(a, b *Expr) bool { return a == b || sameExpr(a, b) }

func sameExpr(a, b *Expr) bool {
	return sameShape(func(s *Shape) { s.Expr(a) }, func(s *Shape) { s.Expr(b) })
}

func sameShape(a, b func(*Shape)) bool {
	exact := func(_ *schema.Attribute, n int) int { return n }
	s, o := Shape{ListClass: exact}, Shape{ListClass: exact}
	a(&s)
	b(&o)
	return string(s.Key) == string(o.Key) && reflect.DeepEqual(s.Args, o.Args)
}
