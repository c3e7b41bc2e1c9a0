package orm

import (
	"context"
	"fmt"
	"slices"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/lookup"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/internal/validate"
	"github.com/ormar-go/ormar/schema"
)

// update is QuerySet.Update.
func (q question) update(ctx context.Context, a ...Assignment) (int64, error) {
	q = q.checked()
	if q.intent.Err != nil {
		return 0, q.intent.Err
	}
	list, err := q.db.assignments(q.intent.Model, a)
	if err == nil {
		err = validate.Assigned(q.intent.Model, list)
	}
	if err == nil {
		err = q.db.writable(q.intent)
	}
	if err != nil {
		return 0, err
	}
	if list, err = onUpdates(q.intent.Model, list); err != nil {
		return 0, err
	}
	return q.setWrite(ctx, hooks.PreQueryUpdateKind, hooks.PostQueryUpdateKind, func() (*engine.Write, error) {
		return q.db.engine.UpdateSet(ctx, q.intent, list)
	})
}

// delete is QuerySet.Delete.
func (q question) delete(ctx context.Context, c ...Condition) (int64, error) {
	q = q.checked().filter(c...)
	if q.intent.Err != nil {
		return 0, q.intent.Err
	}
	if err := q.db.writable(q.intent); err != nil {
		return 0, err
	}
	return q.setWrite(ctx, hooks.PreQueryDeleteKind, hooks.PostQueryDeleteKind, func() (*engine.Write, error) {
		return q.db.engine.DeleteSet(ctx, q.intent)
	})
}

// setWrite sends a set-wise write between its hooks.
func (q question) setWrite(ctx context.Context, pre, post hooks.Kind, ready func() (*engine.Write, error)) (n int64, err error) {
	w, err := ready()
	if err != nil {
		return 0, err
	}
	m := q.intent.Model
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
		return lookup.Meaning(db.engine.Dialect.Syntax, m, s)
	}}
	if g.Limits(q.Where) {
		return nil
	}
	return fmt.Errorf("%w: %w: no condition limits the rows of %s; add one, or Each() when every row is meant", ErrUnfiltered, ErrQuery, q.Model.Name)
}

// assignments resolves and validates assignments, each column once. Of values that do not fit, all are listed.
func (db *DB) assignments(m *schema.Model, list []Assignment) ([]*query.Assignment, error) {
	out := make([]lookup.Assignment, len(list))
	for i, a := range list {
		switch a := a.(type) {
		case V:
			out[i] = lookup.V(unwrapped(a))
		case *comparison:
			out[i] = (*lookup.Comparison)(a)
		default:
			return nil, query.Errorf("an assignment is %T; use orm.V, orm.Set or orm.SetExpr", a)
		}
	}
	return lookup.Assignments(db.engine, m, out)
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
		stored, err := validate.Storable(a, v)
		if err != nil {
			return nil, err
		}
		list = append(list, &query.Assignment{Attr: a, Value: stored, Plain: v})
	}
	return list, nil
}
