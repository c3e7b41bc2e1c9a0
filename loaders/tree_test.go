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
}

// TestJoinOwn: the link rows by which a prefetch reaches its rows are those that paths name, and not those of the relation
// back.
func TestJoinOwn(t *testing.T) {
	reg := registry(t)
	books := side(t, reg, "tag", "books")
	named, back := schema.Step{Side: books.LinkOwner}, schema.Step{Side: books.LinkOwner, Via: books}
	for name, before := range map[string][]schema.Step{"first": nil, "after the relation": {back}, "after a path": {named}} {
		tree := NewTree(reg.ByName("tag"))
		for _, s := range before {
			tree.JoinFrom(tree.Root(), s)
		}
		own := tree.JoinOwn(books.LinkOwner)
		relation := tree.JoinFrom(tree.Root(), back)
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
