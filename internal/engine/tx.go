package engine

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strconv"
	"sync"

	"github.com/jmoiron/sqlx"
)

// txKey finds the transaction that a context carries for one database.
type txKey struct{ db *DB }

// Tx is a transaction, pinned to a connection on which BEGIN and COMMIT are sent as statements. Goroutines that share its
// context take turns.
type Tx struct {
	db       *DB
	conn     *sqlx.Conn
	readOnly bool

	mu       sync.Mutex
	done     bool
	dead     error // the server has ended the transaction, or may have
	levels   []*level
	onCommit []func()
	kept     map[string]*sql.Stmt
	locks    []any // named locks to release at the end
}

// level is the transaction itself or a savepoint in it.
type level struct {
	doomed error // nothing more may run before this level is rolled back
	hooks  int   // len(onCommit) when it began
}

// current is the transaction that ctx carries, nil without one.
func (db *DB) current(ctx context.Context) (*Tx, error) {
	tx, _ := ctx.Value(txKey{db}).(*Tx)
	if tx == nil {
		return nil, nil
	}
	tx.mu.Lock()
	defer tx.mu.Unlock()
	if tx.done {
		return nil, ErrTxDone
	}
	return tx, nil
}

// InTransaction reports whether ctx carries a transaction of this database.
func (db *DB) InTransaction(ctx context.Context) bool { return ctx.Value(txKey{db}) != nil }

// run sends a statement inside the transaction.
func (tx *Tx) run(ctx context.Context, p *plan, args []any, fn func(runner) (int64, error)) (int64, error) {
	tx.mu.Lock()
	defer tx.mu.Unlock()
	if err := tx.takes(p); err != nil {
		return 0, err
	}
	run := p.runner(ctx, tx.conn, args)
	if tx.db.Dialect.KeepStatements {
		st, err := tx.prepared(ctx, p.statement.Text)
		if err != nil {
			return 0, tx.failed(ctx, err)
		}
		run.stmt = st
	}
	n, err := fn(run)
	if err != nil {
		return n, tx.failed(ctx, err)
	}
	return n, nil
}

// takes refuses a statement that the transaction would not send.
func (tx *Tx) takes(p *plan) error {
	if err := tx.usable(); err != nil {
		return err
	}
	if p.write && tx.readOnly {
		return fmt.Errorf("%w: the transaction is", ErrReadOnly)
	}
	return nil
}

