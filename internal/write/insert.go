package write

import (
	"context"
	"sync"
	"unsafe"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/schema"
)

// insert is an INSERT of rows.
type insert struct {
	job
	options *BulkOptions       // of a bulk insert
	bulk    engine.Bulk        // what they mean
	sent    []unsafe.Pointer   // the rows with which something is to be done
	held    []*schema.OneState // foreign keys that are NULL in the INSERT, and written later
}

// inserts are those of single rows that are over: their memory is used again.
var inserts = sync.Pool{New: func() any { return new(insert) }}

// Save inserts an instance.
func (w *Writer) Save(ctx context.Context, m *schema.Model, row unsafe.Pointer) error {
	if err := writable(m); err != nil {
		return err
	}
	i := inserts.Get().(*insert)
	i.job = job{writer: w, model: m, pre: hooks.PreSaveKind, post: hooks.PostSaveKind, anew: true}
	i.single(row)
	err := i.run(ctx, i, nil, true)
	*i = insert{}
	inserts.Put(i)
	return err
}

// BulkCreate inserts instances, all or none; list is what the listeners are shown.
func (w *Writer) BulkCreate(ctx context.Context, m *schema.Model, rows []unsafe.Pointer, list any, o *BulkOptions) error {
	if err := writable(m); err != nil {
		return err
	}
	i := &insert{job: job{writer: w, model: m, rows: rows, list: list, pre: hooks.PreBulkCreateKind, post: hooks.PostBulkCreateKind, anew: !o.Update},
		options: o, bulk: engine.Bulk{Batch: o.Batch}}
	var changed []*schema.Attribute
	if o.Update {
		changed = m.Attributes
	}
	return w.Engine.Judge(ctx, i.run(ctx, i, changed, !w.Engine.InTransaction(ctx)))
}

// merges reports whether rows may be there already.
func (i *insert) merges() bool { return i.options != nil && (i.options.Ignore || i.options.Update) }

func (i *insert) told(int) ([]string, bool) { return nil, true }

func (i *insert) prepare(ctx context.Context) error {
	if !i.merges() {
		if err := i.writer.insertable(ctx, i.model, i.rows); err != nil {
			return err
		}
	}
	for _, row := range i.rows {
		engine.FillDefaults(i.model, row)
	}
	return nil
}

func (i *insert) check(ctx context.Context) (err error) {
	i.sent = i.rows
	if i.options != nil {
		if i.bulk.Conflict, err = i.options.conflict(i.model, i.rows); err != nil {
			return err
		}
	}
	if err := i.valid(i.written); err != nil || i.bulk.Conflict == nil {
		return err
	}
	i.sent, err = i.writer.mergeable(ctx, i.model, i.rows, i.bulk.Conflict)
	return err
}

// written are the columns of a row that are checked: all, but of one that was read in part only
// what it writes.
func (i *insert) written(n int) []*schema.Attribute {
	c := i.bulk.Conflict
	if c == nil || engine.Part(i.model, i.rows[n]) == nil {
		return nil
	}
	if c.Ignore {
		return []*schema.Attribute{}
	}
	write, _ := engine.Overwritten(i.model, i.rows[n], c.Target, c.Named)
	return write
}

func (i *insert) send(ctx context.Context) error {
	switch {
	case len(i.sent) == 0:
		return nil
	case len(i.sent) == 1 && i.list == nil && len(i.held) == 0:
		return i.writer.Engine.Insert(ctx, i.model, i.sent[0])
	case len(i.held) == 0:
		return i.writer.Engine.InsertMany(ctx, i.model, i.sent, i.bulk)
	}
	was := make([]schema.OneState, len(i.held))
	for n, state := range i.held {
		was[n] = *state
		*state = schema.OneState{Binding: state.Binding}
	}
	err := i.writer.Engine.InsertMany(ctx, i.model, i.sent, i.bulk)
	for n, state := range i.held {
		*state = was[n]
	}
	return err
}
