package engine

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"
)

// send runs fn with a plan's statement on the right connection: the pool's, or that of the transaction in ctx, one statement
// at a time. It times and shows the statement, types its error, and dooms the transaction where the error may have ended it.
// fn must be done with the rows when it returns.
func (db *DB) send(ctx context.Context, p *plan, args []any, fn func(run runner) (int64, error)) error {
	l := db.current(ctx)
	if db.Timeout > 0 && !p.streams {
		bounded, cancel := db.bounded(ctx)
		defer cancel()
		ctx = bounded
	}
	if db.Observer != nil {
		return db.sendObserved(ctx, l, p, args, fn)
	}
	_, err := db.route(ctx, l, p, args, fn)
	return err
}

// route sends in the transaction, on the pool without one, and gives the number of rows.
func (db *DB) route(ctx context.Context, l *level, p *plan, args []any, fn func(runner) (int64, error)) (int64, error) {
	switch {
	case l != nil && l.alone:
		return l.runAlone(ctx, p, args, fn)
	case l != nil:
		return l.run(ctx, p, args, fn)
	}
	return db.sendPooled(ctx, p, args, fn)
}

// sendPooled sends outside a transaction. A statement that was stale is sent again, and others as Attempts say; a write whose reply
// was lost says that its outcome is unknown.
func (db *DB) sendPooled(ctx context.Context, p *plan, args []any, fn func(runner) (int64, error)) (int64, error) {
	on := db.place(ctx, p)
	for attempt := 0; ; attempt++ {
		n, cause := db.attempt(ctx, &on, p, args, fn)
		if cause == nil {
			db.wrote(ctx, p, nil)
			return n, nil
		}
		err := db.wrap(ctx, p, cause, p.write)
		if on.elsewhere(ctx, cause, err) {
			attempt--
			continue
		}
		db.wrote(ctx, p, err)
		if errors.Is(err, ErrOutdated) {
			db.Forget()
		}
		if errors.Is(err, ErrOutdated) && !p.begun && attempt <= on.pool.Stats().OpenConnections { // each may have it stale
			continue
		}
		if attempt+1 < db.Attempts && db.inVain(ctx, p, cause, err) && pause(ctx, attempt) == nil {
			continue
		}
		return n, err
	}
}

func (db *DB) attempt(ctx context.Context, on *place, p *plan, args []any, fn func(runner) (int64, error)) (int64, error) {
	if err := ctx.Err(); err != nil {
		return 0, &unsent{err}
	}
	if on.read == nil {
		if err := db.stuck(ctx); err != nil {
			return 0, err
		}
	}
	defer on.use()()
	if db.pins(ctx, p, args) {
		return db.attemptPinned(ctx, on, p, args, fn)
	}
	run := db.runner(ctx, p, args)
	run.on = on.pool
	if db.Dialect.KeepStatements {
		st, err := p.prepare(ctx, db.Pool)
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

// pins reports whether a statement needs a connection of its own: to be set up, to be gone past database/sql for its rows, or to
// know what was not sent. What returns no rows has nothing to gain there.
func (db *DB) pins(ctx context.Context, p *plan, args []any) bool {
	return db.Driver.Prepare != nil || (!p.write || p.statement.Returns) && db.bypasses(args) || p.write && (db.waits(ctx) || db.ambiguous(args))
}

// bypasses reports whether rows can come past database/sql.
func (db *DB) bypasses(args []any) bool {
	if db.Driver.Direct == nil {
		return db.Driver.RawRows != nil
	}
	_, ok := plain(args)
	return ok
}

// waits reports whether a statement has to wait for a connection and may be cancelled meanwhile. A write that is must know
// that it was not sent, which the pool does not tell.
func (db *DB) waits(ctx context.Context) bool {
	if ctx.Done() == nil {
		return false
	}
	s := db.Pool.Stats()
	return s.MaxOpenConnections > 0 && s.InUse >= s.MaxOpenConnections
}

// ambiguous reports whether the driver's word for a statement that was not sent may also mean that its reply was lost; the
// pool would send it twice.
func (db *DB) ambiguous(args []any) bool { return db.Driver.AmbiguousBadConn && len(args) == 0 }

// attemptPinned sends on a connection that is taken out of the pool first, so that what fails before it is known to be
// unsent. Connections that turn out to be gone are replaced, as the pool would do.
func (db *DB) attemptPinned(ctx context.Context, on *place, p *plan, args []any, fn func(runner) (int64, error)) (int64, error) {
	for left := -1; ; left-- {
		n, err := db.attemptOnce(ctx, on, p, args, fn)
		if err == nil || left == 0 || !errors.Is(err, driver.ErrBadConn) {
			return n, err
		}
		if left < 0 {
			left = on.pool.Stats().Idle + 2
		}
	}
}

func (db *DB) attemptOnce(ctx context.Context, on *place, p *plan, args []any, fn func(runner) (int64, error)) (int64, error) {
	conn, err := db.takeConn(ctx, on.pool)
	if err != nil {
		return 0, &unsent{err}
	}
	defer conn.Close()
	run := db.runner(ctx, p, args)
	run.pin(conn)
	n, err := fn(run)
	if p.write && db.ambiguous(args) {
		err = replyLost(err)
	}
	return n, err
}

// replyLost takes the driver's word for an unsent statement off an error that may as well be a lost reply.
func replyLost(err error) error {
	if errors.Is(err, driver.ErrBadConn) {
		return fmt.Errorf("%w: the connection was lost", ErrConnect)
	}
	return err
}

// unsent is an error that came before the statement was sent.
type unsent struct{ err error }

// Error is the cause's text.
func (e *unsent) Error() string { return e.err.Error() }

// Unwrap is the cause.
func (e *unsent) Unwrap() error { return e.err }

// wrap types an error of the driver that a statement met; p is nil for what is no plan. Of a write the outcome is unknown when
// the connection was lost or the caller gave up, unless it was not sent or the server has answered after all.
func (db *DB) wrap(ctx context.Context, p *plan, err error, write bool) error {
	var operation, table string
	if p != nil && p.model != nil {
		operation, table = p.operation, p.model.Table
	}
	err = db.hushed(p, err)
	typed, answered := db.Driver.Wrap(err, operation, table)
	typed = db.computed(p, err, typed)
	db.suspect(typed)
	if ctxErr := over(ctx); ctxErr != nil && !errors.Is(err, ctxErr) {
		if !answered { // a connection that was closed for it is the caller's doing, not the network's
			typed = err
		}
		typed = fmt.Errorf("%w: %w", ctxErr, typed)
	}
	if !write || answered || db.unsent(err) {
		return typed
	}
	if over(ctx) != nil || errors.Is(typed, ErrConnect) {
		return fmt.Errorf("%w: %w", ErrOutcomeUnknown, typed)
	}
	return typed
}

// over is why the caller's context has ended, nil while it has not. The network's timer for the same deadline may fire before the
// context's own.
func over(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if deadline, ok := ctx.Deadline(); ok && !time.Now().Before(deadline) {
		return context.DeadlineExceeded
	}
	return nil
}

// unsent reports whether an error came before the first byte of a statement.
func (db *DB) unsent(err error) bool {
	var before *unsent
	return errors.As(err, &before) || errors.Is(err, driver.ErrBadConn) || db.Driver.Unsent != nil && db.Driver.Unsent(err)
}
