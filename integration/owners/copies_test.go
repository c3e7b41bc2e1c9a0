package owners

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/google/uuid"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// each runs a test for every kind of key on every database.
func each(t *testing.T, ints func(*world[int64]), strings func(*world[string]), uuids func(*world[uuid.UUID])) {
	t.Run("integer", func(t *testing.T) { on(t, ints) })
	t.Run("string", func(t *testing.T) { on(t, strings) })
	t.Run("UUID", func(t *testing.T) { on(t, uuids) })
}

func on[K key](t *testing.T, run func(*world[K])) {
	dbtest.Each(t, schema.MustRegistry(&owner[K]{}), func(t *testing.T, db *orm.DB) { run(fill[K](t, db, 4)) })
}

// copiesOf are the ways to copy an instance and its relation values.
func copiesOf[K key](o *owner[K]) map[string]*owner[K] {
	twin := *o
	parts := owner[K]{Parent: o.Parent, Card: o.Card, Items: o.Items, Tags: o.Tags} // copied fields in another struct
	list := append(make([]owner[K], 2, 3), *o)
	byName := map[string]owner[K]{"x": *o}
	held := byName["x"]
	var boxed any = *o
	unboxed := boxed.(owner[K])
	return map[string]*owner[K]{"a copied instance": &twin, "copied fields": &parts, "a slice element": &list[2], "a map value": &held, "out of an interface": &unboxed}
}

func TestLoad(t *testing.T) { each(t, loads[int64], loads[string], loads[uuid.UUID]) }

func loads[K key](w *world[K]) {
	spoilt := map[string]func(o *owner[K]){
		"as it was":                     func(*owner[K]) {},
		"after the original was loaded": func(o *owner[K]) { w.must(orm.LoadAll(w.t.Context(), w.db, o)) },
		"after its key was changed":     func(o *owner[K]) { o.ID = w.keys[0] },
		"after it became another row":   func(o *owner[K]) { o.ID = w.keys[0]; w.must(orm.Load(w.t.Context(), w.db, o)) },
		"after it was emptied":          func(o *owner[K]) { *o = owner[K]{} },
	}
	for name, spoil := range spoilt {
		for i, o := range w.all() {
			copies := copiesOf(o)
			spoil(o)
			for how, c := range copies {
				for _, v := range valuesOf(w.keys[i], c) {
					w.check(how+" "+name, v)
				}
			}
		}
	}
	for i, o := range w.all() { // what was loaded already is loaded anew
		w.must(orm.LoadAll(w.t.Context(), w.db, o))
		for how, c := range copiesOf(o) {
			for _, v := range valuesOf(w.keys[i], c) {
				w.check(how+" of a loaded instance", v)
			}
		}
		for _, v := range valuesOf(w.keys[i], o) {
			w.check("in its place", v)
		}
		if o.Items.Len() > 0 && o.Items.At(0).Owner.Get() != o {
			w.t.Error("a child does not point at the instance through which it was loaded")
		}
	}
}

// TestGarbage: the original may be gone.
func TestGarbage(t *testing.T) { each(t, garbage[int64], garbage[string], garbage[uuid.UUID]) }

func garbage[K key](w *world[K]) {
	var kept []value[K]
	for i, o := range w.all() {
		parts := &owner[K]{Parent: o.Parent, Card: o.Card, Items: o.Items, Tags: o.Tags}
		kept = append(kept, valuesOf(w.keys[i], parts)...)
	}
	for range 3 {
		runtime.GC()
	}
	for _, v := range kept {
		w.check("of a collected original", v)
	}
}

// TestIndependent: what a copy loads and adds is in the copy alone, and its original is not touched.
func TestIndependent(t *testing.T) {
	each(t, independent[int64], independent[string], independent[uuid.UUID])
}

func independent[K key](w *world[K]) {
	ctx := w.t.Context()
	var told []string
	remove := hooks.PostRelationAdd(w.db.Hooks(), func(_ context.Context, e hooks.Relation[owner[K]]) error {
		told = append(told, fmt.Sprint(e.Instance.ID, e.Instance.Saved(), e.Instance.Has(&e.Instance.Name)))
		return nil
	})
	defer remove()
	o := w.all()[3]
	twin := *o
	_, err := twin.Items.Load(ctx)
	w.must(err)
	_, err = twin.Card.Load(ctx)
	w.must(err)
	if o.Items.Loaded() || o.Card.Loaded() || !twin.Items.Loaded() || !twin.Card.Loaded() {
		w.t.Error("the original was loaded")
	}
	*o = owner[K]{}
	made, err := twin.Items.Create(ctx, item[K]{Text: "new"})
	w.must(err)
	other := &item[K]{Text: "other"}
	w.must(twin.Items.Add(ctx, other))
	w.items[w.keys[3]] = append(w.items[w.keys[3]], "new", "other")
	for _, i := range []*item[K]{made, other} {
		w.back("through a copy", w.keys[3], i.Owner)
	}
	if got := texts(twin.Items.All(), func(i *item[K]) string { return i.Text }); got != join(w.items[w.keys[3]]) {
		w.t.Errorf("the copy's list has %q", got)
	}
	n, err := twin.Items.Objects().Count(ctx)
	w.must(err)
	if n != int64(len(w.items[w.keys[3]])) {
		w.t.Errorf("%d items", n)
	}
	want := fmt.Sprint(w.keys[3], true, false)
	if len(told) != 2 || told[0] != want || told[1] != want {
		w.t.Errorf("the listeners were told of %q, want %q twice", told, want)
	}
	for _, v := range valuesOf(w.keys[3], &twin) {
		w.check("after writes through a copy", v)
	}
}

