package loaders

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// fetchFunc is a source whose keys are equal to the letter only.
type fetchFunc func(ctx context.Context, keys []schema.Key) (Fetched, error)

func (f fetchFunc) Fetch(ctx context.Context, keys []schema.Key) (Fetched, error) {
	return f(ctx, keys)
}

func (f fetchFunc) Same(context.Context, []schema.Key, []schema.Key) ([]Same, error) { return nil, nil }

// add gives a Stitch rows as a query that asked for all its keys would.
func add(s *Stitch, parents []schema.Key, children, links []unsafe.Pointer) {
	if err := s.Add(context.Background(), 0, len(s.Keys()), Fetched{parents, children, links}, fetchFunc(nil)); err != nil {
		panic(err)
	}
}

// TestStitchReverse holds J-05: complete lists in the order in which they came, for parents with one key as well.
func TestStitchReverse(t *testing.T) {
	books := side(t, registry(t), "author", "books")
	a, twin, b, lonely := &author{ID: 1}, &author{ID: 1}, &author{ID: 2}, &author{ID: 3}
	b1, b2, b3 := &book{ID: 1}, &book{ID: 2}, &book{ID: 3}
	binding := &schema.Binding{Side: books}
	s := NewStitch(books, pointers(a, twin, b, a, lonely), binding)
	if !slices.Equal(s.Keys(), []schema.Key{number(1), number(2), number(3)}) {
		t.Fatalf("keys %v", s.Keys())
	}
	add(s, []schema.Key{number(2), number(1), number(2), number(99)}, pointers(b3, b1, b2, &book{ID: 9}), nil)
	if got := typed[book](s.Finish()); !slices.Equal(got, []*book{b3, b1, b2}) {
		t.Errorf("children %v", got)
	}
	for _, c := range []struct {
		parent *author
		want   []*book
	}{{a, []*book{b1}}, {twin, []*book{b1}}, {b, []*book{b3, b2}}, {lonely, []*book{}}} {
		m := c.parent.Books.state
		if !slices.Equal(c.parent.Books.all(), c.want) || !m.Loaded || m.Items == nil || m.Owner != unsafe.Pointer(c.parent) || m.Binding != binding {
			t.Errorf("author %d: %+v", c.parent.ID, m)
		}
	}
	if b1.Author.get() != a || b3.Author.get() != b || !b3.Author.state.Back || !b3.Author.state.Loaded {
		t.Error("a book does not point back")
	}
	if &a.Books.state.Items[0] == &twin.Books.state.Items[0] {
		t.Error("two parents share a list")
	}
	extra := &book{ID: 4}
	a.Books.state.Items = append(a.Books.state.Items, unsafe.Pointer(extra))
	if b.Books.all()[0] != b3 {
		t.Error("appending to one list reaches into the next")
	}
}

// TestStitchForward holds J-06: parents with one foreign key share the object; J-10 as decided: a target that the follow-up
// query left out is loaded and nil.
func TestStitchForward(t *testing.T) {
	mentor := side(t, registry(t), "author", "mentor")
	key := func(n int) (o one[author]) {
		o.state.SetKey(number(n))
		return o
	}
	a, b, missing, null := &author{ID: 1, Mentor: key(7)}, &author{ID: 2, Mentor: key(7)}, &author{ID: 3, Mentor: key(8)}, &author{ID: 4}
	inMemory := &author{ID: 5}
	inMemory.Mentor.state.Target = unsafe.Pointer(&author{ID: 7})
	own := &schema.Binding{Side: mentor}
	a.Mentor.state.Binding = own
	s := NewStitch(mentor, pointers(null, a, b, missing, inMemory), &schema.Binding{Side: mentor})
	if !slices.Equal(s.Keys(), []schema.Key{number(7), number(8)}) {
		t.Fatalf("keys %v", s.Keys())
	}
	m := &author{ID: 7}
	add(s, []schema.Key{number(7)}, pointers(m), nil)
	if got := typed[author](s.Finish()); len(got) != 1 || got[0] != m {
		t.Errorf("children %v", got)
	}
	for _, p := range []*author{a, b, inMemory} {
		if s := p.Mentor.state; p.Mentor.get() != m || !s.Loaded || s.Back || s.Binding == nil || s.Key() != number(7) {
			t.Errorf("author %d: %+v", p.ID, s)
		}
	}
	for _, p := range []*author{missing, null} {
		if s := p.Mentor.state; s.Target != nil || !s.Loaded {
			t.Errorf("author %d: %+v", p.ID, s)
		}
	}
	if missing.Mentor.state.Key() != number(8) || a.Mentor.state.Binding != own || m.Pupils.state.Loaded {
		t.Error("a key or a binding is lost, or the other end counts as loaded")
	}
}

