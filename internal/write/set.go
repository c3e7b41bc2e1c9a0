package write

import (
	"context"
	"fmt"
	"reflect"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/internal/validate"
	"github.com/ormar-go/ormar/schema"
)

// UpdateSet assigns to every row of a query and gives their number. Columns that are not assigned
// get their on-update values.
func (w *Writer) UpdateSet(ctx context.Context, q *query.Query, list []*query.Assignment) (int64, error) {
	if err := writable(q.Model); err != nil {
		return 0, err
	}
	list, err := onUpdates(q.Model, list)
	if err != nil {
		return 0, err
	}
	ready, err := w.Engine.UpdateSet(ctx, q, list)
	if err != nil {
		return 0, err
	}
	return w.sendSet(ctx, q.Model, hooks.PreQueryUpdateKind, hooks.PostQueryUpdateKind, ready.Text(), ready.Send)
}

// sendSet sends a set-wise write between its events. With listeners it runs in a transaction, so
// that an error of theirs undoes it.
func (w *Writer) sendSet(ctx context.Context, m *schema.Model, pre, post hooks.Kind, text string, send func(context.Context) (int64, error)) (n int64, err error) {
	if !w.listens(m, pre, post) {
		return send(ctx)
	}
	err = w.Engine.Transaction(ctx, engine.TxOptions{}, func(ctx context.Context) error {
		event := hooks.Query{Model: m.Name, SQL: text}
		if err := w.fireSet(ctx, pre, m, event); err != nil {
			return err
		}
		if n, err = send(ctx); err != nil {
			return err
		}
		event.Rows = n
		return w.fireSet(ctx, post, m, event)
	})
	return n, err
}

func (w *Writer) fireSet(ctx context.Context, kind hooks.Kind, m *schema.Model, event hooks.Query) error {
	if !w.Hooks.Has(kind, m.Type) {
		return nil
	}
	return hooks.Fire(ctx, w.Hooks, kind, m.Type, event, event)
}

// onUpdates adds the on-update values of columns that are not assigned, those of one row for all.
func onUpdates(m *schema.Model, list []*query.Assignment) ([]*query.Assignment, error) {
	assigned := make([]string, len(list))
	for i, a := range list {
		assigned[i] = a.Attr.Name
	}
	touch := engine.Touched(m.Attributes, assigned)
	if len(touch) == 0 {
		return list, nil
	}
	row := reflect.New(m.Type).UnsafePointer()
	engine.Touch(row, touch)
	for _, a := range touch {
		v, err := a.Get(row)
		if err != nil {
			return nil, fmt.Errorf("%w: %s.%s: its on-update value cannot be stored: %w", schema.ErrValidation, m.Name, a.Name, err)
		}
		stored, err := validate.Storable(a, v)
		if err != nil {
			return nil, err
		}
		list = append(list, &query.Assignment{Attr: a, Value: stored, Plain: v})
	}
	return list, nil
}
