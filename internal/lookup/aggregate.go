package lookup

import (
	"regexp"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Aggregate is an aggregate function over a path that is not resolved against a model yet.
type Aggregate struct {
	Function query.Function
	Path     string
	Name     string // empty: one made of the path and the function
}

// Resolve checks that the function fits the column.
func (a Aggregate) Resolve(m *schema.Model) (*query.Aggregate, error) {
	if a.Function == "" {
		return nil, query.Errorf("the zero Aggregate is no aggregate; use MaxOf, MinOf, SumOf, AvgOf or CountOf")
	}
	p, err := ValuePath(m, a.Path)
	if err != nil {
		return nil, err
	}
	switch a.Function {
	case query.Sum, query.Avg:
		if p.Attr.Cipher != nil {
			return nil, query.NotSearchable(p.Attr, string(a.Function))
		}
		if !p.Attr.Kind.IsNumeric() || p.Attr.Side != nil {
			return nil, query.Errorf("%s.%s is a %s; %s is for numbers", p.Attr.Model.Name, p.Attr.Name, p.Attr.Kind, a.Function)
		}
	case query.Max, query.Min:
		if err := query.Sortable(p.Attr); err != nil {
			return nil, err
		}
	}
	name := a.Name
	if name == "" {
		name = a.Path + "__" + string(a.Function)
	} else if err := OutputName(name); err != nil {
		return nil, err
	}
	return &query.Aggregate{Function: a.Function, Path: p, Name: name}, nil
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
func Aggregates(m *schema.Model, list []Aggregate) ([]*query.Annotation, error) {
	if len(list) == 0 {
		return nil, query.Errorf("Aggregate takes at least one aggregate")
	}
	out := make([]*query.Annotation, len(list))
	names := map[string]bool{}
	for i, a := range list {
		g, err := a.Resolve(m)
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
