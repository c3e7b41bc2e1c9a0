package owners

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/orm"
)

// TestSet gives owners random rows, of their own, of others and new ones, and holds that they have exactly these and that each change
// fired its hook once; what fails changes nothing.
func TestSet(t *testing.T) { each(t, setRows[int64], setRows[string], setRows[uuid.UUID]) }

// rows are the rows that an owner's relation has in the database, in memory and, by key, the texts of all there are.
func tiedItems[K key](w *world[K], k K) (ids []int64) {
	w.t.Helper()
	ids, err := orm.Pluck[int64](w.t.Context(), orm.Objects[item[K]](w.db).Filter(orm.Q{"owner": k}).OrderBy("id"), "id")
	w.must(err)
	return ids
}

func tiedTags[K key](w *world[K], o *owner[K]) (ids []int64) {
	w.t.Helper()
	ids, err := orm.Pluck[int64](w.t.Context(), o.Tags.Objects().OrderBy("id"), "id")
	w.must(err)
	return ids
}

func setRows[K key](w *world[K]) {
	ctx, r := w.t.Context(), seeded(w.t)
	added, removed := 0, 0
	hooks.PostRelationAdd(w.db.Hooks(), func(context.Context, hooks.Relation[owner[K]]) error { added++; return nil })
	hooks.PostRelationRemove(w.db.Hooks(), func(context.Context, hooks.Relation[owner[K]]) error { removed++; return nil })
	for step := range 20 {
		o := w.all()[r.IntN(len(w.keys))]
		if r.IntN(2) == 0 {
			twin := *o
			o = &twin
		}
		before := tiedItems(w, o.ID)
		if r.IntN(2) == 0 {
			_, err := o.Items.Load(ctx)
			w.must(err)
		}
		all, err := orm.Objects[item[K]](w.db).All(ctx)
		w.must(err)
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		items := slices.Clone(all[:r.IntN(min(len(all), 4)+1)])
		if r.IntN(2) == 0 {
			items = append(items, &item[K]{Text: fmt.Sprint("new ", step)})
		}
		if len(items) > 0 {
			items = append(items, items[0]) // twice is once
		}
		added, removed = 0, 0
		w.must(o.Items.Set(ctx, items...))
		var want []int64
		for _, i := range items {
			want = append(want, i.ID)
		}
		slices.Sort(want)
		want = slices.Compact(want)
		if got := tiedItems(w, o.ID); !slices.Equal(got, want) {
			w.t.Fatalf("step %d: %v has the items %v, want %v", step, o.ID, got, want)
		}
		if new, gone := without(want, before), without(before, want); added != new || removed != gone {
			w.t.Errorf("step %d: %d added and %d removed, want %d and %d", step, added, removed, new, gone)
		}
		if !o.Items.Loaded() || o.Items.Len() != len(want) {
			w.t.Errorf("step %d: %d rows in memory, want %d", step, o.Items.Len(), len(want))
		}
		w.setTags(o, r.IntN(4))
	}
	w.setFails()
}

// without counts what a list has and another has not.
func without(list, other []int64) (n int) {
	for _, id := range list {
		if !slices.Contains(other, id) {
			n++
		}
	}
	return n
}

// setTags sets n of the tags there are.
func (w *world[K]) setTags(o *owner[K], n int) {
	w.t.Helper()
	all, err := orm.Objects[tag[K]](w.db).OrderBy("id").All(w.t.Context())
	w.must(err)
	all = all[:min(n, len(all))]
	w.must(o.Tags.Set(w.t.Context(), all...))
	want := make([]int64, len(all))
	for i, t := range all {
		want[i] = t.ID
	}
	if got := tiedTags(w, o); !slices.Equal(got, want) {
		w.t.Fatalf("%v has the tags %v, want %v", o.ID, got, want)
	}
}

// setFails: what a listener refuses leaves the rows, and the relation in memory, as they were.
func (w *world[K]) setFails() {
	ctx := w.t.Context()
	o := w.all()[0]
	w.must(o.Items.Set(ctx, &item[K]{Text: "a"}, &item[K]{Text: "b"}))
	before, refusal := tiedItems(w, o.ID), errors.New("no")
	remove := hooks.PostRelationAdd(w.db.Hooks(), func(context.Context, hooks.Relation[owner[K]]) error { return refusal })
	defer remove()
	child := &item[K]{Text: "c"}
	if err := o.Items.Set(ctx, child); !errors.Is(err, refusal) {
		w.t.Errorf("a listener's error: %v", err)
	}
	if got := tiedItems(w, o.ID); !slices.Equal(got, before) || o.Items.Len() != 2 || child.Saved() {
		w.t.Errorf("after a refusal: %v and %d in memory, want %v; the child is saved: %v", got, o.Items.Len(), before, child.Saved())
	}
	if err := o.Items.Set(ctx, nil); !errors.Is(err, orm.ErrQuery) {
		w.t.Errorf("nil: %v", err)
	}
	if err := o.Tags.Set(ctx, &tag[K]{Text: "unsaved"}); !errors.Is(err, orm.ErrNotPersisted) {
		w.t.Errorf("an unsaved tag: %v", err)
	}
	var zero owner[K]
	if err := zero.Items.Set(ctx); !errors.Is(err, orm.ErrNotPersisted) {
		w.t.Errorf("no owner: %v", err)
	}
}
