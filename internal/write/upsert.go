package write

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/validate"
	"github.com/ormar-go/ormar/schema"
)

// upsert writes one row by its key, whether or not it is there. The row is what would be inserted.
type upsert struct {
	job
	next         unsafe.Pointer // what would be updated, and in the end what the database has
	write, touch []*schema.Attribute
	back         []*schema.Attribute // what is not known of the row afterwards
	risky        bool
}

// Upsert writes an instance whether or not its row is there. Without a key it is an insert, of one
// that was read in part an update.
func (w *Writer) Upsert(ctx context.Context, m *schema.Model, row unsafe.Pointer) error {
	if err := writable(m); err != nil {
		return err
	}
	switch {
	case !engine.HasKey(m, row):
		return w.Save(ctx, m, row)
	case engine.Part(m, row) != nil:
		return w.Update(ctx, m, row, nil)
	}
	u := &upsert{job: job{writer: w, model: m, pre: hooks.PreUpdateKind, post: hooks.PostUpdateKind}}
	u.single(row)
	return u.run(ctx, u, nil, true)
}

func (u *upsert) told(int) ([]string, bool) { return nil, true }

func (u *upsert) prepare(context.Context) error {
	if !engine.KnownSaved(u.model, u.rows[0]) {
		engine.FillDefaults(u.model, u.rows[0])
	}
	return nil
}

// check validates the row as it would be inserted and as it would be updated.
func (u *upsert) check(context.Context) error {
	m, row := u.model, u.rows[0]
	u.write, u.touch = engine.Overwritten(m, row, m.Keys, nil)
	u.back, u.risky = u.writer.Engine.Unknown(m, row, u.write)
	u.next = copyOf(m, row)
	engine.Touch(u.next, u.touch)
	err := validate.Columns(m, row, nil)
	if err == nil && len(u.touch) > 0 {
		err = validate.Columns(m, u.next, u.touch)
	}
	return err
}

// send changes the instance when all is done.
func (u *upsert) send(ctx context.Context) error {
	m, row := u.model, u.rows[0]
	inserted, err := u.merge(ctx)
	if err != nil {
		return err
	}
	if !inserted {
		reflect.NewAt(m.Type, row).Elem().Set(reflect.NewAt(m.Type, u.next).Elem())
	}
	u.writer.Engine.Stored(m, row, m.Attributes)
	return nil
}

// merge writes the row. It reports whether row was inserted, and is what the database has;
// otherwise next is.
func (u *upsert) merge(ctx context.Context) (inserted bool, err error) {
	db := u.writer.Engine
	upsert := func(ctx context.Context) error {
		return db.Upsert(ctx, u.model, u.rows[0], u.next, slices.Concat(u.write, u.touch), u.back)
	}
	switch db.Conflicts(u.model, u.rows[0]) {
	case engine.ByKey:
		return false, db.Undoable(ctx, u.risky, upsert)
	case engine.Named:
		attempt := func() error {
			return u.writer.attempt(ctx, func(ctx context.Context) error { return db.Undoable(ctx, u.risky, upsert) })
		}
		if err = attempt(); errors.Is(err, engine.ErrUnique) {
			err = attempt() // the key is there by now if another caller was faster
		}
		return false, err
	}
	return u.updateOrInsert(ctx)
}

// updateOrInsert is an upsert where an INSERT could meet the wrong row: an update by key and, when
// no row has it, an insert. A row that another caller inserts in between is updated. Each is a
// transaction of its own, so that two callers outside of one never wait for each other's locks.
func (u *upsert) updateOrInsert(ctx context.Context) (inserted bool, err error) {
	db := u.writer.Engine
	back := slices.DeleteFunc(u.back, func(a *schema.Attribute) bool { return slices.Contains(u.touch, a) || slices.Contains(u.write, a) })
	overwrite := func() error {
		return db.Undoable(ctx, len(back) > 0, func(ctx context.Context) error {
			return db.Overwrite(ctx, u.model, u.next, slices.Concat(u.write, u.touch), back)
		})
	}
	if err = overwrite(); !errors.Is(err, engine.ErrNoMatch) {
		return false, err
	}
	err = u.writer.attempt(ctx, func(ctx context.Context) error { return db.Insert(ctx, u.model, u.rows[0]) })
	if !errors.Is(err, engine.ErrUnique) {
		return err == nil, err
	}
	if again := overwrite(); !errors.Is(again, engine.ErrNoMatch) {
		return false, again
	}
	if db.Scoped(u.model) { // the key may be that of a row which is hidden
		err = fmt.Errorf("%w: no such row of %s can be written: %w", engine.ErrNoMatch, u.model.Name, err)
	}
	return false, err // of another constraint than the key
}

// attempt runs a write of one statement whose failure must not doom a transaction that it is in.
func (w *Writer) attempt(ctx context.Context, write func(context.Context) error) error {
	if w.Engine.InTransaction(ctx) {
		return w.Engine.Transaction(ctx, engine.TxOptions{}, write)
	}
	return write(ctx)
}
