package writes

import (
	"errors"
	"slices"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// member is found by its key, which the program makes, and by two unique fields.
type member struct {
	orm.Model
	Code   string
	Email  string
	Nick   *string
	Score  int
	Notes  string
	Origin string
	Edits  int
}

func (m *member) Schema() schema.Table {
	return schema.Table{Name: "members", Fields: schema.Fields{
		schema.String(&m.Code, 20).PrimaryKey(),
		schema.String(&m.Email, 40).Unique(),
		schema.String(&m.Nick, 40).Unique(),
		schema.Integer(&m.Score),
		schema.String(&m.Notes, 40),
		schema.String(&m.Origin, 40).ReadOnly(),
		schema.Integer(&m.Edits).OnUpdateFunc(func() int { return 7 }),
	}}
}

func members() *schema.Registry { return schema.MustRegistry(&member{}) }

func table(t *testing.T, db *orm.DB) []string {
	t.Helper()
	return rows(t, db, "SELECT code, ' ', email, ' ', score, ' ', notes, ' ', origin, ' ', edits FROM members ORDER BY code")
}

func wantTable(t *testing.T, db *orm.DB, what string, want ...string) {
	t.Helper()
	if got := table(t, db); !slices.Equal(got, want) {
		t.Errorf("%s: the table has %q, want %q", what, got, want)
	}
}

// has reports whether an instance claims to know a column.
func has(m *member, name string) bool {
	return m.Has(map[string]any{"email": &m.Email, "score": &m.Score, "notes": &m.Notes, "origin": &m.Origin, "edits": &m.Edits, "nick": &m.Nick}[name])
}

// same checks that an instance claims nothing of its row that is not so.
func same(t *testing.T, db *orm.DB, what string, m *member) {
	t.Helper()
	got, err := orm.Objects[member](db).Get(t.Context(), orm.Q{"code": m.Code})
	if err != nil {
		t.Errorf("%s: the instance holds the key %q: %v", what, m.Code, err)
		return
	}
	has := func(name string) bool { return has(m, name) }
	if has("email") && m.Email != got.Email || has("score") && m.Score != got.Score || has("notes") && m.Notes != got.Notes ||
		has("origin") && m.Origin != got.Origin || has("edits") && m.Edits != got.Edits || !m.Saved() {
		t.Errorf("%s: the instance is %+v, its row %+v", what, *m, *got)
	}
}

// After a bulk upsert over another constraint the instance has the key of the row and what it holds, on-update values are
// written, and what was set once is not.
func TestUpsertHoldsTheRow(t *testing.T) {
	dbtest.Each(t, members(), func(t *testing.T, db *orm.DB) {
		ctx, objects := t.Context(), orm.Objects[member](db)
		noError(t, objects.BulkCreate(ctx, []*member{{Code: "a", Email: "a@x", Nick: new("n"), Score: 1, Notes: "old", Origin: "web"}}))
		one, two := &member{Code: "z", Email: "a@x", Score: 5, Notes: "new", Origin: "app"}, &member{Code: "b", Email: "b@x", Score: 6, Origin: "app"}
		noError(t, objects.BulkCreate(ctx, []*member{one, two}, orm.OnConflict("email"), orm.UpdateOnConflict()))
		wantTable(t, db, "without names", "a a@x 5 new web 7", "b b@x 6  app 0")
		same(t, db, "updated", one)
		same(t, db, "inserted", two)
		one.Score = 50
		noError(t, orm.Update(ctx, db, one, "score"))

		three := &member{Code: "y", Email: "a@x", Score: 9, Notes: "unnamed", Origin: "named", Edits: 3}
		noError(t, objects.BulkCreate(ctx, []*member{three}, orm.OnConflict("email"), orm.UpdateOnConflict("origin", "edits")))
		wantTable(t, db, "read-only and on-update columns by name", "a a@x 50 new named 3", "b b@x 6  app 0")
		same(t, db, "named", three)

		four := &member{Code: "b", Email: "b@x", Score: 8, Notes: "up", Origin: "later"}
		noError(t, orm.Upsert(ctx, db, four))
		wantTable(t, db, "one", "a a@x 50 new named 3", "b b@x 8 up app 7")
		same(t, db, "one", four)

		five := &member{Code: "b", Email: "b@x", Nick: new("m"), Score: 9, Notes: "key", Origin: "later"}
		noError(t, objects.BulkCreate(ctx, []*member{five}, orm.OnConflict("code"), orm.UpdateOnConflict()))
		wantTable(t, db, "by key", "a a@x 50 new named 3", "b b@x 9 key app 7")
		same(t, db, "by key", five)

		taken := &member{Code: "c", Email: "c@x", Nick: new("m"), Origin: "x"}
		if err := objects.BulkCreate(ctx, []*member{taken}, orm.OnConflict("email"), orm.UpdateOnConflict()); !errors.Is(err, orm.ErrUnique) || taken.Saved() {
			t.Errorf("a nick that another row has: %v, want ErrUnique", err)
		}
		noError(t, objects.BulkCreate(ctx, []*member{{Code: "q", Email: "a@x"}, {Code: "c", Email: "c@x"}}, orm.OnConflict("email"), orm.IgnoreConflicts()))
		wantTable(t, db, "ignored", "a a@x 50 new named 3", "b b@x 9 key app 7", "c c@x 0   0")
	})
}

// An instance that was read in part writes what it has, and is never inserted.
func TestPartIsNeverInserted(t *testing.T) {
	dbtest.Each(t, members(), func(t *testing.T, db *orm.DB) {
		ctx, objects := t.Context(), orm.Objects[member](db)
		whole := func() []*member {
			return []*member{{Code: "a", Email: "a@x", Score: 1, Notes: "keep", Origin: "web", Edits: 1}, {Code: "b", Email: "b@x", Score: 2, Notes: "keep", Origin: "web", Edits: 1}}
		}
		noError(t, objects.BulkCreate(ctx, whole()))
		part := func() []*member {
			list, err := objects.Fields("score", "email").All(ctx)
			noError(t, err)
			for _, m := range list {
				m.Score += 10
			}
			return list
		}
		list := part()
		noError(t, objects.BulkCreate(ctx, append(list, &member{Code: "c", Email: "c@x"}), orm.UpdateOnConflict()))
		wantTable(t, db, "by key", "a a@x 11 keep web 7", "b b@x 12 keep web 7", "c c@x 0   0")
		same(t, db, "by key", list[0])
		if has(list[0], "notes") {
			t.Error("notes was neither read nor written")
		}
		list = part()[:2]
		noError(t, objects.BulkCreate(ctx, list, orm.OnConflict("email"), orm.UpdateOnConflict("notes")))
		wantTable(t, db, "a column by name", "a a@x 11  web 7", "b b@x 12  web 7", "c c@x 0   0")
		same(t, db, "a column by name", list[0])

		list = part()
		noError(t, orm.Delete(ctx, db, list[0]))
		before := table(t, db)
		for what, err := range map[string]error{
			"Save":             orm.Save(ctx, db, list[0]),
			"Update":           orm.Update(ctx, db, list[0]),
			"Upsert":           orm.Upsert(ctx, db, list[0]),
			"BulkCreate":       objects.BulkCreate(ctx, []*member{{Code: "n", Email: "n@x"}, list[0]}),
			"UpdateOnConflict": objects.BulkCreate(ctx, []*member{{Code: "n", Email: "n@x"}, list[0], list[1]}, orm.UpdateOnConflict()),
			"by e-mail":        objects.BulkCreate(ctx, []*member{{Code: "n", Email: "n@x"}, list[0], list[1]}, orm.OnConflict("email"), orm.UpdateOnConflict()),
			"IgnoreConflicts":  objects.BulkCreate(ctx, []*member{{Code: "n", Email: "n@x"}, list[0]}, orm.IgnoreConflicts()),
			"SaveRelated":      second(orm.SaveRelated(ctx, db, list[0], orm.SaveAll())),
		} {
			if !errors.Is(err, orm.ErrNoMatch) {
				t.Errorf("%s of a row that is gone: %v, want ErrNoMatch", what, err)
			}
		}
		for what, err := range map[string]error{"Save": orm.Save(ctx, db, list[1]), "BulkCreate": objects.BulkCreate(ctx, list[1:2])} {
			if !errors.Is(err, orm.ErrUnique) {
				t.Errorf("%s of a row that is there: %v, want ErrUnique", what, err)
			}
		}
		noError(t, objects.BulkCreate(ctx, list[1:2], orm.IgnoreConflicts()))
		wantTable(t, db, "after errors", before...)
	})
}

func second(_ int64, err error) error { return err }

// Names come before constraints.
func TestConflictNamesComeFirst(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&bare{}), func(t *testing.T, db *orm.DB) {
		var path *orm.PathError
		if err := orm.Objects[bare](db).BulkCreate(t.Context(), []*bare{{}}, orm.UpdateOnConflict("nmae")); !errors.As(err, &path) {
			t.Errorf("%v, want a *PathError", err)
		}
	})
}

