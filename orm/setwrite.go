package orm

import (
	"context"
	"fmt"

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
	return q.db.writer.UpdateSet(ctx, q.intent, list)
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
	return q.db.writer.DeleteSet(ctx, q.intent)
}

// writable guards against writing every row by mistake: it looks at what the conditions mean, not at how many there are.
func (db *DB) writable(q *query.Query) error {
	if q.Combined() {
		return query.Errorf("a union, an intersection or a difference is read and not written; write its rows by Q{\"pk__in\": it}")
	}
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
	out, err := resolvables(list)
	if err != nil {
		return nil, err
	}
	return lookup.Assignments(db.engine, m, out)
}

// resolvables are assignments as package lookup takes them.
func resolvables(list []Assignment) ([]lookup.Assignment, error) {
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
	return out, nil
}
