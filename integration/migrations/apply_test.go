package migrations

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/migration"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Forth, back one, all the way back, and forth to a place.
func TestUpAndDown(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		var told []migrate.Progress
		m := with(t, db, three(), migrate.WithProgress(func(p migrate.Progress) { told = append(told, p) }))
		if got := states(t, m); got != "pending pending pending " {
			t.Errorf("at first %s", got)
		}
		steps, err := m.Plan(ctx)
		if err != nil || len(steps) != 5 || steps[0].SQL != makeBooks || steps[0].Version != "20261129153000_books" || steps[0].Transaction == (db.Dialect() == "mariadb" || db.Dialect() == "mysql") {
			t.Errorf("planned %+v, %v", steps, err)
		}
		if has(t, db, "SELECT 1 FROM ormar_migrations") {
			t.Error("planning has made the history")
		}
		done, err := m.Up(ctx)
		if err != nil || ids(done) != "20261129153000_books 20261129153001_pages 20261129153002_shelves " || done[0].Name != "books" || done[0].State != migrate.Applied || done[0].Of != 2 {
			t.Fatalf("applied %+v, %v", done, err)
		}
		if got := states(t, m); got != "applied applied applied " {
			t.Errorf("then %s", got)
		}
		if len(told) != 8 || told[1] != (migrate.Progress{Version: "20261129153000_books", Done: 1, Of: 2}) {
			t.Errorf("progress %v", told)
		}
		if done, err := m.Up(ctx); err != nil || done != nil {
			t.Errorf("again: %v, %v", done, err)
		}
		if steps, err := m.Plan(ctx); err != nil || steps != nil {
			t.Errorf("planned %v, %v", steps, err)
		}
		if done, err = m.Down(ctx); err != nil || ids(done) != "20261129153002_shelves " || has(t, db, "SELECT 1 FROM shelves") {
			t.Errorf("down: %v, %v", done, err)
		}
		if done, err = m.Down(ctx, migrate.To(""), migrate.AllowLoss()); err != nil || ids(done) != "20261129153001_pages 20261129153000_books " || has(t, db, "SELECT 1 FROM books") {
			t.Errorf("down to nothing: %v, %v", done, err)
		}
		if done, err = m.Down(ctx); err != nil || done != nil {
			t.Errorf("down from nothing: %v, %v", done, err)
		}
		if done, err = m.Up(ctx, migrate.To("20261129153001")); err != nil || ids(done) != "20261129153000_books 20261129153001_pages " {
			t.Errorf("up to a number: %v, %v", done, err)
		}
		if done, err = m.Up(ctx, migrate.Steps(1)); err != nil || ids(done) != "20261129153002_shelves " {
			t.Errorf("one step: %v, %v", done, err)
		}
		if done, err = m.Down(ctx, migrate.To("20261129153000_books"), migrate.AllowLoss()); err != nil || ids(done) != "20261129153002_shelves 20261129153001_pages " {
			t.Errorf("down to the first: %v, %v", done, err)
		}
		if n, err := orm.Objects[Book](db).Count(ctx); err != nil || n != 1 {
			t.Errorf("%d books, %v", n, err)
		}
	})
}

// What is lost by a way back must be allowed, and is told before anything is sent.
func TestDownKeepsRows(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		m := with(t, db, three())
		if _, err := m.Up(ctx); err != nil {
			t.Fatal(err)
		}
		_, err := m.Down(ctx, migrate.To(""))
		if !errors.Is(err, migrate.ErrLoss) || !strings.Contains(err.Error(), `books.pages`) || !strings.Contains(err.Error(), "20261129153000_books.sql:5") || strings.Contains(err.Error(), "shelves") {
			t.Errorf("told %v", err)
		}
		if got := states(t, m); got != "applied applied applied " || !has(t, db, "SELECT 1 FROM shelves") {
			t.Errorf("something was undone: %s", got)
		}
		if _, err := db.SQLX().ExecContext(ctx, "UPDATE books SET pages = NULL"); err != nil {
			t.Fatal(err)
		}
		if done, err := m.Down(ctx, migrate.Steps(2)); err != nil || len(done) != 2 {
			t.Errorf("columns without values: %v, %v", done, err)
		}
	})
}

