package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/ormar-go/ormar/orm"
)

// classify finds the meaning of an error by its SQLSTATE, or by the kind of failure of the connection. A NOT NULL has no
// name: its constraint is "table.column".
//
//lint:ignore ST1008 the error is an answer here, not a failure
func classify(err error) (kind error, constraint, table string) {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		kind = kindOf(e.Code)
		switch kind {
		case orm.ErrNotNull:
			return kind, e.TableName + "." + e.ColumnName, e.TableName
		case orm.ErrUnique, orm.ErrForeignKey, orm.ErrCheck, orm.ErrExclusion:
			return kind, e.ConstraintName, e.TableName
		}
		return kind, "", ""
	}
	if lost(err) {
		return orm.ErrConnect, "", ""
	}
	return nil, "", ""
}

// fromServer recognises what the database itself said.
func fromServer(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e)
}

// code is the SQLSTATE.
func code(err error) string {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return ""
	}
	return e.Code
}

// computed recognises a number that could not be computed: out of range, divided by zero.
func computed(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "22003" || e.Code == "22012")
}

// errPooled is an orm.ErrConnect: nothing is wrong with the statement but the session it came to.
var errPooled = fmt.Errorf("%w: the session is not the one that prepared the statement: behind a pooler in transaction mode write "+
	"pooler=transaction into the connection string, or default_query_exec_mode=exec", orm.ErrConnect)

func kindOf(code string) error {
	switch code {
	case "23505":
		return orm.ErrUnique
	case "23P01":
		return orm.ErrExclusion
	case "23503", "23001": // foreign_key_violation, restrict_violation (18 and later)
		return orm.ErrForeignKey
	case "23502":
		return orm.ErrNotNull
	case "23514":
		return orm.ErrCheck
	case "40P01":
		return orm.ErrDeadlock
	case "40001":
		return orm.ErrSerialization
	case "55P03":
		return orm.ErrLockTimeout
	case "25006":
		return orm.ErrReadOnly
	case "25P02": // in_failed_sql_transaction
		return orm.ErrTxDoomed
	case "40003", "08007": // the server does not know how a transaction ended
		return orm.ErrOutcomeUnknown
	case "22012", "22001", "22003", "22007", "22008", "22021", "22P02", "22P05": // divided by zero, too long, out of range, not of the type, not UTF-8
		return orm.ErrValidation
	case "0A000": // feature_not_supported
		return orm.ErrUnsupported
	case "2201B": // invalid_regular_expression
		return orm.ErrQuery
	case "42P05", "26000": // a statement of that name is there already, or not: of another client, behind a pooler
		return errPooled
	case "57P01", "57P02", "57P03", "57P05", "25P03", "53300", "3D000": // shut down, timed out, too many, no such database
		return orm.ErrConnect
	}
	if strings.HasPrefix(code, "08") || strings.HasPrefix(code, "28") { // connection, authorization
		return orm.ErrConnect
	}
	return nil
}

// lost recognises a connection that is gone. A cancelled context closes connections too, but is the caller's doing.
func lost(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	for _, end := range []error{driver.ErrBadConn, sql.ErrConnDone, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed} {
		if errors.Is(err, end) {
			return true
		}
	}
	var network net.Error
	var connect *pgconn.ConnectError
	return errors.As(err, &network) || errors.As(err, &connect) || err != nil && pgconn.SafeToRetry(err)
}

// stale recognises a prepared statement whose result has changed its type with the table. The SQLSTATE stands for every
// missing feature; the routine that raised it is what tells this one apart. pgx has dropped the statement by then.
func stale(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && e.Code == "0A000" && e.Routine == "RevalidateCachedQuery"
}

// notSent recognises what fails while a connection is made, or before the first byte of a statement.
func notSent(err error) bool {
	var connect *pgconn.ConnectError
	return errors.As(err, &connect) || err != nil && pgconn.SafeToRetry(err)
}
