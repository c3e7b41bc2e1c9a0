package orm

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/internal/validate"
	"github.com/ormar-go/ormar/schema"
)

// update is QuerySet.Update.
func (q querySet) update(ctx context.Context, a ...Assignment) (int64, error) {
	q = q.checked()
	if q.q.Err != nil {
		return 0, q.q.Err
	}
	list, err := q.db.assignments(q.q.Model, a)
	if err == nil {
		err = validate.Assigned(q.q.Model, list)
	}
	if err == nil {
		err = q.db.writable(q.q)
	}
	if err != nil {
		return 0, err
	}
	if list, err = onUpdates(q.q.Model, list); err != nil {
		return 0, err
	}
	return q.setWrite(ctx, hooks.PreQueryUpdateKind, hooks.PostQueryUpdateKind, func() (*engine.Write, error) {
		return q.db.engine.UpdateSet(ctx, q.q, list)
	})
}

// delete is QuerySet.Delete.
func (q querySet) delete(ctx context.Context, c ...Condition) (int64, error) {
	q = q.checked().filter(c...)
	if q.q.Err != nil {
		return 0, q.q.Err
	}
	if err := q.db.writable(q.q); err != nil {
		return 0, err
	}
	return q.setWrite(ctx, hooks.PreQueryDeleteKind, hooks.PostQueryDeleteKind, func() (*engine.Write, error) {
		return q.db.engine.DeleteSet(ctx, q.q)
	})
}

// setWrite sends a set-wise write between its hooks.
func (q querySet) setWrite(ctx context.Context, pre, post hooks.Kind, ready func() (*engine.Write, error)) (n int64, err error) {
	w, err := ready()
	if err != nil {
		return 0, err
	}
	m := q.q.Model
	err = q.db.hooked(ctx, m.Type, pre, post, func(ctx context.Context) error {
		event := hooks.Query{Model: m.Name, SQL: w.Text()}
		if err := fireQuery(ctx, q.db, pre, m, event); err != nil {
			return err
		}
		if n, err = w.Send(ctx); err != nil {
			return err
		}
		event.Rows = n
		return fireQuery(ctx, q.db, post, m, event)
	})
	return n, err
}

func fireQuery(ctx context.Context, db *DB, kind hooks.Kind, m *schema.Model, event hooks.Query) error {
	if !db.hooks.Has(kind, m.Type) {
		return nil
	}
	return hooks.Fire(ctx, db.hooks, kind, m.Type, event, event)
}

// writable guards against writing every row by mistake: it looks at what the conditions mean, not at how many there are.
func (db *DB) writable(q *query.Query) error {
	if len(q.Cuts()) > 0 || q.Reverse && q.HasLimit {
		return query.Errorf("a page that is read from the end cannot be written")
	}
	if q.Each {
		return nil
	}
	g := query.Guard{Model: q.Model, Scope: q.Scope(), Fragment: func(m *schema.Model, s *query.SQL) *query.Node {
		return meaning(db.engine.Dialect.Syntax, m, s)
	}}
	if g.Limits(q.Where) {
		return nil
	}
	return fmt.Errorf("%w: %w: no condition limits the rows of %s; add one, or Each() when every row is meant", ErrUnfiltered, ErrQuery, q.Model.Name)
}

// assignments resolves and validates assignments, each column once. Of values that do not fit, all are listed.
func (db *DB) assignments(m *schema.Model, list []Assignment) ([]*query.Assignment, error) {
	s := scope{db: db, model: m, root: m}
	var out []*query.Assignment
	var failures []schema.Failure
	add := func(p *schema.Path, value any) error {
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
	for _, item := range list {
		switch item := item.(type) {
		case V:
			for _, key := range slices.Sorted(maps.Keys(item)) {
				p, err := valuePath(m, key)
				if err == nil {
					err = add(p, item[key])
				}
				if err != nil {
					return nil, err
				}
			}
		case comparison:
			p, err := s.placed(item.place)
			if err == nil {
				err = add(p, item.value)
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

// assignment is one column and its new value, which must fit the field.
func (s scope) assignment(p *schema.Path, value any) (*query.Assignment, error) {
	a := p.Attr
	if a == nil || len(p.Steps) > 0 {
		return nil, query.Errorf("%s.%s belongs to another table; an update assigns to the model's own columns", p.Root.Name, p.Text)
	}
	if e, ok := value.(Expr); ok {
		expr, err := s.expr(&e, a)
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
	plain, v, err := assigned(a, value)
	return &query.Assignment{Attr: a, Value: v, Plain: plain}, err
}

// assigned is a value for a field, validated: as an instance holds it, and as it is stored.
func assigned(a *schema.Attribute, value any) (plain, stored any, err error) {
	plain, err = a.Convert(value)
	if err != nil {
		return nil, nil, invalid(a, value, err)
	}
	stored, err = storable(a, plain)
	return plain, stored, err
}

// storable validates a canonical value and seals it where the field is encrypted.
func storable(a *schema.Attribute, plain any) (any, error) {
	if failures := a.Check(plain); len(failures) > 0 {
		return nil, &schema.ValidationError{Failures: failures}
	}
	if plain != nil && a.Cipher != nil {
		return a.Seal(plain)
	}
	return plain, nil
}

// onUpdates adds the on-update values of columns that are not assigned.
func onUpdates(m *schema.Model, list []*query.Assignment) ([]*query.Assignment, error) {
	for _, a := range m.Attributes {
		if a.OnUpdate == nil || slices.ContainsFunc(list, func(o *query.Assignment) bool { return o.Attr == a }) {
			continue
		}
		v, err := engine.OnUpdateValue(m, a)
		if err != nil {
			return nil, fmt.Errorf("%w: %s.%s: its on-update value cannot be stored: %w", ErrValidation, m.Name, a.Name, err)
		}
		stored, err := storable(a, v)
		if err != nil {
			return nil, err
		}
		list = append(list, &query.Assignment{Attr: a, Value: stored, Plain: v})
	}
	return list, nil
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
	default:
		if family(a) == family(from) {
			return nil
		}
	}
	return query.Errorf("%s.%s is a %s and cannot hold every value of %s.%s, a %s", a.Model.Name, a.Name, a.Kind, from.Model.Name,
		from.Name, from.Kind)
}
