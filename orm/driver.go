package orm

import (
	"context"
	"database/sql/driver"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/engine"
)

// Driver is what a database package tells this one about its driver: functions only. Programs do not use it.
type Driver struct {
	// Dialect is sqlite, postgres, mysql or mariadb; Open asks a server which of the distributed engines it is.
	Dialect string
	// Classify finds what a driver's error means: one of the sentinels of this package, or nil when it is none of them. For
	// constraint errors it gives the constraint's and the table's name where the database tells; for SQLite and MySQL,
	// which name columns, constraint may be "table.column, table.column".
	Classify func(err error) (kind error, constraint, table string)
	// Computed recognises a number that the server could not compute: out of range, divided by zero. Nil where it has no error for
	// that.
	Computed func(err error) bool
	// FromServer recognises an error whose text is the database's own, which may quote values.
	FromServer func(err error) bool
	// SharedSessions: the connections are to a pooler, which gives each transaction the session of its choice.
	SharedSessions bool
	// Code is the database's own code of an error: a SQLSTATE, a number; empty for an error that has none.
	Code func(err error) string
	// Stale recognises a kept statement that outlived a change of its tables: nothing was done, and the statement may be sent
	// again. Nil where that does not happen.
	Stale func(err error) bool
	// Unsent recognises an error that came before the first byte of a statement was sent, such as one of connecting: nothing was
	// done. driver.ErrBadConn always means that. Nil where there is nothing else.
	Unsent func(err error) bool
	// AmbiguousBadConn says that driver.ErrBadConn of a statement without arguments may also be a reply that was lost: such a
	// statement is not sent again, and its outcome is unknown.
	AmbiguousBadConn bool
	// NoFunctions says that the connections lack the SQL functions that this module registers: what needs them (exact
	// decimals and regular expressions on SQLite) is ErrUnsupported.
	NoFunctions bool
	// NoFullText names what cannot find words, where schema.FullText and Search are ErrUnsupported; empty where words are found.
	NoFullText string
	// Prepare checks a connection of a pool that was opened elsewhere and sets what can be set on it.
	Prepare func(ctx context.Context, conn *sqlx.Conn) error
	// InTx reports whether the server still has the connection's transaction open.
	InTx func(ctx context.Context, conn *sqlx.Conn) (bool, error)
	// LocalLocks says that a named lock holds on one server of several that write, so that it keeps nobody else out.
	LocalLocks bool
	// Topology tells of several servers; nil where there is but one.
	Topology *Topology
	// MaxPacket is how many bytes the server takes in one statement; 0 where there is no such limit.
	MaxPacket int
	// Direct sends a statement on a connection of the driver, which keeps it prepared, past database/sql; nil where there is no
	// such way.
	Direct Direct
	// RawRows sends a query and yields undecoded rows; nil where there is no such way.
	RawRows func(ctx context.Context, conn *sqlx.Conn, query string, args []any) (RawRows, error)
}

// Direct sends on what a connection of the pool gives to sql.Conn.Raw. The parameters are of driver.Value's types and are not kept.
// Programs do not use it.
type Direct interface {
	Query(ctx context.Context, conn any, text string, args []driver.NamedValue) (driver.Rows, error)
	Exec(ctx context.Context, conn any, text string, args []driver.NamedValue) (driver.Result, error)
}

// RawRows yields undecoded rows; the bytes are valid until the next call. A nil value is NULL. Programs do not use
// it.
type RawRows interface {
	Columns() []RawColumn
	Next() bool
	Values() [][]byte
	Err() error
	Close()
}

// undecoded is the driver's RawRows as the engine wants it.
func undecoded(d Driver) func(context.Context, *sqlx.Conn, string, []any) (engine.RawRows, error) {
	if d.RawRows == nil {
		return nil
	}
	return func(ctx context.Context, conn *sqlx.Conn, query string, args []any) (engine.RawRows, error) {
		rows, err := d.RawRows(ctx, conn, query, args)
		if err != nil {
			return nil, err
		}
		return rawRows{rows}, nil
	}
}

// rawRows are a driver's rows with the engine's columns.
type rawRows struct{ RawRows }

// Columns says how the values are encoded.
func (r rawRows) Columns() []engine.RawColumn {
	columns := r.RawRows.Columns()
	out := make([]engine.RawColumn, len(columns))
	for i, c := range columns {
		out[i] = engine.RawColumn(c)
	}
	return out
}

// RawColumn says how the values of a column are encoded. Programs do not use it.
type RawColumn struct {
	OID    uint32
	Binary bool
}
