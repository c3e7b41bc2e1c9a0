package write

import (
	"context"
	"fmt"
	"slices"
	"time"
	"unsafe"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// moment is when a row is marked as deleted.
func moment() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// dependants are the foreign keys to a model whose rows are marked as deleted. The database does not see them go, so what the keys
// declare is done here. The keys of links that no field holds are left alone: a link to a row that is hidden leads nowhere.
func dependants(m *schema.Model) []*schema.Side {
	var out []*schema.Side
	for _, s := range m.Sides {
		if s.Kind == schema.ReverseSide && held(s) && s.Inverse != nil && !loose(s) && !slices.ContainsFunc(out, func(o *schema.Side) bool { return o.Key == s.Key }) {
			out = append(out, s)
		}
	}
	return out
}

// loose reports whether nothing is done to the rows of a far side when what they refer to goes: no database sees that they do.
func loose(s *schema.Side) bool { return s.Inverse.Any != nil && s.Inverse.OnDelete == schema.NoAction }

// held reports whether instances have the foreign key of a far side.
func held(s *schema.Side) bool {
	a := s.Key.Columns()[0]
	return a.Type != nil || a.Within != nil
}

// cascade does to the rows that refer to some keys, of rows in some shards if these are known, what their foreign keys declare.
func (w *Writer) cascade(ctx context.Context, deps []*schema.Side, keys, shards []any) error {
	if len(keys) == 0 {
		return nil
	}
	for batch := range slices.Chunk(keys, w.Engine.KeyBatch(deps[0].Owner.Identity())) {
		for _, s := range deps {
			referred, err := w.Engine.Referred(ctx, s, batch, shards)
			if err != nil {
				return err
			}
			q := engine.In(s.Target, s.Key, referred)
			q.Where = append(q.Where, engine.Along(s, shards)...)
			if err := w.follow(ctx, s, q); err != nil {
				return err
			}
		}
	}
	return nil
}

// follow does to the rows of a query, whose foreign key leads to rows that are marked, what the key declares.
func (w *Writer) follow(ctx context.Context, s *schema.Side, q *query.Query) error {
	switch s.Inverse.OnDelete {
	case schema.Cascade:
		_, err := w.erase(ctx, q)
		return err
	case schema.SetNull:
		ready, err := w.Engine.UpdateSet(ctx, q, engine.Assign(s.Key, nil))
		if err == nil {
			_, err = ready.Send(ctx)
		}
		return err
	case schema.SetDefault:
		return fmt.Errorf("%w: %s.%s is SetDefault, which only the database could do, and it does not see a row that is marked as deleted go",
			engine.ErrUnsupported, s.Target.Name, s.Inverse.Name)
	}
	there, err := w.Engine.Exists(ctx, q)
	if err == nil && there {
		err = w.Referred(s)
	}
	return err
}

// DeleteSet deletes every row of a query and gives their number; where the model marks rows as deleted, they are marked, and those that
// are marked already, which only a query that sees them has, are deleted for good.
func (w *Writer) DeleteSet(ctx context.Context, q *query.Query) (int64, error) {
	m := q.Model
	if err := writable(m); err != nil {
		return 0, err
	}
	if m.SoftDelete == nil {
		ready, err := w.Engine.DeleteSet(ctx, q)
		if err != nil {
			return 0, err
		}
		send := ready.Send
		if len(unseen(m)) > 0 {
			send = func(ctx context.Context) (int64, error) { return w.destroy(ctx, q) }
		}
		return w.sendSet(ctx, m, hooks.PreQueryDeleteKind, hooks.PostQueryDeleteKind, ready.Text(), send)
	}
	ready, err := w.Engine.UpdateSet(ctx, q, []*query.Assignment{{Attr: m.SoftDelete, Value: moment()}})
	if err != nil {
		return 0, err
	}
	return w.sendSet(ctx, m, hooks.PreQueryDeleteKind, hooks.PostQueryDeleteKind, ready.Text(), func(ctx context.Context) (int64, error) { return w.erase(ctx, q) })
}

// erase is DeleteSet that nobody is told of. All is done or nothing.
func (w *Writer) erase(ctx context.Context, q *query.Query) (n int64, err error) {
	m := q.Model
	switch {
	case m.SoftDelete == nil:
		return w.destroy(ctx, q)
	case !q.Lifted().Deleted(ctx):
		return w.mark(ctx, q)
	}
	marked, live, err := w.divided(ctx, q)
	if err != nil {
		return 0, err
	}
	err = w.Engine.Transaction(ctx, engine.TxOptions{}, func(ctx context.Context) error {
		if n, err = w.destroy(ctx, marked); err != nil {
			return err
		}
		more, err := w.mark(ctx, live)
		n += more
		return err
	})
	return n, err
}

// divided are the rows of a query that are marked as deleted, and those that are not.
func (w *Writer) divided(ctx context.Context, q *query.Query) (marked, live *query.Query, err error) {
	if q.HasLimit || q.HasOffset { // a condition more would make it another page
		keys, err := w.Engine.RowKeys(ctx, q)
		if err != nil {
			return nil, nil, err
		}
		lifted := q.Lifted()
		shards := w.Engine.ShardsOf(ctx, q)
		q = engine.In(q.Model, q.Model.Identity(), keys)
		q.Where = append(q.Where, engine.InShards(q.Model, shards)...)
		q.Extend(func(x *query.Extras) { x.Lifted = lifted })
	}
	marked, live = q.Clone(), q.Clone()
	marked.Where = append(marked.Where, query.Live(q.Model, false))
	live.Where = append(live.Where, query.Live(q.Model, true))
	return marked, live, nil
}

// mark marks the rows of a query as deleted.
func (w *Writer) mark(ctx context.Context, q *query.Query) (n int64, err error) {
	deps := dependants(q.Model)
	set := []*query.Assignment{{Attr: q.Model.SoftDelete, Value: moment()}}
	if len(deps) == 0 {
		ready, err := w.Engine.UpdateSet(ctx, q, set)
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
		for batch := range slices.Chunk(keys, w.Engine.KeyBatch(q.Model.Identity())) {
			rows := engine.In(q.Model, q.Model.Identity(), batch)
			rows.Where = append(rows.Where, engine.InShards(q.Model, shards)...)
			ready, err := w.Engine.UpdateSet(ctx, rows, set)
			if err != nil {
				return err
			}
			marked, err := ready.Send(ctx)
			if err != nil {
				return err
			}
			n += marked
		}
		return w.cascade(ctx, deps, keys, shards)
	})
	return n, err
}

