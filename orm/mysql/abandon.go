package mysql

import (
	"context"
	"database/sql/driver"
	"strconv"
	"time"
)

// endTimeout bounds what ends an abandoned statement; a server that does not answer then ends it by its own means.
const endTimeout = 5 * time.Second

// thread is what the server calls a connection: its number, and which server it is, since behind one address there may be several.
type thread struct {
	number int64
	server string
}

// threadQuery asks for both.
const threadQuery = "SELECT CONNECTION_ID(), CONCAT(@@hostname, ':', @@port, ':', @@server_id)"

// threadOf is the thread of a connection; of a server that does not tell it is none.
func threadOf(ctx context.Context, s session) thread {
	rows, err := s.QueryContext(ctx, threadQuery, nil)
	if err != nil {
		return thread{}
	}
	defer rows.Close()
	row := make([]driver.Value, 2)
	if rows.Next(row) != nil {
		return thread{}
	}
	number, _ := row[0].(int64)
	if n, ok := row[0].(uint64); ok {
		number = int64(n)
	}
	server, _ := row[1].([]byte)
	return thread{number, string(server)}
}

// abandoned ends a statement on the server whose caller has gone: the driver only closes the connection, which the server does not
// notice before it has an answer, so that a long statement, with its locks, would go on for nobody. A connection that is still open has
// sent nothing, or has its answer: it is another caller's next, whose statement must not be ended in the place of this one's.
func (g *guarded) abandoned(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil && g.thread.number > 0 && !g.session.IsValid() && g.ended.CompareAndSwap(false, true) {
		go g.end()
	}
	return err
}

// end kills the thread, by a connection of its own, when that leads to the same server.
func (g *guarded) end() {
	ctx, cancel := context.WithTimeout(context.Background(), endTimeout)
	defer cancel()
	conn, err := g.connector.Connect(ctx)
	if err != nil {
		return
	}
	defer conn.Close()
	s, ok := conn.(session)
	if !ok || threadOf(ctx, s).server != g.thread.server {
		return
	}
	_, _ = s.ExecContext(ctx, "KILL "+strconv.FormatInt(g.thread.number, 10), nil) // it may have ended meanwhile
}

// ExecContext sends a statement that gives no rows.
func (g *guarded) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	result, err := g.session.ExecContext(ctx, query, args)
	return result, g.abandoned(ctx, err)
}

// QueryContext sends a statement that gives rows.
func (g *guarded) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	rows, err := g.session.QueryContext(ctx, query, args)
	return rows, g.abandoned(ctx, err)
}

// ExecContext sends a prepared statement that gives no rows.
func (g *guardedStatement) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	result, err := g.statement.ExecContext(ctx, args)
	return result, g.of.abandoned(ctx, err)
}

// QueryContext sends a prepared statement that gives rows.
func (g *guardedStatement) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	rows, err := g.statement.QueryContext(ctx, args)
	return rows, g.of.abandoned(ctx, err)
}
