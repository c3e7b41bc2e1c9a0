package suite

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// managerCases are what a relation can be asked and told.
func managerCases() []Case {
	return []Case{
		{Name: "manager/Objects is a QuerySet of the owner's rows (P-01, P-02, P-10)", Models: shelves, Run: manageObjects},
		{Name: "manager/an owner that was never saved is refused before any statement (P-01)", Models: shelves, Run: manageUnsaved},
		{Name: "manager/Load fills the list, reads leave it (P-03)", Models: shelves, Run: manageReads},
		{Name: "manager/Add over a foreign key (P-04)", Models: shelves, Run: manageAddChildren},
		{Name: "manager/Add over a link table, from both ends and twice (P-04, R-14)", Models: shelves, Run: manageAddLinks},
		{Name: "manager/Remove works on the database (P-05)", Models: shelves, Run: manageRemove},
		{Name: "manager/Clear detaches or deletes every row (P-06)", Models: shelves, Run: manageClear},
		{Name: "manager/Create ties what it makes (P-07)", Models: shelves, Run: manageCreate},
		{Name: "manager/set-wise writes stay with the owner and want a condition (P-08)", Models: shelves, Run: manageSetWrites},
		{Name: "manager/GetOrCreate and UpdateOrCreate among the owner's rows (P-09)", Models: shelves, Run: manageGetOrCreate},
		{Name: "manager/links with data (R-15, R-16, R-17, P-07)", Models: shelves, Run: manageLinkData},
		{Name: "manager/the link of a plain list has its defaults (R-13)", Models: links, Run: manageFarLinks},
		{Name: "manager/a link that another unique constraint refuses is an error (X-01, P-04)", Models: links, Run: manageOtherUnique},
		{Name: "manager/duplicate links where they are allowed (P-04)", Models: links, Run: manageDuplicates},
		{Name: "manager/two relations between the same models, and one to itself (R-14)", Models: links, Run: manageParallel},
		{Name: "manager/nothing half-tied remains after an error (P-04, P-05)", Models: shelves, Needs: Isolation, Run: manageUndone},
		{Name: "manager/hooks of every change (S-01, S-02, P-06)", Models: shelves, Run: manageHooks},
	}
}

func names(t *testing.T, q orm.QuerySet[volume]) string {
	t.Helper()
	titles, err := orm.Pluck[string](t.Context(), q.OrderBy("title"), "title")
	noError(t, err)
	return strings.Join(titles, " ")
}

func manageObjects(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	ann, _, eve := fillShelves(t, db)
	ctx := t.Context()
	sent.Reset()
	mine := ann.Volumes.Objects()
	equal(t, "all", names(t, mine), "Alpha Beta")
	equal(t, "filter", names(t, mine.Filter(orm.Q{"labels__name": "blue"})), "Alpha")
	equal(t, "exclude", names(t, mine.Exclude(orm.Q{"year": 2001})), "Beta")
	sent.Want(t, 3)
	n, err := mine.Count(ctx)
	noError(t, err)
	equal(t, "count", n, int64(2))
	ok, err := eve.Volumes.Objects().Exists(ctx)
	noError(t, err)
	equal(t, "exists", ok, false)
	newest, err := orm.Max[int](ctx, mine, "year")
	noError(t, err)
	equal(t, "max", newest, 2002)
	stars, err := orm.Sum[int](ctx, mine, "opinions__stars")
	noError(t, err)
	equal(t, "sum over a deeper path", stars, 8)
	v, err := mine.First(ctx)
	noError(t, err)
	equal(t, "first goes by key", v.Writer.PK(), any(ann.ID))
	v, err = mine.Get(ctx, orm.Q{"title": "Beta"})
	noError(t, err)
	equal(t, "get", v.Title, "Beta")
	_, err = mine.Get(ctx, orm.Q{"title": "Gamma"})
	if !errors.Is(err, orm.ErrNoMatch) {
		t.Errorf("another owner's row: %v", err)
	}
	page, err := mine.SelectRelated("labels").OrderBy("title").Limit(1).All(ctx)
	noError(t, err)
	equal(t, "a page with a join", showVolume(page[0]), "Alpha labels blue1 red2")
	rows, err := mine.All(ctx)
	noError(t, err)
	equal(t, "the relation's order", rows[0].Title, "Beta")
	values, err := mine.OrderBy("title").ValuesList(ctx, "title", "writer", "house__name")
	noError(t, err)
	equal(t, "values", fmt.Sprint(values), fmt.Sprintf("[[Alpha %d H] [Beta %d H]]", ann.ID, ann.ID))

	labels := rows[1].Labels.Objects()
	ranks, err := orm.Pluck[int](ctx, labels.OrderBy("name"), "volume_label__rank")
	noError(t, err)
	equal(t, "the link's own fields", ranks, []int{1, 2})
	all, err := labels.All(ctx)
	noError(t, err)
	equal(t, "in the relation's order", all[0].Name+all[1].Name, "bluered")
	one, err := labels.Get(ctx, orm.Q{"volume_label__rank": 2})
	noError(t, err)
	equal(t, "by the link", one.Name, "red")
	fans, err := orm.Pluck[string](ctx, ann.Fans.Objects().OrderBy("name"), "name")
	noError(t, err)
	equal(t, "the far end of a relation to the model itself", fans, []string{"bob"})
	equal(t, "nothing was loaded", ann.Volumes.Loaded() || ann.Fans.Loaded(), false)
}