// Restore takes the mark of deletion off the row of an instance; engine.ErrNoMatch when no row has it.
func (w *Writer) Restore(ctx context.Context, m *schema.Model, row unsafe.Pointer) error {
	r := &restore{job{writer: w, model: m, pre: hooks.PreUpdateKind, post: hooks.PostUpdateKind}}
	r.single(row)
	return r.run(ctx, r, []*schema.Attribute{m.SoftDelete}, true)
}

// restore is an UPDATE that takes the mark of deletion off a row.
type restore struct{ job }

func (r *restore) told(int) ([]string, bool) { return []string{r.model.SoftDelete.Name}, true }

func (r *restore) prepare(context.Context) error { return nil }

func (r *restore) check(context.Context) error { return nil }

func (r *restore) send(ctx context.Context) error {
	m, row, db := r.model, r.rows[0], r.writer.Engine
	ctx = query.Lift(ctx, []string{query.Deleted})
	where, err := byKey(m, row)
	if err != nil {
		return err
	}
	q := &query.Query{Model: m, Where: append(where, query.Live(m, false))}
	ready, err := db.UpdateSet(ctx, q, []*query.Assignment{{Attr: m.SoftDelete}})
	if err != nil {
		return err
	}
	n, err := ready.Send(ctx)
	switch {
	case err != nil:
		return err
	case n == 0:
		return db.Unmarked(ctx, m, row)
	}
	return db.Restored(m, row)
}
