package write

import (
	"context"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// unseen are the far sides of a model whose rows the database does not see lose what they refer to, in polymorphic relations that
// declare what then happens. It is done here, before the rows that they refer to are deleted.
func unseen(m *schema.Model) []*schema.Side {
	var out []*schema.Side
	for _, s := range m.Sides {
		if s.Kind == schema.ReverseSide && s.Inverse != nil && s.Inverse.Any != nil && !loose(s) {
			out = append(out, s)
		}
	}
	return out
}

// release does to what refers to a row that is about to be deleted for good what polymorphic relations declare.
func (w *Writer) release(ctx context.Context, m *schema.Model, row unsafe.Pointer) error {
	deps := unseen(m)
	if len(deps) == 0 {
		return nil
	}
	key, err := m.Identity().Get(row)
	if err != nil {
		return err
	}
	return w.cascade(ctx, deps, []any{key}, engine.Shards(m, []unsafe.Pointer{row}))
}

// destroy deletes every row of a query for good, after release of each; all is done or nothing.
func (w *Writer) destroy(ctx context.Context, q *query.Query) (n int64, err error) {
	deps := unseen(q.Model)
	if len(deps) == 0 {
		ready, err := w.Engine.DeleteSet(ctx, q)
		if err != nil {
			return 0, err
		}
		return ready.Send(ctx)
	}
	err = w.Engine.Transaction(ctx, engine.TxOptions{}, func(ctx context.Context) error {
		n = 0
		shards := w.Engine.ShardsOf(ctx, q)
		keys, err := w.Engine.RowKeys(ctx, q)
		if err != nil || len(keys) == 0 {
			return err
		}
		if err := w.cascade(ctx, deps, keys, shards); err != nil {
			return err
		}
		for batch := range slices.Chunk(keys, w.Engine.KeyBatch(q.Model.Identity())) {
			rows := engine.In(q.Model, q.Model.Identity(), batch)
			rows.Where = append(rows.Where, engine.InShards(q.Model, shards)...)
			ready, err := w.Engine.DeleteSet(ctx, rows)
			if err != nil {
				return err
			}
			deleted, err := ready.Send(ctx)
			if err != nil {
				return err
			}
			n += deleted
		}
		return nil
	})
	return n, err
}
