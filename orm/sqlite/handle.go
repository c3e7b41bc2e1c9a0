package sqlite

import (
	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Open opens the database that dsn names, a path, a file: URI or ":memory:", for the models. A file is made when there is
// none; its tables are not, see package migrate. The database is read once before Open returns; what fails, within ten
// seconds, is orm.ErrConnect with the path. Close the DB at the end: that closes the pool, and an in-memory database is gone.
func Open(dsn string, models *schema.Registry, opts ...orm.Option) (*orm.DB, error) {
	pool, d, err := open(dsn, attached(opts)...)
	if err != nil {
		return nil, err
	}
	db, err := orm.Connect(pool, models, d, opts...)
	if err != nil {
		_ = pool.Close()
		return nil, err
	}
	return db, nil
}

// New takes a pool that was opened elsewhere with github.com/mattn/go-sqlite3, for the models. It looks at one connection and
// refuses, with an orm.ErrConnect that names the remedy, a pool that does not enforce foreign keys (_foreign_keys=on), whose
// transactions do not lock when they begin (_txlock=immediate), or that has several connections to an in-memory database. Exact
// decimals and regular expressions are orm.ErrUnsupported on it, unless Open made the pool. The pool keeps its limits; the
// DB's Close closes it.
func New(pool *sqlx.DB, models *schema.Registry, opts ...orm.Option) (*orm.DB, error) {
	if files := attached(opts); len(files) > 0 {
		return nil, refuse(files[0].path, "Attach is for Open; attach the file where the pool is opened")
	}
	d, err := adopt(pool)
	if err != nil {
		return nil, err
	}
	return orm.Connect(pool, models, d, opts...)
}