func TestStitchReverseToOne(t *testing.T) {
	profiles := side(t, registry(t), "author", "profile")
	a, b, p := &author{ID: 1}, &author{ID: 2}, &profile{Handle: "x"}
	s := NewStitch(profiles, pointers(a, b), nil)
	add(s, []schema.Key{number(1)}, pointers(p), nil)
	s.Finish()
	if o := a.Profile.state; a.Profile.get() != p || !o.Loaded || o.OwnerKey() != number(1) || p.Owner.get() != a || !p.Owner.state.Back {
		t.Errorf("got %+v", o)
	}
	if b.Profile.get() != nil || !b.Profile.state.Loaded {
		t.Errorf("nothing related: %+v", b.Profile.state)
	}
	// Loaded again, when it has one already.
	other := &profile{Handle: "y"}
	s = NewStitch(profiles, pointers(a), nil)
	add(s, []schema.Key{number(1)}, pointers(other), nil)
	s.Finish()
	if o := a.Profile.state; a.Profile.get() != other || o.OwnerKey() != number(1) || o.Owner != unsafe.Pointer(a) || !o.Key().IsZero() {
		t.Errorf("loaded again: %+v", o)
	}
}

// A foreign key that is known stays as it is spelled, whatever object stood there.
func TestStitchForwardKeepsKeys(t *testing.T) {
	mentor := side(t, registry(t), "author", "mentor")
	a, m := &author{ID: 1}, &author{ID: 7}
	a.Mentor.state.SetKey(number(7))
	a.Mentor.state.Target = unsafe.Pointer(&author{ID: 8}) // changed by the caller since
	s := NewStitch(mentor, pointers(a), nil)
	add(s, []schema.Key{number(7)}, pointers(m), nil)
	s.Finish()
	if o := a.Mentor.state; a.Mentor.get() != m || o.Key() != number(7) {
		t.Errorf("got %+v", o)
	}
}

// TestStitchMany: children that two statements read are one object, and link rows stay beside their children.
func TestStitchMany(t *testing.T) {
	reg := registry(t)
	b1, b2, b3 := &book{ID: 1}, &book{ID: 2}, &book{ID: 3}
	red, again, blue := &tag{ID: 1}, &tag{ID: 1}, &tag{ID: 2}
	links := []*bookTag{{ID: 1}, {ID: 2}, {ID: 3}}
	s := NewStitch(side(t, reg, "book", "tags"), pointers(b1, b2, b3), nil)
	add(s, []schema.Key{number(1), number(1)}, pointers(red, blue), pointers(links[:2]...))
	add(s, []schema.Key{number(2)}, pointers(again), pointers(links[2:]...))
	if got := typed[tag](s.Finish()); !slices.Equal(got, []*tag{red, blue}) {
		t.Errorf("children %v", got)
	}
	if !slices.Equal(b1.Tags.all(), []*tag{red, blue}) || !slices.Equal(typed[bookTag](b1.Tags.state.Links), links[:2]) {
		t.Errorf("the first book: %+v", b1.Tags)
	}
	if !slices.Equal(b2.Tags.all(), []*tag{red}) || !slices.Equal(typed[bookTag](b2.Tags.state.Links), links[2:]) {
		t.Errorf("the second book: %+v", b2.Tags)
	}
	if s := b3.Tags.state; !s.Loaded || s.Items == nil || len(s.Items)+len(s.Links) != 0 {
		t.Errorf("the third book: %+v", s)
	}

	fan := &author{ID: 1}
	s = NewStitch(side(t, reg, "book", "fans"), pointers(b1), nil)
	add(s, []schema.Key{number(1), number(1)}, pointers(fan, fan), nil)
	s.Finish()
	if len(b1.Fans.all()) != 1 {
		t.Errorf("a fan who is tied twice is listed %d times", len(b1.Fans.all()))
	}
}

// TestKeys of other kinds than integers.
func TestKeys(t *testing.T) {
	reg := registry(t)
	id := [16]byte{1, 15: 2}
	b := &book{ID: 1}
	b.Genre.state.Target = unsafe.Pointer(&genre{ID: id})
	if got := NewStitch(side(t, reg, "book", "genre"), pointers(b, &book{ID: 2}), nil).Keys(); !slices.Equal(got, []schema.Key{schema.KeyOf(id)}) {
		t.Errorf("UUID: %v", got)
	}
	p := &profile{Handle: "x"}
	p.Owner.state.SetKey(number(3))
	if got := NewStitch(side(t, reg, "profile", "owner"), pointers(p), nil).Keys(); !slices.Equal(got, []schema.Key{number(3)}) {
		t.Errorf("owner: %v", got)
	}
	if got := NewStitch(side(t, reg, "tag", "books"), pointers(&tag{ID: 4}, &tag{ID: 4}), nil).Keys(); !slices.Equal(got, []schema.Key{number(4)}) {
		t.Errorf("tags: %v", got)
	}
	if got := NewStitch(side(t, reg, "author", "books"), nil, nil).Keys(); got != nil {
		t.Errorf("nobody: %v", got)
	}
	read := reg.ByName("profile").Key().KeyOf
	if got := read(unsafe.Pointer(p)); got != text("x") {
		t.Errorf("profile: %v", got)
	}
}

