package differential

import (
	"slices"
	"strings"
)

// object is a row of the result with what was loaded of its relations.
type object struct {
	row      *row
	children map[string][]child // by relation; a relation that was loaded has an entry
}

// child is a related object, with the row by which a to-many relation reaches it: the link row, or the child's own.
type child struct {
	object *object
	via    *row
}

// graph is the objects of a result: one for each path and row.
type graph struct {
	e       *evaluator
	asked   *question
	objects map[string]map[*row]*object // by path
	loaded  map[string]bool             // paths
}

func (g *graph) object(path string, r *row) *object {
	if g.objects[path] == nil {
		g.objects[path] = map[*row]*object{}
	}
	o := g.objects[path][r]
	if o == nil {
		o = &object{row: r, children: map[string][]child{}}
		g.objects[path][r] = o
	}
	return o
}

// objects are the main rows with what the question loads, a line for each. Pages by cursor are results of their own.
func (e *evaluator) objects(q *question, f *frame, mains []*mainRow) []string {
	if q.finish.call == "Pages" && len(mains) > q.finish.size {
		return append(e.objects(q, f, mains[:q.finish.size]), e.objects(q, f, mains[q.finish.size:])...)
	}
	g := &graph{e: e, asked: q, objects: map[string]map[*row]*object{}, loaded: map[string]bool{}}
	g.load(q, f, mains, "")
	lines := make([]string, len(mains))
	for i, m := range mains {
		lines[i] = g.text(g.object("", m.row), "")
	}
	return lines
}

func under(prefix, path string) string {
	if prefix == "" || path == "" {
		return prefix + path
	}
	return prefix + "__" + path
}

// prefixes are the relation paths that lead to a path, itself included, shortest first.
func prefixes(path string) []string {
	parts := names(path)
	out := make([]string, len(parts))
	for i := range parts {
		out[i] = strings.Join(parts[:i+1], "__")
	}
	return out
}

// parent takes the last relation off a path.
func parent(path string) (before, name string) {
	parts := names(path)
	name = parts[len(parts)-1]
	return strings.TrimSuffix(strings.TrimSuffix(path, name), "__"), name
}

// load fills the objects of main rows that are reached along prefix.
func (g *graph) load(q *question, f *frame, mains []*mainRow, prefix string) {
	root := f.nodes[0].table
	for _, m := range mains {
		g.object(prefix, m.row)
	}
	var selected []string
	for _, p := range q.selected {
		selected = append(selected, prefixes(p)...)
	}
	slices.SortStableFunc(selected, func(a, b string) int { return strings.Count(a, "__") - strings.Count(b, "__") })
	for _, p := range slices.Compact(selected) {
		g.loaded[under(prefix, p)] = true
		g.loadSelected(q, f, mains, prefix, p, root)
	}
	for _, fetched := range q.fetched {
		for _, p := range prefixes(fetched.path) {
			if g.loaded[under(prefix, p)] && p != fetched.path {
				continue
			}
			own := fetched.own
			if p != fetched.path {
				own = nil
			}
			g.loaded[under(prefix, p)] = true
			g.loadFetched(q, root, prefix, p, own)
		}
	}
}

// relationAt is the relation at the end of a path.
func relationAt(t *table, path string) *rel {
	var r *rel
	for _, name := range names(path) {
		r = t.rel(name)
		t = r.to
	}
	return r
}

func (g *graph) loadSelected(q *question, f *frame, mains []*mainRow, prefix, path string, root *table) {
	before, name := parent(path)
	r := relationAt(root, path)
	steps := relationSteps(root, path)
	at, via, from := f.join(steps), 0, 0
	if via = at; r.kind == through {
		via = f.nodes[at].parent
	}
	if before != "" {
		from = f.join(relationSteps(root, before))
	}
	owners := map[*object][]child{} // which several main rows may share
	for _, m := range mains {
		for _, j := range m.joined {
			if j[from] == nil {
				continue
			}
			owner := g.object(under(prefix, before), j[from])
			if _, ok := owner.children[name]; !ok {
				owner.children[name] = nil
			}
			if j[at] != nil {
				owners[owner] = append(owners[owner], child{g.object(under(prefix, path), j[at]), j[via]})
			}
		}
	}
	for owner, children := range owners {
		g.sort(q, root, path, r, children)
		for _, c := range children {
			g.give(owner, name, c)
		}
	}
}

func (g *graph) give(owner *object, name string, c child) {
	if !slices.ContainsFunc(owner.children[name], func(o child) bool { return o.object == c.object }) {
		owner.children[name] = append(owner.children[name], c)
	}
}