// bare has no unique constraint but its key.
type bare struct {
	ID   int64
	Name string
}

func (b *bare) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&b.ID).PrimaryKey(), schema.String(&b.Name, 10)}}
}

// A target that folds case finds the rows that the database finds, and the instances hold what they have.
func TestUpsertOverFoldingColumn(t *testing.T) {
	tables := map[string]string{
		"sqlite":  "CREATE TABLE plants (id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE UNIQUE, size INT)",
		"mariadb": "CREATE TABLE plants (id bigint AUTO_INCREMENT PRIMARY KEY, name varchar(40) COLLATE utf8mb4_general_ci UNIQUE, size int)",
	}
	for database, create := range tables {
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			db := made(t, database, map[string][]string{database: {create}})
			objects := orm.Objects[plant](db)
			old := []*plant{{Name: "fern"}, {Name: "moss"}}
			noError(t, objects.BulkCreate(t.Context(), old))
			list := []*plant{{Name: "MOSS", Size: 2}, {Name: "oak", Size: 3}, {Name: "FERN", Size: 1}}
			noError(t, objects.BulkCreate(t.Context(), list, orm.OnConflict("name"), orm.UpdateOnConflict()))
			if list[0].ID != old[1].ID || list[2].ID != old[0].ID || list[1].ID == 0 || list[0].Name != "moss" {
				t.Errorf("the keys are %d, %d, %d and the first name %q", list[0].ID, list[1].ID, list[2].ID, list[0].Name)
			}
			before := rows(t, db, "SELECT name, size FROM plants ORDER BY name")
			twice := []*plant{{Name: "Fern", Size: 8}, {Name: "fErn", Size: 9}}
			if err := objects.BulkCreate(t.Context(), twice, orm.OnConflict("name"), orm.UpdateOnConflict()); !errors.Is(err, orm.ErrQuery) || twice[0].Saved() {
				t.Errorf("one row twice: %v, want ErrQuery", err)
			}
			if got := rows(t, db, "SELECT name, size FROM plants ORDER BY name"); !slices.Equal(got, before) {
				t.Errorf("one row twice left %q", got)
			}
		})
	}
}

// Keys that the objects bring along find what the server made for them, in whatever order they come.
func TestServerValuesFindTheirRows(t *testing.T) {
	dbtest.Each(t, strangers(), func(t *testing.T, db *orm.DB) {
		list := []*price{{ID: 9, Name: "nine"}, {ID: 3, Name: "three"}, {ID: 5, Name: "five"}}
		noError(t, orm.Objects[price](db).BulkCreate(t.Context(), list))
		if list[0].ID != 9 || list[1].ID != 3 || list[2].ID != 5 {
			t.Errorf("the keys are %d, %d, %d, want 9, 3, 5", list[0].ID, list[1].ID, list[2].ID)
		}
	})
}
