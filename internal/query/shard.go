package query

import "github.com/ormar-go/ormar/schema"

// Conjuncts are the conditions all of which must hold for a condition to hold.
func Conjuncts(n *Node) []*Node {
	if n.Op != And {
		return []*Node{n}
	}
	var out []*Node
	for _, k := range n.Kids {
		out = append(out, Conjuncts(k)...)
	}
	return out
}

// Fixes reports whether a condition compares an attribute of the row itself with one value, or with a list of some.
func (n *Node) Fixes(a *schema.Attribute) bool {
	return n.Op == Compare && n.Path != nil && n.Path.Attr == a && len(n.Path.Steps) == 0 && n.Left == nil && n.Right == nil && n.Sub == nil &&
		(n.Lookup == Exact || n.Lookup == In && len(n.List) > 0)
}
