package compile

import (
	"slices"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// notedName is what a query that annotates main rows is called in the one that picks them; further ones are numbered.
const notedName = "noted"

// notes is a query of its own for annotations along one path, one row for each main row.
type notes struct {
	*page
	name string
}

// annotates reports whether a predicate names an annotation.
func annotates(n *query.Node) bool {
	found := false
	n.Walk(func(k *query.Node) {
		if k.Op == query.Compare && (noted(k.Left) || noted(k.Right)) {
			found = true
		}
	})
	return found
}

func noted(e *query.Expr) bool { return e.Annotated() }

// splitHaving divides conditions into those on rows and those on annotations.
func splitHaving(nodes []*query.Node) (rows, notes []*query.Node) {
	for _, n := range flatten(nodes, nil) {
		if annotates(n) {
			notes = append(notes, n)
		} else {
			rows = append(rows, n)
		}
	}
	return rows, notes
}

// annotate joins what the annotations look along. Where something else would multiply the joined rows beyond that, they are
// computed by queries of their own, so that each counts along its own path and nothing else.
func (p *page) annotate() error {
	f, q := p.f, p.q
	f.notes = map[*query.Annotation]string{}
	for i, a := range q.Annotations() {
		p.notes[a] = pageName + ".a" + itoa(i)
	}
	plain, windows := divided(q.Annotations())
	if len(windows) > 0 && !p.windowed {
		return p.annotateWindows()
	}
	if err := p.aggregates(plain); err != nil {
		return err
	}
	for _, a := range windows {
		f.notes[a] = p.window(a.Window)
	}
	return nil
}

// aggregates computes annotations that are aggregates.
func (p *page) aggregates(list []*query.Annotation) error {
	f, runs := p.f, together(list)
	if len(runs) > 1 || len(runs) == 1 && p.multiplies() {
		return p.annotateApart(runs)
	}
	for _, a := range list {
		f.choose(a.Path.Steps)
		f.notes[a] = f.aggregate(&a.Aggregate)
		p.many = true
	}
	return nil
}

// annotateApart makes a query of each run of annotations, under the conditions that name none.
func (p *page) annotateApart(runs [][]*query.Annotation) error {
	f, q := p.f, p.q
	for i, run := range runs {
		c := aliased(f.b, q, q.Clone())
		c.Batch, c.HasLimit, c.HasOffset = nil, false, false
		c.Extend(func(x *query.Extras) { x.Annotations, x.Scope, x.United = run, nil, nil })
		c.Where, _ = splitHaving(q.AllWhere())
		sub, err := f.b.page(c, nil, false)
		if err != nil {
			return err
		}
		n := &notes{page: sub, name: notedName}
		if i > 0 {
			n.name += itoa(i)
		}
		for j, a := range run {
			f.notes[a] = n.name + ".a" + itoa(j)
			p.group = append(p.group, f.notes[a])
		}
		p.noted = append(p.noted, n)
	}
	return nil
}

// together divides annotations into those that look along the same relations to many rows.
func together(list []*query.Annotation) [][]*query.Annotation {
	var runs [][]*query.Annotation
	for _, a := range list {
		i := slices.IndexFunc(runs, func(run []*query.Annotation) bool {
			return sameSteps(toLastMany(run[0].Path.Steps), toLastMany(a.Path.Steps))
		})
		if i < 0 {
			i, runs = len(runs), append(runs, nil)
		}
		runs[i] = append(runs[i], a)
	}
	return runs
}

// multiplies reports whether the page has, for a main row, more joined rows than lie along the path of its annotations: by a
// sort key along another path, by a condition that compares an annotation beside the column of a related row, or by links
// that are there several times.
func (p *page) multiplies() bool {
	if b := p.q.Batch; b != nil && b.Side.AllowDuplicates {
		return true
	}
	if _, having := splitHaving(p.q.AllWhere()); slices.ContainsFunc(having, readsMany) {
		return true
	}
	f := p.f.b.frame(p.q.Model)
	for _, a := range p.q.Annotations() {
		f.choose(a.Path.Steps)
	}
	return slices.ContainsFunc(p.keys, func(k query.Order) bool {
		many := false
		k.EachPath(func(path *schema.Path) { many = many || f.multiplied(path.Steps) != nil })
		return many
	})
}

// readsMany reports whether a condition reads a column of one of several related rows.
func readsMany(n *query.Node) bool {
	many := false
	n.EachPath(func(path *schema.Path) { many = many || path.ToMany() })
	return many
}

// having adds the conditions on annotations; the columns that they also name are grouped by.
func (p *page) having(nodes []*query.Node) error {
	if len(nodes) == 0 {
		return nil
	}
	for _, n := range nodes {
		n.EachPath(func(path *schema.Path) {
			node := p.f.walk(p.f.origin, path.Steps, 0)
			p.group = append(p.group, p.f.column(node, path.Attr))
		})
	}
	t, err := p.f.conjunction(nodes, 0)
	if err != nil {
		return err
	}
	p.sel = p.sel.Having(t.expr())
	return nil
}
