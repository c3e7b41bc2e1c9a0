package mysql

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/dbtest/servers"
)

// database makes an empty database for one test and gives its data source name, with options behind it.
func database(t *testing.T, options string) string {
	t.Helper()
	dsn := servers.DSN(t, servers.Names()[2])
	switch {
	case options == "":
		return dsn
	case strings.Contains(dsn, "?"):
		return dsn + "&" + options
	}
	return dsn + "?" + options
}

// fresh opens an empty database.
func fresh(t *testing.T) *sqlx.DB {
	t.Helper()
	return opened(t, database(t, ""))
}

func opened(t *testing.T, dsn string) *sqlx.DB {
	t.Helper()
	pool, _, err := open(dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if n := pool.Stats().InUse; n != 0 {
			t.Errorf("%d connections are still in use", n)
		}
		_ = pool.Close()
	})
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

// run sends one statement that has to work.
func run(t *testing.T, on sqlx.ExecerContext, query string, args ...any) sql.Result {
	t.Helper()
	result, err := on.ExecContext(t.Context(), query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return result
}

func one[V any](t *testing.T, on sqlx.QueryerContext, query string, args ...any) (value V) {
	t.Helper()
	if err := sqlx.GetContext(t.Context(), on, &value, query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return value
}

// said is classify's answer in words.
func said(err error) string {
	kind, constraint, table := classify(fmt.Errorf("wrapped: %w", err))
	return fmt.Sprintf("%v %q %q", kind, constraint, table)
}
