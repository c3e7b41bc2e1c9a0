package orm

import (
	"context"
	"database/sql"
	"fmt"
	"reflect"
	"slices"
	"sync"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/internal/write"
	"github.com/ormar-go/ormar/schema"
)

// DB is one database under one set of models. It is made by the Open or New of orm/sqlite, orm/sqlitego,
// orm/postgres or orm/mysql, is safe for concurrent use, and holds a pool of connections: open it once
// and close it at the end.
type DB struct {
	engine   *engine.DB
	writer   *write.Writer
	settings settings
	code     func(error) string
	shared   bool
	// scopeNames are those that Unscoped takes; not changed after opening.
	scopeNames map[string]bool
	bases      sync.Map // reflect.Type to *query.Query, the empty question to a model
}

// Connect makes a DB of a pool that a database package has opened and checked. Programs call the Open or New of such a
// package instead.
func Connect(pool *sqlx.DB, models *schema.Registry, d Driver, opts ...Option) (*DB, error) {
	values, err := dialect.For(d.Dialect)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConnect, err)
	}
	if models == nil {
		return nil, fmt.Errorf("%w: the registry is nil; make one with schema.NewRegistry", ErrConnect)
	}
	if d.NoFunctions {
		values = values.WithoutFunctions()
	}
	if d.NoFullText != "" {
		values = values.WithoutFullText(d.NoFullText)
	}
	if values.TimeText {
		values.Forms = dialect.NewForms()
	}
	db := &DB{code: d.Code, shared: d.SharedSessions}
	for _, o := range opts {
		o.apply(&db.settings)
	}
	if err := db.settings.complete(); err != nil {
		return nil, err
	}
	if err := db.settings.checkDriver(d.Dialect); err != nil {
		return nil, err
	}
	if db.settings.zeroDates {
		values = values.ZeroDatesAsNull()
	}
	db.engine = engine.New(pool, values, models, engine.Driver{Wrap: wrapper(d, models), Violated: violated, Stale: outrun, Computed: d.Computed, FromServer: d.FromServer, Unsent: d.Unsent, AmbiguousBadConn: d.AmbiguousBadConn,
		Prepare: d.Prepare, InTx: d.InTx, MaxPacket: d.MaxPacket, LocalLocks: d.LocalLocks, Direct: d.Direct, RawRows: undecoded(d)})
	db.engine.Handle, db.engine.Timeout, db.engine.Attempts = db, db.settings.timeout.n, db.settings.attempts.n
	db.writer = &write.Writer{Engine: db.engine, Hooks: &hooks.Set{}, Taken: taken, Referred: referred}
	if len(db.settings.observers) > 0 {
		db.engine.Observer, db.engine.ShowArguments = &observerAdapter{db.settings.observers, values.Name}, db.settings.arguments
	}
	if err := db.scoped(); err != nil {
		return nil, err
	}
	if d.Topology != nil {
		db.engine.Cluster = clustered(d.Topology, db.settings.cursorKey)
	}
	return db, nil
}

// Observing is a DB on the same pool, with the same hooks and scopes, whose statements o sees as well: for tests that count them. A
// context that carries a transaction of db carries it for this DB too. Close gives back what it keeps and leaves the pool open.
func (db *DB) Observing(o Observer) *DB {
	c := &DB{settings: db.settings, code: db.code, shared: db.shared}
	c.settings.observers = append(slices.Clone(db.settings.observers), o)
	c.engine = db.engine.Observing(&observerAdapter{c.settings.observers, db.Dialect()})
	c.engine.Handle, c.engine.ShowArguments = c, c.settings.arguments
	c.writer = &write.Writer{Engine: c.engine, Hooks: db.writer.Hooks, Taken: taken}
	_ = c.scoped() // which db has accepted
	return c
}

// Close closes the pool, in a cluster every pool; statements that are running are waited for.
func (db *DB) Close() error { return db.engine.Close() }

// SQLX is the pool, in a cluster that of the primary, for what this package does not do. A transaction of this package is not seen by it, and this package does not see
// what is sent through it: DDL that changes how a table makes its keys or defaults is for Exec, Conn or package migrate, since what was
// found out about a table with its first insert is not asked again; or open the database anew.
func (db *DB) SQLX() *sqlx.DB { return db.engine.Pool }

