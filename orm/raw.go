package orm

import (
	"context"
	"unsafe"

	sq "github.com/Masterminds/squirrel"
)

// Raw reads the rows of any query into instances of T. The columns are found by name, in any order: each must be a column of T,
// none may come twice, and the primary key must be among them; columns that are missing are not loaded. Placeholders are ?, on
// every database; Arg binds a value as its field's column stores it, and {path} stands for the quoted name of a column of T (on
// SQLite a decimal as it is compared: in the list of an INSERT write the name itself). The text is the caller's responsibility,
// but that it is one statement with as many placeholders as arguments is looked at before anything is sent (ErrQuery).
//
// A statement that may write (INSERT … RETURNING, a WITH that deletes) is sent in a savepoint, outside a transaction in one of its
// own: when its rows cannot be read it has done nothing, and the error, no ErrQuery, says so. A transaction around it goes on then;
// what the database refuses dooms it, as anywhere.
func Raw[T any, P PtrTo[T]](ctx context.Context, db *DB, sql sq.Sqlizer) ([]*T, error) {
	return typed[*T](raw(ctx, Objects[T, P](db).core, sql))
}

func raw(ctx context.Context, core question, sql sq.Sqlizer) ([]unsafe.Pointer, error) {
	db, q := core.db, core.intent
	if q.Err != nil {
		return nil, q.Err
	}
	o, named, err := db.own("orm.Raw", sql, q.Model)
	if err != nil {
		return nil, err
	}
	return db.engine.Raw(ctx, q.Model, o, named)
}
