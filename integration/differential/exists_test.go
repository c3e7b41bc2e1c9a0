package differential

import "fmt"

// existsIn asks whether another query has a row one of whose values compares with one of this row.
type existsIn struct {
	query            *question
	inner, op, outer string
}

func (c *existsIn) join(f *frame) { f.place(c.outer) }

func (c *existsIn) eval(e *evaluator, f *frame, j joined) tri {
	return truthOf(len(e.correlated(c, j.at(f.place(c.outer)))) > 0)
}

// correlated are the rows of the other query beside one value.
func (e *evaluator) correlated(c *existsIn, outer any) []*mainRow {
	if outer == nil {
		return nil
	}
	at := show(outer)
	if e.beside[c] == nil {
		e.beside[c] = map[string][]*mainRow{}
	}
	rows, ok := e.beside[c][at]
	if !ok {
		q := *c.query
		q.filters = append(q.filters[:len(q.filters):len(q.filters)], filter{kids: []condition{&lookup{path: c.inner, op: c.op, values: []any{outer}}}})
		_, rows = e.rows(&q, e.world.table(q.root).rows, nil)
		e.beside[c][at] = rows
	}
	return rows
}

func (c *existsIn) String() string {
	return fmt.Sprintf("ExistsIn(%s with %s %s Outer(%s))", c.query, c.inner, c.op, c.outer)
}

// existsIn draws two columns that compare; the outer one may lie along relations to one or to many.
func (g *generator) existsIn(t *table) condition {
	c := g.correlation(t, true)
	if c == nil {
		return g.lookup(t)
	}
	return c
}

// correlation is nil where nothing compares. Without a comparison by chance it is by equal keys most often.
func (g *generator) correlation(t *table, many bool) *existsIn {
	if g.chance(60) {
		var back []*rel
		for _, r := range t.rels {
			if r.kind == reverse && r.to.columns[r.column].kind != pairKind {
				back = append(back, r)
			}
		}
		if len(back) > 0 {
			r := pick(g, back)
			return &existsIn{&question{root: r.to.name, filters: g.filters(r.to, 1, 1)}, r.to.columns[r.column].name, "exact", "pk"}
		}
	}
	end := g.world.table(pick(g, []string{"Author", "Book", "Tag", "Profile", "BookTag", "Publisher", "Gauge", "Crate"}))
	outer, a := g.columnPath(t, g.IntN(2), many, nil)
	inner, b := g.columnPath(end, g.IntN(2), true, func(o *column) bool { return o.kind == a.kind })
	if a.kind != b.kind {
		return nil
	}
	return &existsIn{&question{root: end.name, filters: g.filters(end, 1, 1)}, inner, pick(g, comparisons), outer}
}

func (b *builder) correlated(c *existsIn) *question {
	q := *c.query
	q.filters = append(q.filters[:len(q.filters):len(q.filters)], filter{kids: []condition{&beside{c}}})
	return &q
}

// beside is the condition of the inner query that reads the outer row; the model looks it up by its value.
type beside struct{ *existsIn }
