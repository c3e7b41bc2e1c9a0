package loaders_test

import (
	"context"
	"slices"
	"testing"
	"unsafe"

	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// seat has a key of a text and a number, row one of numbers.
type seat struct {
	Hall string
	At   int64
	Code *string
	Held orm.Many[ticket]
}

func (s *seat) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.String(&s.Hall, 10).PrimaryKey(), schema.BigInteger(&s.At).PrimaryKey(), schema.String(&s.Code, 10).Unique(),
	}}
}

type bench struct{ Row, At int64 }

func (b *bench) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&b.Row).PrimaryKey(), schema.BigInteger(&b.At).PrimaryKey()}}
}

type ticket struct {
	ID     int64
	Seat   orm.One[seat]
	Bench  orm.One[bench]
	Holder orm.One[seat]
	About  orm.Any
}

func (k *ticket) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&k.ID).PrimaryKey(), schema.ForeignKey(&k.Seat).SkipReverse(), schema.ForeignKey(&k.Bench).SkipReverse(),
		schema.ForeignKey(&k.Holder).References("code").RelatedName("held"), schema.Polymorphic(&k.About, "about_type", "about_id", &note{}, &film{}),
	}}
}

type note struct{ ID int64 }

func (n *note) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&n.ID).PrimaryKey()}}
}

type film struct{ ID int64 }

func (f *film) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&f.ID).PrimaryKey()}}
}

func tickets() *schema.Model {
	return schema.MustRegistry(&seat{}, &bench{}, &ticket{}, &note{}, &film{}).ByName("ticket")
}

// strict has some rows, and notes what is asked of it.
type strict struct {
	loaders.Fetched
	keys, found, wanted []schema.Key
	same                []loaders.Same
	calls               int
}

func (s *strict) Fetch(_ context.Context, keys []schema.Key) (loaders.Fetched, error) {
	s.keys = append(s.keys, keys...)
	return s.Fetched, nil
}

func (s *strict) Same(_ context.Context, found, wanted []schema.Key) ([]loaders.Same, error) {
	s.calls, s.found, s.wanted = s.calls+1, found, wanted
	return s.same, nil
}

func tuple(parts ...any) schema.Key { return schema.KeyOf(schema.NewTuple(parts)) }

// held are rows of tickets with the keys that one relation of theirs has.
func held(side *schema.Side, keys ...schema.Key) []unsafe.Pointer {
	rows := make([]unsafe.Pointer, len(keys))
	for i, k := range keys {
		rows[i] = unsafe.Pointer(&ticket{ID: int64(i)})
		schema.OneAt(rows[i], side.Offset).SetKey(k)
	}
	return rows
}

// TestSilentKeys: of keys that have a text among their columns, those that no row has to the letter
// are asked about, and no others; keys of numbers are spelled in one way.
func TestSilentKeys(t *testing.T) {
	m := tickets()
	seats := m.Side("seat")
	a1, a2 := &seat{Hall: "a", At: 1}, &seat{Hall: "A", At: 2}
	source := &strict{
		Fetched: loaders.Fetched{Parents: []schema.Key{tuple("a", int64(1))}, Children: []unsafe.Pointer{unsafe.Pointer(a1)}},
	}
	rows := held(seats, tuple("a", int64(1)), tuple("z", int64(3)))
	if _, err := loaders.Prefetch(t.Context(), seats, rows, nil, 10, source); err != nil || source.calls != 0 {
		t.Errorf("of keys none of which is like another %d questions are asked, %v", source.calls, err)
	}
	source = &strict{
		Fetched: loaders.Fetched{Parents: []schema.Key{tuple("a", int64(1)), tuple("A", int64(2))}, Children: []unsafe.Pointer{unsafe.Pointer(a1), unsafe.Pointer(a2)}},
		same:    []loaders.Same{{Found: 1, Asked: 0}},
	}
	rows = held(seats, tuple("a", int64(1)), tuple("a", int64(2)))
	if _, err := loaders.Prefetch(t.Context(), seats, rows, nil, 10, source); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(source.wanted, []schema.Key{tuple("a", int64(2))}) || !slices.Equal(source.found, source.Parents) {
		t.Errorf("asked of %v and %v", source.found, source.wanted)
	}
	for i, want := range []*seat{a1, a2} {
		if got := (*ticket)(rows[i]).Seat.Get(); got != want {
			t.Errorf("ticket %d has %v", i, got)
		}
	}
	benches := m.Side("bench")
	b1 := &bench{Row: 1, At: 1}
	source = &strict{Fetched: loaders.Fetched{Parents: []schema.Key{tuple(int64(1), int64(1))}, Children: []unsafe.Pointer{unsafe.Pointer(b1)}}}
	rows = held(benches, tuple(int64(1), int64(1)), tuple(int64(1), int64(10)))
	if _, err := loaders.Prefetch(t.Context(), benches, rows, nil, 10, source); err != nil || source.calls != 0 {
		t.Errorf("of numbers %d questions are asked, %v", source.calls, err)
	}
	if (*ticket)(rows[0]).Bench.Get() != b1 || (*ticket)(rows[1]).Bench.Get() != nil {
		t.Error("the benches are given to others")
	}
}

