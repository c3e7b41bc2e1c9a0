package compile

import (
	"slices"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// aggregate is a function over a column that is joined.
func (f *frame) aggregate(a *query.Aggregate) string {
	n := f.walk(f.origin, a.Path.Steps, 0)
	return f.b.function(a, f.column(n, a.Path.Attr))
}

func (b *builder) function(a *query.Aggregate, column string) string {
	attr := a.Path.Attr
	switch a.Function {
	case query.Max, query.Min:
		return b.extreme(attr, b.comparable(attr, column), a.Function == query.Max)
	case query.Sum:
		if attr.Kind == schema.KindDecimal && b.d.DecimalSum != "" {
			return b.d.DecimalSum + "(" + column + ")"
		}
		if b.d.Arithmetic.Sum != nil && a.Outgrows() {
			return b.d.Arithmetic.Sum(column)
		}
		return "SUM(" + column + ")"
	case query.Avg:
		if attr.Kind == schema.KindDecimal {
			return b.d.Arithmetic.DecimalAverage(column, attr.Scale)
		}
		if attr.Kind != schema.KindFloat {
			column = b.d.Arithmetic.WholeAverage.Text(column)
		}
		return "AVG(" + column + ")"
	}
	return "COUNT(" + column + ")"
}

// aggregate notes how the value of an aggregate is read.
func (o *Output) aggregate(a *query.Aggregate) {
	o.Function = string(a.Function)
	o.Attr = a.Path.Attr
}

// computed notes how the value of an expression is read. Decimals may have more digits than their column.
func (o *Output) computed(e *query.Expr) {
	if o.Attr = e.Result(); o.Attr.Kind == schema.KindDecimal {
		o.Function = Computed
	}
}

// Aggregate is the statement of several aggregates over the rows of a query, over its page when it has one.
func (c *Compiler) Aggregate(q *query.Query, list []*query.Aggregate, shape ShapeOf) (*Statement, error) {
	b := c.builder(shape)
	outputs := make([]Output, len(list))
	for i, a := range list {
		outputs[i] = Output{Name: a.Name}
		outputs[i].aggregate(a)
	}
	sel, err := b.aggregates(q, list)
	if err != nil {
		return nil, err
	}
	st, err := b.finish(sel)
	if err == nil {
		st.Outputs = outputs
	}
	return st, err
}

func (b *builder) aggregates(q *query.Query, list []*query.Aggregate) (sq.Sqlizer, error) {
	fields := make([]query.Field, len(list))
	for i, a := range list {
		fields[i] = query.Field{Path: a.Path}
	}
	if q.HasLimit || q.HasOffset || len(q.Annotations()) > 0 {
		return b.overPage(q, list, fields)
	}
	c := aliased(b, q, q.Clone())
	c.Order, c.NoDefault, c.Lock = nil, true, nil
	s, err := b.selection(c, chosenSteps(q, fields))
	if err != nil {
		return nil, err
	}
	sel := questions.Select()
	for _, a := range list {
		sel = sel.Column(s.f.aggregate(a))
	}
	return s.build(sel, false)
}

// overPage aggregates the rows of the page, read as a sub-select.
func (b *builder) overPage(q *query.Query, list []*query.Aggregate, fields []query.Field) (sq.Sqlizer, error) {
	c := aliased(b, q, q.Clone())
	c.Lock = nil
	s, err := b.selection(c, chosenSteps(q, fields))
	if err != nil {
		return nil, err
	}
	inner, outer := questions.Select(), questions.Select()
	for i, a := range list {
		inner = inner.Column(s.f.column(s.f.at(a.Path), a.Path.Attr) + " AS v" + itoa(i))
		outer = outer.Column(b.function(a, "page_rows.v"+itoa(i)))
	}
	inner, err = s.build(inner, true)
	if err != nil {
		return nil, err
	}
	return outer.FromSelect(inner, "page_rows"), nil
}

// Group is the statement of a grouped query. The order is total: the groups' own columns come last.
func (c *Compiler) Group(g *query.Grouped, shape ShapeOf) (*Statement, error) {
	b := c.builder(shape)
	if slices.ContainsFunc(g.By, func(f query.Field) bool { return f.Expr != nil }) {
		return b.groupValues(g)
	}
	q := aliased(b, g.Query, g.Query.Clone())
	q.Order, q.NoDefault, q.Lock = nil, true, nil
	fields := slices.Clone(g.By)
	for _, a := range g.Aggregates {
		fields = append(fields, query.Field{Path: a.Path})
	}
	s, err := b.selection(q, chosenSteps(q, fields))
	if err != nil {
		return nil, err
	}
	s.f.notes = map[*query.Annotation]string{}
	sel := questions.Select()
	var by, own, terms []string
	var outputs []Output
	for _, f := range g.By {
		column := s.f.column(s.f.at(f.Path), f.Path.Attr)
		expr := b.comparable(f.Path.Attr, column)
		by = append(by, expr)
		own = append(own, expr)
		if expr != column && f.Path.Attr.Kind != schema.KindDecimal && !b.mixed(f.Path.Attr) {
			by = append(by, column) // which some databases want to see there before a condition may name it
		}
		sel = sel.Column(b.read(f.Path.Attr, b.comparable(f.Path.Attr, column)))
		outputs = append(outputs, Output{Name: f.Name, Attr: f.Path.Attr, Present: present(f.Path)})
	}
	for _, a := range g.Aggregates {
		s.f.notes[a] = s.f.aggregate(&a.Aggregate)
		sel = sel.Column(s.f.notes[a])
		o := Output{Name: a.Name, Present: present(a.Path)}
		o.aggregate(&a.Aggregate)
		outputs = append(outputs, o)
	}
	for i := range g.Order {
		terms = append(terms, s.groupTerm(&g.Order[i])...)
	}
	if sel, err = s.build(sel, false); err != nil {
		return nil, err
	}
	return s.grouped(g, sel, by, append(terms, own...), outputs)
}

// grouped adds the groups to the columns and tables of a statement, with their conditions, order and limit.
func (s *selection) grouped(g *query.Grouped, sel sq.SelectBuilder, by, terms []string, outputs []Output) (*Statement, error) {
	s.f.grouped = true
	having, err := s.f.conjunction(g.Having, 0)
	s.f.grouped = false
	if err != nil {
		return nil, err
	}
	sel = sel.GroupBy(by...).OrderBy(terms...)
	if len(g.Having) > 0 {
		sel = sel.Having(having.expr())
	}
	if g.HasLimit {
		sel = sel.Suffix("LIMIT "+s.b.d.LimitParameter, s.b.slot(g, 0, Raw, nil))
	}
	st, err := s.b.finish(sel)
	if err == nil {
		st.Outputs = outputs
	}
	return st, err
}
