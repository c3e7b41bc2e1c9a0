// Package sqlite opens SQLite databases, through github.com/mattn/go-sqlite3.
//
// [Open] takes a path, a file: URI with the driver's options behind a question mark, or ":memory:". It sets foreign_keys=on,
// journal_mode=WAL for files, busy_timeout=5000 and txlock=immediate, and keeps 256 prepared statements per connection
// (_stmt_cache_size). An option that would break a promise of this module (foreign keys off, deferred transactions, a shared cache
// over a file, …) and one that is not known are refused with orm.ErrConnect. Commits survive a crash of the process; to
// survive a power cut as well, say _synchronous=full.
//
// A file has at most eight connections, since SQLite has one writer at a time and more only wait for each other; an in-memory
// database has one. The pool's own methods, through [orm.DB.SQLX], change the first number.
//
// Open registers functions for exact decimals and regular expressions on its connections. A pool that was opened elsewhere
// has none of them: what needs one is orm.ErrUnsupported there.
package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

const (
	openTimeout    = 10 * time.Second
	maxConnections = 8
)

// open is Open without the models.
func open(dsn string, files ...attachment) (*sqlx.DB, orm.Driver, error) {
	t, err := parse(dsn)
	if err != nil {
		return nil, orm.Driver{}, err
	}
	if err := t.attach(files); err != nil {
		return nil, orm.Driver{}, err
	}
	pool := sqlx.NewDb(sql.OpenDB(newConnector(t)), "sqlite3")
	limit := maxConnections
	if t.memory {
		limit = 1
	}
	pool.SetMaxOpenConns(limit)
	pool.SetMaxIdleConns(limit)
	if err := ping(pool); err != nil {
		_ = pool.Close()
		return nil, orm.Driver{}, fmt.Errorf("%w: sqlite %s: %w", orm.ErrConnect, schema.Quote(t.name), err)
	}
	d := describe()
	d.Direct = direct{}
	return pool, d, nil
}

// ping reads the file's header, which opening alone does not.
func ping(pool *sqlx.DB) error {
	ctx, cancel := context.WithTimeout(context.Background(), openTimeout)
	defer cancel()
	var version int64
	return pool.QueryRowContext(ctx, "PRAGMA schema_version").Scan(&version)
}

// describe is what orm needs to know about this driver.
func describe() orm.Driver {
	return orm.Driver{Dialect: "sqlite", Classify: classify, Computed: computed, FromServer: fromServer, Code: code, InTx: inTransaction}
}
