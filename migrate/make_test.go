package migrate_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/schema"
)

type book1 struct {
	ID    int
	Titel string
}

func (b *book1) Schema() schema.Table {
	return schema.Table{Name: "books", Fields: schema.Fields{schema.Integer(&b.ID).PrimaryKey(), schema.String(&b.Titel, 100)}}
}

type book2 struct {
	ID    int
	Title string
	ISBN  *string
}

func (b *book2) Schema() schema.Table {
	return schema.Table{Name: "books", Fields: schema.Fields{schema.Integer(&b.ID).PrimaryKey(), schema.String(&b.Title, 100),
		schema.String(&b.ISBN, 13).Index()}}
}

// book3 says itself what its column was called.
type book3 struct {
	ID    int
	Title string
	Pages int
}

func (b *book3) Schema() schema.Table {
	return schema.Table{Name: "books", Fields: schema.Fields{schema.Integer(&b.ID).PrimaryKey(), schema.String(&b.Title, 100).RenamedFrom("titel"),
		schema.Integer(&b.Pages)}}
}

func at(second int) migrate.MakeOption {
	return migrate.Clock(func() time.Time { return time.Date(2026, 11, 29, 15, 30, second, 0, time.FixedZone("", 3600)) })
}

func read(t *testing.T, parts ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(parts...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A history of files: the first makes the tables; a second run has nothing to do; a rename is asked
// about, and then made.
func TestMake(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "migrations")
	one, two := schema.MustRegistry(&book1{}), schema.MustRegistry(&book2{})
	if _, err := migrate.Make(dir, one); err == nil || !strings.Contains(err.Error(), "Dialects") {
		t.Errorf("without dialects: %v", err)
	}
	made, err := migrate.Make(dir, one, migrate.Dialects("sqlite"), at(0))
	if err != nil {
		t.Fatal(err)
	}
	if made.ID != "20261129143000_create_table_books" || !slices.Equal(made.Files, []string{filepath.Join(dir, made.ID+".sql")}) {
		t.Errorf("made %+v", made)
	}
	want := "-- migrate:up\nCREATE TABLE `books` (\n  `id` INTEGER NOT NULL PRIMARY KEY,\n  `titel` TEXT NOT NULL\n) STRICT;\n\n" +
		"-- migrate:down\n-- the table books is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.\n" +
		"DROP TABLE `books`;\n"
	if got := read(t, made.Files[0]); got != want {
		t.Errorf("the file is\n%s\nwant\n%s", got, want)
	}
	record := read(t, dir, "ormar.json")
	if _, err := migrate.Make(dir, one, at(0)); !errors.Is(err, migrate.ErrNothingToDo) {
		t.Errorf("again: %v", err)
	}
	if _, err := migrate.Make(dir, two, at(0)); !errors.Is(err, migrate.ErrAmbiguous) || !strings.Contains(err.Error(), "books.titel") ||
		!strings.Contains(err.Error(), "title") {
		t.Errorf("a possible rename: %v", err)
	}
	if read(t, dir, "ormar.json") != record {
		t.Error("a refused Make has changed the record")
	}
	made, err = migrate.Make(dir, two, at(0), migrate.Name("Add ISBN!"), migrate.Rename("books.titel", "title"))
	if err != nil {
		t.Fatal(err)
	}
	if made.ID != "20261129143001_add_isbn" {
		t.Errorf("a number that is taken: %s", made.ID)
	}
	var words []string
	for _, c := range made.Changes {
		words = append(words, c.String())
	}
	if got := strings.Join(words, "; "); got != "books: rename column titel to title; books: add column isbn TEXT NULL; books: add index ix_books_isbn (isbn)" {
		t.Errorf("changes: %s", got)
	}
	if len(made.Findings) == 0 || made.Findings[0].Code != "MIG104" || made.Findings[0].File != made.Files[0] {
		t.Errorf("findings: %#v in %v", made.Findings, made.Files)
	}
}

// A model may say a rename itself; what a column needs for the rows that exist comes from Fill,
// else from a person.
func TestMakeRenamedFrom(t *testing.T) {
	dir := t.TempDir()
	if _, err := migrate.Make(dir, schema.MustRegistry(&book1{}), migrate.Dialects("sqlite", "postgres"), at(0)); err != nil {
		t.Fatal(err)
	}
	made, err := migrate.Make(dir, schema.MustRegistry(&book3{}), at(10))
	if err != nil {
		t.Fatal(err)
	}
	text := read(t, dir, "postgres", made.ID+".sql")
	for _, part := range []string{`RENAME COLUMN "titel" TO "title"`, `SET "pages" = /* migrate:fill books.pages */ NULL`, `ALTER COLUMN "pages" SET NOT NULL`,
		`RENAME COLUMN "title" TO "titel"`} {
		if !strings.Contains(text, part) {
			t.Errorf("no %s in\n%s", part, text)
		}
	}
	if _, err := migrate.Make(dir, schema.MustRegistry(&book3{})); !errors.Is(err, migrate.ErrNothingToDo) {
		t.Errorf("RenamedFrom that stays: %v", err)
	}
	if up, _, err := migrate.Diff("mariadb", schema.MustRegistry(&book1{}), schema.MustRegistry(&book3{}), migrate.Fill("books.pages", "1 + 1")); err != nil ||
		strings.Contains(strings.Join(up, ";"), "migrate:fill") || !strings.Contains(strings.Join(up, ";"), "1 + 1") {
		t.Errorf("Fill: %v, %v", up, err)
	}
}

// An index on rows that exist is built without a transaction, in a file of its own behind the rest,
// which has the ID of the whole.
func TestMakeSteps(t *testing.T) {
	dir := t.TempDir()
	if _, err := migrate.Make(dir, schema.MustRegistry(&book1{}), migrate.Dialects("postgres"), at(0)); err != nil {
		t.Fatal(err)
	}
	made, err := migrate.Make(dir, schema.MustRegistry(&book2{}), migrate.Name("isbn"), at(5), migrate.Rename("books.titel", ""))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{filepath.Join(dir, "20261129143005_isbn_tables.sql"), filepath.Join(dir, "20261129143006_isbn.sql")}
	if !slices.Equal(made.Files, want) || made.ID != "20261129143006_isbn" {
		t.Fatalf("made %s, %v", made.ID, made.Files)
	}
	if text := read(t, made.Files[1]); !strings.HasPrefix(text, "-- migrate:up transaction:false\n") || !strings.Contains(text, "CREATE INDEX CONCURRENTLY") {
		t.Errorf("the index:\n%s", text)
	}
	if text := read(t, made.Files[0]); strings.Contains(text, "transaction:false") || strings.Contains(text, "INDEX") {
		t.Errorf("the rest:\n%s", text)
	}
}

// Empty is for statements of one's own; it changes no state.
func TestMakeEmpty(t *testing.T) {
	dir := t.TempDir()
	models := schema.MustRegistry(&book1{})
	if _, err := migrate.Make(dir, models, migrate.Dialects("mysql"), at(0)); err != nil {
		t.Fatal(err)
	}
	made, err := migrate.Make(dir, models, migrate.Empty(), migrate.Name("backfill"), at(9))
	if err != nil || made.ID != "20261129143009_backfill" || len(made.Files) != 1 {
		t.Fatalf("%+v, %v", made, err)
	}
	if _, err := migrate.Make(dir, models); !errors.Is(err, migrate.ErrNothingToDo) {
		t.Error(err)
	}
}

// What cannot be meant is refused before anything is written.
func TestMakeRefuses(t *testing.T) {
	models := schema.MustRegistry(&book1{})
	for what, c := range map[string]struct {
		opts []migrate.MakeOption
		want string
	}{
		"an unknown dialect":       {[]migrate.MakeOption{migrate.Dialects("oracle")}, "oracle"},
		"an unknown column":        {[]migrate.MakeOption{migrate.Dialects("sqlite"), migrate.Rename("books.nope", "titel")}, "books.nope"},
		"an unknown table":         {[]migrate.MakeOption{migrate.Dialects("sqlite"), migrate.Rename("nope", "books")}, "nope"},
		"two names for one":        {[]migrate.MakeOption{migrate.Dialects("sqlite"), migrate.Rename("a.b", "c"), migrate.Rename("a.b", "d")}, "keep one"},
		"a fill of nothing":        {[]migrate.MakeOption{migrate.Dialects("sqlite"), migrate.Fill("books.nope", "1")}, "books.nope"},
		"a fill without a table":   {[]migrate.MakeOption{migrate.Dialects("sqlite"), migrate.Fill("titel", "1")}, "table.column"},
		"a fill that says nothing": {[]migrate.MakeOption{migrate.Dialects("sqlite"), migrate.Fill("books.titel", " ")}, "empty"},
	} {
		dir := t.TempDir()
		_, err := migrate.Make(dir, models, c.opts...)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", what, err)
		}
		if !errors.Is(err, migrate.ErrArgument) {
			t.Errorf("%s is no ErrArgument: %v", what, err)
		}
		if list, _ := os.ReadDir(dir); len(list) > 0 {
			t.Errorf("%s: %v was written", what, list)
		}
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "ormar.json"), []byte("{\n<<<<<<< ours\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := migrate.Make(dir, models); !errors.Is(err, migrate.ErrFile) || !strings.Contains(err.Error(), "ormar.json:2") {
		t.Errorf("a record with a conflict: %v", err)
	}
}

