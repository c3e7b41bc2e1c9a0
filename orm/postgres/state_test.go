package postgres

import (
	"context"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"
)

func TestInTransaction(t *testing.T) {
	pool := fresh(t)
	conn := pinned(t, pool)
	expect := func(want bool) {
		t.Helper()
		if got, err := inTransaction(t.Context(), conn); err != nil || got != want {
			t.Errorf("in transaction: %v, %v, want %v", got, err, want)
		}
	}
	expect(false)
	run(t, conn, "BEGIN")
	expect(true)
	if _, err := conn.ExecContext(t.Context(), "SELECT nothing"); err == nil {
		t.Error("no error")
	}
	expect(true)
	run(t, conn, "ROLLBACK")
	expect(false)
	run(t, conn, "BEGIN")
	pid := one[int](t, conn, "SELECT pg_backend_pid()")
	run(t, pool, "SELECT pg_terminate_backend($1)", pid)
	if _, err := conn.ExecContext(t.Context(), "SELECT 1"); err == nil {
		t.Error("no error on a terminated backend")
	}
	if open, err := inTransaction(t.Context(), conn); open {
		t.Errorf("a closed connection has an open transaction (%v)", err)
	}
}

func TestRawRows(t *testing.T) {
	for mode, binaryInts := range map[string]bool{"cache_statement": true, "cache_describe": true, "exec": false, "simple_protocol": false} {
		pool := opened(t, database(t, "default_query_exec_mode="+mode))
		conn := pinned(t, pool)
		rows, err := rawRows(t.Context(), conn, "SELECT n::int8, 'x' || n, NULL::int8 FROM generate_series(1, $1::int) AS n", []any{300})
		if err != nil {
			t.Fatalf("%s: %v", mode, err)
		}
		columns := rows.Columns()
		if len(columns) != 3 || columns[0].OID != pgtype.Int8OID || columns[0].Binary != binaryInts || columns[1].OID != pgtype.TextOID {
			t.Errorf("%s: columns %+v", mode, columns)
		}
		count := 0
		for rows.Next() {
			count++
			values := rows.Values()
			if binaryInts && binary.BigEndian.Uint64(values[0]) != uint64(count) || values[2] != nil {
				t.Fatalf("%s: row %d is %v", mode, count, values)
			}
		}
		if rows.Err() != nil || count != 300 {
			t.Errorf("%s: %d rows, %v", mode, count, rows.Err())
		}
		rows.Close()
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestRawRowsEndEarly(t *testing.T) {
	pool := fresh(t)
	conn := pinned(t, pool)

	rows, err := rawRows(t.Context(), conn, "SELECT generate_series(1, 100000)", nil)
	if err != nil {
		t.Fatal(err)
	}
	rows.Next()
	rows.Close()
	rows.Close()
	if got := one[int](t, conn, "SELECT 7"); got != 7 {
		t.Errorf("after an early end: %d", got)
	}

	rows, err = rawRows(t.Context(), conn, "SELECT 1 WHERE false", nil)
	if err != nil || rows.Next() || rows.Err() != nil || len(rows.Columns()) != 1 {
		t.Errorf("no rows: %v", err)
	}
	rows.Close()

	if _, err := rawRows(t.Context(), conn, "SELECT nothing", nil); err == nil {
		t.Error("no error for an unknown column")
	}

	rows, err = rawRows(t.Context(), conn, "SELECT 1/(500-n) FROM generate_series(1, 1000) AS n", nil)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for rows.Next() {
		count++
	}
	if rows.Err() == nil {
		t.Errorf("a division by zero in the middle is silent after %d rows", count)
	}
	rows.Close()

	ctx, cancel := context.WithCancel(t.Context())
	rows, err = rawRows(ctx, conn, "SELECT n, pg_sleep(0.001) FROM generate_series(1, 100000) AS n", nil)
	if err != nil {
		t.Fatal(err)
	}
	rows.Next()
	cancel()
	for rows.Next() {
	}
	if !errors.Is(rows.Err(), context.Canceled) {
		t.Errorf("cancelled in the middle: %v", rows.Err())
	}
	rows.Close()
}

func TestRawRowsOnADeadConnection(t *testing.T) {
	pool := fresh(t)
	conn := pinned(t, pool)
	pid := one[int](t, conn, "SELECT pg_backend_pid()")
	run(t, pool, "SELECT pg_terminate_backend($1)", pid)
	if _, err := rawRows(t.Context(), conn, "SELECT 1", nil); err == nil {
		t.Error("no error")
	}
	if _, err := rawRows(t.Context(), conn, "SELECT 1", nil); !errors.Is(err, driver.ErrBadConn) {
		t.Errorf("nothing can have been sent, but: %v", err)
	}
}

func TestDoubtful(t *testing.T) {
	pool := fresh(t)
	conn := pinned(t, pool)
	var own *pgx.Conn
	if err := raw(conn, func(c *pgx.Conn) error { own = c; return nil }); err != nil {
		t.Fatal(err)
	}
	asked := func(idle time.Duration) bool {
		return doubtful(t.Context(), stdlib.ShouldPingParams{Conn: own, IdleDuration: idle})
	}
	if asked(0) || asked(10*time.Millisecond) {
		t.Error("a connection on which nothing has arrived is asked")
	}
	if !asked(2 * time.Second) {
		t.Error("a connection that was idle for long is not asked")
	}
	pid := one[int](t, conn, "SELECT pg_backend_pid()")
	run(t, pool, "SELECT pg_terminate_backend($1)", pid)
	for began := time.Now(); !asked(recently + 1); {
		if time.Since(began) > 5*time.Second {
			t.Fatal("a connection that the server has closed is not asked")
		}
	}
	if asked(recently) {
		t.Error("a connection that was just used is looked at")
	}
}
