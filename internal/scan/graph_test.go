package scan

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// TestGraphs holds J-01 to J-04 in memory: the rows of random databases, joined along random trees and flattened, are
// assembled to what naive loops over the tables find.
func TestGraphs(t *testing.T) {
	reg := registry(t)
	for seed := range uint64(400) {
		g := &graph{rand: rand.New(rand.NewPCG(seed, 1)), tables: map[*schema.Model][]row{}}
		g.fill(reg)
		tree := g.tree(t, reg)
		result, err := threeWays(t, plan(t, tree), g.flatten(tree), nil, Options{})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		var want, got []string
		for _, r := range g.tables[tree.Root().Model] {
			want = append(want, g.wanted(tree.Root(), r))
		}
		d := &dump{objects: map[*loaders.Node]map[string]unsafe.Pointer{}}
		for _, p := range result.Roots {
			got = append(got, d.got(tree.Root(), p))
		}
		if !slices.Equal(got, want) {
			t.Fatalf("seed %d:\ngot  %s\nwant %s", seed, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
		}
		if d.wrong != "" {
			t.Fatalf("seed %d: %s", seed, d.wrong)
		}
	}
}

// row is a row of a table, by column, in canonical values.
type row map[*schema.Attribute]any

type graph struct {
	rand   *rand.Rand
	tables map[*schema.Model][]row
}

// fill makes a few rows of every model, whose foreign keys point to each other.
func (g *graph) fill(reg *schema.Registry) {
	models := reg.Models()
	for _, m := range models {
		n := 1 + g.rand.IntN(4)
		if m.Link {
			n = g.rand.IntN(6)
		}
		for i := range n {
			r := row{}
			for _, a := range m.Attributes {
				if a.Side == nil {
					r[a] = g.value(a, i)
				}
			}
			g.tables[m] = append(g.tables[m], r)
		}
	}
	for _, m := range models {
		taken := map[any]bool{}
		for _, r := range g.tables[m] {
			for _, a := range m.Attributes {
				if a.Side == nil {
					continue
				}
				target := g.tables[a.Side.Target]
				r[a] = target[g.rand.IntN(len(target))][a.Side.Target.Key()]
				if !m.Link && (g.rand.IntN(4) == 0 || a.Unique && taken[r[a]]) {
					r[a] = nil
				}
				taken[r[a]] = a.Unique
			}
		}
	}
	for _, m := range models {
		for _, s := range m.Sides {
			if s.Kind == schema.ManySide && !s.AllowDuplicates {
				g.uniquePairs(s)
			}
		}
	}
}

// uniquePairs drops the link rows that repeat a pair, which the database would refuse.
func (g *graph) uniquePairs(s *schema.Side) {
	seen := map[[2]any]bool{}
	g.tables[s.Through()] = slices.DeleteFunc(g.tables[s.Through()], func(r row) bool {
		pair := [2]any{r[s.LinkOwner.Key], r[s.LinkTarget.Key]}
		repeats := seen[pair]
		seen[pair] = true
		return repeats
	})
}

func (g *graph) value(a *schema.Attribute, i int) any {
	if a.Nullable && g.rand.IntN(3) == 0 {
		return nil
	}
	switch a.Kind {
	case schema.KindString, schema.KindText:
		return fmt.Sprint(a.Name, "é", i)
	case schema.KindSmallInteger, schema.KindInteger, schema.KindBigInteger:
		return int64(i*7 - 3)
	case schema.KindFloat:
		return float64(i) / 4
	case schema.KindBoolean:
		return i%2 == 0
	case schema.KindUUID:
		return [16]byte{byte(i), 0xAB, 15: 1}
	case schema.KindDate:
		return day(1990, 1, 1+i)
	case schema.KindDateTime:
		return time.Date(2024, 5, 6, 7, 8, 9, 1000*i, time.UTC)
	}
	panic("no value of " + a.Kind.String())
}

// driver is a canonical value in one of the forms in which drivers give it.
func (g *graph) driver(v any) any {
	var text string
	switch v := v.(type) {
	case string:
		text = v
	case int64:
		text = fmt.Sprint(v)
	case [16]byte:
		text = fmt.Sprintf("%x-%x-%x-%x-%x", v[:4], v[4:6], v[6:8], v[8:10], v[10:])
		v2 := v
		if g.rand.IntN(3) == 0 {
			return v2[:]
		}
	case time.Time:
		text = v.Format("2006-01-02 15:04:05.000000")
		if v.Hour() == 0 {
			text = v.Format("2006-01-02")
		}
		if g.rand.IntN(2) == 0 {
			return v.In(time.FixedZone("", 0))
		}
	default:
		return v
	}
	switch g.rand.IntN(3) {
	case 0:
		return text
	case 1:
		return []byte(text)
	}
	if n, ok := v.(int64); ok {
		return n
	}
	return text
}

// tree joins random relations, to one and to many, beside and beneath each other.
func (g *graph) tree(t *testing.T, reg *schema.Registry) *loaders.Tree {
	var models []*schema.Model
	for _, m := range reg.Models() {
		if !m.Link {
			models = append(models, m)
		}
	}
	tree := loaders.NewTree(models[g.rand.IntN(len(models))])
	load(tree.Root())
	for range g.rand.IntN(6) {
		n := tree.Nodes[g.rand.IntN(len(tree.Nodes))]
		var sides []*schema.Side
		for _, s := range n.Model.Sides {
			if s.HasField {
				sides = append(sides, s)
			}
		}
		if len(sides) > 0 && !n.Model.Link {
			step(tree, n, sides[g.rand.IntN(len(sides))])
		}
	}
	return tree
}

// related are the rows to which a step leads.
func (g *graph) related(s *schema.Side, from row) []row {
	at, key := s.Target.Key(), s.Owner.Key()
	if s.Kind == schema.ForwardSide {
		key = s.Key
	} else {
		at = s.Key
	}
	var out []row
	for _, r := range g.tables[s.Target] {
		if from[key] != nil && r[at] == from[key] {
			out = append(out, r)
		}
	}
	return out
}

// flatten makes the rows of the LEFT JOIN of the whole tree.
func (g *graph) flatten(tree *loaders.Tree) [][]any {
	var out [][]any
	for _, r := range g.tables[tree.Root().Model] {
		for _, joined := range g.expand(tree.Root(), r) {
			var flat []any
			for _, n := range tree.Nodes {
				for _, a := range n.Columns {
					flat = append(flat, g.driver(joined[n.Index][a]))
				}
			}
			out = append(out, flat)
		}
	}
	return out
}

// expand is the product of what each child of a node leads to. A row of nil stands for no row.
func (g *graph) expand(n *loaders.Node, r row) []map[int]row {
	list := []map[int]row{{n.Index: r}}
	for _, c := range n.Children {
		var below []map[int]row
		rows := g.related(c.Step.Side, r)
		if len(rows) == 0 {
			rows = []row{nil}
		}
		for _, k := range rows {
			below = append(below, g.expand(c, k)...)
		}
		var product []map[int]row
		for _, left := range list {
			for _, right := range below {
				both := map[int]row{}
				for i, k := range left {
					both[i] = k
				}
				for i, k := range right {
					both[i] = k
				}
				product = append(product, both)
			}
		}
		list = product
	}
	return list
}

// wanted writes what a node should hold of a row, by plain loops.
func (g *graph) wanted(n *loaders.Node, r row) string {
	var b strings.Builder
	for _, a := range n.Columns {
		if a.Type != nil {
			fmt.Fprintf(&b, " %s=%v", a.Name, r[a])
		}
	}
	for _, c := range n.Children {
		side := c.Step.Side
		if side.Kind == schema.ForwardSide || c.Step.Via == nil {
			fmt.Fprintf(&b, " %s[", side.Name)
			for _, k := range g.related(side, r) {
				b.WriteString(g.wanted(c, k) + ";")
			}
			b.WriteString("]")
			continue
		}
		for _, target := range c.Children {
			fmt.Fprintf(&b, " %s[", c.Step.Via.Name)
			seen := map[any]bool{}
			for _, link := range g.related(side, r) {
				k := g.related(target.Step.Side, link)[0]
				if id := k[target.Model.Key()]; !c.Load && seen[id] {
					continue
				} else {
					seen[id] = true
				}
				if c.Load {
					b.WriteString("link" + g.wanted(&loaders.Node{Columns: c.Columns}, link))
				}
				b.WriteString(g.wanted(target, k) + ";")
			}
			b.WriteString("]")
		}
	}
	return b.String()
}

// dump writes what objects hold in the same way, and checks on the way that there is one object for each key of a node.
type dump struct {
	objects map[*loaders.Node]map[string]unsafe.Pointer
	wrong   string
}

func (d *dump) got(n *loaders.Node, p unsafe.Pointer) string {
	d.check(n, p)
	b := strings.Builder{}
	b.WriteString(values(n, p))
	for _, c := range n.Children {
		side := c.Step.Side
		if c.Step.Via != nil {
			for range c.Children {
				d.many(&b, c.Step.Via, c.Children[0], c, p)
			}
			continue
		}
		if side.ToMany {
			d.many(&b, side, c, nil, p)
			continue
		}
		state := schema.OneAt(p, side.Offset)
		fmt.Fprintf(&b, " %s[", side.Name)
		if state.Target != nil {
			b.WriteString(d.got(c, state.Target) + ";")
		}
		b.WriteString("]")
		if !state.Loaded || state.Back {
			d.wrong = side.Name + " is not loaded, or counts as a way back"
		}
	}
	return b.String()
}

func values(n *loaders.Node, p unsafe.Pointer) string {
	var b strings.Builder
	for _, a := range n.Columns {
		if a.Type == nil {
			continue
		}
		v, err := a.Get(p)
		if err != nil {
			v = err
		}
		fmt.Fprintf(&b, " %s=%v", a.Name, v)
	}
	return b.String()
}

func (d *dump) many(b *strings.Builder, side *schema.Side, target, link *loaders.Node, p unsafe.Pointer) {
	m := schema.ManyAt(p, side.Offset)
	if !m.Loaded || m.Items == nil || m.Owner != p || m.Binding.Side != side {
		d.wrong = side.Name + " is not loaded as it should be"
	}
	fmt.Fprintf(b, " %s[", side.Name)
	for i, item := range m.Items {
		if link != nil && link.Load {
			b.WriteString("link" + values(link, m.Links[i]))
		}
		b.WriteString(d.got(target, item) + ";")
		if back := side.Inverse; side.Kind == schema.ReverseSide && target.Child(schema.Step{Side: back}) == nil {
			if s := schema.OneAt(item, back.Offset); s.Target != p || !s.Back || !s.Loaded {
				d.wrong = side.Name + ": an item does not point back"
			}
		}
	}
	b.WriteString("]")
}

// check is R-05 and identity: what is not joined is not loaded, and no key of a node has two objects.
func (d *dump) check(n *loaders.Node, p unsafe.Pointer) {
	if d.objects[n] == nil {
		d.objects[n] = map[string]unsafe.Pointer{}
	}
	var key string
	for _, a := range n.Model.Keys {
		v, _ := a.Get(p)
		key += fmt.Sprint(v, "/")
	}
	if known, ok := d.objects[n][key]; ok && known != p {
		d.wrong = n.Model.Name + " " + key + " is two objects"
	}
	d.objects[n][key] = p
	if n.Model.HasState && n.Model.State(p).State != n.State {
		d.wrong = n.Model.Name + " does not remember its columns"
	}
	for _, s := range n.Model.Sides {
		if !s.HasField || joined(n, s) {
			continue
		}
		if s.ToMany && schema.ManyAt(p, s.Offset).Loaded {
			d.wrong = s.Name + " is loaded without having been joined"
		}
		if !s.ToMany {
			if o := schema.OneAt(p, s.Offset); o.Loaded && !o.Back || o.Binding == nil || o.Binding.Side != s {
				d.wrong = s.Name + " is loaded without having been joined, or not bound"
			}
		}
	}
}

func joined(n *loaders.Node, s *schema.Side) bool {
	return slices.ContainsFunc(n.Children, func(c *loaders.Node) bool { return c.Step.Side == s || c.Step.Via == s })
}
