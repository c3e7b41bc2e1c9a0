package query

import "github.com/ormar-go/ormar/schema"

// Keyset is the predicate of the rows that come after a row with the given values of the sort keys. nullsLast says where the
// database puts NULL in an ascending order, for keys that leave it to the database.
func Keyset(keys []Order, values []any, nullsLast bool) *Node {
	beyond := &Node{Op: Or, Late: true}
	var same []*Node
	for i, k := range keys {
		after := after(k, values[i], nullsLast)
		if after != nil {
			beyond.Kids = append(beyond.Kids, conjunction(append(same[:len(same):len(same)], after)))
		}
		if values[i] == nil {
			same = append(same, isNull(k.Path, true))
		} else {
			same = append(same, &Node{Op: Compare, Path: k.Path, Lookup: Exact, Value: values[i]})
		}
	}
	return beyond
}

// after is what comes after a value along one key; nil when nothing does.
func after(k Order, v any, nullsLast bool) *Node {
	last := nullsLast != k.Desc
	switch k.Nulls {
	case NullsFirst:
		last = false
	case NullsLast:
		last = true
	}
	if v == nil {
		if last {
			return nil
		}
		return isNull(k.Path, false)
	}
	l := Gt
	if k.Desc {
		l = Lt
	}
	n := &Node{Op: Compare, Path: k.Path, Lookup: l, Value: v}
	if last && canBeNull(k.Path) {
		return &Node{Op: Or, Kids: []*Node{n, isNull(k.Path, true)}}
	}
	return n
}

func canBeNull(p *schema.Path) bool { return p.Attr.SQLNullable || len(p.Steps) > 0 }

func isNull(p *schema.Path, yes bool) *Node {
	return &Node{Op: Compare, Path: p, Lookup: IsNull, Value: yes}
}

func conjunction(nodes []*Node) *Node {
	if len(nodes) == 1 {
		return nodes[0]
	}
	return &Node{Op: And, Kids: nodes}
}
