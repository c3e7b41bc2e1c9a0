package postgres

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/orm"
)

func TestClassifyStatements(t *testing.T) {
	pool := fresh(t)
	run(t, pool, "CREATE TABLE parent (id int PRIMARY KEY)")
	run(t, pool, `CREATE TABLE child (id int PRIMARY KEY, a smallint CONSTRAINT positive CHECK (a > 0), b varchar(3) NOT NULL DEFAULT '',
		parent int CONSTRAINT fk_parent REFERENCES parent, during int4range, CONSTRAINT uc_a_b UNIQUE (a, b), CONSTRAINT apart EXCLUDE USING gist (during WITH &&))`)
	run(t, pool, "INSERT INTO parent VALUES (1)")
	run(t, pool, "INSERT INTO child VALUES (1, 1, 'x', 1, '[1,5)')")
	for _, c := range []struct{ statement, want string }{
		{"INSERT INTO child (id) VALUES (1)", `orm: unique constraint "child_pkey" "child"`},
		{"INSERT INTO child (id, a, b) VALUES (2, 1, 'x')", `orm: unique constraint "uc_a_b" "child"`},
		{"INSERT INTO child (id, during) VALUES (2, '[4,6)')", `orm: exclusion constraint "apart" "child"`},
		{"INSERT INTO child (id, b) VALUES (2, NULL)", `orm: not-null constraint "child.b" "child"`},
		{"INSERT INTO child (id, a) VALUES (2, -1)", `orm: check constraint "positive" "child"`},
		{"INSERT INTO child (id, parent) VALUES (2, 9)", `orm: foreign key constraint "fk_parent" "child"`},
		{"DELETE FROM parent", `orm: foreign key constraint "fk_parent" "child"`},
		{"INSERT INTO child (id, b) VALUES (2, 'long')", fmt.Sprintf(`%v "" ""`, orm.ErrValidation)},
		{"INSERT INTO child (id, a) VALUES (2, 40000)", fmt.Sprintf(`%v "" ""`, orm.ErrValidation)},
		{"SELECT 'x'::int", fmt.Sprintf(`%v "" ""`, orm.ErrValidation)},
		{"SELECT 'x' ~ '('", fmt.Sprintf(`%v "" ""`, orm.ErrQuery)},
		{"SELECT nothing", `<nil> "" ""`},
		{"SELECT 1/0", fmt.Sprintf(`%v "" ""`, orm.ErrValidation)},
	} {
		_, err := pool.Exec(c.statement)
		if got := said(err); err == nil || got != c.want {
			t.Errorf("%s: %v is %s, want %s", c.statement, err, got, c.want)
		}
	}
}

func TestClassifyTransactions(t *testing.T) {
	pool := fresh(t)
	run(t, pool, "CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL)")
	run(t, pool, "INSERT INTO t VALUES (1, 0), (2, 0)")
	a, b := pinned(t, pool), pinned(t, pool)
	expect := func(want error, err error) {
		t.Helper()
		if kind, _, _ := classify(err); err == nil || !errors.Is(kind, want) {
			t.Errorf("%v is %v, want %v", err, kind, want)
		}
	}

	// lock timeout
	run(t, a, "BEGIN")
	run(t, a, "UPDATE t SET n = 1 WHERE id = 1")
	_, err := b.ExecContext(t.Context(), "SELECT * FROM t WHERE id = 1 FOR UPDATE NOWAIT")
	expect(orm.ErrLockTimeout, err)
	run(t, b, "SET lock_timeout = '20ms'")
	_, err = b.ExecContext(t.Context(), "UPDATE t SET n = 2 WHERE id = 1")
	expect(orm.ErrLockTimeout, err)
	run(t, b, "RESET lock_timeout")
	run(t, a, "ROLLBACK")

	// deadlock: one of the two is the victim
	run(t, a, "SET deadlock_timeout = '50ms'")
	run(t, b, "SET deadlock_timeout = '50ms'")
	expect(orm.ErrDeadlock, deadlock(t, a, b))

	// serialization
	for _, conn := range []*sqlx.Conn{a, b} {
		run(t, conn, "BEGIN ISOLATION LEVEL REPEATABLE READ")
		run(t, conn, "SELECT n FROM t WHERE id = 1")
	}
	run(t, a, "UPDATE t SET n = 5 WHERE id = 1")
	run(t, a, "COMMIT")
	_, err = b.ExecContext(t.Context(), "UPDATE t SET n = 6 WHERE id = 1")
	expect(orm.ErrSerialization, err)

	// the transaction is over but for its end
	_, err = b.ExecContext(t.Context(), "SELECT 1")
	expect(orm.ErrTxDoomed, err)
	run(t, b, "ROLLBACK")

	// read-only
	run(t, a, "BEGIN READ ONLY")
	_, err = a.ExecContext(t.Context(), "UPDATE t SET n = 1")
	expect(orm.ErrReadOnly, err)
	run(t, a, "ROLLBACK")
}

