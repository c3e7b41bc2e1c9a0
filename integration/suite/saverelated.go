package suite

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// saveRelatedCases are graphs that were built in memory and become rows.
func saveRelatedCases() []Case {
	return []Case{
		{Name: "saverelated/the counts of the rows (MM-07)", Models: graphs, Run: saveCounts},
		{Name: "saverelated/a graph with data in its links, batched (MM-07, MM-08, R-17)", Models: graphs, Run: saveDeep},
		{Name: "saverelated/Follow and Except decide how far (MM-07)", Models: graphs, Run: saveFar},
		{Name: "saverelated/keys of the program's own are inserted when absent, stubs skipped (MM-07)", Models: graphs, Run: saveOwnKeys},
		{Name: "saverelated/rings end (MM-07)", Models: graphs, Run: saveRings},
		{Name: "saverelated/saved rows are tied to new ones (MM-07, R-06)", Models: graphs, Run: saveTies},
		{Name: "saverelated/targets, then the instance, then its children, with the hooks of each (MM-07, S-02)", Models: graphs, Run: saveHooks},
		{Name: "saverelated/a one-to-one from its far end (MM-07, R-10)", Models: graphs, Run: saveOneToOne},
		{Name: "saverelated/what cannot be saved is refused before any statement (MM-07)", Models: graphs, Run: saveRefusals},
		{Name: "saverelated/after an error nothing has changed, in memory neither (MM-07)", Models: graphs, Run: saveUndone},
	}
}

func saved(t *testing.T, what string, want int64) func(n int64, err error) {
	return func(n int64, err error) {
		t.Helper()
		noError(t, err)
		equal(t, what, n, want)
	}
}

func saveCounts(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	ctx := t.Context()
	seat := &firmSeat{Town: "Ulm"}
	noError(t, orm.Save(ctx, db, seat))
	f := &firm{Name: "Banzai", Seat: orm.Ref(seat)}
	noError(t, orm.Save(ctx, db, f))
	sent.Reset()
	saved(t, "clean", 0)(orm.SaveRelated(ctx, db, f))
	sent.Want(t, 0)
	f.Seat = orm.Ref(&firmSeat{Town: "Linz"})
	saved(t, "one new target", 1)(orm.SaveRelated(ctx, db, f))
	got, err := orm.Objects[firm](db).SelectRelated("seat").Get(ctx)
	noError(t, err)
	equal(t, "the foreign key is written as well", got.Seat.Get().Town, "Linz")

	two := &firmSeat{Town: "Wien", Nicks: orm.ManyOf(&firmNick{Text: "a"}, &firmNick{Text: "b"})}
	saved(t, "a parent and two", 3)(orm.SaveRelated(ctx, db, two))
	saved(t, "clean again", 0)(orm.SaveRelated(ctx, db, two))
	two.Town, two.Nicks.At(0).Text = "Graz", "c"
	saved(t, "changed, but saved", 0)(orm.SaveRelated(ctx, db, two))
	saved(t, "all of them", 3)(orm.SaveRelated(ctx, db, two, orm.SaveAll()))
	again, err := orm.Objects[firmSeat](db).PrefetchRelated("nicks").Get(ctx, orm.Q{"town": "Graz"})
	noError(t, err)
	equal(t, "nick", again.Nicks.At(0).Text, "c")
	equal(t, "nicks", again.Nicks.Len(), 2)
}

