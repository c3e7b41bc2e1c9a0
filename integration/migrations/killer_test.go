package migrations

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/orm"
)

// killer is a connector that ends this process, as kill -9 does, around the n-th statement that is
// sent.
type killer struct {
	driver.Connector
	at    int64
	after bool // when it was answered, instead of before it is sent
	sent  atomic.Int64
}

func (k *killer) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := k.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &killed{c, k}, nil
}

func (k *killer) die() {
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {}
}

// killed is a connection of a killer.
type killed struct {
	driver.Conn
	k *killer
}

// Raw is the driver's own connection.
func (c *killed) Raw() driver.Conn { return c.Conn }

func (c *killed) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	n := c.k.sent.Add(1)
	if n == c.k.at && !c.k.after {
		c.k.die()
	}
	e, ok := c.Conn.(driver.ExecerContext)
	if !ok {
		return nil, driver.ErrSkip
	}
	result, err := e.ExecContext(ctx, text, args)
	if n == c.k.at && c.k.after && !errors.Is(err, driver.ErrSkip) {
		c.k.die()
	}
	return result, err
}

func (c *killed) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	if c.k.sent.Add(1) == c.k.at && !c.k.after {
		c.k.die()
	}
	q, ok := c.Conn.(driver.QueryerContext)
	if !ok {
		return nil, driver.ErrSkip
	}
	return q.QueryContext(ctx, text, args)
}

func (c *killed) PrepareContext(ctx context.Context, text string) (driver.Stmt, error) {
	if p, ok := c.Conn.(driver.ConnPrepareContext); ok {
		return p.PrepareContext(ctx, text)
	}
	return c.Conn.Prepare(text)
}

func (c *killed) CheckNamedValue(v *driver.NamedValue) error {
	if n, ok := c.Conn.(driver.NamedValueChecker); ok {
		return n.CheckNamedValue(v)
	}
	return driver.ErrSkip
}

// deadly is a database whose migrations end the process.
type deadly struct {
	*orm.DB
	pool *sqlx.DB
}

func (d deadly) SQLX() *sqlx.DB { return d.pool }

// Conn hands out a connection of the deadly pool.
func (d deadly) Conn(ctx context.Context, use func(*sqlx.Conn) error) error {
	conn, err := d.pool.Connx(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return use(conn)
}

// sqliteFile connects to a file by the driver that the databases of this run are opened with.
type sqliteFile struct {
	driver driver.Driver
	path   string
}

func (f sqliteFile) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := f.driver.Open("file:" + f.path)
	if err != nil {
		return nil, err
	}
	for _, pragma := range []string{"PRAGMA foreign_keys = 1", "PRAGMA busy_timeout = 5000"} {
		if _, err := c.(driver.ExecerContext).ExecContext(ctx, pragma, nil); err != nil {
			return nil, errors.Join(err, c.Close())
		}
	}
	return c, nil
}

func (f sqliteFile) Driver() driver.Driver { return f.driver }

func connector(t *testing.T, db *orm.DB, name, dsn string) driver.Connector {
	t.Helper()
	var c driver.Connector
	var err error
	switch name {
	case "sqlite":
		c = sqliteFile{db.SQLX().Driver(), dsn}
	case "postgres":
		if strings.Contains(dsn, "pooler=") {
			t.Skip("the driver alone does not know the option pooler")
		}
		c, err = stdlib.GetDefaultDriver().(driver.DriverContext).OpenConnector(dsn)
	default:
		c, err = (mysql.MySQLDriver{}).OpenConnector(dsn)
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func newDeadly(t *testing.T, db *orm.DB, name, dsn string, at int64, after bool) (deadly, *killer) {
	t.Helper()
	k := &killer{Connector: connector(t, db, name, dsn), at: at, after: after}
	pool := sqlx.NewDb(sql.OpenDB(k), name)
	t.Cleanup(func() { pool.Close() })
	return deadly{db, pool}, k
}