// prepared keeps the statements of a transaction until its end, at most as many as a generation of plans.
func (tx *Tx) prepared(ctx context.Context, text string) (*sql.Stmt, error) {
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

// usable refuses work where the transaction is over or doomed.
func (tx *Tx) usable() error {
	switch {
	case tx.done:
		return ErrTxDone
	case tx.dead != nil:
		return fmt.Errorf("%w: %w", ErrTxDoomed, tx.dead)
	}
	if l := tx.levels[len(tx.levels)-1]; l.doomed != nil {
		return fmt.Errorf("%w: %w", ErrTxDoomed, l.doomed)
	}
	return nil
}

// failed types an error and dooms: the whole transaction where the server has ended it or may have, else the innermost
// level, since some databases would refuse further work there and all must behave alike.
func (tx *Tx) failed(ctx context.Context, err error) error {
	typed := tx.db.wrap(ctx, err, false)
	tx.doom(ctx, typed)
	return typed
}

func (tx *Tx) doom(ctx context.Context, err error) {
	if l := tx.levels[len(tx.levels)-1]; l.doomed == nil {
		l.doomed = err
	}
	if tx.dead != nil {
		return
	}
	fatal := ctx.Err() != nil || errors.Is(err, ErrConnect) || errors.Is(err, ErrDeadlock) ||
		errors.Is(err, ErrSerialization) || errors.Is(err, ErrLockTimeout)
	if !fatal && tx.db.Driver.InTx != nil {
		open, probe := tx.db.Driver.InTx(context.WithoutCancel(ctx), tx.conn)
		fatal = probe != nil || !open
	}
	if fatal {
		tx.dead = err
	}
}

// TxOptions are the settings of a transaction.
type TxOptions struct {
	Isolation     sql.IsolationLevel
	ReadOnly      bool
	ForceRollback bool
}

// Transaction runs fn with a context that carries a transaction: a new one, or a savepoint in the one that ctx carries. It
// commits when fn returns nil; an error or a panic rolls back.
func (db *DB) Transaction(ctx context.Context, o TxOptions, fn func(context.Context) error) error {
	if tx, _ := ctx.Value(txKey{db}).(*Tx); tx != nil {
		return tx.nested(ctx, o, fn)
	}
	tx, err := db.begin(ctx, o)
	if err != nil {
		return err
	}
	finished := false
	defer func() {
		if !finished { // a panic or runtime.Goexit
			tx.finish(context.WithoutCancel(ctx), false)
		}
	}()
	err = fn(context.WithValue(ctx, txKey{db}, tx))
	finished = true
	return tx.end(ctx, o, err)
}

// end commits or rolls back after fn has returned.
func (tx *Tx) end(ctx context.Context, o TxOptions, err error) error {
	tx.mu.Lock()
	doomed := tx.usable()
	if err == nil && doomed == nil && ctx.Err() != nil {
		doomed = ctx.Err()
	}
	tx.mu.Unlock()
	if err == nil {
		err = doomed
	}
	if err != nil || o.ForceRollback {
		if rollback := tx.finish(context.WithoutCancel(ctx), false); rollback != nil && err == nil {
			err = rollback
		}
		return err
	}
	if err := tx.finish(ctx, true); err != nil {
		return err
	}
	for _, fn := range tx.onCommit {
		fn()
	}
	return nil
}

// begin pins a connection and begins on it.
func (db *DB) begin(ctx context.Context, o TxOptions) (*Tx, error) {
	conn, err := db.Pool.Connx(ctx)
	if err != nil {
		return nil, db.wrap(ctx, err, false)
	}
	before, begin, err := db.Dialect.Begin(o.Isolation, o.ReadOnly)
	if err != nil {
		conn.Close()
		return nil, err
	}
	for _, text := range append(before, begin) {
		if _, err := conn.ExecContext(ctx, text); err != nil {
			db.discard(conn)
			return nil, db.wrap(ctx, err, false)
		}
	}
	return &Tx{db: db, conn: conn, readOnly: o.ReadOnly, levels: []*level{{}}}, nil
}

// discard gives up a connection whose state is not known.
func (db *DB) discard(conn *sqlx.Conn) {
	_ = conn.Raw(func(any) error { return driver.ErrBadConn })
	conn.Close()
}

// finish sends COMMIT or ROLLBACK and gives the connection back. A commit whose reply is lost has an unknown outcome.
func (tx *Tx) finish(ctx context.Context, commit bool) error {
	tx.mu.Lock()
	defer tx.mu.Unlock()
	if tx.done {
		return nil
	}
	tx.done = true
	tx.closeKept()
	text := "ROLLBACK"
	if commit {
		text = "COMMIT"
	}
	_, err := tx.conn.ExecContext(ctx, text)
	tx.release(context.WithoutCancel(ctx))
	for _, after := range tx.db.Dialect.AfterTx(tx.readOnly) {
		if _, e := tx.conn.ExecContext(context.WithoutCancel(ctx), after); e != nil && err == nil {
			err = e
		}
	}
	if err == nil {
		return tx.conn.Close()
	}
	typed := tx.db.wrap(ctx, err, commit)
	gone := tx.dead != nil && !commit // the server has rolled back already
	tx.db.discard(tx.conn)
	if gone {
		return nil
	}
	return typed
}

// nested is a savepoint.
func (tx *Tx) nested(ctx context.Context, o TxOptions, fn func(context.Context) error) (err error) {
	name, err := tx.savepoint(ctx)
	if err != nil {
		return err
	}
	finished := false
	defer func() {
		if !finished {
			tx.leave(context.WithoutCancel(ctx), name, false)
		}
	}()
	err = fn(ctx)
	finished = true
	tx.mu.Lock()
	doomed := tx.usable()
	tx.mu.Unlock()
	if err == nil {
		err = doomed
	}
	if e := tx.leave(ctx, name, err == nil && !o.ForceRollback); e != nil && err == nil {
		err = e
	}
	return err
}

func (tx *Tx) savepoint(ctx context.Context) (string, error) {
	tx.mu.Lock()
	defer tx.mu.Unlock()
	if err := tx.usable(); err != nil {
		return "", err
	}
	name := "sp_" + strconv.Itoa(len(tx.levels))
	if _, err := tx.conn.ExecContext(ctx, "SAVEPOINT "+name); err != nil {
		return "", tx.failed(ctx, err)
	}
	tx.levels = append(tx.levels, &level{hooks: len(tx.onCommit)})
	return name, nil
}

// leave releases or rolls back the innermost savepoint.
func (tx *Tx) leave(ctx context.Context, name string, keep bool) error {
	tx.mu.Lock()
	defer tx.mu.Unlock()
	last := tx.levels[len(tx.levels)-1]
	tx.levels = tx.levels[:len(tx.levels)-1]
	if !keep {
		tx.onCommit = tx.onCommit[:last.hooks]
	}
	if tx.dead != nil || tx.done {
		return nil
	}
	if !keep {
		ctx = context.WithoutCancel(ctx)
		if _, err := tx.conn.ExecContext(ctx, "ROLLBACK TO SAVEPOINT "+name); err != nil {
			return tx.failed(ctx, err)
		}
	}
	if _, err := tx.conn.ExecContext(ctx, "RELEASE SAVEPOINT "+name); err != nil {
		return tx.failed(ctx, err)
	}
	return nil
}

// OnCommit runs fn after the transaction in ctx has committed, at once without one.
func (db *DB) OnCommit(ctx context.Context, fn func()) error {
	tx, err := db.current(ctx)
	if err != nil {
		return err
	}
	if tx == nil {
		fn()
		return nil
	}
	tx.mu.Lock()
	defer tx.mu.Unlock()
	if err := tx.usable(); err != nil {
		return err
	}
	tx.onCommit = append(tx.onCommit, fn)
	return nil
}
