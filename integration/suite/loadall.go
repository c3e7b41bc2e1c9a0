package suite

import (
	"errors"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// loadAllCases are instances that are read again with their relations.
func loadAllCases() []Case {
	return []Case{
		{Name: "loadall/every direct relation, by one statement (MM-06)", Models: graphs, Run: loadAllDirect},
		{Name: "loadall/Follow, Except and OrderRelated (MM-06, J-04)", Models: graphs, Run: loadAllOptions},
		{Name: "loadall/a row that is gone leaves the instance as it was (MM-05, MM-06)", Models: graphs, Run: loadAllGone},
		{Name: "loadall/Load reads columns and unloads relations (MM-05)", Models: graphs, Run: loadColumns},
	}
}

// firmGraph is a firm with a seat of two nicks, two notes and a child.
func firmGraph(t *testing.T, db *orm.DB) *firm {
	t.Helper()
	f := &firm{Name: "f", Seat: orm.Ref(&firmSeat{Town: "t", Nicks: orm.ManyOf(
		&firmNick{Text: "a", Level: orm.Ref(&firmLevel{Code: "x", Label: "l"})}, &firmNick{Text: "b"})}),
		Notes: orm.ManyOf(&firmNote{Text: "one"}, &firmNote{Text: "two"}), Firms: orm.ManyOf(&firm{Name: "child"}),
		Pass: orm.Ref(&firmPass{Code: "p"})}
	_, err := orm.SaveRelated(t.Context(), db, f, orm.Follow())
	noError(t, err)
	return f
}

func loadAllDirect(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	ctx := t.Context()
	made := firmGraph(t, db)
	f := &firm{ID: made.ID, Name: "stale", Notes: orm.ManyOf(&firmNote{})}
	sent.Reset()
	noError(t, orm.LoadAll(ctx, db, f))
	sent.Want(t, 1)
	equal(t, "name", f.Name, "f")
	equal(t, "town", f.Seat.Get().Town, "t")
	equal(t, "notes", f.Notes.Len(), 2)
	equal(t, "children", f.Firms.At(0).Name, "child")
	equal(t, "pass", f.Pass.Get().Code, "p")
	equal(t, "no holding", f.Holding.Loaded() && f.Holding.Get() == nil, true)
	equal(t, "one level only", f.Seat.Get().Nicks.Loaded(), false)
	equal(t, "saved", f.Saved(), true)
	for _, n := range f.Notes.All() {
		equal(t, "a note's way back", n.Firm.Get() == f, true)
	}
	equal(t, "the child's way back", f.Firms.At(0).Holding.Get() == f, true)
	equal(t, "the pass's way back", f.Pass.Get().Firm.Get() == f, true)
	if _, err := f.Notes.Objects().Count(ctx); err != nil {
		t.Error(err)
	}
	noError(t, f.Firms.Add(ctx, &firm{Name: "second"}))
	equal(t, "children after Add", f.Firms.Len(), 2)
}

func loadAllOptions(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	ctx := t.Context()
	f := &firm{ID: firmGraph(t, db).ID}
	sent.Reset()
	noError(t, orm.LoadAll(ctx, db, f, orm.Follow(), orm.OrderRelated("-notes__text", "-seat__nicks__text")))
	sent.Want(t, 1)
	equal(t, "notes in order", f.Notes.At(0).Text, "two")
	nicks := f.Seat.Get().Nicks
	equal(t, "nicks in order", nicks.At(0).Text+nicks.At(1).Text, "ba")
	equal(t, "level", nicks.At(1).Level.Get().Label, "l")
	equal(t, "a note's tags", f.Notes.At(0).Tags.Loaded(), true)

	noError(t, orm.LoadAll(ctx, db, f, orm.Follow(), orm.Except("notes", "seat__nicks__level")))
	equal(t, "what is left out becomes unloaded", f.Notes.Loaded() || f.Seat.Get().Nicks.At(0).Level.Loaded(), false)
	equal(t, "its key stays", f.Seat.Get().Nicks.At(0).Level.PK(), any("x"))
	var path *orm.PathError
	if err := orm.LoadAll(ctx, db, f, orm.Except("seat__nope")); !errors.As(err, &path) {
		t.Errorf("a wrong path: %v", err)
	}
	if err := orm.LoadAll(ctx, db, f, orm.OrderRelated("notes__nope")); !errors.As(err, &path) {
		t.Errorf("a wrong key: %v", err)
	}
}

func loadAllGone(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	ctx := t.Context()
	f := &firm{ID: 77, Name: "kept"}
	sent.Reset()
	if err := orm.LoadAll(ctx, db, f); !errors.Is(err, orm.ErrNoMatch) {
		t.Errorf("got %v", err)
	}
	if err := orm.Load(ctx, db, f); !errors.Is(err, orm.ErrNoMatch) {
		t.Errorf("got %v", err)
	}
	equal(t, "name", f.Name, "kept")
	sent.Reset()
	if err := orm.LoadAll(ctx, db, &firm{}); !errors.Is(err, orm.ErrNotPersisted) {
		t.Errorf("got %v", err)
	}
	sent.Want(t, 0)
}

func loadColumns(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	ctx := t.Context()
	f := firmGraph(t, db)
	f.Name = "stale"
	sent.Reset()
	noError(t, orm.Load(ctx, db, f))
	sent.Want(t, 1)
	equal(t, "name", f.Name, "f")
	equal(t, "relations", f.Seat.Loaded() || f.Notes.Loaded() || f.Pass.Loaded(), false)
	equal(t, "the key of a relation", f.Seat.PK() != nil, true)
	notes, err := f.Notes.Load(ctx)
	noError(t, err)
	equal(t, "notes", len(notes), 2)
	pass, err := f.Pass.Load(ctx)
	noError(t, err)
	equal(t, "pass", pass.Code, "p")
	sent.Want(t, 2)
}
