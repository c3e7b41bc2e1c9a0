package scan

import (
	"errors"
	"reflect"
	"strings"
	"sync"
	"testing"
	"unsafe"

	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// reduce keeps the key and the named columns of a node.
func reduce(n *loaders.Node, names ...string) *loaders.Node {
	n.Columns = append([]*schema.Attribute(nil), n.Model.Keys...)
	for _, name := range names {
		n.Columns = append(n.Columns, n.Model.Attribute(name))
	}
	return n
}

// TestStub holds R-05: a foreign key that is not joined is a key without an object, and one that was not read has nothing.
func TestStub(t *testing.T) {
	tree := loaders.NewTree(registry(t).ByName("book"))
	reduce(load(tree.Root()), "author")
	list := roots[book](read(t, plan(t, tree), []any{int64(1), int64(5)}, []any{int64(2), nil}))
	first, second := list[0].Author.state, list[1].Author.state
	if first.Key() != (schema.Key{Num: 5, Form: schema.IntKey}) || first.Target != nil || first.Loaded || first.Binding == nil {
		t.Errorf("a key: %+v", first)
	}
	if !second.Key().IsZero() || second.Loaded || second.Binding == nil {
		t.Errorf("NULL: %+v", second)
	}
	if list[0].Shelf.state.Binding != nil {
		t.Error("a key that was not read is bound")
	}
	if b := list[0].Tags.state.Binding; b == nil || b.Side.Name != "tags" || list[0].Tags.state.Owner != unsafe.Pointer(list[0]) ||
		list[0].Tags.state.OwnerKey() != (schema.Key{Num: 1, Form: schema.IntKey}) {
		t.Errorf("a to-many relation is bound to %v", b)
	}
}

// TestNothingRelated holds J-02: no object of NULLs.
func TestNothingRelated(t *testing.T) {
	tree := loaders.NewTree(registry(t).ByName("book"))
	reduce(load(tree.Root()), "author")
	reduce(join(t, tree, "author"), "name")
	reduce(reduce(join(t, tree, "tags")).Parent)
	list := roots[book](read(t, plan(t, tree),
		[]any{int64(1), nil, nil, nil, nil, nil},
		[]any{int64(2), int64(9), nil, nil, nil, nil})) // the author was filtered away
	for i, b := range list {
		if b.Author.get() != nil || !b.Author.state.Loaded || len(b.Tags.all()) != 0 || !b.Tags.state.Loaded {
			t.Errorf("book %d: %+v, %+v", i, b.Author.state, b.Tags.state)
		}
	}
	if list[1].Author.state.Key().Num != 9 {
		t.Error("the key of a target that is not there is lost")
	}
}

// TestLinkData holds R-15: the far side of a relation with link data has the link rows, each with its own data.
func TestLinkData(t *testing.T) {
	tree := loaders.NewTree(registry(t).ByName("book"))
	reduce(load(tree.Root()))
	tags := reduce(join(t, tree, "tags"), "name")
	reduce(tags.Parent, "weight")
	red, blue := make([]byte, 16), make([]byte, 16)
	red[0], blue[0] = 1, 2
	list := roots[book](read(t, plan(t, tree),
		[]any{int64(1), int64(10), 0.5, red, "red"}, []any{int64(1), int64(11), 0.25, blue, "blue"}, []any{int64(2), int64(12), 1.0, red, "red"}))
	first := list[0].Tags
	links := typed[bookTag](first.state.Links)
	if len(links) != 2 || links[0].Weight != 0.5 || links[1].Weight != 0.25 || first.all()[1].Name != "blue" {
		t.Errorf("the first book has %v and %v", first.all(), links)
	}
	if list[1].Tags.all()[0] != first.all()[0] || (*bookTag)(list[1].Tags.state.Links[0]).ID != 12 {
		t.Error("a tag of two books is one object with two link rows")
	}
}

// TestCompositeKeys: neither the order of the parts nor where one ends and the next begins is lost.
func TestCompositeKeys(t *testing.T) {
	m := registry(t).ByName("seat")
	tree := loaders.NewTree(m)
	load(tree.Root())
	p := plan(t, tree)
	p.nodes[0].alone = false // as if a to-many relation were joined
	list := roots[seat](read(t, p, []any{int64(1), "1a", true}, []any{int64(11), "a", false}, []any{"1", []byte("1a"), false}))
	want := []seat{{Row: 1, Place: "1a", Taken: true}, {Row: 11, Place: "a"}}
	if len(list) != 2 {
		t.Fatalf("%d seats", len(list))
	}
	for i := range want {
		want[i].row.State = tree.Root().State
		if *list[i] != want[i] {
			t.Errorf("seat %d is %+v", i, *list[i])
		}
	}
	for _, r := range [][]any{{nil, "a", true}, {int64(1), nil, true}} {
		if _, err := threeWays(t, p, [][]any{r}, nil, Options{}); !errors.Is(err, errNoKey) {
			t.Errorf("%v: %v", r, err)
		}
	}
}

// TestRowWithoutKey: a main row of which nobody could tell which it is.
func TestRowWithoutKey(t *testing.T) {
	tree := loaders.NewTree(registry(t).ByName("shelf"))
	load(tree.Root())
	_, err := threeWays(t, plan(t, tree), [][]any{{int64(1), "x"}, {nil, "x"}}, nil, Options{})
	if err == nil || err.Error() != "orm: reading shelf.id in row 2: "+errNoKey.Error() {
		t.Errorf("got %v", err)
	}
}

// prefetched is the tree of the rows of a prefetch along a side of a model.
func prefetched(reg *schema.Registry, model, side string) *loaders.Tree {
	s := reg.ByName(model).Side(side)
	tree := loaders.NewTree(s.Target)
	tree.Lead, tree.Along = []loaders.Lead{loaders.LeadSkip, loaders.LeadParent}, s
	load(tree.Root())
	return tree
}

// TestPairs: what a prefetch reads tells once for every parent which children it has, whatever else the rows repeat.
func TestPairs(t *testing.T) {
	reg := registry(t)
	key := func(n int64) schema.Key { return schema.Key{Num: n, Form: schema.IntKey} }
	uuidKey := func(n byte) schema.Key { return schema.Key{Str: string([]byte{n, 15: 0}), Form: schema.UUIDKey} }
	hex := func(n string) string { return n + strings.Repeat("0", 30) }
	check := func(name string, tree *loaders.Tree, roots int, want []schema.Key, index []int, rows ...[]any) {
		t.Helper()
		r := read(t, plan(t, tree), rows...)
		if len(r.Roots) != roots || !reflect.DeepEqual(r.Parents, want) || len(r.RowRoots) != len(index) || r.Rows != len(rows) {
			t.Fatalf("%s: %d roots, parents %v, %d pairs", name, len(r.Roots), r.Parents, len(r.RowRoots))
		}
		for i, at := range index {
			if r.RowRoots[i] != r.Roots[at] {
				t.Errorf("%s: pair %d is another root than %d", name, i, at)
			}
		}
	}

	tree := prefetched(reg, "author", "books")
	reduce(tree.Root())
	check("reverse", tree, 3, []schema.Key{key(7), key(8), key(7)}, []int{0, 1, 2},
		[]any{0, int64(7), int64(1)}, []any{0, []byte("8"), int64(2)}, []any{0, "7", int64(3)})

	tree = prefetched(reg, "author", "books")
	reduce(tree.Root())
	reduce(join(t, tree, "fans"))
	check("reverse, multiplied", tree, 2, []schema.Key{key(7), key(7)}, []int{0, 1},
		[]any{0, int64(7), int64(1), int64(1), int64(5)}, []any{0, int64(7), int64(1), int64(2), int64(6)},
		[]any{0, int64(7), int64(2), nil, nil})

	tree = prefetched(reg, "tag", "books") // the link data are of the other end
	reduce(tree.Root())
	check("many", tree, 2, []schema.Key{uuidKey(1), uuidKey(1), uuidKey(2)}, []int{0, 1, 0},
		[]any{0, hex("01"), int64(1)}, []any{0, []byte(hex("01")), int64(2)}, []any{0, []byte{2, 15: 0}, int64(1)})

	tree = prefetched(reg, "tag", "books")
	reduce(tree.Root())
	reduce(join(t, tree, "fans"))
	check("many, multiplied", tree, 1, []schema.Key{uuidKey(1), uuidKey(2)}, []int{0, 0},
		[]any{0, hex("01"), int64(1), int64(1), int64(5)}, []any{0, hex("01"), int64(1), int64(2), int64(6)},
		[]any{0, hex("02"), int64(1), int64(1), int64(5)}, []any{0, hex("01"), int64(1), nil, nil})

	tree = prefetched(reg, "book", "tags")
	reduce(tree.Root())
	tree.Link = reduce(load(tree.JoinOwn(reg.ByName("tag").Side("books").LinkOwner)))
	check("many with link data", tree, 1, []schema.Key{key(1), key(2)}, []int{0, 0},
		[]any{0, int64(1), hex("01"), int64(5)}, []any{0, int64(2), hex("01"), int64(6)})
	r := read(t, plan(t, tree), []any{0, int64(1), hex("01"), int64(5)}, []any{0, int64(2), hex("01"), int64(6)})
	if links := typed[bookTag](r.RowLinks); len(links) != 2 || links[0].ID != 5 || links[1].ID != 6 {
		t.Errorf("links %v", links)
	}

	reduce(join(t, tree, "notes"))
	check("many with link data, multiplied", tree, 1, []schema.Key{key(1), key(2)}, []int{0, 0},
		[]any{0, int64(1), hex("01"), int64(5), int64(50)}, []any{0, int64(1), hex("01"), int64(5), int64(51)},
		[]any{0, int64(2), hex("01"), int64(6), int64(50)})
}

func TestBadParentKey(t *testing.T) {
	tree := prefetched(registry(t), "tag", "books")
	reduce(tree.Root())
	_, err := threeWays(t, plan(t, tree), [][]any{{0, "nonsense", int64(1)}}, nil, Options{})
	if err == nil || !strings.HasPrefix(err.Error(), "orm: reading tag.id in row 1: ") {
		t.Errorf("got %v", err)
	}
}

// TestPlanRefusesTrees that could not be read.
func TestPlanRefusesTrees(t *testing.T) {
	reg := registry(t)
	for name, c := range map[string]struct {
		model  string
		change func(*loaders.Tree)
		want   string
	}{
		"key not in front": {"book", func(tree *loaders.Tree) { c := tree.Root().Columns; c[0], c[1] = c[1], c[0] }, "do not begin with its primary key"},
		"half a key":       {"seat", func(tree *loaders.Tree) { tree.Root().Columns = tree.Root().Columns[:1] }, "do not begin with its primary key"},
		"no Go type": {"book", func(tree *loaders.Tree) {
			n := join(t, tree, "fans")
			n.Parent.Load = true
		}, "no Go type describes the rows of bookAuthor"},
		"parents of nobody": {"book", func(tree *loaders.Tree) { tree.Lead = []loaders.Lead{loaders.LeadParent} }, "does not say along which side"},
	} {
		tree := loaders.NewTree(reg.ByName(c.model))
		load(tree.Root())
		c.change(tree)
		if _, err := NewPlan(tree, bind); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestFailedReads leave nothing behind for the next read of the plan.
func TestFailedReads(t *testing.T) {
	tree := loaders.NewTree(registry(t).ByName("author"))
	reduce(load(tree.Root()), "name", "born")
	reduce(join(t, tree, "books"), "title")
	p := plan(t, tree)
	good := [][]any{{int64(1), "a", nil, int64(1), "x"}, {int64(1), "a", nil, int64(2), "y"}}
	broken := errors.New("the connection is gone")
	if _, err := threeWays(t, p, good, broken, Options{}); err != broken {
		t.Errorf("got %v", err)
	}
	if _, err := threeWays(t, p, append(good[:2:2], []any{int64(1), "a", nil, int64(3), nil}), nil, Options{}); err == nil {
		t.Error("a NULL title is read")
	}
	if _, err := p.Read(&fakeRows{rows: [][]any{{1}}}, Options{}); err == nil || !strings.Contains(err.Error(), "orm: reading row 1 of author: another number") {
		t.Errorf("got %v", err)
	}
	for range 2 {
		r := read(t, p, good...)
		a := (*author)(r.Roots[0])
		if len(r.Roots) != 1 || len(a.Books.all()) != 2 || a.Books.all()[1].Author.get() != a || r.Rows != 2 {
			t.Errorf("%d authors with %d books", len(r.Roots), len(a.Books.all()))
		}
	}
}

// TestSharedPlan is read by several goroutines at once.
func TestSharedPlan(t *testing.T) {
	tree := loaders.NewTree(registry(t).ByName("author"))
	reduce(load(tree.Root()), "name")
	p := plan(t, tree)
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 100 {
				var rows [][]any
				for j := range g + 1 {
					rows = append(rows, []any{int64(1000*g + j), "name"})
				}
				r, err := p.Read(&fakeRows{rows: rows}, Options{Hint: i})
				if err != nil || len(r.Roots) != g+1 || (*author)(r.Roots[g]).ID != 1001*g {
					t.Error("rows of another goroutine", err)
					return
				}
			}
		})
	}
	wg.Wait()
}

// TestSlabs: of a kept row at most 64 stay in memory, and the number of rows that came before decides how many are made.
func TestSlabs(t *testing.T) {
	tree := loaders.NewTree(registry(t).ByName("shelf"))
	load(tree.Root())
	p := plan(t, tree)
	var rows [][]any
	for i := range 200 {
		rows = append(rows, []any{int64(i), "x"})
	}
	for round := range 2 {
		list := roots[shelf](read(t, p, rows...))
		blocks, run := 1, 1
		for i := range list {
			if list[i].ID != int32(i) {
				t.Fatalf("row %d is %d", i, list[i].ID)
			}
			if i == 0 {
				continue
			}
			if run++; uintptr(unsafe.Pointer(list[i]))-uintptr(unsafe.Pointer(list[i-1])) != unsafe.Sizeof(shelf{}) || run > maxSlab {
				blocks, run = blocks+1, 1
			}
		}
		if want := []int{8, 4}[round]; blocks > want {
			t.Errorf("round %d: %d blocks, want %d at most", round, blocks, want)
		}
	}
}
