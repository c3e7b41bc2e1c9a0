package orm

import (
	"context"
	"reflect"
	"unsafe"
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
// Of a model with versions an instance that is known to be saved must have the version of its row, else it is ErrStale; of any other
// the version of a row that is there rises.
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
	return db.writer.Upsert(ctx, m, p)
}
