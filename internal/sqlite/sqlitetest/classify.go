package sqlitetest

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/ormar-go/ormar/orm"
)

func (k kit) classifyConstraints(t *testing.T) {
	pool := k.fresh(t)
	exec(t, pool, `
		CREATE TABLE parent (id INTEGER PRIMARY KEY);
		CREATE TABLE child (
			id INTEGER PRIMARY KEY, a INTEGER, b TEXT NOT NULL DEFAULT '', parent INTEGER REFERENCES parent ON DELETE RESTRICT,
			CONSTRAINT positive CHECK (a > 0), UNIQUE (a, b)
		) STRICT;
		CREATE UNIQUE INDEX folded ON child (lower(b)) WHERE b <> '';
		CREATE TABLE pairs (a INTEGER, b INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID;
		CREATE TRIGGER forbidden BEFORE DELETE ON pairs BEGIN SELECT RAISE(ABORT, 'no'); END;
		INSERT INTO parent VALUES (1);
		INSERT INTO child (id, a, b, parent) VALUES (1, 1, 'x', 1), (2, 7, '', NULL);
		INSERT INTO pairs VALUES (1, 1)`)
	for _, c := range []struct {
		statement         string
		kind              error
		constraint, table string
	}{
		{"INSERT INTO child (id, a) VALUES (1, 2)", orm.ErrUnique, "child.id", "child"},
		{"INSERT INTO child (a, b) VALUES (7, '')", orm.ErrUnique, "child.a, child.b", "child"},
		{"INSERT INTO child (a, b) VALUES (2, 'X')", orm.ErrUnique, "folded", ""},
		{"INSERT INTO pairs VALUES (1, 1)", orm.ErrUnique, "pairs.a, pairs.b", "pairs"},
		{"INSERT INTO child (a, b) VALUES (3, NULL)", orm.ErrNotNull, "child.b", "child"},
		{"INSERT INTO child (a) VALUES (-1)", orm.ErrCheck, "positive", ""},
		{"INSERT INTO child (parent) VALUES (9)", orm.ErrForeignKey, "", ""},
		{"DELETE FROM parent", orm.ErrForeignKey, "", ""},
		{"INSERT INTO child (a) VALUES ('text')", orm.ErrValidation, "", ""},
		{"INSERT INTO parent VALUES ('text')", orm.ErrValidation, "", ""},
		{"DELETE FROM pairs", nil, "", ""},
		{"SELECT nothing", nil, "", ""},
	} {
		_, err := pool.Exec(c.statement)
		if err == nil {
			t.Errorf("%s: no error", c.statement)
		}
		kind, constraint, table := k.Classify(fmt.Errorf("wrapped: %w", err))
		if !errors.Is(kind, c.kind) || constraint != c.constraint || table != c.table {
			t.Errorf("%s: %v is %v %q %q, want %v %q %q", c.statement, err, kind, constraint, table, c.kind, c.constraint, c.table)
		}
	}
}

func (k kit) classifyLocks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	pool := k.opened(t, path+"?_busy_timeout=10")
	exec(t, pool, "CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (0)")
	a, b := pinned(t, pool), pinned(t, pool)

	run(t, a, "BEGIN IMMEDIATE")
	_, err := b.ExecContext(t.Context(), "BEGIN IMMEDIATE")
	if kind, _, _ := k.Classify(err); !errors.Is(kind, orm.ErrLockTimeout) {
		t.Errorf("second writer: %v is %v", err, kind)
	}
	run(t, a, "ROLLBACK")

	run(t, a, "BEGIN")
	run(t, a, "SELECT n FROM t")
	run(t, b, "UPDATE t SET n = 1")
	_, err = a.ExecContext(t.Context(), "UPDATE t SET n = 2")
	if kind, _, _ := k.Classify(err); !errors.Is(kind, orm.ErrSerialization) {
		t.Errorf("write on an old snapshot: %v is %v", err, kind)
	}
	run(t, a, "ROLLBACK")

	run(t, a, "PRAGMA query_only = 1")
	_, err = a.ExecContext(t.Context(), "UPDATE t SET n = 2")
	if kind, _, _ := k.Classify(err); !errors.Is(kind, orm.ErrReadOnly) {
		t.Errorf("write under query_only: %v is %v", err, kind)
	}
	run(t, a, "PRAGMA query_only = 0")
}

func (k kit) classifyLeavesOthersAlone(t *testing.T) {
	for _, err := range []error{nil, context.Canceled, errors.New("UNIQUE constraint failed: t.a")} {
		if kind, constraint, table := k.Classify(err); kind != nil || constraint != "" || table != "" {
			t.Errorf("%v is %v %q %q", err, kind, constraint, table)
		}
	}
}

// SQLite rolls a whole transaction back when a write is interrupted; the connection must say so.
func (k kit) inTransactionSeesARollbackOfSQLite(t *testing.T) {
	pool := k.fresh(t)
	exec(t, pool, "CREATE TABLE t (n INTEGER)")
	conn := pinned(t, pool)
	expect := func(want bool) {
		t.Helper()
		if got, err := k.InTransaction(t.Context(), conn); err != nil || got != want {
			t.Fatalf("in transaction: %v, %v, want %v", got, err, want)
		}
	}
	expect(false)
	run(t, conn, "BEGIN IMMEDIATE")
	expect(true)
	run(t, conn, "INSERT INTO t VALUES (1)")
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := conn.ExecContext(ctx, "INSERT INTO t WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n FROM r")
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("interrupted: %v", err)
	}
	expect(false)
}
