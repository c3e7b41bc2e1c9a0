package orm

import (
	"context"
	"database/sql"
	"iter"
	"reflect"

	sq "github.com/Masterminds/squirrel"
)

// Exec sends a statement of your own that gives no rows, and gives how many it inserted, updated or deleted; 0 of what does none of
// that. It belongs to the transaction of ctx, else it stands alone. Placeholders are ?, on every database, and Arg binds a value as its
// field's column stores it; {path} is not taken, since no model is given. The text is the caller's responsibility: that it is one
// statement with as many placeholders as arguments is looked at before anything is sent (ErrQuery), and so are BEGIN and the like, SQL
// that belongs to one connection (Conn), and on MySQL and MariaDB DDL inside a transaction, which it would commit
// (temporary tables aside). What ends the transaction all the same is ErrTxDoomed: what was sent before is kept then.
//
// Observers see it as "exec". Errors are those of every write: constraint errors, ErrOutcomeUnknown when the reply was lost,
// ErrReadOnly in a read-only transaction, where the server says so. Scopes do not apply, hooks do not run. It is one statement, and safe
// for concurrent use.
func Exec(ctx context.Context, db *DB, sql sq.Sqlizer) (int64, error) {
	o, _, err := db.own("orm.Exec", sql, nil)
	if err != nil {
		return 0, err
	}
	return db.engine.Exec(ctx, o)
}

// RawInto reads the rows of a statement of your own into values of D, by sqlx's rules: a struct, or a pointer to one, whose db tags (else
// the names in small letters) are the columns, embedded structs included; or a plain value, for one column. A column without a field, or a
// field without a column, is ErrQuery. A value that its field cannot hold, NULL in a plain one above all, is ErrStored; pointers and
// sql.Null take NULL. A time.Time is read from the texts in which SQLite stores times too.
//
// Placeholders, Arg, transactions, observers ("raw") and errors are those of Exec. A statement that may write (INSERT … RETURNING) is
// undone when its rows cannot be read. It is one statement; without rows the slice is empty, not nil.
func RawInto[D any](ctx context.Context, db *DB, sql sq.Sqlizer) ([]D, error) {
	out := make([]D, 0)
	err := db.rawInto(ctx, sql, reflect.TypeFor[D](), func() any {
		out = append(out, *new(D))
		return &out[len(out)-1]
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// RawEach is RawInto row by row, as they come: no more than one is in memory. The statement must be one that only reads. Each row keeps the
// connection busy until the loop ends: inside a transaction other work with its context is ErrQuery meanwhile, and outside of one the
// loop has one connection of the pool for itself. An error ends the loop; it comes with the zero D.
func RawEach[D any](ctx context.Context, db *DB, sql sq.Sqlizer) iter.Seq2[D, error] {
	return func(yield func(D, error) bool) {
		var row, zero D
		left := false
		err := db.rawEach(ctx, sql, reflect.TypeFor[D](), func() any {
			row = zero
			return &row
		}, func() bool {
			left = !yield(row, nil)
			return !left
		})
		if err != nil && !left {
			yield(zero, err)
		}
	}
}

func (db *DB) rawInto(ctx context.Context, statement sq.Sqlizer, t reflect.Type, next func() any) error {
	o, _, err := db.own("orm.RawInto", statement, nil)
	if err != nil {
		return err
	}
	return db.engine.OwnRows(ctx, o, func(rows *sql.Rows) (int64, error) {
		r, err := db.rowReader(t, rows)
		if err != nil {
			return 0, err
		}
		for rows.Next() {
			if err := r.read(rows, next()); err != nil {
				return 0, err
			}
		}
		return int64(r.row), rows.Err()
	})
}

func (db *DB) rawEach(ctx context.Context, statement sq.Sqlizer, t reflect.Type, next func() any, give func() bool) error {
	o, _, err := db.own("orm.RawEach", statement, nil)
	if err != nil {
		return err
	}
	return db.engine.OwnEach(ctx, o, func(rows *sql.Rows) (func() error, error) {
		r, err := db.rowReader(t, rows)
		return func() error { return r.read(rows, next()) }, err
	}, give)
}
