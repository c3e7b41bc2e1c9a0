package scan

import (
	"database/sql/driver"
	"unsafe"

	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// maxRoots is the most main rows for which the list is made before they come.
const maxRoots = 4096

// reader is the state of one read: the destinations that database/sql fills, and what each node has seen. Later reads of the
// same plan use it again.
type reader struct {
	plan   *Plan
	dest   []any
	cells  []cell         // of dest
	forms  []form         // of undecoded values, by column
	padded []int          // the columns of undecoded values that are filled with blanks
	values []driver.Value // of a driver's own row
	nodes  []nodeState
	found  []loaders.Found // parallel to nodes
	parent *parentCell
	pairs  map[pair]struct{}
	ties   []map[[2]unsafe.Pointer]struct{} // of link rows that are not read: those that were met
	ranks  *ranks
	late   []*nodeState // those whose columns say something together
	tracks []*nodeState // those whose objects remember their values
	resets []resetter   // the destinations that hold something of the rows
}

type resetter interface{ reset() }

// pair is a main row under a parent.
type pair struct {
	parent schema.Key
	root   unsafe.Pointer
}

func newReader(p *Plan) *reader {
	r := &reader{plan: p, nodes: make([]nodeState, len(p.nodes)), found: make([]loaders.Found, len(p.nodes))}
	var ranked map[int]*rankCell
	for _, l := range p.tree.Lead {
		switch l {
		case loaders.LeadParent:
			r.leadParent(loaders.KeyAttribute(p.tree.Along))
		case loaders.LeadRank:
			if ranked == nil {
				ranked = map[int]*rankCell{}
			}
			c := &rankCell{}
			ranked[p.tree.Ranked()[len(ranked)].Index] = c
			r.add(c)
		default:
			r.add(nothing{})
		}
	}
	r.ranks = newRanks(p, ranked)
	for i := range p.nodes {
		n := &r.nodes[i]
		n.plan, n.found, n.alone = &p.nodes[i], &r.found[i], p.nodes[i].alone
		if node := n.plan.node; node.Load && node.Model.Tracks {
			r.tracks = append(r.tracks, n)
		}
		if node := n.plan; len(node.late)+len(node.on) > 0 || node.node.Load && node.node.Model.Holds() {
			r.late = append(r.late, n)
		}
		r.addNode(n, i == 0)
	}
	return r
}

// leadParent reads the parent's key, of several columns part by part.
func (r *reader) leadParent(key *schema.Attribute) {
	switch {
	case len(key.Parts) == 0:
		r.parent = &parentCell{attr: key}
		r.add(r.parent)
	case r.parent == nil:
		r.parent = &parentCell{attr: key}
		r.watch(r.parent)
		r.add(&parentPart{of: r.parent, attr: key.Parts[0]})
	default:
		r.parent.columns++
		r.add(&parentPart{of: r.parent, attr: key.Parts[r.parent.columns], i: r.parent.columns})
	}
}

func (r *reader) addNode(n *nodeState, root bool) {
	keys := n.plan.node.Model.Keys
	for i, c := range n.plan.columns {
		switch field := (target{n, c.attr, c.attr.Offset}); {
		case len(keys) == 0 && i == 0:
			cell := c.make(field)
			r.add(&startCell{n: n, first: cell})
			r.watch(cell)
		case i >= len(keys):
			r.add(c.make(field))
		case len(keys) == 1:
			cell := c.make(field)
			r.add(&keyCell{n: n, attr: c.attr, field: cell, root: root})
			r.watch(cell)
		default:
			r.add(&partCell{n: n, keys: keys, i: i, root: root})
		}
	}
}

func (r *reader) add(c cell) {
	r.dest, r.cells = append(r.dest, c), append(r.cells, c)
	r.watch(c)
}

func (r *reader) watch(c cell) {
	if c, ok := c.(resetter); ok {
		r.resets = append(r.resets, c)
	}
}

// expect prepares for as many objects as the last read had, and for no more main rows than can come.
func (r *reader) expect(hint int) {
	for i := range r.nodes {
		r.nodes[i].expect = int(r.nodes[i].plan.guess.Load())
	}
	if root := &r.nodes[0]; hint > 0 && (root.expect == 0 || root.expect > hint) {
		root.expect = hint
	}
}

// finish links the objects of a row and notes what the caller wants of it.
func (r *reader) finish(result *Result) {
	for _, n := range r.late {
		if n.at != nil {
			n.settle()
		}
	}
	for _, n := range r.tracks {
		if n.at != nil {
			state := n.plan.node.Model.State(n.at)
			state.State = state.State.Remembering(n.at)
		}
	}
	for i := range r.plan.unread {
		r.linked(i)
	}
	root := &r.found[0]
	if root.Fresh {
		if result.Roots == nil {
			result.Roots = r.list(result)
		}
		result.Roots = append(result.Roots, root.Row)
	}
	for i := range r.plan.links {
		if r.ranks != nil {
			r.ranks.tie(&r.plan.links[i], i, r.found)
			continue
		}
		r.plan.links[i].Tie(r.found)
	}
	if r.plan.pairs != noPairs && r.paired() {
		result.Parents = append(result.Parents, r.parent.key)
		result.RowRoots = append(result.RowRoots, root.Row)
		if l := r.plan.tree.Link; l != nil {
			result.RowLinks = append(result.RowLinks, r.found[l.Index].Row)
		}
	}
}

// linked notes the link row of a row, of link rows that are not read.
func (r *reader) linked(i int) {
	u := &r.plan.unread[i]
	parent, child := r.found[u.parent].Row, r.found[u.child].Row
	if parent == nil || child == nil {
		r.found[u.link] = loaders.Found{}
		return
	}
	met := false
	if !u.distinct {
		if r.ties == nil {
			r.ties = make([]map[[2]unsafe.Pointer]struct{}, len(r.plan.unread))
		}
		if r.ties[i] == nil {
			r.ties[i] = map[[2]unsafe.Pointer]struct{}{}
		}
		pair := [2]unsafe.Pointer{parent, child}
		if _, met = r.ties[i][pair]; !met {
			r.ties[i][pair] = struct{}{}
		}
	}
	r.found[u.link] = loaders.Found{Row: unsafe.Pointer(&mark), Fresh: !met}
}

// end is for what can be done when all rows are there.
func (r *reader) end() {
	if r.ranks != nil {
		r.ranks.sort()
	}
}

// list is room for the main rows that are expected, and for the pairs of a prefetch.
func (r *reader) list(result *Result) []unsafe.Pointer {
	n := min(r.nodes[0].expect, maxRoots)
	if n == 1 {
		return result.single[:0]
	}
	if r.plan.pairs != noPairs {
		result.Parents = make([]schema.Key, 0, n)
		result.RowRoots = make([]unsafe.Pointer, 0, n)
	}
	return make([]unsafe.Pointer, 0, n)
}

// paired reports whether the row is a pair of its own.
func (r *reader) paired() bool {
	switch r.plan.pairs {
	case pairByRoot:
		return r.found[0].Fresh
	case pairByLink:
		return r.found[r.plan.tree.Link.Index].Fresh
	case pairBySet:
		if r.pairs == nil {
			r.pairs = map[pair]struct{}{}
		}
		k := pair{r.parent.key, r.found[0].Row}
		if _, ok := r.pairs[k]; ok {
			return false
		}
		r.pairs[k] = struct{}{}
	}
	return true
}

// reset drops everything that belongs to the rows that were read.
func (r *reader) reset() {
	for i := range r.nodes {
		r.nodes[i].reset()
	}
	for _, c := range r.resets {
		c.reset()
	}
	r.pairs = nil
	for i := range r.ties {
		if len(r.ties[i]) > keptKeys {
			r.ties[i] = nil
		}
		clear(r.ties[i])
	}
	if r.ranks != nil {
		clear(r.ranks.lists)
	}
	clear(r.values)
}
