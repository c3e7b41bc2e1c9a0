package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/migrate/cli"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// Book is the model before, Tome the same table after.
type Book struct {
	orm.Model
	ID    int64
	Title string
}

func (b *Book) Schema() schema.Table {
	return schema.Table{Name: "books", Fields: schema.Fields{schema.BigInteger(&b.ID).PrimaryKey(), schema.String(&b.Title, 100)}}
}

type Tome struct {
	orm.Model
	ID    int64
	Name  string
	Pages *int
}

func (b *Tome) Schema() schema.Table {
	return schema.Table{Name: "books", Fields: schema.Fields{schema.BigInteger(&b.ID).PrimaryKey(), schema.String(&b.Name, 100), schema.Integer(&b.Pages)}}
}

// stage is a directory, a database and a program's configuration.
type stage struct {
	t   *testing.T
	c   cli.Config
	url string
}

func newStage(t *testing.T) *stage {
	t.Helper()
	t.Setenv("DATABASE_URL", "")
	dir := t.TempDir()
	return &stage{t, cli.Config{Models: schema.MustRegistry(&Book{}), Dir: filepath.Join(dir, "migrations"), Dialects: []string{"sqlite"}}, "sqlite:" + filepath.Join(dir, "books.db")}
}

// run expects an exit code and texts in the output.
func (s *stage) run(code int, args string, want ...string) string {
	s.t.Helper()
	list := strings.Fields(strings.ReplaceAll(args, "$URL", s.url))
	got, out := cli.Run(s.c, list)
	if got != code {
		s.t.Errorf("%s: exit code %d, want %d\n%s", args, got, code, out)
	}
	for _, w := range want {
		if !strings.Contains(out, w) {
			s.t.Errorf("%s: %q is not in\n%s", args, w, out)
		}
	}
	return out
}

// From the first migration to a rename, with everything that is asked on the way.
func TestHistory(t *testing.T) {
	s := newStage(t)
	s.run(1, "status -url $URL", "there is no directory")
	s.run(0, "make first", "create table", "wrote ")
	s.run(0, "make again", "nothing to do")
	s.run(1, "check -url $URL", "is pending")
	s.run(0, "migrate plan --url $URL", "CREATE TABLE")
	s.run(0, "up -url $URL -dry-run", "CREATE TABLE")
	s.run(0, "status -url $URL", "pending")
	s.run(0, "up -url $URL", "applied ")
	s.run(0, "up -url $URL", "nothing to do")
	s.run(0, "status -url $URL", "applied")
	s.run(0, "check -url $URL", "all is as it should be")
	s.run(0, "check", "no database was looked at")
	s.run(0, "verify")
	s.run(0, "lint", "no risks")

	s.c.Models = schema.MustRegistry(&Tome{})
	s.run(1, "check -url $URL", "add column pages")
	s.run(1, "make second", "books.title", "Rename")
	s.run(0, "make -dry-run second -rename books.title=name", "rename column title to name")
	s.run(2, "make second -rename books", "-rename books: write old=new")
	s.run(0, "make second -rename books.title=name", "rename column title to name", "add column pages", "wrote ")
	s.run(0, "lint", "MIG104 books.title")
	s.run(1, "lint -strict")
	s.run(0, "up --url $URL -steps 1", "applied ")
	s.run(0, "check -url $URL", "all is as it should be")
	s.run(0, "down -url $URL", "undone ")
	s.run(0, "up -url $URL")

	files, err := filepath.Glob(filepath.Join(s.c.Dir, "*.sql"))
	if err != nil || len(files) != 2 {
		t.Fatal(files, err)
	}
	text, err := os.ReadFile(files[1])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(files[1], append(text, "\n-- more\n"...), 0o644); err != nil {
		t.Fatal(err)
	}
	s.run(1, "verify", "is changed")
	s.run(1, "check", "is changed")
	s.run(0, "sum")
	s.run(0, "verify")
	id := strings.TrimSuffix(filepath.Base(files[1]), ".sql")
	s.run(2, "status -url $URL -json -url", "flag needs an argument") // a mistake of the line
	s.run(1, "up -url $URL", "repair "+id+" applied")
	s.run(2, "repair -url $URL "+id+" perhaps", "neither applied nor undone")
	s.run(0, "repair -url $URL "+id+" applied")
	s.run(0, "check -url $URL")
}

