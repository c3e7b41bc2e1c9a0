package orm

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/schema"
)

// Upsert writes an instance whether or not its row is there, found by primary key. Without a key it is Save. With one it
// updates the row or, where there is none, inserts it, atomically among concurrent callers and never through another
// unique constraint, whose violation is ErrUnique.
//
// An instance that is not known to be saved takes the defaults of its zero fields first, as by Save, and leaves alone what
// the server has defaults for. On-update values are written when the row was there, not when it is inserted; the instance
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
	if partly(m, p) {
		return update(ctx, db, m, p, nil)
	}
	return db.hookedRow(ctx, m, p, hooks.PreUpdateKind, hooks.PostUpdateKind, func(ctx context.Context) error {
		known := knownSaved(m, p)
		if !known {
			engine.FillDefaults(m, p)
		}
		if err := db.fire(ctx, hooks.PreUpdateKind, m, p, nil); err != nil {
			return err
		}
		if err := writeUpsert(ctx, db, m, p, known); err != nil {
			return err
		}
		return db.fire(ctx, hooks.PostUpdateKind, m, p, nil)
	})
}

// writeUpsert validates the row as it would be inserted and as it would be updated, and sends it.
func writeUpsert(ctx context.Context, db *DB, m *schema.Model, p unsafe.Pointer, known bool) error {
	next := copyOf(m, p)
	made := engine.Made(m, p)
	var columns, changed []*schema.Attribute
	for _, a := range m.Attributes {
		switch {
		case a.PrimaryKey:
			continue
		case a.OnUpdate != nil:
			a.OnUpdate(next)
			changed = append(changed, a)
		case !known && slices.Contains(made, a):
			continue
		}
		columns = append(columns, a)
	}
	err := db.validate(m, p, nil)
	if err == nil && len(changed) > 0 {
		err = db.validate(m, next, changed)
	}
	if err != nil {
		return err
	}
	insert := func(ctx context.Context) error { return db.engine.Upsert(ctx, m, p, next, columns) }
	switch db.engine.Conflicts(m, p) {
	case engine.ByKey:
		err = insert(ctx)
	case engine.Named:
		if err = db.attempt(ctx, insert); errors.Is(err, ErrUnique) {
			err = db.attempt(ctx, insert) // the key is there by now if another caller was faster
		}
	default:
		err = updateOrInsert(ctx, db, m, p, next, columns)
	}
	if err == nil {
		db.engine.Stored(m, p, m.Attributes)
	}
	return err
}

// updateOrInsert is an upsert where an INSERT could meet the wrong row: an update by key and, when no row has it, an insert.
// A row that another caller inserts in between is updated. Each is a statement of its own, so that two callers outside of a
// transaction never wait for each other's locks.
func updateOrInsert(ctx context.Context, db *DB, m *schema.Model, p, next unsafe.Pointer, columns []*schema.Attribute) error {
	made := engine.Made(m, p)
	overwrite := func() error {
		if err := db.engine.UpdateRow(ctx, m, next, columns); err != nil {
			return err
		}
		reflect.NewAt(m.Type, p).Elem().Set(reflect.NewAt(m.Type, next).Elem())
		if len(made) == 0 {
			return nil
		}
		return db.engine.Reload(ctx, m, p, made)
	}
	err := overwrite()
	if !errors.Is(err, ErrNoMatch) {
		return err
	}
	err = db.attempt(ctx, func(ctx context.Context) error { return db.engine.Insert(ctx, m, p) })
	if !errors.Is(err, ErrUnique) {
		return err
	}
	if again := overwrite(); !errors.Is(again, ErrNoMatch) {
		return again
	}
	return err // of another constraint than the key
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

// partly reports whether an instance was loaded without some of its columns.
func partly(m *schema.Model, row unsafe.Pointer) bool {
	if !m.HasState {
		return false
	}
	s := m.State(row).State
	return s != nil && s.Loaded != nil && s.Loaded.Len() < len(m.Attributes)
}

// knownSaved reports whether an instance remembers that its row is in the database.
func knownSaved(m *schema.Model, row unsafe.Pointer) bool {
	return m.HasState && m.State(row).State != nil && m.State(row).State.Saved
}

// memory is what an instance remembered, and which generated key it lacked, before a write that may be undone.
type memory struct {
	model *schema.Model
	row   unsafe.Pointer
	state *schema.RowState
	unset *schema.Attribute
}

func remembered(m *schema.Model, row unsafe.Pointer) memory {
	was := memory{model: m, row: row}
	if m.HasState {
		was.state = m.State(row).State
	}
	for _, a := range m.Keys {
		if a.Autoincrement && a.IsZero(row) {
			was.unset = a
		}
	}
	return was
}

// restore makes the instance of a write that was undone what it was to its database: not saved, and without a key that is
// not taken.
func (was memory) restore() {
	if was.model.HasState {
		was.model.State(was.row).State = was.state
	}
	if was.unset != nil {
		_ = was.unset.Set(was.row, int64(0)) // it held zero before, so that it can
	}
}
