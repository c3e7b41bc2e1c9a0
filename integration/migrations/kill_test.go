package migrations

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/mysql"
	"github.com/ormar-go/ormar/orm/postgres"
	"github.com/ormar-go/ormar/orm/sqlite"
)

var every = flag.Bool("every", false, "end the process around every statement instead of around some")

// longTitle grows by a letter each time that a statement is done which must be done once, on the
// way forth and back.
const longTitle = `-- migrate:up%[1]s
UPDATE books SET title = %[2]s;
ALTER TABLE books ADD COLUMN c%[3]d integer;
UPDATE books SET c%[3]d = 1, title = %[2]s;
CREATE TABLE k%[3]d (id bigint NOT NULL PRIMARY KEY);
INSERT INTO k%[3]d (id) VALUES (1);
ALTER TABLE books ADD COLUMN d%[3]d integer;
-- migrate:down%[1]s
ALTER TABLE books DROP COLUMN d%[3]d;
UPDATE books SET title = %[2]s;
DROP TABLE k%[3]d;
UPDATE books SET title = %[2]s, c%[3]d = 2;
ALTER TABLE books DROP COLUMN c%[3]d;
`

// history is what a killed process applies: transactions, statements by themselves, and functions.
func history(db *orm.DB, name string) ([]string, []migrate.GoMigration) {
	more := "title || 'x'"
	if name != "sqlite" && name != "postgres" {
		more = "concat(title, 'x')"
	}
	files := []string{"1_books.sql", first}
	for i, option := range map[int]string{2: "", 4: " transaction:false"} {
		files = append(files, fmt.Sprintf("%d_long.sql", i), fmt.Sprintf(longTitle, option, more, i))
	}
	files = append(files, "6_last.sql", "-- migrate:up\nCREATE TABLE last_one (id bigint NOT NULL PRIMARY KEY);\n-- migrate:down\nDROP TABLE last_one;\n")
	grow := func(ctx context.Context) error {
		_, err := orm.Exec(ctx, db, sq.Expr("UPDATE books SET title = "+more))
		return err
	}
	return files, []migrate.GoMigration{{ID: "3_grow", Up: grow, Down: grow}, {ID: "5_grow", Up: grow, Down: grow}}
}

// What the title is at the top, and back at the first version.
const (
	grown = "Solarisxxxxxx"
	back  = grown + "xxxxxx"
)

// back to the first version, which keeps the table.
func down(ctx context.Context, m *migrate.Migrator) error {
	_, err := m.Down(ctx, migrate.To("1"), migrate.AllowLoss())
	return err
}