func manageUnsaved(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	ctx := t.Context()
	w, v := &writer{Name: "x"}, &volume{}
	saved := &volume{Title: "s"}
	noError(t, orm.Save(ctx, db, saved))
	sent.Reset()
	for name, err := range map[string]error{
		"Objects":        second(w.Volumes.Objects().All(ctx)),
		"Count":          second(w.Friends.Objects().Count(ctx)),
		"Load":           second(w.Volumes.Load(ctx)),
		"Create":         second(w.Volumes.Create(ctx, volume{})),
		"Add":            w.Volumes.Add(ctx, v),
		"Add link":       w.Friends.Add(ctx, w),
		"Remove":         w.Volumes.Remove(ctx, v),
		"Clear":          second(w.Volumes.Clear(ctx)),
		"AddLink":        v.Labels.AddLink(ctx, &label{ID: 1}, volumeLabel{}),
		"UpdateLink":     v.Labels.UpdateLink(ctx, &label{ID: 1}, orm.V{"rank": 1}),
		"CreateLink":     second(v.Labels.CreateLink(ctx, label{}, volumeLabel{})),
		"unsaved target": saved.Labels.Add(ctx, &label{Name: "new"}),
		"unsaved link":   saved.Labels.AddLink(ctx, &label{Name: "new"}, volumeLabel{}),
		"unsaved child":  saved.Opinions.Remove(ctx, &opinion{}),
	} {
		if !errors.Is(err, orm.ErrNotPersisted) && !(name == "unsaved child" && errors.Is(err, orm.ErrRelationship)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, _, err := w.Volumes.GetOrCreate(ctx, orm.V{"title": "x"})
	if !errors.Is(err, orm.ErrNotPersisted) {
		t.Errorf("GetOrCreate: %v", err)
	}
	for name, err := range map[string]error{
		"nil child": saved.Opinions.Add(ctx, nil), "nil target": saved.Rooms.Add(ctx, nil), "remove nil": saved.Rooms.Remove(ctx, nil),
		"another field": saved.Labels.UpdateLink(ctx, &label{ID: 1}, orm.V{"volume": 1}),
		"no field":      saved.Labels.UpdateLink(ctx, &label{ID: 1}, orm.V{"nope": 1}),
	} {
		if !errors.Is(err, orm.ErrQuery) {
			t.Errorf("%s: %v", name, err)
		}
	}
	noError(t, saved.Rooms.Add(ctx))
	noError(t, saved.Rooms.Remove(ctx))
	sent.Want(t, 0)
}

func manageReads(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ann, _, _ := fillShelves(t, db)
	ctx := t.Context()
	list, err := ann.Volumes.Load(ctx)
	noError(t, err)
	equal(t, "loaded", len(list), 2)
	equal(t, "back", list[0].Writer.Get() == ann, true)
	_, err = ann.Volumes.Objects().Filter(orm.Q{"title": "Beta"}).All(ctx)
	noError(t, err)
	_, err = ann.Volumes.Objects().Get(ctx, orm.Q{"title": "Beta"})
	noError(t, err)
	equal(t, "reads leave the list", ann.Volumes.Len(), 2)
	_, err = ann.Volumes.Create(ctx, volume{Title: "New"})
	noError(t, err)
	equal(t, "Create appends", ann.Volumes.At(2).Title, "New")
	noError(t, orm.Delete(ctx, db, list[0]))
	list, err = ann.Volumes.Load(ctx)
	noError(t, err)
	equal(t, "Load again", len(list), 2)
}

func manageAddChildren(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	ann, bob, _ := fillShelves(t, db)
	ctx := t.Context()
	fresh := &volume{Title: "Delta", Year: 1}
	gamma, err := bob.Volumes.Objects().Get(ctx, orm.Q{"title": "Gamma"})
	noError(t, err)
	gamma.Title = "changed in memory"
	sent.Reset()
	noError(t, ann.Volumes.Add(ctx, fresh, gamma))
	equal(t, "the new one has a key, and its owner in memory", fresh.ID != 0 && fresh.Writer.Get() == ann && gamma.Writer.PK() == any(ann.ID), true)
	sent.Want(t, 2)
	equal(t, "the database", names(t, ann.Volumes.Objects()), "Alpha Beta Delta Gamma")
	noError(t, ann.Volumes.Add(ctx, fresh, gamma))
	equal(t, "twice", names(t, ann.Volumes.Objects()), "Alpha Beta Delta Gamma")
	partly, err := orm.Objects[volume](db).Fields("title").Get(ctx, orm.Q{"title": "Delta"})
	noError(t, err)
	noError(t, bob.Volumes.Add(ctx, partly))
	again, err := orm.Objects[volume](db).Get(ctx, orm.Q{"title": "Delta"})
	noError(t, err)
	equal(t, "a partly loaded child keeps its other columns", again.Year == 1 && again.Writer.PK() == any(bob.ID), true)
	gone := &volume{Title: "gone"}
	noError(t, orm.Save(ctx, db, gone))
	noError(t, orm.Delete(ctx, db, gone))
	noError(t, ann.Volumes.Add(ctx, gone))
	other := &volume{ID: 4711, Title: "own key"}
	noError(t, ann.Volumes.Add(ctx, other, other))
	ok, err := ann.Volumes.Objects().Filter(orm.Q{"id__in": []int64{4711, gone.ID}}).Count(ctx)
	noError(t, err)
	equal(t, "keys of the program's own", ok, int64(2))
}

func manageRemove(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ann, bob, eve := fillShelves(t, db)
	ctx := t.Context()
	beta, err := ann.Volumes.Objects().Get(ctx, orm.Q{"title": "Beta"})
	noError(t, err)
	gamma, err := bob.Volumes.Objects().Get(ctx)
	noError(t, err)
	_, err = ann.Volumes.Load(ctx)
	noError(t, err)
	noError(t, ann.Volumes.Remove(ctx, beta, gamma))
	equal(t, "in memory", ann.Volumes.Len() == 1 && beta.Writer.IsZero(), true)
	equal(t, "another owner's child stays", names(t, bob.Volumes.Objects()), "Gamma")
	equal(t, "and so in memory", gamma.Writer.PK(), any(bob.ID))
	equal(t, "in the database", names(t, ann.Volumes.Objects()), "Alpha")
	noError(t, ann.Friends.Remove(ctx, eve, eve))
	noError(t, ann.Friends.Remove(ctx, ann))
	friends, err := orm.Pluck[string](ctx, ann.Friends.Objects(), "name")
	noError(t, err)
	equal(t, "friends", friends, []string{"bob"})
	noError(t, ann.Fans.Remove(ctx, bob))
	n, err := bob.Friends.Objects().Count(ctx)
	noError(t, err)
	equal(t, "from the other end", n, int64(0))
	alpha := ann.Volumes.At(0)
	opinions, err := alpha.Opinions.Load(ctx)
	noError(t, err)
	if err := alpha.Opinions.Remove(ctx, opinions[0]); !errors.Is(err, orm.ErrRelationship) {
		t.Errorf("a key that cannot be NULL: %v", err)
	}
	equal(t, "the list after a refusal", alpha.Opinions.Len(), 2)
}

func manageClear(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	ann, bob, _ := fillShelves(t, db)
	ctx := t.Context()
	alpha, err := ann.Volumes.Objects().PrefetchRelated("opinions", "labels", "rooms").Get(ctx, orm.Q{"title": "Alpha"})
	noError(t, err)
	sent.Reset()
	n, err := alpha.Labels.Clear(ctx)
	noError(t, err)
	equal(t, "links", n, int64(2))
	sent.Want(t, 1)
	equal(t, "the list", alpha.Labels.Len() == 0 && alpha.Labels.Loaded() && alpha.Labels.All() != nil, true)
	labels, err := orm.Objects[label](db).Count(ctx)
	noError(t, err)
	equal(t, "the labels are still there", labels, int64(2))
	if _, err := alpha.Opinions.Clear(ctx); !errors.Is(err, orm.ErrRelationship) {
		t.Errorf("a key that cannot be NULL: %v", err)
	}
	n, err = alpha.Opinions.Clear(ctx, orm.DeleteRows())
	noError(t, err)
	equal(t, "deleted children", n, int64(2))
	n, err = alpha.Rooms.Clear(ctx, orm.DeleteRows())
	noError(t, err)
	equal(t, "deleted targets", n, int64(2))
	rooms, err := orm.Objects[room](db).Count(ctx)
	noError(t, err)
	equal(t, "rooms", rooms, int64(0))
	n, err = ann.Volumes.Clear(ctx)
	noError(t, err)
	equal(t, "detached", n, int64(2))
	n, err = ann.Volumes.Clear(ctx)
	noError(t, err)
	equal(t, "again", n, int64(0))
	equal(t, "another owner's", names(t, bob.Volumes.Objects()), "Gamma")
	equal(t, "and all are there", names(t, orm.Objects[volume](db)), "Alpha Beta Gamma")
}

func manageCreate(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	ann, bob, _ := fillShelves(t, db)
	ctx := t.Context()
	sent.Reset()
	v, err := ann.Volumes.Create(ctx, volume{Title: "New", Writer: orm.Ref(bob)})
	noError(t, err)
	sent.Want(t, 1)
	equal(t, "its owner", v.Writer.Get() == ann, true)
	r, err := v.Rooms.Create(ctx, room{Name: "attic"})
	noError(t, err)
	sent.Want(t, 2)
	l, err := v.Labels.CreateLink(ctx, label{Name: "green"}, volumeLabel{Rank: 5})
	noError(t, err)
	got, err := orm.Objects[volume](db).SelectRelated("labels", "rooms").Get(ctx, orm.Q{"id": v.ID})
	noError(t, err)
	equal(t, "what is stored", showVolume(got), "New labels green5 rooms attic")
	equal(t, "keys", got.Labels.At(0).ID == l.ID && got.Rooms.At(0).ID == r.ID, true)
	_, err = v.Labels.Create(ctx, label{Name: "plain"})
	noError(t, err)
}

func manageSetWrites(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	ann, _, _ := fillShelves(t, db)
	ctx := t.Context()
	sent.Reset()
	if _, err := ann.Volumes.Objects().Update(ctx, orm.V{"year": 1}); !errors.Is(err, orm.ErrUnfiltered) {
		t.Errorf("no condition but the owner: %v", err)
	}
	if _, err := ann.Friends.Objects().Delete(ctx); !errors.Is(err, orm.ErrUnfiltered) {
		t.Errorf("no condition but the owner: %v", err)
	}
	sent.Want(t, 0)
	n, err := ann.Volumes.Objects().Each().Update(ctx, orm.V{"year": 1})
	noError(t, err)
	equal(t, "the owner's only", n, int64(2))
	sent.Want(t, 1)
	n, err = ann.Friends.Objects().Filter(orm.Q{"name__contains": "o"}).Update(ctx, orm.V{"name": "rob"})
	noError(t, err)
	equal(t, "over a link table", n, int64(1))
	n, err = ann.Volumes.Objects().Filter(orm.Q{"labels__name": "blue"}).Update(ctx, orm.V{"year": 7})
	noError(t, err)
	equal(t, "over a deeper path", n, int64(1))
	years, err := orm.Pluck[int](ctx, orm.Objects[volume](db).OrderBy("title"), "year")
	noError(t, err)
	equal(t, "years", years, []int{7, 1, 2003})
	alpha, err := ann.Volumes.Objects().Get(ctx, orm.Q{"title": "Alpha"})
	noError(t, err)
	n, err = alpha.Opinions.Objects().Delete(ctx, orm.Q{"stars__gt": 3})
	noError(t, err)
	equal(t, "deleted", n, int64(1))
}

func manageGetOrCreate(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	needsLocks(t, db)
	ann, bob, _ := fillShelves(t, db)
	ctx := t.Context()
	v, made, err := ann.Volumes.GetOrCreate(ctx, orm.V{"title": "Alpha"})
	noError(t, err)
	equal(t, "found", !made && v.Year == 2001, true)
	v, made, err = bob.Volumes.GetOrCreate(ctx, orm.V{"title": "Alpha"}, orm.V{"year": 5})
	noError(t, err)
	equal(t, "another owner's does not count", made && v.Year == 5 && v.Writer.PK() == any(bob.ID), true)
	v, made, err = bob.Volumes.UpdateOrCreate(ctx, orm.V{"title": "Alpha"}, orm.V{"year": 6})
	noError(t, err)
	equal(t, "updated", !made && v.Year == 6, true)
	alpha, err := ann.Volumes.Objects().Get(ctx, orm.Q{"title": "Alpha"})
	noError(t, err)
	equal(t, "the other one is not", alpha.Year, 2001)
	r, made, err := alpha.Rooms.GetOrCreate(ctx, orm.V{"name": "east"})
	noError(t, err)
	equal(t, "found over a link table", made, false)
	r2, made, err := v.Rooms.GetOrCreate(ctx, orm.V{"name": "east"})
	noError(t, err)
	equal(t, "made and tied", made && r2.ID != r.ID, true)
	n, err := v.Rooms.Objects().Count(ctx)
	noError(t, err)
	equal(t, "rooms", n, int64(1))
	v2, made, err := ann.Volumes.UpdateOrCreate(ctx, orm.V{"title": "Z"}, orm.V{"year": 9})
	noError(t, err)
	equal(t, "created", made && v2.Year == 9 && v2.Writer.PK() == any(ann.ID), true)
}
