package scan

import (
	"errors"
	"math"
	"slices"
	"testing"
	"unsafe"

	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// port is what calls refer to by its code, which is unique; crane by both parts of its key.
type port struct {
	remembering
	ID     int64
	Code   string
	Calls  many[call]
	Office one[office]
}

func (p *port) Schema() schema.Table {
	return schema.Table{TrackChanges: true, Fields: schema.Fields{schema.BigInteger(&p.ID).PrimaryKey(), schema.String(&p.Code, 5).Unique()}}
}

type call struct {
	ID   int64
	Port one[port]
}

func (c *call) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&c.ID).PrimaryKey(), schema.ForeignKey(&c.Port).References("code").RelatedName("calls"),
	}}
}

type office struct {
	ID   int64
	Port one[port]
}

func (o *office) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&o.ID).PrimaryKey(), schema.ForeignKey(&o.Port).References("code").Unique().RelatedName("office"),
	}}
}

type crane struct {
	Dock, Number int64
	Lifts        many[lift]
}

func (c *crane) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&c.Dock).PrimaryKey(), schema.BigInteger(&c.Number).PrimaryKey()}}
}

// lift has the columns of its crane as fields.
type lift struct {
	remembering
	ID           int64
	Dock, Number *int64
	Crane        one[crane]
}

func (l *lift) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&l.ID).PrimaryKey(), schema.BigInteger(&l.Dock), schema.BigInteger(&l.Number),
		schema.ForeignKey(&l.Crane).On("dock", "number").RelatedName("lifts"),
	}}
}

// gauge has no key.
type gauge struct {
	Place *string
	Level int64
}

func (g *gauge) Schema() schema.Table {
	return schema.Table{Keyless: true, Fields: schema.Fields{schema.Text(&g.Place), schema.BigInteger(&g.Level)}}
}