// TestPolymorphicParents: a relation that leads to a row of another model has no part in the work
// along this one, and keeps what it has.
func TestPolymorphicParents(t *testing.T) {
	about := tickets().Side("about__note")
	if about == nil {
		t.Fatal("there is no side about__note")
	}
	note1, film1 := &note{ID: 1}, &film{ID: 1}
	ours, others, nobody := &ticket{ID: 1, About: orm.RefAny(&note{ID: 1})}, &ticket{ID: 2, About: orm.RefAny(film1)}, &ticket{ID: 3}
	key := loaders.KeyAttribute(about).KeyOf(unsafe.Pointer(note1))
	source := &strict{Fetched: loaders.Fetched{Parents: []schema.Key{key}, Children: []unsafe.Pointer{unsafe.Pointer(note1)}}}
	rows := []unsafe.Pointer{unsafe.Pointer(ours), unsafe.Pointer(others), unsafe.Pointer(nobody)}
	got, err := loaders.Prefetch(t.Context(), about, rows, nil, 10, source)
	if err != nil || !slices.Equal(got, []unsafe.Pointer{unsafe.Pointer(note1)}) || !slices.Equal(source.keys, []schema.Key{key}) || source.calls != 0 {
		t.Fatalf("children %v of the keys %v after %d questions, %v", got, source.keys, source.calls, err)
	}
	if ours.About.Get() != note1 || others.About.Get() != film1 || nobody.About.Get() != nil || !nobody.About.Loaded() {
		t.Errorf("they have %v, %v and %v", ours.About.Get(), others.About.Get(), nobody.About.Get())
	}
	// Two of one model, of which one is there: type names are no texts that fold.
	source = &strict{Fetched: source.Fetched}
	rows = append(rows, unsafe.Pointer(&ticket{ID: 4, About: orm.RefAny(&note{ID: 10})}), unsafe.Pointer(&ticket{ID: 5, About: orm.RefAny(&note{ID: 11})}))
	ours.About = orm.RefAny(&note{ID: 1})
	if _, err := loaders.Prefetch(t.Context(), about, rows, nil, 10, source); err != nil || source.calls != 0 || len(source.keys) != 3 {
		t.Errorf("keys %v, %d questions, %v", source.keys, source.calls, err)
	}
}

// A row without the value that others refer to has an empty list, and is not asked about.
func TestStitchWithoutKey(t *testing.T) {
	list := tickets().Side("holder").Inverse
	s := &seat{Hall: "a", At: 1}
	source := &strict{}
	if _, err := loaders.Prefetch(t.Context(), list, []unsafe.Pointer{unsafe.Pointer(s)}, nil, 10, source); err != nil || source.keys != nil {
		t.Fatalf("asked for %v, %v", source.keys, err)
	}
	if m := schema.ManyAt(unsafe.Pointer(s), list.Offset); m.Items == nil || len(m.Items) != 0 || m.Links != nil || !m.Loaded {
		t.Errorf("the list is %+v", m)
	}
}
