package writes

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// keyless are tables whose key the database does not make, by what each is called.
func keyless(database string) map[string]string {
	switch database {
	case "sqlite":
		return map[string]string{
			"BIGINT":         "CREATE TABLE plants (id BIGINT PRIMARY KEY, name TEXT UNIQUE, size INT)",
			"INT":            "CREATE TABLE plants (id INT PRIMARY KEY, name TEXT UNIQUE, size INT)",
			"DESC":           "CREATE TABLE plants (id INTEGER PRIMARY KEY DESC, name TEXT UNIQUE, size INT)",
			"NOT NULL":       "CREATE TABLE plants (id INT NOT NULL PRIMARY KEY, name TEXT UNIQUE, size INT)",
			"WITHOUT ROWID":  "CREATE TABLE plants (id INTEGER PRIMARY KEY, name TEXT UNIQUE, size INT) WITHOUT ROWID",
			"default 0":      "CREATE TABLE plants (id INT DEFAULT 0, name TEXT UNIQUE, size INT)",
			"no primary key": "CREATE TABLE plants (id INTEGER, name TEXT UNIQUE, size INT)",
		}
	case "postgres":
		return map[string]string{
			"no default":     "CREATE TABLE plants (id bigint PRIMARY KEY, name text UNIQUE, size int)",
			"no primary key": "CREATE TABLE plants (id bigint, name text UNIQUE, size int)",
			"default 0":      "CREATE TABLE plants (id bigint DEFAULT 0, name text UNIQUE, size int)",
		}
	}
	return map[string]string{
		"no default":     "CREATE TABLE plants (id bigint PRIMARY KEY, name varchar(40) UNIQUE, size int)",
		"no primary key": "CREATE TABLE plants (id bigint, name varchar(40) UNIQUE, size int)",
		"default 0":      "CREATE TABLE plants (id bigint NOT NULL DEFAULT 0, name varchar(40) UNIQUE, size int)",
	}
}

// inserts are the calls that leave the key to the database.
var inserts = map[string]func(ctx context.Context, db *orm.DB, p *plant) error{
	"Save":   func(ctx context.Context, db *orm.DB, p *plant) error { return orm.Save(ctx, db, p) },
	"Upsert": func(ctx context.Context, db *orm.DB, p *plant) error { return orm.Upsert(ctx, db, p) },
	"Create": func(ctx context.Context, db *orm.DB, p *plant) error {
		_, err := orm.Objects[plant](db).Create(ctx, *p)
		return err
	},
	"BulkCreate": func(ctx context.Context, db *orm.DB, p *plant) error {
		return orm.Objects[plant](db).BulkCreate(ctx, []*plant{p, {Name: "another"}})
	},
	"BulkCreate of one": func(ctx context.Context, db *orm.DB, p *plant) error {
		return orm.Objects[plant](db).BulkCreate(ctx, []*plant{p})
	},
	"UpdateOnConflict": func(ctx context.Context, db *orm.DB, p *plant) error {
		return orm.Objects[plant](db).BulkCreate(ctx, []*plant{p, {Name: "another"}}, orm.OnConflict("name"), orm.UpdateOnConflict())
	},
	"IgnoreConflicts": func(ctx context.Context, db *orm.DB, p *plant) error {
		return orm.Objects[plant](db).BulkCreate(ctx, []*plant{p, {Name: "another"}}, orm.IgnoreConflicts())
	},
	"SaveRelated": func(ctx context.Context, db *orm.DB, p *plant) error {
		_, err := orm.SaveRelated(ctx, db, p)
		return err
	},
	"GetOrCreate": func(ctx context.Context, db *orm.DB, p *plant) error {
		_, _, err := orm.Objects[plant](db).GetOrCreate(ctx, orm.V{"name": p.Name})
		return err
	},
	"UpdateOrCreate": func(ctx context.Context, db *orm.DB, p *plant) error {
		_, _, err := orm.Objects[plant](db).UpdateOrCreate(ctx, orm.V{"name": p.Name}, orm.V{"size": 3})
		return err
	},
}

