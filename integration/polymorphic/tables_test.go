package polymorphic

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

func TestDrift(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
		changes, warnings, err := migrate.Drift(t.Context(), db)
		if err != nil || len(changes)+len(warnings) > 0 {
			t.Error(changes, warnings, err)
		}
	})
}

type video struct {
	ID     int64
	Length int64
}

func (v *video) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&v.ID).PrimaryKey(), schema.BigInteger(&v.Length)}}
}

// before is a registry of comments alone, as TestMigration begins with.
type before struct {
	orm.Model
	ID      int64
	Text    string
	Subject orm.Any
}

func (c *before) Schema() schema.Table {
	return schema.Table{Name: "comments", Fields: schema.Fields{
		schema.BigInteger(&c.ID).PrimaryKey(),
		schema.String(&c.Text, 100),
		schema.Polymorphic(&c.Subject, "subject_type", "subject_id", &photo2{}),
	}}
}

type photo2 struct{ ID int64 }

func (p *photo2) Schema() schema.Table {
	return schema.Table{Name: "photos", Fields: schema.Fields{schema.BigInteger(&p.ID).PrimaryKey()}}
}

type after struct {
	orm.Model
	ID      int64
	Text    string
	Subject orm.Any
}

func (c *after) Schema() schema.Table {
	return schema.Table{Name: "comments", Fields: schema.Fields{
		schema.BigInteger(&c.ID).PrimaryKey(),
		schema.String(&c.Text, 100),
		schema.Polymorphic(&c.Subject, "subject_type", "subject_id", &photo2{}, &video{}),
	}}
}

// TestMigration adds a model to a relation that has rows: the check of its type column changes.
func TestMigration(t *testing.T) {
	one, two := schema.MustRegistry(&before{}), schema.MustRegistry(&after{})
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, db := t.Context(), dbtest.Open(t, name, one)
			must(t, orm.Save(ctx, db, &photo2{}))
			must(t, orm.Save(ctx, db, &before{Text: "x", Subject: orm.RefAny(&photo2{ID: 1})}))
			up, down, err := migrate.Diff(db.Dialect(), one, two)
			must(t, err)
			if !strings.Contains(strings.Join(up, "\n"), "'videos'") || len(down) == 0 {
				t.Errorf("%q\n%q", up, down)
			}
			up, _, err = migrate.Diff(db.Dialect(), two, two)
			must(t, err)
			same(t, len(up), "0")
		})
	}
}

// note is about a document that can be thrown away, of which live ones only are seen.
type note struct {
	orm.Model
	ID    int64
	Text  string
	About orm.Any
}

func (n *note) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&n.ID).PrimaryKey(), schema.String(&n.Text, 40),
		schema.Polymorphic(&n.About, "about_type", "about_id", &document{}, &note{}).OnDelete(schema.SetNull),
	}}
}

// mark keeps what it is on.
type mark struct {
	ID int64
	On orm.Any
}

func (m *mark) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&m.ID).PrimaryKey(),
		schema.Polymorphic(&m.On, "on_type", "on_id", &document{}, &folder{}).OnDelete(schema.Restrict),
	}}
}

type folder struct {
	ID   int64
	Name string
}

func (f *folder) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&f.ID).PrimaryKey(), schema.String(&f.Name, 20)}}
}

type document struct {
	orm.Model
	ID      int64
	Name    string
	Deleted *time.Time
	Notes   orm.Many[note]
}

func (d *document) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&d.ID).PrimaryKey(), schema.String(&d.Name, 40), schema.DateTime(&d.Deleted).SoftDelete(),
	}}
}

func TestSoftDeleteAndRestrict(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&note{}, &mark{}), func(t *testing.T, db *orm.DB) {
		ctx, notes := t.Context(), orm.Objects[note](db)
		a, b, f := &document{Name: "a"}, &document{Name: "b"}, &folder{Name: "f"}
		must(t, orm.Save(ctx, db, a))
		must(t, orm.Save(ctx, db, b))
		must(t, orm.Save(ctx, db, f))
		n := &note{Text: "on a", About: orm.RefAny(a)}
		must(t, orm.Save(ctx, db, n))
		must(t, orm.Save(ctx, db, &note{Text: "on b", About: orm.RefAny(b)}))
		must(t, orm.Save(ctx, db, &note{Text: "on the note", About: orm.RefAny(n)}))
		must(t, orm.Save(ctx, db, &mark{On: orm.RefAny(b)}))
		must(t, orm.Save(ctx, db, &mark{On: orm.RefAny(f)}))
		if err := orm.Delete(ctx, db, f); !errors.Is(err, orm.ErrForeignKey) {
			t.Error(err)
		}
		if _, err := orm.Objects[folder](db).Each().Delete(ctx); !errors.Is(err, orm.ErrForeignKey) {
			t.Error(err)
		}
		if err := orm.Delete(ctx, db, b); !errors.Is(err, orm.ErrForeignKey) {
			t.Error(err)
		}
		if b.Deleted != nil {
			t.Error("the document counts as deleted")
		}
		got, err := notes.Filter(orm.Q{"about__document__name": "a"}).PrefetchRelated("about").Get(ctx)
		must(t, err)
		same(t, got.About.Get().(*document).Name, "a")
		must(t, orm.Delete(ctx, db, a))
		got, err = notes.PrefetchRelated("about").Get(ctx, orm.Q{"text": "on a"})
		must(t, err)
		same(t, got.About.IsZero(), "true")
		got, err = notes.PrefetchRelated("about").Get(ctx, orm.Q{"text": "on the note"})
		must(t, err)
		same(t, got.About.Get().(*note).Text, "on a")
		// What was marked behind the library's back is hidden from relations.
		_, err = db.SQLX().Exec("UPDATE documents SET deleted = " + map[bool]string{true: "'2026-01-01 00:00:00.000000'", false: "NOW()"}[db.Dialect() == "sqlite"])
		must(t, err)
		for _, q := range []orm.QuerySet[note]{notes.PrefetchRelated("about"), notes.SelectRelated("about")} {
			got, err = q.Get(ctx, orm.Q{"text": "on b"})
			must(t, err)
			same(t, got.About.Loaded() && got.About.Get() == nil && got.About.PK() != nil, "true")
		}
		count, err := notes.Filter(orm.Q{"about__document__name": "b"}).Count(ctx)
		must(t, err)
		same(t, count, "0")
		must(t, orm.HardDelete(ctx, db, a))
	})
}

func TestHooks(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
		ctx := t.Context()
		var told []string
		hooks.PreSave(db.Hooks(), func(_ context.Context, e hooks.Save[comment]) error {
			c := e.Instance
			told = append(told, c.Subject.Type())
			if c.Subject.IsZero() {
				c.Subject = orm.RefAny(&post{ID: 2})
			}
			return nil
		})
		p := &post{ID: 1}
		must(t, orm.Load(ctx, db, p))
		_, err := p.Comments.Create(ctx, comment{Text: "x"})
		must(t, err)
		must(t, orm.Save(ctx, db, &comment{Text: "filled"}))
		same(t, told, "[posts ]")
		same(t, about(t, db, "filled"), "[filled: posts 2 true second]")
	})
}
