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
	"github.com/ormar-go/ormar/internal/validate"
	"github.com/ormar-go/ormar/schema"
)

// New is an instance with its defaults filled in. It takes no further defaults on Save, so that a zero which is assigned to
// it afterwards is meant; this needs the embedded orm.Model.
func New[T any, P PtrTo[T]](db *DB) *T {
	row := new(T)
	db.fill(reflect.TypeFor[T](), unsafe.Pointer(row))
	return row
}

// fill gives a new instance of a model its defaults; of a type that is no model of the database it leaves everything.
func (db *DB) fill(t reflect.Type, row unsafe.Pointer) {
	m, err := db.model(t)
	if err != nil {
		return
	}
	engine.FillAbsent(m, row)
	if m.HasState {
		m.State(row).State = &schema.RowState{Model: m, Filled: true}
	}
}

// instance checks the arguments of the calls on instances.
func (db *DB) instance(t reflect.Type, row unsafe.Pointer) (*schema.Model, error) {
	m, err := db.model(t)
	if err == nil && row == nil {
		err = query.Errorf("the instance of %s is nil", m.Name)
	}
	return m, err
}

// known is instance for a row that must have a key.
func (db *DB) known(t reflect.Type, row unsafe.Pointer) (*schema.Model, error) {
	m, err := db.instance(t, row)
	if err == nil {
		err = persisted(m, row)
	}
	return m, err
}

// object is an instance as its pointer type.
func object(m *schema.Model, row unsafe.Pointer) any { return reflect.NewAt(m.Type, row).Interface() }

// persisted refuses an instance without a key.
func persisted(m *schema.Model, row unsafe.Pointer) error {
	if engine.HasKey(m, row) {
		return nil
	}
	return fmt.Errorf("%w: the instance of %s has no key", ErrNotPersisted, m.Name)
}

// Save inserts an instance: always, an existing key is ErrUnique. One that was read in part is ErrNoMatch when its row is gone,
// since what it did not read cannot be inserted. Zero fields take their defaults first, except pointers and sql.Null; a zero
// generated key is made by the database and filled in, as is everything else that the server makes. It validates, fires the save
// hooks, and costs one statement, or two where the database cannot return what it made; the first insert of a table, and one whose
// values may be unreadable, also open a transaction.
func Save[T any, P PtrTo[T]](ctx context.Context, db *DB, m P) error {
	return saveInstance(ctx, db, reflect.TypeFor[T](), unsafe.Pointer((*T)(m)))
}

func saveInstance(ctx context.Context, db *DB, t reflect.Type, row unsafe.Pointer) error {
	m, err := db.instance(t, row)
	if err != nil {
		return err
	}
	return save(ctx, db, m, row)
}

