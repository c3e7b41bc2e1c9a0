package orm

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// New is an instance with its defaults filled in. It takes no further defaults on Save, so that a zero which is assigned to
// it afterwards is meant; this needs the embedded orm.Model.
func New[T any, P PtrTo[T]](db *DB) *T {
	row := new(T)
	m, err := db.model(reflect.TypeFor[T]())
	if err != nil {
		return row
	}
	fillAbsent(m, unsafe.Pointer(row))
	if m.HasState {
		m.State(unsafe.Pointer(row)).State = &schema.RowState{Model: m, Filled: true}
	}
	return row
}

// instance checks the arguments of the calls on instances.
func instance[T any](db *DB, row *T) (*schema.Model, unsafe.Pointer, error) {
	m, err := db.model(reflect.TypeFor[T]())
	if err == nil && row == nil {
		err = query.Errorf("the instance of %s is nil", m.Name)
	}
	return m, unsafe.Pointer(row), err
}

// persisted refuses an instance without a key.
func persisted(m *schema.Model, row unsafe.Pointer) error {
	if engine.HasKey(m, row) {
		return nil
	}
	return fmt.Errorf("%w: the instance of %s has no key", ErrNotPersisted, m.Name)
}

// Save inserts an instance: always, an existing key is ErrUnique. Zero fields take their defaults first, except pointers and
// sql.Null; a zero generated key is made by the database and filled in, as is everything else that the server makes. It
// validates, fires the save hooks, and costs one statement, or two where the database cannot return what it made.
func Save[T any, P PtrTo[T]](ctx context.Context, db *DB, m P) error {
	return save(ctx, db, (*T)(m))
}

func save[T any](ctx context.Context, db *DB, row *T) error {
	m, p, err := instance(db, row)
	if err != nil {
		return err
	}
	return db.hookedRow(ctx, m, p, hooks.PreSaveKind, hooks.PostSaveKind, func(ctx context.Context) error {
		engine.FillDefaults(m, p)
		if err := fire(ctx, db, hooks.PreSaveKind, row, hooks.Save[T]{Instance: row}); err != nil {
			return err
		}
		if err := db.validate(m, row, nil); err != nil {
			return err
		}
		if err := db.engine.Insert(ctx, m, p); err != nil {
			return err
		}
		return fire(ctx, db, hooks.PostSaveKind, row, hooks.Save[T]{Instance: row})
	})
}

// hooked runs a write. With listeners it runs in a transaction, so that an error of a hook undoes it; without any it is one
// statement that needs none.
func (db *DB) hooked(ctx context.Context, model reflect.Type, pre, post hooks.Kind, write func(context.Context) error) error {
	if !db.hooks.Has(pre, model) && !db.hooks.Has(post, model) {
		return write(ctx)
	}
	return db.engine.Transaction(ctx, engine.TxOptions{}, write)
}

// hookedRow is hooked for a write of one instance, which remembers of a write that was undone what it did before.
func (db *DB) hookedRow(ctx context.Context, m *schema.Model, row unsafe.Pointer, pre, post hooks.Kind, write func(context.Context) error) (err error) {
	was, returned := remembered(m, row), false
	defer func() {
		if !returned || err != nil { // a panic of a hook included
			was.restore()
		}
	}()
	err = db.hooked(ctx, m.Type, pre, post, write)
	returned = true
	return err
}

// fire runs the listeners of an event of T.
func fire[T, E any](ctx context.Context, db *DB, kind hooks.Kind, instance *T, event E) error {
	model := reflect.TypeFor[T]()
	if !db.hooks.Has(kind, model) {
		return nil
	}
	return hooks.Fire(ctx, db.hooks, kind, model, instance, event)
}

// Update writes an instance by its key: the named columns, or all of them; of a partly loaded instance only those that were
// loaded. On-update values apply to columns that are not named. ErrNoMatch when the row is not there, ErrNotPersisted without
// a key. It validates what it writes, fires the update hooks and costs one statement.
func Update[T any, P PtrTo[T]](ctx context.Context, db *DB, m P, columns ...string) error {
	return update(ctx, db, (*T)(m), columns)
}

func update[T any](ctx context.Context, db *DB, row *T, names []string) error {
	m, p, err := instance(db, row)
	if err != nil {
		return err
	}
	if err := persisted(m, p); err != nil {
		return err
	}
	columns, err := updated(m, p, names)
	if err != nil {
		return err
	}
	return db.hookedRow(ctx, m, p, hooks.PreUpdateKind, hooks.PostUpdateKind, func(ctx context.Context) error {
		for _, a := range columns {
			if a.OnUpdate != nil && !slices.Contains(names, a.Name) {
				a.OnUpdate(p)
			}
		}
		event := hooks.Update[T]{Instance: row, Columns: names}
		if err := fire(ctx, db, hooks.PreUpdateKind, row, event); err != nil {
			return err
		}
		if err := db.validate(m, row, columns); err != nil {
			return err
		}
		if err := db.engine.UpdateRow(ctx, m, p, columns); err != nil {
			return err
		}
		db.engine.Updated(m, p, columns)
		return fire(ctx, db, hooks.PostUpdateKind, row, event)
	})
}

