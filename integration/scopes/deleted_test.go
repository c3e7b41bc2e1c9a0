package scopes

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

func shelf(t *testing.T, db *orm.DB, label string) *Shelf {
	t.Helper()
	s := &Shelf{Label: label}
	must(t, "save", orm.Save(t.Context(), db, s))
	return s
}

// counts are the rows that a query sees, with those that are marked, and those alone.
func counts[T any](t *testing.T, q orm.QuerySet[T]) string {
	t.Helper()
	all, err := q.WithDeleted().Count(t.Context())
	must(t, "count", err)
	marked, err := q.OnlyDeleted().Count(t.Context())
	must(t, "count", err)
	live, err := q.Count(t.Context())
	must(t, "count", err)
	return fmt.Sprint(live, marked, all)
}

// A row that is deleted is hidden from reads and writes, until it is restored or deleted for good.
func TestSoftDelete(t *testing.T) {
	dbtest.Each(t, library(), func(t *testing.T, db *orm.DB) {
		ctx, q := t.Context(), orm.Objects[Shelf](db)
		s, other := shelf(t, db, "a"), shelf(t, db, "b")
		before := time.Now().Add(-time.Second)
		old, err := q.Get(ctx, orm.Q{"label": "a"})
		must(t, "get", err)
		must(t, "delete", orm.Delete(ctx, db, s))
		if s.Gone == nil || s.Gone.Before(before) || s.Gone.After(time.Now().Add(time.Second)) || s.Saved() || s.Version != 2 {
			t.Errorf("after Delete: %+v", s)
		}
		if got := counts(t, q); got != "1 1 2" {
			t.Errorf("rows: %s", got)
		}
		is(t, "update", orm.Update(ctx, db, s), orm.ErrNoMatch)
		is(t, "update of another instance", orm.Update(ctx, db, old), orm.ErrNoMatch)
		is(t, "delete again", orm.Delete(ctx, db, s), orm.ErrNoMatch)
		is(t, "load", orm.Load(ctx, db, s), orm.ErrNoMatch)
		is(t, "upsert", orm.Upsert(ctx, db, &Shelf{ID: s.ID, Label: "x"}), orm.ErrNoMatch)
		_, err = q.Get(ctx, orm.Q{"id": s.ID})
		is(t, "get", err, orm.ErrNoMatch)
		if n, err := q.Filter(orm.Q{"id": s.ID}).Update(ctx, orm.V{"label": "x"}); n != 0 || err != nil {
			t.Errorf("an update of the set: %d, %v", n, err)
		}
		marked, err := q.OnlyDeleted().Get(ctx)
		must(t, "get", err)
		if marked.Label != "a" || marked.Gone == nil || !marked.Gone.Equal(*s.Gone) || marked.Version != 2 {
			t.Errorf("the marked row: %+v", marked)
		}
		is(t, "restore of an old version", orm.Restore(ctx, db, old), orm.ErrStale)
		is(t, "restore of a row that is there", orm.Restore(ctx, db, other), orm.ErrNoMatch)
		must(t, "restore", orm.Restore(ctx, db, marked))
		if got := counts(t, q); got != "2 0 2" || marked.Gone != nil || !marked.Saved() || marked.Version != 3 {
			t.Errorf("after Restore: %s, %+v", got, marked)
		}
		must(t, "update", orm.Update(ctx, db, marked))
		must(t, "delete", orm.Delete(ctx, db, marked))
		must(t, "hard delete of a marked row", orm.HardDelete(ctx, db, marked))
		must(t, "hard delete", orm.HardDelete(ctx, db, other))
		if got := counts(t, q); got != "0 0 0" {
			t.Errorf("after HardDelete: %s", got)
		}
		is(t, "hard delete again", orm.HardDelete(ctx, db, other), orm.ErrNoMatch)
	})
}

