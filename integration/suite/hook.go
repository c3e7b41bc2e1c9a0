package suite

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// hookCases are the signals around what is written.
func hookCases() []Case {
	return []Case{
		{Name: "hooks/instance events, their order and arguments (S-01, S-02)", Models: signals, Needs: Savepoints, Run: hookOrder},
		{Name: "hooks/a pre-hook changes what is written (S-03)", Models: signals, Run: hookChanges},
		{Name: "hooks/the first error stops and undoes, also of a post-hook (S-01)", Models: signals, Needs: Isolation, Run: hookErrors},
		{Name: "hooks/an error undoes the write and not the outer transaction", Models: signals, Needs: Savepoints, Run: hookErrorNested},
		{Name: "hooks/see the writer's transaction (S-03)", Models: signals, Needs: Isolation, Run: hookTransaction},
		{Name: "hooks/query and write the same table inside (S-03)", Models: signals, Needs: Savepoints, Run: hookSameTable},
		{Name: "hooks/a panic or Goexit undoes the write, returns the connection and goes on", Models: signals, Needs: Isolation, Run: hookPanic},
		{Name: "hooks/bulk writes tell of all objects once (B-01, B-02)", Models: signals, Needs: Isolation, Run: hookBulk},
		{Name: "hooks/set-wise writes tell statement and rows (S-06)", Models: signals, Needs: Isolation, Run: hookQueries},
		{Name: "hooks/any hears everything, removed hears nothing (S-04, S-06)", Models: signals, Run: hookAny},
		{Name: "hooks/a custom event runs in the sender's transaction (S-05)", Models: signals, Needs: Savepoints, Run: hookCustom},
	}
}

// hearing registers listeners of a book's instance events that note what they hear.
func hearing(db *orm.DB, heard *[]string) {
	note := func(kind string, b *signalBook, more ...any) error {
		*heard = append(*heard, strings.TrimSpace(fmt.Sprintln(append([]any{kind, b.ID, b.Title}, more...)...)))
		return nil
	}
	s := db.Hooks()
	hooks.PreSave(s, func(_ context.Context, e hooks.Save[signalBook]) error { return note("pre save", e.Instance) })
	hooks.PostSave(s, func(_ context.Context, e hooks.Save[signalBook]) error { return note("post save", e.Instance) })
	hooks.PreUpdate(s, func(_ context.Context, e hooks.Update[signalBook]) error {
		return note("pre update", e.Instance, e.Columns)
	})
	hooks.PostUpdate(s, func(_ context.Context, e hooks.Update[signalBook]) error {
		return note("post update", e.Instance, e.Columns)
	})
	hooks.PreDelete(s, func(_ context.Context, e hooks.Delete[signalBook]) error { return note("pre delete", e.Instance) })
	hooks.PostDelete(s, func(_ context.Context, e hooks.Delete[signalBook]) error { return note("post delete", e.Instance) })
}

func hookOrder(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	var heard []string
	hearing(db, &heard)
	hooks.PostSave(db.Hooks(), func(context.Context, hooks.Save[signalBook]) error { heard = append(heard, "second"); return nil })
	hooks.PreSave(db.Hooks(), func(context.Context, hooks.Save[signalAuthor]) error {
		heard = append(heard, "another model")
		return nil
	})
	books := orm.Objects[signalBook](db)
	book, err := books.Create(t.Context(), signalBook{Title: "a"})
	noError(t, err)
	noError(t, orm.Update(t.Context(), db, book))
	noError(t, orm.Update(t.Context(), db, book, "title"))
	noError(t, orm.Delete(t.Context(), db, book))
	equal(t, "heard", heard, []string{
		"pre save 0 a", "post save 1 a", "second", "pre update 1 a []", "post update 1 a []",
		"pre update 1 a [title]", "post update 1 a [title]", "pre delete 1 a", "post delete 1 a",
	})
	heard = nil
	_, created, err := books.GetOrCreate(t.Context(), orm.V{"id": 5}, orm.V{"title": "b"})
	noError(t, err)
	equal(t, "created", created, true)
	_, _, err = books.UpdateOrCreate(t.Context(), orm.V{"id": 5}, orm.V{"title": "c"})
	noError(t, err)
	equal(t, "heard of get-or-create", heard, []string{"pre save 5 b", "post save 5 b", "second", "pre update 5 c [title]", "post update 5 c [title]"})
}

