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

// longTitle grows by a letter each time that a statement is done which must be done once.
const longTitle = "-- migrate:up%s\nUPDATE books SET title = %s;\nALTER TABLE books ADD COLUMN c%d integer;\nUPDATE books SET c%d = 1, title = %s;\nCREATE TABLE k%d (id bigint NOT NULL PRIMARY KEY);\nINSERT INTO k%d (id) VALUES (1);\nALTER TABLE books ADD COLUMN d%d integer;\n-- migrate:down\n"

// history is what a killed process applies: transactions, statements by themselves, and functions.
func history(db *orm.DB, name string) ([]string, []migrate.GoMigration) {
	more := "title || 'x'"
	if name != "sqlite" && name != "postgres" {
		more = "concat(title, 'x')"
	}
	files := []string{"1_books.sql", first}
	for i, option := range map[int]string{2: "", 4: " transaction:false"} {
		files = append(files, fmt.Sprintf("%d_long.sql", i), fmt.Sprintf(longTitle, option, more, i, i, more, i, i, i))
	}
	files = append(files, "6_last.sql", "-- migrate:up\nCREATE TABLE last_one (id bigint NOT NULL PRIMARY KEY);\n-- migrate:down\n")
	grow := func(ctx context.Context) error {
		_, err := orm.Exec(ctx, db, sq.Expr("UPDATE books SET title = "+more))
		return err
	}
	return files, []migrate.GoMigration{{ID: "3_grow", Up: grow}, {ID: "5_grow", Up: grow}}
}

const grown = "Solarisxxxxxx"

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
	if _, err := with(t, db, dir(files...), migrate.WithGo(goes...)).Up(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// statements counts what a run sends that nobody kills.
func statements(t *testing.T, name string) int64 {
	t.Helper()
	dsn := dbtest.DSN(t, name)
	db, k := newDeadly(t, opened(t, name, dsn), name, dsn, -1, false)
	files, goes := history(db.DB, name)
	if _, err := with(t, db, dir(files...), migrate.WithGo(goes...)).Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	return k.sent.Load()
}

// A process that is killed around any statement leaves a database that the next process brings to its end: everything is done, and
// what must be done once is done once.
func TestKilledAnywhere(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts many processes")
	}
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := statements(t, name)
			if n < 20 {
				t.Fatalf("only %d statements", n)
			}
			stride := max(n/5, 1)
			if *every {
				stride = 1
			}
			for at := int64(1); at <= n; at += stride {
				for _, after := range []bool{false, true} {
					t.Run(fmt.Sprintf("%d %t", at, after), func(t *testing.T) {
						t.Parallel()
						killAt(t, name, at, after)
					})
				}
			}
		})
	}
}

func killAt(t *testing.T, name string, at int64, after bool) {
	dsn := dbtest.DSN(t, name)
	child := exec.Command(os.Args[0], "-test.run=^TestKilledChild$")
	child.Env = append(os.Environ(), "ORMAR_KILL_NAME="+name, "ORMAR_KILL_DSN="+dsn, "ORMAR_KILL_AT="+strconv.FormatInt(at, 10))
	if after {
		child.Env = append(child.Env, "ORMAR_KILL_AFTER=1")
	}
	out, err := child.CombinedOutput()
	if err != nil {
		status, ok := child.ProcessState.Sys().(syscall.WaitStatus)
		if !ok || status.Signal() != syscall.SIGKILL {
			t.Fatalf("the child was to be killed: %v\n%s", err, out)
		}
	}
	db := opened(t, name, dsn)
	files, goes := history(db, name)
	m := with(t, db, dir(files...), migrate.WithGo(goes...))
	before := states(t, m)
	if _, err := m.Up(t.Context()); err != nil {
		t.Fatalf("resumed from %s: %v", before, err)
	}
	if got := strings.TrimSpace(strings.ReplaceAll(states(t, m), "applied", "")); got != "" {
		t.Errorf("then %s", got)
	}
	list, err := orm.Objects[Book](db).All(t.Context())
	if err != nil || len(list) != 1 || list[0].Title != grown {
		t.Errorf("from %s: %d books, the first %+v, %v", before, len(list), list[0], err)
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
