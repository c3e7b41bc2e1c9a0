// Package engine runs questions end to end: it looks up or compiles the statement of a query's shape, binds its values, sends
// it on the right connection, reads the rows and follows the prefetches. It has no type parameters: rows are pointers to
// structs that package orm knows the type of.
package engine

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/cluster"
	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/internal/scan"
	"github.com/ormar-go/ormar/schema"
)

// RawRows and RawColumn are what a driver gives that decodes nothing.
type (
	RawRows   = scan.RawRows
	RawColumn = scan.RawColumn
)

// Driver is what the engine asks of a driver beyond database/sql.
type Driver struct {
	// Wrap makes the typed error of a driver's error, or returns err itself when it means nothing special. operation and table
	// are the statement's, or empty. answered says that the error is the server's verdict on the statement.
	Wrap func(err error, operation, table string) (typed error, answered bool)
	// Violated are the fields of the unique constraint that an error speaks of; nil where it names none.
	Violated func(err error) []string
	// Stale makes the error of an instance whose row has another version; of one that is gone stored is nil.
	Stale func(m *schema.Model, key, have, stored any) error
	// Computed recognises a number that the server could not compute; nil where it says nothing of the kind.
	Computed func(err error) bool
	// FromServer recognises an error whose text is the server's; nil where there are none.
	FromServer func(err error) bool
	// Unsent recognises an error that came before the first byte of a statement; nil where there are none but driver.ErrBadConn.
	Unsent func(err error) bool
	// AmbiguousBadConn says that driver.ErrBadConn of a statement without arguments may also be a lost reply.
	AmbiguousBadConn bool
	// Prepare sets up a connection of a pool that was opened elsewhere; nil for our own.
	Prepare func(ctx context.Context, conn *sqlx.Conn) error
	// InTx reports whether the server still has the connection's transaction open.
	InTx func(ctx context.Context, conn *sqlx.Conn) (bool, error)
	// LocalLocks says that named locks do not keep everybody out who writes.
	LocalLocks bool
	// MaxPacket is how many bytes the server takes at once; 0 where it does not say.
	MaxPacket int
	// Direct sends past database/sql; nil where the driver does not keep statements, or where it gains nothing.
	Direct Direct
	// RawRows sends a query and yields undecoded rows; nil where the driver has no such way.
	RawRows func(ctx context.Context, conn *sqlx.Conn, query string, args []any) (RawRows, error)
}

// DB is one database. It is safe for concurrent use.
type DB struct {
	Pool     *sqlx.DB
	Dialect  *dialect.Dialect
	Models   *schema.Registry
	Driver   Driver
	Observer Observer
	// ShowArguments lets the observer see the parameters, those of secret fields masked.
	ShowArguments bool
	// Timeout bounds a statement whose context has no deadline; 0 does not.
	Timeout time.Duration
	// Attempts is how often a statement outside a transaction is tried in all, when another attempt may succeed and none can have
	// done anything; what was stale is sent again whatever it is.
	Attempts int
	// Scopes are the conditions that always hold of a model's rows; nil where no model has any.
	Scopes func(*schema.Model) []*query.Scope
	// Cluster are the servers that stand for the database, where there may be several; nil for one.
	Cluster *cluster.Cluster
	// Handle is what relation values of loaded rows get to reach this database again.
	Handle schema.Source

	observed *DB // the database that this one observes, whose transactions are its own; nil for most
	compiler *compile.Compiler
	plans    plans
	shapes   sync.Pool
	bindings sync.Map // bindingKey to *schema.Binding
	proved   sync.Map // *schema.Attribute: what the server made of it was read back
	held     held
}

// New is the engine of a pool.
func New(pool *sqlx.DB, d *dialect.Dialect, models *schema.Registry, driver Driver) *DB {
	db := &DB{Pool: pool, Dialect: d, Models: models, Driver: driver, compiler: &compile.Compiler{Dialect: d}}
	class := func(a *schema.Attribute, n int) int { return compile.ListClass(d, a, n) }
	db.shapes.New = func() any { return &query.Shape{ListClass: class} }
	return db
}

// Observing is a second engine of the same pool, whose statements another observer sees. It takes part in transactions of the first,
// and knows what that one has found out about tables. Closing it closes what it keeps, not the pool.
func (db *DB) Observing(o Observer) *DB {
	c := New(db.Pool, db.Dialect, db.Models, db.Driver)
	c.Observer, c.ShowArguments, c.Timeout, c.Attempts, c.Scopes = o, db.ShowArguments, db.Timeout, db.Attempts, db.Scopes
	c.observed, c.Cluster = db.txKey().db, db.Cluster
	db.proved.Range(func(a, v any) bool { c.proved.Store(a, v); return true })
	return c
}

// Close closes the kept statements and the pool.
func (db *DB) Close() error {
	db.plans.clear()
	if db.observed != nil {
		return nil
	}
	if db.Cluster != nil {
		return errors.Join(db.Cluster.Close(), db.Pool.Close())
	}
	return db.Pool.Close()
}

type bindingKey struct {
	side   *schema.Side
	strict bool
}

// Binding is what relation values of the side hold; one for all rows.
func (db *DB) Binding(side *schema.Side, strict bool) *schema.Binding {
	key := bindingKey{side, strict}
	if b, ok := db.bindings.Load(key); ok {
		return b.(*schema.Binding)
	}
	b, _ := db.bindings.LoadOrStore(key, &schema.Binding{DB: db.Handle, Side: side, Strict: strict})
	return b.(*schema.Binding)
}

// shape is an empty shape from the pool; give it back with db.shapes.Put.
func (db *DB) shape() *query.Shape {
	s := db.shapes.Get().(*query.Shape)
	s.Reset()
	return s
}

// conn is what a statement is sent on: the pool, or the connection that a transaction has pinned.
type conn interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}
