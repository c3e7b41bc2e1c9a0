package loaders

import (
	"slices"
	"testing"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// TestFillMany: the children of a reverse side point at the owner, unless it is a copy that loads;
// those of a many side have nothing to point with.
func TestFillMany(t *testing.T) {
	reg := registry(t)
	books, tags, fans := side(t, reg, "author", "books"), side(t, reg, "book", "tags"), side(t, reg, "book", "fans")
	a, b := &author{ID: 1}, &book{ID: 1}
	FillMany(books, &a.Books.state, unsafe.Pointer(a), Fetched{Children: pointers(b)})
	if s := b.Author.state; !slices.Equal(a.Books.all(), []*book{b}) || !a.Books.state.Loaded || s.Target != unsafe.Pointer(a) || !s.Back || !s.Loaded {
		t.Errorf("the list is %+v, its book's author %+v", a.Books.state, s)
	}
	other := &book{ID: 2}
	FillMany(books, &a.Books.state, nil, Fetched{Children: pointers(other)})
	if other.Author.state != (schema.OneState{}) {
		t.Errorf("what a copy loads points at %+v", other.Author.state)
	}
	red, link := &tag{ID: 1}, &bookTag{ID: 1}
	before := *red
	FillMany(tags, &b.Tags.state, unsafe.Pointer(b), Fetched{Children: pointers(red), Links: pointers(link)})
	if !slices.Equal(b.Tags.all(), []*tag{red}) || !slices.Equal(typed[bookTag](b.Tags.state.Links), []*bookTag{link}) || red.Books.state.Loaded || red.ID != before.ID {
		t.Errorf("tags %+v, of which one is %+v", b.Tags.state, red)
	}
	fan := &author{ID: 2}
	FillMany(fans, &b.Fans.state, unsafe.Pointer(b), Fetched{Children: pointers(fan, fan), Links: pointers(link, link)})
	if !slices.Equal(b.Fans.all(), []*author{fan}) || b.Fans.state.Links != nil {
		t.Errorf("a fan who is tied twice: %+v", b.Fans.state)
	}
	FillMany(tags, &b.Tags.state, unsafe.Pointer(b), Fetched{})
	if s := b.Tags.state; s.Items == nil || len(s.Items) != 0 || s.Links != nil || !s.Loaded {
		t.Errorf("nothing related: %+v", s)
	}
}

// TestFillOne: what was there before is forgotten, whether a row was found or not.
func TestFillOne(t *testing.T) {
	profiles := side(t, registry(t), "author", "profile")
	a, p := &author{ID: 1}, &profile{Handle: "x"}
	FillOne(profiles, &a.Profile.state, unsafe.Pointer(a), Fetched{Children: pointers(p)})
	if s := p.Owner.state; a.Profile.get() != p || !a.Profile.state.Loaded || s.Target != unsafe.Pointer(a) || !s.Back {
		t.Errorf("the profile is %+v, its owner %+v", a.Profile.state, s)
	}
	free := &profile{Handle: "y"}
	a.Profile.state.Back = true
	FillOne(profiles, &a.Profile.state, nil, Fetched{Children: pointers(free)})
	if s := a.Profile.state; a.Profile.get() != free || s.Back || free.Owner.state != (schema.OneState{}) {
		t.Errorf("a copy's profile is %+v, its owner %+v", s, free.Owner.state)
	}
	FillOne(profiles, &a.Profile.state, unsafe.Pointer(a), Fetched{})
	if s := a.Profile.state; s.Target != nil || !s.Loaded || s.Back {
		t.Errorf("nothing related: %+v", s)
	}
}
