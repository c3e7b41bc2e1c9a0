// Package mysql opens MySQL 8 and MariaDB databases, through github.com/go-sql-driver/mysql, and TiDB and Vitess, which speak their protocol.
//
// [Open] takes the driver's data source names, user:password@tcp(host:3306)/database?options, and URLs,
// mysql://user:password@host:3306/database?options. Whatever these say, sessions are in utf8mb4 and UTC, times are parsed,
// updates count the rows that matched, and sql_mode has STRICT_ALL_TABLES, NO_ZERO_DATE, NO_ZERO_IN_DATE
// and ERROR_FOR_DIVISION_BY_ZERO beside the server's modes; averages and quotients of exact numbers have 16 digits more than
// these, unless the option div_precision_increment says otherwise; group_concat_max_len is as large as it can be. Options that
// would break a promise of this module (multiStatements, allowAllFiles, other character sets, a time_zone other than UTC,
// autocommit=0, …) are refused with orm.ErrConnect;
// interpolateParams is allowed, since utf8mb4 is safe to quote. The server's version decides whether the dialect is mysql,
// mariadb, tidb or vitess.
//
// With several hosts, tcp(one:3306,two:3306) or mysql://user@one,two/database, the one that takes writes is found and followed; see
// [OpenCluster], which also reads from replicas.
//
// The pool has at most sixteen connections, kept for five minutes, or half the server's wait_timeout when that is shorter. Each
// keeps up to 256 statements prepared, so that a full pool stays far below the server's max_prepared_stmt_count. A value above
// the server's max_allowed_packet is refused before it is sent, with orm.ErrValidation.
package mysql

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/spelling"
	"github.com/ormar-go/ormar/orm"
)

const (
	openTimeout    = 10 * time.Second
	maxConnections = 16
	maxIdle        = 8
	maxLifetime    = 5 * time.Minute
)

// open is Open without the models.
func open(dsn string) (*sqlx.DB, orm.Driver, error) {
	t, err := parse(dsn)
	if err != nil {
		return nil, orm.Driver{}, err
	}
	if len(t.hosts) > 0 {
		return openServers(t, nil)
	}
	pool, s, err := connect(t)
	if err != nil {
		return nil, orm.Driver{}, err
	}
	d := s.describe()
	d.Direct = direct{}
	return pool, d, nil
}

// connect finds out what the server is, and makes a pool for it.
func connect(t target) (*sqlx.DB, server, error) {
	ctx, cancel := context.WithTimeout(context.Background(), openTimeout)
	defer cancel()
	s, err := t.discover(ctx)
	if err != nil {
		return nil, server{}, fmt.Errorf("%w: mysql: %s: %w", orm.ErrConnect, t.name, spelling.Line(err))
	}
	pool, err := t.pool(s)
	if err != nil {
		return nil, server{}, fmt.Errorf("%w: mysql: %s: %w", orm.ErrConnect, t.name, spelling.Line(err))
	}
	if err := checkSession(ctx, pool); err != nil {
		_ = pool.Close()
		return nil, server{}, fmt.Errorf("%w: mysql: %s: %w", orm.ErrConnect, t.name, spelling.Line(err))
	}
	return pool, s, nil
}

// discover asks the server what it is, on a connection of its own: the others depend on the answer.
func (t target) discover(ctx context.Context) (server, error) {
	config := t.config.Clone()
	if err := config.Apply(mysql.Charset("utf8mb4", "")); err != nil {
		return server{}, err
	}
	inner, err := t.connector(config, 0)
	if err != nil {
		return server{}, err
	}
	pool := sqlx.NewDb(sql.OpenDB(inner), "mysql")
	defer func() { _ = pool.Close() }()
	return ask(ctx, pool)
}

// pool is made for the server that was found.
func (t target) pool(s server) (*sqlx.DB, error) {
	config := t.config.Clone()
	if err := config.Apply(mysql.Charset("utf8mb4", "")); err != nil {
		return nil, err
	}
	config.Params["collation_connection"] = s.collation() // the driver does not know every collation by name
	settlePlans(config.Params, s)
	if s.engine == "tidb" { // a key of the caller's own is a key there too
		config.Params["allow_auto_random_explicit_insert"] = "1"
	}
	if config.MaxAllowedPacket <= 0 || config.MaxAllowedPacket >= s.maxPacket {
		config.MaxAllowedPacket = s.maxPacket - 1
	}
	inner, err := t.connector(config, s.maxPacket)
	if err != nil {
		return nil, err
	}
	pool := sqlx.NewDb(sql.OpenDB(inner), "mysql")
	pool.SetMaxOpenConns(maxConnections)
	pool.SetMaxIdleConns(maxIdle)
	pool.SetConnMaxLifetime(s.lifetime())
	return pool, nil
}

// connector makes connections to the server, or to that of several hosts which takes writes. A limit of 0 is for those that nobody
// else uses.
func (t target) connector(config *mysql.Config, limit int) (driver.Connector, error) {
	inner, err := mysql.NewConnector(config)
	switch {
	case err != nil:
		return nil, err
	case len(t.hosts) > 0:
		hosts, err := choose(config, t.hosts, t.conns)
		return connector{inner, limit, hosts}, err
	case limit == 0:
		return inner, nil
	}
	return connector{inner, limit, nil}, nil
}

// settlePlans puts the settings of the server's optimizer before the caller's own, which win.
func settlePlans(params map[string]string, s server) {
	own := ""
	for variable, value := range params {
		if strings.EqualFold(variable, "optimizer_switch") {
			own = value
			delete(params, variable)
		}
	}
	if variable, expression := s.plans(own); variable != "" {
		params[variable] = expression
	} else if own != "" {
		params["optimizer_switch"] = own
	}
}
