package orm

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/ormar-go/ormar/internal/lookup"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// WithScope is a condition that always holds of the rows of T: in every read of them, where they
// are joined, prefetched, counted, aggregated or asked about by a sub-query or a quantifier, in
// writes of sets and of instances, and in Load. A row of which it does not hold is as good as not
// there; a relation to one it leads to is loaded and nil. Inserts are not checked: fill the columns
// in listeners to PreSave and PreBulkCreate, and see CheckReferences for foreign keys. SQL of your
// own has no scopes, and inside the condition itself none hold.
//
// scope is called for each statement that reads rows of T, by many goroutines at once, with the context of the call. Its error is the
// call's error, and nothing is sent: a request without a tenant reads nothing. The condition may go along relations and hold
// sub-queries. Unscoped lifts a scope by its name.
//
// Two scopes of one name on a model, a model that the registry does not have, an empty name, the name "deleted", which is that of rows
// marked as deleted, and a nil function are ErrQuery at opening.
func WithScope[T any](name string, scope func(ctx context.Context) (Condition, error)) Option {
	return Option{func(s *settings) { s.scopes = append(s.scopes, declaredScope{reflect.TypeFor[T](), name, scope}) }}
}

// declaredScope is what one WithScope says.
type declaredScope struct {
	model reflect.Type
	name  string
	of    func(ctx context.Context) (Condition, error)
}

// Unscoped is a context under which the named scopes do not hold, or no scope but that of deleted rows when none is named. Names that a
// database does not know are ignored, since a context may reach several.
func Unscoped(ctx context.Context, names ...string) context.Context { return query.Lift(ctx, names) }

// Unscoped lifts the named scopes in this query, or all but that of deleted rows when none is named: for the rows of T, for what is
// joined and for relations that PrefetchRelated loads. Sub-queries and the QuerySet of a Prefetch have their own. A name that no scope of
// the database has is ErrQuery.
func (q QuerySet[T]) Unscoped(names ...string) QuerySet[T] {
	return QuerySet[T]{q.core.unscoped(names...)}
}

// unscoped is QuerySet.Unscoped.
func (q question) unscoped(names ...string) question {
	return q.with(func(n *query.Query) error {
		for _, name := range names {
			if !q.db.scopeNames[name] {
				return query.Errorf("Unscoped: the database has no scope %q", name)
			}
		}
		n.Extend(func(x *query.Extras) { x.Lifted = x.Lifted.And(names) })
		return nil
	})
}

// scoped gives the engine the scopes of the models.
func (db *DB) scoped() error {
	by := map[*schema.Model][]*query.Scope{}
	db.scopeNames = map[string]bool{}
	for _, m := range db.Models().Models() {
		if m.SoftDelete != nil {
			db.scopeNames[query.Deleted] = true
			live := query.Live(m, true)
			by[m] = []*query.Scope{{Name: query.Deleted, Fixed: true, Of: func(context.Context) (*query.Node, error) { return live, nil }}}
		}
	}
	for _, d := range db.settings.scopes {
		m := db.Models().Model(d.model)
		switch {
		case m == nil:
			return fmt.Errorf("%w: WithScope(%s): %s is not among the models of this database", ErrQuery, schema.Quote(d.name), d.model.Name())
		case d.name == "" || d.name == query.Deleted:
			return fmt.Errorf("%w: WithScope of %s: %s is no name for a scope", ErrQuery, m.Name, schema.Quote(d.name))
		case d.of == nil:
			return fmt.Errorf("%w: WithScope(%s) of %s has no function", ErrQuery, schema.Quote(d.name), m.Name)
		case slices.ContainsFunc(by[m], func(s *query.Scope) bool { return s.Name == d.name }):
			return fmt.Errorf("%w: WithScope(%s) is given twice for %s", ErrQuery, schema.Quote(d.name), m.Name)
		}
		db.scopeNames[d.name] = true
		by[m] = append(by[m], &query.Scope{Name: d.name, Of: func(ctx context.Context) (*query.Node, error) { return db.scopeNode(ctx, m, d) }})
	}
	if len(by) > 0 {
		db.engine.Scopes = func(m *schema.Model) []*query.Scope { return by[m] }
	}
	return nil
}

// scopeNode asks a scope for its condition.
func (db *DB) scopeNode(ctx context.Context, m *schema.Model, d declaredScope) (*query.Node, error) {
	c, err := d.of(ctx)
	if err != nil {
		return nil, &ScopeError{m.Name, d.name, err}
	}
	n, err := lookup.Scope{DB: db.engine, Model: m}.Node(resolvable(c))
	if err != nil {
		return nil, fmt.Errorf("orm: the scope %s of %s: %w", schema.Quote(d.name), m.Name, err)
	}
	return n, nil
}

// ScopeError is the error that a scope gave, such as that of a request without a tenant; it stopped the statement before it was sent.
type ScopeError struct {
	Model, Scope string
	Err          error
}

// Error names the scope and its error.
func (e *ScopeError) Error() string {
	return fmt.Sprintf("orm: the scope %s of %s: %v", schema.Quote(e.Scope), e.Model, e.Err)
}

// Unwrap is what the scope's function gave.
func (e *ScopeError) Unwrap() error { return e.Err }