// A key that the database does not make is an ErrUnsupported that says what to do, and no row is there.
func TestKeyThatNobodyMakes(t *testing.T) {
	for _, database := range dbtest.Names() {
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			db := dbtest.OpenEmpty(t, database, strangers())
			for kind, create := range keyless(database) {
				run(t, db, create)
				for call, insert := range inserts {
					p := &plant{Name: "fern"}
					refused(t, db, kind+", "+call, p, insert(t.Context(), db, p))
					err := db.Transaction(t.Context(), func(ctx context.Context) error {
						refused(t, nil, kind+", "+call+" in a transaction", p, insert(ctx, db, p))
						return nil // whoever goes on does not keep it
					})
					if got := rows(t, db, "SELECT id, name FROM plants"); len(got) != 0 {
						t.Errorf("%s, %s in a transaction that ends with %v: %q is stored, want no row", kind, call, err, got)
						run(t, db, "DELETE FROM plants")
					}
				}
				run(t, db, "DROP TABLE plants")
			}
		})
	}
}

func refused(t *testing.T, db *orm.DB, what string, p *plant, err error) {
	t.Helper()
	if !errors.Is(err, orm.ErrUnsupported) || !strings.Contains(err.Error(), "plants") || !strings.Contains(err.Error(), "plant.ID") && !strings.Contains(err.Error(), "plant.id") {
		t.Errorf("%s: %v, want ErrUnsupported that names the column", what, err)
	}
	if p.Saved() || p.ID != 0 {
		t.Errorf("%s: the instance has the key %d, saved is %t", what, p.ID, p.Saved())
	}
	if db == nil {
		return
	}
	if got := rows(t, db, "SELECT id, name FROM plants"); len(got) != 0 {
		t.Errorf("%s: %q is stored, want no row", what, got)
		run(t, db, "DELETE FROM plants")
	}
}

// A key that the program gives needs nobody to make it, and a key that the database makes is found out once.
func TestKeyThatSomebodyMakes(t *testing.T) {
	for _, database := range dbtest.Names() {
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			sent := &dbtest.Counter{}
			db := dbtest.OpenEmpty(t, database, strangers(), orm.WithObserver(sent))
			for kind, create := range keyless(database) {
				run(t, db, create)
				p := &plant{ID: 70, Name: "fern"}
				noError(t, orm.Save(t.Context(), db, p))
				noError(t, orm.Objects[plant](db).BulkCreate(t.Context(), []*plant{{ID: 71, Name: "moss"}, {ID: 72, Name: "oak"}}))
				if got := rows(t, db, "SELECT id FROM plants ORDER BY id"); !slices.Equal(got, []string{"70", "71", "72"}) {
					t.Errorf("%s: the keys are %q", kind, got)
				}
				run(t, db, "DROP TABLE plants")
			}
			run(t, db, map[string]string{
				"sqlite":   "CREATE TABLE plants (id INTEGER PRIMARY KEY, name TEXT UNIQUE, size INT)",
				"postgres": "CREATE TABLE plants (id bigserial PRIMARY KEY, name text UNIQUE, size int)",
				"mariadb":  "CREATE TABLE plants (id bigint AUTO_INCREMENT PRIMARY KEY, name varchar(40) UNIQUE, size int)",
				"mysql":    "CREATE TABLE plants (id bigint AUTO_INCREMENT PRIMARY KEY, name varchar(40) UNIQUE, size int)",
			}[database])
			for i, name := range []string{"fern", "moss", "oak"} {
				sent.Reset()
				p := &plant{Name: name}
				noError(t, orm.Save(t.Context(), db, p))
				sent.Want(t, 1)
				if p.ID != int64(i+1) {
					t.Errorf("%s has the key %d, want %d", name, p.ID, i+1)
				}
			}
		})
	}
}

// A post-hook that fails undoes a key that was made.
func TestKeyOfAWriteThatAHookRefuses(t *testing.T) {
	dbtest.Each(t, strangers(), func(t *testing.T, db *orm.DB) {
		no := errors.New("no")
		hooks.PostSave(db.Hooks(), func(context.Context, hooks.Save[plant]) error { return no })
		hooks.PostBulkCreate(db.Hooks(), func(context.Context, hooks.Bulk[plant]) error { return no })
		for call, insert := range inserts {
			p := &plant{Name: "fern"}
			if err := insert(t.Context(), db, p); !errors.Is(err, no) {
				t.Errorf("%s: %v, want the hook's error", call, err)
			}
			if got := rows(t, db, "SELECT id FROM plants"); len(got) != 0 || p.Saved() || p.ID != 0 {
				t.Errorf("%s: rows %q, key %d, saved %t", call, got, p.ID, p.Saved())
			}
		}
	})
}
