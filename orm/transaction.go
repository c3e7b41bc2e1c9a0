package orm

import (
	"context"
	"database/sql"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
)

// TxOption is a setting of a Transaction.
type TxOption struct{ apply func(*txSettings) }

type txSettings struct {
	engine.TxOptions
	attempts int
}

// Isolation asks for an isolation level; a level that the database does not have is ErrUnsupported. SQLite grants every
// level as serializable. Of a nested transaction it is ErrQuery, since the outer one has begun already.
func Isolation(level sql.IsolationLevel) TxOption {
	return TxOption{func(s *txSettings) { s.Isolation = level }}
}

// ReadOnly refuses writes with ErrReadOnly, before they are sent where this module knows them, and by the server where SQL of
// your own is one. Nested in a transaction that writes it refuses the writes inside it, and all SQL of your own.
func ReadOnly() TxOption { return TxOption{func(s *txSettings) { s.ReadOnly = true }} }

// Followers is ReadOnly for reads that may be some seconds old: where the engine keeps replicas of its own, the nearest one answers, all from one
// state of the past (CockroachDB: AS OF SYSTEM TIME follower_read_timestamp(); YugabyteDB: yb_read_from_followers; TiDB: AS OF TIMESTAMP).
// On other databases it is ReadOnly. With Isolation it is ErrQuery there.
func Followers() TxOption {
	return TxOption{func(s *txSettings) { s.TxOptions.ReadOnly, s.TxOptions.Followers = true, true }}
}

// ForceRollback rolls back even when the function returns nil: for tests.
func ForceRollback() TxOption { return TxOption{func(s *txSettings) { s.ForceRollback = true }} }

// Savepoints gives each statement in the transaction a savepoint of its own, so that one that fails leaves the rest of it as it is,
// where it would doom the transaction otherwise: for tests that share a transaction. What ends a transaction on the server, such as
// a deadlock, still does. It costs two statements more for each, which observers do not see.
func Savepoints() TxOption { return TxOption{func(s *txSettings) { s.TxOptions.Savepoints = true }} }

// Retry runs the whole function again, up to attempts times in all, when the database reports a deadlock or a serialization
// failure, or that tables have changed under a statement; between two attempts it waits a random time, whose bound doubles. A
// commit of unknown outcome is never tried again. The function must bear being run again. Inside an outer
// transaction it does nothing: only the outermost can begin anew.
func Retry(attempts int) TxOption { return TxOption{func(s *txSettings) { s.attempts = attempts }} }

// Transaction runs fn inside a transaction: everything that is done with the context that fn gets belongs to it, of this DB
// only. A call with such a context is a savepoint. It commits when fn returns nil; an error or a panic rolls back. What a
// statement's failure may have ended on the server is doomed: all further work in it is ErrTxDoomed, and so is the result
// when fn returns nil all the same. A context that is over before the commit, ctx of a nested call too, ends the whole
// transaction, whether or not a statement noticed. It pins one connection of the pool. Goroutines may share the context: they take turns,
// and one that has the context of an outer level waits while a nested one runs, so inside fn use the context that it got. Once
// fn has returned, whatever is tried with its context is ErrTxDone.
func (db *DB) Transaction(ctx context.Context, fn func(ctx context.Context) error, opts ...TxOption) error {
	var s txSettings
	for _, o := range opts {
		o.apply(&s)
	}
	if db.engine.InTransaction(ctx) {
		if s.Isolation != sql.LevelDefault {
			return query.Errorf("Isolation: the outer transaction has begun already")
		}
		return db.engine.Transaction(ctx, s.TxOptions, fn)
	}
	return engine.Retry(ctx, s.attempts, func() error { return db.engine.Transaction(ctx, s.TxOptions, fn) })
}
