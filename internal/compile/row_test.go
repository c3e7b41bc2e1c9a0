package compile

import (
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dialect"
)

// TestStatementsOfARow: the values of columns come before those by which the row is found.
func TestStatementsOfARow(t *testing.T) {
	s := newShelves(t)
	m := s.model("volume")
	key, title, pages := s.attributes("volume", "id"), s.attributes("volume", "title"), s.attributes("volume", "pages")
	lite, my := &Compiler{Dialect: dialect.SQLite()}, &Compiler{Dialect: dialect.MySQL()}
	for _, c := range []struct {
		name         string
		compile      func() (*Statement, error)
		want, places string
	}{
		{"an update by key", func() (*Statement, error) { return lite.UpdateRow(m, append(pages, title...), key, false, Scope{}) },
			"UPDATE `volumes` SET `pages` = ?, `title` = ? WHERE `volumes`.`id` = ?", "[0 1 2]"},
		{"an update by others", func() (*Statement, error) { return lite.UpdateRow(m, pages, append(key, pages...), false, Scope{}) },
			"UPDATE `volumes` SET `pages` = ? WHERE `volumes`.`id` = ? AND `volumes`.`pages` = ?", "[0 1 2]"},
		{"a deletion", func() (*Statement, error) { return lite.DeleteRow(m, key, Scope{}) }, "DELETE FROM `volumes` WHERE `volumes`.`id` = ?", "[0]"},
		{"a reading", func() (*Statement, error) { return lite.SelectRow(m, pages, key, false, Scope{}) },
			"SELECT `volumes`.`pages` FROM `volumes` WHERE `volumes`.`id` = ?", "[0]"},
		{"an upsert", func() (*Statement, error) { return lite.UpsertRow(m, append(key, pages...), pages, false, title) },
			"INSERT INTO `volumes` (`id`, `pages`) VALUES (?, ?) ON CONFLICT (`id`) DO UPDATE SET `pages` = ? RETURNING `title`", "[0 1 2]"},
		{"an upsert of the key alone", func() (*Statement, error) { return my.UpsertRow(m, key, nil, false, nil) },
			"INSERT INTO `volumes` (`id`) VALUES (?) ON DUPLICATE KEY UPDATE `id` = `volumes`.`id`", "[0]"},
	} {
		st, err := c.compile()
		if err != nil || st.Text != c.want || places(st) != c.places {
			t.Errorf("%s: %s with %s, want %s with %s: %v", c.name, st.Text, places(st), c.want, c.places, err)
		}
	}
}

// TestStatementsOfAVersion: every write of a row that is there raises its version; one of an instance also finds the row by it.
func TestStatementsOfAVersion(t *testing.T) {
	s := newShelves(t)
	m := s.model("volume")
	m.Version = s.attributes("volume", "pages")[0]
	key, title, found := s.attributes("volume", "id"), s.attributes("volume", "title"), s.attributes("volume", "id", "pages")
	pg, my := &Compiler{Dialect: dialect.Postgres()}, &Compiler{Dialect: dialect.MySQL()}
	lite, maria := &Compiler{Dialect: dialect.SQLite()}, &Compiler{Dialect: dialect.MariaDB()}
	for _, c := range []struct {
		name    string
		compile func() (*Statement, error)
		want    string
	}{
		{"an update", func() (*Statement, error) { return pg.UpdateRow(m, title, found, true, Scope{}) },
			`UPDATE "volumes" SET "title" = $1, "pages" = "volumes"."pages" + 1 WHERE "volumes"."id" = $2::bigint AND "volumes"."pages" = $3::bigint`},
		{"of nothing", func() (*Statement, error) { return my.UpdateRow(m, nil, found, true, Scope{}) },
			"UPDATE `volumes` SET `pages` = `volumes`.`pages` + 1 WHERE `volumes`.`id` = ? AND `volumes`.`pages` = ?"},
		{"a deletion", func() (*Statement, error) { return lite.DeleteRow(m, found, Scope{}) },
			"DELETE FROM `volumes` WHERE `volumes`.`id` = ? AND `volumes`.`pages` = ?"},
		{"a reading", func() (*Statement, error) { return my.SelectRow(m, m.Keys, key, true, Scope{}) },
			"SELECT `volumes`.`id` FROM `volumes` WHERE `volumes`.`id` = ? FOR SHARE"},
		{"a reading on MariaDB", func() (*Statement, error) { return maria.SelectRow(m, m.Keys, key, true, Scope{}) },
			"SELECT `volumes`.`id` FROM `volumes` WHERE `volumes`.`id` = ? LOCK IN SHARE MODE"},
		{"an upsert", func() (*Statement, error) { return lite.UpsertRow(m, found, title, true, m.Keys) },
			"INSERT INTO `volumes` (`id`, `pages`) VALUES (?, ?) ON CONFLICT (`id`) DO UPDATE SET `title` = ?, `pages` = `volumes`.`pages` + 1 RETURNING `id`"},
		{"an upsert of nothing", func() (*Statement, error) { return my.UpsertRow(m, found, nil, true, nil) },
			"INSERT INTO `volumes` (`id`, `pages`) VALUES (?, ?) ON DUPLICATE KEY UPDATE `pages` = `volumes`.`pages` + 1"},
		{"a bulk upsert", func() (*Statement, error) {
			return my.InsertMany(m, found, 1, &Conflict{Update: title, Target: key, Raise: true}, nil)
		}, "INSERT INTO `volumes` (`id`, `pages`) VALUES (?, ?) ON DUPLICATE KEY UPDATE `title` = VALUES(`title`), `pages` = `volumes`.`pages` + 1"},
		{"a bulk upsert of nothing", func() (*Statement, error) {
			return lite.InsertMany(m, found, 1, &Conflict{Target: key, Raise: true}, nil)
		}, "INSERT INTO `volumes` (`id`, `pages`) VALUES (?, ?) ON CONFLICT (`id`) DO UPDATE SET `pages` = `volumes`.`pages` + 1"},
	} {
		st, err := c.compile()
		if err != nil || st.Text != c.want {
			t.Errorf("%s: %s, want %s: %v", c.name, st.Text, c.want, err)
		}
	}
	for d, want := range map[*dialect.Dialect]string{
		dialect.SQLite():   "UPDATE `volumes` SET `title` = v.v2, `pages` = `volumes`.`pages` + 1 FROM v WHERE `volumes`.`id` = v.v0 AND `volumes`.`pages` = v.v1",
		dialect.Postgres(): `AS v(v0, v1, v2) WHERE "volumes"."id" = v.v0 AND "volumes"."pages" = v.v1`,
		dialect.MySQL():    "ON `volumes`.`id` = v.v0 AND `volumes`.`pages` = v.v1 SET `volumes`.`title` = v.v2, `volumes`.`pages` = `volumes`.`pages` + 1",
	} {
		st, err := (&Compiler{Dialect: d}).UpdateMany(m, found, title, 1, true, Scope{})
		if err != nil || !strings.HasSuffix(st.Text, want) {
			t.Errorf("%s: %s, want …%s: %v", d.Name, st.Text, want, err)
		}
	}
}
