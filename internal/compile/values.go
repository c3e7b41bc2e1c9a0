package compile

import (
	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// Values is the statement that reads columns of the joined rows without making objects.
func (c *Compiler) Values(q *query.Query, fields []query.Field, shape ShapeOf) (*Statement, error) {
	b := c.builder(shape)
	b.turned = q.Reverse
	s, err := b.selected(&selection{b: b, q: q, f: b.frameOf(q), flat: true}, chosenSteps(q, fields))
	if err != nil {
		return nil, err
	}
	sel := questions.Select()
	outputs, exprs := make([]Output, len(fields)), make([]string, len(fields))
	for i, f := range fields {
		outputs[i] = Output{Name: f.Name}
		switch {
		case f.Annotation != nil:
			exprs[i] = s.f.notes[f.Annotation]
			if f.Annotation.Window != nil {
				outputs[i].computed(&query.Expr{Annotation: f.Annotation})
				exprs[i] = b.read(outputs[i].Attr, exprs[i])
				break
			}
			outputs[i].aggregate(&f.Annotation.Aggregate)
			outputs[i].Present = false
		case f.Expr != nil:
			outputs[i].computed(f.Expr)
			exprs[i] = b.read(f.Expr.Result(), s.f.standing(f.Expr))
		default:
			column := s.f.column(s.f.at(f.Path), f.Path.Attr)
			if q.Distinct {
				column = b.canonical(f.Path.Attr, column)
			}
			exprs[i] = b.read(f.Path.Attr, column)
			outputs[i].Attr, outputs[i].Present = f.Path.Attr, present(f.Path)
		}
	}
	outputs, exprs = s.witnesses(fields, outputs, exprs)
	if err := b.fits(len(exprs)); err != nil {
		return nil, err
	}
	if q.Distinct {
		sel, err = s.distinct(fields, exprs)
	} else {
		sel, err = s.build(sel.Columns(exprs...), true)
	}
	if err != nil {
		return nil, err
	}
	st, err := b.finish(sel)
	if err == nil {
		st.Outputs = outputs
	}
	return st, err
}

// witnesses gives each joined column that is not NULL another of its row by which a NULL is told from no row: the key, which is read
// besides, and of distinct rows, which it would tell apart, a column that is among them.
func (s *selection) witnesses(fields []query.Field, outputs []Output, exprs []string) ([]Output, []string) {
	at := map[*loaders.Node]int{}
	for i, f := range fields {
		if f.Path == nil || len(f.Path.Steps) == 0 || f.Path.Attr.SQLNullable {
			continue
		}
		n := s.f.at(f.Path)
		switch {
		case n.Parent == nil:
		case at[n] == 0 && s.q.Distinct:
			at[n] = i + 1
		case at[n] == 0:
			key := n.Model.Keys[0]
			outputs = append(outputs, Output{Attr: key, Hidden: true})
			exprs = append(exprs, s.b.read(key, s.f.column(n, key)))
			at[n] = len(outputs)
			outputs[i].Witness = at[n]
		default:
			outputs[i].Witness = at[n]
		}
	}
	return outputs, exprs
}

// chosenSteps are the joins that multiply the rows of plain values: what is selected and what is named.
func chosenSteps(q *query.Query, fields []query.Field) [][]schema.Step {
	var out [][]schema.Step
	for _, p := range q.Related {
		out = append(out, p.Steps)
	}
	for i := range fields {
		fields[i].EachPath(func(p *schema.Path) {
			if len(p.Steps) > 0 {
				out = append(out, p.Steps)
			}
		})
	}
	return out
}

// Count counts the main rows of a query, of its page when it has one; raw counts joined rows.
func (c *Compiler) Count(q *query.Query, raw bool, shape ShapeOf) (*Statement, error) {
	b := c.builder(shape)
	return b.single(q, raw, "COUNT(*)", "1")
}

// Exists asks whether the query has a row.
func (c *Compiler) Exists(q *query.Query, shape ShapeOf) (*Statement, error) {
	b := c.builder(shape)
	inner, err := b.rows(q, false, "1")
	if err != nil {
		return nil, err
	}
	st, err := b.finish(questions.Select().Column(sq.Expr("EXISTS (?)", inner)))
	return st, err
}

// single reads one expression over the rows; where they are cut by a page, over the page.
func (b *builder) single(q *query.Query, raw bool, over, each string) (*Statement, error) {
	if !q.HasLimit && !q.HasOffset && len(q.Annotations()) == 0 && !q.Distinct {
		s, err := b.unordered(q, raw)
		if err != nil {
			return nil, err
		}
		sel, err := s.build(questions.Select(over), false)
		if err != nil {
			return nil, err
		}
		return b.finish(sel)
	}
	if !raw && q.RawLimit && (q.HasLimit || q.HasOffset) {
		return b.rawPage(q, over)
	}
	inner, err := b.rows(q, raw, each)
	if err != nil {
		return nil, err
	}
	return b.finish(questions.Select(over).FromSelect(inner, "counted"))
}

// rawPage reads one expression over the main rows of a page that counts joined rows.
func (b *builder) rawPage(q *query.Query, over string) (*Statement, error) {
	c := aliased(b, q, q.Clone())
	c.Lock = nil
	s, err := b.selection(c, chosenSteps(q, nil))
	if err != nil {
		return nil, err
	}
	inner, distinct := questions.Select(), questions.Select().Distinct()
	for i, a := range q.Model.Keys {
		inner = inner.Column(s.f.column(s.f.tree.Root(), a) + " AS k" + itoa(i))
		distinct = distinct.Column("rows_read.k" + itoa(i))
	}
	if inner, err = s.build(inner, true); err != nil {
		return nil, err
	}
	return b.finish(questions.Select(over).FromSelect(distinct.FromSelect(inner, "rows_read"), "counted"))
}

// unordered is the selection of a query whose order does not matter.
func (b *builder) unordered(q *query.Query, raw bool) (*selection, error) {
	c := q.Clone()
	c.Order, c.NoDefault, c.Lock = nil, true, nil
	var related [][]schema.Step
	if raw {
		related = chosenSteps(q, nil)
	}
	return b.selection(aliased(b, q, c), related)
}

// aliased lets a copy of a query find the original's page among the slots.
func aliased(b *builder, q, c *query.Query) *query.Query {
	if i, ok := b.at[q]; ok {
		b.at[c] = i
	}
	return c
}

// rows is the query as a sub-select of one expression a row, in its order, cut by its page.
func (b *builder) rows(q *query.Query, raw bool, each string) (sq.SelectBuilder, error) {
	c := aliased(b, q, q.Clone())
	c.Lock = nil
	var related [][]schema.Step
	if raw {
		related = chosenSteps(q, nil)
	}
	ordered := q.HasLimit || q.HasOffset
	s, err := b.selection(c, related)
	if err != nil {
		return sq.SelectBuilder{}, err
	}
	return s.build(questions.Select(each), ordered)
}

// subquery is "column IN (SELECT …)"; a page inside is wrapped once more, since the MySQL family refuses a LIMIT there.
func (f *frame) subquery(t *text, n *query.Node) (*text, error) {
	if n.Sub.Tree != nil {
		return f.walked(f.origin, n.Sub.Tree)
	}
	wrapped := n.Sub.Query.HasLimit || n.Sub.Query.HasOffset || n.Path != nil && n.Left == nil && f.b.mixed(n.Path.Attr)
	sub, err := f.inside(func() (sq.Sqlizer, error) { return f.b.columnIn(n.Sub, wrapped) })
	if err != nil {
		return nil, err
	}
	if n.Path != nil && n.Left == nil && f.b.mixed(n.Path.Attr) && !f.grouped {
		return f.amongMixed(n, sub), nil
	}
	if f.otherDigits(n) {
		t = new(text).add(f.compared(n.Path))
	}
	t.add(" IN (")
	if q := n.Sub.Query; q.HasLimit || q.HasOffset {
		return t.add("SELECT v FROM (").join(sub).add(") AS sub)"), nil
	}
	return t.join(sub).add(")"), nil
}

// otherDigits reports whether a column of decimals meets decimals in a sub-query that one number may have another text of.
func (f *frame) otherDigits(n *query.Node) bool {
	if n.Left != nil || n.Path == nil || n.Path.Attr.Kind != schema.KindDecimal || n.Path.Attr.Cipher != nil {
		return false
	}
	if n.Sub.Expr != nil || n.Sub.Column == nil {
		return true
	}
	a := n.Sub.Column.Attr
	return f.b.mixed(a) || a.Kind != schema.KindDecimal || a.Scale != n.Path.Attr.Scale
}

// column is a query reduced to one column named v.
func (b *builder) column(sub *query.SubQuery) (sq.SelectBuilder, error) {
	return b.columnIn(sub, false)
}

// columnIn is column; derived says that it stands in FROM.
func (b *builder) columnIn(sub *query.SubQuery, derived bool) (sq.SelectBuilder, error) {
	q := aliased(b, sub.Query, sub.Query.Clone())
	q.Lock = nil
	ordered := q.HasLimit || q.HasOffset
	if !ordered {
		q.Order, q.NoDefault = nil, true
	}
	s := &selection{b: b, q: q, f: b.frameOf(q)}
	s.f.derived = derived
	if _, err := b.selected(s, chosenSteps(q, []query.Field{{Path: sub.Column, Expr: sub.Expr}})); err != nil {
		return sq.SelectBuilder{}, err
	}
	if sub.Expr != nil {
		return s.build(questions.Select(s.f.standing(sub.Expr)+" AS v"), ordered)
	}
	if a := sub.Column.Attr; len(a.Parts) > 0 {
		sel := questions.Select()
		for i, c := range s.f.columns(s.f.at(sub.Column), a) {
			sel = sel.Column(b.canonical(a.Parts[i], c) + " AS v" + itoa(i))
		}
		return s.build(sel, ordered)
	}
	sel := questions.Select(b.canonical(sub.Column.Attr, s.f.column(s.f.at(sub.Column), sub.Column.Attr)) + " AS v")
	return s.build(sel, ordered)
}
