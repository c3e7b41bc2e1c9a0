package dbtest

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest/servers"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/mysql"
	"github.com/ormar-go/ormar/orm/postgres"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

const (
	// poolSize is enough for tests that need several connections and small beside the hundred that a server has.
	poolSize = 4
	// returnTimeout is how long a connection may take to come back: database/sql returns it on a goroutine of its own after a
	// context is cancelled.
	returnTimeout = 3 * time.Second
	createTimeout = time.Minute
)

// Each runs a test on an empty database with the tables of models, once for every database, as parallel subtests called
// sqlite, postgres, and mysql or mariadb. They run after the caller has returned, as parallel subtests do: what run needs
// must not be given back by a defer of the caller.
func Each(t *testing.T, models *schema.Registry, run func(t *testing.T, db *orm.DB), opts ...orm.Option) {
	t.Helper()
	for _, name := range servers.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, Open(t, name, models, opts...))
		})
	}
}

// Open makes an empty database of that name's kind, opens it with at most four connections, and creates the tables of
// models. At the end of t it checks that every connection is back in the pool, closes the pool and drops the database. Where there
// is no such server the test is skipped, or fails with ORMAR_REQUIRE_ALL=1.
func Open(t testing.TB, name string, models *schema.Registry, opts ...orm.Option) *orm.DB {
	t.Helper()
	db := OpenEmpty(t, name, models, opts...)
	ctx, cancel := context.WithTimeout(t.Context(), createTimeout)
	defer cancel()
	if err := migrate.CreateAll(ctx, db); err != nil {
		t.Fatalf("create the tables on %s: %v", name, err)
	}
	return db
}

// OpenEmpty is Open without the tables.
func OpenEmpty(t testing.TB, name string, models *schema.Registry, opts ...orm.Option) *orm.DB {
	t.Helper()
	db, err := open(name, servers.DSN(t, name), models, opts)
	if err != nil {
		t.Fatalf("open %s: %v", name, err)
	}
	t.Cleanup(func() {
		if n := inUse(db, returnTimeout); n != 0 {
			t.Errorf("%d connections of %s are still in use: is a transaction open, or a result not read to its end?", n, name)
		}
		if err := db.Close(); err != nil {
			t.Errorf("close %s: %v", name, err)
		}
	})
	limit(db)
	return db
}

// DSN makes an empty database and says how to open it, for tests that open it themselves.
func DSN(t testing.TB, name string) string {
	t.Helper()
	return servers.DSN(t, name)
}

// Names gives what there is to test on: sqlite, postgres, and mysql or mariadb. A server that is not at hand is in the list
// too; asking for a database on it skips the test and says why.
func Names() []string { return servers.Names() }

func open(name, dsn string, models *schema.Registry, opts []orm.Option) (*orm.DB, error) {
	switch name {
	case servers.SQLite:
		return sqlite.Open(dsn, models, opts...)
	case servers.Postgres:
		return postgres.Open(dsn, models, opts...)
	case servers.MySQL, servers.MariaDB:
		return mysql.Open(dsn, models, opts...)
	}
	return nil, fmt.Errorf("dbtest: no database is called %q", name)
}

func limit(db *orm.DB) {
	size := poolSize
	if os.Getenv("ORMAR_ONE_CONN") == "1" {
		size = 1
	}
	db.SQLX().SetMaxOpenConns(size)
	db.SQLX().SetMaxIdleConns(size)
}

// inUse waits for the connections that are on their way back.
func inUse(db *orm.DB, patience time.Duration) int {
	for began := time.Now(); time.Since(began) < patience; time.Sleep(10 * time.Millisecond) {
		if db.Stats().InUse == 0 {
			return 0
		}
	}
	return db.Stats().InUse
}
