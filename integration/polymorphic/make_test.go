package polymorphic

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/mysql"
	"github.com/ormar-go/ormar/schema"
)

// aim is a pool whose models change.
type aim struct {
	db      *sqlx.DB
	models  *schema.Registry
	dialect string
}

func (a aim) SQLX() *sqlx.DB           { return a.db }
func (a aim) Models() *schema.Registry { return a.models }
func (a aim) Dialect() string          { return a.dialect }

// file is the text of a migration for a dialect.
func file(t *testing.T, made *migrate.Made, dialect string) string {
	t.Helper()
	for _, name := range made.Files {
		if strings.Contains(name, dialect) && strings.HasSuffix(name, ".sql") {
			text, err := os.ReadFile(name)
			must(t, err)
			return string(text)
		}
	}
	t.Fatalf("no file for %s among %v", dialect, made.Files)
	return ""
}

// TestMake writes the files of a relation to several models, and those of a model more, and applies them there and back.
func TestMake(t *testing.T) {
	one, two := schema.MustRegistry(&before{}), schema.MustRegistry(&after{})
	names := dbtest.Names()
	dir, now := t.TempDir(), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	clock := migrate.Clock(func() time.Time { now = now.Add(time.Minute); return now })
	first, err := migrate.Make(dir, one, append([]migrate.MakeOption{clock}, migrate.Dialects("sqlite", "postgres", "mysql", "mariadb"))...)
	must(t, err)
	second, err := migrate.Make(dir, two, clock)
	must(t, err)
	for dialect, want := range map[string][2]string{
		"sqlite":   {"`subject_type` IN ('photos')", "`subject_type` IN ('photos', 'videos')"},
		"postgres": {"\"subject_type\" IN ('photos')", "ADD CONSTRAINT \"check_comments_subject_type_values\" CHECK (\"subject_type\" IN ('photos', 'videos')"},
		"mysql":    {"`subject_type` IN ('photos')", "`subject_type` IN ('photos', 'videos')"},
		"mariadb":  {"`subject_type` IN ('photos')", "`subject_type` IN ('photos', 'videos')"},
	} {
		up, down, _ := strings.Cut(file(t, first, dialect), "-- migrate:down")
		if !strings.Contains(up, want[0]) || !strings.Contains(up, "subject_id") || !strings.Contains(down, "DROP TABLE") {
			t.Errorf("%s\n%s", dialect, up)
		}
		if up, down, _ = strings.Cut(file(t, second, dialect), "-- migrate:down"); !strings.Contains(up, want[1]) || !strings.Contains(down, want[0]) {
			t.Errorf("%s\n%s\n%s", dialect, up, down)
		}
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			ctx, db := t.Context(), dbtest.OpenEmpty(t, name, two)
			m, err := migrate.New(aim{db.SQLX(), two, db.Dialect()}, os.DirFS(filepath.Clean(dir)))
			must(t, err)
			_, err = m.Up(ctx)
			must(t, err)
			changes, warnings, err := migrate.Drift(ctx, db)
			same(t, len(changes)+len(warnings), "0")
			must(t, err)
			must(t, orm.Save(ctx, db, &video{}))
			must(t, orm.Save(ctx, db, &after{Subject: orm.RefAny(&video{ID: 1})}))
			if _, err := m.Down(ctx, migrate.To(first.ID), migrate.AllowLoss()); err == nil {
				t.Error("a row of a model that goes is in the way of nothing")
			}
			_, err = orm.Objects[after](db).All(ctx)
			must(t, err)
		})
	}
}

// TestBackslashes: the name of a type is one also where a session takes backslashes for themselves.
func TestBackslashes(t *testing.T) {
	for _, name := range dbtest.Names() {
		if name == "sqlite" || name == "postgres" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			ctx, db := t.Context(), dbtest.Open(t, name, registry)
			fill(t, db)
			must(t, orm.Save(ctx, db, &cover{File: "x", Shows: orm.RefAny(&author{ID: 1})}))
			var home string
			must(t, db.SQLX().Get(&home, "SELECT DATABASE()"))
			dsn := dbtest.DSN(t, name)
			head, _, _ := strings.Cut(dsn, "?")
			plain, err := mysql.Open(head[:strings.LastIndex(head, "/")+1]+home+"?sql_mode='NO_BACKSLASH_ESCAPES'", registry)
			must(t, err)
			defer plain.Close()
			var mode string
			must(t, plain.SQLX().Get(&mode, "SELECT @@sql_mode"))
			if !strings.Contains(mode, "NO_BACKSLASH_ESCAPES") {
				t.Fatalf("the session has not the mode that was asked for: %s", mode)
			}
			for _, db := range []*orm.DB{db, plain} {
				n, err := orm.Objects[cover](db).Filter(orm.Q{"shows__author__name__isnull": false}).Count(ctx)
				must(t, err)
				all, err := orm.Objects[author](db).SelectRelated("posts").All(ctx, orm.Q{"cover__file__isnull": false})
				must(t, err)
				if n == 0 || len(all) == 0 {
					t.Errorf("%d covers of authors, %d authors with a cover", n, len(all))
				}
			}
		})
	}
}
