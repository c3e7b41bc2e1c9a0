// Package postgres opens PostgreSQL databases, through github.com/jackc/pgx/v5 and its database/sql adapter, and the engines that speak
// its protocol: CockroachDB, YugabyteDB and Citus are recognised when a database is opened, and have dialects of their own.
//
// [Open] takes a URL or key=value pairs, with pgx's options. Sessions are in UTC and UTF-8, with standard_conforming_strings
// and ISO dates, whatever the server's defaults; a connection string that asks for other literals or another encoding is refused with
// orm.ErrConnect. Of pgx's default_query_exec_mode all but describe_exec are allowed: with those settings the simple protocol quotes
// safely too, it is only slower. One option is this module's own: pooler=transaction, for a server behind PgBouncer or its like in
// transaction mode, sends statements without names and sets nothing for a session that such a pooler would refuse or mix up.
//
// With several hosts and target_session_attrs=read-write the one that takes writes is found and followed; see [OpenCluster], which also
// reads from replicas.
//
// The pool has at most sixteen connections, kept for half an hour or five idle minutes; a connection that the server has
// closed is noticed before it is used. The pool's own methods, through [orm.DB.SQLX], change these numbers.
package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/spelling"
	"github.com/ormar-go/ormar/orm"
)

const (
	openTimeout    = 10 * time.Second
	maxConnections = 16
	maxIdle        = 8
	maxIdleTime    = 5 * time.Minute
	maxLifetime    = 30 * time.Minute
)

// open is Open without the models.
func open(dsn string) (*sqlx.DB, orm.Driver, error) {
	t, err := parse(dsn)
	if err != nil {
		return nil, orm.Driver{}, err
	}
	if t.fails {
		return openServers(t, nil)
	}
	return connect(t, t.pool())
}

// pool makes the pool of a target; nothing is sent before it is used.
func (t target) pool(options ...stdlib.OptionOpenDB) *sql.DB {
	connector := stdlib.GetConnector(*t.config, append(options,
		stdlib.OptionAfterConnect(func(ctx context.Context, conn *pgx.Conn) error {
			quickArrays(conn.TypeMap())
			err := check(conn.PgConn())
			if err != nil { // the adapter forgets a connection that is refused, open as it is
				_ = conn.Close(ctx)
			}
			return err
		}),
		stdlib.OptionShouldPing(doubtful))...)
	pool := sql.OpenDB(connector)
	pool.SetMaxOpenConns(maxConnections)
	pool.SetMaxIdleConns(maxIdle)
	pool.SetConnMaxIdleTime(maxIdleTime)
	pool.SetConnMaxLifetime(maxLifetime)
	return pool
}

// connect asks the server behind a pool whether it is there.
func connect(t target, db *sql.DB) (*sqlx.DB, orm.Driver, error) {
	pool := sqlx.NewDb(db, "pgx")
	ctx, cancel := context.WithTimeout(context.Background(), openTimeout)
	defer cancel()
	engine, err := recognise(ctx, pool)
	if err != nil {
		_ = pool.Close()
		return nil, orm.Driver{}, fmt.Errorf("%w: postgres: %s: %w", orm.ErrConnect, t.name, spelling.Line(err))
	}
	d := describe(engine)
	d.SharedSessions = t.pooled
	return pool, d, nil
}

// describe is what orm needs to know about this driver. pgx sends a statement without arguments over the simple protocol,
// and when its reply is lost says of it what it says of a connection that was closed before.
func describe(engine string) orm.Driver {
	return orm.Driver{Dialect: engine, Classify: classify, Computed: computed, FromServer: fromServer, Code: code, Stale: stale, Unsent: notSent, AmbiguousBadConn: true,
		InTx: inTransaction, RawRows: rawRows}
}

// check reads what the server said about the session when it began: a proxy may have dropped what was asked for.
func check(conn *pgconn.PgConn) error {
	for parameter, holds := range map[string]func(string) bool{
		"standard_conforming_strings": isOn,
		"client_encoding":             isUTF8,
	} {
		if value := conn.ParameterStatus(parameter); !holds(value) {
			return fmt.Errorf("the session has %s = %q; set it for the role or let the proxy pass it on", parameter, value)
		}
	}
	if zone := conn.ParameterStatus("TimeZone"); !isUTC(zone) {
		return fmt.Errorf("the session has TimeZone = %q instead of UTC; set it for the role or let the proxy pass it on", zone)
	}
	return nil
}

func isUTC(zone string) bool {
	switch zone {
	case "UTC", "Etc/UTC", "GMT", "Etc/GMT", "Zulu", "UCT", "Etc/UCT":
		return true
	}
	return false
}

// adopt is New without the models: nothing of a pool that was opened elsewhere is beyond SQL's reach, so that one
// connection is looked at and each is set up when it is used.
func adopt(pool *sqlx.DB) (orm.Driver, error) {
	if pool == nil {
		return orm.Driver{}, fmt.Errorf("%w: postgres: the pool is nil", orm.ErrConnect)
	}
	ctx, cancel := context.WithTimeout(context.Background(), openTimeout)
	defer cancel()
	conn, err := pool.Connx(ctx)
	if err != nil {
		return orm.Driver{}, fmt.Errorf("%w: postgres: %w", orm.ErrConnect, spelling.Line(err))
	}
	defer func() { _ = conn.Close() }()
	if err := firstPrepare(ctx, conn); err != nil {
		if errors.Is(err, orm.ErrConnect) {
			return orm.Driver{}, err
		}
		return orm.Driver{}, fmt.Errorf("%w: postgres: %w", orm.ErrConnect, spelling.Line(err))
	}
	engine, err := recognise(ctx, conn)
	if err != nil {
		return orm.Driver{}, fmt.Errorf("%w: postgres: %w", orm.ErrConnect, spelling.Line(err))
	}
	d := describe(engine)
	d.Prepare = prepare
	return d, nil
}

// firstPrepare also looks at what is the same for each connection of a pool.
func firstPrepare(ctx context.Context, conn *sqlx.Conn) error {
	err := raw(conn, func(c *pgx.Conn) error {
		if reason := refusedMode(c.Config().DefaultQueryExecMode); reason != "" {
			return fmt.Errorf("%w: postgres: %s", orm.ErrConnect, reason)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return prepare(ctx, conn)
}