func saveDeep(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	ctx := t.Context()
	f := &firm{Name: "Banzai", Seat: orm.Ref(&firmSeat{Town: "Ulm", Nicks: orm.ManyOf(
		&firmNick{Text: "a", Level: orm.Ref(&firmLevel{Code: "high", Label: "h"})},
		&firmNick{Text: "b", Level: orm.Ref(&firmLevel{Code: "low", Label: "l"})},
	)})}
	saved(t, "a firm, its seat, two nicks, two levels", 6)(orm.SaveRelated(ctx, db, f, orm.Follow()))
	saved(t, "clean", 0)(orm.SaveRelated(ctx, db, f, orm.Follow()))
	got, err := orm.Objects[firm](db).SelectRelated("seat__nicks__level").Get(ctx)
	noError(t, err)
	var texts []string
	for _, n := range got.Seat.Get().Nicks.All() {
		texts = append(texts, n.Text+n.Level.Get().Code)
	}
	equal(t, "what is stored", strings.Join(texts, " "), "ahigh blow")

	level := &firmLevel{Code: "mid", Label: "m"}
	link := &firmTag{Weight: 7}
	f.Notes = orm.ManyOf[firmNote]()
	var notes []*firmNote
	for range 150 {
		notes = append(notes, &firmNote{Text: "x", Tags: orm.LinksOf(orm.Link[firmLevel, firmTag]{Target: level, Through: link})})
		link = &firmTag{Weight: 1}
	}
	f.Notes = orm.ManyOf(notes...)
	sent.Reset()
	saved(t, "150 notes and a level", 151)(orm.SaveRelated(ctx, db, f, orm.Follow(), orm.Except("seat")))
	if sent := sent.Reset(); len(sent) > 150+8 && family(db) != "mysql" { // link rows with fields go one by one
		t.Errorf("%d statements for two models and their links", len(sent))
	}
	n, err := orm.Objects[firmNote](db).Filter(orm.Q{"tags__code": "mid", "firm_tag__weight": 7}).Count(ctx)
	noError(t, err)
	equal(t, "links with data", n, int64(1))
	first := notes[0]
	if first.Tags.Links()[0].Through.ID == 0 || first.Firm.PK() != f.ID {
		t.Error("keys that the database made are not in memory")
	}
	first.Tags.Links()[0].Through.Weight = 9
	saved(t, "link data alone", 0)(orm.SaveRelated(ctx, db, first))
	n, err = orm.Objects[firmNote](db).Filter(orm.Q{"firm_tag__weight": 9}).Count(ctx)
	noError(t, err)
	equal(t, "saved link data is left alone", n, int64(0))
	saved(t, "note, firm and level", 3)(orm.SaveRelated(ctx, db, first, orm.SaveAll()))
	n, err = orm.Objects[firmNote](db).Filter(orm.Q{"firm_tag__weight": 9}).Count(ctx)
	noError(t, err)
	equal(t, "link data with SaveAll", n, int64(1))
}

func saveFar(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ctx := t.Context()
	build := func() *firm {
		return &firm{Name: "f", Seat: orm.Ref(&firmSeat{Town: "t", Nicks: orm.ManyOf(&firmNick{Text: "n"})}),
			Notes: orm.ManyOf(&firmNote{Text: "x"}), Firms: orm.ManyOf(&firm{Name: "child", Notes: orm.ManyOf(&firmNote{Text: "y"})})}
	}
	saved(t, "direct relations only", 4)(orm.SaveRelated(ctx, db, build()))
	saved(t, "everything", 6)(orm.SaveRelated(ctx, db, build(), orm.Follow()))
	saved(t, "not the nicks", 5)(orm.SaveRelated(ctx, db, build(), orm.Follow(), orm.Except("seat__nicks")))
	saved(t, "no notes at the top", 5)(orm.SaveRelated(ctx, db, build(), orm.Follow(), orm.Except("notes")))
	saved(t, "two of them", 4)(orm.SaveRelated(ctx, db, build(), orm.Follow(), orm.Except("notes", "firms__notes")))
	_, err := orm.SaveRelated(ctx, db, build(), orm.Except("seat__nick"))
	var path *orm.PathError
	if !errors.As(err, &path) || path.Suggest != "nicks" {
		t.Errorf("a wrong path: %v", err)
	}
}

