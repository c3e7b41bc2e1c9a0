package sqlitetest

import (
	"bytes"
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
)

// values go in and come out as they are, through the driver alone and through database/sql.
func (k kit) values(t *testing.T) {
	pool := k.fresh(t)
	exec(t, pool, "CREATE TABLE t (i INTEGER, f REAL, s TEXT, b BLOB, at DATETIME)")
	conn := pinned(t, pool)
	for _, v := range []any{int64(-1 << 63), int64(0), 1.5, "", "zero \x00 inside", "ß", strings.Repeat("x", 100_000), []byte{}, []byte{0, 1}, nil} {
		var got any
		if err := conn.QueryRowContext(t.Context(), "SELECT ?", v).Scan(&got); err != nil || !same(got, v) {
			t.Errorf("%.20q came back as %.20q, %v", v, got, err)
		}
		if got := k.row(t, conn, "SELECT ?", v); !same(got, v) {
			t.Errorf("directly, %.20q came back as %.20q", v, got)
		}
		// No function of mattn's driver returns an empty blob; it is NULL. No column of ours has one where a function is called.
		if b, ok := v.([]byte); ok && len(b) == 0 {
			continue
		}
		if got := k.row(t, conn, "SELECT orm_datetime(?)", v); !same(got, v) {
			t.Errorf("through a function, %.20q came back as %.20q", v, got)
		}
	}
	exec(t, pool, "INSERT INTO t (i, at) VALUES (1, '2026-11-30 10:11:12.000013'), (2, 1764497472)")
	for id, want := range map[int]time.Time{1: time.Date(2026, 11, 30, 10, 11, 12, 13000, time.UTC), 2: time.Unix(1764497472, 0).UTC()} {
		got, ok := k.row(t, conn, "SELECT at FROM t WHERE i = ?", int64(id)).(time.Time)
		if !ok || !got.Equal(want) {
			t.Errorf("time %d is %v, want %v", id, got, want)
		}
	}
}

func same(got, want any) bool {
	if b, ok := want.([]byte); ok {
		g, ok := got.([]byte)
		return ok && g != nil && bytes.Equal(g, b)
	}
	return got == want
}

// row is the first value of the first row.
func (k kit) row(t *testing.T, conn *sqlx.Conn, query string, arg any) (value any) {
	t.Helper()
	err := conn.Raw(func(c any) error {
		rows, err := k.Direct.Query(t.Context(), c, query, []driver.NamedValue{{Ordinal: 1, Value: arg}})
		if err != nil {
			return err
		}
		defer rows.Close()
		dest := make([]driver.Value, 1)
		err = rows.Next(dest)
		value = dest[0]
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return value
}

// keptStatements may be asked for while one of them still has rows, outlive a change of their table, and are many.
func (k kit) keptStatements(t *testing.T) {
	pool := k.fresh(t)
	exec(t, pool, "CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1), (2), (3)")
	conn := pinned(t, pool)
	const query = "SELECT * FROM t WHERE n > ? ORDER BY n"
	args := []driver.NamedValue{{Ordinal: 1, Value: int64(0)}}
	err := conn.Raw(func(c any) error {
		outer, err := k.Direct.Query(t.Context(), c, query, args)
		if err != nil {
			return err
		}
		defer outer.Close()
		dest := make([]driver.Value, 1)
		for want := int64(1); want <= 3; want++ {
			if err := outer.Next(dest); err != nil || dest[0] != want {
				t.Errorf("%v, %v, want %d", dest[0], err, want)
			}
			inner, err := k.Direct.Query(t.Context(), c, query, []driver.NamedValue{{Ordinal: 1, Value: want}})
			if err != nil {
				return err
			}
			if err := inner.Next(dest); want < 3 && (err != nil || dest[0] != want+1) {
				t.Errorf("inside: %v, %v, want %d", dest[0], err, want+1)
			}
			if err := inner.Close(); err != nil {
				return err
			}
		}
		if err := outer.Next(dest); err != io.EOF {
			t.Errorf("at the end: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	run(t, conn, "ALTER TABLE t ADD COLUMN more TEXT NOT NULL DEFAULT 'x'")
	for i := range int64(600) {
		if got := k.row(t, conn, "SELECT count(*) FROM t WHERE n > ? AND "+strings.Repeat("1", int(i%300)+1), int64(0)); got != int64(3) {
			t.Fatalf("statement %d: %v", i, got)
		}
	}
	err = conn.Raw(func(c any) error {
		rows, err := k.Direct.Query(t.Context(), c, query, args)
		if err != nil {
			return err
		}
		defer rows.Close()
		if got := strings.Join(rows.Columns(), " "); got != "n more" {
			t.Errorf("after a change of the table the columns are %s", got)
		}
		dest := make([]driver.Value, 2)
		if err := rows.Next(dest); err != nil || dest[1] != "x" {
			t.Errorf("after a change of the table: %v, %v", dest, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A statement ends with its context, and the connection serves the next one.
func (k kit) cancel(t *testing.T) {
	conn := pinned(t, k.fresh(t))
	const endless = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT max(n) FROM r WHERE n < 0"
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	var got any
	if err := conn.QueryRowContext(ctx, endless).Scan(&got); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("through database/sql: %v", err)
	}
	ctx, cancel = context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := conn.Raw(func(c any) error { return endWith(k.Direct.Query(ctx, c, endless, nil)) }); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("directly: %v", err)
	}
	if got := k.row(t, conn, "SELECT ?", int64(7)); got != int64(7) {
		t.Errorf("afterwards: %v", got)
	}
}

// endWith reads one row.
func endWith(rows driver.Rows, err error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	return rows.Next(make([]driver.Value, 1))
}
