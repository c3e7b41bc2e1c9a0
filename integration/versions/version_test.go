package versions

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// stored is a row as the database has it.
func stored(t *testing.T, db *orm.DB, id int64) *Page {
	t.Helper()
	p, err := orm.Objects[Page](db).GetOrNone(t.Context(), orm.Eq(&orm.Fields[Page]().ID, id))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func must(t *testing.T, what string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

// stale checks an error, and that nothing was written.
func stale(t *testing.T, what string, err error, key, have, now any) {
	t.Helper()
	var s *orm.StaleError
	if !errors.Is(err, orm.ErrStale) || !errors.As(err, &s) {
		t.Errorf("%s: %v, want ErrStale", what, err)
		return
	}
	if s.Key != key || s.Have != have || s.Stored != now {
		t.Errorf("%s: %v %T, %v, %v; want %v, %v, %v", what, s.Key, s.Key, s.Have, s.Stored, key, have, now)
	}
	if errors.Is(err, orm.ErrNoMatch) != (now == nil) {
		t.Errorf("%s: ErrNoMatch says whether the row is gone: %v", what, err)
	}
}

func save(t *testing.T, db *orm.DB, slugs ...string) []*Page {
	t.Helper()
	pages := make([]*Page, len(slugs))
	for i, s := range slugs {
		pages[i] = &Page{Slug: s, Title: s}
	}
	must(t, "save", orm.Objects[Page](db).BulkCreate(t.Context(), pages))
	return pages
}

// A write of an instance finds its version and raises it, in memory as well; one that was outrun is an error and does nothing.
func TestInstances(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		p := &Page{Slug: "a", Title: "first"}
		must(t, "save", orm.Save(ctx, db, p))
		mine, other := stored(t, db, p.ID), stored(t, db, p.ID)
		if p.Version != 1 || mine.Version != 1 {
			t.Errorf("a new row has version %d, stored %d", p.Version, mine.Version)
		}
		mine.Title = "mine"
		must(t, "update", orm.Update(ctx, db, mine))
		if now := stored(t, db, p.ID); mine.Version != 2 || now.Version != 2 || now.Title != "mine" || !now.Edited.Equal(noon) {
			t.Errorf("after an update: %d, %+v", mine.Version, now)
		}
		other.Title = "other"
		stale(t, "update", orm.Update(ctx, db, other), p.ID, 1, 2)
		stale(t, "update by name", orm.Update(ctx, db, other, "title"), p.ID, 1, 2)
		stale(t, "upsert", orm.Upsert(ctx, db, other), p.ID, 1, 2)
		stale(t, "delete", orm.Delete(ctx, db, other), p.ID, 1, 2)
		if now := stored(t, db, p.ID); other.Version != 1 || !other.Saved() || now.Version != 2 || now.Title != "mine" || other.Edited != nil {
			t.Errorf("after stale writes: %d, %+v", other.Version, now)
		}
		mine.Hits = 1
		must(t, "update by name", orm.Update(ctx, db, mine, "hits"))
		must(t, "upsert", orm.Upsert(ctx, db, mine))
		if now := stored(t, db, p.ID); mine.Version != 4 || now.Version != 4 || now.Hits != 1 {
			t.Errorf("after three: %d, %+v", mine.Version, now)
		}
		must(t, "load", orm.Load(ctx, db, other))
		must(t, "delete", orm.Delete(ctx, db, other))
		stale(t, "update of what is gone", orm.Update(ctx, db, mine), p.ID, 4, nil)
		stale(t, "delete of what is gone", orm.Delete(ctx, db, mine), p.ID, 4, nil)
		must(t, "upsert of what is gone", orm.Upsert(ctx, db, mine))
		if now := stored(t, db, p.ID); now == nil || mine.Version != now.Version {
			t.Errorf("an upsert of what is gone: %v", now)
		}
	})
}

