package mysql

import (
	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Open opens the database that dsn names, user:password@tcp(host:3306)/database?options or
// mysql://user:password@host:3306/database?options, for the models. The server is asked
// for its version and the session's settings before Open returns; what fails, within ten seconds, is orm.ErrConnect with host
// and database, never with the password. Close the DB at the end: that closes the pool.
func Open(dsn string, models *schema.Registry, opts ...orm.Option) (*orm.DB, error) {
	pool, d, err := open(dsn)
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

// New takes a pool that was opened elsewhere with github.com/go-sql-driver/mysql, for the models. What no SQL can change must
// be right already: parseTime=true, loc=UTC and clientFoundRows=true are found out on one connection, with a temporary table,
// and orm.ErrConnect names the one that is missing. Character set, time zone and strict modes are set on each connection
// when it is first used. The pool keeps its limits; the DB's Close closes it.
func New(pool *sqlx.DB, models *schema.Registry, opts ...orm.Option) (*orm.DB, error) {
	d, err := adopt(pool)
	if err != nil {
		return nil, err
	}
	return orm.Connect(pool, models, d, opts...)
}
