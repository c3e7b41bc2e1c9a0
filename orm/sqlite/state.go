package sqlite

import (
	"context"
	"database/sql/driver"
	"fmt"

	"github.com/jmoiron/sqlx"
	"github.com/mattn/go-sqlite3"

	"github.com/ormar-go/ormar/orm"
)

// inTransaction asks the connection itself, without a statement: SQLite rolls back on its own after an interrupt, a full
// disk and the like, and the next statement would then commit alone.
func inTransaction(_ context.Context, conn *sqlx.Conn) (open bool, err error) {
	err = raw(conn, func(c *sqlite3.SQLiteConn) error {
		open = !c.AutoCommit()
		return nil
	})
	return open, err
}

// raw hands the driver's connection to use.
func raw(conn *sqlx.Conn, use func(*sqlite3.SQLiteConn) error) error {
	return conn.Raw(func(c any) error {
		if wrapped, ok := c.(interface{ Raw() driver.Conn }); ok {
			c = wrapped.Raw()
		}
		own, ok := c.(*sqlite3.SQLiteConn)
		if !ok {
			return fmt.Errorf("%w: sqlite: the pool's connections are %T; open it with github.com/mattn/go-sqlite3", orm.ErrConnect, c)
		}
		return use(own)
	})
}
