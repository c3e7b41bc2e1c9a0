package compile

import (
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// hidden reports whether the values of a field may not be shown. Those of an encrypted one may: they are what is stored.
func hidden(a *schema.Attribute) bool {
	return a != nil && (a.Secret || a.Kind == schema.KindOpaque)
}

// conceal compiles with every parameter masked when a secret takes part: a value beside it tells as much as the secret itself.
func (b *builder) conceal(secret bool, compile func() (*text, error)) (*text, error) {
	before := b.hides
	b.hides = before || secret
	defer func() { b.hides = before }()
	return compile()
}

// secret reports whether a condition is about a secret field.
func (f *frame) secret(n *query.Node) bool {
	switch n.Op {
	case query.Compare:
		return n.Path != nil && hidden(n.Path.Attr) || secretExpr(n.Left) || secretExpr(n.Right)
	case query.Fragment:
		return slices.ContainsFunc(n.SQL.Paths, func(p *schema.Path) bool { return hidden(p.Attr) }) ||
			slices.ContainsFunc(n.SQL.Attrs, hidden) || f.mentions(n.SQL.Text)
	}
	return false
}

func secretExpr(e *query.Expr) bool {
	found := false
	e.Each(func(x *query.Expr) {
		switch {
		case x.Annotation != nil:
			found = found || hidden(x.Annotation.Path.Attr)
		case x.Path != nil:
			found = found || hidden(x.Path.Attr)
		case x.Sub != nil:
			found = found || hidden(x.Sub.Value())
		case x.Outer != nil:
			found = found || x.Outer.Path != nil && hidden(x.Outer.Path.Attr)
		case x.Call != nil:
			for _, n := range x.Call.When {
				n.EachPath(func(p *schema.Path) { found = found || hidden(p.Attr) })
			}
		default:
			found = found || hidden(x.Attr)
		}
	})
	return found
}

// mentions reports whether the caller's SQL has the name of a secret column of a table that it may mean, in capitals or not.
func (f *frame) mentions(pieces []string) bool {
	sql := strings.ToLower(strings.Join(pieces, " "))
	for _, n := range f.tree.Nodes {
		for _, a := range n.Model.Attributes {
			if hidden(a) && strings.Contains(sql, strings.ToLower(a.Column)) {
				return true
			}
		}
	}
	return false
}

// Hides reports whether a parameter may not be shown, in the statement's error neither.
func (s *Statement) Hides() bool {
	return slices.ContainsFunc(s.Slots, func(slot Slot) bool { return slot.Hidden || hidden(slot.Attr) })
}
