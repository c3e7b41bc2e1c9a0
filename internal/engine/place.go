package engine

import (
	"context"
	"database/sql"
	"errors"

	"github.com/ormar-go/ormar/internal/cluster"
)

// place is where a statement outside a transaction is sent: the pool, or that of a replica.
type place struct {
	pool *sql.DB
	db   *DB
	read *read // nil for what belongs to the primary
}

// read is the call that a context was made for: all that it sends goes to one node as long as that answers.
type read struct {
	node *cluster.Node // nil for the primary
	left int           // other replicas that may be tried
}

// readKey finds the read that a context carries for one cluster.
type readKey struct{ of *cluster.Cluster }

// Reads is ctx for a call that only reads. In a cluster, outside of transactions, it knows which replica answers; what a call that
// writes reads in passing has no such context, and belongs to the primary.
func (db *DB) Reads(ctx context.Context) context.Context {
	if db.Cluster == nil || db.InTransaction(ctx) {
		return ctx
	}
	n := db.Cluster.Reader(ctx)
	if n == nil {
		return ctx
	}
	return context.WithValue(ctx, readKey{db.Cluster}, &read{node: n, left: len(db.Cluster.Nodes())})
}

// OnPrimary is ctx for a call that may write: what it reads in passing is not read elsewhere.
func (db *DB) OnPrimary(ctx context.Context) context.Context {
	if db.Cluster == nil {
		return ctx
	}
	return cluster.Primary(ctx)
}

// place says where a statement belongs.
func (db *DB) place(ctx context.Context, p *plan) place {
	if r := db.reading(ctx, p); r != nil {
		return place{r.node.Pool, db, r}
	}
	return place{db.Pool.DB, db, nil}
}

// use counts a statement that is on its way to a replica, until the function that it gives is called.
func (on *place) use() (done func()) {
	if on.read == nil {
		return func() {}
	}
	n := on.read.node
	n.Use()
	return n.Done
}

// reading is the read that a statement belongs to; nil for a statement of the primary's.
func (db *DB) reading(ctx context.Context, p *plan) *read {
	if db.Cluster == nil || p.write || p.own || p.locks {
		return nil
	}
	r, _ := ctx.Value(readKey{db.Cluster}).(*read)
	if r == nil || r.node == nil {
		return nil
	}
	return r
}

// node is the name of the server that a statement is sent to; empty where there is but one.
func (db *DB) node(ctx context.Context, l *level, p *plan) string {
	switch {
	case db.Cluster == nil:
		return ""
	case l != nil:
		return l.tx.node
	}
	if r := db.reading(ctx, p); r != nil {
		return r.node.Name
	}
	return db.Cluster.Primary()
}

// nameless reports whether a server has said what has no name here: that there is no such table or column may be a replica's word alone,
// which does not have them yet.
func (on *place) nameless(cause, err error) bool {
	says := on.db.Driver.FromServer
	return on.read != nil && says != nil && says(cause) && err.Error() == cause.Error()
}

// elsewhere moves a read whose replica has failed, or refuses it as replicas do, and reports whether there is another place.
func (on *place) elsewhere(ctx context.Context, cause, err error) bool {
	lost, refused := errors.Is(err, ErrConnect), errors.Is(err, ErrReadOnly) || errors.Is(err, ErrSerialization) || on.nameless(cause, err)
	if on.read == nil || over(ctx) != nil || !lost && !refused {
		return false
	}
	r, failed := on.read, on.read.node
	r.node, on.pool = nil, on.db.Pool.DB
	if lost {
		next := on.db.Cluster.Another(ctx, failed)
		if r.left--; next != nil && r.left > 0 {
			r.node, on.pool = next, next.Pool
			return true
		}
	}
	on.read = nil
	return true
}

// wrote remembers where a write was noted in the primary's log, for whoever wants to read it. It is the write's outcome, and costs a
// statement in a session alone.
func (db *DB) wrote(ctx context.Context, p *plan, err error) {
	if db.Cluster == nil || !p.write || !db.Cluster.Remembers(ctx) {
		return
	}
	if err == nil {
		db.remember(ctx, db.Pool)
	} else if errors.Is(err, ErrOutcomeUnknown) {
		db.Cluster.Wrote(ctx, "")
	}
}

// suspect has the servers asked at once after an error that a failover makes.
func (db *DB) suspect(typed error) {
	if db.Cluster != nil && (errors.Is(typed, ErrConnect) || errors.Is(typed, ErrReadOnly)) {
		db.Cluster.Nudge()
	}
}

// writes notes who writes in the transaction: a session that wants to know where.
func (tx *Tx) writes(ctx context.Context) {
	if tx.db.Cluster == nil || !tx.db.Cluster.Remembers(ctx) {
		return
	}
	if last := len(tx.writers) - 1; last < 0 || !cluster.SameSession(tx.writers[last], ctx) {
		tx.writers = append(tx.writers, ctx)
	}
}

// committed tells the sessions that have written in the transaction. on is nil when nobody knows whether it was committed.
func (tx *Tx) committed(on asker) {
	for _, ctx := range tx.writers {
		if on == nil {
			tx.db.Cluster.Wrote(ctx, "")
		} else {
			tx.db.remember(ctx, on)
		}
	}
}

// asker is a pool, or a connection of one.
type asker interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// remember asks where the primary's log is, and that with another context than the caller's: what was written is written. Without an
// answer only the primary knows.
func (db *DB) remember(ctx context.Context, on asker) {
	asking, cancel := ending(ctx)
	defer cancel()
	var position sql.NullString
	if err := on.QueryRowContext(asking, db.Cluster.PositionQuery()).Scan(&position); err != nil {
		position.String = ""
	}
	db.Cluster.Wrote(ctx, position.String)
}
