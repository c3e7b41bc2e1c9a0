package compile

import (
	"slices"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// keyPath is the path of a model's own key column.
func keyPath(m *schema.Model, a *schema.Attribute) *schema.Path {
	return &schema.Path{Root: m, Attr: a, Text: a.Name}
}

// MainOrder is the whole order of a query's main rows: the explicit keys, else the relation's or the model's, then the
// primary key, so that it is total. A lone row has none.
func MainOrder(q *query.Query) []query.Order {
	if q.Lone {
		return nil
	}
	keys := slices.Clone(q.Order)
	if len(keys) == 0 && !q.NoDefault {
		keys = defaults(q)
	}
	for _, a := range q.Model.Keys {
		if !slices.ContainsFunc(keys, func(o query.Order) bool { return isColumn(o, a) }) {
			keys = append(keys, query.Order{Path: keyPath(q.Model, a)})
		}
	}
	keys = total(q.Model, keys)
	if q.Reverse {
		for i := range keys {
			keys[i] = keys[i].Flipped()
		}
	}
	return keys
}

// isColumn reports whether a sort key is a column of the main model.
func isColumn(o query.Order, a *schema.Attribute) bool {
	return o.Path != nil && len(o.Path.Steps) == 0 && o.Path.Attr == a
}

// total cuts an order where it is total, behind the last column of the primary key.
func total(m *schema.Model, keys []query.Order) []query.Order {
	missing := len(m.Keys)
	for i, k := range keys {
		if slices.ContainsFunc(m.Keys, func(a *schema.Attribute) bool { return isColumn(k, a) }) &&
			!slices.ContainsFunc(keys[:i], func(o query.Order) bool { return isColumn(o, k.Path.Attr) }) {
			if missing--; missing == 0 {
				return keys[:i+1]
			}
		}
	}
	return keys
}

func defaults(q *query.Query) []query.Order {
	list := q.Model.OrderBy
	var along *schema.Side
	if q.Batch != nil && len(q.Batch.Side.OrderBy) > 0 {
		along, list = q.Batch.Side, q.Batch.Side.OrderBy
	}
	if q.Along() != nil && len(q.Along().OrderBy) > 0 {
		along, list = q.Along(), q.Along().OrderBy
	}
	keys := make([]query.Order, len(list))
	for i, k := range list {
		keys[i] = query.Order{Path: k.Path, Desc: k.Desc}
		if along != nil && k.Path.Root != q.Model {
			keys[i].Path = linkPath(along, k.Path)
		}
	}
	return keys
}

// linkPath is the path of a column of a many side's link rows, as the target sees it.
func linkPath(s *schema.Side, p *schema.Path) *schema.Path {
	link := schema.Step{Side: s.Inverse.LinkOwner}
	return &schema.Path{Root: s.Target, Steps: append([]schema.Step{link}, p.Steps...), Attr: p.Attr, Side: p.Side,
		Text: link.Side.Name + "__" + p.Text}
}

// term writes one sort key.
func (b *builder) term(expr string, desc bool, nulls query.Nulls) []string {
	dir := ""
	if desc {
		dir = " DESC"
	}
	switch {
	case nulls == query.NullsDefault:
		return []string{expr + dir}
	case b.d.NullsClause && nulls == query.NullsFirst:
		return []string{expr + dir + " NULLS FIRST"}
	case b.d.NullsClause:
		return []string{expr + dir + " NULLS LAST"}
	case nulls == query.NullsFirst:
		return []string{"(" + expr + " IS NULL) DESC", expr + dir}
	}
	return []string{"(" + expr + " IS NULL)", expr + dir}
}

// extreme is the smallest value of an ascending key, the largest of a descending one, of all rows or over a window.
func (b *builder) extreme(a *schema.Attribute, expr string, largest bool, over string) string {
	name := "MIN"
	if largest {
		name = "MAX"
	}
	if b.d.Extreme != nil {
		expr = b.d.Extreme(a, expr)
	}
	if b.d.BoolAggregate && a.Kind == schema.KindBoolean {
		name = map[bool]string{false: "bool_and", true: "bool_or"}[largest]
	}
	if b.d.Boxed != nil && b.d.Boxed(a) {
		expr = "ARRAY[" + expr + "]"
		if largest {
			expr = "array_remove(" + expr + ", NULL)" // which is the largest of elements, and an array of none the smallest
		}
		return "(" + name + "(" + expr + ")" + over + ")[1]"
	}
	return name + "(" + expr + ")" + over
}

// keys writes columns of a node, comma separated.
func (f *frame) keys(n *loaders.Node) string {
	out := make([]string, len(n.Model.Keys))
	for i, a := range n.Model.Keys {
		out[i] = f.column(n, a)
	}
	return commas(out)
}

// mainTerms are the sort keys of the main rows: of their columns, or of what the page query made of them. A key along a selected
// to-many path counts by its extreme among the rows of one main row, but for plain values, each of which counts for itself.
func (s *selection) mainTerms(keys []query.Order) []string {
	var out []string
	for i, k := range keys {
		out = append(out, s.b.term(s.sorted(i, k), k.Desc, k.Nulls)...)
	}
	if !s.flat || len(keys) >= len(s.q.Order) {
		return out
	}
	for _, k := range s.q.Order[len(keys):] { // behind the primary key, where main rows need none
		if s.own(k) {
			value, _ := s.f.key(k)
			out = append(out, s.f.childTerm(value, k)...)
		}
	}
	return out
}

// own reports whether each row of plain values sorts by its own value of a key.
func (s *selection) own(k query.Order) bool {
	own := s.flat && k.ToMany()
	k.EachPath(func(p *schema.Path) { own = own && s.f.multiplied(p.Steps) == nil })
	return own
}

// sorted is the value by which the i-th key sorts.
func (s *selection) sorted(i int, k query.Order) string {
	f := s.f
	own := s.own(k)
	if s.page != nil && !own {
		return s.b.comparable(k.Value(), pageName+".o"+itoa(i))
	}
	expr, multiplies := f.key(k)
	if multiplies && !own {
		expr = s.b.extreme(k.Value(), expr, k.Largest(), " OVER (PARTITION BY "+f.keys(f.tree.Root())+")")
	}
	return expr
}

// childTerms are the sort keys of the rows below the main ones: for each selected to-many node the explicit keys that lie
// along it, else the relation's, else the model's, and its primary key.
func (f *frame) childTerms(explicit []query.Order) []string {
	var out []string
	for _, n := range f.tree.Nodes[1:] {
		if (n.ToMany() || n.Own) && f.selected[n] {
			out = append(out, f.listTerms(n, explicit)...)
		}
	}
	return out
}

// listTerms are the sort keys of the rows of one to-many node.
func (f *frame) listTerms(n *loaders.Node, explicit []query.Order) []string {
	var out []string
	target := f.targetOf(n)
	own := false
	for _, k := range explicit {
		if k.Path == nil || !k.Path.ToMany() {
			continue
		}
		if f.find(f.origin, toLastMany(k.Path.Steps)) == n {
			f.walk(f.origin, k.Path.Steps, 0)
			out = append(out, f.childTerm(f.compared(k.Path), k)...)
			own = true
		}
	}
	if !own {
		out = append(out, f.defaultTerms(target)...)
	}
	for _, a := range target.Model.Keys {
		out = append(out, f.childTerm(f.column(target, a), query.Order{})...)
	}
	return out
}

// childTerm writes one sort key of children. Rows of plain values that are read from the end are turned round one by one.
func (f *frame) childTerm(expr string, k query.Order) []string {
	if f.b.turned {
		k = k.Flipped()
	}
	return f.b.term(expr, k.Desc, k.Nulls)
}

// targetOf is the node whose objects a to-many node leads to: behind link rows, the target.
func (f *frame) targetOf(n *loaders.Node) *loaders.Node {
	if via := n.Step.Via; via != nil && n.Step.Side == via.LinkOwner {
		if t := n.Child(schema.Step{Side: via.LinkTarget, Via: via}); t != nil {
			return t
		}
	}
	return n
}

// toLastMany are the steps up to the last that can lead to several rows.
func toLastMany(steps []schema.Step) []schema.Step {
	for len(steps) > 0 && !steps[len(steps)-1].Side.ToMany {
		steps = steps[:len(steps)-1]
	}
	return steps
}

func nearestMany(n *loaders.Node) *loaders.Node {
	for n.Parent != nil && !n.ToMany() {
		n = n.Parent
	}
	return n
}

func (f *frame) defaultTerms(n *loaders.Node) []string {
	side := n.Step.Side
	if n.Step.Via != nil {
		side = n.Step.Via
	}
	list := side.OrderBy
	if len(list) == 0 {
		list = n.Model.OrderBy
	}
	var out []string
	for _, k := range list {
		at := n
		if k.Path.Root != n.Model {
			at = n.Parent // the link rows
		}
		at = f.walk(at, k.Path.Steps, 0)
		out = append(out, f.childTerm(f.b.comparable(k.Path.Attr, f.column(at, k.Path.Attr)), query.Order{Desc: k.Desc})...)
	}
	return out
}
