package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/spelling"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

const (
	openTimeout    = 10 * time.Second
	maxConnections = 8 // of a file
)

// Open is Connect without the models.
func (b Binding) Open(dsn string, files ...attachment) (*sqlx.DB, orm.Driver, error) {
	t, err := parse(dsn, b.Settings)
	if err != nil {
		return nil, orm.Driver{}, err
	}
	if err := t.attach(files, b.Settings); err != nil {
		return nil, orm.Driver{}, err
	}
	pool := sqlx.NewDb(sql.OpenDB(newConnector(b, t)), "sqlite3")
	limit := maxConnections
	if t.memory {
		limit = 1
	}
	pool.SetMaxOpenConns(limit)
	pool.SetMaxIdleConns(limit)
	if err := ping(pool); err != nil {
		_ = pool.Close()
		return nil, orm.Driver{}, fmt.Errorf("%w: sqlite %s: %w", orm.ErrConnect, schema.Quote(t.name), spelling.Line(err))
	}
	d := b.describe()
	d.Direct = b.Direct
	return pool, d, nil
}

// ping reads the file's header, which opening alone does not.
func ping(pool *sqlx.DB) error {
	ctx, cancel := context.WithTimeout(context.Background(), openTimeout)
	defer cancel()
	var version int64
	return pool.QueryRowContext(ctx, "PRAGMA schema_version").Scan(&version)
}
