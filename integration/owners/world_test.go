package owners

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ormar-go/ormar/orm"
)

// world is the rows of a database, and what each owner's relations are to answer.
type world[K key] struct {
	t      *testing.T
	db     *orm.DB
	keys   []K
	items  map[K][]string
	cards  map[K]string
	tags   map[K][]string
	parent map[K]K
	made   int
}

func keyOf[K key](n int) (k K) {
	switch p := any(&k).(type) {
	case *int64:
		*p = int64(n + 1)
	case *string:
		*p = fmt.Sprint("owner ", n)
	case *uuid.UUID:
		*p = uuid.UUID{15: byte(n + 1)}
	}
	return k
}

func (w *world[K]) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// fill makes n owners: the i-th with i items and tags, every second one with a card.
func fill[K key](t *testing.T, db *orm.DB, n int) *world[K] {
	w := &world[K]{t: t, db: db, items: map[K][]string{}, cards: map[K]string{}, tags: map[K][]string{}, parent: map[K]K{}}
	ctx := t.Context()
	for i := range n {
		k := keyOf[K](i)
		w.keys = append(w.keys, k)
		o := &owner[K]{ID: k, Name: fmt.Sprint("name ", i)}
		if i > 0 {
			o.Parent, w.parent[k] = orm.RefPK[owner[K]](w.keys[i-1]), w.keys[i-1]
		}
		w.must(orm.Save(ctx, db, o))
		for j := range i {
			text := fmt.Sprint(i, ".", j)
			_, err := o.Items.Create(ctx, item[K]{Text: text})
			w.must(err)
			_, err = o.Tags.CreateLink(ctx, tag[K]{Text: text}, tagging[K]{Rank: j})
			w.must(err)
			w.items[k], w.tags[k] = append(w.items[k], text), append(w.tags[k], text)
		}
		if i%2 == 1 {
			w.cards[k] = fmt.Sprint("card ", i)
			w.must(orm.Save(ctx, db, &card[K]{Text: w.cards[k], Owner: orm.Ref(o)}))
		}
	}
	return w
}

func (w *world[K]) all() []*owner[K] {
	w.t.Helper()
	list, err := orm.Objects[owner[K]](w.db).OrderBy("id").All(w.t.Context())
	w.must(err)
	return list
}

// value is a relation value, wherever it lies, with the key of the row that it belongs to. One of the four is set.
type value[K key] struct {
	owner  K
	parent *orm.One[owner[K]]
	card   *orm.One[card[K]]
	items  *orm.Many[item[K]]
	tags   *orm.ManyThrough[tag[K], tagging[K]]
}

// valuesOf are the relation values of an instance where they lie.
func valuesOf[K key](k K, o *owner[K]) []value[K] {
	return []value[K]{{owner: k, parent: &o.Parent}, {owner: k, card: &o.Card}, {owner: k, items: &o.Items}, {owner: k, tags: &o.Tags}}
}

// check loads a relation value and compares what it holds with what the owner's row has.
func (w *world[K]) check(what string, v value[K]) {
	w.t.Helper()
	got, want := "", ""
	switch {
	case v.parent != nil:
		row, err := v.parent.Load(w.t.Context())
		w.must(err)
		if row != nil {
			got = fmt.Sprint(row.ID)
		}
		if p, ok := w.parent[v.owner]; ok {
			want = fmt.Sprint(p)
		}
	case v.card != nil:
		row, err := v.card.Load(w.t.Context())
		w.must(err)
		want = w.cards[v.owner]
		if row != nil {
			got = row.Text
			w.back(what, v.owner, row.Owner)
		}
		if row != v.card.Get() || !v.card.Loaded() || (row != nil) != (v.card.PK() != nil) {
			w.t.Errorf("%s: the card is not in the value that was loaded", what)
		}
	case v.items != nil:
		list, err := v.items.Load(w.t.Context())
		w.must(err)
		got, want = texts(list, func(i *item[K]) string { return i.Text }), join(w.items[v.owner])
		for _, i := range list {
			w.back(what, v.owner, i.Owner)
		}
		if v.items.Len() != len(list) {
			w.t.Errorf("%s: the items are not in the value that was loaded", what)
		}
	default:
		list, err := v.tags.Load(w.t.Context())
		w.must(err)
		got, want = texts(list, func(t *tag[K]) string { return t.Text }), join(w.tags[v.owner])
		for _, l := range v.tags.Links() {
			if l.Through == nil {
				w.t.Errorf("%s: a tag has lost its link", what)
			}
		}
	}
	if got != want {
		w.t.Errorf("%s: the owner %v has %q, got %q", what, v.owner, want, got)
	}
}

// back checks that a child refers to the row of its owner, by whatever instance.
func (w *world[K]) back(what string, k K, o orm.One[owner[K]]) {
	w.t.Helper()
	if o.PK() != any(k) || o.Get() != nil && o.Get().ID != k {
		w.t.Errorf("%s: a child of %v refers to %v, %v", what, k, o.PK(), o.Get())
	}
}

func join(list []string) string {
	list = slices.Clone(list)
	slices.Sort(list)
	return strings.Join(list, " ")
}

func texts[T any](list []*T, text func(*T) string) string {
	var out []string
	for _, v := range list {
		out = append(out, text(v))
	}
	return join(out)
}
