package migrations

import (
	"errors"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate"
)

const family = `-- migrate:up
CREATE TABLE parents (id integer PRIMARY KEY AUTOINCREMENT, name text);
CREATE TABLE children (id integer PRIMARY KEY, parent integer NOT NULL REFERENCES parents (id) ON DELETE CASCADE);
CREATE VIEW names AS SELECT name FROM parents;
CREATE TRIGGER watch AFTER UPDATE ON parents BEGIN INSERT INTO children VALUES (new.id + 100, new.id); END;
INSERT INTO parents VALUES (1, 'a'), (2, 'b');
INSERT INTO children VALUES (1, 1), (2, 2);
`

const rebuild = `
CREATE TABLE new_parents (id integer PRIMARY KEY AUTOINCREMENT, name text NOT NULL);
INSERT INTO new_parents (id, name) SELECT id, name FROM parents;
DROP TABLE parents;
ALTER TABLE new_parents RENAME TO parents;
`

func foreignKeys(t *testing.T, db migrate.Target) (on, legacy, patience int) {
	t.Helper()
	conn, err := db.SQLX().Connx(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for text, to := range map[string]*int{"PRAGMA foreign_keys": &on, "PRAGMA legacy_alter_table": &legacy, "PRAGMA busy_timeout": &patience} {
		if err := conn.GetContext(t.Context(), to, text); err != nil {
			t.Fatal(err)
		}
	}
	return on, legacy, patience
}

// X1, X2, X5: a table that others refer to and that a view reads is made anew with
// foreign_keys:off, on one connection, without losing anything; the connection is then as before.
func TestRebuild(t *testing.T) {
	db := dbtest.OpenEmpty(t, "sqlite", models())
	ctx := t.Context()
	on, legacy, patience := foreignKeys(t, db)
	m := with(t, db, dir("1_family.sql", family, "2_rebuild.sql", "-- migrate:up foreign_keys:off"+rebuild, "3_again.sql", "-- migrate:up"+rebuild))
	if _, err := m.Up(ctx); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := db.SQLX().GetContext(ctx, &n, "SELECT count(*) FROM children"); err != nil || n != 2 {
		t.Errorf("%d children, %v", n, err)
	}
	if err := db.SQLX().GetContext(ctx, &n, "SELECT count(*) FROM names"); err != nil || n != 2 {
		t.Errorf("%d rows in the view, %v", n, err)
	}
	if a, b, c := foreignKeys(t, db); a != on || b != legacy || c != patience || a != 1 {
		t.Errorf("foreign_keys %d, legacy_alter_table %d, busy_timeout %d; before %d, %d, %d", a, b, c, on, legacy, patience)
	}
}

// Rows that would lead nowhere afterwards undo the whole file; those that did before do not.
func TestRebuildChecksForeignKeys(t *testing.T) {
	db := dbtest.OpenEmpty(t, "sqlite", models())
	ctx := t.Context()
	files := dir("1_family.sql", family, "2_rebuild.sql", "-- migrate:up foreign_keys:off"+strings.Replace(rebuild, "FROM parents", "FROM parents WHERE id = 1", 1))
	m := with(t, db, files)
	_, err := m.Up(ctx)
	var at *migrate.FileError
	if !errors.As(err, &at) || at.File != "2_rebuild.sql" || !strings.Contains(err.Error(), "row 2 of children to parents") {
		t.Fatalf("told %v", err)
	}
	if got := states(t, m); got != "applied pending " {
		t.Errorf("then %s", got)
	}
	if on, legacy, _ := foreignKeys(t, db); on != 1 || legacy != 0 {
		t.Errorf("foreign keys are %d, the old ALTER TABLE %d", on, legacy)
	}
	conn, err := db.SQLX().Connx(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"PRAGMA foreign_keys = 0", "INSERT INTO children VALUES (9, 77)", "PRAGMA foreign_keys = 1"} {
		if _, err := conn.ExecContext(ctx, text); err != nil {
			t.Fatal(err)
		}
	}
	conn.Close()
	files["2_rebuild.sql"].Data = []byte("-- migrate:up foreign_keys:off" + rebuild)
	if _, err := m.Up(ctx); err != nil {
		t.Errorf("a row led nowhere before: %v", err)
	}
}

// A way back that makes a table anew loses only what it does not copy.
func TestLossOfARebuild(t *testing.T) {
	db := dbtest.OpenEmpty(t, "sqlite", models())
	ctx := t.Context()
	down := func(columns string) string {
		return "-- migrate:up\nSELECT 1;\n-- migrate:down foreign_keys:off\n" + strings.NewReplacer("(id, name) SELECT id, name", "("+columns+") SELECT "+columns, "text NOT NULL", "text").Replace(rebuild)
	}
	files := dir("1_family.sql", family, "2_rebuild.sql", down("id, name"))
	m := with(t, db, files)
	if _, err := m.Up(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Down(ctx); err != nil {
		t.Errorf("all is copied: %v", err)
	}
	files["2_rebuild.sql"].Data = []byte(down("id"))
	if _, err := m.Up(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Down(ctx); !errors.Is(err, migrate.ErrLoss) || !strings.Contains(err.Error(), "parents.name") {
		t.Errorf("a column is not copied: %v", err)
	}
}

// X10: a broken index that CREATE INDEX CONCURRENTLY has left is dropped before it is tried again.
func TestABrokenIndex(t *testing.T) {
	db := dbtest.OpenEmpty(t, "postgres", models())
	ctx := t.Context()
	m := with(t, db, dir("1_books.sql", first, "2_twice.sql", "-- migrate:up\nINSERT INTO books VALUES (2, 'Solaris');\n",
		"3_index.sql", "-- migrate:up transaction:false\nCREATE UNIQUE INDEX CONCURRENTLY \"Titles\" ON books (title);\n"))
	if done, err := m.Up(ctx); len(done) != 2 || err == nil {
		t.Fatalf("%v, %v", done, err)
	}
	var invalid int
	query := "SELECT count(*) FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid WHERE c.relname = 'Titles' AND NOT i.indisvalid"
	if err := db.SQLX().GetContext(ctx, &invalid, query); err != nil || invalid != 1 {
		t.Fatalf("there is no broken index to begin with: %d, %v", invalid, err)
	}
	if _, err := db.SQLX().ExecContext(ctx, "DELETE FROM books WHERE id = 2"); err != nil {
		t.Fatal(err)
	}
	if done, err := m.Up(ctx); err != nil || len(done) != 1 {
		t.Errorf("%v, %v", done, err)
	}
	if err := db.SQLX().GetContext(ctx, &invalid, query); err != nil || invalid != 0 {
		t.Errorf("%d broken indexes, %v", invalid, err)
	}
}

// X8: a value that is added to an enumeration can be used by the next file.
func TestEnumerations(t *testing.T) {
	db := dbtest.OpenEmpty(t, "postgres", models())
	m := with(t, db, dir("1_type.sql", "-- migrate:up\nCREATE TYPE mood AS ENUM ('glad');\nCREATE TABLE a (b mood);\n",
		"2_value.sql", "-- migrate:up\nALTER TYPE mood ADD VALUE 'sad';\n", "3_use.sql", "-- migrate:up\nINSERT INTO a VALUES ('sad');\n"))
	if done, err := m.Up(t.Context()); err != nil || len(done) != 3 {
		t.Errorf("%v, %v", done, err)
	}
}

// Settings that a file makes do not stay with the pool.
func TestSettingsStayOutside(t *testing.T) {
	for name, text := range map[string]string{"postgres": "SET search_path = pg_catalog; SET lock_timeout = 7", "mariadb": "SET SESSION sql_mode = ''; SET SESSION lock_wait_timeout = 7"} {
		db := dbtest.OpenEmpty(t, name, models())
		if db.SharedSessions() {
			continue // they are the pooler's, and docs/poolers.md says what that means
		}
		db.SQLX().SetMaxOpenConns(1)
		ask := map[string]string{"postgres": "SELECT current_setting('search_path') || current_setting('lock_timeout') || current_setting('statement_timeout')",
			"mariadb": "SELECT concat(@@sql_mode, @@lock_wait_timeout)"}[name]
		var before, after string
		if err := db.SQLX().GetContext(t.Context(), &before, ask); err != nil {
			t.Fatal(err)
		}
		if _, err := with(t, db, dir("1_a.sql", "-- migrate:up transaction:false\n"+text+";\n")).Up(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := db.SQLX().GetContext(t.Context(), &after, ask); err != nil || after != before {
			t.Errorf("%s: %s, before %s, %v", name, after, before, err)
		}
	}
}