// Conn hands out the connection of the transaction that ctx carries, for what this package has no call for: COPY, LISTEN, temporary
// tables, settings of a session. What use does there belongs to the transaction, and so does what is done with ctx inside use, which
// takes its turn on the same connection; rows must be closed before. An error of use dooms the transaction, and so does use when it
// ends the transaction or leaves it broken. Do not close the connection, and do not keep it.
//
// Without a transaction it is a connection of the pool, which goes back afterwards, with whatever settings use made: undo them, or end
// with an error of conn.Raw that says driver.ErrBadConn. ctx inside use takes other connections then; where the pool has no other, it is
// ErrQuery. A transaction that use leaves open is rolled back, and ErrQuery. Errors are typed like those of any call; observers see
// nothing of it.
func (db *DB) Conn(ctx context.Context, use func(conn *sqlx.Conn) error) error {
	return db.engine.Conn(ctx, use)
}

// Join runs fn inside a transaction that the caller has begun on conn with SQL of his own: the context that fn gets carries it. Join
// neither commits nor rolls back. After an error the transaction must be rolled back; when it was committed, call committed, which runs
// what waits for OnCommit. Inside a transaction of this package, and without a connection, it is ErrQuery.
func (db *DB) Join(ctx context.Context, conn *sqlx.Conn, fn func(ctx context.Context) error) (committed func(), err error) {
	return db.engine.Join(ctx, conn, fn)
}

// ErrorCode is the database's own code of an error that has one in its chain, and empty for any other: the SQLSTATE on PostgreSQL,
// the error number on MySQL and MariaDB, the extended result code on SQLite.
func (db *DB) ErrorCode(err error) string {
	if db.code == nil || err == nil {
		return ""
	}
	return db.code(err)
}

// SharedSessions reports whether the connections are to a pooler in transaction mode, where nothing that belongs to a session lasts.
func (db *DB) SharedSessions() bool { return db.shared }

// Models is the registry that the DB was opened with.
func (db *DB) Models() *schema.Registry { return db.engine.Models }

// Hooks is the set of listeners of this DB; see package hooks.
func (db *DB) Hooks() *hooks.Set { return db.writer.Hooks }

// Stats are the pool's figures; in a cluster the sum of those of all pools, which Nodes has one by one.
func (db *DB) Stats() sql.DBStats {
	s := db.engine.Pool.Stats()
	if db.engine.Cluster != nil {
		for _, n := range db.engine.Cluster.Nodes() {
			if n.Pool != nil {
				addStats(&s, n.Pool.Stats())
			}
		}
	}
	return s
}

// Dialect is sqlite, postgres, mysql or mariadb, or that of a distributed engine: cockroachdb, yugabytedb, citus, tidb, vitess.
func (db *DB) Dialect() string { return db.engine.Dialect.Name }

// OnCommit runs fn after the outermost transaction that ctx carries for db has committed, in the order of the calls; at once
// outside of one. What was registered inside a nested transaction that is rolled back is forgotten.
func (db *DB) OnCommit(ctx context.Context, fn func()) error { return db.engine.OnCommit(ctx, fn) }

// base is the empty question to the model of a type; its Err says when the registry does not have it.
func (db *DB) base(t reflect.Type) *query.Query {
	if q, ok := db.bases.Load(t); ok {
		return q.(*query.Query)
	}
	q := &query.Query{Model: db.Models().Model(t)}
	if q.Model == nil {
		q.Model = &schema.Model{Name: t.Name(), Type: t}
		q.Err = query.Errorf("%s is not among the models of this database; give it to schema.NewRegistry", t.Name())
	}
	actual, _ := db.bases.LoadOrStore(t, q)
	return actual.(*query.Query)
}

// core is the engine, nil for no database.
func (db *DB) core() *engine.DB {
	if db == nil {
		return nil
	}
	return db.engine
}

// model is the registered model of a type.
func (db *DB) model(t reflect.Type) (*schema.Model, error) {
	q := db.base(t)
	return q.Model, q.Err
}

// PtrTo ties a model type to its pointer, which carries Schema: func f[T any, P orm.PtrTo[T]](m P) takes an instance of any model, and
// callers name T alone, or nothing.
type PtrTo[T any] interface {
	*T
	schema.Definer
}