// The last migrations are made anew when their files are removed, from whatever the remaining ones
// leave; one that others follow stays what it was.
func TestMakeAnew(t *testing.T) {
	for _, dialects := range [][]string{{"sqlite"}, {"postgres", "sqlite"}} {
		dir := t.TempDir()
		one, two := schema.MustRegistry(&book1{}), schema.MustRegistry(&book2{})
		rename := migrate.Rename("books.titel", "title")
		first, err := migrate.Make(dir, one, migrate.Dialects(dialects...), migrate.Name("first"), at(0))
		if err != nil {
			t.Fatal(err)
		}
		second, err := migrate.Make(dir, two, migrate.Name("title"), rename, at(1))
		if err != nil {
			t.Fatal(err)
		}
		want := read(t, second.Files[len(second.Files)-1])
		remove(t, second.Files)
		again, err := migrate.Make(dir, two, migrate.Name("title"), rename, at(1))
		if err != nil {
			t.Fatalf("the second anew: %v", err)
		}
		if got := read(t, again.Files[len(again.Files)-1]); got != want {
			t.Errorf("the second anew is\n%s\nand was\n%s", got, want)
		}
		remove(t, first.Files)
		if _, err := migrate.Make(dir, two); !errors.Is(err, migrate.ErrNothingToDo) {
			t.Errorf("without the first, which the second follows: %v", err)
		}
		remove(t, again.Files)
		all, err := migrate.Make(dir, two, at(2))
		if err != nil {
			t.Fatalf("all anew: %v", err)
		}
		if text := read(t, all.Files[0]); !strings.Contains(text, "CREATE TABLE") || strings.Contains(text, "titel") {
			t.Errorf("all anew:\n%s", text)
		}
	}
}