// A statement that fails is told with file, line and kind; what can be undone is.
func TestAFailureIsPlaced(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		files := three()
		files["20261129153001_pages.sql"].Data = []byte("-- migrate:up\nCREATE TABLE extra (id bigint NOT NULL PRIMARY KEY);\nINSERT INTO extra VALUES (1);\n\nINSERT INTO extra\n VALUES (1);\n")
		m := with(t, db, files)
		done, err := m.Up(ctx)
		var at *migrate.FileError
		var what *migrate.Error
		if len(done) != 1 || !errors.Is(err, orm.ErrUnique) || !errors.As(err, &at) || at.File != "20261129153001_pages.sql" || at.Line != 5 || !errors.As(err, &what) || what.Name != "20261129153001_pages" {
			t.Fatalf("%v, %v", done, err)
		}
		if !strings.Contains(err.Error(), "20261129153001_pages.sql:5") || errors.Is(err, migrate.ErrFile) {
			t.Errorf("told %v", err)
		}
		family := db.Dialect() != "sqlite" && db.Dialect() != "postgres"
		if has(t, db, "SELECT 1 FROM extra") != family {
			t.Error("a trace is left, or nothing is where it cannot be undone")
		}
		want := "applied pending pending "
		if family {
			want = "applied failed pending "
		}
		if got := states(t, m); got != want {
			t.Errorf("then %s", got)
		}
		// The file may be edited behind what has finished, and is resumed.
		files["20261129153001_pages.sql"].Data = []byte("-- migrate:up\nCREATE TABLE extra (id bigint NOT NULL PRIMARY KEY);\nINSERT INTO extra VALUES (1);\n\nINSERT INTO extra\n VALUES (2);\n")
		if done, err := m.Up(ctx); err != nil || len(done) != 2 {
			t.Errorf("resumed: %v, %v", done, err)
		}
		var n int
		if err := db.SQLX().GetContext(ctx, &n, "SELECT count(*) FROM extra"); err != nil || n != 2 {
			t.Errorf("%d rows, %v", n, err)
		}
	})
}

// What has finished may not be edited in a file that is half applied.
func TestAHalfAppliedFileIsGuarded(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		files := dir("1_a.sql", "-- migrate:up transaction:false\nCREATE TABLE a (id bigint NOT NULL PRIMARY KEY);\nINSERT INTO a VALUES ('x', 'y');\n-- migrate:down\nDROP TABLE a;\n")
		m := with(t, db, files)
		if _, err := m.Up(ctx); err == nil || errors.Is(err, migrate.ErrUnclear) {
			t.Fatalf("told %v", err)
		}
		list, err := m.Status(ctx)
		if err != nil || list[0].State != migrate.Failed || list[0].Done != 1 || list[0].Of != 2 || list[0].Err == "" {
			t.Errorf("%+v, %v", list, err)
		}
		if _, err := m.Down(ctx); !errors.Is(err, migrate.ErrUnfinished) || !strings.Contains(err.Error(), "half applied") {
			t.Errorf("down: %v", err)
		}
		files["1_a.sql"].Data = []byte("-- migrate:up transaction:false\nCREATE TABLE b (id bigint NOT NULL PRIMARY KEY);\nINSERT INTO a VALUES (1);\n")
		if _, err := m.Up(ctx); !errors.Is(err, migrate.ErrChanged) {
			t.Errorf("a statement that is done was edited: %v", err)
		}
		if err := m.Repair(ctx, "1", migrate.MarkUndone); err != nil {
			t.Fatal(err)
		}
		if got := states(t, m); got != "pending " {
			t.Errorf("repaired: %s", got)
		}
		if err := m.Repair(ctx, "1_a", migrate.MarkApplied); err != nil {
			t.Fatal(err)
		}
		if got := states(t, m); got != "applied " {
			t.Errorf("repaired: %s", got)
		}
		if done, err := m.Up(ctx); err != nil || done != nil {
			t.Errorf("up: %v, %v", done, err)
		}
	})
}

