package owners

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/ormar-go/ormar/orm"
)

// held is an item or a tag as it is stored.
type held struct{ owner, text string }

// shelf is what the tables of items and of tags hold, by key, and what they are to hold.
type shelf[K key] struct {
	*world[K]
	r       *rand.Rand
	items   map[int64]held
	tags    map[int64]string
	tied    map[string]bool // owner and tag
	counter int
}

// TestScopedWrites writes at random through the Objects of owners' relations, and holds after each write that exactly the rows
// which it is to change have changed: no row of another owner ever does.
func TestScopedWrites(t *testing.T) {
	each(t, scopedWrites[int64], scopedWrites[string], scopedWrites[uuid.UUID])
}

func scopedWrites[K key](w *world[K]) {
	s := &shelf[K]{world: w, r: seeded(w.t)}
	s.items, s.tags, s.tied = s.stored()
	steps := []func(*owner[K]){s.create, s.bulkCreate, s.bulkUpdate, s.getOrCreate, s.updateOrCreate, s.setWise, s.conflict, s.createTag, s.updateTags}
	for i := range 40 {
		o := w.all()[s.r.IntN(len(w.keys))]
		if s.r.IntN(2) == 0 {
			twin := *o
			o = &twin
		}
		step := s.r.IntN(len(steps))
		steps[step](o)
		items, tags, tied := s.stored()
		if !reflect.DeepEqual(items, s.items) || !reflect.DeepEqual(tags, s.tags) || !reflect.DeepEqual(tied, s.tied) {
			w.t.Fatalf("step %d of kind %d through %v:\nitems %v\nwant  %v\ntags %v\nwant %v\ntied %v\nwant %v", i, step, o.ID, items, s.items, tags, s.tags, tied, s.tied)
		}
	}
}

func (s *shelf[K]) stored() (items map[int64]held, tags map[int64]string, tied map[string]bool) {
	s.t.Helper()
	ctx := s.t.Context()
	items, tags, tied = map[int64]held{}, map[int64]string{}, map[string]bool{}
	list, err := orm.Objects[item[K]](s.db).All(ctx)
	s.must(err)
	for _, i := range list {
		items[i.ID] = held{fmt.Sprint(i.Owner.PK()), i.Text}
	}
	all, err := orm.Objects[tag[K]](s.db).All(ctx)
	s.must(err)
	for _, t := range all {
		tags[t.ID] = t.Text
	}
	links, err := orm.Objects[tagging[K]](s.db).ValuesList(ctx, "owner", "tag")
	s.must(err)
	for _, l := range links {
		tied[fmt.Sprint(l...)] = true
	}
	return items, tags, tied
}

func (s *shelf[K]) text() string {
	s.counter++
	return fmt.Sprint("text ", s.counter)
}

// other is the key of another owner.
func (s *shelf[K]) other(o *owner[K]) K {
	for {
		if k := s.keys[s.r.IntN(len(s.keys))]; k != o.ID {
			return k
		}
	}
}

// refused holds that a call was refused as a wrong one.
func (s *shelf[K]) refused(what string, err error) {
	s.t.Helper()
	if !errors.Is(err, orm.ErrQuery) {
		s.t.Errorf("%s: %v", what, err)
	}
}

func (s *shelf[K]) create(o *owner[K]) {
	ctx, text := s.t.Context(), s.text()
	_, err := o.Items.Objects().Create(ctx, item[K]{Text: text, Owner: orm.RefPK[owner[K]](s.other(o))})
	s.refused("Create for another", err)
	i := item[K]{Text: text}
	if s.r.IntN(2) == 0 {
		i.Owner = orm.Ref(o)
	}
	made, err := o.Items.Objects().Filter(orm.Q{"text": "whatever"}).Create(ctx, i)
	s.must(err)
	s.back("Create", o.ID, made.Owner)
	s.items[made.ID] = held{fmt.Sprint(o.ID), text}
}

func (s *shelf[K]) bulkCreate(o *owner[K]) {
	ctx := s.t.Context()
	if s.r.IntN(2) == 0 {
		_, err := o.Items.Load(ctx)
		s.must(err)
	}
	before := o.Items.Len()
	wrong := &item[K]{Text: "x", Owner: orm.RefPK[owner[K]](s.other(o))}
	first := &item[K]{Text: "y"}
	s.refused("BulkCreate for another", o.Items.Objects().BulkCreate(ctx, []*item[K]{first, wrong}))
	if first.ID != 0 || !first.Owner.IsZero() || o.Items.Len() != before {
		s.t.Error("a refused BulkCreate has left something in memory")
	}
	list := []*item[K]{{Text: s.text()}, {Text: s.text(), Owner: orm.RefPK[owner[K]](o.ID)}, {Text: s.text()}}
	s.must(o.Items.Objects().BulkCreate(ctx, list))
	for _, i := range list {
		s.back("BulkCreate", o.ID, i.Owner)
		s.items[i.ID] = held{fmt.Sprint(o.ID), i.Text}
	}
	if o.Items.Loaded() && o.Items.Len() != before+3 {
		s.t.Errorf("the list has %d rows of %d", o.Items.Len(), before+3)
	}
}

// bulkUpdate gives the items of several owners, as they were read, new texts through one of them.
func (s *shelf[K]) bulkUpdate(o *owner[K]) {
	ctx := s.t.Context()
	list, err := orm.Objects[item[K]](s.db).All(ctx)
	s.must(err)
	s.r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	list = list[:min(len(list), 5)]
	var mine int64
	for _, i := range list {
		i.Text = s.text()
		if i.Owner.PK() == any(o.ID) {
			mine++
			s.items[i.ID] = held{fmt.Sprint(o.ID), i.Text}
		} else {
			i.Owner = orm.Ref(o) // what memory says makes no row the owner's
		}
	}
	n, err := o.Items.Objects().BulkUpdate(ctx, list, []string{"text", "owner"}[:1+s.r.IntN(2)]...)
	s.must(err)
	if n != mine {
		s.t.Errorf("BulkUpdate has matched %d rows, %d are the owner's", n, mine)
	}
}

