// Package sqlitetest tries a driver of SQLite: what package orm and the statements of this module take for granted of every one.
package sqlitetest

import (
	"path/filepath"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/sqlite"
)

// kit is a driver on trial.
type kit struct {
	sqlite.Binding
	name string // of the driver with database/sql
}

// Run tries a binding; name is that of its driver with database/sql, where a program opens a pool by itself.
func Run(t *testing.T, b sqlite.Binding, name string) {
	k := kit{b, name}
	for test, run := range map[string]func(*testing.T){
		"scalar functions": k.scalarFunctions, "aggregate functions": k.aggregateFunctions,
		"constraints": k.classifyConstraints, "locks": k.classifyLocks, "other errors": k.classifyLeavesOthersAlone,
		"a rollback of its own": k.inTransactionSeesARollbackOfSQLite,
		"settings":              k.everyConnectionHasTheSettings, "memory": k.memoryOutlivesItsConnection, "what fails": k.openNamesWhatFails,
		"a read-only file": k.readOnlyFile, "a new file": k.manyOpenOneNewFile, "writers": k.writersWaitForEachOther,
		"adopt": k.adopt, "adopt and leave": k.adoptLeavesTheConnectionAsItWas, "adopt memory": k.adoptMemory,
		"adopt its own": k.adoptKnowsItsOwnPools, "adopt nil": k.adoptNil,
		"direct": k.direct, "direct pools": k.onlyOwnPoolsAreDirect, "values": k.values, "kept statements": k.keptStatements, "cancel": k.cancel,
	} {
		t.Run(test, run)
	}
}

// fresh opens a new file.
func (k kit) fresh(t *testing.T) *sqlx.DB {
	t.Helper()
	return k.opened(t, filepath.Join(t.TempDir(), "test.db"))
}

func (k kit) opened(t *testing.T, dsn string) *sqlx.DB {
	t.Helper()
	pool, _, err := k.Open(dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if n := pool.Stats().InUse; n != 0 {
			t.Errorf("%d connections are still in use", n)
		}
		if err := pool.Close(); err != nil {
			t.Error(err)
		}
	})
	return pool
}

// foreign is a pool that a program opened by itself.
func (k kit) foreign(t *testing.T, dsn string) *sqlx.DB {
	t.Helper()
	pool, err := sqlx.Open(k.name, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pool.Close() })
	return pool
}

func pinned(t *testing.T, pool *sqlx.DB) *sqlx.Conn {
	t.Helper()
	conn, err := pool.Connx(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func run(t *testing.T, conn *sqlx.Conn, query string) {
	t.Helper()
	if _, err := conn.ExecContext(t.Context(), query); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func exec(t *testing.T, db sqlx.Execer, query string, args ...any) {
	t.Helper()
	if _, err := db.Exec(query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}