// updated are the columns that an update writes: those named, or those loaded, with every on-update column.
func updated(m *schema.Model, row unsafe.Pointer, names []string) ([]*schema.Attribute, error) {
	var named []*schema.Attribute
	for _, name := range names {
		a := m.Attribute(name)
		switch {
		case a == nil:
			if _, err := m.Path(name); err != nil {
				return nil, err
			}
			return nil, query.Errorf("%s.%s is no column of the model", m.Name, name)
		case a.PrimaryKey:
			return nil, query.Errorf("%s.%s is the key by which the row is found; it cannot be updated", m.Name, name)
		}
		named = append(named, a)
	}
	var loaded schema.Mask
	if m.HasState {
		if s := m.State(row).State; s != nil {
			loaded = s.Loaded
		}
	}
	if len(names) == 0 && loaded == nil {
		whole, _ := m.Body()
		return whole, nil
	}
	out := make([]*schema.Attribute, 0, len(m.Attributes))
	for _, a := range m.Attributes {
		switch {
		case a.PrimaryKey:
		case slices.Contains(named, a), a.OnUpdate != nil, len(names) == 0 && loaded.Has(a.Index):
			out = append(out, a)
		}
	}
	return out, nil
}

// Delete deletes the row of an instance, which keeps its values and can be saved again. ErrNoMatch when the row is not there,
// ErrNotPersisted without a key. It fires the delete hooks and costs one statement.
func Delete[T any, P PtrTo[T]](ctx context.Context, db *DB, m P) error {
	return remove(ctx, db, (*T)(m))
}

func remove[T any](ctx context.Context, db *DB, row *T) error {
	m, p, err := instance(db, row)
	if err == nil {
		err = persisted(m, p)
	}
	if err != nil {
		return err
	}
	return db.hookedRow(ctx, m, p, hooks.PreDeleteKind, hooks.PostDeleteKind, func(ctx context.Context) error {
		if err := fire(ctx, db, hooks.PreDeleteKind, row, hooks.Delete[T]{Instance: row}); err != nil {
			return err
		}
		n, err := db.engine.DeleteRow(ctx, m, p)
		if err == nil && n == 0 {
			err = &noMatchError{m.Name}
		}
		if err != nil {
			return err
		}
		return fire(ctx, db, hooks.PostDeleteKind, row, hooks.Delete[T]{Instance: row})
	})
}

// Load reads the columns of an instance again by its key; its relations become unloaded. ErrNoMatch when the row is gone,
// ErrNotPersisted without a key.
func Load[T any, P PtrTo[T]](ctx context.Context, db *DB, m P) error {
	model, p, err := instance(db, (*T)(m))
	if err == nil {
		err = persisted(model, p)
	}
	if err != nil {
		return err
	}
	if err := db.engine.Reload(ctx, model, p, model.Attributes); err != nil {
		return err
	}
	for _, s := range model.Sides {
		if s.HasField && s.ToMany {
			*schema.ManyAt(p, s.Offset) = schema.ManyState{}
		} else if s.HasField && s.Kind == schema.ReverseSide {
			*schema.OneAt(p, s.Offset) = schema.OneState{}
		}
	}
	db.engine.Stored(model, p, nil)
	return nil
}

// Create inserts a row and returns its instance, with everything that the database made. See Save.
func (q QuerySet[T]) Create(ctx context.Context, v T) (*T, error) {
	q = q.checked()
	if q.q.Err != nil {
		return nil, q.q.Err
	}
	row := new(T)
	*row = v
	if err := save(ctx, q.db, row); err != nil {
		return nil, err
	}
	return row, nil
}

// validate checks an instance before a write: the model's rules and the struct's validate tags, of the given columns or all.
func (db *DB) validate(m *schema.Model, row any, columns []*schema.Attribute) error {
	var only schema.Mask
	if whole, mask := m.Body(); sameList(columns, whole) {
		only = mask
	} else if columns != nil {
		only = schema.NewMask(len(m.Attributes))
		for _, a := range columns {
			only.Set(a.Index)
		}
	}
	return db.validateRow(m, row, only)
}

// sameList reports whether two lists are the same memory.
func sameList(a, b []*schema.Attribute) bool {
	return len(a) > 0 && len(a) == len(b) && &a[0] == &b[0]
}
