package query

import "github.com/ormar-go/ormar/schema"

// Function is an aggregate function.
type Function string

// The aggregate functions.
const (
	Max   Function = "max"
	Min   Function = "min"
	Sum   Function = "sum"
	Avg   Function = "avg"
	Count Function = "count"
	Texts Function = "string_agg" // of texts, one text
	List  Function = "json_agg"   // of values, a JSON array
)

// Aggregate is a function over a path, or over an expression, of which Path then has the relations to many rows and the kind. Name is
// the key of its value in a row.
type Aggregate struct {
	Function  Function
	Path      *schema.Path
	Name      string
	Expr      *Expr
	Distinct  bool
	Where     []*Node // of the rows that count
	Order     []Order // of Texts and List
	Separator string
}

// Present reports whether every row has a value of it, so that none is where there are no rows.
func (a *Aggregate) Present() bool {
	return a.Expr == nil && len(a.Where) == 0 && len(a.Path.Steps) == 0 && !a.Path.Attr.SQLNullable
}

// Along is the aggregate as a question along a relation; see Query.AlongSide.
func (a *Aggregate) Along(s *schema.Side) {
	if s == nil || s.Kind != schema.ManySide || s.Owner != s.Target {
		return
	}
	along{side: s, exprs: map[*Expr]*Expr{}}.aggregate(a)
}

func (a along) aggregate(g *Aggregate) {
	g.Where = a.nodes(g.Where)
	order := make([]Order, len(g.Order))
	for i, o := range g.Order {
		order[i] = a.order(o)
	}
	if g.Order = order; g.Expr == nil {
		g.Path = g.Path.Along(a.side)
		return
	}
	g.Expr = a.expr(g.Expr)
	g.Path = g.Expr.Span(g.Path.Root)
}

// Span is a path without a name that has the relations to many rows of an expression, and its kind. Nil where several lead to many.
func (e *Expr) Span(root *schema.Model) *schema.Path {
	p, ok := &schema.Path{Root: root, Attr: e.Result()}, true
	e.EachPath(func(o *schema.Path) {
		steps := toLastMany(o.Steps)
		switch {
		case len(steps) > len(p.Steps) && sameSides(steps[:len(p.Steps)], p.Steps):
			p.Steps = steps
		case len(steps) <= len(p.Steps) && sameSides(p.Steps[:len(steps)], steps):
		default:
			ok = false
		}
	})
	if !ok {
		return nil
	}
	return p
}

func toLastMany(steps []schema.Step) []schema.Step {
	for len(steps) > 0 && !steps[len(steps)-1].Side.ToMany {
		steps = steps[:len(steps)-1]
	}
	return steps
}

func sameSides(a, b []schema.Step) bool {
	for i := range a {
		if a[i].Side != b[i].Side {
			return false
		}
	}
	return true
}

// Annotation is an aggregate, or a function over a window, that conditions and sort keys of its query can name.
type Annotation struct {
	Aggregate
	Window *Call // nil for an aggregate
}

// Value is the attribute whose kind the annotation's value has.
func (a *Annotation) Value() *schema.Attribute {
	if a.Window != nil {
		return a.Window.Attr
	}
	return a.Aggregate.Value()
}

// Shape adds an annotation.
func (a *Annotation) shape(s *Shape) {
	if a.Window == nil {
		s.Aggregate(&a.Aggregate)
		return
	}
	s.tag('W')
	s.Text(a.Name)
	a.Window.shape(s)
}

// Value is the attribute whose kind the aggregate's value has: the column's own, or one that stands for a count, a sum or an
// average.
func (a *Aggregate) Value() *schema.Attribute {
	attr := a.Path.Attr
	switch a.Function {
	case Texts:
		return schema.Figure(a.Name, schema.KindText)
	case List:
		return schema.Figure(a.Name, schema.KindText)
	}
	if a.Function == Max || a.Function == Min || a.Function == Sum && attr.Kind == schema.KindDecimal || a.AveragesDecimals() {
		return attr
	}
	kind := schema.KindBigInteger
	if a.Function == Avg || a.Function == Sum && attr.Kind == schema.KindFloat {
		kind = schema.KindFloat
	}
	return schema.Figure(a.Name, kind)
}

// AveragesDecimals reports whether the aggregate is an average of decimals; that of whole numbers, of 64 bits without a sign among
// them, is a float.
func (a *Aggregate) AveragesDecimals() bool {
	return a.Function == Avg && a.Path.Attr.Kind == schema.KindDecimal && a.Path.Attr.Unsigned == 0
}

// SumsWhole reports whether the aggregate is a sum of whole numbers.
func (a *Aggregate) SumsWhole() bool { return a.Function == Sum && a.Path.Attr.Kind.IsInteger() }

// Outgrows reports whether such a sum may leave 64 bits: of narrower columns no table has rows enough.
func (a *Aggregate) Outgrows() bool {
	return a.SumsWhole() && a.Path.Attr.Kind == schema.KindBigInteger
}
