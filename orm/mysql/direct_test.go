package mysql

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/go-sql-driver/mysql"
	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/orm"
)

// kept is a statement that notes its end.
type kept struct {
	statement
	closed *int
}

// Close counts.
func (k kept) Close() error {
	*k.closed++
	return nil
}

func TestKeptStatementsAreBounded(t *testing.T) {
	var list statements
	closed := 0
	list.put("popular", kept{closed: &closed})
	for i := range 10 * keptStatements {
		list.put(fmt.Sprint(i), kept{closed: &closed})
		if i%10 == 0 && list.find("popular") == nil {
			t.Fatalf("a statement in use is dropped after %d others", i)
		}
	}
	if n := len(list.young) + len(list.old); n > keptStatements {
		t.Errorf("%d statements are kept, the bound is %d", n, keptStatements)
	}
	if n := len(list.young) + len(list.old) + closed; n != 10*keptStatements+1 {
		t.Errorf("%d statements are kept or closed, %d were made", n, 10*keptStatements+1)
	}
	if list.find("0") != nil || list.find("nothing") != nil {
		t.Error("a statement that was dropped is found")
	}
	before := closed
	list.forget("popular")
	list.forget("nothing")
	if closed != before+1 || list.find("popular") != nil {
		t.Error("a statement that was to be forgotten is kept")
	}
}

// full is a session of a server that takes so many statements.
type full struct {
	session
	room, closed *int
}

// PrepareContext refuses above the limit.
func (f full) PrepareContext(context.Context, string) (driver.Stmt, error) {
	if *f.room+*f.closed <= 0 {
		return nil, &mysql.MySQLError{Number: 1461, Message: "Can't create more than max_prepared_stmt_count statements"}
	}
	*f.room--
	return kept{closed: f.closed}, nil
}

func TestAFullServer(t *testing.T) {
	room, closed := 3, 0
	g := &guarded{session: full{room: &room, closed: &closed}}
	for i := range 10 {
		if _, err := g.prepare(t.Context(), fmt.Sprint(i)); err != nil {
			t.Fatalf("statement %d: %v", i, err)
		}
	}
	if n := len(g.kept.young) + len(g.kept.old); n+closed != 10 || n > 3 {
		t.Errorf("%d statements are kept, %d closed", n, closed)
	}
	room, closed = 0, 0
	other := &guarded{session: full{room: &room, closed: &closed}}
	var refused *mysql.MySQLError
	if _, err := other.prepare(t.Context(), "one more"); !errors.As(err, &refused) {
		t.Errorf("a server that has no room at all: %v", err)
	}
}

// directly sends past database/sql and gives the first value of each row.
func directly(t *testing.T, conn *sqlx.Conn, text string, args ...driver.Value) (values []any, err error) {
	t.Helper()
	list := make([]driver.NamedValue, len(args))
	for i, v := range args {
		list[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
	}
	err = conn.Raw(func(c any) error {
		rows, err := direct{}.Query(t.Context(), c, text, list)
		if err != nil {
			return err
		}
		defer rows.Close()
		dest := make([]driver.Value, 1)
		for {
			if err := rows.Next(dest); errors.Is(err, io.EOF) {
				return nil
			} else if err != nil {
				return err
			}
			if b, ok := dest[0].([]byte); ok {
				dest[0] = string(b)
			}
			values = append(values, dest[0])
		}
	})
	return values, err
}

func TestDirectKeepsStatements(t *testing.T) {
	pool := fresh(t)
	conn := pinned(t, pool)
	run(t, conn, "CREATE TABLE t (n INT, s VARCHAR(20))")
	run(t, conn, "INSERT INTO t VALUES (1, 'a'), (2, 'b')")
	prepared := func() int64 {
		var name string
		var n int64
		if err := conn.QueryRowxContext(t.Context(), "SHOW SESSION STATUS LIKE 'Com_stmt_prepare'").Scan(&name, &n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := prepared()
	for i := range 5 {
		got, err := directly(t, conn, "SELECT s FROM t WHERE n <= ? ORDER BY n", int64(i))
		if want := []string{"[]", "[a]", "[a b]"}[min(i, 2)]; err != nil || fmt.Sprint(got) != want {
			t.Errorf("%d: %v, %v, want %s", i, got, err, want)
		}
	}
	if n := prepared() - before; n != 1 {
		t.Errorf("the statement was prepared %d times", n)
	}
}

func TestDirectSeesAChangedTable(t *testing.T) {
	pool := fresh(t)
	conn := pinned(t, pool)
	run(t, conn, "CREATE TABLE t (n INT, s VARCHAR(20))")
	run(t, conn, "INSERT INTO t VALUES (1, '5')")
	for _, change := range []string{"", "ALTER TABLE t MODIFY s BIGINT NOT NULL", "ALTER TABLE t ADD COLUMN first INT FIRST", "ALTER TABLE t MODIFY s VARCHAR(3)"} {
		if change != "" {
			run(t, conn, change)
		}
		got, err := directly(t, conn, "SELECT s FROM t WHERE n = ?", int64(1))
		if err != nil || fmt.Sprint(got) != "[5]" {
			t.Errorf("after %q: %v, %v", change, got, err)
		}
	}
	run(t, conn, "DROP TABLE t")
	if _, err := directly(t, conn, "SELECT s FROM t WHERE n = ?", int64(1)); err == nil {
		t.Error("a dropped table answers")
	}
}

func TestDirectExec(t *testing.T) {
	pool := fresh(t)
	conn := pinned(t, pool)
	run(t, conn, "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, s TEXT)")
	err := conn.Raw(func(c any) error {
		for i := range 3 {
			result, err := direct{}.Exec(context.Background(), c, "INSERT INTO t (s) VALUES (?)", []driver.NamedValue{{Ordinal: 1, Value: "x"}})
			if err != nil {
				return err
			}
			if id, err := result.LastInsertId(); err != nil || id != int64(i+1) {
				t.Errorf("the key is %d, %v", id, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := one[int64](t, conn, "SELECT COUNT(*) FROM t"); n != 3 {
		t.Errorf("%d rows", n)
	}
}

func TestDirectRefusesWhatTheServerWould(t *testing.T) {
	pool := fresh(t)
	conn := pinned(t, pool)
	limit := one[int64](t, conn, "SELECT @@max_allowed_packet")
	if _, err := directly(t, conn, "SELECT ?", strings.Repeat("x", int(limit)+1)); !errors.Is(err, orm.ErrValidation) {
		t.Errorf("a value above the packet limit: %v", err)
	}
	if got, err := directly(t, conn, "SELECT ?", "short"); err != nil || fmt.Sprint(got) != "[short]" {
		t.Errorf("the connection afterwards: %v, %v", got, err)
	}
	if _, err := (direct{}).Query(t.Context(), "no connection", "SELECT 1", nil); err == nil {
		t.Error("a foreign connection is taken")
	}
	if _, err := (direct{}).Exec(t.Context(), "no connection", "DO 1", nil); err == nil {
		t.Error("a foreign connection is taken")
	}
}