func hookChanges(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	hooks.PreSave(db.Hooks(), func(_ context.Context, e hooks.Save[signalBook]) error { e.Instance.Title += " saved"; return nil })
	hooks.PreUpdate(db.Hooks(), func(_ context.Context, e hooks.Update[signalBook]) error {
		e.Instance.Title, e.Instance.Pages = "updated", 7
		return nil
	})
	hooks.PreBulkCreate(db.Hooks(), func(_ context.Context, e hooks.Bulk[signalBook]) error {
		for _, b := range e.Instances {
			b.Pages = 9
		}
		return nil
	})
	books := orm.Objects[signalBook](db)
	book, err := books.Create(t.Context(), signalBook{Title: "a"})
	noError(t, err)
	equal(t, "title in memory", book.Title, "a saved")
	noError(t, orm.Update(t.Context(), db, book, "title"))
	got, err := books.Get(t.Context(), orm.Q{"id": book.ID})
	noError(t, err)
	equal(t, "named column", got.Title, "updated")
	equal(t, "a column that was not named is not written", got.Pages, 0)
	noError(t, books.BulkCreate(t.Context(), []*signalBook{{Title: "b"}}))
	pages, err := orm.Pluck[int](t.Context(), books.Filter(orm.Q{"title": "b"}), "pages")
	noError(t, err)
	equal(t, "pages of a bulk", pages, []int{9})
	hooks.PreSave(db.Hooks(), func(_ context.Context, e hooks.Save[signalBook]) error {
		e.Instance.Title = strings.Repeat("x", 41)
		return nil
	})
	if _, err := books.Create(t.Context(), signalBook{}); !errors.Is(err, orm.ErrValidation) {
		t.Errorf("what a hook made too long: %v, want ErrValidation", err)
	}
}

var errHook = errors.New("the hook refuses")

// refusing registers a failing listener of the kind for books and says how to remove it.
func refusing(db *orm.DB, kind hooks.Kind) (remove func()) {
	return hooks.Any(db.Hooks(), func(_ context.Context, k hooks.Kind, _ any) error {
		if k == kind {
			return errHook
		}
		return nil
	})
}

func hookErrors(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	books := orm.Objects[signalBook](db)
	book, err := books.Create(t.Context(), signalBook{Title: "kept"})
	noError(t, err)
	fresh := &signalBook{Title: "new"}
	query := books.Filter(orm.Q{"title": "kept"})
	for _, c := range []struct {
		pre, post hooks.Kind
		write     func() error
	}{
		{hooks.PreSaveKind, hooks.PostSaveKind, func() error { return orm.Save(t.Context(), db, fresh) }},
		{hooks.PreUpdateKind, hooks.PostUpdateKind, func() error { return orm.Update(t.Context(), db, &signalBook{ID: book.ID, Title: "lost"}) }},
		{hooks.PreUpdateKind, hooks.PostUpdateKind, func() error { return orm.Upsert(t.Context(), db, &signalBook{ID: 77, Title: "lost"}) }},
		{hooks.PreDeleteKind, hooks.PostDeleteKind, func() error { return orm.Delete(t.Context(), db, &signalBook{ID: book.ID}) }},
		{hooks.PreBulkCreateKind, hooks.PostBulkCreateKind, func() error { return books.BulkCreate(t.Context(), []*signalBook{{Title: "lost"}}) }},
		{hooks.PreBulkUpdateKind, hooks.PostBulkUpdateKind, func() error {
			_, err := books.BulkUpdate(t.Context(), []*signalBook{{ID: book.ID, Title: "lost"}})
			return err
		}},
		{hooks.PreQueryUpdateKind, hooks.PostQueryUpdateKind, func() error { _, err := query.Update(t.Context(), orm.V{"title": "lost"}); return err }},
		{hooks.PreQueryDeleteKind, hooks.PostQueryDeleteKind, func() error { _, err := query.Delete(t.Context()); return err }},
	} {
		for kind, statements := range map[hooks.Kind]int{c.pre: 0, c.post: 1} {
			remove := refusing(db, kind)
			sent.Reset()
			if err := c.write(); !errors.Is(err, errHook) {
				t.Errorf("%s: %v, want the hook's error", kind, err)
			}
			sent.Want(t, statements)
			remove()
			titles, err := orm.Pluck[string](t.Context(), books, "title")
			noError(t, err)
			equal(t, "titles after "+string(kind), titles, []string{"kept"})
		}
	}
	remove := refusing(db, hooks.PostDeleteKind)
	equal(t, "a delete that is undone", errors.Is(orm.Delete(t.Context(), db, book), errHook), true)
	equal(t, "an instance whose delete was undone is saved", book.Saved(), true)
	remove()
	equal(t, "an instance whose insert was undone is not saved", fresh.Saved(), false)
	equal(t, "and has no key", fresh.ID, int64(0))
}