// Unique constraints hold among the rows that are not deleted.
func TestUniqueAmongLive(t *testing.T) {
	dbtest.Each(t, library(), func(t *testing.T, db *orm.DB) {
		ctx, q := t.Context(), orm.Objects[Shelf](db)
		for range 3 {
			s := shelf(t, db, "same")
			err := orm.Save(ctx, db, &Shelf{Label: "same"})
			var broken *orm.ConstraintError
			if !errors.As(err, &broken) || broken.Kind != orm.ErrUnique || fmt.Sprint(broken.Fields) != "[label]" {
				t.Errorf("two of one label: %v, %+v", err, broken)
			}
			must(t, "delete", orm.Delete(ctx, db, s))
		}
		last := shelf(t, db, "same")
		marked, err := q.OnlyDeleted().OrderBy("id").First(ctx)
		must(t, "first", err)
		is(t, "restoring one of two", orm.Restore(ctx, db, marked), orm.ErrUnique)
		if marked.Gone == nil || marked.Saved() == false {
			t.Errorf("after a refused Restore: %+v", marked)
		}
		row, created, err := q.GetOrCreate(ctx, orm.V{"label": "same"})
		if err != nil || created || row.ID != last.ID {
			t.Errorf("GetOrCreate: %+v, %t, %v", row, created, err)
		}
		must(t, "delete", orm.Delete(ctx, db, row))
		row, created, err = q.UpdateOrCreate(ctx, orm.V{"label": "same"})
		if err != nil || !created {
			t.Errorf("UpdateOrCreate: %+v, %t, %v", row, created, err)
		}
		fresh := []*Shelf{{Label: "same"}, {Label: "new"}}
		must(t, "upsert", q.BulkCreate(ctx, fresh, orm.UpdateOnConflict(), orm.OnConflict("label")))
		if fresh[0].ID != row.ID || fresh[0].Version != 2 {
			t.Errorf("a bulk upsert: %+v", fresh[0])
		}
		must(t, "ignoring", q.BulkCreate(ctx, []*Shelf{{Label: "same"}, {Label: "newer"}}, orm.IgnoreConflicts(), orm.OnConflict("label")))
		must(t, "ignoring any", q.BulkCreate(ctx, []*Shelf{{Label: "same"}, {Label: "newest"}}, orm.IgnoreConflicts()))
		if got := counts(t, q); got != "4 4 8" {
			t.Errorf("rows: %s", got)
		}
	})
}

// furnished is a shelf with everything that refers to it.
func furnished(t *testing.T, db *orm.DB, label string) *Shelf {
	t.Helper()
	ctx, s := t.Context(), shelf(t, db, label)
	whole := &Volume{Shelf: orm.Ref(s), Number: 1}
	must(t, "volume", orm.Save(ctx, db, whole))
	must(t, "part", orm.Save(ctx, db, &Volume{PartOf: orm.Ref(whole), Number: 2}))
	must(t, "leaf", orm.Save(ctx, db, &Leaf{Volume: orm.Ref(whole)}))
	must(t, "card", orm.Save(ctx, db, &Card{Shelf: orm.Ref(s)}))
	p := &Topic{Name: label}
	must(t, "topic", orm.Save(ctx, db, p))
	must(t, "topics", s.Topics.Add(ctx, p))
	return s
}