// In a transaction whose view is older than the row, both versions are told all the same.
func TestStaleInTransaction(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		if db.Dialect() == "sqlite" {
			t.Skip("a second writer waits for the first")
		}
		p := save(t, db, "a")[0]
		err := db.Transaction(t.Context(), func(ctx context.Context) error {
			mine, err := orm.Objects[Page](db).Get(ctx)
			must(t, "get", err)
			must(t, "another's update", orm.Update(t.Context(), db, p))
			stale(t, "update", orm.Update(ctx, db, mine), p.ID, 1, 2)
			return nil
		})
		must(t, "a stale update does not doom its transaction", err)
	})
}

func TestCompositeKeysAndPlainStructs(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		s := &Seat{Row: 1, Place: 2}
		must(t, "save", orm.Save(ctx, db, s))
		old := *s
		must(t, "update", orm.Update(ctx, db, s))
		err := orm.Update(ctx, db, &old)
		var e *orm.StaleError
		if !errors.As(err, &e) || fmt.Sprint(e.Key) != "[1 2]" || e.Have != int8(1) || e.Stored != int8(2) || s.Rev != 2 {
			t.Errorf("%#v, %v", e, err)
		}
		u := &Seat{Row: 1, Place: 2, Taken: true}
		must(t, "upsert of what is not known to be saved", orm.Upsert(ctx, db, u))
		if u.Rev != 3 {
			t.Errorf("it read the version %d", u.Rev)
		}
		for u.Rev < 127 {
			must(t, "update", orm.Update(ctx, db, u))
		}
		if err := orm.Update(ctx, db, u); !errors.Is(err, orm.ErrValidation) || u.Rev != 127 {
			t.Errorf("the last version: %v", err)
		}
	})
}

// Many rows in one statement: one that was outrun undoes them all.
func TestBulk(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		ctx, q := t.Context(), orm.Objects[Page](db)
		pages := save(t, db, "a", "b", "c")
		moved := stored(t, db, pages[1].ID)
		must(t, "update", orm.Update(ctx, db, moved))
		for _, p := range pages {
			p.Title = "bulk"
		}
		for what, write := range map[string]func(context.Context) error{
			"columns": func(ctx context.Context) error { _, err := q.BulkUpdate(ctx, pages, "title"); return err },
			"all":     func(ctx context.Context) error { _, err := q.BulkUpdate(ctx, pages); return err },
			"upsert":  func(ctx context.Context) error { return q.BulkCreate(ctx, pages, orm.UpdateOnConflict("title")) },
		} {
			stale(t, what, write(ctx), pages[1].ID, 1, 2)
			must(t, what, db.Transaction(ctx, func(ctx context.Context) error {
				stale(t, what+" in a transaction", write(ctx), pages[1].ID, 1, 2)
				return nil
			}))
		}
		if now := stored(t, db, pages[0].ID); now.Title != "a" || now.Version != 1 || pages[0].Version != 1 {
			t.Errorf("part of a stale bulk update was kept: %+v, %d", now, pages[0].Version)
		}
		pages[1] = moved
		n, err := q.BulkUpdate(ctx, pages, "title")
		if n != 3 || err != nil || pages[0].Version != 2 || pages[1].Version != 3 || stored(t, db, pages[1].ID).Version != 3 {
			t.Errorf("%d, %v, %d, %d", n, err, pages[0].Version, pages[1].Version)
		}
		pages[2].Title = "upsert"
		must(t, "upsert", q.BulkCreate(ctx, append(pages, &Page{Slug: "d"}), orm.UpdateOnConflict("title"), orm.OnConflict("slug")))
		if now := stored(t, db, pages[2].ID); now.Title != "upsert" || now.Version != 3 || pages[2].Version != 3 {
			t.Errorf("after an upsert of saved rows: %+v, %d", now, pages[2].Version)
		}
		fresh := []*Page{{Slug: "a", Title: "fresh"}, {Slug: "e"}}
		must(t, "upsert of rows that are not known", q.BulkCreate(ctx, fresh, orm.UpdateOnConflict("title"), orm.OnConflict("slug")))
		if now := stored(t, db, pages[0].ID); now.Title != "fresh" || now.Version != 4 || fresh[0].Version != 4 || fresh[1].Version != 1 {
			t.Errorf("%+v, %d, %d", now, fresh[0].Version, fresh[1].Version)
		}
		must(t, "delete", orm.Delete(ctx, db, fresh[1]))
		_, err = q.BulkUpdate(ctx, fresh, "title")
		stale(t, "a row that is gone", err, fresh[1].ID, 1, nil)
	})
}

