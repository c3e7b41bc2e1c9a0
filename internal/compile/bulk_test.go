package compile

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dialect"
)

// places writes which argument goes into each placeholder.
func places(st *Statement) string {
	var out []int
	for _, s := range st.Slots {
		out = append(out, s.Index)
	}
	return fmt.Sprint(out)
}

// TestInsertsOfManyRows has where the values of rows stand, and those of what a conflict touches behind them.
func TestInsertsOfManyRows(t *testing.T) {
	s := newShelves(t)
	m, columns := s.model("volume"), s.attributes("volume", "title", "pages")
	key, title, pages := s.attributes("volume", "id"), columns[:1], columns[1:]
	for _, c := range []struct {
		d        *dialect.Dialect
		rows     int
		conflict *Conflict
		ends     string
		places   string
	}{
		{dialect.SQLite(), 2, nil, "VALUES (?, ?), (?, ?)", "[0 1 2 3]"},
		{dialect.Postgres(), 1, nil, "VALUES ($1, $2::bigint)", "[0 1]"},
		{dialect.SQLite(), 2, &Conflict{Ignore: true}, "(?, ?) ON CONFLICT DO NOTHING", "[0 1 2 3]"},
		{dialect.SQLite(), 1, &Conflict{Ignore: true, Target: title}, "ON CONFLICT (`title`) DO NOTHING", "[0 1]"},
		{dialect.SQLite(), 2, &Conflict{Target: title, Update: pages}, "ON CONFLICT (`title`) DO UPDATE SET `pages` = excluded.`pages`", "[0 1 2 3]"},
		{dialect.SQLite(), 2, &Conflict{Target: title, Touch: pages}, "ON CONFLICT (`title`) DO UPDATE SET `pages` = ?", "[0 1 2 3 4]"},
		{dialect.SQLite(), 1, &Conflict{Target: key, Update: title, Touch: pages}, "SET `title` = excluded.`title`, `pages` = ?", "[0 1 2]"},
		{dialect.MySQL(), 2, &Conflict{Target: title, Update: pages}, "ON DUPLICATE KEY UPDATE `pages` = VALUES(`pages`)", "[0 1 2 3]"},
		{dialect.MySQL(), 2, &Conflict{Ignore: true}, "ON DUPLICATE KEY UPDATE `id` = `volumes`.`id`", "[0 1 2 3]"},
		{dialect.MySQL(), 1, &Conflict{Target: title}, "ON DUPLICATE KEY UPDATE `id` = `volumes`.`id`", "[0 1]"},
	} {
		compiler := &Compiler{Dialect: c.d}
		st, err := compiler.InsertMany(m, columns, c.rows, c.conflict, nil)
		if err != nil || !strings.HasSuffix(st.Text, c.ends) || places(st) != c.places {
			t.Errorf("%s: %s with %s, want %s with %s: %v", c.d.Name, st.Text, places(st), c.ends, c.places, err)
		}
	}
}

// Of columns that are lists one text serves any number of rows, and what a conflict touches is one value behind the lists.
func TestInsertsOfLists(t *testing.T) {
	s := newShelves(t)
	columns := s.attributes("volume", "title", "pages")
	c := &Compiler{Dialect: dialect.Postgres()}
	st, err := c.InsertColumns(s.model("volume"), columns, &Conflict{Target: columns[:1], Touch: columns[1:]}, s.attributes("volume", "id"))
	if err != nil || places(st) != "[0 1 2]" || st.Slots[0].Form != Column || st.Slots[1].Form != Column || st.Slots[2].Form != Plain ||
		!strings.HasSuffix(st.Text, `RETURNING "id"`) || !st.Returns {
		t.Errorf("%s with %+v: %v", st.Text, st.Slots, err)
	}
}

// TestUpdatesOfManyRows: the key of each row stands before its columns, in every form of the statement.
func TestUpdatesOfManyRows(t *testing.T) {
	s := newShelves(t)
	for _, c := range []struct {
		d      *dialect.Dialect
		begins string
		places string
	}{
		{dialect.SQLite(), "WITH v (v0, v1) AS (VALUES (", "[0 1 2 3]"},
		{dialect.Postgres(), `UPDATE "volumes" SET "pages" = v.v1 FROM unnest(`, "[0 1]"},
		{dialect.MySQL(), "UPDATE `volumes` JOIN (", "[0 1 2 3]"},
	} {
		compiler := &Compiler{Dialect: c.d}
		st, err := compiler.UpdateMany(s.model("volume"), s.attributes("volume", "id"), s.attributes("volume", "pages"), 2, false, Scope{})
		if err != nil || !strings.HasPrefix(st.Text, c.begins) || places(st) != c.places || st.Slots[0].Attr.Name != "id" || st.Slots[1].Attr.Name != "pages" {
			t.Errorf("%s: %s with %+v: %v", c.d.Name, st.Text, st.Slots, err)
		}
	}
}
