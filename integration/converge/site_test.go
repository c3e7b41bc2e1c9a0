package converge

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/schema"
)

func (s *site) clear(t *testing.T, db *sqlx.DB) {
	t.Helper()
	switch s.dialect {
	case "postgres":
		own := s.ident(column1(t, db, "SELECT current_schema()")[0])
		must(t, db, "DROP SCHEMA "+own+" CASCADE")
		must(t, db, "CREATE SCHEMA "+own)
	case "sqlite":
		must(t, db, "PRAGMA foreign_keys = 0")
		for _, kind := range []string{"CREATE VIRTUAL%", "%"} { // a virtual table takes its own tables with it
			for _, name := range column1(t, db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql LIKE ?", kind) {
				must(t, db, `DROP TABLE "`+name+`"`)
			}
		}
		must(t, db, "PRAGMA foreign_keys = 1")
	default:
		must(t, db, "SET foreign_key_checks = 0")
		for _, name := range column1(t, db, "SHOW TABLES") {
			must(t, db, "DROP TABLE `"+name+"`")
		}
		must(t, db, "SET foreign_key_checks = 1")
	}
}

// words reports whether the database finds words, which SQLite may have been built without.
func (s *site) words(t *testing.T) bool {
	t.Helper()
	return s.dialect != "sqlite" || len(column1(t, s.work, "SELECT name FROM pragma_module_list WHERE name = 'fts4'")) > 0
}

func must(t *testing.T, db *sqlx.DB, text string) {
	t.Helper()
	if _, err := db.Exec(text); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}

func (s *site) create(t *testing.T, db *sqlx.DB, models *schema.Registry) {
	t.Helper()
	if err := migrate.CreateAll(context.Background(), target{db, models, s.dialect}); err != nil {
		t.Fatal(err)
	}
}

func (s *site) exec(t *testing.T, way string, list []string) {
	t.Helper()
	for _, text := range list {
		if _, err := s.work.Exec(text); err != nil {
			t.Fatalf("%s: %v\n%s\nin\n%s", way, err, text, strings.Join(list, ";\n"))
		}
	}
	if s.dialect == "sqlite" {
		if broken := column1(t, s.work, "SELECT \"table\" FROM pragma_foreign_key_check"); len(broken) > 0 {
			t.Errorf("%s: rows of %v have lost their parents", way, broken)
		}
	}
}

func (s *site) same(t *testing.T, way string, list []string, got, want string) {
	t.Helper()
	if got == want {
		return
	}
	have, wanted := strings.Split(got, "\n"), strings.Split(want, "\n")
	for _, line := range have {
		if !slices.Contains(wanted, line) {
			t.Errorf("%s: + %s", way, line)
		}
	}
	for _, line := range wanted {
		if !slices.Contains(have, line) {
			t.Errorf("%s: - %s", way, line)
		}
	}
	if len(list) < 3 {
		t.Logf("%s\n\n%s", got, want)
	}
	t.Errorf("%s differs after\n%s", way, strings.Join(list, ";\n"))
}

func (s *site) ident(name string) string {
	if s.dialect == "mysql" || s.dialect == "mariadb" {
		return "`" + name + "`"
	}
	return `"` + name + `"`
}
