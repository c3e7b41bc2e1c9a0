package sqlite

import (
	"context"
	"database/sql/driver"
	"fmt"
	"net/url"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Binding is a driver of SQLite, as functions.
type Binding struct {
	// Module is where the driver comes from, for messages.
	Module string
	// Driver makes the driver of a pool; its connections have the functions of [Scalars] and [Aggregates].
	Driver func() driver.Driver
	// Owns recognises the driver's connections.
	Owns func(conn any) bool
	// AutoCommit reports whether no transaction is open on a connection.
	AutoCommit func(conn any) (bool, error)
	// Fault reads what SQLite said.
	Fault func(err error) (Fault, bool)
	// NoFullText names the driver where its SQLite has no FTS4; empty where it has.
	NoFullText string
	// Direct sends on connections of a pool that Open made.
	Direct orm.Direct
	// Settings turns options of this module into the driver's own, where they differ; nil where they do not. It may refuse some.
	Settings func(url.Values) error
}

// Connect is the Open of a database package.
func (b Binding) Connect(dsn string, models *schema.Registry, opts ...orm.Option) (*orm.DB, error) {
	pool, d, err := b.Open(dsn, attached(opts)...)
	if err != nil {
		return nil, err
	}
	db, err := orm.Connect(pool, models, d, opts...)
	if err != nil {
		_ = pool.Close()
		return nil, err
	}
	return db, nil
}

// Take is the New of a database package.
func (b Binding) Take(pool *sqlx.DB, models *schema.Registry, opts ...orm.Option) (*orm.DB, error) {
	if files := attached(opts); len(files) > 0 {
		return nil, refuse(files[0].path, "Attach is for Open; attach the file where the pool is opened")
	}
	d, err := b.Adopt(pool)
	if err != nil {
		return nil, err
	}
	return orm.Connect(pool, models, d, opts...)
}

// describe is what orm needs to know about this driver.
func (b Binding) describe() orm.Driver {
	return orm.Driver{Dialect: "sqlite", Classify: b.Classify, Computed: b.computed, FromServer: b.fromServer, Code: b.code,
		InTx: b.InTransaction, NoFullText: b.NoFullText}
}

// InTransaction asks the connection itself: SQLite rolls back on its own after an interrupt, a full
// disk and the like, and the next statement would then commit alone.
func (b Binding) InTransaction(_ context.Context, conn *sqlx.Conn) (open bool, err error) {
	err = b.raw(conn, func(c any) error {
		auto, err := b.AutoCommit(c)
		open = err == nil && !auto
		return err
	})
	return open, err
}

// raw hands the driver's connection to use.
func (b Binding) raw(conn *sqlx.Conn, use func(any) error) error {
	return conn.Raw(func(c any) error {
		if wrapped, ok := c.(interface{ Raw() driver.Conn }); ok {
			c = wrapped.Raw()
		}
		if !b.Owns(c) {
			return fmt.Errorf("%w: sqlite: the pool's connections are %T; open it with %s", orm.ErrConnect, c, b.Module)
		}
		return use(c)
	})
}