// Files that were made for other databases are refused before anything is sent; a distributed engine
// takes those of the database that it speaks.
func TestMadeForAnother(t *testing.T) {
	for _, c := range []struct {
		files []string
		db    string
		taken bool
	}{
		{[]string{"sqlite"}, "sqlite", true},
		{[]string{"sqlite"}, "postgres", false},
		{[]string{"mysql"}, "mariadb", false},
		{[]string{"mariadb"}, "mysql", false},
		{[]string{"mysql"}, "tidb", true},
		{[]string{"postgres"}, "citus", true},
		{[]string{"citus"}, "postgres", false},
		{[]string{"mariadb", "postgres"}, "mariadb", true},
		{[]string{"cockroachdb", "sqlite"}, "cockroachdb", true},
	} {
		dir := t.TempDir()
		if _, err := migrate.Make(dir, schema.MustRegistry(&book1{}), migrate.Dialects(c.files...)); err != nil {
			t.Fatal(err)
		}
		_, err := migrate.New(absent{dialect: c.db}, os.DirFS(dir))
		switch {
		case c.taken && err != nil:
			t.Errorf("%s with files for %v: %v", c.db, c.files, err)
		case !c.taken && (!errors.Is(err, migrate.ErrFile) || !strings.Contains(err.Error(), "-dialect "+c.db)):
			t.Errorf("%s with files for %v: %v", c.db, c.files, err)
		}
	}
}

// absent is a database that is only there by its dialect.
type absent struct {
	migrate.Target
	dialect string
}

func (t absent) Dialect() string { return t.dialect }

func remove(t *testing.T, files []string) {
	t.Helper()
	for _, file := range files {
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
}
