package orm

import (
	"context"
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// WithDeleted also sees rows that are marked as deleted: those of T, and of what is joined and of what PrefetchRelated loads. Delete of
// such a query deletes for good what is marked already, and marks the rest. Where no model of the database has a SoftDelete field it is
// ErrQuery.
func (q QuerySet[T]) WithDeleted() QuerySet[T] { return QuerySet[T]{q.core.unscoped(query.Deleted)} }

// OnlyDeleted is WithDeleted of the rows of T that are marked as deleted; Delete of it deletes them for good. Of a model without a
// SoftDelete field it is ErrQuery.
func (q QuerySet[T]) OnlyDeleted() QuerySet[T] { return QuerySet[T]{q.core.onlyDeleted()} }

// onlyDeleted is QuerySet.OnlyDeleted.
func (q question) onlyDeleted() question {
	return q.unscoped(query.Deleted).with(func(n *query.Query) error {
		if err := marks(n.Model); err != nil {
			return err
		}
		n.Where = append(n.Where, query.Live(n.Model, false))
		return nil
	})
}

// marks refuses a model without a SoftDelete field.
func marks(m *schema.Model) error {
	if m.SoftDelete == nil {
		return query.Errorf("%s has no SoftDelete field; its rows are deleted for good", m.Name)
	}
	return nil
}

// Restore takes the mark of deletion off the row of an instance, which is saved again: of its own row alone, and not of those that went
// with it. ErrNoMatch when no row with its key is marked, ErrNotPersisted without a key, ErrStale when the model has a version and the
// row another one, ErrUnique when another row has taken its place, ErrQuery for a model without a SoftDelete field. Scopes hold. It
// fires the update hooks and costs one statement.
func Restore[T any, P PtrTo[T]](ctx context.Context, db *DB, m P) error {
	return restore(ctx, db, reflect.TypeFor[T](), unsafe.Pointer((*T)(m)))
}

func restore(ctx context.Context, db *DB, t reflect.Type, p unsafe.Pointer) error {
	m, err := db.known(t, p)
	if err == nil {
		err = marks(m)
	}
	if err != nil {
		return err
	}
	return db.writer.Restore(ctx, m, p)
}

// HardDelete deletes the row of an instance for good, whether or not it is marked as deleted; foreign keys to it do in the database what
// they declare. Of a model without a SoftDelete field it is Delete. Its errors are those of Delete. It fires the delete hooks and costs
// one statement.
func HardDelete[T any, P PtrTo[T]](ctx context.Context, db *DB, m P) error {
	return hardDelete(ctx, db, reflect.TypeFor[T](), unsafe.Pointer((*T)(m)))
}

func hardDelete(ctx context.Context, db *DB, t reflect.Type, p unsafe.Pointer) error {
	m, err := db.known(t, p)
	if err != nil {
		return err
	}
	return db.writer.HardDelete(ctx, m, p)
}
