package lookup

import (
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Annotate gives a value of a query's rows a name, which must mean nothing yet. An expression stands wherever its name does.
func Annotate(q *query.Query, call, name string, e *query.Expr) error {
	if err := OutputName(name); err != nil {
		return err
	}
	if p, _, err := q.Model.PathLookup(name, query.LookupNames); err == nil {
		return query.Errorf("%s: %q means %s.%s already; give the value a name of its own", call, name, q.Model.Name, p.Text)
	}
	for _, o := range q.Named() {
		if o.Name == name || IsLookupOf(name, o.Name) || IsLookupOf(o.Name, name) {
			return query.Errorf("%s: the name %q is taken by the value %q", call, name, o.Name)
		}
	}
	q.Extend(func(x *query.Extras) { x.Named = append(x.Named, query.Named{Name: name, Expr: e}) })
	return nil
}

// Value resolves an expression that stands alone.
func (s Scope) Value(e Expr) (*query.Expr, error) { return s.whole(&e, nil) }

// noted compares what an annotation's name stands for.
func (s Scope) noted(n *query.Named, l query.Lookup, value any) (*query.Node, error) {
	e := n.Expr
	if isJSON(e) {
		return s.compareJSON(n.Name, e, l.String(), value)
	}
	if e.Path != nil {
		return s.Compare(e.Path, l, value)
	}
	if e.Annotation != nil && e.Annotation.Function == query.List {
		return nil, query.Errorf("%s is a JSON array, which has no order and no comparison", n.Name)
	}
	if e.Annotation != nil && e.Annotation.Window == nil && e.Annotation.Function != query.Texts && l.Text() {
		return nil, query.Errorf("%s is an aggregate; %s searches text", n.Name, l)
	}
	p := &schema.Path{Root: s.Model, Attr: e.Result(), Text: n.Name}
	if p.Attr == nil {
		return nil, query.Errorf("%s has no kind that a lookup could compare", n.Name)
	}
	switch v := value.(type) {
	case Expr:
		return s.compareExprs(e, l, v)
	case Source:
		made, err := s.subquery(p, l, v)
		if made != nil {
			made.Left, made.Path = e, p
		}
		return made, err
	}
	made, err := query.NewCompare(p, l, value)
	if err == nil && l == query.Regex {
		err = s.pattern(made)
	}
	if err != nil {
		return nil, err
	}
	c := *made
	c.Left, c.Path = e, p
	return &c, nil
}

// NamedColumn is a query reduced to the expression that a name stands for; nil where it stands for none.
func NamedColumn(q *query.Query, name string) *query.SubQuery {
	n := namedIn(q.Named(), name)
	if n == nil || n.Expr.Annotation != nil {
		return nil
	}
	if n.Expr.Path != nil {
		return &query.SubQuery{Query: q, Column: n.Expr.Path.Along(q.Along())}
	}
	return &query.SubQuery{Query: q, Name: name, Expr: n.Expr}
}

// orderOf is a sort key of what is sorted by.
func orderOf(e *query.Expr, o query.Order) (query.Order, error) {
	a := e.Result()
	if a == nil {
		return o, query.Errorf("an expression of no kind has no order")
	}
	switch {
	case e.Annotation != nil && e.Annotation.Function == query.List:
		return o, query.Errorf("%s is a JSON array, which has no order and no comparison", e.Annotation.Name)
	case e.Annotation != nil:
		o.Annotation = e.Annotation
	case e.Path != nil:
		o.Path = e.Path
	default:
		o.Expr = e
	}
	if isJSON(e) {
		return o, nil
	}
	return o, query.Sortable(a)
}

// fieldOf is a column of plain values.
func fieldOf(q *query.Query, n *query.Named) query.Field {
	f := query.Field{Name: n.Name}
	switch e := n.Expr; {
	case e.Annotation != nil:
		f.Annotation = e.Annotation
	case e.Path != nil:
		f.Path = e.Path.Along(q.Along())
	default:
		f.Expr = e
		if isJSON(e) {
			f.Expr = typed(e, query.JSONWhole)
		}
	}
	return f
}
