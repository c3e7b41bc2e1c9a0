package loaders

import (
	"errors"
	"slices"
	"testing"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// TestMembers: each list and each bond of a graph is noted once, by however many ways it is
// reached, and each foreign key that holds another member's key.
func TestMembers(t *testing.T) {
	reg := registry(t)
	m := reg.ByName("author")
	a, mentor, p, b, tg := &author{}, &author{}, &profile{}, &book{}, &tag{}
	refer(&a.Mentor, mentor)
	list(&mentor.Pupils, a)
	refer(&a.Profile, p)
	list(&a.Books, b)
	refer(&b.Author, a) // in the list and by itself
	list(&b.Tags.many, tg)
	path, err := m.RelationPath("profile__badges")
	if err != nil {
		t.Fatal(err)
	}
	pruned := &Pruned{}
	pruned.Add(path) // the author is met under it and, behind the mentor, without it
	for name, pruned := range map[string]*Pruned{"all": nil, "but for a path": pruned} {
		g, err := Walk(m, unsafe.Pointer(a), true, pruned)
		if err != nil {
			t.Fatal(err)
		}
		me := g.Member(unsafe.Pointer(a))
		if me == nil || me.Row != unsafe.Pointer(a) || me.Model != m || g.Member(unsafe.Pointer(&author{})) != nil {
			t.Fatalf("%s: the root is the member %+v", name, me)
		}
		lists := map[*schema.Side]int{}
		for _, l := range g.Lists {
			lists[l.Side]++
			if l.Target != nil || l.Owner.Model.Side(l.Side.Name) != l.Side {
				t.Errorf("%s: the list %+v", name, l)
			}
		}
		if lists[side(t, reg, "author", "books")] != 2 || lists[side(t, reg, "author", "pupils")] != 2 || lists[side(t, reg, "book", "tags")] != 1 {
			t.Errorf("%s: lists %v", name, lists)
		}
		var children []string
		for _, c := range g.Children {
			children = append(children, c.Side.Name)
		}
		slices.Sort(children)
		if !slices.Equal(children, []string{"books", "profile", "pupils"}) || len(g.Links) != 1 || g.Links[0].Target != g.Member(unsafe.Pointer(tg)) {
			t.Errorf("%s: children %v, links %v", name, children, g.Links)
		}
		needs := func(row unsafe.Pointer) []Need { return g.Member(row).Needs }
		on := func(model, name string, row unsafe.Pointer) []Need {
			return []Need{{side(t, reg, model, name).Key, g.Member(row)}}
		}
		if !slices.Equal(needs(unsafe.Pointer(a)), on("author", "mentor", unsafe.Pointer(mentor))) || needs(unsafe.Pointer(mentor)) != nil ||
			!slices.Equal(needs(unsafe.Pointer(b)), on("book", "author", unsafe.Pointer(a))) || needs(unsafe.Pointer(tg)) != nil ||
			!slices.Equal(needs(unsafe.Pointer(p)), on("profile", "owner", unsafe.Pointer(a))) {
			t.Errorf("%s: the author needs %v, the mentor %v, the book %v, the profile %v", name, needs(unsafe.Pointer(a)), needs(unsafe.Pointer(mentor)),
				needs(unsafe.Pointer(b)), needs(unsafe.Pointer(p)))
		}
		yes := func(*Member) bool { return true }
		if w := me.Waits(yes); !slices.Equal(w, []*schema.Attribute{side(t, reg, "author", "mentor").Key}) || me.Waits(func(*Member) bool { return false }) != nil {
			t.Errorf("%s: the author waits by %v", name, w)
		}
	}
}

// A foreign key that the graph holds without a list is a need too.
func TestForwardNeeds(t *testing.T) {
	reg := registry(t)
	b, a := &book{}, &author{}
	refer(&b.Author, a)
	g, err := Walk(reg.ByName("book"), unsafe.Pointer(b), true, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := g.Members[0].Needs; !slices.Equal(got, []Need{{side(t, reg, "book", "author").Key, g.Member(unsafe.Pointer(a))}}) {
		t.Errorf("needs %v", got)
	}
}

// The targets of a many side come after their owner, level by level.
func TestLevelsOfTargets(t *testing.T) {
	reg := registry(t)
	b, far, tg := &book{}, &book{}, &tag{}
	list(&b.Tags.many, tg)
	list(&tg.Books, far)
	g, err := Walk(reg.ByName("book"), unsafe.Pointer(b), true, nil)
	if err != nil {
		t.Fatal(err)
	}
	yes := func(*Member) bool { return true }
	levels, late, err := g.Levels(yes, yes)
	if err != nil || len(late) != 0 || len(levels) != 3 {
		t.Fatalf("%d levels, %d late, %v", len(levels), len(late), err)
	}
	for i, row := range []unsafe.Pointer{unsafe.Pointer(b), unsafe.Pointer(tg), unsafe.Pointer(far)} {
		if len(levels[i]) != 1 || levels[i][0].Row != row {
			t.Errorf("level %d has %v", i, levels[i])
		}
	}
}

// A ring is named by its own keys, without those that lead to it.
func TestRingPath(t *testing.T) {
	reg := registry(t)
	bound := *side(t, reg, "author", "mentor").Key
	bound.SQLNullable = false
	way := *side(t, reg, "book", "author").Key
	way.SQLNullable = false
	yes := func(*Member) bool { return true }
	b, one, two := &Member{Model: reg.ByName("book")}, &Member{Model: reg.ByName("author")}, &Member{Model: reg.ByName("author")}
	b.Needs = []Need{{&way, one}}
	for want, needs := range map[string]map[*Member][]Need{
		"author.mentor":                {one: {{&bound, one}}},
		"author.mentor, author.mentor": {one: {{&bound, two}}, two: {{&bound, one}}},
	} {
		one.Needs, two.Needs = needs[one], needs[two]
		var ring *RingError
		if _, _, err := (&Graph{Members: []*Member{b, one, two}}).Levels(yes, yes); !errors.As(err, &ring) || ring.Path != want {
			t.Errorf("got %v, want the ring %s", err, want)
		}
	}
}