// TestMoved: instances that are moved about in a slice of values, and relations that are put into another instance, belong to
// their rows until they are saved elsewhere.
func TestMoved(t *testing.T) { each(t, moved[int64], moved[string], moved[uuid.UUID]) }

func moved[K key](w *world[K]) {
	ctx := w.t.Context()
	var list []owner[K]
	for _, o := range w.all() {
		list = append(list, *o)
	}
	for i := range list { // each is in a place of its own now
		w.must(orm.Load(ctx, w.db, &list[i]))
	}
	list[0], list[3] = list[3], list[0]
	list[1], list[2] = list[2], list[1]
	for i := range list {
		for _, v := range valuesOf(w.keys[3-i], &list[i]) {
			w.check("in another's place", v)
		}
	}
	taker := w.all()[0]
	taker.Items = list[0].Items
	w.check("in another instance", value[K]{owner: w.keys[3], items: &taker.Items})
	w.must(orm.Update(ctx, w.db, taker, "name"))
	w.check("in another instance that was written", value[K]{owner: w.keys[0], items: &taker.Items})
}

// TestUnknown: a value that no row of a database stands behind says so.
func TestUnknown(t *testing.T) { each(t, unknown[int64], unknown[string], unknown[uuid.UUID]) }

func unknown[K key](w *world[K]) {
	ctx := w.t.Context()
	var o owner[K]
	_, err := o.Card.Load(ctx)
	if !errors.Is(err, orm.ErrNotLoaded) {
		w.t.Errorf("a card of nobody: %v", err)
	}
	if _, err := o.Items.Load(ctx); !errors.Is(err, orm.ErrNotPersisted) {
		w.t.Errorf("items of nobody: %v", err)
	}
	o = owner[K]{ID: w.keys[0]} // its row is there already
	if err := orm.Save(ctx, w.db, &o); !errors.Is(err, orm.ErrUnique) {
		w.t.Errorf("saved twice: %v", err)
	}
	if _, err := o.Items.Load(ctx); !errors.Is(err, orm.ErrNotPersisted) {
		w.t.Errorf("after a refused save: %v", err)
	}
	stopped := errors.New("stopped")
	remove := hooks.PostSave(w.db.Hooks(), func(context.Context, hooks.Save[owner[K]]) error { return stopped })
	o = owner[K]{ID: keyOf[K](50)}
	if err := orm.Save(ctx, w.db, &o); !errors.Is(err, stopped) {
		w.t.Errorf("a hook's error: %v", err)
	}
	remove()
	twin := o
	for _, x := range []*owner[K]{&o, &twin} {
		if _, err := x.Items.Load(ctx); !errors.Is(err, orm.ErrNotPersisted) {
			w.t.Errorf("after a save that was undone: %v", err)
		}
		if _, err := x.Card.Load(ctx); err == nil {
			w.t.Error("a card of a row that was undone")
		}
	}
	first := w.all()[0] // its card was not read: what it is is not known, so that it is not NULL
	c := &card[K]{Text: "x"}
	w.must(orm.Save(ctx, w.db, c))
	if _, err := orm.Objects[owner[K]](w.db).Filter(orm.Eq(&orm.Fields[owner[K]]().Card, first.Card)).Count(ctx); err == nil {
		w.t.Error("a far side that was not read stands for NULL in a condition")
	}
}

// seeded is randomness that a failed test can be given again.
func seeded(t *testing.T) *rand.Rand {
	return rand.New(rand.NewPCG(replay.Seed(t), 1))
}

// TestRandom copies, moves, spoils and loads at random, and compares every answer with the rows.
func TestRandom(t *testing.T) { each(t, random[int64], random[string], random[uuid.UUID]) }

func random[K key](w *world[K]) {
	r := seeded(w.t)
	rows := w.all()
	belongs := map[*owner[K]]K{}
	for i, o := range rows {
		belongs[o] = w.keys[i]
	}
	pick := func() *owner[K] { return rows[r.IntN(len(rows))] }
	for step := range 60 {
		switch o := pick(); r.IntN(6) {
		case 0:
			twin := new(owner[K])
			*twin = *o
			rows, belongs[twin] = append(rows, twin), belongs[o]
		case 1: // two instances trade places
			p := pick()
			*o, *p = *p, *o
			belongs[o], belongs[p] = belongs[p], belongs[o]
		case 2: // the key in memory is no longer the row's, until it is read
			o.ID = w.keys[r.IntN(len(w.keys))]
			if r.IntN(2) == 0 {
				w.must(orm.Load(w.t.Context(), w.db, o))
				belongs[o] = o.ID
			}
		case 3:
			k := belongs[o]
			w.made++
			text := fmt.Sprint("made ", w.made)
			_, err := o.Items.Create(w.t.Context(), item[K]{Text: text})
			w.must(err)
			w.items[k] = append(w.items[k], text)
		default:
			vs := valuesOf(belongs[o], o)
			w.check(fmt.Sprint("step ", step), vs[r.IntN(len(vs))])
		}
	}
}
