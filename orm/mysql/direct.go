package mysql

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/go-sql-driver/mysql"
)

// keptStatements is how many statements a connection keeps prepared, in two generations: what is used survives. The server's
// own limit, 16,382 for all its connections, leaves room for many pools.
const keptStatements = 256

// statements are those that a connection keeps prepared, by their text. Whoever uses it has the connection for himself.
type statements struct{ young, old map[string]statement }

// find is the kept statement of a text, nil when there is none.
func (k *statements) find(text string) statement {
	s := k.young[text]
	if s == nil {
		if s = k.old[text]; s != nil {
			delete(k.old, text)
			k.put(text, s)
		}
	}
	return s
}

func (k *statements) put(text string, s statement) {
	if len(k.young) >= keptStatements/2 {
		for _, dropped := range k.old {
			_ = dropped.Close() // which waits for no reply
		}
		k.young, k.old = nil, k.young
	}
	if k.young == nil {
		k.young = map[string]statement{}
	}
	k.young[text] = s
}

// forget drops a statement that the server refuses to run again.
func (k *statements) forget(text string) {
	if s := k.young[text]; s != nil {
		_ = s.Close()
		delete(k.young, text)
	}
}

// clear closes all of them.
func (k *statements) clear() {
	for _, generation := range []map[string]statement{k.young, k.old} {
		for _, s := range generation {
			_ = s.Close()
		}
	}
	k.young, k.old = nil, nil
}

// prepare is the kept statement of a text, prepared where there is none yet. Where the server has as many as it takes, of all its
// clients together, the connection gives up its own.
func (g *guarded) prepare(ctx context.Context, text string) (statement, error) {
	if s := g.kept.find(text); s != nil {
		return s, nil
	}
	made, err := g.session.PrepareContext(ctx, text)
	var refused *mysql.MySQLError
	if errors.As(err, &refused) && refused.Number == 1461 { // ER_MAX_PREPARED_STMT_COUNT_REACHED
		g.kept.clear()
		made, err = g.session.PrepareContext(ctx, text)
	}
	if err != nil {
		return nil, err
	}
	s, ok := made.(statement)
	if !ok {
		_ = made.Close()
		return nil, fmt.Errorf("mysql: the driver's statements are %T", made)
	}
	g.kept.put(text, s)
	return s, nil
}

// ready is the statement of a text for parameters that the server takes.
func ready(ctx context.Context, conn any, text string, args []driver.NamedValue) (*guarded, statement, error) {
	g, ok := conn.(*guarded)
	if !ok {
		return nil, nil, fmt.Errorf("mysql: the connection is a %T and not this package's", conn)
	}
	for i := range args {
		if err := measure(&args[i], g.limit); err != nil {
			return nil, nil, err
		}
	}
	s, err := g.prepare(ctx, text)
	return g, s, err
}

// direct sends on the connections of this package, which keep their statements.
type direct struct{}

// Query sends a statement that returns rows.
func (direct) Query(ctx context.Context, conn any, text string, args []driver.NamedValue) (driver.Rows, error) {
	g, s, err := ready(ctx, conn, text, args)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(ctx, args)
	if err != nil {
		return nil, g.abandoned(ctx, g.giveUp(text, err))
	}
	return rows, nil
}

// Exec sends a statement that does not.
func (direct) Exec(ctx context.Context, conn any, text string, args []driver.NamedValue) (driver.Result, error) {
	g, s, err := ready(ctx, conn, text, args)
	if err != nil {
		return nil, err
	}
	result, err := s.ExecContext(ctx, args)
	if err != nil {
		return nil, g.abandoned(ctx, g.giveUp(text, err))
	}
	return result, nil
}

// giveUp forgets a statement that has to be prepared anew.
func (g *guarded) giveUp(text string, err error) error {
	if stale(err) {
		g.kept.forget(text)
	}
	return err
}
