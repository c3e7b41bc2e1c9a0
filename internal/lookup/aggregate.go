package lookup

import (
	"regexp"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Aggregate is an aggregate function over a path or an expression that is not resolved against a model yet.
type Aggregate struct {
	Function  query.Function
	Path      string
	Name      string // empty: one made of the path and the function
	Expr      *Expr
	Distinct  bool
	Where     []Condition
	Separator string
	Order     []string
}

// key is the name of an aggregate that was given none.
func (a Aggregate) key() string {
	key := string(a.Function)
	if a.Distinct {
		key += "_distinct"
	}
	if a.Path != "" {
		key = a.Path + "__" + key
	}
	return key
}

// Resolve checks that the function fits the column or expression.
func (a Aggregate) Resolve(s Scope) (*query.Aggregate, error) {
	if a.Function == "" {
		return nil, query.Errorf("the zero Aggregate is no aggregate; use MaxOf, MinOf, SumOf, AvgOf or CountOf")
	}
	g := &query.Aggregate{Function: a.Function, Name: a.Name, Distinct: a.Distinct, Separator: a.Separator}
	if g.Name == "" {
		g.Name = a.key()
	} else if err := OutputName(g.Name); err != nil {
		return nil, err
	}
	if err := a.over(s, g); err != nil {
		return nil, err
	}
	if err := fits(g); err != nil {
		return nil, err
	}
	var err error
	if g.Where, err = s.All(a.Where); err != nil {
		return nil, err
	}
	for _, n := range g.Where {
		if n.Annotated() {
			return nil, query.Errorf("%s: a condition of Where is about rows and cannot name another aggregate", g.Name)
		}
	}
	q := &query.Query{Model: s.Model}
	q.Extend(func(x *query.Extras) { x.Named = s.Named })
	for _, key := range a.Order {
		o, err := sortKey(s.DB, q, key)
		if err != nil {
			return nil, err
		}
		if o.Annotation != nil || o.Expr.Annotated() {
			return nil, query.Errorf("%s: an order inside an aggregate is about rows and cannot name another aggregate", g.Name)
		}
		g.Order = append(g.Order, ordered(o)...)
	}
	return g, nil
}

// over resolves what is aggregated: a path, an annotation's name or an expression.
func (a Aggregate) over(s Scope, g *query.Aggregate) (err error) {
	switch n := s.note(a.Path); {
	case a.Expr != nil:
		g.Expr, err = s.whole(a.Expr, nil)
	case n != nil:
		g.Expr = n.Expr
	default:
		g.Path, err = KeyPath(s.Model, a.Path)
		return err
	}
	switch {
	case err != nil:
		return err
	case g.Expr.Annotated():
		return query.Errorf("%s: an aggregate of an aggregate is not supported; aggregate in a sub-query (orm.ScalarOf)", g.Name)
	case g.Expr.Path != nil:
		g.Path, g.Expr = g.Expr.Path, nil
		return nil
	case g.Expr.Result() == nil:
		return query.Errorf("%s: the expression has no kind", g.Name)
	}
	if g.Path = g.Expr.Span(s.Model); g.Path == nil {
		return query.Errorf("%s: the expression goes along two relations to many rows", g.Name)
	}
	return nil
}

// fits refuses a function of a kind that it is not for.
func fits(g *query.Aggregate) error {
	a := g.Path.Attr
	if len(a.Parts) > 0 && g.Function == query.Count && !g.Distinct { // a row is there when a part of its key is
		g.Path = &schema.Path{Root: g.Path.Root, Steps: g.Path.Steps, Attr: a.Parts[0], Text: g.Path.Text}
		return nil
	}
	if len(a.Parts) > 0 {
		return query.OneColumn(g.Path.Root.Name+"."+g.Path.Text, a)
	}
	wrong := func(want string) error {
		if a.Model.Type == nil {
			return query.Errorf("%s: %s is for %s, got a %s", g.Name, g.Function, want, a.Kind)
		}
		return query.Errorf("%s.%s is a %s; %s is for %s", a.Model.Name, a.Name, a.Kind, g.Function, want)
	}
	switch g.Function {
	case query.Sum, query.Avg:
		if a.Cipher != nil {
			return query.NotSearchable(a, string(g.Function))
		}
		if !a.Kind.IsNumeric() || a.Side != nil {
			return wrong("numbers")
		}
	case query.Max, query.Min:
		return query.Sortable(a)
	case query.Count:
		if g.Distinct {
			return query.Sortable(a)
		}
	case query.Texts:
		if a.Cipher != nil {
			return query.NotSearchable(a, string(g.Function))
		}
		if !a.Kind.IsText() {
			return wrong("texts; cast with orm.Cast[string] in an annotation")
		}
	case query.List:
		if a.Cipher != nil || a.Kind == schema.KindOpaque {
			return query.NotSearchable(a, string(g.Function))
		}
	}
	return nil
}

var outputNames = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,62}$`)

// OutputName admits the names that a caller may give to a value.
func OutputName(name string) error {
	if !outputNames.MatchString(name) {
		return query.Errorf("%q is no name for a value: letters, digits and underscore, at most 63", name)
	}
	return nil
}

// Aggregates resolves a list of at least one, each under a name of its own.
func Aggregates(s Scope, list []Aggregate) ([]*query.Annotation, error) {
	if len(list) == 0 {
		return nil, query.Errorf("Aggregate takes at least one aggregate")
	}
	out := make([]*query.Annotation, len(list))
	names := map[string]bool{}
	for i, a := range list {
		g, err := a.Resolve(s)
		if err != nil {
			return nil, err
		}
		if names[g.Name] {
			return nil, query.Errorf("two aggregates are named %q; name one with As", g.Name)
		}
		names[g.Name] = true
		out[i] = &query.Annotation{Aggregate: *g}
	}
	return out, nil
}
