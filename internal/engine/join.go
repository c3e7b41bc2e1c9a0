package engine

import (
	"context"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/query"
)

// Join runs fn with a context that carries the transaction which the caller has begun on conn. It
// neither commits nor rolls back: nil means that the caller may commit, and then calls committed.
// Named locks that fn has taken last as long as the connection keeps them.
func (db *DB) Join(ctx context.Context, conn *sqlx.Conn, fn func(context.Context) error) (committed func(), err error) {
	if conn == nil {
		return nil, query.Errorf("db.Join: there is no connection")
	}
	if db.InTransaction(ctx) {
		return nil, query.Errorf("db.Join: the context carries a transaction already; join with the context that it was begun with")
	}
	tx := &Tx{db: db, conn: conn}
	if db.Cluster != nil {
		tx.node = db.Cluster.Primary()
	}
	tx.levels = []*level{{tx: tx, ended: make(chan struct{})}}
	defer tx.leave()
	err = fn(context.WithValue(ctx, db.txKey(), tx.levels[0]))
	tx.mu.Lock()
	defer tx.mu.Unlock()
	if err == nil {
		err = tx.levels[0].complete()
	}
	if err == nil {
		err = over(ctx)
	}
	if err != nil {
		return nil, err
	}
	waiting := tx.onCommit
	return func() {
		tx.committed(db.Pool)
		for _, fn := range waiting {
			fn()
		}
	}, nil
}

// leave ends what a joined transaction keeps here; the connection stays the caller's.
func (tx *Tx) leave() {
	tx.mu.Lock()
	defer tx.mu.Unlock()
	tx.done = true
	tx.closeKept()
	tx.endFrom(0)
}
