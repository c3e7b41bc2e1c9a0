package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/query"
)

// Conn hands out the connection of the transaction that ctx carries, else one of the pool. In a transaction an error of use dooms
// it, and so does a transaction that use has ended or left broken. Outside of one use may have changed tables: what was found out about
// them is forgotten.
func (db *DB) Conn(ctx context.Context, use func(*sqlx.Conn) error) error {
	if l := db.current(ctx); l != nil {
		return l.lend(ctx, use)
	}
	if err := db.stuck(ctx); err != nil {
		return err
	}
	conn, err := db.connection(ctx)
	if err != nil {
		return db.wrap(ctx, nil, &unsent{err}, true)
	}
	defer db.held.add(ctx)()
	defer db.Forget()
	returned := false
	defer func() {
		if !returned { // a panic or runtime.Goexit
			db.discard(conn)
		}
	}()
	err = use(conn)
	returned = true
	if open, probe := db.open(ctx, conn); open || probe != nil {
		db.discard(conn) // which rolls back
		if err == nil && open {
			return query.Errorf("db.Conn: the function left a transaction open, which is rolled back; use db.Transaction")
		}
	} else {
		conn.Close()
	}
	if db.Cluster != nil && db.Cluster.Remembers(ctx) {
		db.remember(ctx, db.Pool)
	}
	if err != nil {
		return db.wrap(ctx, nil, err, true)
	}
	return nil
}

// open reports whether a connection has a transaction open. One that is closed has none.
func (db *DB) open(ctx context.Context, conn *sqlx.Conn) (bool, error) {
	if db.Driver.InTx == nil {
		return false, nil
	}
	ctx, cancel := ending(ctx)
	defer cancel()
	return db.Driver.InTx(ctx, conn)
}

// errEnded is a transaction that a caller has ended with SQL of his own.
var errEnded = errors.New("what was sent has ended the transaction; all before it is kept")

// lend hands out the transaction's connection. The lock is free meanwhile: what is done with the context inside takes its turn on the
// same connection.
func (l *level) lend(ctx context.Context, use func(*sqlx.Conn) error) error {
	if err := l.lock(ctx); err != nil {
		return err
	}
	tx := l.tx
	tx.writes(ctx)
	err := l.takes(&plan{operation: "conn", write: true, own: true})
	tx.mu.Unlock()
	if err != nil {
		return err
	}
	err = use(tx.conn)
	tx.mu.Lock()
	defer tx.mu.Unlock()
	switch {
	case tx.done:
		return err
	case err != nil:
		return tx.fail(ctx, nil, err)
	}
	if err := tx.stillOpen(ctx, "db.Conn"); err != nil {
		return err
	}
	// A statement that failed inside and was passed over leaves some databases with a transaction that only rolls back.
	if _, err := tx.conn.ExecContext(ctx, "SELECT 1"); err != nil {
		return tx.fail(ctx, nil, fmt.Errorf("db.Conn: the function left the connection unusable: %w", err))
	}
	return nil
}

// stillOpen dooms a transaction that SQL of the caller's own has ended.
func (tx *Tx) stillOpen(ctx context.Context, call string) error {
	open, err := tx.db.open(ctx, tx.conn)
	if err == nil && (open || tx.db.Driver.InTx == nil) {
		return nil
	}
	tx.dead = fmt.Errorf("%s: %w", call, cmp.Or(err, errEnded))
	return doomedBy(tx.dead)
}

// held are the contexts of calls outside a transaction that keep a connection while a caller's function runs.
type held struct {
	some atomic.Int32 // how many there are: no statement waits for the lock while there is none
	mu   sync.RWMutex
	list []context.Context
}

// add notes a context, and gives what takes it off the list.
func (h *held) add(ctx context.Context) (release func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.list = append(h.list, ctx)
	h.some.Add(1)
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.some.Add(-1)
		if i := slices.IndexFunc(h.list, func(c context.Context) bool { return same(c, ctx) }); i >= 0 {
			h.list = slices.Delete(h.list, i, i+1)
		}
	}
}

// has reports whether a context is on the list.
func (h *held) has(ctx context.Context) bool {
	if h.some.Load() == 0 {
		return false
	}
	h.mu.RLock()
	defer h.mu.RUnlock()
	return slices.ContainsFunc(h.list, func(c context.Context) bool { return same(c, ctx) })
}

func same(a, b context.Context) bool {
	return reflect.TypeOf(a).Comparable() && reflect.TypeOf(b).Comparable() && a == b
}

// stuck refuses to wait for a connection with a context that keeps one: where the pool has no other, it would wait for itself.
func (db *DB) stuck(ctx context.Context) error {
	if !db.held.has(ctx) {
		return nil
	}
	if s := db.Pool.Stats(); s.MaxOpenConnections == 0 || s.InUse < s.MaxOpenConnections {
		return nil
	}
	return query.Errorf("every connection of the pool is in use, one of them by db.Conn or orm.RawEach with this very context, which would wait for " +
		"itself; do the work inside a transaction, after it, or with a larger pool")
}
