package loaders

import (
	"testing"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// ties are the links of a tree of two relations beside each other, of a root of authors: books with their tags, the profile
// and the mentor.
func ties(t *testing.T) []Link {
	reg := registry(t)
	tags := side(t, reg, "book", "tags")
	tree := NewTree(reg.ByName("author"))
	for _, steps := range [][]schema.Step{
		{{Side: side(t, reg, "author", "books")}, {Side: tags.LinkOwner, Via: tags}, {Side: tags.LinkTarget, Via: tags}},
		{{Side: side(t, reg, "author", "profile")}}, {{Side: side(t, reg, "author", "mentor")}},
	} {
		tree.Join(steps)
	}
	for _, n := range tree.Nodes {
		n.Load, n.Columns = true, n.Model.Attributes
	}
	return Links(tree)
}

// found makes rows of objects: what was in an earlier row is not fresh.
func found(rows ...[]unsafe.Pointer) [][]Found {
	seen := map[unsafe.Pointer]bool{}
	out := make([][]Found, len(rows))
	for i, row := range rows {
		for _, p := range row {
			f := Found{Row: p, Fresh: p != nil && !seen[p]}
			seen[p] = true
			out[i] = append(out[i], f)
		}
	}
	return out
}

// TestTie holds J-01 and J-02 for one row after the other: rows that repeat an object add it nowhere a second time.
func TestTie(t *testing.T) {
	a, mentor, p := &author{ID: 1}, &author{ID: 2}, &profile{Handle: "h"}
	b1, b2 := &book{ID: 1}, &book{ID: 2}
	red, blue := &tag{ID: 1}, &tag{ID: 2}
	l1, l2, l3 := &bookTag{ID: 1}, &bookTag{ID: 2}, &bookTag{ID: 3}
	lonely := &author{ID: 3}
	row := func(a *author, b *book, l *bookTag, g *tag, p *profile, m *author) []unsafe.Pointer {
		return []unsafe.Pointer{unsafe.Pointer(a), unsafe.Pointer(b), unsafe.Pointer(l), unsafe.Pointer(g), unsafe.Pointer(p), unsafe.Pointer(m)}
	}
	rows := found(row(a, b1, l1, red, p, mentor), row(a, b1, l2, blue, p, mentor), row(a, b2, l3, red, p, mentor),
		row(a, b1, l1, red, p, mentor), row(lonely, nil, nil, nil, nil, nil))
	rows[0][4].Key, rows[0][5].Key = text("h"), number(2)
	for _, r := range rows {
		for _, l := range ties(t) {
			l.Tie(r)
		}
	}
	if list := a.Books.all(); len(list) != 2 || list[0] != b1 || list[1] != b2 {
		t.Errorf("books %v", list)
	}
	if list := b1.Tags.all(); len(list) != 2 || list[0] != red || list[1] != blue || len(b1.Tags.state.Links) != 2 {
		t.Errorf("tags %v", list)
	}
	if list := b2.Tags.state; len(list.Items) != 1 || list.Items[0] != unsafe.Pointer(red) || list.Links[0] != unsafe.Pointer(l3) {
		t.Errorf("tags of the second book %v", list)
	}
	if s := b2.Author.state; s.Target != unsafe.Pointer(a) || !s.Back || !s.Loaded {
		t.Errorf("the way back %+v", s)
	}
	if s := a.Profile.state; s.Target != unsafe.Pointer(p) || s.Back || !s.Loaded || p.Owner.get() != a || !p.Owner.state.Back {
		t.Errorf("profile %+v, its owner %+v", s, p.Owner.state)
	}
	if s := a.Mentor.state; s.Target != unsafe.Pointer(mentor) || s.Key() != number(2) || mentor.Pupils.state.Loaded {
		t.Errorf("mentor %+v", s)
	}
	if !lonely.Books.state.Loaded || lonely.Books.state.Items == nil || !lonely.Profile.state.Loaded || lonely.Profile.get() != nil || !lonely.Mentor.state.Loaded {
		t.Errorf("nothing related: %+v", lonely)
	}
}

// TestTieOverBack: a relation that is joined explicitly is no way back.
func TestTieOverBack(t *testing.T) {
	reg := registry(t)
	tree := NewTree(reg.ByName("author"))
	tree.Join([]schema.Step{{Side: side(t, reg, "author", "books")}, {Side: side(t, reg, "book", "author")}})
	for _, n := range tree.Nodes {
		n.Load, n.Columns = true, n.Model.Attributes
	}
	a, b, own := &author{ID: 1}, &book{ID: 1}, &author{ID: 1}
	for _, l := range Links(tree) {
		l.Tie(found(append(append(pointers(a), pointers(b)...), pointers(own)...))[0])
	}
	if s := b.Author.state; s.Target != unsafe.Pointer(own) || s.Back || !s.Loaded {
		t.Errorf("got %+v", s)
	}
}

// TestTieDuplicateLinks: without link data a child is listed once for a parent, though two link rows tie the pair.
func TestTieDuplicateLinks(t *testing.T) {
	reg := registry(t)
	fans := side(t, reg, "book", "fans")
	tree := NewTree(reg.ByName("book"))
	tree.Join([]schema.Step{{Side: fans.LinkOwner, Via: fans}, {Side: fans.LinkTarget, Via: fans}})
	for i, n := range tree.Nodes {
		n.Load, n.Columns = i != 1, n.Model.Attributes
	}
	b1, b2, fan := &book{ID: 1}, &book{ID: 2}, &author{ID: 1}
	var links [4]byte
	row := func(b *book, i int) []unsafe.Pointer {
		return []unsafe.Pointer{unsafe.Pointer(b), unsafe.Pointer(&links[i]), unsafe.Pointer(fan)}
	}
	for _, r := range found(row(b1, 0), row(b1, 1), row(b2, 2), row(b2, 3)) {
		for _, l := range Links(tree) {
			l.Tie(r)
		}
	}
	if len(b1.Fans.all()) != 1 || len(b2.Fans.all()) != 1 || b1.Fans.state.Links != nil {
		t.Errorf("fans %v and %v", b1.Fans.all(), b2.Fans.all())
	}
}

func TestChildren(t *testing.T) {
	reg := registry(t)
	a, b := &author{ID: 1}, &author{ID: 2}
	b1, b2, b3 := &book{ID: 1}, &book{ID: 2}, &book{ID: 3}
	a.Books.state.Items, b.Books.state.Items = pointers(b1, b2), pointers(b2, b3)
	b1.Author.state.Target, b2.Author.state.Target = unsafe.Pointer(a), unsafe.Pointer(a)
	if got := typed[book](Children(side(t, reg, "author", "books"), pointers(a, b, a))); len(got) != 3 || got[0] != b1 || got[2] != b3 {
		t.Errorf("books %v", got)
	}
	if got := typed[author](Children(side(t, reg, "book", "author"), pointers(b1, b2, b3))); len(got) != 1 || got[0] != a {
		t.Errorf("authors %v", got)
	}
	for _, s := range reg.ByName("genre").Sides {
		if got := Children(s, pointers(&genre{})); s.HasField || got != nil {
			t.Errorf("%s has children %v", s.Name, got)
		}
	}
}