func saveOwnKeys(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ctx := t.Context()
	noError(t, orm.Save(ctx, db, &firmLevel{Code: "old", Label: "before"}))
	seat := &firmSeat{Town: "t", Nicks: orm.ManyOf(
		&firmNick{Text: "a", Level: orm.Ref(&firmLevel{Code: "new", Label: "n"})},
		&firmNick{Text: "b", Level: orm.Ref(&firmLevel{Code: "old", Label: "after"})},
		&firmNick{Text: "c", Level: orm.RefPK[firmLevel]("old")},
	)}
	saved(t, "a seat, three nicks, two levels", 6)(orm.SaveRelated(ctx, db, seat, orm.Follow()))
	labels, err := orm.Pluck[string](ctx, orm.Objects[firmLevel](db).OrderBy("code"), "label")
	noError(t, err)
	equal(t, "labels", labels, []string{"n", "after"})

	id := uuid.New()
	f := &firm{Name: "f", Notes: orm.ManyOf(&firmNote{ID: id, Text: "one"}, &firmNote{Text: "two"})}
	saved(t, "a key of its own without memory", 3)(orm.SaveRelated(ctx, db, f))
	body := `{"Town":"u","Nicks":[1,{"ID":2},{"Text":"d"}]}`
	read := &firmSeat{}
	noError(t, orm.Decode(db, strings.NewReader(body), read, orm.AllowKey(), orm.FollowPaths("nicks")))
	saved(t, "stubs are tied, not written", 2)(orm.SaveRelated(ctx, db, read, orm.SaveAll()))
	got, err := orm.Objects[firmSeat](db).PrefetchRelated("nicks").Get(ctx, orm.Q{"town": "u"})
	noError(t, err)
	equal(t, "nicks", got.Nicks.Len(), 3)
	equal(t, "a stub's other column", got.Nicks.At(0).Text, "a")
}

func saveRings(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ctx := t.Context()
	a, b := &firmPair{}, &firmPair{}
	a.Other, b.Other = orm.Ref(b), orm.Ref(a)
	saved(t, "two that point at each other", 2)(orm.SaveRelated(ctx, db, a, orm.Follow()))
	self := &firmPair{}
	self.Other = orm.Ref(self)
	saved(t, "one that points at itself", 1)(orm.SaveRelated(ctx, db, self))
	for _, p := range []*firmPair{a, b, self} {
		got, err := orm.Objects[firmPair](db).Get(ctx, orm.Q{"id": p.ID})
		noError(t, err)
		equal(t, "stored target", got.Other.PK(), p.Other.Get().ID)
	}
	top := &firm{Name: "top"}
	middle := &firm{Name: "middle", Holding: orm.Ref(top), Firms: orm.ManyOf(&firm{Name: "low"})}
	top.Firms = orm.ManyOf(middle)
	saved(t, "up and down again", 3)(orm.SaveRelated(ctx, db, middle, orm.Follow()))
	equal(t, "the way up", middle.Firms.At(0).Holding.Get() == middle, true)
}

func saveTies(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ctx := t.Context()
	child := &firm{Name: "child"}
	noError(t, orm.Save(ctx, db, child))
	partly, err := orm.Objects[firm](db).Fields("name").Get(ctx)
	noError(t, err)
	parent := &firm{Name: "parent", Firms: orm.ManyOf(partly)}
	saved(t, "the parent alone counts", 1)(orm.SaveRelated(ctx, db, parent))
	noError(t, orm.Load(ctx, db, child))
	equal(t, "child's target", child.Holding.PK(), any(parent.ID))
	equal(t, "child's name", child.Name, "child")
}

func saveHooks(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ctx := t.Context()
	var heard []string
	hooks.Any(db.Hooks(), func(_ context.Context, kind hooks.Kind, instance any) error {
		name := strings.TrimPrefix(string(kind), "")
		switch v := instance.(type) {
		case *firm:
			name += " firm " + v.Name
		case *firmSeat:
			name += " seat " + v.Town
		case *firmNick:
			name += " nick " + v.Text
		}
		heard = append(heard, name)
		return nil
	})
	hooks.PreSave(db.Hooks(), func(_ context.Context, e hooks.Save[firmNick]) error {
		e.Instance.Text += "!"
		return nil
	})
	f := &firm{Name: "f", Seat: orm.Ref(&firmSeat{Town: "t", Nicks: orm.ManyOf(&firmNick{Text: "n"})})}
	saved(t, "new", 3)(orm.SaveRelated(ctx, db, f, orm.Follow()))
	equal(t, "events", heard, []string{"pre_save seat t", "post_save seat t", "pre_save firm f", "post_save firm f",
		"pre_save nick n", "post_save nick n!", "pre_relation_add seat t", "post_relation_add seat t"})
	heard = nil
	f.Name = "g"
	saved(t, "saved", 2)(orm.SaveRelated(ctx, db, f, orm.SaveAll()))
	equal(t, "events", heard, []string{"pre_update seat t", "post_update seat t", "pre_update firm g", "post_update firm g"})
	n, err := orm.Objects[firmNick](db).Filter(orm.Q{"text": "n!"}).Count(ctx)
	noError(t, err)
	equal(t, "what the hook changed", n, int64(1))
}

