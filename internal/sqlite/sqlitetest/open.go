package sqlitetest

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/sqlite"
	"github.com/ormar-go/ormar/orm"
)

// T-01: foreign keys are on, and so is everything else that a session needs.
func (k kit) everyConnectionHasTheSettings(t *testing.T) {
	pool := k.fresh(t)
	var conns []*sqlx.Conn
	for range 3 {
		conn, err := pool.Connx(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		conns = append(conns, conn)
	}
	for i, conn := range conns {
		for pragma, want := range map[string]string{"foreign_keys": "1", "journal_mode": "wal", "busy_timeout": "5000", "synchronous": "1"} {
			var got string
			if err := conn.GetContext(t.Context(), &got, "PRAGMA "+pragma); err != nil || got != want {
				t.Errorf("connection %d: %s is %q, %v, want %q", i, pragma, got, err, want)
			}
		}
		if !sqlite.HasFunctions(t.Context(), conn) {
			t.Errorf("connection %d has no functions", i)
		}
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	}
	if got := pool.Stats().MaxOpenConnections; got != 8 {
		t.Errorf("the pool has %d connections at most", got)
	}
}

func (k kit) memoryOutlivesItsConnection(t *testing.T) {
	pool := k.opened(t, ":memory:")
	if got := pool.Stats().MaxOpenConnections; got != 1 {
		t.Fatalf("the pool has %d connections at most, want 1", got)
	}
	exec(t, pool, "CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (7)")
	conn, err := pool.Connx(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.Raw(func(any) error { return driver.ErrBadConn }); !errors.Is(err, driver.ErrBadConn) {
		t.Fatal(err)
	}
	var n int
	if err := pool.Get(&n, "SELECT n FROM t"); err != nil || n != 7 {
		t.Errorf("%d, %v after the connection was dropped", n, err)
	}
}

func (k kit) openNamesWhatFails(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "letter.txt")
	if err := os.WriteFile(text, []byte("this is a letter and no database, which is a good deal longer"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{filepath.Join(dir, "no", "such", "directory.db"), dir, text, "file:" + filepath.Join(dir, "absent.db") + "?mode=ro"} {
		_, _, err := k.Open(path)
		if !errors.Is(err, orm.ErrConnect) {
			t.Errorf("%s: %v, want ErrConnect", path, err)
		}
	}
}

func (k kit) readOnlyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	exec(t, k.opened(t, path), "CREATE TABLE t (n INTEGER)")
	_, err := k.opened(t, "file:"+path+"?mode=ro").Exec("INSERT INTO t VALUES (1)")
	if kind, _, _ := k.Classify(err); !errors.Is(kind, orm.ErrReadOnly) {
		t.Errorf("%v is %v", err, kind)
	}
}

// A new file is switched to WAL by whoever comes first; the others wait.
func (k kit) manyOpenOneNewFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	var wait sync.WaitGroup
	for i := range 12 {
		wait.Go(func() {
			pool, _, err := k.Open(path)
			if err != nil {
				t.Errorf("%d: %v", i, err)
				return
			}
			defer func() { _ = pool.Close() }()
			if _, err := pool.Exec(fmt.Sprintf("CREATE TABLE t%d (n INTEGER)", i)); err != nil {
				t.Errorf("%d: %v", i, err)
			}
		})
	}
	wait.Wait()
}

// Eight writers that read first: with immediate locks none of them fails, and no update is lost.
func (k kit) writersWaitForEachOther(t *testing.T) {
	pool := k.fresh(t)
	exec(t, pool, "CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (0)")
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 25 {
				if err := increment(t.Context(), pool); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	var n int
	if err := pool.Get(&n, "SELECT n FROM t"); err != nil || n != 200 {
		t.Errorf("%d, %v, want 200", n, err)
	}
}

func increment(ctx context.Context, pool *sqlx.DB) error {
	tx, err := pool.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	var n int
	if err := tx.Get(&n, "SELECT n FROM t"); err != nil {
		return err
	}
	if _, err := tx.Exec("UPDATE t SET n = ?", n+1); err != nil {
		return err
	}
	return tx.Commit()
}