// loadFetched gives the objects along the path before every related row, or those that the fetch's own question leaves.
func (g *graph) loadFetched(q *question, root *table, prefix, path string, own *question) {
	before, name := parent(path)
	r := relationAt(root, path)
	for _, owner := range g.objects[under(prefix, before)] {
		owner.children[name] = nil
		var related []*row
		via := map[*row]*row{}
		newFrame(r.from).eachAlong(r.steps(), owner.row, func(end, link *row) {
			related = append(related, end)
			via[end] = link
		})
		if own != nil {
			orders := r.order
			if len(orders) == 0 {
				orders = r.to.order
			}
			if g.e.via = nil; r.kind == through {
				g.e.via = via
				own.linked = true
			}
			f, mains := g.e.rows(own, related, orders)
			g.e.via = nil
			g.load(own, f, mains, under(prefix, path))
			for _, m := range mains {
				g.give(owner, name, child{g.object(under(prefix, path), m.row), via[m.row]})
			}
			continue
		}
		for _, end := range related {
			g.give(owner, name, child{g.object(under(prefix, path), end), via[end]})
		}
		g.sort(q, root, path, r, owner.children[name])
	}
}

// eachAlong calls visit with every row at the end of the steps of one relation.
func (f *frame) eachAlong(steps []step, from *row, visit func(end, via *row)) {
	n := f.join(steps)
	f.each(from, func(j joined) bool {
		if j[n] != nil {
			visit(j[n], j[1])
		}
		return true
	})
}

// sort puts children in order: by the explicit keys along their path, else the relation's, else the model's, then the key.
func (g *graph) sort(q *question, root *table, path string, r *rel, children []child) {
	if !r.many {
		return
	}
	own, _ := manyChain(relationSteps(root, path))
	var keys []sortKey
	var values []func(child) any
	for _, k := range q.order {
		if q.note(k.path) != nil || q.linked && root.linked(k.path) {
			continue
		}
		steps, _, column, _ := root.walk(k.path)
		chain, after := manyChain(steps)
		if chain != own || own == "" {
			continue
		}
		keys = append(keys, k)
		values = append(values, func(c child) any { return along(c.via, after, max(column, 0)) })
	}
	if len(keys) == 0 {
		keys = r.order
		if len(keys) == 0 {
			keys = r.to.order
		}
		for _, k := range keys {
			values = append(values, func(c child) any { return c.object.row.values[r.to.column(k.path)] })
		}
	}
	keys = append(slices.Clip(keys), sortKey{path: "pk"})
	values = append(values, func(c child) any { return c.object.row.key() })
	slices.SortStableFunc(children, func(a, b child) int {
		for i, k := range keys {
			if c := g.e.compareKey(k, values[i](a), values[i](b)); c != 0 {
				return c
			}
		}
		return 0
	})
}

// manyChain divides steps after the last that can lead to several rows; the chain names the steps up to it.
func manyChain(steps []step) (chain string, after []step) {
	last := -1
	for i, s := range steps {
		if s.many {
			last = i
		}
	}
	for _, s := range steps[:last+1] {
		chain += "/" + s.id
	}
	return chain, steps[last+1:]
}

// along is the value of a column at the end of to-one steps.
func along(r *row, steps []step, column int) any {
	for _, s := range steps {
		next := s.next(r)
		if len(next) == 0 {
			return nil
		}
		r = next[0]
	}
	return r.values[column]
}

// text writes an object with its columns and everything loaded below it.
func (g *graph) text(o *object, path string) string {
	var b strings.Builder
	all := &question{}
	if path == "" {
		all = g.asked
	}
	writeRow(&b, o.row, all)
	for _, r := range o.row.table.rels {
		children, ok := o.children[r.name]
		if !ok {
			continue
		}
		b.WriteString(" " + r.name + "=[")
		for i, c := range children {
			if i > 0 {
				b.WriteString(" ")
			}
			b.WriteString(g.text(c.object, under(path, r.name)))
			if r.data {
				b.WriteString("~")
				writeRow(&b, c.via, &question{})
			}
		}
		b.WriteString("]")
	}
	return b.String() + "}"
}

// writeRow writes the columns of a row that a question reads and leaves the brace open.
func writeRow(b *strings.Builder, r *row, q *question) {
	b.WriteString(r.table.name + "{")
	for i, c := range r.table.columns {
		if r.table.name == "BookTag" && c.name == "id" || !q.reads(r.table, i) {
			continue // made by the database, or not loaded
		}
		b.WriteString(c.name + "=" + show(r.values[i]) + " ")
	}
}
