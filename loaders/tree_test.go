package loaders

import (
	"slices"
	"testing"

	"github.com/ormar-go/ormar/schema"
)

// TestTree: one relation path is one join, however often it is named.
func TestTree(t *testing.T) {
	reg := registry(t)
	tree := NewTree(reg.ByName("author"))
	books := schema.Step{Side: side(t, reg, "author", "books")}
	genre := schema.Step{Side: side(t, reg, "book", "genre")}
	back := schema.Step{Side: side(t, reg, "book", "author")}
	if tree.Find([]schema.Step{books}) != nil {
		t.Error("found before it was joined")
	}
	deep := tree.Join([]schema.Step{books, genre})
	again := tree.Join([]schema.Step{books, back})
	if len(tree.Nodes) != 4 || deep.Parent != again.Parent || tree.Join([]schema.Step{books, genre}) != deep {
		t.Fatalf("%d nodes", len(tree.Nodes))
	}
	if tree.Find([]schema.Step{books, back}) != again || tree.Join(nil) != tree.Root() || again.Model != tree.Root().Model {
		t.Error("the path back leads elsewhere")
	}
	for i, n := range tree.Nodes {
		if n.Index != i || n.Parent != nil && n.Parent.Index >= i {
			t.Errorf("node %d is out of order", i)
		}
	}
	if !deep.Multiplies() || deep.ToMany() || !deep.Parent.ToMany() || tree.Root().Multiplies() || deep.Alias() != "t2" {
		t.Error("to-many steps are not seen as such")
	}
}

// TestTreeLearnsVia: a link table that was joined on its own is a half of the relation once that is joined.
func TestTreeLearnsVia(t *testing.T) {
	reg := registry(t)
	tags := side(t, reg, "book", "tags")
	tree := NewTree(reg.ByName("book"))
	link := tree.Join([]schema.Step{{Side: tags.LinkOwner}})
	target := tree.Join([]schema.Step{{Side: tags.LinkOwner, Via: tags}, {Side: tags.LinkTarget, Via: tags}})
	if target.Parent != link || link.Step.Via != tags || len(tree.Nodes) != 3 {
		t.Error("the link table is joined twice, or does not know its relation")
	}
}

// TestLinks: what only helps to filter, and what has no field, ties nothing.
func TestLinks(t *testing.T) {
	reg := registry(t)
	tags, books := side(t, reg, "book", "tags"), side(t, reg, "author", "books")
	tree := NewTree(reg.ByName("author"))
	tree.Root().Load, tree.Root().Columns = true, tree.Root().Model.Attributes
	n := tree.Join([]schema.Step{{Side: books}, {Side: tags.LinkOwner, Via: tags}, {Side: tags.LinkTarget, Via: tags}})
	if got := Links(tree); len(got) != 0 {
		t.Errorf("nodes without columns are tied: %+v", got)
	}
	for ; n.Parent != nil; n = n.Parent {
		n.Load, n.Columns = true, n.Model.Attributes
	}
	want := []Link{{side: books, parent: 0, child: 1, link: -1}, {side: tags, parent: 1, child: 3, link: 2, data: true}}
	if got := Links(tree); !slices.Equal(got, want) {
		t.Errorf("got %+v", got)
	}
	tree.Nodes[2].Load = false
	want[1].data = false
	if got := Links(tree); !slices.Equal(got, want) {
		t.Errorf("without link data: %+v", got)
	}
	tree.Link = tree.Nodes[1]
	if got := Links(tree); !slices.Equal(got, want[1:]) {
		t.Errorf("the link rows of a prefetch are tied: %+v", got)
	}
	tree.Link, tree.Nodes[1].Load = nil, false
	if got := Links(tree); len(got) != 0 {
		t.Errorf("what is no object is tied: %+v", got)
	}
	tree = NewTree(reg.ByName("author"))
	tree.Join([]schema.Step{{Side: books}})
	tree.Nodes[1].Load, tree.Nodes[1].Columns = true, tree.Nodes[1].Model.Attributes
	if got := Links(tree); len(got) != 0 {
		t.Errorf("rows are tied to what is no object: %+v", got)
	}
	for _, back := range reg.ByName("genre").Sides { // the books of a genre, for which it has no field
		tree = NewTree(reg.ByName("genre"))
		tree.Join([]schema.Step{{Side: back}})
		for _, n := range tree.Nodes {
			n.Load, n.Columns = true, n.Model.Attributes
		}
		if got := Links(tree); back.HasField || len(got) != 0 {
			t.Errorf("%s: a relation without a field is tied: %+v", back.Name, got)
		}
	}
}

// TestUnread: link rows are unread where a relation goes over them and none of their columns is selected.
func TestUnread(t *testing.T) {
	reg := registry(t)
	tags := side(t, reg, "book", "tags")
	tree := NewTree(reg.ByName("author"))
	tree.Join([]schema.Step{{Side: side(t, reg, "author", "books")}, {Side: tags.LinkOwner, Via: tags}, {Side: tags.LinkTarget, Via: tags}})
	for _, n := range tree.Nodes {
		n.Load, n.Columns = true, n.Model.Attributes
	}
	links := Links(tree)
	for i := range links {
		if _, _, _, ok := links[i].Unread(tree); ok {
			t.Errorf("link %d is said to be unread", i)
		}
	}
	tree.Nodes[2].Columns = nil
	if _, _, _, ok := links[0].Unread(tree); ok {
		t.Error("a relation without link rows is said to have unread ones")
	}
	if parent, child, link, ok := links[1].Unread(tree); !ok || parent != 1 || child != 3 || link != 2 {
		t.Errorf("unread are %d, %d, %d, %v", parent, child, link, ok)
	}
}

// TestJoinOwn: the link rows by which a prefetch reaches its rows are those that paths name, and not those of the relation
// back.
func TestJoinOwn(t *testing.T) {
	reg := registry(t)
	books := side(t, reg, "tag", "books")
	named, back := schema.Step{Side: books.LinkOwner}, schema.Step{Side: books.LinkOwner, Via: books}
	for name, before := range map[string][]schema.Step{"first": nil, "after the relation": {back}, "after a path": {named}} {
		tree := NewTree(reg.ByName("tag"))
		var earlier *Node
		for _, s := range before {
			earlier = tree.JoinFrom(tree.Root(), s)
		}
		own := tree.JoinOwn(books.LinkOwner)
		relation := tree.JoinFrom(tree.Root(), back)
		if want := map[string]*Node{"first": nil, "after the relation": relation, "after a path": own}[name]; earlier != want {
			t.Errorf("%s: the node that was there is another's", name)
		}
		switch {
		case own == relation || len(tree.Nodes) != 3:
			t.Errorf("%s: the relation shares the link rows", name)
		case tree.JoinFrom(tree.Root(), named) != own || tree.Root().Child(named) != own || tree.Root().Child(back) != relation:
			t.Errorf("%s: a path leads to other link rows", name)
		case tree.JoinOwn(books.LinkOwner) != own || own.ToMany() || own.Multiplies() || !relation.ToMany():
			t.Errorf("%s: the link rows are joined twice, or multiply", name)
		}
	}
}
