package migrations

import (
	"errors"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
)

// A directory of goose goes on here: what goose has applied counts, and what it has undone does
// not.
func TestComingFromGoose(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		files := dir("00001_books.sql", "-- +goose Up\n"+makeBooks+";\n-- +goose Down\nDROP TABLE books;\n",
			"00002_undone.sql", "-- +goose Up\nCREATE TABLE undone (id bigint NOT NULL PRIMARY KEY);\n-- +goose Down\nDROP TABLE undone;\n",
			"20261129153000_ours.sql", third)
		for _, text := range []string{makeBooks, "CREATE TABLE goose_db_version (id integer, version_id bigint, is_applied boolean)",
			"INSERT INTO goose_db_version VALUES (1, 0, true), (2, 1, true), (3, 2, true), (4, 2, false)"} {
			if _, err := db.SQLX().ExecContext(ctx, text); err != nil {
				t.Fatal(err)
			}
		}
		m := with(t, db, files, migrate.WithFormat(migrate.FormatGoose))
		if got := states(t, m); got != "applied pending pending " {
			t.Errorf("at first %s", got)
		}
		if has(t, db, "SELECT 1 FROM ormar_migrations") {
			t.Error("the status has made a history")
		}
		if done, err := m.Up(ctx); err != nil || ids(done) != "00002_undone 20261129153000_ours " {
			t.Errorf("%v, %v", done, err)
		}
		if _, err := db.SQLX().ExecContext(ctx, "DROP TABLE goose_db_version"); err != nil {
			t.Fatal(err)
		}
		if got := states(t, m); got != "applied applied applied " {
			t.Errorf("then %s", got)
		}
		files["00001_books.sql"].Data = append(files["00001_books.sql"].Data, "\n"...)
		if _, err := m.Up(ctx); !errors.Is(err, migrate.ErrChanged) {
			t.Errorf("an old file was edited: %v", err)
		}
	})
}

// So does one of golang-migrate, which notes the last version alone; with nothing to do its history
// is written down as well.
func TestComingFromGolangMigrate(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		files := dir("1_books.up.sql", makeBooks, "1_books.down.sql", "DROP TABLE books", "2_more.up.sql", "CREATE TABLE more (id bigint NOT NULL PRIMARY KEY)",
			"10_last.up.sql", "CREATE TABLE last_one (id bigint NOT NULL PRIMARY KEY)", "10_last.down.sql", "DROP TABLE last_one")
		for _, text := range []string{makeBooks, "CREATE TABLE schema_migrations (version bigint, dirty boolean)", "INSERT INTO schema_migrations VALUES (2, true)"} {
			if _, err := db.SQLX().ExecContext(ctx, text); err != nil {
				t.Fatal(err)
			}
		}
		m := with(t, db, files, migrate.WithFormat(migrate.FormatGolangMigrate))
		if _, err := m.Up(ctx); err == nil || !strings.Contains(err.Error(), "dirty") {
			t.Errorf("a dirty version: %v", err)
		}
		if _, err := db.SQLX().ExecContext(ctx, "UPDATE schema_migrations SET dirty = false"); err != nil {
			t.Fatal(err)
		}
		if got := states(t, m); got != "applied applied pending " {
			t.Errorf("at first %s", got)
		}
		if done, err := m.Up(ctx, migrate.To("2")); err != nil || done != nil || !has(t, db, "SELECT 1 FROM ormar_migrations") {
			t.Errorf("%v, %v", done, err)
		}
		if done, err := m.Up(ctx); err != nil || ids(done) != "10_last " {
			t.Errorf("%v, %v", done, err)
		}
		if done, err := m.Down(ctx); err != nil || ids(done) != "10_last " {
			t.Errorf("%v, %v", done, err)
		}
		if _, err := m.Down(ctx); !errors.Is(err, migrate.ErrFile) || !strings.Contains(err.Error(), "2_more.up.sql") {
			t.Errorf("a file without a way back: %v", err)
		}
	})
}

// Two histories in one database do not see each other, whatever they are called.
func TestTwoHistories(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		name := "it's \"their\" `own`; --"
		a, b := with(t, db, three()), with(t, db, dir("1_other.sql", "-- migrate:up\nCREATE TABLE other (id bigint NOT NULL PRIMARY KEY);\n"), migrate.WithTable(name))
		if done, err := a.Up(ctx); err != nil || len(done) != 3 {
			t.Errorf("%v, %v", done, err)
		}
		if done, err := b.Up(ctx); err != nil || len(done) != 1 {
			t.Errorf("%v, %v", done, err)
		}
		if got := states(t, a) + states(t, b); got != "applied applied applied applied " {
			t.Errorf("then %s", got)
		}
	})
}