// anyText is the text of some item, of any owner, and of the owner's own the key.
func (s *shelf[K]) anyText(o *owner[K]) (text string, id int64) {
	var ids []int64
	for k := range s.items {
		ids = append(ids, k)
	}
	slices.Sort(ids)
	text = s.items[ids[s.r.IntN(len(ids))]].text
	for _, k := range ids {
		if s.items[k] == (held{fmt.Sprint(o.ID), text}) {
			id = k
		}
	}
	return text, id
}

func (s *shelf[K]) getOrCreate(o *owner[K]) {
	ctx := s.t.Context()
	text, id := s.anyText(o)
	_, _, err := o.Items.Objects().GetOrCreate(ctx, orm.V{"text": text, "owner": s.other(o)})
	s.refused("GetOrCreate of another's", err)
	_, _, err = o.Items.GetOrCreate(ctx, orm.V{"text": text}, orm.V{"owner": s.other(o)})
	s.refused("GetOrCreate for another", err)
	got, made, err := o.Items.Objects().GetOrCreate(ctx, orm.V{"text": text, "owner": o.ID})
	s.must(err)
	if made != (id == 0) || !made && got.ID != id {
		s.t.Errorf("GetOrCreate: made %v, item %d of the owner's %d", made, got.ID, id)
	}
	s.items[got.ID] = held{fmt.Sprint(o.ID), text}
}

func (s *shelf[K]) updateOrCreate(o *owner[K]) {
	ctx := s.t.Context()
	text, id := s.anyText(o)
	_, _, err := o.Items.Objects().UpdateOrCreate(ctx, orm.V{"text": text}, orm.V{"owner": s.other(o)})
	s.refused("UpdateOrCreate for another", err)
	next := s.text()
	got, made, err := o.Items.Objects().UpdateOrCreate(ctx, orm.V{"text": text}, orm.V{"text": next})
	s.must(err)
	if made != (id == 0) || !made && got.ID != id {
		s.t.Errorf("UpdateOrCreate: made %v, item %d of the owner's %d", made, got.ID, id)
	}
	s.items[got.ID] = held{fmt.Sprint(o.ID), next}
}

func (s *shelf[K]) setWise(o *owner[K]) {
	ctx := s.t.Context()
	text, id := s.anyText(o)
	mine := o.Items.Objects().Filter(orm.Or(orm.Q{"text": text}, orm.Q{"owner": s.other(o)}))
	var n int64
	var err error
	if s.r.IntN(2) == 0 {
		n, err = mine.Delete(ctx)
		delete(s.items, id)
	} else {
		next := s.text()
		n, err = mine.Update(ctx, orm.V{"text": next})
		if id != 0 {
			s.items[id] = held{fmt.Sprint(o.ID), next}
		}
	}
	s.must(err)
	if n != 0 && id == 0 || n != 1 && id != 0 {
		s.t.Errorf("%d rows were written", n)
	}
	if _, err := o.Items.Objects().Delete(ctx); !errors.Is(err, orm.ErrUnfiltered) {
		s.t.Errorf("the owner alone is a condition: %v", err)
	}
}

// conflict tries to reach another owner's row by its key.
func (s *shelf[K]) conflict(o *owner[K]) {
	ctx := s.t.Context()
	for id, h := range s.items {
		if h.owner == fmt.Sprint(o.ID) {
			continue
		}
		s.refused("an upsert by key", o.Items.Objects().BulkCreate(ctx, []*item[K]{{ID: id, Text: "taken"}}, orm.UpdateOnConflict()))
		if _, err := o.Items.Objects().Create(ctx, item[K]{ID: id, Text: "taken"}); !errors.Is(err, orm.ErrUnique) {
			s.t.Errorf("Create with another's key: %v", err)
		}
		i := &item[K]{ID: id, Text: "taken"}
		s.must(o.Items.Objects().BulkCreate(ctx, []*item[K]{i}, orm.IgnoreConflicts()))
		break
	}
	s.refused("conflicts of rows to be tied", o.Tags.Objects().BulkCreate(ctx, []*tag[K]{{Text: "x"}}, orm.IgnoreConflicts()))
}

func (s *shelf[K]) createTag(o *owner[K]) {
	ctx := s.t.Context()
	one, err := o.Tags.Objects().Create(ctx, tag[K]{Text: s.text()})
	s.must(err)
	list := []*tag[K]{{Text: s.text()}, {Text: s.text()}}
	s.must(o.Tags.Objects().BulkCreate(ctx, list))
	for _, t := range append(list, one) {
		s.tags[t.ID], s.tied[fmt.Sprint(o.ID, t.ID)] = t.Text, true
	}
}

func (s *shelf[K]) updateTags(o *owner[K]) {
	ctx := s.t.Context()
	list, err := orm.Objects[tag[K]](s.db).All(ctx)
	s.must(err)
	var mine int64
	for _, t := range list {
		t.Text = s.text()
		if s.tied[fmt.Sprint(o.ID, t.ID)] {
			mine++
			s.tags[t.ID] = t.Text
		}
	}
	if len(list) == 0 {
		return
	}
	n, err := o.Tags.Objects().BulkUpdate(ctx, list, "text")
	s.must(err)
	if n != mine {
		s.t.Errorf("BulkUpdate has matched %d tags, %d are tied to the owner", n, mine)
	}
}
