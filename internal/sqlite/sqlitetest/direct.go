package sqlitetest

import (
	"database/sql/driver"
	"testing"
)

func (k kit) direct(t *testing.T) {
	pool := k.fresh(t)
	exec(t, pool, "CREATE TABLE t (n INTEGER PRIMARY KEY, s TEXT)")
	conn := pinned(t, pool)
	err := conn.Raw(func(c any) error {
		for i := range 3 {
			result, err := k.Direct.Exec(t.Context(), c, "INSERT INTO t (s) VALUES (?)", []driver.NamedValue{{Ordinal: 1, Value: "x"}})
			if err != nil {
				return err
			}
			if id, err := result.LastInsertId(); err != nil || id != int64(i+1) {
				t.Errorf("the key is %d, %v", id, err)
			}
		}
		rows, err := k.Direct.Query(t.Context(), c, "SELECT n, s FROM t WHERE n > ?", []driver.NamedValue{{Ordinal: 1, Value: int64(1)}})
		if err != nil {
			return err
		}
		defer rows.Close()
		dest := make([]driver.Value, 2)
		for want := int64(2); want <= 3; want++ {
			if err := rows.Next(dest); err != nil || dest[0] != want || dest[1] != "x" {
				t.Errorf("%v, %v, want %d", dest, err, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.Direct.Query(t.Context(), "no connection", "SELECT 1", nil); err == nil {
		t.Error("a foreign connection is taken")
	}
	if _, err := k.Direct.Exec(t.Context(), "no connection", "SELECT 1", nil); err == nil {
		t.Error("a foreign connection is taken")
	}
}

// Open lets its connections be sent to directly; those of a pool that was opened elsewhere may not keep their statements.
func (k kit) onlyOwnPoolsAreDirect(t *testing.T) {
	pool, d, err := k.Open(":memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pool.Close() })
	if d.Direct == nil {
		t.Error("our own pool is not")
	}
	if d, err := k.Adopt(pool); err != nil || d.Direct != nil {
		t.Errorf("an adopted pool is: %v, %v", d.Direct, err)
	}
}