// Writes of sets raise versions without asking, and nobody else does.
func TestSets(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		ctx, q := t.Context(), orm.Objects[Page](db)
		pages := save(t, db, "a", "b")
		n, err := q.Filter(orm.Q{"slug": "a"}).Update(ctx, orm.V{"hits": orm.F("hits").Add(orm.F("version"))})
		if n != 1 || err != nil {
			t.Fatal(n, err)
		}
		if now := stored(t, db, pages[0].ID); now.Version != 2 || now.Hits != 1 {
			t.Errorf("%+v", now)
		}
		stale(t, "update", orm.Update(ctx, db, pages[0]), pages[0].ID, 1, 2)
		row, created, err := q.UpdateOrCreate(ctx, orm.V{"slug": "a"}, orm.V{"title": "found"})
		if err != nil || created || row.Version != 3 || stored(t, db, row.ID).Version != 3 {
			t.Errorf("UpdateOrCreate: %+v, %v", row, err)
		}
		if now := stored(t, db, pages[1].ID); now.Version != 1 {
			t.Errorf("another row: %+v", now)
		}
		for what, call := range map[string]func() error{
			"Update": func() error { _, err := q.Each().Update(ctx, orm.V{"version": 1}); return err },
			"Set": func() error {
				_, err := q.Each().Update(ctx, orm.Set(&orm.Fields[Page]().Version, 1))
				return err
			},
			"orm.Update":       func() error { return orm.Update(ctx, db, pages[1], "title", "version") },
			"BulkUpdate":       func() error { _, err := q.BulkUpdate(ctx, pages, "version"); return err },
			"UpdateOnConflict": func() error { return q.BulkCreate(ctx, pages, orm.UpdateOnConflict("version")) },
		} {
			if err := call(); !errors.Is(err, orm.ErrQuery) || !strings.Contains(err.Error(), "Page.version is the version") {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

// A row that was read in part has its version like its key.
func TestParts(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		b := &Book{Name: "b"}
		must(t, "save", orm.Save(ctx, db, b))
		p := &Page{Slug: "a", Book: orm.Ref(b)}
		must(t, "save", orm.Save(ctx, db, p))
		part, err := orm.Objects[Page](db).Fields("title", "book__name").SelectRelated("book").Get(ctx)
		must(t, "get", err)
		if book := part.Book.Get(); part.Version != 1 || !part.Has(&part.Version) || part.Has(&part.Slug) || book.Version != 1 {
			t.Errorf("%+v, %+v", part, book)
		}
		if only, err := orm.Objects[Page](db).ExcludeFields("version", "title").Get(ctx); err != nil || only.Version != 1 || only.Has(&only.Title) {
			t.Errorf("%+v, %v", only, err)
		}
		part.Title = "part"
		must(t, "update", orm.Update(ctx, db, part))
		now := stored(t, db, p.ID)
		if now.Version != 2 || now.Title != "part" || now.Slug != "a" {
			t.Errorf("%+v", now)
		}
		stale(t, "update", orm.Update(ctx, db, p), p.ID, 1, 2)
		must(t, "upsert of a part", orm.Upsert(ctx, db, part))
		must(t, "bulk upsert of a part", orm.Objects[Page](db).BulkCreate(ctx, []*Page{part}, orm.UpdateOnConflict()))
		stale(t, "bulk upsert of an old part", orm.Objects[Page](db).BulkCreate(ctx, []*Page{p}, orm.UpdateOnConflict()), p.ID, 1, 4)
		if now := stored(t, db, p.ID); now.Version != 4 || part.Version != 4 {
			t.Errorf("%+v, %d", now, part.Version)
		}
	})
}

// Saving a graph, and tying rows, are updates of each row.
func TestGraphs(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		b := &Book{Name: "b"}
		must(t, "save", orm.Save(ctx, db, b))
		a, c := &Page{Slug: "a", Book: orm.Ref(b)}, &Page{Slug: "c", Book: orm.Ref(b)}
		must(t, "save", orm.Save(ctx, db, a))
		must(t, "save", orm.Save(ctx, db, c))
		read := func() *Book {
			b, err := orm.Objects[Book](db).PrefetchRelated("pages").Get(ctx)
			must(t, "get", err)
			return b
		}
		mine, other := read(), read()
		if n, err := orm.SaveRelated(ctx, db, mine, orm.SaveAll()); n != 3 || err != nil {
			t.Fatal(n, err)
		}
		if first := mine.Pages.All()[0]; mine.Version != 2 || first.Version != 2 || stored(t, db, first.ID).Version != 2 {
			t.Errorf("%d, %d", mine.Version, first.Version)
		}
		_, err := orm.SaveRelated(ctx, db, other, orm.SaveAll())
		stale(t, "a graph", err, b.ID, int64(1), int64(2))
		must(t, "load", orm.Load(ctx, db, b))
		other.Version = b.Version
		_, err = orm.SaveRelated(ctx, db, other, orm.SaveAll())
		stale(t, "a graph", err, a.ID, 1, 2)
		if now := read(); now.Version != 2 || other.Version != 2 || other.Pages.All()[1].Version != 1 {
			t.Errorf("part of a stale graph was kept: %d, %d", now.Version, other.Version)
		}
		mine = read()
		p := mine.Pages.All()[0]
		must(t, "remove", mine.Pages.Remove(ctx, p))
		if now := stored(t, db, p.ID); now.Version != 3 || p.Version != 3 {
			t.Errorf("after Remove: %d, in memory %d", now.Version, p.Version)
		}
		must(t, "add", mine.Pages.Add(ctx, p))
		if now := stored(t, db, p.ID); now.Version != 4 || p.Version != 4 {
			t.Errorf("after Add: %d, in memory %d", now.Version, p.Version)
		}
	})
}

