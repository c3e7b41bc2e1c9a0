package engine

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/query"
)

// endTimeout bounds what ends a transaction or a savepoint after the caller's context is over: a server that does not answer
// then loses the connection.
const endTimeout = 5 * time.Second

// ending is a context for that: not cancelled with the caller's.
func ending(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), endTimeout)
}

// bounded is ctx with the deadline that a statement has when its caller gives none.
func (db *DB) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, has := ctx.Deadline(); has || db.Timeout <= 0 {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, db.Timeout)
}

// TxOptions are the settings of a transaction.
type TxOptions struct {
	Isolation     sql.IsolationLevel
	ReadOnly      bool
	Followers     bool // the transaction only reads, and may see what the nearest replica has
	ForceRollback bool
	// Savepoints gives each statement a savepoint of its own, so that one that fails leaves the others.
	Savepoints bool
}

// Transaction runs fn with a context that carries a transaction: a new one, or a savepoint in the one that ctx carries. It
// commits when fn returns nil; an error or a panic rolls back.
func (db *DB) Transaction(ctx context.Context, o TxOptions, fn func(context.Context) error) error {
	if l := db.current(ctx); l != nil {
		return l.nest(ctx, o, fn)
	}
	tx, err := db.begin(ctx, o)
	if err != nil {
		return err
	}
	finished := false
	defer func() {
		if !finished { // a panic or runtime.Goexit
			_ = tx.finish(ctx, false)
		}
	}()
	err = fn(context.WithValue(ctx, db.txKey(), tx.levels[0]))
	finished = true
	return tx.end(ctx, o, err)
}

// end commits or rolls back after fn has returned.
func (tx *Tx) end(ctx context.Context, o TxOptions, err error) error {
	tx.mu.Lock()
	if err == nil {
		err = tx.levels[0].complete()
	}
	tx.mu.Unlock()
	if err == nil {
		err = over(ctx)
	}
	if err != nil || o.ForceRollback {
		if rollback := tx.finish(ctx, false); rollback != nil && err == nil {
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

// begin pins a connection and begins on it. A connection that turns out to be gone before anything was sent is replaced: a
// server that was restarted leaves as many of them as were idle.
func (db *DB) begin(ctx context.Context, o TxOptions) (*Tx, error) {
	texts, err := db.beginTexts(o)
	if err != nil {
		return nil, err
	}
	if err := db.stuck(ctx); err != nil {
		return nil, err
	}
	ctx, cancel := db.bounded(ctx)
	defer cancel()
	var conn *sqlx.Conn
	for range db.Pool.Stats().Idle + 2 {
		if conn, err = db.beginOn(ctx, texts); !errors.Is(err, driver.ErrBadConn) {
			break
		}
	}
	if err != nil {
		return nil, db.wrap(ctx, nil, err, false)
	}
	tx := &Tx{db: db, conn: conn}
	if db.Cluster != nil {
		tx.node = db.Cluster.Primary()
	}
	tx.levels = []*level{{tx: tx, readOnly: o.ReadOnly, alone: o.Savepoints, ended: make(chan struct{})}}
	return tx, nil
}

// beginTexts are the statements that begin a transaction.
func (db *DB) beginTexts(o TxOptions) ([]string, error) {
	if o.Followers && db.Dialect.Follow != nil {
		if o.Isolation != sql.LevelDefault {
			return nil, query.Errorf("Isolation does not go with Followers: what replicas have is one state of the past")
		}
		return db.Dialect.Follow(), nil
	}
	before, begin, err := db.Dialect.Begin(o.Isolation, o.ReadOnly)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnsupported, err)
	}
	return append(before, begin), nil
}

func (db *DB) beginOn(ctx context.Context, texts []string) (*sqlx.Conn, error) {
	conn, err := db.connection(ctx)
	if err != nil {
		return nil, err
	}
	for _, text := range texts {
		if _, err := conn.ExecContext(ctx, text); err != nil {
			db.discard(conn)
			return nil, err
		}
	}
	return conn, nil
}

// takeConn is connection without what sqlx adds to one.
func (db *DB) takeConn(ctx context.Context, pool *sql.DB) (*sql.Conn, error) {
	if db.Driver.Prepare == nil {
		return pool.Conn(ctx)
	}
	conn, err := db.connection(ctx)
	if err != nil {
		return nil, err
	}
	return conn.Conn, nil
}

// connection takes a connection out of the pool and sets it up where the pool was opened elsewhere.
func (db *DB) connection(ctx context.Context) (*sqlx.Conn, error) {
	conn, err := db.Pool.Connx(ctx)
	if err != nil || db.Driver.Prepare == nil {
		return conn, err
	}
	if err := db.Driver.Prepare(ctx, conn); err != nil {
		db.discard(conn)
		return nil, err
	}
	return conn, nil
}

// discard gives up a connection whose state is not known.
func (db *DB) discard(conn *sqlx.Conn) {
	_ = conn.Raw(func(any) error { return driver.ErrBadConn })
	conn.Close()
}

// finish sends COMMIT or ROLLBACK and gives the connection back. A commit whose reply is lost has an unknown outcome; one that
// was answered stands, whatever becomes of the connection.
func (tx *Tx) finish(ctx context.Context, commit bool) error {
	tx.mu.Lock()
	defer tx.mu.Unlock()
	if tx.done {
		return nil
	}
	tx.done = true
	tx.closeKept()
	readOnly := tx.levels[0].readOnly
	tx.endFrom(0)
	after, cancel := ending(ctx)
	defer cancel()
	text := "ROLLBACK"
	if commit {
		text = "COMMIT"
		bounded, cancel := tx.db.bounded(ctx)
		defer cancel()
		ctx = bounded
	} else {
		ctx = after
	}
	_, err := tx.conn.ExecContext(ctx, text)
	if err == nil {
		if commit {
			tx.committed(tx.conn)
		}
		tx.putBack(after, readOnly)
		return nil
	}
	if tx.db.ambiguous(nil) {
		err = replyLost(err)
	}
	typed := tx.db.wrap(ctx, nil, err, commit)
	if errors.Is(typed, ErrOutcomeUnknown) {
		tx.committed(nil)
	}
	tx.db.discard(tx.conn) // which ends what may still be open
	if tx.dead != nil && !commit {
		return nil // the server has rolled back already
	}
	return typed
}

// putBack gives the connection to the pool, or up when it cannot be made what it was.
func (tx *Tx) putBack(ctx context.Context, readOnly bool) {
	for _, l := range tx.locks {
		if _, err := tx.conn.ExecContext(ctx, tx.db.Dialect.ReleaseLock, l); err != nil {
			tx.db.discard(tx.conn) // its end releases the locks as well
			return
		}
	}
	for _, text := range tx.db.Dialect.AfterTx(readOnly) {
		if _, err := tx.conn.ExecContext(ctx, text); err != nil {
			tx.db.discard(tx.conn)
			return
		}
	}
	_ = tx.conn.Close()
}
