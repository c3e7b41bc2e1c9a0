package postgres

import (
	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Open opens the database that dsn names, a URL or key=value pairs, for the models; pgx reads what is missing from the
// environment (PGHOST, PGUSER, …). The server is asked once before Open returns; what fails, within ten seconds, is
// orm.ErrConnect with host and database, never with the password. Close the DB at the end: that closes the pool.
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

// New takes a pool that was opened elsewhere with github.com/jackc/pgx/v5/stdlib, for the models; one of another driver is
// orm.ErrConnect. Time zone, encoding and literals are set on each connection that does not have them. The pool keeps its
// limits; the DB's Close closes it.
func New(pool *sqlx.DB, models *schema.Registry, opts ...orm.Option) (*orm.DB, error) {
	d, err := adopt(pool)
	if err != nil {
		return nil, err
	}
	return orm.Connect(pool, models, d, opts...)
}
