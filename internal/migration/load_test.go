package migration

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/ormar-go/ormar/internal/dialect"
)

func folder(files ...string) fs.FS {
	out := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		out[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return out
}

func TestLoadNative(t *testing.T) {
	list, err := Load(folder(
		"20261129153000_add_email.sql", "\ufeff-- A comment.\r\n-- migrate:up transaction:false\r\nA;\r\n\r\n  B;\r\n-- migrate:down foreign_keys:off\r\nC;\r\n",
		"00000000000001_first.sql", "-- migrate:up\nA '\n-- migrate:down\n'",
		"9_early.sql", "--migrate:up\nA;\n--  migrate:down\n",
		"README.md", "x", "ormar.json", "{}",
	), Native, dialect.Postgres())
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, f := range list {
		ids = append(ids, f.ID)
	}
	if want := []string{"00000000000001_first", "9_early", "20261129153000_add_email"}; !slices.Equal(ids, want) {
		t.Fatalf("in the order %v, want %v", ids, want)
	}
	if f := list[0]; f.Down != nil || len(f.Up.Statements) != 1 || f.Up.Statements[0] != (Statement{"A '\n-- migrate:down\n'", 2}) {
		t.Errorf("a mark in a literal is none: %+v", f)
	}
	if f := list[1]; f.Down == nil || len(f.Down.Statements) != 0 {
		t.Errorf("an empty way back is one: %+v", f)
	}
	f := list[2]
	if f.Up.Transaction || !slices.Equal(f.Up.Statements, []Statement{{"A", 3}, {"B", 5}}) || f.Up.Line != 2 {
		t.Errorf("up is %+v", f.Up)
	}
	if !f.Down.Transaction || !f.Down.ForeignKeysOff || !slices.Equal(f.Down.Statements, []Statement{{"C", 7}}) {
		t.Errorf("down is %+v", f.Down)
	}
	again, err := Load(folder("20261129153000_add_email.sql", "-- A comment.\n-- migrate:up transaction:false\nA;\n\n  B;\n-- migrate:down foreign_keys:off\nC;\n"), Native, dialect.Postgres())
	if err != nil || again[0].Hash != f.Hash {
		t.Errorf("line ends and a byte order mark change the sum: %v", err)
	}
}

// Every mistake is told at once, with file and line.
func TestLoadTellsMistakes(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"1_a.sql", "SELECT 1", "1_a.sql:1: there is no -- migrate:up"},
		{"1_a.sql", "SELECT 1;\n-- migrate:up\n", "1_a.sql:1: this stands before"},
		{"1_a.sql", "-- migrate:down\n", "1_a.sql:1: there is no -- migrate:up"},
		{"1_a.sql", "-- migrate:up\n-- migrate:sideways\n", "1_a.sql:2: migrate:sideways is unknown"},
		{"1_a.sql", "-- migrate:up\n-- migrate:down\n-- migrate:up\n", "1_a.sql:3: a second"},
		{"1_a.sql", "-- migrate:up\n\nA 'x", "1_a.sql:3: what begins here with ' is not closed"},
		{"1_a.sql", "-- migrate:up fast:true\n", "1_a.sql:1: the option fast:true is unknown"},
		{"1_a.sql", "-- migrate:up transaction:false foreign_keys:off\n", "1_a.sql:1: foreign_keys:off needs a transaction"},
		{"1_a.sql", "-- migrate:up\nA;\nCOMMIT;", "1_a.sql:3: COMMIT would end"},
		{"1_a.sql", "-- migrate:up\x00\n", "1_a.sql: there is a NUL"},
		{"email.sql", "-- migrate:up\n", "email.sql: its name must be a number"},
	} {
		_, err := Load(folder(c.name, c.text, "2_b.sql", "-- migrate:up\nA 'x"), Native, dialect.SQLite())
		var at *FileError
		if !errors.Is(err, ErrFile) || !errors.As(err, &at) || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "2_b.sql:2") {
			t.Errorf("%q: %v, want %s, and the mistake of the other file", c.text, err, c.want)
		}
	}
	_, err := Load(folder("1_a.sql", "-- migrate:up\n", "01_b.sql", "-- migrate:up\n"), Native, dialect.SQLite())
	if !errors.Is(err, ErrFile) || !strings.Contains(err.Error(), "1_a.sql") || !strings.Contains(err.Error(), "01_b.sql") {
		t.Errorf("two files of one number: %v", err)
	}
}