// Foreign keys do what they declare, though the database sees no row go.
func TestCascades(t *testing.T) {
	dbtest.Each(t, library(), func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		state := func() string {
			leaves, err := orm.Objects[Leaf](db).Count(ctx)
			must(t, "leaves", err)
			cards, err := orm.Objects[Card](db).Filter(orm.Q{"shelf__isnull": false}).Count(ctx)
			must(t, "cards", err)
			links, err := orm.Objects[Topic](db).Filter(orm.Some("shelves")).Count(ctx)
			must(t, "links", err)
			return fmt.Sprintf("shelves %s, volumes %s, leaves %d, cards %d, topics %d", counts(t, orm.Objects[Shelf](db)), counts(t, orm.Objects[Volume](db)), leaves, cards, links)
		}
		equal := func(what, want string) {
			t.Helper()
			if got := state(); got != want {
				t.Errorf("%s: %s\n    want %s", what, got, want)
			}
		}
		s, kept := furnished(t, db, "a"), furnished(t, db, "b")
		equal("before", "shelves 2 0 2, volumes 4 0 4, leaves 2, cards 2, topics 2")
		must(t, "delete", orm.Delete(ctx, db, s))
		equal("after a delete", "shelves 1 1 2, volumes 2 2 4, leaves 1, cards 1, topics 1")
		card, err := orm.Objects[Card](db).OrderBy("id").First(ctx)
		if err != nil || card.Version != 2 {
			t.Errorf("a card that lost its shelf: %+v, %v", card, err)
		}
		must(t, "restore", orm.Restore(ctx, db, s))
		equal("Restore restores its own row alone", "shelves 2 0 2, volumes 2 2 4, leaves 1, cards 1, topics 2")
		loan := &Loan{Shelf: orm.Ref(kept)}
		must(t, "loan", orm.Save(ctx, db, loan))
		err = orm.Delete(ctx, db, kept)
		var broken *orm.ConstraintError
		if !errors.As(err, &broken) || broken.Kind != orm.ErrForeignKey || broken.Table != "loans" || fmt.Sprint(broken.Fields) != "[shelf]" {
			t.Errorf("a shelf that is lent: %v", err)
		}
		if kept.Gone != nil || !kept.Saved() || kept.Version != 1 {
			t.Errorf("after a refused delete: %+v", kept)
		}
		_, err = orm.Objects[Shelf](db).Each().Delete(ctx)
		is(t, "a set with a shelf that is lent", err, orm.ErrForeignKey)
		equal("after refused deletes", "shelves 2 0 2, volumes 2 2 4, leaves 1, cards 1, topics 2")
		must(t, "delete of the loan", orm.Delete(ctx, db, loan))
		n, err := orm.Objects[Shelf](db).Delete(ctx, orm.Q{"label__in": []string{"a", "b"}})
		if n != 2 || err != nil {
			t.Errorf("a set: %d, %v", n, err)
		}
		equal("after a set", "shelves 0 2 2, volumes 0 4 4, leaves 0, cards 0, topics 0")
	})
}

// Sets: what is marked is deleted for good, what is not is marked; pages and managers too.
func TestSoftDeleteOfSets(t *testing.T) {
	dbtest.Each(t, library(), func(t *testing.T, db *orm.DB) {
		ctx, q := t.Context(), orm.Objects[Shelf](db)
		var seen []hooks.Query
		hooks.PostQueryDelete[Shelf](db.Hooks(), func(_ context.Context, e hooks.Query) error { seen = append(seen, e); return nil })
		for i := range 6 {
			shelf(t, db, fmt.Sprint(i))
		}
		n, err := q.Delete(ctx, orm.Q{"label__lt": "3"})
		if got := counts(t, q); n != 3 || err != nil || got != "3 3 6" {
			t.Errorf("%d, %v, %s", n, err, got)
		}
		n, err = q.WithDeleted().Delete(ctx, orm.Q{"label__in": []string{"2", "3"}})
		if got := counts(t, q); n != 2 || err != nil || got != "2 3 5" {
			t.Errorf("one of each: %d, %v, %s", n, err, got)
		}
		n, err = q.WithDeleted().Filter(orm.Q{"id__gt": 0}).OrderBy("-label").Limit(3).Delete(ctx)
		if got := counts(t, q); n != 3 || err != nil || got != "0 4 4" {
			t.Errorf("a page: %d, %v, %s", n, err, got)
		}
		n, err = q.OnlyDeleted().Delete(ctx)
		if got := counts(t, q); n != 4 || err != nil || got != "0 0 0" {
			t.Errorf("the marked: %d, %v, %s", n, err, got)
		}
		if len(seen) != 4 || seen[0].Model != "Shelf" || seen[1].Rows != 2 {
			t.Errorf("listeners: %+v", seen)
		}
		s := furnished(t, db, "a")
		n, err = s.Volumes.Clear(ctx, orm.DeleteRows())
		if got := counts(t, orm.Objects[Volume](db)); n != 1 || err != nil || got != "0 2 2" {
			t.Errorf("Clear: %d, %v, %s", n, err, got)
		}
	})
}