func save(ctx context.Context, db *DB, m *schema.Model, p unsafe.Pointer) error {
	return db.hookedRow(ctx, m, p, nil, hooks.PreSaveKind, hooks.PostSaveKind, func(ctx context.Context) error {
		if engine.Part(m, p) != nil {
			return db.uninsertable(ctx, m, p)
		}
		engine.FillDefaults(m, p)
		if err := db.fire(ctx, hooks.PreSaveKind, m, p, nil); err != nil {
			return err
		}
		if err := validate.Columns(m, p, nil); err != nil {
			return err
		}
		if err := db.engine.Insert(ctx, m, p); err != nil {
			return err
		}
		return db.fire(ctx, hooks.PostSaveKind, m, p, nil)
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

// hookedRow is hooked for a write of one instance, which is after an error what it was before: also of the columns that the write
// changes, and of all when somebody listens, who may change any.
func (db *DB) hookedRow(ctx context.Context, m *schema.Model, row unsafe.Pointer, changed []*schema.Attribute, pre, post hooks.Kind, write func(context.Context) error) (err error) {
	if db.listens(m, pre, post) {
		changed = m.Attributes
	}
	was, returned := engine.RememberRow(m, row, changed), false
	defer func() {
		if !returned || err != nil { // a panic of a hook included
			was.Restore()
		}
	}()
	err = db.hooked(ctx, m.Type, pre, post, write)
	returned = true
	return err
}

// fire runs the listeners of an event that is about an instance; of an update detail is the columns that the caller named.
func (db *DB) fire(ctx context.Context, kind hooks.Kind, m *schema.Model, row unsafe.Pointer, detail []string) error {
	if !db.hooks.Has(kind, m.Type) {
		return nil
	}
	return hooks.Fire(ctx, db.hooks, kind, m.Type, object(m, row), detail)
}

// Update writes an instance by its key: the named columns, or all of them; of a partly loaded instance only those that were
// loaded. On-update values apply to columns that are not named. ErrNoMatch when the row is not there, ErrNotPersisted without
// a key. It validates what it writes, fires the update hooks and costs one statement.
func Update[T any, P PtrTo[T]](ctx context.Context, db *DB, m P, columns ...string) error {
	return updateInstance(ctx, db, reflect.TypeFor[T](), unsafe.Pointer((*T)(m)), columns)
}

func updateInstance(ctx context.Context, db *DB, t reflect.Type, row unsafe.Pointer, names []string) error {
	m, err := db.known(t, row)
	if err != nil {
		return err
	}
	return update(ctx, db, m, row, names)
}

func update(ctx context.Context, db *DB, m *schema.Model, p unsafe.Pointer, names []string) error {
	if err := persisted(m, p); err != nil {
		return err
	}
	columns, err := updated(m, p, names)
	if err != nil {
		return err
	}
	touch := touched(columns, names)
	return db.hookedRow(ctx, m, p, touch, hooks.PreUpdateKind, hooks.PostUpdateKind, func(ctx context.Context) error {
		for _, a := range touch {
			a.OnUpdate(p)
		}
		if err := db.fire(ctx, hooks.PreUpdateKind, m, p, names); err != nil {
			return err
		}
		if err := validate.Columns(m, p, columns); err != nil {
			return err
		}
		if err := db.engine.UpdateRow(ctx, m, p, columns); err != nil {
			return err
		}
		db.engine.Updated(m, p, columns)
		return db.fire(ctx, hooks.PostUpdateKind, m, p, names)
	})
}

// touched are the columns of an update that get on-update values: those that are not named.
func touched(columns []*schema.Attribute, names []string) []*schema.Attribute {
	var out []*schema.Attribute
	for _, a := range columns {
		if a.OnUpdate != nil && !slices.Contains(names, a.Name) {
			out = append(out, a)
		}
	}
	return out
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
			return nil, query.Errorf("%s has no column %q", m.Name, name)
		case a.PrimaryKey:
			return nil, query.Errorf("%s.%s is the key by which the row is found; it cannot be updated", m.Name, name)
		}
		named = append(named, a)
	}
	loaded := engine.Part(m, row)
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
	return remove(ctx, db, reflect.TypeFor[T](), unsafe.Pointer((*T)(m)))
}

func remove(ctx context.Context, db *DB, t reflect.Type, p unsafe.Pointer) error {
	m, err := db.known(t, p)
	if err != nil {
		return err
	}
	return db.hookedRow(ctx, m, p, nil, hooks.PreDeleteKind, hooks.PostDeleteKind, func(ctx context.Context) error {
		if err := db.fire(ctx, hooks.PreDeleteKind, m, p, nil); err != nil {
			return err
		}
		n, err := db.engine.DeleteRow(ctx, m, p)
		if err == nil && n == 0 {
			err = &noMatchError{m.Name}
		}
		if err != nil {
			return err
		}
		return db.fire(ctx, hooks.PostDeleteKind, m, p, nil)
	})
}

// Load reads the columns of an instance again by its key; its relations become unloaded. ErrNoMatch when the row is gone,
// ErrNotPersisted without a key.
func Load[T any, P PtrTo[T]](ctx context.Context, db *DB, m P) error {
	return load(ctx, db, reflect.TypeFor[T](), unsafe.Pointer((*T)(m)))
}

func load(ctx context.Context, db *DB, t reflect.Type, p unsafe.Pointer) error {
	model, err := db.known(t, p)
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

// create is QuerySet.Create of a row in memory of its own.
func (q question) create(ctx context.Context, row unsafe.Pointer) error {
	q = q.checked()
	if q.intent.Err != nil {
		return q.intent.Err
	}
	if g := q.manager(); g != nil {
		return g.createScoped(ctx, row)
	}
	return save(ctx, q.db, q.intent.Model, row)
}
