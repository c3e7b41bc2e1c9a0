package compile

import (
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// rank marks the to-many nodes of a tree whose lists several main rows may fill, each with a part: their parent can stand under
// more than one main row, and what a condition lets through below it depends on what is above it or beside it. The rows then say which
// place each child has in its list. They do not where rows are locked: a window function would be in the way.
func rank(q *query.Query, tree *loaders.Tree) {
	if q.Lock != nil {
		return
	}
	conditions := flatten(q.AllWhere(), nil)
	if len(conditions) == 0 {
		return
	}
	for _, n := range tree.Nodes[1:] {
		if n.ToMany() && n.Parent.Load && shared(q, n.Parent) {
			for _, c := range conditions {
				n.Ranked = n.Ranked || divides(q, c, n.Parent)
			}
			if n.Ranked {
				tree.Lead = append(tree.Lead, loaders.LeadRank)
			}
		}
	}
}

// shared reports whether a row of the node can stand under several main rows; the main rows of a prefetch, under several parents.
func shared(q *query.Query, n *loaders.Node) bool {
	for ; n.Parent != nil; n = n.Parent {
		if n.Step.Side.Kind == schema.ForwardSide {
			return true
		}
	}
	return q.Batch != nil && q.Batch.Side.Kind == schema.ManySide
}

// divides reports whether a condition compares what is below a node with what is not.
func divides(q *query.Query, c *query.Node, n *loaders.Node) bool {
	at := steps(n)
	below, elsewhere := false, annotates(c)
	c.Walk(func(k *query.Node) {
		elsewhere = elsewhere || k.Op == query.Some || k.Op == query.None || k.Op == query.Every
	})
	c.EachPath(func(p *schema.Path) {
		switch {
		case len(p.Steps) < len(at) || !sameSteps(p.Steps[:len(at)], at):
			elsewhere = true
		case len(p.Steps) == len(at):
		case ownLink(n, p.Steps[len(at)]) != nil || n.Parent == nil && ownPath(q.Batch, p):
			elsewhere = true
		default:
			below = true
		}
	})
	return below && elsewhere
}

// place is the column of a ranked node's row in its list.
func (s *selection) place(n *loaders.Node) string {
	at := s.f.find(s.f.tree.Root(), steps(n))
	return "DENSE_RANK() OVER (ORDER BY " + commas(s.f.listTerms(at, s.q.Order)) + ")"
}
