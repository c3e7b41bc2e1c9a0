package migrations

import (
	"context"
	"errors"
	"strings"
	"testing"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
)

// A migration in Go is in one transaction with its note: an error undoes both, and what waits for
// the commit runs after it.
func TestGo(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		broken := errors.New("broken")
		fails, committed := true, 0
		fill := migrate.GoMigration{
			ID: "20261129153001_fill",
			Up: func(ctx context.Context) error {
				if err := orm.Objects[Book](db).BulkCreate(ctx, []*Book{{ID: 2, Title: "Fiasco"}, {ID: 3, Title: "Eden"}}); err != nil {
					return err
				}
				if n, err := orm.Objects[Book](db).Count(ctx); err != nil || n != 3 {
					t.Errorf("inside there are %d books, %v", n, err)
				}
				if err := db.OnCommit(ctx, func() { committed++ }); err != nil {
					return err
				}
				if fails {
					return broken
				}
				return nil
			},
			Down: func(ctx context.Context) error {
				_, err := orm.Objects[Book](db).Filter(orm.Q{"id__gt": 1}).Delete(ctx)
				return err
			},
		}
		m := with(t, db, dir("20261129153000_books.sql", first, "20261129153002_shelves.sql", third), migrate.WithGo(fill))
		done, err := m.Up(ctx)
		var at *migrate.Error
		if len(done) != 1 || !errors.Is(err, broken) || !errors.As(err, &at) || at.Name != "20261129153001_fill" {
			t.Fatalf("%v, %v", done, err)
		}
		if n, err := orm.Objects[Book](db).Count(ctx); err != nil || n != 1 || committed != 0 {
			t.Errorf("after an error there are %d books, %v; committed %d times", n, err, committed)
		}
		if got := states(t, m); got != "applied pending pending " {
			t.Errorf("then %s", got)
		}
		fails = false
		steps, err := m.Plan(ctx)
		if err != nil || len(steps) != 2 || !steps[0].Transaction || !strings.HasPrefix(steps[0].SQL, "-- ") {
			t.Errorf("planned %+v, %v", steps, err)
		}
		if done, err := m.Up(ctx); err != nil || ids(done) != "20261129153001_fill 20261129153002_shelves " || committed != 1 {
			t.Errorf("%v, %v; committed %d times", done, err, committed)
		}
		if _, err := m.Down(ctx, migrate.To("20261129153000")); err != nil {
			t.Error(err)
		}
		if n, err := orm.Objects[Book](db).Count(ctx); err != nil || n != 1 {
			t.Errorf("undone, there are %d books, %v", n, err)
		}
		// A program that does not have it says so.
		if _, err := m.Up(ctx); err != nil {
			t.Fatal(err)
		}
		without := with(t, db, dir("20261129153000_books.sql", first, "20261129153002_shelves.sql", third))
		if _, err := without.Up(ctx); !errors.Is(err, migrate.ErrMissing) || !strings.Contains(err.Error(), "in Go") {
			t.Errorf("without it: %v", err)
		}
	})
}

// A mistake of the function dooms the transaction, and a panic leaves nothing behind, nor the lock.
func TestGoThatPanics(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		how := "doomed"
		m := with(t, db, dir("1_books.sql", first), migrate.WithGo(migrate.GoMigration{ID: "2_fill", Up: func(ctx context.Context) error {
			switch how {
			case "doomed":
				if _, err := orm.Exec(ctx, db, sq.Expr("INSERT INTO books (id, title) VALUES (1, 'Solaris')")); !errors.Is(err, orm.ErrUnique) {
					t.Errorf("a second row of a key: %v", err)
				}
			case "panics":
				panic("oh")
			}
			return orm.Objects[Book](db).BulkCreate(context.WithoutCancel(ctx), []*Book{{ID: 2, Title: "Fiasco"}})
		}}))
		if _, err := m.Up(ctx); !errors.Is(err, orm.ErrTxDoomed) {
			t.Errorf("doomed: %v", err)
		}
		how = "panics"
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic is lost")
				}
			}()
			_, _ = m.Up(ctx)
		}()
		if got := states(t, m); got != "applied pending " {
			t.Errorf("then %s", got)
		}
		how = ""
		if done, err := m.Up(ctx); err != nil || len(done) != 1 {
			t.Errorf("%v, %v", done, err)
		}
		if _, err := m.Down(ctx); err == nil || !strings.Contains(err.Error(), "has no Down") {
			t.Errorf("down: %v", err)
		}
	})
}

