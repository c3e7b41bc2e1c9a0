package mysql

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"sync/atomic"

	"github.com/ormar-go/ormar/orm"
)

// connector hands out connections that refuse a parameter above the server's packet limit before a byte of it is sent. The
// server would answer with an error of no particular code, or drop the connection under whoever uses it next.
type connector struct {
	driver.Connector
	limit int
	hosts *choice // of several hosts; nil for one
}

// Connect opens one more connection.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, from, err := c.reach(ctx)
	if err != nil {
		return nil, &handshakeError{err}
	}
	if s, ok := conn.(session); ok {
		return &guarded{session: s, limit: c.limit, connector: from, thread: threadOf(ctx, s)}, nil
	}
	return conn, nil
}

// reach connects, and says by what one reaches the same server again.
func (c connector) reach(ctx context.Context) (driver.Conn, driver.Connector, error) {
	if c.hosts != nil {
		return c.hosts.reach(ctx)
	}
	conn, err := c.Connector.Connect(ctx)
	return conn, c.Connector, err
}

// session is all that the driver's connections can do for database/sql.
type session interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.NamedValueChecker
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

type guarded struct {
	session
	limit     int
	kept      statements
	connector driver.Connector
	thread    thread
	ended     atomic.Bool // the thread was killed, or is about to be
}

// Close ends the connection. That the server cannot be told, since it is gone, is no failure.
func (g *guarded) Close() error {
	_ = g.session.Close()
	return nil
}

// CheckNamedValue converts an argument and measures it.
func (g *guarded) CheckNamedValue(value *driver.NamedValue) error {
	if err := g.session.CheckNamedValue(value); err != nil {
		return err
	}
	return measure(value, g.limit)
}

// PrepareContext prepares a statement that measures its arguments too.
func (g *guarded) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	stmt, err := g.session.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if s, ok := stmt.(statement); ok {
		return &guardedStatement{s, g}, nil
	}
	return stmt, nil
}

// statement is all that the driver's statements can do for database/sql.
type statement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
	driver.NamedValueChecker
}

type guardedStatement struct {
	statement
	of *guarded
}

// CheckNamedValue converts an argument and measures it.
func (g *guardedStatement) CheckNamedValue(value *driver.NamedValue) error {
	if err := g.statement.CheckNamedValue(value); err != nil {
		return err
	}
	return measure(value, g.of.limit)
}

func measure(value *driver.NamedValue, limit int) error {
	size := 0
	switch v := value.Value.(type) {
	case string:
		size = len(v)
	case []byte:
		size = len(v)
	case json.RawMessage:
		size = len(v)
	}
	if size > limit {
		return fmt.Errorf("%w: a value of %d bytes is more than the server takes (max_allowed_packet is %d)", orm.ErrValidation, size, limit)
	}
	return nil
}

// handshakeError is why no connection was made: the driver has the same errors for one that died in the middle of a statement,
// whose outcome is unknown, while here nothing was sent.
type handshakeError struct{ err error }

// Error is the driver's text.
func (e *handshakeError) Error() string { return "connecting: " + e.err.Error() }

// Unwrap is the driver's error.
func (e *handshakeError) Unwrap() error { return e.err }
