package mysql

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/orm"
)

func TestClassifyStatements(t *testing.T) {
	pool := fresh(t)
	run(t, pool, "CREATE TABLE parent (id INT PRIMARY KEY)")
	run(t, pool, `CREATE TABLE child (id INT PRIMARY KEY, a SMALLINT, b VARCHAR(3) NOT NULL DEFAULT '', c INT NOT NULL DEFAULT 0, d DATE, e INT,
		CONSTRAINT positive CHECK (a > 0), CONSTRAINT fk_parent FOREIGN KEY (e) REFERENCES parent (id), CONSTRAINT uc_a_b UNIQUE (a, b))`)
	run(t, pool, "CREATE TABLE bare (n INT NOT NULL)")
	run(t, pool, "INSERT INTO parent VALUES (1)")
	run(t, pool, "INSERT INTO child (id, a, b, e) VALUES (1, 1, '''x', 1)")
	for _, c := range []struct {
		statement  string
		kind       error
		constraint string
	}{
		{"INSERT INTO child (id) VALUES (1)", orm.ErrUnique, "PRIMARY"},
		{"INSERT INTO child (id, a, b) VALUES (2, 1, '''x')", orm.ErrUnique, "uc_a_b"},
		{"INSERT INTO child (id, b) VALUES (2, NULL)", orm.ErrNotNull, "b"},
		{"INSERT INTO bare () VALUES ()", orm.ErrNotNull, "n"},
		{"INSERT INTO child (id, a) VALUES (2, -1)", orm.ErrCheck, "positive"},
		{"INSERT INTO child (id, e) VALUES (2, 9)", orm.ErrForeignKey, "fk_parent"},
		{"DELETE FROM parent", orm.ErrForeignKey, "fk_parent"},
		{"INSERT INTO child (id, b) VALUES (2, 'long')", orm.ErrValidation, ""},
		{"INSERT INTO child (id, a) VALUES (2, 40000)", orm.ErrValidation, ""},
		{"INSERT INTO child (id, a) VALUES (2, 'x')", orm.ErrValidation, ""},
		{"INSERT INTO child (id, d) VALUES (2, '0000-00-00')", orm.ErrValidation, ""},
		{"INSERT INTO child (id, d) VALUES (2, '2001-02-30')", orm.ErrValidation, ""},
		{"SELECT 'x' REGEXP '('", orm.ErrQuery, ""},
		{"SELECT nothing", nil, ""},
	} {
		_, err := pool.Exec(c.statement)
		kind, constraint, _ := classify(err)
		if err == nil || !errors.Is(kind, c.kind) || constraint != c.constraint {
			t.Errorf("%s: %v is %v %q, want %v %q", c.statement, err, kind, constraint, c.kind, c.constraint)
		}
	}
}

// What another server, or another language, would say.
func TestClassifyMessages(t *testing.T) {
	for _, c := range []struct {
		number        uint16
		message, want string
	}{
		{1062, "Duplicate entry 'it's for key 'x'' for key 'child.uc_a_b'", `orm: unique constraint "uc_a_b" "child"`},
		{1062, "Duplicate entry '1' for key 'child.PRIMARY'", `orm: unique constraint "PRIMARY" "child"`},
		{1062, "Doppelter Eintrag '1' für Schlüssel 'uc_a_b'", `orm: unique constraint "uc_a_b" ""`},
		{1048, "Column 'n' cannot be null", `orm: not-null constraint "n" ""`},
		{1048, "broken", `orm: not-null constraint "" ""`},
		{1062, "", `orm: unique constraint "" ""`},
		{3819, "Check constraint 'positive' is violated.", `orm: check constraint "positive" ""`},
		{4025, "CONSTRAINT `positive` failed for `shop`.`child`", `orm: check constraint "positive" "child"`},
		{4025, "`broken", `orm: check constraint "" ""`},
		{1452, "Cannot add or update a child row: a foreign key constraint fails (`shop`.`child`, CONSTRAINT `fk` FOREIGN KEY (`e`) REFERENCES `parent` (`id`))", `orm: foreign key constraint "fk" "child"`},
		{1216, "Cannot add or update a child row: a foreign key constraint fails", `orm: foreign key constraint "" ""`},
		{3572, "Statement aborted because lock(s) could not be acquired immediately and NOWAIT is set.", fmt.Sprintf(`%v "" ""`, orm.ErrLockTimeout)},
		{1290, "The MySQL server is running with the --read-only option so it cannot execute this statement", fmt.Sprintf(`%v "" ""`, orm.ErrReadOnly)},
		{1927, "Connection was killed", fmt.Sprintf(`%v "" ""`, orm.ErrConnect)},
		{4031, "The client was disconnected by the server because of inactivity.", fmt.Sprintf(`%v "" ""`, orm.ErrConnect)},
		{1105, "Unknown error", `<nil> "" ""`},
	} {
		if got := said(&mysql.MySQLError{Number: c.number, Message: c.message}); got != c.want {
			t.Errorf("%d %s is %s, want %s", c.number, c.message, got, c.want)
		}
	}
}