func opened(t *testing.T, name, dsn string) *orm.DB {
	t.Helper()
	var db *orm.DB
	var err error
	switch name {
	case "sqlite":
		db, err = sqlite.Open(dsn, models())
	case "postgres":
		db, err = postgres.Open(dsn, models())
	default:
		db, err = mysql.Open(dsn, models())
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// TestKilledChild is the process that is killed: it runs when the environment says where.
func TestKilledChild(t *testing.T) {
	name, dsn := os.Getenv("ORMAR_KILL_NAME"), os.Getenv("ORMAR_KILL_DSN")
	if name == "" {
		t.Skip("it is run by TestKilledAnywhere")
	}
	at, err := strconv.ParseInt(os.Getenv("ORMAR_KILL_AT"), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	db, _ := newDeadly(t, opened(t, name, dsn), name, dsn, at, os.Getenv("ORMAR_KILL_AFTER") == "1")
	files, goes := history(db.DB, name)
	m := with(t, db, dir(files...), migrate.WithGo(goes...))
	if os.Getenv("ORMAR_KILL_BACK") == "1" {
		err = down(t.Context(), m)
	} else {
		_, err = m.Up(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// statements counts what runs send that nobody kills, forth and back.
func statements(t *testing.T, name string) (forth, back int64) {
	t.Helper()
	dsn := dbtest.DSN(t, name)
	db, k := newDeadly(t, opened(t, name, dsn), name, dsn, -1, false)
	files, goes := history(db.DB, name)
	m := with(t, db, dir(files...), migrate.WithGo(goes...))
	if _, err := m.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	forth = k.sent.Swap(0)
	if err := down(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	return forth, k.sent.Load()
}

// A process that is killed around any statement leaves a database that the next process brings to
// its end: everything is done, and what must be done once is done once.
func TestKilledAnywhere(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts many processes")
	}
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			forth, back := statements(t, name)
			if forth < 20 || back < 20 {
				t.Fatalf("only %d and %d statements", forth, back)
			}
			for way, n := range map[string]int64{"up": forth, "down": back} {
				stride := max(n/3, 1)
				if *every {
					stride = 1
				}
				for at := int64(1); at <= n; at += stride {
					for _, after := range []bool{false, true} {
						t.Run(fmt.Sprintf("%s %d %t", way, at, after), func(t *testing.T) {
							t.Parallel()
							killAt(t, name, way, at, after)
						})
					}
				}
			}
		})
	}
}

// killAt runs a process that is killed, and brings to its end what it has begun.
func killAt(t *testing.T, name, way string, at int64, after bool) {
	dsn := dbtest.DSN(t, name)
	db := opened(t, name, dsn)
	files, goes := history(db, name)
	m := with(t, db, dir(files...), migrate.WithGo(goes...))
	child := exec.Command(os.Args[0], "-test.run=^TestKilledChild$")
	child.Env = append(os.Environ(), "ORMAR_KILL_NAME="+name, "ORMAR_KILL_DSN="+dsn, "ORMAR_KILL_AT="+strconv.FormatInt(at, 10))
	if after {
		child.Env = append(child.Env, "ORMAR_KILL_AFTER=1")
	}
	if way == "down" {
		child.Env = append(child.Env, "ORMAR_KILL_BACK=1")
		if _, err := m.Up(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	out, err := child.CombinedOutput()
	if err != nil {
		status, ok := child.ProcessState.Sys().(syscall.WaitStatus)
		if !ok || status.Signal() != syscall.SIGKILL {
			t.Fatalf("the child was to be killed: %v\n%s", err, out)
		}
	}
	before := states(t, m)
	title := grown
	if way == "down" {
		title = back
		err = down(t.Context(), m)
	} else {
		_, err = m.Up(t.Context())
	}
	if err != nil {
		t.Fatalf("resumed from %s: %v", before, err)
	}
	var titles []string
	if err := db.SQLX().SelectContext(t.Context(), &titles, "SELECT title FROM books"); err != nil || len(titles) != 1 || titles[0] != title {
		t.Errorf("from %s: %q, %v", before, titles, err)
	}
	if way == "down" {
		atTheFirst(t, db, m)
		return
	}
	if got := strings.TrimSpace(strings.ReplaceAll(states(t, m), "applied", "")); got != "" {
		t.Errorf("then %s", got)
	}
	for _, table := range []string{"k2", "k4"} {
		var rows int
		if err := db.SQLX().GetContext(t.Context(), &rows, "SELECT count(*) FROM "+table); err != nil || rows != 1 {
			t.Errorf("%s has %d rows, %v", table, rows, err)
		}
	}
	if !has(t, db, "SELECT c2, d2, c4, d4 FROM books") || !has(t, db, "SELECT 1 FROM last_one") {
		t.Error("something is missing")
	}
}

// atTheFirst expects what the first version leaves.
func atTheFirst(t *testing.T, db *orm.DB, m *migrate.Migrator) {
	t.Helper()
	if got := states(t, m); got != "applied pending pending pending pending pending " {
		t.Errorf("then %s", got)
	}
	for _, query := range []string{"SELECT c2 FROM books", "SELECT d2 FROM books", "SELECT c4 FROM books", "SELECT d4 FROM books", "SELECT 1 FROM k2", "SELECT 1 FROM k4", "SELECT 1 FROM last_one"} {
		if has(t, db, query) {
			t.Errorf("%s: it is still there", query)
		}
	}
}
