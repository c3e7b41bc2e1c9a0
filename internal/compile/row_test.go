package compile

import (
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
		{"an update by key", func() (*Statement, error) { return lite.UpdateRow(m, append(pages, title...), key) },
			"UPDATE `volumes` SET `pages` = ?, `title` = ? WHERE `volumes`.`id` = ?", "[0 1 2]"},
		{"an update by others", func() (*Statement, error) { return lite.UpdateRow(m, pages, append(key, pages...)) },
			"UPDATE `volumes` SET `pages` = ? WHERE `volumes`.`id` = ? AND `volumes`.`pages` = ?", "[0 1 2]"},
		{"a deletion", func() (*Statement, error) { return lite.DeleteRow(m) }, "DELETE FROM `volumes` WHERE `volumes`.`id` = ?", "[0]"},
		{"a reading", func() (*Statement, error) { return lite.SelectRow(m, pages, key) },
			"SELECT `volumes`.`pages` FROM `volumes` WHERE `volumes`.`id` = ?", "[0]"},
		{"an upsert", func() (*Statement, error) { return lite.UpsertRow(m, append(key, pages...), pages, title) },
			"INSERT INTO `volumes` (`id`, `pages`) VALUES (?, ?) ON CONFLICT (`id`) DO UPDATE SET `pages` = ? RETURNING `title`", "[0 1 2]"},
		{"an upsert of the key alone", func() (*Statement, error) { return my.UpsertRow(m, key, nil, nil) },
			"INSERT INTO `volumes` (`id`) VALUES (?) ON DUPLICATE KEY UPDATE `id` = `volumes`.`id`", "[0]"},
	} {
		st, err := c.compile()
		if err != nil || st.Text != c.want || places(st) != c.places {
			t.Errorf("%s: %s with %s, want %s with %s: %v", c.name, st.Text, places(st), c.want, c.places, err)
		}
	}
}