// A file with a transaction of its own is killed behind its COMMIT: what was committed is not done again.
func TestOwnTransactionIsResumed(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		files := dir("1_books.sql", first, "2_own.sql", "-- migrate:up transaction:false\nBEGIN;\nINSERT INTO books (id, title) VALUES (2, 'Eden');\nCOMMIT;\n"+
			"CREATE TABLE own_one (id bigint NOT NULL PRIMARY KEY);\n-- migrate:down\nDROP TABLE own_one;\n")
		m := with(t, db, files)
		if _, err := m.Up(ctx); err != nil {
			t.Fatal(err)
		}
		if _, err := db.SQLX().ExecContext(ctx, "DROP TABLE own_one"); err != nil {
			t.Fatal(err)
		}
		d, err := dialect.For(db.Dialect())
		if err != nil {
			t.Fatal(err)
		}
		list, err := migration.Load(files, migration.Native, d)
		if err != nil {
			t.Fatal(err)
		}
		row := fmt.Sprintf("UPDATE ormar_migrations SET %s = 'running', done = 2, begun = 3, %s = '%s' WHERE id = '2_own'", d.Ident("state"), d.Ident("partial"), list[1].Up.Partial(2))
		if _, err := db.SQLX().ExecContext(ctx, row); err != nil {
			t.Fatal(err)
		}
		if done, err := m.Up(ctx); err != nil || len(done) != 1 {
			t.Errorf("resumed: %v, %v", done, err)
		}
		if n, err := orm.Objects[Book](db).Count(ctx); err != nil || n != 2 || !has(t, db, "SELECT 1 FROM own_one") {
			t.Errorf("%d books, %v", n, err)
		}
	})
}

// Edited, missing and late files are named, and nothing is applied.
func TestFilesAreCompared(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		files := three()
		late := files["20261129153002_shelves.sql"]
		delete(files, "20261129153002_shelves.sql")
		m := with(t, db, files)
		if _, err := m.Up(ctx); err != nil {
			t.Fatal(err)
		}
		files["20261129152959_early.sql"] = late
		expect := func(sentinel error, name string) {
			t.Helper()
			done, err := m.Up(ctx)
			if !errors.Is(err, sentinel) || !strings.Contains(err.Error(), name) || done != nil {
				t.Errorf("%v, %v, want %v of %s", done, err, sentinel, name)
			}
			if _, err := m.Plan(ctx); !errors.Is(err, sentinel) {
				t.Errorf("plan: %v", err)
			}
		}
		expect(migrate.ErrOutOfOrder, "20261129152959_early.sql")
		if done, err := m.Up(ctx, migrate.OutOfOrder()); err != nil || ids(done) != "20261129152959_early " {
			t.Errorf("allowed: %v, %v", done, err)
		}
		files["20261129153003_more.sql"] = dir("x", "-- migrate:up\nDROP TABLE shelves;\n")["x"]
		files["20261129153000_books.sql"].Data = append(files["20261129153000_books.sql"].Data, " \n"...)
		expect(migrate.ErrChanged, "20261129153000_books.sql")
		if _, err := m.Down(ctx, migrate.To(""), migrate.AllowLoss()); !errors.Is(err, migrate.ErrChanged) {
			t.Errorf("down: %v", err)
		}
		if err := m.Repair(ctx, "20261129153000_books", migrate.MarkApplied); err != nil {
			t.Fatal(err)
		}
		delete(files, "20261129152959_early.sql")
		expect(migrate.ErrMissing, "20261129152959_early.sql")
		if got := states(t, m); got != "missing applied applied pending " {
			t.Errorf("status %s", got)
		}
		if err := m.Repair(ctx, "20261129152959_early", migrate.MarkApplied); err == nil {
			t.Error("a file that is missing was marked as applied")
		}
		if err := m.Repair(ctx, "20261129152959_early", migrate.MarkUndone); err != nil {
			t.Fatal(err)
		}
		if done, err := m.Up(ctx); err != nil || len(done) != 1 {
			t.Errorf("up: %v, %v", done, err)
		}
	})
}

