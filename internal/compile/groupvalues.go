package compile

import (
	"github.com/ormar-go/ormar/internal/query"
)

// groupedName is what the rows of a grouping by expressions are called.
const groupedName = "grouped"

// groupValues groups by expressions: the rows with their values are a table of their own, whose columns are grouped by. An expression
// with parameters would not be the same to a database where it stands twice.
func (b *builder) groupValues(g *query.Grouped) (*Statement, error) {
	q := aliased(b, g.Query, g.Query.Clone())
	q.Order, q.NoDefault, q.Lock = nil, true, nil
	fields := make([]query.Field, 0, len(g.By)+len(g.Aggregates))
	fields = append(fields, g.By...)
	for _, a := range g.Aggregates {
		fields = append(fields, argumentOf(&a.Aggregate))
	}
	s, err := b.selection(q, chosenSteps(q, fields))
	if err != nil {
		return nil, err
	}
	rows, sel := questions.Select(), questions.Select()
	var by, terms []string
	var outputs []Output
	over := map[any]string{}
	for i := range g.By {
		f, column := &g.By[i], groupedName+".c"+itoa(i)
		o, of := Output{Name: f.Name}, query.Order{Path: f.Path, Expr: f.Expr}
		if f.Expr != nil {
			o.computed(f.Expr)
			over[f.Expr] = column
			rows = rows.Column(s.f.standing(f.Expr) + " AS c" + itoa(i))
		} else {
			o.Attr, o.Present = f.Path.Attr, present(f.Path)
			over[f.Path.Text] = column
			rows = rows.Column(s.f.column(s.f.at(f.Path), f.Path.Attr) + " AS c" + itoa(i))
		}
		value := b.comparable(of.Value(), column)
		by, sel, outputs = append(by, value), sel.Column(b.read(of.Value(), value)), append(outputs, o)
	}
	notes := map[*query.Annotation]string{}
	for i, a := range g.Aggregates {
		rows, notes[a] = s.derivedAggregate(rows, &a.Aggregate, i, groupedName)
		o := Output{Name: a.Name}
		o.aggregate(&a.Aggregate)
		sel, outputs = sel.Column(notes[a]), append(outputs, o)
	}
	if rows, err = s.build(rows, false); err != nil {
		return nil, err
	}
	s.f.notes, s.f.over = notes, over
	for i := range g.Order {
		terms = append(terms, s.groupTerm(&g.Order[i])...)
	}
	return s.grouped(g, sel.FromSelect(rows, groupedName), by, append(terms, by...), outputs)
}

// groupTerm is a sort key of groups.
func (s *selection) groupTerm(o *query.Order) []string {
	var value string
	switch {
	case o.Annotation != nil:
		value = s.f.noted(o.Annotation)
	case o.Expr != nil:
		value = s.f.standing(o.Expr)
	default:
		value = s.f.compared(o.Path)
	}
	return s.b.term(value, o.Desc, o.Nulls)
}
