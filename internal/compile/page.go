package compile

import (
	"strings"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// pageName is what the query that picks main rows is called in the outer one.
const pageName = "page"

// page is an inner query that picks the main rows, one row each: their keys as k0, k1, …, the values that order them as o0,
// …, annotations as a0, …, the parent's key of a prefetch as p, the key of the link row that leads there as l0, …, and the row's
// number under that parent as rn. It is needed
// where main rows are counted while the outer query multiplies them, and where a key or an annotation is made of several
// joined rows.
type page struct {
	f        *frame
	q        *query.Query
	keys     []query.Order
	sel      sq.SelectBuilder
	group    []string
	outside  bool                         // the outer query cuts
	many     bool                         // the frame's rows are grouped
	windowed bool                         // windows are computed here
	noted    []*notes                     // where the annotations are computed when it is not here
	notes    map[*query.Annotation]string // as the outer query names them
}

// noKey refuses what would tell main rows apart that nothing tells apart: joins of to-many relations, aggregates for each row.
func noKey(m *schema.Model) error {
	return query.Errorf("%s has no primary key, so that its rows cannot be told apart where related rows multiply them; "+
		"use PrefetchRelated, a sub-query or GroupBy", m.Name)
}

// page compiles the inner query.
func (b *builder) page(q *query.Query, keys []query.Order, outside bool) (*page, error) {
	return b.paged(&page{q: q, outside: outside, keys: keys})
}

// paged compiles a page of which the question is known.
func (b *builder) paged(p *page) (*page, error) {
	if p.q.Model.Keyless {
		return nil, noKey(p.q.Model)
	}
	p.f, p.sel, p.notes = b.frameOf(p.q), questions.Select(), map[*query.Annotation]string{}
	f, q, keys := p.f, p.q, p.keys
	f.derived = true
	if err := p.annotate(); err != nil {
		return nil, err
	}
	for _, k := range keys {
		k.EachPath(func(path *schema.Path) {
			if path.ToMany() {
				f.choose(path.Steps)
				p.many = true
			}
		})
	}
	var parent []string
	if q.Batch != nil {
		parent = f.batchColumns(q.Batch)
		side := q.Batch.Side
		p.many = p.many || side.AllowDuplicates && side.LinkType == nil // a target counts once, however often it is linked
	}
	rows, having := splitHaving(q.AllWhere())
	if p.noted != nil { // their values are columns here
		rows, having = q.AllWhere(), nil
	}
	where, err := f.where(rows)
	if err != nil {
		return nil, err
	}
	where = f.within(where)
	p.columns(parent)
	if err := p.having(having); err != nil {
		return nil, err
	}
	if q.Batch != nil {
		where = f.batchWhere(where, parent, q.Batch)
	}
	p.order(parent)
	if len(q.United()) > 0 {
		p.group = append(p.group, unitedName+".u")
	}
	p.sel = f.addJoins(f.united(p.sel.From(f.table(f.tree.Root())), q))
	for _, n := range p.noted {
		p.sel = p.sel.JoinClause(sq.Expr("JOIN (?) AS "+n.name+" ON "+n.on(n.name, f, f.tree.Root()), n.sel))
	}
	if where != nil {
		p.sel = p.sel.Where(where.expr())
	}
	if p.many {
		p.sel = p.sel.GroupBy(p.group...)
	}
	return p, f.check()
}

// columns are what the outer query needs of a main row.
func (p *page) columns(parent []string) {
	f, root := p.f, p.f.tree.Root()
	for i, a := range root.Model.Keys {
		c := f.column(root, a)
		p.sel = p.sel.Column(c + " AS k" + itoa(i))
		p.group = append(p.group, c)
	}
	for i, k := range p.keys {
		p.sel = p.sel.Column(p.value(k, true) + " AS o" + itoa(i))
	}
	for i, a := range p.q.Annotations() {
		p.sel = p.sel.Column(f.notes[a] + " AS a" + itoa(i))
	}
	if parent == nil {
		return
	}
	for i, c := range parent {
		p.sel = p.sel.Column(c + " AS " + parentName(i, len(parent)))
	}
	for i, a := range p.q.Batch.Attr().Columns() {
		if a.Constant == "" { // by which there is nothing to group
			p.group = append(p.group, parent[i])
		}
	}
	if side := p.q.Batch.Side; side.Kind == schema.ManySide && side.LinkType != nil {
		link := f.tree.JoinOwn(side.Inverse.LinkOwner)
		for i, a := range link.Model.Keys {
			p.sel = p.sel.Column(f.column(link, a) + " AS l" + itoa(i))
			p.group = append(p.group, f.column(link, a))
		}
	}
}

// value is what a key sorts by inside the page; grouping adds it to GROUP BY where it is one value per row.
func (p *page) value(k query.Order, grouping bool) string {
	if k.Annotation != nil {
		return p.f.sorted(k.Annotation)
	}
	if k.Expr != nil {
		return p.computed(k, grouping)
	}
	n := p.f.walk(p.f.origin, k.Path.Steps, 0)
	c := p.f.column(n, k.Path.Attr)
	if n.Multiplies() {
		return p.f.b.extreme(k.Path.Attr, p.f.b.comparable(k.Path.Attr, c), k.Largest(), "")
	}
	if grouping {
		p.group = append(p.group, c)
	}
	return c
}

// computed is the value of a key that is an expression.
func (p *page) computed(k query.Order, grouping bool) string {
	expr, multiplies := p.f.key(k)
	if multiplies {
		if k.Expr.Annotated() {
			p.f.b.fail(query.Errorf("an expression over an aggregate and one of several related rows has no single value to sort by"))
		}
		return p.f.b.extreme(k.Value(), expr, k.Largest(), "")
	}
	if grouping {
		k.EachPath(func(path *schema.Path) {
			p.group = append(p.group, p.f.column(p.f.walk(p.f.origin, path.Steps, 0), path.Attr))
		})
	}
	return expr
}

// order sorts and cuts the page; under a parent each parent has a page of its own, cut by row number outside.
func (p *page) order(parent []string) {
	var terms []string
	for _, k := range p.keys {
		expr := p.value(k, false)
		if k.Annotation != nil {
			expr = p.f.noted(k.Annotation)
		} else if k.Path != nil {
			expr = p.f.b.comparable(k.Path.Attr, expr)
		}
		terms = append(terms, p.f.b.term(expr, k.Desc, k.Nulls)...)
	}
	if parent != nil {
		p.sel = p.sel.Column("ROW_NUMBER() OVER (PARTITION BY " + commas(parent) + " ORDER BY " + commas(terms) + ") AS rn")
		return
	}
	if p.outside {
		return
	}
	p.sel = p.f.b.limit(p.sel.OrderBy(terms...), p.q)
}

// on ties the page, by the name that it has there, to the main table of the outer frame.
func (p *page) on(name string, f *frame, root *loaders.Node) string {
	var on []string
	for i, a := range root.Model.Keys {
		on = append(on, f.column(root, a)+" = "+name+".k"+itoa(i))
	}
	return strings.Join(on, " AND ")
}

// cut is the condition that keeps each parent's page.
func (p *page) cut() *text {
	b, q := p.f.b, p.q
	if q.Batch == nil || !(q.HasLimit || q.HasOffset) {
		return nil
	}
	t := new(text)
	limit, offset := b.slot(q, 0, Raw, nil), b.slot(q, 0, Raw, nil)
	if q.HasLimit {
		offset.Index++
	}
	number := b.d.IntegerParameter
	if q.HasOffset {
		t.add(pageName, ".rn > ").arg(number, offset)
	}
	if q.HasLimit {
		if q.HasOffset {
			t.add(" AND ", pageName, ".rn - ").arg(number, offset)
		} else {
			t.add(pageName, ".rn")
		}
		t.add(" <= ").arg(number, limit)
	}
	return t
}

// limit adds LIMIT and OFFSET as parameters.
func (b *builder) limit(s sq.SelectBuilder, q *query.Query) sq.SelectBuilder {
	i := 0
	if q.HasLimit {
		s = s.Suffix("LIMIT "+b.d.LimitParameter, b.slot(q, 0, Raw, nil))
		i++
	}
	if q.HasOffset {
		if !q.HasLimit && b.d.NoLimit != "" {
			s = s.Suffix("LIMIT " + b.d.NoLimit)
		}
		s = s.Suffix("OFFSET ?", b.slot(q, i, Raw, nil))
	}
	return s
}
