package engine

import (
	"context"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// RowKeys are the canonical keys of a query's rows; where rows can be locked, they stay as they are.
func (db *DB) RowKeys(ctx context.Context, q *query.Query) ([]any, error) {
	c := q.Clone()
	if db.Dialect.RowLocks && !q.HasLimit && !q.HasOffset && len(q.Annotations()) == 0 { // else there may be groups, which have no locks
		c.Lock = &query.Lock{}
	}
	return db.keyValues(ctx, c, q.Model.Identity())
}

func (db *DB) keyValues(ctx context.Context, q *query.Query, a *schema.Attribute) ([]any, error) {
	rows, err := db.keyColumns(ctx, q, a)
	if err != nil {
		return nil, err
	}
	out := make([]any, len(rows))
	for i, row := range rows {
		out[i] = row[0]
	}
	return out, nil
}

// Referred are, of rows that have some keys, the values that the foreign key of a far side refers to: the keys themselves, or others.
func (db *DB) Referred(ctx context.Context, s *schema.Side, keys, shards []any) ([]any, error) {
	if s.ByKey() {
		return keys, nil
	}
	if leg := s.Inverse; leg != nil && leg.Any != nil {
		out := make([]any, len(keys))
		for i, key := range keys {
			out[i] = schema.NewTuple([]any{leg.TypeName, key})
		}
		return out, nil
	}
	q := In(s.Owner, s.Owner.Identity(), keys)
	q.Where = append(q.Where, InShards(s.Owner, shards)...)
	return db.keyValues(ctx, q, s.Ref)
}

// In are the rows of a model whose attribute has one of some values, whatever else always holds of them but that they are not deleted.
func In(m *schema.Model, a *schema.Attribute, list []any) *query.Query {
	q := keyedIn(m, a, list)
	q.Extend(func(x *query.Extras) { x.Lifted.All = true })
	return q
}