// A database that is there already is taken over when it is what the files leave.
func TestBaseline(t *testing.T) {
	s := newStage(t)
	s.run(0, "make first")
	s.run(0, "up -url $URL")
	other := newStage(t)
	other.url, other.c.Dir = s.url, s.c.Dir
	other.run(0, "status -url $URL -table other", "pending")
	files, _ := filepath.Glob(filepath.Join(s.c.Dir, "*.sql"))
	id := strings.TrimSuffix(filepath.Base(files[0]), ".sql")
	other.run(1, "baseline -url $URL -table other 7", "there is no migration")
	other.run(0, "baseline -url $URL -table other "+id, "counts as applied")
	other.run(0, "status -url $URL -table other", "applied")
	empty := newStage(t)
	empty.c.Dir = s.c.Dir
	empty.run(1, "baseline -url $URL "+id, "create table")
	empty.run(0, "status -url $URL", "pending")
	if said := empty.run(1, "check -url $URL", "is pending"); strings.Contains(said, "differs") {
		t.Errorf("an empty database was compared: %s", said)
	}
	// What is otherwise there is told before anything is applied, and may stay.
	strange := newStage(t)
	strange.c.Models, strange.url = schema.MustRegistry(&Tome{}), s.url
	strange.run(0, "make first")
	files, _ = filepath.Glob(filepath.Join(strange.c.Dir, "*.sql"))
	id = strings.TrimSuffix(filepath.Base(files[0]), ".sql")
	strange.run(1, "check -url $URL -table third", "is pending", "the database differs from the models: books: add column pages")
	strange.run(1, "baseline -url $URL -table third "+id, "add column pages", "repair "+id+" applied")
	strange.run(0, "repair -url $URL -table third "+id+" applied")
	strange.run(0, "status -url $URL -table third", "applied")
}

// Page is the table of Book with a check, for which SQLite makes it anew.
type Page struct{ Book }

func (p *Page) Schema() schema.Table {
	t := p.Book.Schema()
	t.Constraints = []schema.Constraint{schema.Check("titled", "{title} <> ''")}
	return t
}

// A column that somebody has added by hand is not lost with the table that another takes the place of.
func TestStrangeColumn(t *testing.T) {
	s := newStage(t)
	s.run(0, "make first")
	s.run(0, "up -url $URL")
	db, err := sqlite.Open(strings.TrimPrefix(s.url, "sqlite:"), schema.MustRegistry())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.SQLX().Exec("ALTER TABLE books ADD COLUMN stray TEXT"); err != nil {
		t.Fatal(err)
	}
	s.c.Models = schema.MustRegistry(&Page{})
	s.run(0, "make second")
	s.run(1, "up -url $URL", "data would be lost", "columns that no migration made: \"stray\"")
	s.run(0, "status -url $URL", "pending")
	if _, err := db.SQLX().Exec("ALTER TABLE books DROP COLUMN stray"); err != nil {
		t.Fatal(err)
	}
	s.run(0, "up -url $URL", "applied ")
	s.run(0, "check -url $URL", "all is as it should be")
}

// Visit is a table that somebody else has made, and written times into as SQLite does.
type Visit struct {
	orm.Model
	ID      int64
	At      time.Time
	Touched int
}

func (v *Visit) Schema() schema.Table {
	return schema.Table{Name: "visits", Fields: schema.Fields{schema.BigInteger(&v.ID).PrimaryKey(), schema.DateTime(&v.At), schema.Integer(&v.Touched)}}
}

// Checked is Visit with a check, for which SQLite makes the table anew.
type Checked struct{ Visit }

func (c *Checked) Schema() schema.Table {
	t := c.Visit.Schema()
	t.Constraints = []schema.Constraint{schema.Check("few", "{touched} < 9")}
	return t
}

// What others have written is found after their table was made anew, as it was before; their triggers do not run meanwhile.
func TestTakenOverTable(t *testing.T) {
	s := newStage(t)
	s.c.Models = schema.MustRegistry(&Visit{})
	s.run(0, "make first")
	db, err := sqlite.Open(strings.TrimPrefix(s.url, "sqlite:"), s.c.Models)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"CREATE TABLE visits (id INTEGER PRIMARY KEY, at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, touched INT NOT NULL DEFAULT 0)",
		"CREATE TRIGGER touch AFTER UPDATE OF at ON visits BEGIN UPDATE visits SET touched = touched + 1 WHERE id = NEW.id; END",
		"INSERT INTO visits (at) VALUES ('2024-05-06 12:00:00'), ('2024-05-06T14:30:00+02:00')"} {
		if _, err := db.SQLX().Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	finds := func(db *orm.DB) {
		t.Helper()
		for id, at := range map[int]time.Time{1: time.Date(2024, 5, 6, 12, 0, 0, 0, time.UTC), 2: time.Date(2024, 5, 6, 12, 30, 0, 0, time.UTC)} {
			if n, err := orm.Objects[Visit](db).Filter(orm.Q{"at": at, "id": id, "touched": 0}).Count(t.Context()); n != 1 || err != nil {
				t.Errorf("%d: %d rows, %v", id, n, err)
			}
		}
	}
	finds(db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(s.c.Dir, "*.sql"))
	s.run(0, "repair -url $URL "+strings.TrimSuffix(filepath.Base(files[0]), ".sql")+" applied")
	s.c.Models = schema.MustRegistry(&Checked{})
	s.run(0, "make second")
	s.run(0, "up -url $URL", "applied ")
	db, err = sqlite.Open(strings.TrimPrefix(s.url, "sqlite:"), schema.MustRegistry(&Visit{}))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	finds(db)
}

