package query

import "github.com/ormar-go/ormar/schema"

// Field is one column of plain values that is asked for: the end of a path, an annotation, or an expression.
type Field struct {
	Name       string
	Path       *schema.Path
	Annotation *Annotation
	Expr       *Expr
}

// Field adds a column that is asked for.
func (s *Shape) Field(f *Field) {
	switch {
	case f.Expr != nil:
		s.tag('e')
		s.Expr(f.Expr)
	case f.Annotation != nil:
		s.tag('a')
		s.Text(f.Annotation.Name)
	default:
		s.tag('p')
		s.Path(f.Path)
	}
}

// Grouped is a query whose rows are grouped by paths.
type Grouped struct {
	Query      *Query
	By         []Field
	Aggregates []*Annotation
	Having     []*Node
	Order      []Order
	Limit      int64
	HasLimit   bool
}

// Shape adds what the grouping asks to the shape of its query.
func (g *Grouped) Shape(s *Shape) {
	for i := range g.By {
		s.tag('b')
		s.Field(&g.By[i])
	}
	for _, a := range g.Aggregates {
		s.tag('g')
		s.Aggregate(&a.Aggregate)
	}
	s.tag(0)
	for _, n := range g.Having {
		s.Node(n)
	}
	for i := range g.Order {
		s.order(&g.Order[i])
	}
	if g.HasLimit {
		s.tag('l')
		s.Value(g, g.Limit)
	}
	s.tag(';')
}

// Assignment sets a column to a value, or to an expression over the row as it was.
type Assignment struct {
	Attr  *schema.Attribute
	Expr  *Expr
	Value any // canonical, sealed; of no meaning with an Expr
	Plain any // canonical, as an instance holds it
}

// Assignments adds assignments to a shape.
func (s *Shape) Assignments(list []*Assignment) {
	for _, a := range list {
		s.Text(a.Attr.Name)
		if a.Expr != nil {
			s.tag('e')
			s.Expr(a.Expr)
			continue
		}
		s.tag('v')
		s.Value(a, a.Value)
	}
	s.tag(';')
}