// TestPrefetchBatches: as many calls as the keys need and none without keys; nothing changes when one fails.
func TestPrefetchBatches(t *testing.T) {
	books := side(t, registry(t), "author", "books")
	var parents []*author
	for i := range 5 {
		parents = append(parents, &author{ID: i % 4})
	}
	var asked [][]schema.Key
	fetch := fetchFunc(func(_ context.Context, keys []schema.Key) (Fetched, error) {
		asked = append(asked, keys)
		var f Fetched
		for _, k := range keys {
			f.Parents, f.Children = append(f.Parents, k), append(f.Children, unsafe.Pointer(&book{ID: 10 + k.Num}))
		}
		return f, nil
	})
	children, err := Prefetch(context.Background(), books, pointers(parents...), nil, 3, fetch)
	if err != nil || len(children) != 4 || len(asked) != 2 || len(asked[0]) != 3 || len(asked[1]) != 1 {
		t.Fatalf("%d children, asked %v, %v", len(children), asked, err)
	}
	if parents[4].Books.all()[0].ID != 10 || parents[3].Books.all()[0].ID != 13 {
		t.Error("children of others")
	}

	asked = nil
	mentor := side(t, registry(t), "author", "mentor")
	if _, err := Prefetch(context.Background(), mentor, pointers(parents...), nil, 0, fetch); err != nil || asked != nil || !parents[0].Mentor.state.Loaded {
		t.Errorf("without keys %v is asked, %v", asked, err)
	}

	broken := errors.New("broken")
	fresh := []*author{{ID: 1}, {ID: 2}}
	_, err = Prefetch(context.Background(), books, pointers(fresh...), nil, 1, fetchFunc(func(ctx context.Context, keys []schema.Key) (Fetched, error) {
		if keys[0].Num == 2 {
			return Fetched{}, broken
		}
		return fetch(ctx, keys)
	}))
	if err != broken || fresh[0].Books.state.Loaded || fresh[0].Books.state.Items != nil {
		t.Errorf("after %v: %+v", err, fresh[0].Books.state)
	}
}

// TestStitchRandom compares with a loop over all rows for every parent.
func TestStitchRandom(t *testing.T) {
	books := side(t, registry(t), "author", "books")
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 2))
		parents := make([]*author, r.IntN(20))
		for i := range parents {
			parents[i] = &author{ID: r.IntN(10)}
		}
		s := NewStitch(books, pointers(parents...), nil)
		var keys []schema.Key
		var children []*book
		for _, batch := range [][]schema.Key{s.Keys()[:len(s.Keys())/2], s.Keys()[len(s.Keys())/2:]} {
			from := len(keys)
			for range r.IntN(20) {
				if len(batch) > 0 {
					keys, children = append(keys, batch[r.IntN(len(batch))]), append(children, &book{ID: int64(len(keys))})
				}
			}
			add(s, keys[from:], pointers(children[from:]...), nil)
		}
		if got := typed[book](s.Finish()); !slices.Equal(got, children) {
			t.Fatalf("seed %d: children %v", seed, got)
		}
		for _, p := range parents {
			var want []*book
			for i, k := range keys {
				if k.Num == int64(p.ID) {
					want = append(want, children[i])
				}
			}
			if !slices.Equal(p.Books.all(), want) || cap(p.Books.state.Items) != len(want) {
				t.Fatalf("seed %d: author %d has %v, want %v", seed, p.ID, p.Books.all(), want)
			}
		}
	}
}

func BenchmarkStitch(b *testing.B) {
	books := side(b, registry(b), "author", "books")
	parents := make([]*author, 100)
	keys, children := make([]schema.Key, 1000), make([]*book, 1000)
	for i := range parents {
		parents[i] = &author{ID: i}
	}
	for i := range keys {
		keys[i], children[i] = number(i/10), &book{ID: int64(i)}
	}
	all, rows := pointers(parents...), pointers(children...)
	b.ReportAllocs()
	for b.Loop() {
		s := NewStitch(books, all, nil)
		add(s, keys, rows, nil)
		s.Finish()
	}
}