func hookErrorNested(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	books := orm.Objects[signalBook](db)
	noError(t, db.Transaction(t.Context(), func(ctx context.Context) error {
		if _, err := books.Create(ctx, signalBook{Title: "before"}); err != nil {
			return err
		}
		remove := refusing(db, hooks.PostSaveKind)
		if _, err := books.Create(ctx, signalBook{Title: "undone"}); !errors.Is(err, errHook) {
			t.Errorf("%v, want the hook's error", err)
		}
		remove()
		_, err := books.Create(ctx, signalBook{Title: "after"})
		return err
	}))
	titles, err := orm.Pluck[string](t.Context(), books.OrderBy("id"), "title")
	noError(t, err)
	equal(t, "titles", titles, []string{"before", "after"})
}

func hookTransaction(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	books, clubs := orm.Objects[signalBook](db), orm.Objects[signalClub](db)
	committed := 0
	hooks.PostSave(db.Hooks(), func(ctx context.Context, e hooks.Save[signalBook]) error {
		n, err := books.Filter(orm.Q{"title": e.Instance.Title}).Count(ctx)
		if err != nil || n != 1 {
			t.Errorf("the hook counts %d rows, %v, want its own", n, err)
		}
		if err := db.OnCommit(ctx, func() { committed++ }); err != nil {
			return err
		}
		if _, err := clubs.Create(ctx, signalClub{Name: "of " + e.Instance.Title}); err != nil {
			return err
		}
		if e.Instance.Title == "refused" {
			return errHook
		}
		return nil
	})
	_, err := books.Create(t.Context(), signalBook{Title: "kept"})
	noError(t, err)
	if _, err := books.Create(t.Context(), signalBook{Title: "refused"}); !errors.Is(err, errHook) {
		t.Errorf("%v, want the hook's error", err)
	}
	names, err := orm.Pluck[string](t.Context(), clubs, "name")
	noError(t, err)
	equal(t, "what hooks wrote", names, []string{"of kept"})
	equal(t, "commits heard of", committed, 1)
}

func hookSameTable(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	books := orm.Objects[signalBook](db)
	hooks.PreSave(db.Hooks(), func(ctx context.Context, e hooks.Save[signalBook]) error {
		top, err := orm.Max[*int](ctx, books, "pages")
		if err == nil && top != nil {
			e.Instance.Pages = *top + 1
		}
		return err
	})
	hooks.PostSave(db.Hooks(), func(ctx context.Context, e hooks.Save[signalBook]) error {
		rows, err := books.Exclude(orm.Q{"id": e.Instance.ID}).All(ctx)
		for _, b := range rows {
			b.Title += "+"
		}
		if err == nil && len(rows) > 0 {
			_, err = books.BulkUpdate(ctx, rows, "title")
		}
		return err
	})
	for _, title := range []string{"a", "b", "c"} {
		_, err := books.Create(t.Context(), signalBook{Title: title})
		noError(t, err)
	}
	rows, err := books.OrderBy("id").ValuesList(t.Context(), "title", "pages")
	noError(t, err)
	equal(t, "rows", rows, [][]any{{"a++", 0}, {"b+", 1}, {"c", 2}})
}

func hookPanic(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	books := orm.Objects[signalBook](db)
	for kind, end := range map[string]func(){"panic": func() { panic("the hook's") }, "goexit": runtime.Goexit} {
		remove := hooks.PostSave(db.Hooks(), func(context.Context, hooks.Save[signalBook]) error { end(); return nil })
		book, recovered, returned := &signalBook{Title: kind}, make(chan any, 1), false
		go func() {
			defer func() { recovered <- recover() }()
			_ = orm.Save(t.Context(), db, book)
			returned = true
		}()
		if got := <-recovered; kind == "panic" && got != "the hook's" {
			t.Errorf("the panic became %v", got)
		}
		remove()
		equal(t, kind+": Save returned", returned, false)
		equal(t, kind+": connections in use", db.Stats().InUse, 0)
		equal(t, kind+": the instance is saved", book.Saved(), false)
	}
	n, err := books.Count(t.Context())
	noError(t, err)
	equal(t, "rows", n, int64(0))
}

