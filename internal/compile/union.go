package compile

import (
	"slices"
	"strings"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// branchesOf divides a tree into chains of to-many relations, so that the rows read are the sum of the chains' rows and not
// their product. The nodes that are reached without a to-many step beside a chain belong to the first branch in which their
// parent is. One branch: nothing to divide.
func branchesOf(t *loaders.Tree) [][]*loaders.Node {
	var leaves []*loaders.Node
	for _, n := range t.Nodes {
		if n.ToMany() && !slices.ContainsFunc(t.Nodes, func(m *loaders.Node) bool { return m != n && m.ToMany() && below(m, n) }) {
			leaves = append(leaves, n)
		}
	}
	if len(leaves) < 2 {
		return nil
	}
	branches := make([][]*loaders.Node, len(leaves))
	for i, leaf := range leaves {
		for _, n := range t.Nodes {
			if m := nearestMany(n); m.Parent == nil || m == leaf || below(leaf, m) {
				branches[i] = append(branches[i], n)
			}
		}
	}
	return branches
}

// below reports whether n is under top.
func below(n, top *loaders.Node) bool {
	for n = n.Parent; n != nil; n = n.Parent {
		if n == top {
			return true
		}
	}
	return false
}

// union reads each branch by a SELECT of its own, all in one statement. A branch repeats only the keys of what an earlier
// one has read, and has NULL for what it does not join. The rows come branch by branch, each in the order of the query.
func (b *builder) union(q *query.Query, tree *loaders.Tree, branches [][]*loaders.Node) (*Statement, error) {
	tree.Lead = []loaders.Lead{loaders.LeadSkip, loaders.LeadSkip}
	if q.Batch != nil {
		leadParents(tree, q.Batch)
	}
	rank(q, tree)
	all := new(text)
	read := map[*loaders.Node]bool{}
	for i, branch := range branches {
		sel, err := b.branch(q, tree, branch, read, i)
		if err != nil {
			return nil, err
		}
		sql, args, err := sel.ToSql()
		if err != nil {
			return nil, query.Errorf("building the statement: %w", err)
		}
		if i > 0 {
			all.add(" UNION ALL ")
		}
		all.add(sql)
		all.args = append(all.args, args...)
		for _, n := range branch {
			read[n] = true
		}
	}
	return b.object(sq.Expr(all.add(" ORDER BY 1, 2").String(), all.args...), tree)
}

func (b *builder) branch(q *query.Query, tree *loaders.Tree, branch []*loaders.Node, read map[*loaders.Node]bool, i int) (sq.SelectBuilder, error) {
	var related [][]schema.Step
	for _, n := range branch {
		if n.Parent != nil {
			related = append(related, steps(n))
		}
	}
	s, err := b.selected(&selection{b: b, q: q, f: b.frameOf(q), numbered: true}, related)
	if err != nil {
		return sq.SelectBuilder{}, err
	}
	sel := questions.Select(itoa(i), "ROW_NUMBER() OVER (ORDER BY "+strings.Join(s.terms, ", ")+")")
	if q.Batch != nil {
		sel = sel.Columns(s.parent()...)
		linkNode(s, q, tree)
	}
	for _, n := range tree.Ranked() {
		if slices.Contains(branch, n) {
			sel = sel.Column(s.place(n))
		} else {
			sel = sel.Column("0")
		}
	}
	for _, n := range tree.Nodes {
		joined := slices.Contains(branch, n) || n == tree.Link
		for j, a := range n.Columns {
			if !joined || read[n] && j >= len(n.Model.Keys) {
				sel = sel.Column(b.null(a))
				continue
			}
			sel = sel.Column(b.read(a, s.f.column(s.f.find(s.f.tree.Root(), steps(n)), a)))
		}
	}
	return s.build(sel, false)
}

// null is a NULL of the attribute's type, which a UNION needs where its first SELECT has no value.
func (b *builder) null(a *schema.Attribute) string {
	if b.d.TypedNull == nil {
		return "NULL"
	}
	return b.d.TypedNull(a)
}
