package diagram

import "slices"

// node is what stands in a column: a table, or the place where a line passes.
type node struct {
	table  *table // nil of a place
	layer  int
	index  int // within its column
	y, h   float64
	places *net
}

// end is where a line ends at a node: so far below its top.
type end struct {
	node *node
	off  float64
	row  row
}

// net is one line with branches: from its left end to all right ends, column by column.
type net struct {
	left   end
	rights []end
	passes map[int]*node // the places in the columns between
	color  int
	parent bool // the left end is that of the table that is referred to
	spans  []*span
}

// span is the part of a net between two neighbouring columns.
type span struct {
	net    *net
	left   end
	rights []end
	track  int
	x      float64
}

// The lines of both sides of a channel never have the same height: ends at the right of boxes, ends at their left and places
// differ in what is left of their heights by the grid.
const (
	rightShift = -1.5
	leftShift  = 1.5
	placeIn    = dummySize / 2
	placeOut   = placeIn + 3
)

// rowAt is the middle of a row, below the top of its box.
func rowAt(i int) float64 { return headHeight + rowHeight*float64(i) + rowHeight/2 }

// figure is the picture while it is made.
type figure struct {
	tables  []*table
	columns [][]*node
	nets    []*net
	loops   []*reference
	colX    []float64
	colW    []float64
	w, h    float64
}

// connect makes the nodes and the nets between them.
func connect(tables []*table, columns [][]*table) *figure {
	f := &figure{tables: tables}
	nodes := map[*table]*node{}
	for layer, column := range columns {
		f.columns = append(f.columns, nil)
		for _, t := range column {
			nodes[t] = f.add(&node{table: t, layer: layer, h: t.box.h})
		}
	}
	for i, t := range tables {
		var in *net
		for _, child := range tables {
			for _, r := range child.refers {
				switch {
				case r.parent != t:
				case child == t:
					f.loops = append(f.loops, r)
				case r.backward:
					f.nets = append(f.nets, &net{left: end{nodes[child], rowAt(r.row) + rightShift, child.rows[r.row]}, color: i,
						rights: []end{{nodes[t], rowAt(t.key()) + leftShift, row{}}}})
				default:
					if in == nil {
						in = &net{left: end{nodes[t], rowAt(t.key()) + rightShift, row{}}, color: i, parent: true}
						f.nets = append(f.nets, in)
					}
					in.rights = append(in.rights, end{nodes[child], rowAt(r.row) + leftShift, child.rows[r.row]})
				}
			}
		}
	}
	for _, n := range f.nets {
		f.split(n)
	}
	return f
}

func (f *figure) add(n *node) *node {
	n.index = len(f.columns[n.layer])
	f.columns[n.layer] = append(f.columns[n.layer], n)
	return n
}

// split cuts a net into spans, with places in the columns that it passes.
func (f *figure) split(n *net) {
	last := 0
	for _, r := range n.rights {
		last = max(last, r.node.layer)
	}
	n.passes = map[int]*node{}
	from := n.left
	for layer := n.left.node.layer + 1; layer <= last; layer++ {
		s := &span{net: n, left: from}
		for _, r := range n.rights {
			if r.node.layer == layer {
				s.rights = append(s.rights, r)
			}
		}
		if layer < last {
			place := f.add(&node{layer: layer, h: dummySize, places: n})
			n.passes[layer] = place
			s.rights = append(s.rights, end{node: place, off: placeIn})
			from = end{node: place, off: placeOut}
		}
		n.spans = append(n.spans, s)
	}
}

// between are the spans in the channel behind a column.
func (f *figure) between(layer int) []*span {
	var out []*span
	for _, n := range f.nets {
		for _, s := range n.spans {
			if s.left.node.layer == layer {
				out = append(out, s)
			}
		}
	}
	return out
}

func (e end) y() float64 { return e.node.y + e.off }

// order arranges each column so that few lines cross: nodes go where the middle of their neighbours is, back and forth.
func (f *figure) order() {
	best, least := f.snapshot(), f.crossings()
	for sweep := range 12 {
		for i := range f.columns {
			layer := i
			if sweep%2 == 1 {
				layer = len(f.columns) - 1 - i
			}
			f.arrange(layer, sweep%2 == 1)
		}
		if n := f.crossings(); n < least {
			best, least = f.snapshot(), n
		}
	}
	f.columns = best
	for _, column := range f.columns {
		for i, n := range column {
			n.index = i
		}
	}
}

func (f *figure) snapshot() [][]*node {
	out := make([][]*node, len(f.columns))
	for i, c := range f.columns {
		out[i] = slices.Clone(c)
	}
	return out
}

// arrange sorts a column by the middles of its neighbours at one side; what has none stays about where it is.
func (f *figure) arrange(layer int, right bool) {
	column := f.columns[layer]
	middle := map[*node]float64{}
	for n, ends := range f.neighbours(layer, right) {
		for _, e := range ends {
			other := f.columns[e.node.layer]
			middle[n] += (float64(e.node.index) + e.off/e.node.h) / float64(len(other)) / float64(len(ends))
		}
	}
	for i, n := range column {
		if _, ok := middle[n]; !ok {
			middle[n] = (float64(i) + 0.5) / float64(len(column))
		}
	}
	slices.SortStableFunc(column, func(a, b *node) int {
		switch {
		case middle[a] < middle[b]:
			return -1
		case middle[a] > middle[b]:
			return 1
		}
		return 0
	})
	for i, n := range column {
		n.index = i
	}
}

// neighbours are the ends that the nodes of a column are tied to, at one side.
func (f *figure) neighbours(layer int, right bool) map[*node][]end {
	out := map[*node][]end{}
	if right {
		for _, s := range f.between(layer) {
			out[s.left.node] = append(out[s.left.node], s.rights...)
		}
		return out
	}
	if layer > 0 {
		for _, s := range f.between(layer - 1) {
			for _, r := range s.rights {
				out[r.node] = append(out[r.node], s.left)
			}
		}
	}
	return out
}

// crossings counts the lines that cross.
func (f *figure) crossings() int {
	type line struct{ a, b float64 }
	n := 0
	for layer := range f.columns {
		var lines []line
		for _, s := range f.between(layer) {
			for _, r := range s.rights {
				lines = append(lines, line{float64(s.left.node.index) + s.left.off/s.left.node.h, float64(r.node.index) + r.off/r.node.h})
			}
		}
		for i, p := range lines {
			for _, q := range lines[:i] {
				if (p.a-q.a)*(p.b-q.b) < 0 {
					n++
				}
			}
		}
	}
	return n
}