func hookBulk(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	var heard []string
	note := func(kind string) func(context.Context, hooks.Bulk[signalBook]) error {
		return func(ctx context.Context, e hooks.Bulk[signalBook]) error {
			n, err := orm.Objects[signalBook](db).Count(ctx)
			heard = append(heard, fmt.Sprint(kind, " ", len(e.Instances), " ", e.Instances[0].ID > 0, " ", e.Columns, " of ", n))
			return err
		}
	}
	s := db.Hooks()
	hooks.PreBulkCreate(s, note("pre create"))
	hooks.PostBulkCreate(s, note("post create"))
	hooks.PreBulkUpdate(s, note("pre update"))
	hooks.PostBulkUpdate(s, note("post update"))
	hooks.PreSave(s, func(context.Context, hooks.Save[signalBook]) error { t.Error("a save hook runs in a bulk"); return nil })
	hooks.PreUpdate(s, func(context.Context, hooks.Update[signalBook]) error {
		t.Error("an update hook runs in a bulk")
		return nil
	})
	books := orm.Objects[signalBook](db)
	rows := []*signalBook{{Title: "a"}, {Title: "b"}, {Title: "c"}}
	noError(t, books.BulkCreate(t.Context(), rows, orm.BatchSize(2)))
	_, err := books.BulkUpdate(t.Context(), rows, "pages")
	noError(t, err)
	equal(t, "heard", heard, []string{"pre create 3 false [] of 0", "post create 3 true [] of 3", "pre update 3 true [pages] of 3", "post update 3 true [pages] of 3"})
}

func hookQueries(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	var heard []hooks.Query
	note := func(_ context.Context, e hooks.Query) error { heard = append(heard, e); return nil }
	books := orm.Objects[signalBook](db)
	noError(t, books.BulkCreate(t.Context(), []*signalBook{{Title: "a"}, {Title: "b"}, {Title: "c"}}))
	hooks.PreQueryUpdate[signalBook](db.Hooks(), note)
	hooks.PostQueryUpdate[signalBook](db.Hooks(), note)
	hooks.PreQueryDelete[signalBook](db.Hooks(), note)
	hooks.PostQueryDelete[signalBook](db.Hooks(), note)
	sent.Reset()
	_, err := books.Filter(orm.Q{"title__in": []string{"a", "b"}}).Update(t.Context(), orm.V{"pages": 5})
	noError(t, err)
	_, err = books.Delete(t.Context(), orm.Q{"title": "c"})
	noError(t, err)
	texts := sent.Reset()
	equal(t, "statements", len(texts), 2)
	equal(t, "heard", heard, []hooks.Query{
		{Model: "signalBook", SQL: texts[0]}, {Model: "signalBook", SQL: texts[0], Rows: 2},
		{Model: "signalBook", SQL: texts[1]}, {Model: "signalBook", SQL: texts[1], Rows: 1},
	})
}

func hookAny(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	var heard []string
	remove := hooks.Any(db.Hooks(), func(_ context.Context, kind hooks.Kind, instance any) error {
		heard = append(heard, fmt.Sprintf("%s %T", kind, instance))
		return nil
	})
	books, tags := orm.Objects[signalBook](db), orm.Objects[signalTag](db)
	write := func() {
		_, err := tags.Create(t.Context(), signalTag{Name: "t"})
		noError(t, err)
		noError(t, books.BulkCreate(t.Context(), []*signalBook{{Title: "b"}}))
		_, err = books.Each().Delete(t.Context())
		noError(t, err)
	}
	write()
	equal(t, "heard", heard, []string{
		"pre_save *suite.signalTag", "post_save *suite.signalTag",
		"pre_bulk_create []*suite.signalBook", "post_bulk_create []*suite.signalBook",
		"pre_query_delete hooks.Query", "post_query_delete hooks.Query",
	})
	heard = nil
	remove()
	remove()
	write()
	equal(t, "heard after removal", heard, []string(nil))
}

func hookCustom(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	type shipment struct{ Book *signalBook }
	shipped := hooks.New[shipment]("shipped")
	clubs := orm.Objects[signalClub](db)
	shipped.Listen(db.Hooks(), func(ctx context.Context, e shipment) error {
		_, err := clubs.Create(ctx, signalClub{Name: e.Book.Title})
		return err
	})
	for _, refuse := range []error{nil, errHook} {
		err := db.Transaction(t.Context(), func(ctx context.Context) error {
			if err := shipped.Send(ctx, db.Hooks(), shipment{&signalBook{Title: fmt.Sprint(refuse)}}); err != nil {
				return err
			}
			return refuse
		})
		if !errors.Is(err, refuse) {
			t.Errorf("%v, want %v", err, refuse)
		}
	}
	names, err := orm.Pluck[string](t.Context(), clubs, "name")
	noError(t, err)
	equal(t, "written", names, []string{"<nil>"})
}