// Each command gives one JSON object with what its text says.
func TestJSON(t *testing.T) {
	s := newStage(t)
	decode := func(code int, args string) map[string]any {
		t.Helper()
		var got map[string]any
		if err := json.Unmarshal([]byte(s.run(code, args)), &got); err != nil {
			t.Errorf("%s: %v", args, err)
		}
		return got
	}
	if got := decode(0, "make first -json"); got["id"] == "" || len(got["files"].([]any)) != 1 || len(got["changes"].([]any)) != 1 {
		t.Errorf("make: %v", got)
	}
	if got := decode(0, "make first --json"); len(got["files"].([]any)) != 0 {
		t.Errorf("make again: %v", got)
	}
	if got := decode(1, "check -json -url $URL"); got["ok"] != false || len(got["problems"].([]any)) != 1 {
		t.Errorf("check: %v", got)
	}
	if got := decode(0, "plan -json -url $URL"); got["steps"].([]any)[0].(map[string]any)["transaction"] != true {
		t.Errorf("plan: %v", got)
	}
	if got := decode(0, "up -json -url $URL"); got["versions"].([]any)[0].(map[string]any)["state"] != "applied" {
		t.Errorf("up: %v", got)
	}
	if got := decode(0, "status -json -url $URL"); got["versions"].([]any)[0].(map[string]any)["state"] != "applied" {
		t.Errorf("status: %v", got)
	}
	if got := decode(0, "check -json -url $URL"); got["ok"] != true {
		t.Errorf("check: %v", got)
	}
	if got := decode(0, "lint -json"); len(got["findings"].([]any)) != 0 {
		t.Errorf("lint: %v", got)
	}
	if got := decode(0, "verify -json"); got["done"] == "" {
		t.Errorf("verify: %v", got)
	}
	if got := decode(1, "down -json -to 7 -url $URL"); got["error"] == "" {
		t.Errorf("down: %v", got)
	}
	if got := decode(1, "repair -json 7 applied -url $URL"); got["error"] == "" {
		t.Errorf("repair: %v", got)
	}
}

// A command line that cannot be read is 2, says what is wrong, and does nothing.
func TestUsage(t *testing.T) {
	s := newStage(t)
	for args, want := range map[string]string{
		"":                       "say what to do",
		"sideways":               "there is no command",
		"up -fast":               "not defined: -fast",
		"up now":                 "up takes no arguments",
		"make one two":           "make takes",
		"repair x":               "repair takes",
		"up -steps 1 -to 7":      "different things",
		"down -all -to 7":        "different things",
		"up -steps -1":           "less than nothing",
		"up -steps many":         "invalid value",
		"make -fill x=1":         "-fill",
		"make -fill books.x":     "-fill",
		"make -rename =x":        "-rename",
		"make -empty=perhaps":    "invalid",
		"status -url oracle://x": "none of sqlite:",
		"status -url password":   "none of sqlite:",
		"baseline":               "baseline takes",
	} {
		if strings.HasPrefix(args, "status") || strings.HasPrefix(args, "up") || strings.HasPrefix(args, "down") {
			if err := os.MkdirAll(s.c.Dir, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		out := s.run(2, args, want)
		if strings.Contains(out, "password") {
			t.Errorf("%s: the output has the URL:\n%s", args, out)
		}
	}
	s.run(2, "status", "DATABASE_URL")
	s.run(0, "help", "baseline ID", "write the next migration")
	s.run(0, "-h", "baseline ID")
	s.run(0, "up --help", "-out-of-order", "-url")
	t.Setenv("DATABASE_URL", s.url)
	s.run(0, "status", "there are no migrations")
}

// A program without models says who has them; the rest works without.
func TestWithoutModels(t *testing.T) {
	s := newStage(t)
	s.run(0, "make first")
	s.c.Models = nil
	s.run(1, "make second", "go run ./cmd/migrate")
	s.run(0, "up -url $URL", "applied ")
	s.run(0, "check -url $URL", "all is as it should be")
	s.c.Dialects = nil
	s.run(0, "lint", "no risks")
	s.run(0, "down -url $URL -all")
}
