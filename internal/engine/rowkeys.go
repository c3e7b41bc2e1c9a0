package engine

import (
	"context"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/internal/scan"
	"github.com/ormar-go/ormar/schema"
)

// RowKeys are the canonical keys of a query's rows, of a model with a single one; where rows can be locked, they stay as they are.
func (db *DB) RowKeys(ctx context.Context, q *query.Query) ([]any, error) {
	key := q.Model.Key()
	c := q.Clone()
	if db.Dialect.RowLocks && !q.HasLimit && !q.HasOffset && len(q.Annotations()) == 0 { // else there may be groups, which have no locks
		c.Lock = &query.Lock{}
	}
	rows, _, err := db.rawValues(ctx, c, []query.Field{{Name: key.Name, Path: attributePath(q.Model, key)}})
	if err != nil {
		return nil, err
	}
	out := make([]any, len(rows))
	for i, row := range rows {
		if out[i], err = Canonical(key, row[0]); err != nil {
			return nil, scan.Stored(key, i+1, err)
		}
	}
	return out, nil
}

// In are the rows of a model whose attribute has one of some values, whatever else always holds of them but that they are not deleted.
func In(m *schema.Model, a *schema.Attribute, list []any) *query.Query {
	q := keyedIn(m, a, list)
	q.Extend(func(x *query.Extras) { x.Lifted.All = true })
	return q
}
