//go:build cgo

package sqlite

import (
	"context"
	"database/sql/driver"
	"fmt"

	"github.com/mattn/go-sqlite3"
)

// direct sends on the driver's own connections, which Open lets keep their statements.
type direct struct{}

// Query sends a statement that returns rows.
func (direct) Query(ctx context.Context, conn any, text string, args []driver.NamedValue) (driver.Rows, error) {
	c, ok := conn.(*sqlite3.SQLiteConn)
	if !ok {
		return nil, foreignConnection(conn)
	}
	return c.QueryContext(ctx, text, args)
}

// Exec sends a statement that does not.
func (direct) Exec(ctx context.Context, conn any, text string, args []driver.NamedValue) (driver.Result, error) {
	c, ok := conn.(*sqlite3.SQLiteConn)
	if !ok {
		return nil, foreignConnection(conn)
	}
	return c.ExecContext(ctx, text, args)
}

func foreignConnection(conn any) error {
	return fmt.Errorf("sqlite: the connection is a %T and not this package's", conn)
}
