package postgres

import (
	"context"
	"database/sql/driver"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/spelling"
	"github.com/ormar-go/ormar/orm"
)

// inTransaction needs no statement: the server ends each reply with the state of the transaction. A failed transaction is
// still open.
func inTransaction(_ context.Context, conn *sqlx.Conn) (open bool, err error) {
	err = raw(conn, func(c *pgx.Conn) error {
		open = !c.IsClosed() && c.PgConn().TxStatus() != 'I'
		return nil
	})
	return open, err
}

// prepare sets a session up that was opened elsewhere. The server reports these settings with every change, so that a
// session that has them already costs nothing.
func prepare(ctx context.Context, conn *sqlx.Conn) error {
	return raw(conn, func(c *pgx.Conn) error {
		if check(c.PgConn()) == nil {
			return nil
		}
		result := c.PgConn().Exec(ctx, "SET standard_conforming_strings = on; SET client_encoding = 'UTF8'; SET TimeZone = 'UTC'")
		if err := result.Close(); err != nil {
			return err
		}
		if err := check(c.PgConn()); err != nil {
			return fmt.Errorf("%w: postgres: %w", orm.ErrConnect, spelling.Line(err))
		}
		return nil
	})
}

// A connection that was taken out of the pool so recently is not looked at, since looking costs as much as a fiftieth of a short
// statement; one that has not been for so long is asked, since what has become of it may not have arrived.
const (
	recently = 500 * time.Microsecond
	longAgo  = time.Second
)

// doubtful reports whether a pooled connection has to be asked before it is used. The server may have closed it meanwhile: what
// has arrived on an idle connection is its end, or a notice.
func doubtful(_ context.Context, p stdlib.ShouldPingParams) bool {
	return p.IdleDuration > longAgo || p.IdleDuration > recently && !quiet(p.Conn.PgConn().Conn())
}

// raw hands the driver's connection to use.
func raw(conn *sqlx.Conn, use func(*pgx.Conn) error) error {
	return conn.Raw(func(c any) error {
		if wrapped, ok := c.(interface{ Raw() driver.Conn }); ok {
			c = wrapped.Raw()
		}
		own, ok := c.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("%w: postgres: the pool's connections are %T; open it with github.com/jackc/pgx/v5/stdlib", orm.ErrConnect, c)
		}
		return use(own.Conn())
	})
}

// unsent makes an error that came before the first byte database/sql's word for a connection to throw away.
func unsent(err error) error {
	if pgconn.SafeToRetry(err) {
		return fmt.Errorf("%w: %w", driver.ErrBadConn, err)
	}
	return err
}
