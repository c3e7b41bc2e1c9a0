package converge

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

type shelf1 struct {
	ID   int
	Name string
}

func (s *shelf1) Schema() schema.Table {
	return schema.Table{Name: "shelves", Fields: schema.Fields{schema.Integer(&s.ID).PrimaryKey(), schema.String(&s.Name, 20).Index()}}
}

// shelf2 needs a copy of the table: a column cannot be NULL, and another goes with a check.
type shelf2 struct {
	ID    int
	Name  string
	Level int
}

func (s *shelf2) Schema() schema.Table {
	return schema.Table{Name: "shelves", Fields: schema.Fields{schema.Integer(&s.ID).PrimaryKey(), schema.String(&s.Name, 20).Index(),
		schema.Integer(&s.Level).Default(3)}, Constraints: []schema.Constraint{schema.Check("positive", "level > 0")}}
}

type item struct {
	ID    int
	Shelf orm.One[shelf1]
}

func (i *item) Schema() schema.Table {
	return schema.Table{Name: "items", Fields: schema.Fields{schema.Integer(&i.ID).PrimaryKey(),
		schema.ForeignKey(&i.Shelf).OnDelete(schema.Cascade).SkipReverse()}}
}

type item2 struct {
	ID    int
	Shelf orm.One[shelf2]
}

func (i *item2) Schema() schema.Table {
	return schema.Table{Name: "items", Fields: schema.Fields{schema.Integer(&i.ID).PrimaryKey(),
		schema.ForeignKey(&i.Shelf).OnDelete(schema.Cascade).SkipReverse()}}
}

// What no model knows survives a table that is made anew: rows of children, an index, a trigger, a
// view, and the counter of keys that are never used again (X1 to X3).
func TestRebuildKeepsWhatIsThere(t *testing.T) {
	dir, ctx := t.TempDir(), t.Context()
	before, after := schema.MustRegistry(&shelf1{}, &item{}), schema.MustRegistry(&shelf2{}, &item2{})
	made, err := migrate.Make(dir, before, migrate.Dialects("sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, made.ID+".sql")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	edited := strings.Replace(string(text), "INTEGER NOT NULL PRIMARY KEY,\n  `name`", "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,\n  `name`", 1)
	if err := os.WriteFile(file, []byte(edited), 0o644); err != nil || edited == string(text) {
		t.Fatal(err)
	}
	db := dbtest.OpenEmpty(t, "sqlite", after)
	up(t, db, dir)
	for _, text := range []string{
		"INSERT INTO shelves (id, name) VALUES (1, 'a'), (2, 'b'), (100, 'gone')", "DELETE FROM shelves WHERE id = 100",
		"INSERT INTO items (id, shelf) VALUES (1, 1), (2, 1), (3, 2)", "CREATE INDEX by_hand ON shelves (name, id)",
		"CREATE TABLE log (what TEXT)", "CREATE TRIGGER noted AFTER INSERT ON shelves BEGIN INSERT INTO log VALUES (NEW.name); END",
		"CREATE VIEW names AS SELECT name FROM shelves",
	} {
		must(t, db.SQLX(), text)
	}
	if _, err := migrate.Make(dir, after); err != nil {
		t.Fatal(err)
	}
	m := up(t, db, dir)
	check := func(when string) {
		t.Helper()
		for query, want := range map[string]string{
			"SELECT count(*) FROM items": "3", "SELECT count(*) FROM names": "2", "SELECT count(*) FROM sqlite_schema WHERE name IN ('by_hand', 'noted', 'ix_shelves_name')": "3",
			"SELECT seq FROM sqlite_sequence WHERE name = 'shelves'": "100", "PRAGMA foreign_keys": "1",
		} {
			if got := column1(t, db.SQLX(), query); !slices.Equal(got, []string{want}) {
				t.Errorf("%s: %s is %v, want %s", when, query, got, want)
			}
		}
	}
	check("up")
	if got := column1(t, db.SQLX(), "SELECT DISTINCT level FROM shelves"); !slices.Equal(got, []string{"3"}) {
		t.Errorf("rows that were there have the level %v, want the model's default", got)
	}
	must(t, db.SQLX(), "INSERT INTO shelves (name, level) VALUES ('c', 1)")
	if got := column1(t, db.SQLX(), "SELECT max(id) FROM shelves"); got[0] != "101" {
		t.Errorf("the next key is %s, want 101: 100 was used before", got[0])
	}
	must(t, db.SQLX(), "DELETE FROM shelves WHERE name = 'c'")
	must(t, db.SQLX(), "UPDATE sqlite_sequence SET seq = 100 WHERE name = 'shelves'")
	if changes, _, err := migrate.Drift(ctx, db); err != nil || len(changes) != 1 || changes[0].String() != "shelves: drop index by_hand" {
		t.Errorf("drift: %v, %v", changes, err)
	}
	if _, err := m.Down(ctx, migrate.AllowLoss()); err != nil {
		t.Fatal(err)
	}
	check("down")
}

func up(t *testing.T, db *orm.DB, dir string) *migrate.Migrator {
	t.Helper()
	m, err := migrate.New(db, os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	return m
}
