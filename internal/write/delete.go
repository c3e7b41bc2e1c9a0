package write

import (
	"context"
	"unsafe"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/schema"
)

// remove is a DELETE of one row by its key.
type remove struct{ job }

// Delete deletes the row of an instance.
func (w *Writer) Delete(ctx context.Context, m *schema.Model, row unsafe.Pointer) error {
	d := &remove{job{writer: w, model: m, pre: hooks.PreDeleteKind, post: hooks.PostDeleteKind}}
	d.single(row)
	return d.run(ctx, d, nil, true)
}

func (d *remove) told(int) ([]string, bool) { return nil, true }

func (d *remove) prepare(context.Context) error { return nil }

func (d *remove) check(context.Context) error { return nil }

func (d *remove) send(ctx context.Context) error {
	n, err := d.writer.Engine.DeleteRow(ctx, d.model, d.rows[0])
	if err == nil && n == 0 {
		err = d.writer.Engine.Missing(ctx, d.model, d.rows[0])
	}
	return err
}
