package engine

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/ormar-go/ormar/internal/compile"
)

// send runs fn with a plan's statement on the right connection: the pool's, or that of the transaction in ctx, one statement
// at a time. It times and shows the statement, types its error, and dooms the transaction where the error may have ended it.
// fn must be done with the rows when it returns.
func (db *DB) send(ctx context.Context, p *plan, args []any, fn func(run runner) (int64, error)) error {
	tx, err := db.current(ctx)
	if err != nil {
		return err
	}
	if db.Observer != nil {
		return db.shown(ctx, tx, p, args, fn)
	}
	_, err = db.route(ctx, tx, p, args, fn)
	return err
}

// route sends in the transaction, on the pool without one, and gives the number of rows.
func (db *DB) route(ctx context.Context, tx *Tx, p *plan, args []any, fn func(runner) (int64, error)) (int64, error) {
	if tx != nil {
		return tx.run(ctx, p, args, fn)
	}
	return db.pooled(ctx, p, args, fn)
}

// runner sends one statement.
type runner struct {
	ctx     context.Context
	stmt    *sql.Stmt
	on      conn
	text    string
	args    []any
	outputs []compile.Output
}

func (p *plan) runner(ctx context.Context, on conn, args []any) runner {
	return runner{ctx: ctx, on: on, text: p.statement.Text, args: args, outputs: p.statement.Outputs}
}

func (r runner) query() (*sql.Rows, error) {
	if r.stmt != nil {
		return r.stmt.QueryContext(r.ctx, r.args...)
	}
	return r.on.QueryContext(r.ctx, r.text, r.args...)
}

func (r runner) exec() (sql.Result, error) {
	if r.stmt != nil {
		return r.stmt.ExecContext(r.ctx, r.args...)
	}
	return r.on.ExecContext(r.ctx, r.text, r.args...)
}

// pooled sends outside a transaction. A read that met a stale statement is sent once more; a write whose reply was lost says
// that its outcome is unknown.
func (db *DB) pooled(ctx context.Context, p *plan, args []any, fn func(runner) (int64, error)) (int64, error) {
	for attempt := 0; ; attempt++ {
		n, err := db.attempt(ctx, p, args, fn)
		if err == nil {
			return n, nil
		}
		err = db.wrap(ctx, err, p.write)
		if attempt == 0 && errors.Is(err, ErrStale) {
			continue
		}
		return n, err
	}
}

func (db *DB) attempt(ctx context.Context, p *plan, args []any, fn func(runner) (int64, error)) (int64, error) {
	run := p.runner(ctx, db.Pool, args)
	if db.Dialect.KeepStatements {
		st, err := p.prepared(ctx, db.Pool)
		if err != nil {
			return 0, &unsent{err}
		}
		if st != nil {
			defer p.mu.RUnlock()
			run.stmt = st
		}
	}
	return fn(run)
}

// unsent is an error that came before the statement was sent.
type unsent struct{ err error }

// Error is the cause's text.
func (e *unsent) Error() string { return e.err.Error() }

// Unwrap is the cause.
func (e *unsent) Unwrap() error { return e.err }

// wrap types an error of the driver.
func (db *DB) wrap(ctx context.Context, err error, write bool) error {
	if ctxErr := ctx.Err(); ctxErr != nil && !errors.Is(err, ctxErr) {
		err = fmt.Errorf("%w: %w", ctxErr, err)
	}
	typed := db.Driver.Wrap(err)
	var before *unsent
	if !write || errors.As(err, &before) || errors.Is(err, driver.ErrBadConn) {
		return typed
	}
	if ctx.Err() != nil || errors.Is(typed, ErrConnect) {
		return fmt.Errorf("%w: %w", ErrOutcomeUnknown, typed)
	}
	return typed
}