// A line that a person has to fill keeps everything from being sent.
func TestUnfilledLines(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		files := three()
		files["20261129153001_pages.sql"].Data = []byte("-- migrate:up\nSELECT 1;\n-- migrate:fill books.pages\nSELECT 2;\n")
		m := with(t, db, files)
		var at *migrate.FileError
		if done, err := m.Up(t.Context()); !errors.Is(err, migrate.ErrFile) || !errors.As(err, &at) || at.Line != 3 || done != nil {
			t.Errorf("%v, %v", done, err)
		}
		if has(t, db, "SELECT 1 FROM books") || has(t, db, "SELECT 1 FROM ormar_migrations") {
			t.Error("something was sent")
		}
		if done, err := m.Up(t.Context(), migrate.Steps(1)); err != nil || len(done) != 1 {
			t.Errorf("the one before: %v, %v", done, err)
		}
	})
}

// What a call asks for that makes no sense is an error before anything is sent.
func TestWrongRequests(t *testing.T) {
	db := dbtest.OpenEmpty(t, "sqlite", models())
	ctx := t.Context()
	m := with(t, db, three())
	for name, call := range map[string]func() error{
		"up to nowhere":        func() error { _, err := m.Up(ctx, migrate.To("7")); return err },
		"up to nothing":        func() error { _, err := m.Up(ctx, migrate.To("")); return err },
		"down to nowhere":      func() error { _, err := m.Up(ctx, migrate.To("2026'; --")); return err },
		"no steps":             func() error { _, err := m.Up(ctx, migrate.Steps(0)); return err },
		"steps back":           func() error { _, err := m.Down(ctx, migrate.Steps(-1)); return err },
		"both":                 func() error { _, err := m.Plan(ctx, migrate.Steps(1), migrate.To("20261129153000")); return err },
		"repair of nothing":    func() error { return m.Repair(ctx, "7", migrate.MarkUndone) },
		"unknown resolution":   func() error { return m.Repair(ctx, "20261129153000", "perhaps") },
		"a table without name": func() error { _, err := migrate.New(db, three(), migrate.WithTable("")); return err },
		"a long name": func() error {
			_, err := migrate.New(db, three(), migrate.WithTable(strings.Repeat("x", 64)))
			return err
		},
		"unknown format": func() error { _, err := migrate.New(db, three(), migrate.WithFormat("alembic")); return err },
		"no database":    func() error { _, err := migrate.New(nil, three()); return err },
		"no directory":   func() error { _, err := migrate.New(db, nil); return err },
		"no logger":      func() error { _, err := migrate.New(db, three(), migrate.WithLogger(nil)); return err },
		"no progress":    func() error { _, err := migrate.New(db, three(), migrate.WithProgress(nil)); return err },
		"an ID without a number": func() error {
			_, err := migrate.New(db, three(), migrate.WithGo(migrate.GoMigration{ID: "backfill", Up: func(context.Context) error { return nil }}))
			return err
		},
		"no function": func() error {
			_, err := migrate.New(db, three(), migrate.WithGo(migrate.GoMigration{ID: "1_backfill"}))
			return err
		},
		"a number that a file has": func() error {
			_, err := migrate.New(db, three(), migrate.WithGo(migrate.GoMigration{ID: "20261129153000_x", Up: func(context.Context) error { return nil }}))
			return err
		},
		"foreign keys off elsewhere": func() error {
			_, err := migrate.New(fake{"postgres"}, dir("1_a.sql", "-- migrate:up foreign_keys:off\n"))
			return err
		},
		"Go on what cannot join": func() error {
			_, err := migrate.New(fake{"postgres"}, three(), migrate.WithGo(migrate.GoMigration{ID: "1_backfill", Up: func(context.Context) error { return nil }}))
			return err
		},
	} {
		if err := call(); err == nil || !strings.HasPrefix(err.Error(), "migrate: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if has(t, db, "SELECT 1 FROM books") || has(t, db, "SELECT 1 FROM ormar_migrations") {
		t.Error("something was sent")
	}
}

// fake is a Target without a database.
type fake struct{ dialect string }

func (f fake) SQLX() *sqlx.DB           { return nil }
func (f fake) Models() *schema.Registry { return nil }
func (f fake) Dialect() string          { return f.dialect }