func TestClassifyTransactions(t *testing.T) {
	pool := fresh(t)
	run(t, pool, "CREATE TABLE t (id INT PRIMARY KEY, n INT NOT NULL)")
	run(t, pool, "INSERT INTO t VALUES (1, 0), (2, 0)")
	a, b := pinned(t, pool), pinned(t, pool)
	expect := func(want error, err error) {
		t.Helper()
		if kind, _, _ := classify(err); err == nil || !errors.Is(kind, want) {
			t.Errorf("%v is %v, want %v", err, kind, want)
		}
	}

	run(t, a, "START TRANSACTION")
	run(t, a, "UPDATE t SET n = 1 WHERE id = 1")
	_, err := b.ExecContext(t.Context(), "SELECT * FROM t WHERE id = 1 FOR UPDATE NOWAIT")
	expect(orm.ErrLockTimeout, err)
	run(t, b, "SET innodb_lock_wait_timeout = 1")
	_, err = b.ExecContext(t.Context(), "UPDATE t SET n = 2 WHERE id = 1")
	expect(orm.ErrLockTimeout, err)
	run(t, a, "ROLLBACK")
	run(t, b, "SET innodb_lock_wait_timeout = 50")

	expect(orm.ErrDeadlock, deadlock(t, a, b))

	run(t, a, "START TRANSACTION READ ONLY")
	_, err = a.ExecContext(t.Context(), "UPDATE t SET n = 1")
	expect(orm.ErrReadOnly, err)
	run(t, a, "ROLLBACK")

	if _, err := a.ExecContext(t.Context(), "SET innodb_snapshot_isolation = ON"); err != nil {
		t.Logf("not tried, this server has no innodb_snapshot_isolation: the serialization failure (%v)", err)
		return
	}
	run(t, a, "START TRANSACTION")
	run(t, a, "SELECT n FROM t WHERE id = 1")
	run(t, b, "UPDATE t SET n = n + 7 WHERE id = 1")
	_, err = a.ExecContext(t.Context(), "UPDATE t SET n = 6 WHERE id = 1")
	expect(orm.ErrSerialization, err)
	run(t, a, "ROLLBACK")
}

// deadlock crosses two row locks and returns the victim's error.
func deadlock(t *testing.T, a, b *sqlx.Conn) error {
	t.Helper()
	run(t, a, "START TRANSACTION")
	run(t, b, "START TRANSACTION")
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
	run(t, pool, fmt.Sprintf("KILL %d", one[int](t, conn, "SELECT connection_id()")))
	for i := range 3 {
		_, err := conn.ExecContext(t.Context(), "DO 1")
		if kind, _, _ := classify(err); err == nil || !errors.Is(kind, orm.ErrConnect) {
			t.Errorf("statement %d on a closed connection: %v is %v", i, err, kind)
		}
	}
	for _, err := range []error{io.ErrUnexpectedEOF, io.EOF, driver.ErrBadConn, mysql.ErrInvalidConn} {
		if kind, _, _ := classify(err); !errors.Is(kind, orm.ErrConnect) {
			t.Errorf("%v is %v", err, kind)
		}
	}
}

