package orm

import (
	"context"
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/internal/write"
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
		m.State(row).State = m.Filled
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
		err = write.Persisted(m, row)
	}
	return m, err
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
	return db.writer.Save(ctx, m, row)
}

// Update writes an instance by its key: the named columns, or all of them; of a partly loaded instance only those that were
// loaded, and of a model with TrackChanges only those that have changed: when none has, nothing is done. On-update values apply to columns that are not named. ErrNoMatch when the row is not there, ErrNotPersisted without
// a key, ErrStale when the model has a version and the row another one. It validates what it writes, fires the update hooks and costs
// one statement.
func Update[T any, P PtrTo[T]](ctx context.Context, db *DB, m P, columns ...string) error {
	return updateInstance(ctx, db, reflect.TypeFor[T](), unsafe.Pointer((*T)(m)), columns)
}

func updateInstance(ctx context.Context, db *DB, t reflect.Type, row unsafe.Pointer, names []string) error {
	m, err := db.known(t, row)
	if err != nil {
		return err
	}
	return db.writer.Update(ctx, m, row, names)
}

// Delete deletes the row of an instance, which keeps its values and can be saved again; of a model with a SoftDelete field it marks the
// row, and does in one transaction what foreign keys to it declare. ErrNoMatch when the row is not there,
// ErrNotPersisted without a key, ErrStale when the model has a version and the row another one. It fires the delete hooks and costs one
// statement.
func Delete[T any, P PtrTo[T]](ctx context.Context, db *DB, m P) error {
	return remove(ctx, db, reflect.TypeFor[T](), unsafe.Pointer((*T)(m)))
}

func remove(ctx context.Context, db *DB, t reflect.Type, p unsafe.Pointer) error {
	m, err := db.known(t, p)
	if err != nil {
		return err
	}
	return db.writer.Delete(ctx, m, p)
}

// Load reads the columns of an instance again by its key, with one statement; its relations become unloaded. ErrNoMatch when the
// row is gone, ErrNotPersisted without a key.
func Load[T any, P PtrTo[T]](ctx context.Context, db *DB, m P) error {
	return load(ctx, db, reflect.TypeFor[T](), unsafe.Pointer((*T)(m)))
}

func load(ctx context.Context, db *DB, t reflect.Type, p unsafe.Pointer) error {
	model, err := db.known(t, p)
	if err != nil {
		return err
	}
	if err := db.engine.Load(db.engine.Reads(ctx), model, p, model.Attributes); err != nil {
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
	if g := q.relation(); g != nil {
		return g.CreateAdmitted(ctx, row)
	}
	return q.db.writer.Save(ctx, q.intent.Model, row)
}
