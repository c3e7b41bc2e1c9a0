package engine

import (
	"context"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// scopes are the scopes under a context, as one statement has them; nil where the database has none.
func (db *DB) scopes(ctx context.Context) *query.Scopes {
	if db.Scopes == nil {
		return nil
	}
	return query.NewScopes(ctx, db.Scopes)
}

// under is a shape with the scopes under a context, the same ones every time that it is written.
func (db *DB) under(ctx context.Context, shape compile.ShapeOf) compile.ShapeOf {
	scopes := db.scopes(ctx)
	if scopes == nil {
		return shape
	}
	return func(s *query.Shape) {
		s.Scopes = scopes
		shape(s)
	}
}

// Scoped reports whether something always holds of a model's rows.
func (db *DB) Scoped(m *schema.Model) bool { return db.Scopes != nil && len(db.Scopes(m)) > 0 }

// withoutContext are the scopes of a statement that has no context: each must be lifted.
func (db *DB) withoutContext() *query.Scopes {
	if db.Scopes == nil {
		return nil
	}
	return query.NewScopes(context.Background(), func(m *schema.Model) []*query.Scope {
		list := db.Scopes(m)
		out := make([]*query.Scope, len(list))
		for i, s := range list {
			if s.Fixed {
				out[i] = s
				continue
			}
			out[i] = &query.Scope{Name: s.Name, Of: func(context.Context) (*query.Node, error) {
				return nil, query.Errorf("the scope %q of %s depends on a context, which a text does not have; lift it with Unscoped", s.Name, m.Name)
			}}
		}
		return out
	})
}
