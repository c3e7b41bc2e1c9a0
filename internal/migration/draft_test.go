package migration

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dialect"
)

// What is written is read again as it was meant, and the sums know it.
func TestWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "migrations")
	d := Draft{
		ID: "20261129153000_add_email", Comment: "users: add column email",
		Up: Part{NoTransaction: true, Lines: []Line{
			{SQL: "ALTER TABLE users ADD email text;"},
			{Comment: "Say what rows have that are there already, and take the mark away:\nmigrate:fill users.email", SQL: "UPDATE users SET email = '' WHERE email IS NULL"},
		}},
		Down: Part{ForeignKeysOff: true, Lines: []Line{{Comment: "The values of users.email are lost."}, {SQL: "ALTER TABLE users DROP email"}}},
	}
	name, err := Write(dir, d, dialect.SQLite())
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	want := `-- users: add column email
-- migrate:up transaction:false
ALTER TABLE users ADD email text;
-- Say what rows have that are there already, and take the mark away:
-- migrate:fill users.email
UPDATE users SET email = '' WHERE email IS NULL;

-- migrate:down foreign_keys:off
-- The values of users.email are lost.
ALTER TABLE users DROP email;
`
	if string(text) != want {
		t.Errorf("written:\n%s", text)
	}
	list, err := Load(os.DirFS(dir), Native, dialect.SQLite())
	if err != nil || len(list) != 1 || list[0].ID != d.ID || !slices.Equal(list[0].Up.Unfilled, []int{5}) || !list[0].Down.ForeignKeysOff {
		t.Errorf("read again: %+v, %v", list, err)
	}
	if err := CheckSum(os.DirFS(dir)); err != nil {
		t.Error(err)
	}
	if _, err := Write(dir, d, dialect.SQLite()); !errors.Is(err, os.ErrExist) {
		t.Errorf("a file that is there: %v", err)
	}
	for _, bad := range []string{"A; B", "A 'x", "COMMIT", "CREATE TRIGGER t BEGIN a;", "A -- no end"} {
		d := Draft{ID: "2_bad", Up: Part{Lines: []Line{{SQL: bad}}}}
		if _, err := Write(dir, d, dialect.SQLite()); !errors.Is(err, ErrFile) {
			t.Errorf("%q is written: %v", bad, err)
		}
	}
}

func TestSums(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	expect := func(file, is string) {
		t.Helper()
		err := CheckSum(os.DirFS(dir))
		var e *SumError
		switch {
		case is == "" && err != nil:
			t.Errorf("wrong: %v", err)
		case is != "" && (!errors.As(err, &e) || e.File != file || e.Is != is):
			t.Errorf("%v, want %s %s", err, file, is)
		}
	}
	write("1_a.sql", "A\n")
	write("2_b.sql", "B\n")
	write("10_c.sql", "C\n")
	expect("", "") // no sums
	if err := WriteSum(dir); err != nil {
		t.Fatal(err)
	}
	expect("", "")
	write("2_b.sql", "B\r\n")
	expect("", "")
	write("2_b.sql", "b\n")
	expect("2_b.sql", "changed")
	write("2_b.sql", "B\n")
	write("3_d.sql", "D\n")
	expect("3_d.sql", "new")
	os.Remove(filepath.Join(dir, "3_d.sql"))
	os.Remove(filepath.Join(dir, "10_c.sql"))
	expect("10_c.sql", "missing")
	write("10_c.sql", "C\n")
	os.Rename(filepath.Join(dir, "1_a.sql"), filepath.Join(dir, "1_z.sql"))
	expect("1_a.sql", "missing")
	os.Rename(filepath.Join(dir, "1_z.sql"), filepath.Join(dir, "1_a.sql"))
	text, _ := os.ReadFile(filepath.Join(dir, SumFile))
	if lines := strings.Split(string(text), "\n"); len(lines) != 4 || !strings.HasPrefix(lines[2], "10_c.sql ") {
		t.Errorf("the sums are\n%s", text)
	}
}

// Each folder for a dialect has sums of its own.
func TestSumsOfFolders(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"sqlite", "postgres"} {
		os.Mkdir(filepath.Join(dir, name), 0o755)
		os.WriteFile(filepath.Join(dir, name, "1_a.sql"), []byte(name), 0o644)
	}
	if err := WriteSum(dir); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"sqlite", "postgres"} {
		if _, err := os.Stat(filepath.Join(dir, name, SumFile)); err != nil {
			t.Error(err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, SumFile)); err == nil {
		t.Error("the directory of folders has sums")
	}
}

func TestNewID(t *testing.T) {
	now := time.Date(2026, 11, 29, 16, 30, 59, 5, time.FixedZone("CET", 3600))
	fsys := folder("20261129153059_x.sql", "", "postgres/20261129153100_y.sql", "")
	for name, want := range map[string]string{
		"Add e-mail": "20261129153101_add_e_mail", "": "20261129153101_change", "../../etc/passwd": "20261129153101_etc_passwd", "größe": "20261129153101_größe",
	} {
		if got := NewID(fsys, name, now); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
	if Number("20261129153101_add") != "20261129153101" || Name("20261129153101_add_x") != "add_x" || Number("x") != "" {
		t.Error("parts of an ID")
	}
	if Compare("9_b", "10_a") >= 0 || Compare("009_a", "9_a") == 0 || Compare("20261129153101_a", "20261129153102_a") >= 0 {
		t.Error("the order of IDs")
	}
}
