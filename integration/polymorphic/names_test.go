package polymorphic

import (
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/mysql"
	"github.com/ormar-go/ormar/schema"
)

// oddNames are names of types that literals have to spell.
var oddNames = [...]string{`App\Models\Author`, `it's\'`, `"so" \n %s ? :x {y}`}

// stamp is of an author, a photo or a video, by odd names.
type stamp struct {
	orm.Model
	ID      int64
	Subject orm.Any
}

func (m *stamp) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&m.ID).PrimaryKey(),
		schema.Polymorphic(&m.Subject, "subject_type", "subject_id", &author{}, &photo{}, &video{}).TypeNames(oddNames[:]...)}}
}

// TestOddTypeNames: backslashes and quotes in the names of types are stored as they are, kept to by the table's check, found, and no drift;
// also by sessions that take backslashes for themselves.
func TestOddTypeNames(t *testing.T) {
	models := schema.MustRegistry(&stamp{})
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := dbtest.Open(t, name, models)
			oddlyNamed(t, db)
			if name == "sqlite" || name == "postgres" {
				return
			}
			var home string
			must(t, db.SQLX().Get(&home, "SELECT DATABASE()"))
			must(t, migrate.DropAll(t.Context(), db))
			head, _, _ := strings.Cut(dbtest.DSN(t, name), "?")
			plain, err := mysql.Open(head[:strings.LastIndex(head, "/")+1]+home+"?sql_mode='NO_BACKSLASH_ESCAPES'", models)
			must(t, err)
			defer plain.Close()
			must(t, migrate.CreateAll(t.Context(), plain))
			oddlyNamed(t, plain)
		})
	}
}

func oddlyNamed(t *testing.T, db *orm.DB) {
	t.Helper()
	ctx := t.Context()
	must(t, orm.Save(ctx, db, &author{ID: 1, Name: "a"}))
	must(t, orm.Save(ctx, db, &photo{ID: 1, File: "p"}))
	must(t, orm.Save(ctx, db, &video{ID: 1}))
	for i, subject := range []orm.Any{orm.RefAny(&author{ID: 1}), orm.RefAny(&photo{ID: 1}), orm.RefAny(&video{ID: 1})} {
		must(t, orm.Save(ctx, db, &stamp{ID: int64(i) + 1, Subject: subject}))
	}
	var stored []string
	must(t, db.SQLX().Select(&stored, "SELECT subject_type FROM stamps ORDER BY id"))
	for i, want := range oddNames {
		if i >= len(stored) || stored[i] != want {
			t.Errorf("the names are stored as %q", stored)
		}
	}
	rows, err := orm.Objects[stamp](db).PrefetchRelated("subject").OrderBy("id").All(ctx)
	must(t, err)
	for _, row := range rows {
		if !row.Subject.Loaded() {
			t.Errorf("the subject of %d was not found", row.ID)
		}
	}
	n, err := orm.Objects[stamp](db).Filter(orm.Q{"subject__author__name": "a"}).Count(ctx)
	must(t, err)
	same(t, n, "1")
	if _, err := db.SQLX().ExecContext(ctx, "INSERT INTO stamps (id, subject_type, subject_id) VALUES (9, 'App', 1)"); err == nil {
		t.Error("the check of the table lets another name in")
	}
	changes, warnings, err := migrate.Drift(ctx, db)
	must(t, err)
	if len(changes)+len(warnings) > 0 {
		t.Errorf("drift: %v, %v", changes, warnings)
	}
}