// A relation to a deleted row is loaded and nil, and a list is without it, unless the query sees deleted rows.
func TestRelationsToDeleted(t *testing.T) {
	dbtest.Each(t, library(), func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		s := furnished(t, db, "a")
		whole, err := orm.Objects[Volume](db).Get(ctx, orm.Q{"number": 1})
		must(t, "get", err)
		must(t, "hide", orm.Delete(ctx, db, &Volume{ID: whole.ID}))
		part, err := orm.Objects[Volume](db).WithDeleted().SelectRelated("part_of").Get(ctx, orm.Q{"number": 2})
		if err != nil || part.PartOf.Get() == nil || !part.Gone.Valid {
			t.Errorf("%+v, %v", part, err)
		}
		must(t, "restore", orm.Restore(ctx, db, part))
		for what, q := range map[string]orm.QuerySet[Volume]{"select": orm.Objects[Volume](db).SelectRelated("part_of"), "prefetch": orm.Objects[Volume](db).PrefetchRelated("part_of")} {
			if v, err := q.Get(ctx, orm.Q{"number": 2}); err != nil || !v.PartOf.Loaded() || v.PartOf.Get() != nil || v.PartOf.PK() != whole.ID {
				t.Errorf("%s: %+v, %v", what, v, err)
			}
		}
		for what, c := range map[string]struct {
			q    orm.QuerySet[Shelf]
			want int
		}{
			"select":        {orm.Objects[Shelf](db).SelectRelated("volumes"), 0},
			"prefetch":      {orm.Objects[Shelf](db).PrefetchRelated("volumes"), 0},
			"select all":    {orm.Objects[Shelf](db).WithDeleted().SelectRelated("volumes"), 1},
			"prefetch all":  {orm.Objects[Shelf](db).WithDeleted().PrefetchRelated("volumes"), 1},
			"prefetch more": {orm.Objects[Shelf](db).Prefetch("volumes", orm.Objects[Volume](db).WithDeleted()), 1},
		} {
			if got, err := c.q.Get(ctx, orm.Q{"id": s.ID}); err != nil || len(got.Volumes.All()) != c.want {
				t.Errorf("%s: %v, %v", what, got, err)
			}
		}
	})
}

// What is not meant is told.
func TestSoftDeleteRefused(t *testing.T) {
	db := dbtest.Open(t, "sqlite", library())
	_, err := orm.Objects[Leaf](db).OnlyDeleted().All(t.Context())
	is(t, "OnlyDeleted", err, orm.ErrQuery)
	is(t, "Restore", orm.Restore(t.Context(), db, &Leaf{ID: 1}), orm.ErrQuery)
	is(t, "Restore without a key", orm.Restore(t.Context(), db, &Shelf{}), orm.ErrNotPersisted)
	is(t, "HardDelete without the row", orm.HardDelete(t.Context(), db, &Leaf{ID: 1}), orm.ErrNoMatch)
	if _, _, err := orm.Objects[Shelf](db).ToSql(); err != nil {
		t.Errorf("ToSql: %v", err)
	}
	other := dbtest.Open(t, "sqlite", schema.MustRegistry(&Topic{}, &Shelf{}, &Volume{}, &Leaf{}, &Card{}, &Loan{}))
	if _, err := orm.Objects[Topic](other).WithDeleted().All(t.Context()); err != nil {
		t.Errorf("WithDeleted of a model whose relations mark rows: %v", err)
	}
	plain := dbtest.Open(t, "sqlite", models())
	_, err = orm.Objects[Note](plain).WithDeleted().All(t.Context())
	is(t, "WithDeleted where nothing is marked", err, orm.ErrQuery)
}
