package servers

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3" // the driver "sqlite3"
)

// Each database is empty and its own: a table made in one is not seen in another.
func TestDSNGivesDatabasesOfTheirOwn(t *testing.T) {
	drivers := map[string]string{SQLite: "sqlite3", Postgres: "pgx", MySQL: "mysql", MariaDB: "mysql"}
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range 2 {
				pool, err := sql.Open(drivers[name], DSN(t, name))
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { pool.Close() })
				if _, err := pool.Exec("CREATE TABLE one (id INTEGER)"); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func TestFreshDrops(t *testing.T) {
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) {
			DSN(t, name) // skips where there is no server
			dsn, drop, err := Fresh(name)
			if err != nil {
				t.Fatal(err)
			}
			if name == SQLite {
				if err := os.WriteFile(dsn, nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if err := drop(); err != nil {
				t.Fatal(err)
			}
			if got := left(t, name, dsn); got != 0 {
				t.Errorf("%d databases are left of %s", got, dsn)
			}
		})
	}
}

// left counts what Fresh made and drop should have taken away.
func left(t *testing.T, name, dsn string) int {
	t.Helper()
	if name == SQLite {
		if _, err := os.Stat(filepath.Dir(dsn)); errors.Is(err, os.ErrNotExist) {
			return 0
		}
		return 1
	}
	s, err := lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	made := dsn[strings.Index(dsn, "ormar_test_"):]
	made, _, _ = strings.Cut(made, "?")
	var n int
	err = s.ask(t.Context(), func(pool *sql.DB) error {
		query := "SELECT count(*) FROM information_schema.schemata WHERE schema_name = '" + made + "'"
		return pool.QueryRow(query).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestSearchPath(t *testing.T) {
	for admin, want := range map[string]string{
		"postgres://u@h:1/d":                   "postgres://u@h:1/d?search_path=x",
		"postgres://u@h:1/d?sslmode=disable":   "postgres://u@h:1/d?search_path=x&sslmode=disable",
		"host=h user=u dbname=d":               "host=h user=u dbname=d search_path=x",
		"postgres://u@h/d?search_path=another": "postgres://u@h/d?search_path=x",
	} {
		if got, err := searchPath(admin, "x"); err != nil || got != want {
			t.Errorf("searchPath(%q) = %q, %v, want %q", admin, got, err, want)
		}
	}
}

func TestFindTellsAbsentFromBroken(t *testing.T) {
	k := mysqlKind()
	k.variable = "ORMAR_TEST_NOWHERE"
	k.local = "root@tcp(127.0.0.1:1)/" // nothing listens on port 1
	if _, err := find(k); !errors.Is(err, errAbsent) {
		t.Errorf("not named and not there: %v, want %v", err, errAbsent)
	}
	t.Setenv(k.variable, k.local)
	_, err := find(k)
	if err == nil || errors.Is(err, errAbsent) || !strings.Contains(err.Error(), k.variable) {
		t.Errorf("named and not there: %v, want an error that names %s and is no reason to skip", err, k.variable)
	}
}

func TestLockFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "slot")
	first, err := lockFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if second, err := lockFile(path); err == nil {
		second.Close()
		t.Skip("files cannot be locked against each other here")
	}
	first.Close()
	again, err := lockFile(path)
	if err != nil {
		t.Errorf("a slot that was given back cannot be taken: %v", err)
	}
	again.Close()
}
