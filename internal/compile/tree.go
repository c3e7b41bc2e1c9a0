package compile

import (
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/loaders"
)

// Every row has one parent. On the way down a row is met once below the nearest root above it, and a ring closes at a root, where the
// walk ends. On the way up a ring need not close at the beginning: no way is longer than the number of rows that can be met.

// walked is the condition that a row is in a tree, or, of a tree of which the depth is wanted, the depth of the row.
func (f *frame) walked(n *loaders.Node, t *query.Tree) (*text, error) {
	switch { // below nothing there is nothing, whatever type the keys have
	case len(t.Roots) == 0 && t.Depth:
		return new(text).add("(SELECT 0)"), nil // a bare number would be a position in ORDER BY
	case len(t.Roots) == 0:
		return new(text).add("1 = 0"), nil
	}
	b, columns := f.b, f.columns(n, t.Side.Ref)
	names := keyNames("k", len(columns))
	rows, err := b.tree(f, t, names)
	if err != nil {
		return nil, err
	}
	if !t.Depth {
		return new(text).add(rowValue(columns), " IN (SELECT ", commas(names), " FROM (").join(rows).add(") AS walked)"), nil
	}
	out := new(text).add("(SELECT d FROM (").join(rows).add(") AS walked WHERE ")
	for i, c := range columns {
		if i > 0 {
			out.add(" AND ")
		}
		out.add("walked.", names[i], " = ", c)
	}
	return out.add(")"), nil
}

func keyNames(prefix string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = prefix + itoa(i)
	}
	return out
}

// tree is the query for the keys of a tree and their depths.
func (b *builder) tree(f *frame, t *query.Tree, names []string) (*text, error) {
	if t.Up {
		return b.ascent(f, t, names)
	}
	out := new(text).add("WITH RECURSIVE walk(", commas(names), ", d) AS (")
	first := b.step(f, t, "")
	out.join(first.rows(first.key, "1")).add(" WHERE ").join(b.rooted(first.parent, t)).add(" AND NOT (").join(b.rooted(first.key, t)).add(")").join(first.scope)
	next := b.step(f, t, "walk")
	out.add(" UNION ALL ").join(next.rows(next.key, "walk.d + 1")).add(" WHERE NOT (").join(b.rooted(next.key, t)).add(")").join(next.scope)
	return out.add(") SELECT ", commas(names), ", d FROM walk"), nil
}

// ascent is tree on the way up.
func (b *builder) ascent(f *frame, t *query.Tree, names []string) (*text, error) {
	out := new(text).add("WITH RECURSIVE ")
	for _, name := range []string{"reach", "walk"} {
		deep, d, further := name == "walk", "", ""
		out.add(name, "(", commas(names))
		if deep {
			out.add(", d")
			d, further = "1", "walk.d + 1"
		}
		out.add(") AS (")
		first := b.step(f, t, "")
		out.join(first.rows(first.parent, d)).add(" WHERE ").join(b.rooted(first.key, t)).add(first.present()).join(first.scope)
		next := b.step(f, t, name)
		out.add(" UNION ").join(next.rows(next.parent, further)).add(" WHERE 1 = 1", next.present()).join(next.scope)
		if deep {
			out.add(" AND walk.d <= (SELECT COUNT(*) FROM reach)")
		}
		out.add(")")
		if !deep {
			out.add(", ")
		}
	}
	found := make([]string, len(names))
	for i, n := range names {
		found[i] = "walk." + n
	}
	key := t.Side.Ref
	return out.add(" SELECT ", commas(names), ", MIN(d) AS d FROM walk WHERE NOT (").join(b.among(new(text), found, key, t, len(t.Roots))).
		add(") GROUP BY ", commas(names)), nil
}

// treeStep is a SELECT of a walk: of rows alone, or of those that the rows met before lead to.
type treeStep struct {
	g           *frame
	from        string
	key, parent []string
	scope       *text
}

func (b *builder) step(f *frame, t *query.Tree, after string) *treeStep {
	g := b.frame(t.Side.Owner)
	g.lifted, g.bare = f.lifted, f.bare
	root := g.tree.Root()
	s := &treeStep{g: g, from: g.table(root), key: g.columns(root, t.Side.Ref), parent: g.columns(root, t.Side.Key), scope: new(text)}
	if after != "" {
		from, of := s.parent, t.Side.Key
		if t.Up {
			from, of = s.key, t.Side.Ref
		}
		s.from += " JOIN " + after + " ON "
		for i, a := range of.Columns() {
			if i > 0 {
				s.from += " AND "
			}
			s.from += b.equal(from[i], a, after+".k"+itoa(i), t.Side.Ref.Columns()[i])
		}
	}
	if scope := g.scope(root); scope != nil {
		s.scope.add(" AND ").join(scope)
	}
	if t.In != nil {
		in, err := g.always(root, t.In)
		if err != nil {
			b.fail(err)
			return s
		}
		s.scope.add(" AND ").join(in)
	}
	return s
}

// rows selects columns and, where it is given, a depth.
func (s *treeStep) rows(columns []string, depth string) *text {
	t := new(text).add("SELECT ", commas(columns))
	if depth != "" {
		t.add(", ", depth)
	}
	return t.add(" FROM ", s.from)
}

// present says that a row has a parent.
func (s *treeStep) present() string {
	out := ""
	for _, c := range s.parent {
		out += " AND " + c + " IS NOT NULL"
	}
	return out
}

// rooted compares columns with the keys that a walk begins at.
func (b *builder) rooted(columns []string, t *query.Tree) *text {
	return b.among(new(text), columns, t.Side.Ref, t, len(t.Roots))
}