// Outside of a transaction it is run again after an error, from its beginning.
func TestGoWithoutTransaction(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		if db.Stats().MaxOpenConnections == 1 {
			t.Skip("it needs two connections")
		}
		ctx := t.Context()
		broken, runs := errors.New("broken"), 0
		m := with(t, db, dir("1_books.sql", first, "3_shelves.sql", third), migrate.WithGo(migrate.GoMigration{ID: "2_fill", NoTransaction: true,
			Up: func(ctx context.Context) error {
				runs++
				for id := int64(2); id < 5; id++ {
					if _, err := orm.Objects[Book](db).Filter(orm.Q{"id": id}).Get(ctx); err == nil {
						continue
					}
					if err := orm.Save(ctx, db, &Book{ID: id, Title: "more"}); err != nil {
						return err
					}
					if runs == 1 && id == 3 {
						return broken
					}
				}
				return nil
			},
			Down: func(ctx context.Context) error {
				_, err := orm.Objects[Book](db).Filter(orm.Q{"id__gt": 1}).Delete(ctx)
				return err
			}}))
		if done, err := m.Up(ctx); len(done) != 1 || !errors.Is(err, broken) {
			t.Fatalf("%v, %v", done, err)
		}
		if got := states(t, m); got != "applied failed pending " {
			t.Errorf("then %s", got)
		}
		if done, err := m.Up(ctx); err != nil || len(done) != 2 {
			t.Errorf("again: %v, %v", done, err)
		}
		if n, err := orm.Objects[Book](db).Count(ctx); err != nil || n != 4 {
			t.Errorf("%d books, %v", n, err)
		}
		if done, err := m.Down(ctx, migrate.Steps(2)); err != nil || len(done) != 2 {
			t.Errorf("down: %v, %v", done, err)
		}
		db.SQLX().SetMaxOpenConns(1)
		if _, err := m.Up(ctx, migrate.To("2")); err == nil || !strings.Contains(err.Error(), "SetMaxOpenConns(2)") {
			t.Errorf("with one connection: %v", err)
		}
		db.SQLX().SetMaxOpenConns(4)
	})
}

// A context that carries a transaction of the same database does not lend its connection to
// migrations.
func TestUpInsideATransaction(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		if db.Stats().MaxOpenConnections == 1 || db.Dialect() == "sqlite" {
			t.Skip("the transaction holds the only connection, or the lock")
		}
		broken := errors.New("broken")
		m := with(t, db, three())
		err := db.Transaction(t.Context(), func(ctx context.Context) error {
			if done, err := m.Up(ctx); err != nil || len(done) != 3 {
				t.Errorf("%v, %v", done, err)
			}
			return broken
		})
		if !errors.Is(err, broken) {
			t.Error(err)
		}
		if got := states(t, m); got != "applied applied applied " {
			t.Errorf("undone with a transaction that is another: %s", got)
		}
	})
}

// The pool that reads goes on reading when its tables change under it.
func TestThePoolNotices(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		m := with(t, db, three())
		if _, err := m.Up(ctx, migrate.Steps(1)); err != nil {
			t.Fatal(err)
		}
		read := func() {
			t.Helper()
			for range 3 {
				if list, err := orm.Objects[Book](db).OrderBy("id").All(ctx); err != nil || len(list) != 1 {
					t.Errorf("%v, %v", list, err)
				}
			}
		}
		read()
		if _, err := m.Up(ctx); err != nil {
			t.Fatal(err)
		}
		read()
		files := three()
		files["20261129153003_wider.sql"] = dir("x", "-- migrate:up\nDROP TABLE books;\nCREATE TABLE books (title varchar(300) NOT NULL, id bigint NOT NULL PRIMARY KEY);\nINSERT INTO books (id, title) VALUES (7, 'Eden');\n")["x"]
		if _, err := with(t, db, files).Up(ctx); err != nil {
			t.Fatal(err)
		}
		read()
	})
}