func harbour(t testing.TB) *schema.Registry {
	t.Helper()
	r, err := schema.NewRegistry(&port{}, &call{}, &office{}, &crane{}, &lift{}, &gauge{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestOwnersByAnotherColumn: far sides that hold a unique value, which is read behind the key, have it; without it they have nothing.
func TestOwnersByAnotherColumn(t *testing.T) {
	tree := loaders.NewTree(harbour(t).ByName("port"))
	load(tree.Root())
	p := roots[port](read(t, plan(t, tree), []any{int64(1), "AMS"}))[0]
	want := schema.Key{Str: "AMS", Form: schema.TextKey}
	if k := p.Calls.state.OwnerKey(); k != want || p.Calls.state.Owner != unsafe.Pointer(p) {
		t.Errorf("the calls are those of %v", k)
	}
	if k := p.Office.state.OwnerKey(); k != want {
		t.Errorf("the office is that of %v", k)
	}
	if p.row.State == tree.Root().State || p.row.State == nil {
		t.Error("the row does not remember its values")
	}
	reduce(tree.Root())
	if p := roots[port](read(t, plan(t, tree), []any{int64(1)}))[0]; !p.Calls.state.OwnerKey().IsZero() {
		t.Errorf("a column that was not read is %v", p.Calls.state.OwnerKey())
	}
}

// TestKeyOfDeclaredFields: a relation over fields has what they hold.
func TestKeyOfDeclaredFields(t *testing.T) {
	tree := loaders.NewTree(harbour(t).ByName("lift"))
	load(tree.Root())
	list := roots[lift](read(t, plan(t, tree), []any{int64(1), int64(2), int64(3)}, []any{int64(2), int64(2), nil}))
	if k := list[0].Crane.state.Key(); k != compositeKey([]any{int64(2), int64(3)}) {
		t.Errorf("the crane is %v", k)
	}
	if k := list[1].Crane.state.Key(); !k.IsZero() {
		t.Errorf("half a key is %v", k)
	}
	if list[0].row.State == tree.Root().State || list[1].row.State == tree.Root().State {
		t.Error("what the fields held when they were read is not known")
	}
}

// TestKeyless: every row is an object, whatever it holds.
func TestKeyless(t *testing.T) {
	tree := loaders.NewTree(harbour(t).ByName("gauge"))
	load(tree.Root())
	list := roots[gauge](read(t, plan(t, tree), []any{"x", int64(1)}, []any{"x", int64(1)}, []any{nil, int64(2)}))
	if len(list) != 3 || list[0] == list[1] || *list[0].Place != "x" || list[2].Place != nil || list[2].Level != 2 {
		t.Errorf("%+v", list)
	}
	if _, err := threeWays(t, plan(t, tree), [][]any{{"x", nil}}, nil, Options{}); err == nil {
		t.Error("NULL is read as a number")
	}
}

// TestParentsOfSeveralColumns: the parts of a parent's key come one by one, and none is a parent with a NULL.
func TestParentsOfSeveralColumns(t *testing.T) {
	reg := harbour(t)
	s := reg.ByName("crane").Side("lifts")
	tree := loaders.NewTree(s.Target)
	tree.Lead, tree.Along = []loaders.Lead{loaders.LeadParent, loaders.LeadParent}, s
	reduce(load(tree.Root()))
	p := plan(t, tree)
	for range 2 {
		r := read(t, p, []any{int64(1), int64(2), int64(7)}, []any{int64(1), nil, int64(8)}, []any{nil, int64(2), int64(9)}, []any{int64(2), int64(1), int64(10)})
		want := []schema.Key{compositeKey([]any{int64(1), int64(2)}), {}, {}, compositeKey([]any{int64(2), int64(1)})}
		for i, k := range want {
			if r.Parents[i] != k {
				t.Errorf("parent %d is %v, want %v", i, r.Parents[i], k)
			}
		}
	}
	if _, err := threeWays(t, p, [][]any{{int64(1), "x", int64(7)}}, nil, Options{}); err == nil {
		t.Error("nonsense is a part of a key")
	}
	raw := &fakeRaw{columns: []RawColumn{{oidInt8, true}, {oidInt8, true}, {oidInt8, true}}, rows: [][][]byte{{eight(1), {1}, eight(7)}}}
	if _, err := p.ReadRaw(raw, Options{}); err == nil {
		t.Error("half a number is a part of a key")
	}
}

// TestRanks: lists that several main rows fill are in the order of their places, and so are the link rows beside them.
func TestRanks(t *testing.T) {
	reg := registry(t)
	tree := loaders.NewTree(reg.ByName("book"))
	reduce(load(tree.Root()))
	tags := reduce(join(t, tree, "tags"))
	reduce(tags.Parent, "weight")
	tags.Parent.Ranked = true
	tree.Lead = []loaders.Lead{loaders.LeadRank}
	p := plan(t, tree)
	id := func(n byte) []byte { return []byte{n, 15: 0} }
	for range 2 {
		r := read(t, p,
			[]any{int64(2), int64(1), int64(10), 0.2, id(2)}, []any{"3", int64(1), int64(11), 0.3, id(3)}, []any{[]byte("1"), int64(1), int64(12), 0.1, id(1)},
			[]any{nil, int64(2), nil, nil, nil}, []any{int64(1), int64(3), int64(13), 1.0, id(1)}, []any{int64(2), int64(3), int64(14), 2.0, id(2)})
		list := roots[book](r)
		items, links := list[0].Tags.all(), typed[bookTag](list[0].Tags.state.Links)
		for i := range 3 {
			if items[i].ID[0] != byte(i+1) || links[i].Weight != float64(i+1)/10 {
				t.Errorf("place %d is %v, %v", i, items[i].ID[0], links[i].Weight)
			}
		}
		if len(list[1].Tags.all()) != 0 || list[2].Tags.all()[1].ID[0] != 2 {
			t.Error("the other lists are changed")
		}
	}
	for _, wrong := range []any{"x", "1x"} {
		if _, err := threeWays(t, p, [][]any{{wrong, int64(1), int64(10), 0.2, id(2)}}, nil, Options{}); err == nil {
			t.Errorf("%v is a place", wrong)
		}
	}
}

// TestUnreadLinksOnce: a pair that rows repeat, for the sake of another list, is one item.
func TestUnreadLinksOnce(t *testing.T) {
	tree := loaders.NewTree(registry(t).ByName("book"))
	reduce(load(tree.Root()))
	fans := reduce(join(t, tree, "fans"))
	fans.Parent.Load, fans.Parent.Columns = false, nil
	tags := reduce(join(t, tree, "tags"))
	reduce(tags.Parent)
	p := plan(t, tree)
	for range 2 {
		list := roots[book](read(t, p,
			[]any{int64(1), int64(5), int64(1), uuid[:]}, []any{int64(1), int64(5), int64(2), make([]byte, 16)}, []any{int64(1), int64(6), int64(1), uuid[:]},
			[]any{int64(1), int64(6), int64(2), make([]byte, 16)}, []any{int64(2), nil, nil, nil}, []any{int64(3), nil, int64(3), uuid[:]},
			[]any{int64(4), int64(5), nil, nil}))
		var counts [][2]int
		for _, b := range list {
			counts = append(counts, [2]int{len(b.Fans.all()), len(b.Tags.all())})
		}
		if want := [][2]int{{2, 2}, {0, 0}, {0, 1}, {1, 0}}; !slices.Equal(counts, want) {
			t.Errorf("fans and tags are %v, want %v", counts, want)
		}
	}
}

// TestRestrict: a UUID in a form that comparisons would not find is refused; one that is not there or was read already is not asked about.
func TestRestrict(t *testing.T) {
	tree := loaders.NewTree(registry(t).ByName("tag"))
	load(tree.Root())
	p := plan(t, tree)
	asked, refusal := 0, errors.New("in another form")
	p.Restrict(nil)
	p.Restrict(func(a *schema.Attribute, src any) error {
		asked++
		if s, ok := src.(string); ok && len(s) == 36 {
			return refusal
		}
		if b, ok := src.([]byte); ok && len(b) == 36 {
			return refusal
		}
		return nil
	})
	if r := read(t, p, []any{uuid[:], "x"}); (*tag)(r.Roots[0]).ID != uuid || asked == 0 {
		t.Errorf("asked %d times: %+v", asked, (*tag)(r.Roots[0]))
	}
	hyphens := "12340000-0000-0000-0000-0000000000ff"
	if _, err := threeWays(t, p, [][]any{{hyphens, "x"}}, nil, Options{}); !errors.Is(err, refusal) {
		t.Errorf("got %v", err)
	}
	if _, err := p.ReadRaw(undecoded([][]any{{hyphens, "x"}}), Options{}); !errors.Is(err, refusal) {
		t.Errorf("undecoded: %v", err)
	}
	bytes := &fakeRaw{columns: []RawColumn{{oidUUID, true}, {oidText, false}}, rows: [][][]byte{{uuid[:], []byte("x")}}}
	asked = 0
	if _, err := p.ReadRaw(bytes, Options{}); err == nil || asked != 0 {
		t.Errorf("bytes of no known form are asked about %d times (%v)", asked, err)
	}
}

// TestUnpadded: what fills the values of a char(n) is no part of them, in whichever way they come.
func TestUnpadded(t *testing.T) {
	tree := loaders.NewTree(registry(t).ByName("shelf"))
	load(tree.Root())
	p := plan(t, tree)
	for _, v := range []any{"a b  ", []byte("a b ")} {
		rows := &fakeRows{rows: [][]any{{int64(1), v}, {int64(2), "  "}}}
		r, err := p.Read(Unpadded(rows, []int{1}), Options{})
		if err != nil || roots[shelf](r)[0].Room != "a b" || roots[shelf](r)[1].Room != "" {
			t.Errorf("%v (%v)", r, err)
		}
	}
	if rows := Rows(&fakeRows{}); Unpadded(rows, nil) != rows {
		t.Error("rows without such columns go a longer way")
	}
	raw := &fakeRaw{columns: []RawColumn{{oidInt4, true}, {oidPadded, false}}, rows: [][][]byte{{{0, 0, 0, 1}, []byte("ab  ")}, {{0, 0, 0, 2}, []byte(" ")}}}
	r, err := p.ReadRaw(raw, Options{})
	if err != nil || roots[shelf](r)[0].Room != "ab" || roots[shelf](r)[1].Room != "" {
		t.Errorf("undecoded: %v", err)
	}
	other := &fakeRaw{columns: []RawColumn{{oidInt4, true}, {oidText, false}}, rows: [][][]byte{{{0, 0, 0, 1}, []byte("ab  ")}}}
	if r, err = p.ReadRaw(other, Options{}); err != nil || roots[shelf](r)[0].Room != "ab  " {
		t.Errorf("a text that ends with blanks, behind one that was filled: %v", err)
	}
}

// TestReordered gives columns in the order of the plan, and the errors of both ends.
func TestReordered(t *testing.T) {
	tree := loaders.NewTree(registry(t).ByName("shelf"))
	load(tree.Root())
	p := plan(t, tree)
	r, err := p.Read(Reordered(&fakeRows{rows: [][]any{{"hall", int64(7)}}}, []int{1, 0}), Options{})
	if err != nil || roots[shelf](r)[0].ID != 7 || roots[shelf](r)[0].Room != "hall" {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := p.Read(Reordered(&fakeRows{rows: [][]any{{"hall", "x"}}}, []int{1, 0}), Options{}); err == nil {
		t.Error("a key that is none is read")
	}
	if _, err := p.Read(Reordered(&fakeRows{rows: [][]any{{"hall"}}}, []int{1, 0}), Options{}); err == nil {
		t.Error("a row of another width is read")
	}
}

// TestHint: the list of main rows has room for those that are expected, and no more than can come.
func TestHint(t *testing.T) {
	tree := loaders.NewTree(registry(t).ByName("shelf"))
	load(tree.Root())
	p := plan(t, tree)
	rows := func(n int) [][]any {
		var out [][]any
		for i := range n {
			out = append(out, []any{int64(i), "x"})
		}
		return out
	}
	for _, c := range []struct{ hint, rows, room int }{{10, 10, 10}, {0, 10, 10}, {3, 3, 3}, {100, 3, 3}, {0, 1, 3}, {1, 1, 1}} {
		r, err := p.Read(&fakeRows{rows: rows(c.rows)}, Options{Hint: c.hint})
		if err != nil || len(r.Roots) != c.rows || cap(r.Roots) != c.room {
			t.Errorf("hint %d: room for %d of %d rows (%v)", c.hint, cap(r.Roots), c.rows, err)
		}
	}
	p.nodes[0].guess.Store(math.MaxInt32)
	if r, err := p.ReadDriver(driverRows{&fakeRows{rows: rows(2)}}, Options{}); err != nil || cap(r.Roots) != maxRoots {
		t.Errorf("past database/sql: room for %d (%v)", cap(r.Roots), err)
	}
	p.nodes[0].guess.Store(math.MaxInt32)
	if r, err := p.ReadRaw(undecoded(rows(2)), Options{}); err != nil || cap(r.Roots) != maxRoots {
		t.Errorf("undecoded: room for %d (%v)", cap(r.Roots), err)
	}
	p.nodes[0].guess.Store(math.MaxInt32)
	if r, err := p.Read(&fakeRows{rows: rows(2)}, Options{}); err != nil || cap(r.Roots) != maxRoots {
		t.Errorf("room for %d", cap(r.Roots))
	}
}