func TestLoadGoose(t *testing.T) {
	list, err := Load(folder(
		"00002_b.sql", "-- +goose NO TRANSACTION\n-- +goose Up\nA;\n",
		"00001_a.sql", `-- +goose Up
CREATE TABLE a (x int);
-- +goose StatementBegin
CREATE FUNCTION f() BEGIN
  a; b;
END;
-- +goose StatementEnd
INSERT INTO a VALUES (1);
-- +goose Down
DROP TABLE a;
`,
		"00003_ours.sql", "-- migrate:up\nA;\n",
		"00004_commits.sql", "-- +goose Up\nBEGIN;\nA;\nCOMMIT;\n",
	), Goose, dialect.Postgres())
	if err != nil {
		t.Fatal(err)
	}
	a, b := list[0], list[1]
	want := []Statement{{"CREATE TABLE a (x int)", 2}, {"CREATE FUNCTION f() BEGIN\n  a; b;\nEND", 4}, {"INSERT INTO a VALUES (1)", 8}}
	if a.ID != "00001_a" || !slices.Equal(a.Up.Statements, want) || !a.Up.Transaction || a.Down == nil || !slices.Equal(a.Down.Statements, []Statement{{"DROP TABLE a", 10}}) {
		t.Errorf("the first is %+v, down %+v", a, a.Down)
	}
	if b.Up.Transaction || b.Down != nil || list[2].ID != "00003_ours" || list[3].Up.Transaction {
		t.Errorf("%+v %+v %+v", b, list[2], list[3])
	}
	for _, c := range []struct{ text, want string }{
		{"A", "1_a.sql:1: there is no -- +goose Up"},
		{"-- +goose Up\n-- +goose StatementBegin\nA", "1_a.sql:2: there is no +goose StatementEnd"},
		{"-- +goose Up\n-- +goose StatementEnd\nA", "1_a.sql:2: there is no +goose StatementBegin"},
		{"-- +goose Up\n-- +goose ENVSUB ON\nA", "1_a.sql:2: +goose ENVSUB ON is not read"},
		{"-- +goose StatementBegin\nA", "1_a.sql:1: this stands before +goose Up"},
	} {
		if _, err := Load(folder("1_a.sql", c.text), Goose, dialect.Postgres()); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %s", c.text, err, c.want)
		}
	}
}

func TestLoadGolangMigrate(t *testing.T) {
	list, err := Load(folder(
		"10_c.up.sql", "CREATE INDEX CONCURRENTLY i ON a (x)",
		"2_b.up.sql", "BEGIN; A; COMMIT;", "2_b.down.sql", "B;",
		"1_a.up.sql", "A;\nB;", "1_a.down.sql", "C;",
		"11_ours.sql", "-- migrate:up\nA;",
	), GolangMigrate, dialect.Postgres())
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 4 || list[0].ID != "1_a" || list[1].ID != "2_b" || list[2].ID != "10_c" || list[3].ID != "11_ours" {
		t.Fatalf("%+v", list)
	}
	a, b, c := list[0], list[1], list[2]
	if !slices.Equal(a.Up.Statements, []Statement{{"A", 1}, {"B", 2}}) || a.Path != "1_a.up.sql" || a.DownPath != "1_a.down.sql" || !slices.Equal(a.Down.Statements, []Statement{{"C", 1}}) {
		t.Errorf("%+v, down %+v", a, a.Down)
	}
	if !a.Up.Transaction || b.Up.Transaction || c.Up.Transaction || c.Down != nil {
		t.Errorf("transactions: %+v %+v %+v", a, b, c)
	}
	if _, err := Load(folder("1_a.down.sql", "C"), GolangMigrate, dialect.Postgres()); err == nil || !strings.Contains(err.Error(), "1_a.up.sql") {
		t.Errorf("a way back alone: %v", err)
	}
}

func TestFolder(t *testing.T) {
	both := folder("postgres/1_a.sql", "", "mariadb/1_a.sql", "", "other/x", "")
	sub, err := Folder(both, "postgres")
	if err != nil {
		t.Fatal(err)
	}
	if names, _ := sqlFiles(sub); !slices.Equal(names, []string{"1_a.sql"}) {
		t.Errorf("the folder has %v", names)
	}
	if _, err := Folder(both, "sqlite"); !errors.Is(err, ErrFile) || !strings.Contains(err.Error(), "mariadb, postgres") {
		t.Errorf("a dialect without a folder: %v", err)
	}
	if _, err := Folder(folder("postgres/1_a.sql", "", "1_a.sql", ""), "postgres"); !errors.Is(err, ErrFile) {
		t.Errorf("files beside folders: %v", err)
	}
	for _, embedded := range []fs.FS{folder("migrations/1_a.sql", ""), folder("migrations/sqlite/1_a.sql", "")} {
		if _, err := Folder(embedded, "sqlite"); !errors.Is(err, ErrFile) || !strings.Contains(err.Error(), `fs.Sub(files, "migrations")`) {
			t.Errorf("a folder too high: %v", err)
		}
	}
	if _, err := Folder(folder("README.md", ""), "sqlite"); err != nil {
		t.Errorf("no migrations yet: %v", err)
	}
	flat := folder("1_a.sql", "", "other/x.sql", "")
	if sub, err := Folder(flat, "sqlite"); err != nil {
		t.Error(err)
	} else if names, _ := sqlFiles(sub); !slices.Equal(names, []string{"1_a.sql"}) {
		t.Errorf("the directory has %v", names)
	}
}
