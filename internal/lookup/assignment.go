package lookup

import (
	"errors"
	"maps"
	"slices"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/internal/validate"
	"github.com/ormar-go/ormar/schema"
)

// Assignment is values that are not resolved against a model yet: a V or a *Comparison.
type Assignment interface{ assignment() }

// V is values by attribute name. They may be an Expr.
type V map[string]any

func (V) assignment() {}

// Assignments resolves and validates assignments, each column once. Of values that do not fit, all
// are listed.
func Assignments(db *engine.DB, m *schema.Model, list []Assignment) ([]*query.Assignment, error) {
	return Scope{DB: db, Model: m}.Assignments(list)
}

// Assignments is Assignments of the scope's model.
func (s Scope) Assignments(list []Assignment) ([]*query.Assignment, error) {
	m := s.Model
	var out []*query.Assignment
	var failures []schema.Failure
	one := func(p *schema.Path, value any) error {
		a, err := s.assignment(p, value)
		var failed *schema.ValidationError
		if errors.As(err, &failed) {
			failures = append(failures, failed.Failures...)
			return nil
		}
		if err == nil && slices.ContainsFunc(out, func(o *query.Assignment) bool { return o.Attr == a.Attr }) {
			err = query.Errorf("%s.%s is assigned twice", m.Name, p.Text)
		}
		out = append(out, a)
		return err
	}
	add := func(p *schema.Path, value any) error {
		if p.Attr == nil || len(p.Attr.Parts) == 0 || len(p.Steps) > 0 {
			return one(p, value)
		}
		return s.spread(p, value, one)
	}
	for _, item := range list {
		switch item := item.(type) {
		case V:
			for _, key := range slices.Sorted(maps.Keys(item)) {
				p, err := KeyPath(m, key)
				if err == nil {
					err = add(p, item[key])
				}
				if err != nil {
					return nil, err
				}
			}
		case *Comparison:
			p, err := s.placed(item.Place)
			if err == nil {
				err = add(p, item.Value)
			}
			if err != nil {
				return nil, err
			}
		default:
			return nil, query.Errorf("an assignment is %T; use orm.V, orm.Set or orm.SetExpr", item)
		}
	}
	if len(failures) > 0 {
		return nil, &schema.ValidationError{Failures: failures}
	}
	if len(out) == 0 {
		return nil, query.Errorf("Update of %s assigns nothing", m.Name)
	}
	return out, nil
}

// spread assigns a key of several columns: a value to each of them.
func (s Scope) spread(p *schema.Path, value any, one func(*schema.Path, any) error) error {
	if _, ok := value.(Expr); ok {
		return query.OneColumn(p.Root.Name+"."+p.Text, p.Attr)
	}
	v, err := query.Convert(p, value)
	if err != nil {
		return err
	}
	for _, a := range engine.Assign(p.Attr, v) {
		if err := one(&schema.Path{Root: p.Root, Attr: a.Attr, Text: a.Attr.Name}, a.Value); err != nil {
			return err
		}
	}
	return nil
}

// assignment is one column and its new value, which must fit the field.
func (s Scope) assignment(p *schema.Path, value any) (*query.Assignment, error) {
	a := p.Attr
	if a == nil || len(p.Steps) > 0 {
		return nil, query.Errorf("%s.%s belongs to another table; an update assigns to the model's own columns", p.Root.Name, p.Text)
	}
	if a == a.Model.Version {
		return nil, query.Errorf("%s.%s is the version of the row, which every update raises; it cannot be assigned", p.Root.Name, p.Text)
	}
	if a.Generated != "" {
		return nil, engine.Computed(a)
	}
	if e, ok := value.(Expr); ok {
		expr, err := s.whole(&e, a)
		if err != nil {
			return nil, err
		}
		if err := assignable(a, expr.Kindred()); err != nil {
			return nil, err
		}
		own := true
		expr.EachPath(func(p *schema.Path) { own = own && len(p.Steps) == 0 })
		if !own {
			return nil, query.Errorf("%s.%s: an assignment reads the model's own columns only", p.Root.Name, p.Text)
		}
		return &query.Assignment{Attr: a, Expr: expr}, nil
	}
	plain, v, err := validate.Value(a, value)
	return &query.Assignment{Attr: a, Value: v, Plain: plain}, err
}

// assignable refuses an expression whose column cannot hold its values without loss.
func assignable(a, from *schema.Attribute) error {
	switch {
	case a.Cipher != nil || a.Kind == schema.KindOpaque:
		return query.Errorf("%s.%s is encrypted or opaque; the database cannot compute its values", a.Model.Name, a.Name)
	case from == nil:
		return nil
	case a.Kind.IsInteger() && !from.Kind.IsInteger(), a.Kind == schema.KindDecimal && from.Kind == schema.KindFloat:
	case a.Kind == schema.KindEnum && from != a: // its values are a set of its own
	case family(a) == family(from) && !sameForm(a, from):
		return query.Errorf("%s.%s is stored %s and cannot take what is stored %s; assign a column of the same zone and form, or a value", a.Model.Name, a.Name, form(a), form(from))
	default:
		if family(a) == family(from) {
			return nil
		}
	}
	return query.Errorf("%s.%s is a %s and cannot hold every value of %s.%s, a %s", a.Model.Name, a.Name, a.Kind, from.Model.Name,
		from.Name, from.Kind)
}
