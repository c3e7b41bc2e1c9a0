package write

import (
	"context"
	"unsafe"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// remove is a DELETE of one row by its key, or the mark of its deletion.
type remove struct {
	job
	hard bool // for good, marked or not
}

// Delete deletes the row of an instance; where the model marks rows as deleted, it is marked.
func (w *Writer) Delete(ctx context.Context, m *schema.Model, row unsafe.Pointer) error {
	d := &remove{job: job{writer: w, model: m, pre: hooks.PreDeleteKind, post: hooks.PostDeleteKind}}
	d.single(row)
	if m.SoftDelete == nil {
		return d.run(ctx, d, nil, len(unseen(m)) == 0)
	}
	return d.run(ctx, d, []*schema.Attribute{m.SoftDelete}, len(dependants(m)) == 0)
}

// HardDelete deletes the row of an instance for good, whether or not it is marked as deleted.
func (w *Writer) HardDelete(ctx context.Context, m *schema.Model, row unsafe.Pointer) error {
	d := &remove{job: job{writer: w, model: m, pre: hooks.PreDeleteKind, post: hooks.PostDeleteKind}, hard: true}
	d.single(row)
	return d.run(ctx, d, nil, len(unseen(m)) == 0)
}

func (d *remove) told(int) ([]string, bool) { return nil, true }

func (d *remove) prepare(context.Context) error { return nil }

func (d *remove) check(context.Context) error { return nil }

func (d *remove) send(ctx context.Context) error {
	switch {
	case d.model.SoftDelete == nil:
	case d.hard:
		ctx = query.Lift(ctx, []string{query.Deleted})
	default:
		return d.mark(ctx)
	}
	if err := d.writer.release(ctx, d.model, d.rows[0]); err != nil {
		return err
	}
	n, err := d.writer.Engine.DeleteRow(ctx, d.model, d.rows[0])
	if err == nil && n == 0 {
		err = d.writer.Engine.Missing(ctx, d.model, d.rows[0])
	}
	return err
}

// mark marks the row as deleted, and does to the rows that refer to it what they declare.
func (d *remove) mark(ctx context.Context) error {
	m, row := d.model, d.rows[0]
	if err := m.SoftDelete.Set(row, moment()); err != nil {
		return err
	}
	if err := d.writer.Engine.UpdateRow(ctx, m, row, []*schema.Attribute{m.SoftDelete}); err != nil {
		return err
	}
	if deps := dependants(m); len(deps) > 0 {
		key, err := m.Identity().Get(row)
		if err == nil {
			err = d.writer.cascade(ctx, deps, []any{key}, engine.Shards(m, d.rows))
		}
		if err != nil {
			return err
		}
	}
	d.writer.Engine.ForgetSaved(m, row)
	return nil
}
