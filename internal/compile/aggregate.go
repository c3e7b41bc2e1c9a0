package compile

import (
	"slices"
	"strings"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// aggregate is a function over a column that is joined, or over an expression.
func (f *frame) aggregate(a *query.Aggregate) string {
	arg, keys := f.counted(a)
	return f.b.function(a, arg, keys)
}

// counted is what an aggregate takes of each row, NULL of those that do not count, and what its list is sorted by.
func (f *frame) counted(a *query.Aggregate) (arg string, keys []sortedBy) {
	n := f.walk(f.origin, a.Path.Steps, 0)
	if a.Expr != nil {
		arg = f.standing(a.Expr)
	} else {
		arg = f.column(n, a.Path.Attr)
		if a.Function == query.List { // of which each element is a value as it is read
			arg = f.b.canonical(a.Path.Attr, arg)
		}
	}
	var when []string
	if a.Function == query.Texts || a.Function == query.List {
		arg = f.b.listed(a, arg)
		if n.Multiplies() {
			when = append(when, f.column(nearestMany(n), nearestMany(n).Model.Keys[0])+" IS NOT NULL")
		}
		keys = f.listOrder(a, n)
	}
	if len(a.Where) > 0 {
		t, err := f.where(a.Where)
		if err != nil {
			f.b.fail(err)
			return "NULL", nil
		}
		when = append(when, f.b.inline(t))
	}
	if len(when) > 0 {
		arg = "CASE WHEN " + strings.Join(when, " AND ") + " THEN " + arg + " END"
	}
	return arg, keys
}

// sortedBy is a sort key inside an aggregate.
type sortedBy struct {
	value string
	order query.Order
}

// listOrder is the order of a list: the keys asked for, then those of the rows.
func (f *frame) listOrder(a *query.Aggregate, n *loaders.Node) []sortedBy {
	var keys []sortedBy
	for _, o := range a.Order {
		value, _ := f.key(o)
		keys = append(keys, sortedBy{value, o})
	}
	for n.Parent != nil && !n.ToMany() {
		n = n.Parent
	}
	for _, k := range n.Model.Keys {
		keys = append(keys, sortedBy{f.column(n, k), query.Order{Path: keyPath(n.Model, k)}})
	}
	return keys
}

// listed is an element of a list of texts, or of a JSON array: every value as the text in which it is read.
func (b *builder) listed(a *query.Aggregate, arg string) string {
	if a.Function == query.Texts {
		return arg
	}
	pattern := b.d.Casts[dialect.CastKind(a.Path.Attr)+">text"]
	if pattern == "" {
		pattern = b.d.Lists.Element(a.Path.Attr)
	}
	return b.d.Lists.Quoted.Text(strings.ReplaceAll(pattern, "@0", arg))
}

func (b *builder) function(a *query.Aggregate, column string, keys []sortedBy) string {
	attr := a.Path.Attr
	switch a.Function {
	case query.Max, query.Min:
		return b.extreme(attr, b.comparable(attr, column), a.Function == query.Max, "")
	case query.Sum:
		if attr.Kind == schema.KindDecimal && b.d.DecimalSum != "" {
			return b.d.DecimalSum + "(" + column + ")"
		}
		if b.d.Arithmetic.Sum != nil && a.Outgrows() {
			return b.d.Arithmetic.Sum(column)
		}
		return "SUM(" + column + ")"
	case query.Avg:
		if a.AveragesDecimals() {
			return b.d.Arithmetic.DecimalAverage(column, "", attr.Scale)
		}
		if attr.Kind != schema.KindFloat {
			column = b.d.Arithmetic.WholeAverage.Text(column)
		}
		return "AVG(" + column + ")"
	case query.Texts, query.List:
		return b.joined(a, column, keys)
	}
	if a.Distinct {
		return "COUNT(DISTINCT " + b.comparable(attr, column) + ")"
	}
	return "COUNT(" + column + ")"
}

// joined is a list in one text.
func (b *builder) joined(a *query.Aggregate, arg string, keys []sortedBy) string {
	var terms []string
	for _, k := range keys {
		terms = append(terms, b.term(k.value, k.order.Desc, k.order.Nulls)...)
	}
	separator := "','"
	if a.Function == query.Texts {
		separator = b.inline(new(text).arg(b.typed(textFigure), b.slot(a, 0, Raw, nil)))
	}
	made := strings.NewReplacer("@0", arg, "@1", separator, "@2", commas(terms)).Replace(b.d.Lists.Joined)
	if a.Function == query.List {
		return b.d.Lists.Array.Text(made)
	}
	return made
}

var textFigure = schema.Figure("value", schema.KindText)

// aggregate notes how the value of an aggregate is read.
func (o *Output) aggregate(a *query.Aggregate) {
	o.Function = string(a.Function)
	o.Attr = a.Path.Attr
	o.Present = a.Present()
}

// computed notes how the value of an expression is read. Decimals may have more digits than their column.
func (o *Output) computed(e *query.Expr) {
	if o.Attr = e.Result(); o.Attr.Kind == schema.KindDecimal {
		o.Function = Computed
	} else if e.Call != nil && e.Call.Func == query.JSONPath && e.Call.Unit == query.JSONWhole {
		o.Function = Inside
	}
}

// Aggregate is the statement of several aggregates over the rows of a query, over its page when it has one.
func (c *Compiler) Aggregate(q *query.Query, list []*query.Aggregate, shape ShapeOf) (*Statement, error) {
	b := c.builder(shape)
	outputs := make([]Output, len(list))
	for i, a := range list {
		outputs[i] = Output{Name: a.Name}
		outputs[i].aggregate(a)
		outputs[i].Present = false // there may be no rows
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
		fields[i] = argumentOf(a)
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

// argumentOf is what an aggregate is over, as a column that is asked for.
func argumentOf(a *query.Aggregate) query.Field {
	return query.Field{Path: a.Path, Expr: a.Expr}
}

// derivedAggregate adds what an aggregate takes to the columns of a derived table, over which it is computed.
func (s *selection) derivedAggregate(rows sq.SelectBuilder, a *query.Aggregate, i int, table string) (sq.SelectBuilder, string) {
	arg, keys := s.f.counted(a)
	rows = rows.Column(arg + " AS v" + itoa(i))
	for j := range keys {
		name := "w" + itoa(i) + "_" + itoa(j)
		rows = rows.Column(keys[j].value + " AS " + name)
		keys[j].value = s.b.comparable(keys[j].order.Value(), table+"."+name)
	}
	return rows, s.b.function(a, table+".v"+itoa(i), keys)
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
		var made string
		inner, made = s.derivedAggregate(inner, a, i, "page_rows")
		outer = outer.Column(made)
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
		fields = append(fields, argumentOf(&a.Aggregate))
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
		o := Output{Name: a.Name}
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