// deadlock crosses two row locks and returns the victim's error.
func deadlock(t *testing.T, a, b *sqlx.Conn) error {
	t.Helper()
	run(t, a, "BEGIN")
	run(t, b, "BEGIN")
	run(t, a, "UPDATE t SET n = n + 1 WHERE id = 1")
	run(t, b, "UPDATE t SET n = n + 1 WHERE id = 2")
	ctx := t.Context()
	first := make(chan error, 1)
	go func() {
		_, err := a.ExecContext(ctx, "UPDATE t SET n = n + 1 WHERE id = 2")
		_, ending := a.ExecContext(ctx, "ROLLBACK")
		first <- errors.Join(err, ending)
	}()
	_, err := b.ExecContext(ctx, "UPDATE t SET n = n + 1 WHERE id = 1")
	run(t, b, "ROLLBACK")
	return errors.Join(err, <-first)
}

func TestClassifyLostConnections(t *testing.T) {
	pool := fresh(t)
	conn := pinned(t, pool)
	pid := one[int](t, conn, "SELECT pg_backend_pid()")
	run(t, pool, "SELECT pg_terminate_backend($1)", pid)
	for i := range 3 {
		_, err := conn.ExecContext(t.Context(), "SELECT 1")
		if kind, _, _ := classify(err); err == nil || !errors.Is(kind, orm.ErrConnect) {
			t.Errorf("statement %d on a closed connection: %v is %v", i, err, kind)
		}
	}
	for _, err := range []error{
		io.ErrUnexpectedEOF, io.EOF, driver.ErrBadConn,
		&pgconn.PgError{Code: "08006"}, &pgconn.PgError{Code: "57P03"}, &pgconn.PgError{Code: "28P01"}, &pgconn.PgError{Code: "53300"},
	} {
		if kind, _, _ := classify(err); !errors.Is(kind, orm.ErrConnect) {
			t.Errorf("%v is %v", err, kind)
		}
	}
	if kind, _, _ := classify(&pgconn.PgError{Code: "40003"}); !errors.Is(kind, orm.ErrOutcomeUnknown) {
		t.Errorf("40003 is %v", kind)
	}
}

func TestClassifyLeavesOthersAlone(t *testing.T) {
	pool := fresh(t)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, cancelled := pool.ExecContext(ctx, "SELECT pg_sleep(5)")
	if !errors.Is(cancelled, context.DeadlineExceeded) {
		t.Errorf("cancelled: %v", cancelled)
	}
	for _, err := range []error{nil, cancelled, context.Canceled, errors.New("duplicate key value")} {
		if kind, constraint, table := classify(err); kind != nil || constraint != "" || table != "" {
			t.Errorf("%v is %v %q %q", err, kind, constraint, table)
		}
	}
}

func TestStale(t *testing.T) {
	pool := fresh(t)
	run(t, pool, "CREATE TABLE t (a int)")
	run(t, pool, "INSERT INTO t VALUES (1)")
	conn := pinned(t, pool)
	var row struct{ A, B *int }
	if err := conn.GetContext(t.Context(), &row, "SELECT * FROM t"); err != nil {
		t.Fatal(err)
	}
	run(t, pool, "ALTER TABLE t ADD b int")
	err := conn.GetContext(t.Context(), &row, "SELECT * FROM t")
	if !stale(fmt.Errorf("wrapped: %w", err)) {
		t.Errorf("after ALTER TABLE: %v", err)
	}
	if err := conn.GetContext(t.Context(), &row, "SELECT * FROM t"); err != nil {
		t.Errorf("again: %v", err)
	}
	_, err = pool.Exec("SELECT 1 FOR UPDATE OF nothing")
	for _, other := range []error{nil, err, &pgconn.PgError{Code: "0A000", Routine: "transformLockingClause"}} {
		if stale(other) {
			t.Errorf("%v is taken for stale", other)
		}
	}
}
