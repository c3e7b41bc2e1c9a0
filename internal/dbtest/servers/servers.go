package servers

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

// The names by which tests ask for a database. Both flavours of MySQL are one server here, the one of ORMAR_MYSQL: asking for
// either gives that server, whatever it is.
const (
	SQLite   = "sqlite"
	Postgres = "postgres"
	MySQL    = "mysql"
	MariaDB  = "mariadb"
)

const (
	probeTimeout = time.Second
	namedTimeout = 10 * time.Second
)

// errAbsent marks a server that nobody asked for and that is not there, as against one that is named and does not answer.
var errAbsent = errors.New("no server at hand")

// errShort is why a test with -short gets SQLite alone, whatever the environment names.
var errShort = errors.New("-short: on SQLite alone")

// server is a place where databases can be made.
type server struct {
	name  string // what it turned out to be
	kind  kind
	admin string // where to connect in order to make databases
}

// kind is what differs between the servers.
type kind struct {
	driver   string
	variable string
	local    string
	version  string // a query for the text that tells one product from another
	name     func(version string) string
	create   string // formats; the argument is a name that this package made
	drop     string
	dsn      func(admin, name string) (string, error)
	errand   func(admin string) string // admin as the bare driver takes it; nil where that is the same
}

// The look at each server happens once per process: tests ask hundreds of times.
var (
	findPostgres = sync.OnceValues(func() (server, error) {
		if strings.Contains(os.Getenv(postgresKind().variable), pooled) {
			return find(pooledKind())
		}
		return find(postgresKind())
	})
	findMySQL = sync.OnceValues(func() (server, error) { return find(mysqlKind()) })
)

// lookup gives the server that a test asks for by name.
func lookup(name string) (server, error) {
	switch name {
	case SQLite:
		return server{name: SQLite}, nil
	case Postgres:
		return findPostgres()
	case MySQL, MariaDB:
		return findMySQL()
	}
	return server{}, fmt.Errorf("dbtest: no database is called %q", name)
}

func find(k kind) (server, error) {
	named := os.Getenv(k.variable)
	timeout := probeTimeout
	if named != "" {
		timeout = namedTimeout
	}
	s := server{kind: k, admin: cmp.Or(named, k.local)}
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	var version string
	err := s.ask(ctx, func(pool *sql.DB) error {
		return pool.QueryRowContext(ctx, k.version).Scan(&version)
	})
	switch {
	case err == nil:
		s.name = k.name(version)
		return s, nil
	case named != "":
		return s, fmt.Errorf("%s is set, but its server does not answer: %w", k.variable, err)
	}
	return s, fmt.Errorf("%w: %s is not set and %s does not answer (%w); start one with `make servers`", errAbsent,
		k.variable, k.local, err)
}

// ask opens a connection for one errand. None is kept: every process of a test run would hold one for all its life.
func (s server) ask(ctx context.Context, do func(*sql.DB) error) error {
	admin := s.admin
	if s.kind.errand != nil {
		admin = s.kind.errand(admin)
	}
	pool, err := sql.Open(s.kind.driver, admin)
	if err != nil {
		return fmt.Errorf("open %s: %w", s.kind.driver, err)
	}
	defer pool.Close()
	pool.SetMaxOpenConns(1)
	if err := pool.PingContext(ctx); err != nil {
		return err
	}
	return do(pool)
}

func (s server) exec(ctx context.Context, statement string) error {
	return s.ask(ctx, func(pool *sql.DB) error {
		_, err := pool.ExecContext(ctx, statement)
		return err
	})
}