// What fails after the statement leaves the version as it was; listeners before see the old one, those after the new one.
func TestHooks(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		ctx, p := t.Context(), save(t, db, "a")[0]
		var seen []int
		refuse := errors.New("refused")
		hooks.PreUpdate(db.Hooks(), func(_ context.Context, e hooks.Update[Page]) error {
			seen = append(seen, e.Instance.Version)
			return nil
		})
		undo := hooks.PostUpdate(db.Hooks(), func(_ context.Context, e hooks.Update[Page]) error {
			seen = append(seen, e.Instance.Version)
			return refuse
		})
		if err := orm.Update(ctx, db, p); !errors.Is(err, refuse) {
			t.Fatal(err)
		}
		undo()
		if p.Version != 1 || stored(t, db, p.ID).Version != 1 || fmt.Sprint(seen) != "[1 2]" {
			t.Errorf("%d, %v", p.Version, seen)
		}
		must(t, "update", orm.Update(ctx, db, p))
	})
}

// Decode takes the version that a client has seen, so that an update by it is checked against that.
func TestDecode(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		ctx, p := t.Context(), save(t, db, "a")[0]
		must(t, "update", orm.Update(ctx, db, p))
		must(t, "decode", orm.Decode(db, strings.NewReader(`{"Title":"client","Version":1}`), p))
		stale(t, "update", orm.Update(ctx, db, p), p.ID, 1, 2)
		must(t, "decode", orm.Decode(db, strings.NewReader(`{"Version":2}`), p))
		must(t, "update", orm.Update(ctx, db, p))
	})
}
