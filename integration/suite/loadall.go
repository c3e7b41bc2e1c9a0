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
		{Name: "loadall/Follow, Except and OrderRelated (MM-06, J-04)", Models: orchards, Run: loadAllOptions},
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

// plant is a tree of two boughs, the first with two leaves, and two notes; tree and leaf have one pigment.
func plant(t *testing.T, db *orm.DB) *tree {
	t.Helper()
	ochre := &pigment{Name: "ochre", Mineral: orm.Ref(&mineral{Code: "Fe"})}
	w := &tree{Name: "oak", Pigment: orm.Ref(ochre), Notes: orm.ManyOf(&treeNote{Text: "one"}, &treeNote{Text: "two"}),
		Boughs: orm.ManyOf(&bough{Name: "low"}, &bough{Name: "high", Leaves: orm.LinksOf(
			orm.Link[leaf, leafTie]{Target: &leaf{Text: "a", Pigment: orm.Ref(ochre)}, Through: &leafTie{Weight: 4}},
			orm.Link[leaf, leafTie]{Target: &leaf{Text: "b"}, Through: &leafTie{Weight: 5}},
		)})}
	_, err := orm.SaveRelated(t.Context(), db, w, orm.Follow())
	noError(t, err)
	return w
}

func loadAllOptions(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	ctx := t.Context()
	w := &tree{ID: plant(t, db).ID}
	sent.Reset()
	noError(t, orm.LoadAll(ctx, db, w, orm.Follow(), orm.OrderRelated("-notes__text", "boughs__name", "-boughs__leaves__text")))
	sent.Want(t, 1)
	equal(t, "notes in order", w.Notes.At(0).Text, "two")
	high := w.Boughs.At(0)
	equal(t, "leaves in order", high.Name+high.Leaves.At(0).Text+high.Leaves.At(1).Text, "highba")
	equal(t, "link data", high.Leaves.Links()[0].Through.Weight, 5)
	equal(t, "the end of a branch", high.Leaves.At(1).Pigment.Get().Mineral.Get().Code, "Fe")
	equal(t, "a bough's way back", high.Tree.Get() == w, true)

	noError(t, orm.LoadAll(ctx, db, w, orm.Follow(), orm.Except("notes", "boughs__leaves__pigment")))
	leaves := w.Boughs.At(1).Leaves
	equal(t, "what is left out becomes unloaded", w.Notes.Loaded() || leaves.At(0).Pigment.Loaded(), false)
	equal(t, "its key stays", leaves.At(0).Pigment.PK() != nil, true)
	equal(t, "the same model elsewhere does not", w.Pigment.Get().Mineral.Get().Code, "Fe")
	var path *orm.PathError
	if err := orm.LoadAll(ctx, db, w, orm.Except("boughs__nope")); !errors.As(err, &path) {
		t.Errorf("a wrong path: %v", err)
	}
	if err := orm.LoadAll(ctx, db, w, orm.OrderRelated("notes__nope")); !errors.As(err, &path) {
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
