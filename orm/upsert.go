package orm

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/validate"
	"github.com/ormar-go/ormar/schema"
)

// Upsert writes an instance whether or not its row is there, found by primary key. Without a key it is Save. With one it
// updates the row or, where there is none, inserts it, atomically among concurrent callers and never through another
// unique constraint, whose violation is ErrUnique.
//
// An instance that is not known to be saved takes the defaults of its zero fields first, as by Save, and leaves alone what
// the server has defaults for and what ReadOnly says is set once. On-update values are written when the row was there, not when it is inserted; the instance
// holds afterwards what the database does. A partly loaded instance is only updated, in the columns that it has: what it did
// not read cannot be inserted, so that ErrNoMatch says that its row is gone.
//
// It validates, fires the save hooks without a key and the update hooks with one, and costs one statement: one more where the
// database cannot return what it made. When the instance carries a further unique constraint it is two before ErrUnique is
// returned, in a transaction within a savepoint, and up to three on the MySQL family, since ON DUPLICATE KEY would take a row
// with any of them.
func Upsert[T any, P PtrTo[T]](ctx context.Context, db *DB, m P) error {
	return upsert(ctx, db, reflect.TypeFor[T](), unsafe.Pointer((*T)(m)))
}

func upsert(ctx context.Context, db *DB, t reflect.Type, p unsafe.Pointer) error {
	m, err := db.instance(t, p)
	if err != nil {
		return err
	}
	if !engine.HasKey(m, p) {
		return save(ctx, db, m, p)
	}
	if engine.Part(m, p) != nil {
		return update(ctx, db, m, p, nil)
	}
	return db.hookedRow(ctx, m, p, nil, hooks.PreUpdateKind, hooks.PostUpdateKind, func(ctx context.Context) error {
		if !engine.KnownSaved(m, p) {
			engine.FillDefaults(m, p)
		}
		if err := db.fire(ctx, hooks.PreUpdateKind, m, p, nil); err != nil {
			return err
		}
		if err := writeUpsert(ctx, db, m, p); err != nil {
			return err
		}
		return db.fire(ctx, hooks.PostUpdateKind, m, p, nil)
	})
}

// writeUpsert validates the row as it would be inserted and as it would be updated, and sends it. The instance changes when all
// is done.
func writeUpsert(ctx context.Context, db *DB, m *schema.Model, row unsafe.Pointer) error {
	next := copyOf(m, row)
	w := db.upsertOf(m, row, next)
	err := validate.Columns(m, row, nil)
	if err == nil && len(w.touch) > 0 {
		err = validate.Columns(m, next, w.touch)
	}
	inserted := false
	if err == nil {
		inserted, err = w.send(ctx)
	}
	if err != nil {
		return err
	}
	if !inserted {
		reflect.NewAt(m.Type, row).Elem().Set(reflect.NewAt(m.Type, next).Elem())
	}
	db.engine.Stored(m, row, m.Attributes)
	return nil
}

// upsertRow is an upsert of one row by its key: row is what would be inserted, next what would be updated, and in the end what the
// database has.
type upsertRow struct {
	db           *DB
	m            *schema.Model
	row, next    unsafe.Pointer
	write, touch []*schema.Attribute
	back         []*schema.Attribute
	risky        bool
}

func (db *DB) upsertOf(m *schema.Model, row, next unsafe.Pointer) *upsertRow {
	w := &upsertRow{db: db, m: m, row: row, next: next}
	w.write, w.touch = engine.Overwritten(m, row, m.Keys, nil)
	for _, a := range w.touch {
		a.OnUpdate(next)
	}
	w.back, w.risky = db.engine.Unknown(m, row, w.write)
	return w
}

// send writes the row. It reports whether row was inserted, and is what the database has; otherwise next is.
func (w *upsertRow) send(ctx context.Context) (inserted bool, err error) {
	upsert := func(ctx context.Context) error {
		return w.db.engine.Upsert(ctx, w.m, w.row, w.next, slices.Concat(w.write, w.touch), w.back)
	}
	switch w.db.engine.Conflicts(w.m, w.row) {
	case engine.ByKey:
		return false, w.db.engine.Undoable(ctx, w.risky, upsert)
	case engine.Named:
		attempt := func() error {
			return w.db.attempt(ctx, func(ctx context.Context) error { return w.db.engine.Undoable(ctx, w.risky, upsert) })
		}
		if err = attempt(); errors.Is(err, ErrUnique) {
			err = attempt() // the key is there by now if another caller was faster
		}
		return false, err
	}
	return w.updateOrInsert(ctx)
}

// updateOrInsert is an upsert where an INSERT could meet the wrong row: an update by key and, when no row has it, an insert.
// A row that another caller inserts in between is updated. Each is a transaction of its own, so that two callers outside of one
// never wait for each other's locks.
func (w *upsertRow) updateOrInsert(ctx context.Context) (inserted bool, err error) {
	back := slices.DeleteFunc(w.back, func(a *schema.Attribute) bool { return slices.Contains(w.touch, a) || slices.Contains(w.write, a) })
	overwrite := func() error {
		return w.db.engine.Undoable(ctx, len(back) > 0, func(ctx context.Context) error {
			return w.db.engine.Overwrite(ctx, w.m, w.next, slices.Concat(w.write, w.touch), back)
		})
	}
	if err = overwrite(); !errors.Is(err, ErrNoMatch) {
		return false, err
	}
	err = w.db.attempt(ctx, func(ctx context.Context) error { return w.db.engine.Insert(ctx, w.m, w.row) })
	if !errors.Is(err, ErrUnique) {
		return err == nil, err
	}
	if again := overwrite(); !errors.Is(again, ErrNoMatch) {
		return false, again
	}
	return false, err // of another constraint than the key
}

// copyOf is a copy of an instance.
func copyOf(m *schema.Model, row unsafe.Pointer) unsafe.Pointer {
	c := reflect.New(m.Type)
	c.Elem().Set(reflect.NewAt(m.Type, row).Elem())
	return c.UnsafePointer()
}

// attempt runs a write of one statement whose failure must not doom a transaction that it is in.
func (db *DB) attempt(ctx context.Context, write func(context.Context) error) error {
	if db.engine.InTransaction(ctx) {
		return db.engine.Transaction(ctx, engine.TxOptions{}, write)
	}
	return write(ctx)
}
