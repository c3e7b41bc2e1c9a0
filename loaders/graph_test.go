package loaders

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/schema"
)

func refer[T any](o *one[T], t *T) { o.state = schema.OneState{Target: unsafe.Pointer(t)} }

func list[T any](m *many[T], items ...*T) {
	m.state = schema.ManyState{Items: pointers(items...), Loaded: true}
}

// TestWalk holds MM-07: how far a graph reaches, and what is left out of it.
func TestWalk(t *testing.T) {
	reg := registry(t)
	m := reg.ByName("author")
	a, mentor, b, g, tg := &author{}, &author{}, &book{}, &genre{}, &tag{}
	refer(&a.Mentor, mentor)
	list(&a.Books, b)
	refer(&b.Genre, g)
	list(&b.Tags.many, tg)
	list(&tg.Books, b) // and back again
	list(&mentor.Pupils, a)
	path := func(text string) *schema.Path {
		p, err := m.RelationPath(text)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	for _, c := range []struct {
		name    string
		follow  bool
		except  []string
		members []unsafe.Pointer
		links   int
	}{
		{"one level", false, nil, []unsafe.Pointer{unsafe.Pointer(a), unsafe.Pointer(b), unsafe.Pointer(mentor)}, 0},
		{"all", true, nil, []unsafe.Pointer{unsafe.Pointer(a), unsafe.Pointer(b), unsafe.Pointer(mentor), unsafe.Pointer(g), unsafe.Pointer(tg)}, 2},
		{"without books", true, []string{"books"}, []unsafe.Pointer{unsafe.Pointer(a), unsafe.Pointer(mentor), unsafe.Pointer(b), unsafe.Pointer(g), unsafe.Pointer(tg)}, 2},
		{"without books on either way", true, []string{"books", "mentor__pupils"}, []unsafe.Pointer{unsafe.Pointer(a), unsafe.Pointer(mentor)}, 0},
		{"without tags", true, []string{"books__tags", "mentor"}, []unsafe.Pointer{unsafe.Pointer(a), unsafe.Pointer(b), unsafe.Pointer(g)}, 0},
	} {
		pruned := &Pruned{}
		for _, e := range c.except {
			pruned.Add(path(e))
		}
		got, err := Walk(m, unsafe.Pointer(a), c.follow, pruned)
		if err != nil {
			t.Fatal(err)
		}
		var rows []unsafe.Pointer
		for _, n := range got.Members {
			rows = append(rows, n.Row)
		}
		less := func(a, b unsafe.Pointer) int { return int(uintptr(a)) - int(uintptr(b)) }
		slices.SortFunc(rows, less)
		want := slices.SortedFunc(slices.Values(c.members), less)
		if !slices.Equal(rows, want) || len(got.Links) != c.links {
			t.Errorf("%s: %d members, %d links", c.name, len(rows), len(got.Links))
		}
	}
	list(&a.Books, nil)
	if _, err := Walk(m, unsafe.Pointer(a), true, nil); !errors.Is(err, schema.ErrQuery) {
		t.Errorf("nil in a list: %v", err)
	}
}

// TestLevels holds MM-07 on random graphs: every row once, targets before what points to them unless that is late, and no
// more late keys than rings need.
func TestLevels(t *testing.T) {
	reg := registry(t)
	m := reg.ByName("author")
	seed := replay.Seed(t)
	r := rand.New(rand.NewPCG(seed, 1))
	for range 300 {
		all := make([]*author, 2+r.IntN(8))
		for i := range all {
			all[i] = &author{}
		}
		acyclic := r.IntN(2) == 0
		for i, a := range all {
			if on := r.IntN(len(all)); !acyclic || on < i {
				refer(&a.Mentor, all[on])
			}
			if i > 0 {
				list(&all[i-1].Books, &book{})
			}
		}
		root := &book{}
		list(&root.Fans, all...)
		g, err := Walk(reg.ByName("book"), unsafe.Pointer(root), true, nil)
		if err != nil {
			t.Fatal(err)
		}
		fresh := func(n *Member) bool { return n.Model == m || n.Row == unsafe.Pointer(root) }
		levels, late, err := g.Levels(fresh, fresh)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if acyclic && len(late) > 0 {
			t.Fatalf("seed %d: %d late keys without a ring", seed, len(late))
		}
		at := map[*Member]int{}
		for i, level := range levels {
			for _, n := range level {
				if _, twice := at[n]; twice {
					t.Fatalf("seed %d: a row twice", seed)
				}
				at[n] = i
			}
		}
		if len(at) != len(all)+1 {
			t.Fatalf("seed %d: %d of %d rows", seed, len(at), len(all)+1)
		}
		for n, i := range at {
			for _, need := range n.Needs {
				if fresh(need.On) && at[need.On] >= i && !slices.Contains(late, Late{n, need}) {
					t.Fatalf("seed %d: a row before its target", seed)
				}
			}
		}
	}
}

// A ring is broken at the key that can be NULL, wherever the walk meets it; without one it is named.
func TestLevelsBreaksRings(t *testing.T) {
	reg := registry(t)
	bound := *reg.ByName("author").Side("mentor").Key
	bound.SQLNullable = false
	free := reg.ByName("book").Side("genre").Key
	always := func(*Member) bool { return true }
	for open := range 3 {
		a, b, c := &Member{Model: reg.ByName("author")}, &Member{Model: reg.ByName("author")}, &Member{Model: reg.ByName("author")}
		ring := []*Member{a, b, c}
		for i, n := range ring {
			key := &bound
			if i == open {
				key = free
			}
			n.Needs = []Need{{key, ring[(i+1)%3]}}
		}
		g := &Graph{Members: ring}
		levels, late, err := g.Levels(always, always)
		if err != nil || len(late) != 1 || late[0].Member != ring[open] || len(levels) != 3 {
			t.Errorf("free at %d: %v, %d late, %d levels", open, err, len(late), len(levels))
		}
	}
	a := &Member{Model: reg.ByName("author")}
	a.Needs = []Need{{&bound, a}}
	var ring *RingError
	if _, _, err := (&Graph{Members: []*Member{a}}).Levels(always, always); !errors.As(err, &ring) || ring.Path != "author.mentor" {
		t.Errorf("got %v", err)
	}
}
