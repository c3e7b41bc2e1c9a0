package engine

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"github.com/jmoiron/sqlx"
)

// txKey finds the level of a transaction that a context carries for one database.
type txKey struct{ db *DB }

// txKey is the same for a database and for those that observe it.
func (db *DB) txKey() txKey {
	if db.observed != nil {
		return txKey{db.observed}
	}
	return txKey{db}
}

// Tx is a transaction, pinned to a connection on which BEGIN and COMMIT are sent as statements. Goroutines that share its
// context take turns.
type Tx struct {
	db   *DB
	conn *sqlx.Conn

	mu       sync.Mutex
	done     bool
	dead     error // the server has ended the transaction, or may have
	levels   []*level
	onCommit []func()
	kept     map[string]*sql.Stmt
	locks    []any // named locks to release at the end
	writers  []context.Context
	node     string // that it runs on; empty where there is but one
	reading  bool   // rows are open on the connection while a caller has one of them
}

// InTransaction reports whether ctx carries a transaction of this database.
func (db *DB) InTransaction(ctx context.Context) bool { return ctx.Value(db.txKey()) != nil }

// run sends a statement inside the transaction, when it is the level's turn.
func (l *level) run(ctx context.Context, p *plan, args []any, fn func(runner) (int64, error)) (int64, error) {
	if err := l.lock(ctx); err != nil {
		return 0, err
	}
	tx := l.tx
	defer tx.mu.Unlock()
	if err := l.takes(p); err != nil {
		return 0, err
	}
	if err := ctx.Err(); err != nil { // drivers differ in whether they still send
		return 0, tx.fail(ctx, p, err)
	}
	if p.write {
		tx.writes(ctx)
	}
	run := tx.db.runner(ctx, p, args)
	run.pin(tx.conn.Conn)
	if tx.db.Dialect.KeepStatements && !run.direct {
		st, err := tx.prepare(ctx, p.statement.Text)
		if err != nil {
			return 0, tx.fail(ctx, p, err)
		}
		run.stmt = st
	}
	n, err := fn(run)
	if err != nil {
		return n, tx.fail(ctx, p, err)
	}
	return n, nil
}

// runAlone sends a statement in a savepoint of its own.
func (l *level) runAlone(ctx context.Context, p *plan, args []any, fn func(runner) (int64, error)) (n int64, err error) {
	err = l.nest(ctx, TxOptions{}, func(ctx context.Context) (err error) {
		n, err = l.tx.db.current(ctx).run(ctx, p, args, fn)
		return err
	})
	return n, err
}

// prepare keeps the statements of a transaction until its end, at most as many as a generation of plans.
func (tx *Tx) prepare(ctx context.Context, text string) (*sql.Stmt, error) {
	if st := tx.kept[text]; st != nil {
		return st, nil
	}
	if len(tx.kept) >= generation {
		tx.closeKept()
	}
	st, err := tx.conn.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	if tx.kept == nil {
		tx.kept = map[string]*sql.Stmt{}
	}
	tx.kept[text] = st
	return st, nil
}

func (tx *Tx) closeKept() {
	for _, st := range tx.kept {
		st.Close()
	}
	tx.kept = nil
}

// fail types an error and dooms: the whole transaction where the server has ended it or may have, else the innermost
// level, since some databases would refuse further work there and all must behave alike. p is nil for what is no plan.
func (tx *Tx) fail(ctx context.Context, p *plan, err error) error {
	typed := tx.db.wrap(ctx, p, err, false)
	tx.doom(ctx, typed)
	return typed
}

func (tx *Tx) doom(ctx context.Context, err error) {
	if l := tx.innermost(); l.doomed == nil {
		l.doomed = err
	}
	if tx.dead != nil {
		return
	}
	fatal := over(ctx) != nil || errors.Is(err, ErrConnect) || errors.Is(err, ErrDeadlock) ||
		errors.Is(err, ErrSerialization) || errors.Is(err, ErrLockTimeout)
	if !fatal && tx.db.Driver.InTx != nil {
		ctx, cancel := ending(ctx)
		defer cancel()
		open, probe := tx.db.Driver.InTx(ctx, tx.conn)
		fatal = probe != nil || !open
	}
	if fatal {
		tx.dead = err
	}
}
