package query

import "github.com/ormar-go/ormar/schema"

// MaxTerms is how many comparisons one statement may have. Databases plan more in a time that grows with the square of them and that
// no deadline cuts short.
const MaxTerms = 5_000

// TooManyTerms is the error of more.
func TooManyTerms() error {
	return Errorf("the conditions have more than %d terms; compare one column with a list (in), use a sub-query (InQuery), or ask in parts", MaxTerms)
}

// Either is the disjunction of nodes. Equalities of one column are one comparison with a list: it means the same, of NULL too, and
// databases plan it at once, however long it is.
func Either(kids []*Node) *Node {
	flat := disjuncts(kids, nil)
	var first map[string]int // by path, where its first equality stands
	var out []*Node
	for i, n := range flat {
		if !equates(n) {
			continue
		}
		at, ok := first[n.Path.Text]
		if !ok {
			if first == nil {
				first = make(map[string]int)
			}
			first[n.Path.Text] = i
			continue
		}
		if out == nil {
			out = append(out, flat...)
		}
		if out[at] == flat[at] {
			out[at] = &Node{Op: Compare, Path: n.Path, Lookup: In, List: equals(flat[at], nil)}
		}
		out[at].List, out[i] = equals(n, out[at].List), nil
	}
	if out == nil {
		return &Node{Op: Or, Kids: kids}
	}
	left := out[:0]
	for _, n := range out {
		if n != nil {
			left = append(left, n)
		}
	}
	if len(left) == 1 {
		return left[0]
	}
	return &Node{Op: Or, Kids: left}
}

// disjuncts takes disjunctions apart.
func disjuncts(nodes, into []*Node) []*Node {
	for _, n := range nodes {
		if n.Op == Or {
			into = disjuncts(n.Kids, into)
			continue
		}
		into = append(into, n)
	}
	return into
}

// equates reports whether a node compares a column with a value, or with several.
func equates(n *Node) bool {
	if n.Op != Compare || n.Left != nil || n.Right != nil || n.Sub != nil || n.Path == nil || n.Path.Attr == nil || n.Path.Attr.Kind == schema.KindJSON {
		return false
	}
	return n.Lookup == Exact || n.Lookup == In && len(n.List) > 0
}

// equals appends the values that a node compares with.
func equals(n *Node, list []any) []any {
	if n.Lookup == In {
		return append(list, n.List...)
	}
	return append(list, n.Value)
}