func saveOneToOne(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ctx := t.Context()
	f := &firm{Name: "f", Pass: orm.Ref(&firmPass{Code: "x"})}
	saved(t, "a firm and its pass", 2)(orm.SaveRelated(ctx, db, f))
	got, err := orm.Objects[firm](db).SelectRelated("pass").Get(ctx)
	noError(t, err)
	equal(t, "code", got.Pass.Get().Code, "x")
	equal(t, "back", got.Pass.Get().Firm.Get() == got, true)
}

func saveRefusals(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	ctx := t.Context()
	one, two := &firmBound{}, &firmBound{}
	one.Other, two.Other = orm.Ref(two), orm.Ref(one)
	other := &firm{Name: "other"}
	noError(t, orm.Save(ctx, db, other))
	moved := &firm{Name: "moved", Holding: orm.Ref(other)}
	noError(t, orm.Save(ctx, db, moved))
	sent.Reset()
	tries := map[string]struct {
		run  func() (int64, error)
		want error
	}{
		"a ring that cannot be broken": {func() (int64, error) { return orm.SaveRelated(ctx, db, one, orm.Follow()) }, orm.ErrRelationship},
		"another owner's child":        {func() (int64, error) { return orm.SaveRelated(ctx, db, &firm{Firms: orm.ManyOf(moved)}) }, orm.ErrRelationship},
		"a target that is left out": {func() (int64, error) {
			return orm.SaveRelated(ctx, db, &firm{Seat: orm.Ref(&firmSeat{})}, orm.Except("seat"))
		}, orm.ErrNotPersisted},
		"nil in a list":   {func() (int64, error) { return orm.SaveRelated(ctx, db, &firm{Firms: orm.ManyOf[firm](nil)}) }, orm.ErrQuery},
		"OrderRelated":    {func() (int64, error) { return orm.SaveRelated(ctx, db, other, orm.OrderRelated("name")) }, orm.ErrQuery},
		"nil":             {func() (int64, error) { return orm.SaveRelated[firm](ctx, db, nil) }, orm.ErrQuery},
		"SaveAll to load": {func() (int64, error) { return 0, orm.LoadAll(ctx, db, other, orm.SaveAll()) }, orm.ErrQuery},
	}
	for name, c := range tries {
		if _, err := c.run(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	sent.Want(t, 0)
	equal(t, "the child's target in memory", moved.Holding.Get() == other, true)
}

func saveUndone(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ctx := t.Context()
	nick := &firmNick{Text: "n", Level: orm.Ref(&firmLevel{Code: "x"})} // its label is too short
	seat := &firmSeat{Town: "t", Nicks: orm.ManyOf(nick)}
	child := &firm{Name: "child"}
	f := &firm{Name: "f", Seat: orm.Ref(seat), Firms: orm.ManyOf(child), Notes: orm.ManyOf(&firmNote{Text: strings.Repeat("x", 50)})}
	for range 2 {
		_, err := orm.SaveRelated(ctx, db, f, orm.Follow())
		if !errors.Is(err, orm.ErrValidation) {
			t.Fatalf("got %v", err)
		}
		if f.Saved() || seat.Saved() || f.ID != 0 || seat.ID != 0 || nick.ID != 0 || child.Holding.PK() != nil || child.Holding.Loaded() {
			t.Error("memory is not as it was")
		}
	}
	for _, n := range []func(context.Context) (int64, error){orm.Objects[firm](db).Count, orm.Objects[firmSeat](db).Count} {
		got, err := n(ctx)
		noError(t, err)
		equal(t, "rows", got, int64(0))
	}
}
