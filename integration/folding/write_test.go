package folding

import (
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// TestFoldingWrites: a write that is given keys in another spelling means the rows that the database takes for theirs, be it one row or many.
func TestFoldingWrites(t *testing.T) {
	for _, database := range dbtest.Names() {
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			for _, kind := range kinds[database] {
				t.Run(kind.name, func(t *testing.T) {
					w := newWorld(t, database, kind)
					w.insert("writers", "id", [][]any{{"cat"}})
					w.insert("clubs", "id", [][]any{{"alpha"}})
					w.insert("tags", "id", [][]any{{"red"}})
					w.insert("labels", "id, text", [][]any{{"red", "old"}})
					for _, spelling := range []func(string) string{strings.ToUpper, func(s string) string { return s + " " }, strings.Clone} {
						if !kind.tight || spelling("a") != "a " {
							w.writes(spelling)
						}
					}
				})
			}
		})
	}
}

// count is the number that a statement gives.
func (w *world) count(statement string, args ...any) int {
	w.Helper()
	n := 0
	if err := w.pool.Get(&n, w.pool.Rebind(statement), args...); err != nil {
		w.Fatalf("%s: %v", statement, err)
	}
	return n
}

const ties = "SELECT count(*) FROM writers w JOIN memberships m ON m.writer = w.id JOIN clubs c ON c.id = m.club"

// writes compares writes by a spelling of the keys with what the columns make of it.
func (w *world) writes(spell func(string) string) {
	w.Helper()
	ctx := w.Context()
	red := w.count("SELECT count(*) FROM labels WHERE id = ?", spell("red"))
	one := orm.Update(ctx, w.db, &label{ID: spell("red"), Text: "one"})
	if (one == nil) != (red == 1) {
		w.Errorf("Update of %q: %v, and a condition finds %d", spell("red"), one, red)
	}
	n, err := orm.Objects[label](w.db).BulkUpdate(ctx, []*label{{ID: spell("red"), Text: "many"}, {ID: "none", Text: "none"}}, "text")
	if err != nil || int(n) != red {
		w.Errorf("BulkUpdate of %q finds %d rows (%v), a condition %d", spell("red"), n, err, red)
	}

	w.exec("DELETE FROM memberships")
	w.exec("DELETE FROM stickers")
	w.exec("INSERT INTO memberships VALUES (1, ?, ?)", spell("cat"), spell("alpha"))
	w.exec("INSERT INTO stickers VALUES (1, 5, ?, ?)", spell("cat"), spell("red"))
	tied := w.count(ties)
	cat, err := orm.Objects[writer](w.db).Get(ctx, orm.Q{"id": "cat"})
	if err != nil {
		w.Fatal(err)
	}
	alpha, err := orm.Objects[club](w.db).Get(ctx, orm.Q{"id": "alpha"})
	if err != nil {
		w.Fatal(err)
	}
	if tied == 1 { // one more would be refused, or be a second tie of the same two rows
		cat.Clubs = orm.ManyOf(alpha)
		_, err := orm.SaveRelated(ctx, w.db, cat)
		if now := w.count("SELECT count(*) FROM memberships"); err != nil || now != 1 {
			w.Errorf("SaveRelated with a tie that is spelled as %q: %v, %d rows", spell("cat"), err, now)
		}
		cat, _ = orm.Objects[writer](w.db).Get(ctx, orm.Q{"id": "cat"})
		err = cat.Clubs.Add(ctx, alpha)
		if now := w.count("SELECT count(*) FROM memberships"); err != nil || now != 1 {
			w.Errorf("Add with a tie that is spelled as %q: %v, %d rows", spell("cat"), err, now)
		}
		err = cat.Clubs.Remove(ctx, alpha)
		if now := w.count("SELECT count(*) FROM memberships"); err != nil || now != 0 {
			w.Errorf("Remove of a tie that is spelled as %q: %v, %d rows", spell("cat"), err, now)
		}
	}
	w.linkData(spell, cat)
}

// linkData writes data of a link that is there in another spelling.
func (w *world) linkData(spell func(string) string, cat *writer) {
	w.Helper()
	if w.count("SELECT count(*) FROM writers w JOIN stickers s ON s.writer = w.id JOIN tags t ON t.id = s.tag") != 1 {
		return
	}
	ctx := w.Context()
	red, err := orm.Objects[tag](w.db).Get(ctx, orm.Q{"id": "red"})
	if err != nil {
		w.Fatal(err)
	}
	grams := func(what string, err error, want int) {
		w.Helper()
		if rows, sum := w.count("SELECT count(*) FROM stickers"), w.count("SELECT sum(grams) FROM stickers"); err != nil || rows != 1 || sum != want {
			w.Errorf("%s of a link that is spelled as %q: %v, %d rows of %d grams, want one of %d", what, spell("cat"), err, rows, sum, want)
		}
	}
	grams("AddLink", cat.Tags.AddLink(ctx, red, sticker{Grams: 7}), 7)
	grams("UpdateLink", cat.Tags.UpdateLink(ctx, red, orm.V{"grams": 8}), 8)
	cat.Tags = orm.LinksOf(orm.Link[tag, sticker]{Target: red, Through: &sticker{Grams: 9}})
	_, err = orm.SaveRelated(ctx, w.db, cat)
	grams("SaveRelated", err, 9)
}
