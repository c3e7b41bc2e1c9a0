package compile

import (
	"slices"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Values is the statement that reads columns of the joined rows without making objects.
func (c *Compiler) Values(q *query.Query, fields []query.Field, shape ShapeOf) (*Statement, error) {
	b := c.builder(shape)
	s, err := b.selection(q, chosenSteps(q, fields))
	if err != nil {
		return nil, err
	}
	sel := questions.Select()
	outputs := make([]Output, len(fields))
	for i, f := range fields {
		expr := ""
		outputs[i] = Output{Name: f.Name}
		if f.Annotation != nil {
			expr = s.f.notes[f.Annotation]
			outputs[i].aggregate(&f.Annotation.Aggregate)
		} else {
			expr = b.read(f.Path.Attr, s.f.column(s.f.at(f.Path), f.Path.Attr))
			outputs[i].Attr = f.Path.Attr
		}
		sel = sel.Column(expr)
	}
	if q.Distinct {
		if err := s.distinct(fields); err != nil {
			return nil, err
		}
		sel = sel.Distinct()
	}
	if sel, err = s.build(sel, true); err != nil {
		return nil, err
	}
	st, err := b.finish(sel)
	if err == nil {
		st.Outputs = outputs
	}
	return st, err
}

// chosenSteps are the joins that multiply the rows of plain values: what is selected and what is named.
func chosenSteps(q *query.Query, fields []query.Field) [][]schema.Step {
	var out [][]schema.Step
	for _, p := range q.Related {
		out = append(out, p.Steps)
	}
	for _, f := range fields {
		if f.Path != nil && len(f.Path.Steps) > 0 {
			out = append(out, f.Path.Steps)
		}
	}
	return out
}

// distinct orders distinct rows by what they contain: the caller's keys must be among the columns, and the columns
// themselves make the order total.
func (s *selection) distinct(fields []query.Field) error {
	s.terms = nil
	position := func(o query.Order) int {
		return slices.IndexFunc(fields, func(f query.Field) bool {
			return o.Annotation != nil && f.Annotation == o.Annotation || o.Path != nil && f.Path != nil && f.Path.Text == o.Path.Text
		})
	}
	used := map[int]bool{}
	for _, o := range s.q.Order {
		i := position(o)
		if i < 0 {
			return query.Errorf("distinct rows can only be ordered by what they contain; %s is not among the columns", o.Path.Text)
		}
		if s.q.Reverse {
			o = o.Flipped()
		}
		used[i] = true
		s.terms = append(s.terms, s.b.term(s.output(fields[i]), o.Desc, o.Nulls)...)
	}
	for i, f := range fields {
		if !used[i] && (f.Path == nil || query.Sortable(f.Path.Attr) == nil) {
			s.terms = append(s.terms, s.output(f))
		}
	}
	return nil
}

// output is a field as an ORDER BY under DISTINCT must repeat it.
func (s *selection) output(f query.Field) string {
	if f.Annotation != nil {
		return s.f.notes[f.Annotation]
	}
	return s.b.read(f.Path.Attr, s.f.column(s.f.at(f.Path), f.Path.Attr))
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
	if !q.HasLimit && !q.HasOffset && len(q.Annotations) == 0 && !q.Distinct {
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
	inner, err := b.rows(q, raw, each)
	if err != nil {
		return nil, err
	}
	return b.finish(questions.Select(over).FromSelect(inner, "counted"))
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
	inner, err := f.b.column(n.Sub)
	if err != nil {
		return nil, err
	}
	sql, args, err := inner.ToSql()
	if err != nil {
		return nil, query.Errorf("building the sub-query: %w", err)
	}
	sub := new(text).add(sql)
	sub.args = args
	t.add(" IN (")
	if q := n.Sub.Query; q.HasLimit || q.HasOffset {
		return t.add("SELECT v FROM (").join(sub).add(") AS sub)"), nil
	}
	return t.join(sub).add(")"), nil
}

// column is a query reduced to one column named v.
func (b *builder) column(sub *query.SubQuery) (sq.SelectBuilder, error) {
	q := aliased(b, sub.Query, sub.Query.Clone())
	q.Lock = nil
	ordered := q.HasLimit || q.HasOffset
	if !ordered {
		q.Order, q.NoDefault = nil, true
	}
	s, err := b.selection(q, chosenSteps(q, []query.Field{{Path: sub.Column}}))
	if err != nil {
		return sq.SelectBuilder{}, err
	}
	sel := questions.Select(s.f.column(s.f.at(sub.Column), sub.Column.Attr) + " AS v")
	return s.build(sel, ordered)
}