func TestClassifyLeavesOthersAlone(t *testing.T) {
	pool := fresh(t)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, cancelled := pool.ExecContext(ctx, "DO SLEEP(2)")
	if !errors.Is(cancelled, context.DeadlineExceeded) {
		t.Errorf("cancelled: %v", cancelled)
	}
	for _, err := range []error{nil, cancelled, context.Canceled, errors.New("Duplicate entry 'x' for key 'y'")} {
		if kind, constraint, table := classify(err); kind != nil || constraint != "" || table != "" {
			t.Errorf("%v is %v %q %q", err, kind, constraint, table)
		}
	}
	if stale(nil) || stale(cancelled) || !stale(fmt.Errorf("wrapped: %w", &mysql.MySQLError{Number: 1615})) {
		t.Error("stale statements are not told from others")
	}
}

// Both ways to ask, since MySQL and MariaDB answer the second alike.
func TestTransactionState(t *testing.T) {
	pool := fresh(t)
	run(t, pool, "CREATE TABLE t (id INT PRIMARY KEY, n INT NOT NULL)")
	run(t, pool, "INSERT INTO t VALUES (1, 0), (2, 0)")
	ways := map[string]func(context.Context, *sqlx.Conn) (bool, error){"mysql": hasTransaction}
	if strings.Contains(strings.ToLower(one[string](t, pool, "SELECT version()")), "mariadb") {
		ways["mariadb"] = inTransaction
	}
	for name, ask := range ways {
		a, b := pinned(t, pool), pinned(t, pool)
		expect := func(conn *sqlx.Conn, want bool) {
			t.Helper()
			if got, err := ask(t.Context(), conn); err != nil || got != want {
				t.Errorf("%s: in transaction: %v, %v, want %v", name, got, err, want)
			}
		}
		expect(a, false)
		run(t, a, "START TRANSACTION")
		expect(a, true)
		if _, err := a.ExecContext(t.Context(), "INSERT INTO t VALUES (1, 1)"); err == nil {
			t.Error("no error for a second key")
		}
		expect(a, true)
		run(t, a, "CREATE TABLE IF NOT EXISTS other (n INT)") // commits
		expect(a, false)

		victim := deadlocked(t, a, b)
		expect(victim, false)
		for _, conn := range []*sqlx.Conn{a, b} {
			run(t, conn, "ROLLBACK")
			expect(conn, false)
			if err := conn.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

// deadlocked leaves both connections as the deadlock left them, and tells the victim.
func deadlocked(t *testing.T, a, b *sqlx.Conn) *sqlx.Conn {
	t.Helper()
	run(t, a, "START TRANSACTION")
	run(t, b, "START TRANSACTION")
	run(t, a, "UPDATE t SET n = n + 1 WHERE id = 1")
	run(t, b, "UPDATE t SET n = n + 1 WHERE id = 2")
	ctx := t.Context()
	first := make(chan error, 1)
	go func() {
		_, err := a.ExecContext(ctx, "UPDATE t SET n = n + 1 WHERE id = 2")
		first <- err
	}()
	_, err := b.ExecContext(ctx, "UPDATE t SET n = n + 1 WHERE id = 1")
	if kind, _, _ := classify(err); errors.Is(kind, orm.ErrDeadlock) {
		run(t, b, "DO 1")
		if err := <-first; err != nil {
			t.Error(err)
		}
		return b
	}
	if err != nil {
		t.Fatal(err)
	}
	if kind, _, _ := classify(<-first); !errors.Is(kind, orm.ErrDeadlock) {
		t.Fatal("nobody is the victim")
	}
	return a
}
