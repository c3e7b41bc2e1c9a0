package diagram

import (
	"cmp"
	"math"
	"slices"
)

const (
	margin   = 24
	loopRoom = 18 // beside a box, for lines from it to itself
	trackGap = 9
	stub     = 20 // before a box, for the marks of a line's end
	legend   = 30
)

// place gives every node its height, so that lines are short, and every column its place from the left.
func (f *figure) place() {
	for _, column := range f.columns {
		y := 0.0
		for _, n := range column {
			n.y = y
			y += n.h + gapOf(n)
		}
	}
	for sweep := range 8 {
		for i := range f.columns {
			layer := i
			if sweep%2 == 1 {
				layer = len(f.columns) - 1 - i
			}
			f.settle(layer, sweep%2 == 1)
		}
	}
	top := math.Inf(1)
	for _, column := range f.columns {
		for _, n := range column {
			top = min(top, n.y)
		}
	}
	for _, column := range f.columns {
		below := math.Inf(-1)
		for _, n := range column {
			n.y = max(grid*math.Round((n.y-top+margin)/grid), below)
			below = n.y + n.h + grid*math.Ceil(gapOf(n)/2/grid)
			f.h = max(f.h, n.y+n.h+margin)
		}
	}
	f.columnsAt()
}

func gapOf(n *node) float64 {
	if n.table == nil {
		return grid
	}
	return boxGap
}

// settle moves the nodes of a column to where their lines are straight, as near as their order and their sizes let them: neighbours
// that are in each other's way move as one.
func (f *figure) settle(layer int, right bool) {
	type block struct{ at, weight, size float64 } // where the first wants to be
	wanted := map[*node]float64{}
	ties := f.neighbours(layer, right)
	for n, ends := range ties {
		own := f.offsets(n, layer, right)
		for i, e := range ends {
			wanted[n] += (e.y() - own[i]) / float64(len(ends))
		}
	}
	column := f.columns[layer]
	var blocks []block
	var first []int
	for i, n := range column {
		b := block{n.y, 0.1, n.h + gapOf(n)}
		if at, ok := wanted[n]; ok {
			b.at, b.weight = at, float64(len(ties[n]))
		}
		blocks, first = append(blocks, b), append(first, i)
		for len(blocks) > 1 {
			a, b := blocks[len(blocks)-2], blocks[len(blocks)-1]
			if a.at+a.size <= b.at {
				break
			}
			sum := a.weight + b.weight
			blocks = append(blocks[:len(blocks)-2], block{(a.at*a.weight + (b.at-a.size)*b.weight) / sum, sum, a.size + b.size})
			first = first[:len(first)-1]
		}
	}
	for i, b := range blocks {
		to := len(column)
		if i+1 < len(first) {
			to = first[i+1]
		}
		y := b.at
		for _, n := range column[first[i]:to] {
			n.y = y
			y += n.h + gapOf(n)
		}
	}
}

// offsets are where the lines of a node begin, below its top, in the order of neighbours.
func (f *figure) offsets(n *node, layer int, right bool) []float64 {
	var out []float64
	if right {
		for _, s := range f.between(layer) {
			if s.left.node == n {
				for range s.rights {
					out = append(out, s.left.off)
				}
			}
		}
		return out
	}
	for _, s := range f.between(layer - 1) {
		for _, r := range s.rights {
			if r.node == n {
				out = append(out, r.off)
			}
		}
	}
	return out
}

// columnsAt gives the spans of each channel their tracks, and the columns their places.
func (f *figure) columnsAt() {
	x := float64(margin)
	for layer, column := range f.columns {
		w := 0.0
		for _, n := range column {
			if n.table != nil {
				w = max(w, n.table.box.w)
			}
		}
		f.colX, f.colW = append(f.colX, x), append(f.colW, w)
		for _, n := range column {
			if n.table != nil {
				n.table.box.x, n.table.box.y = x, n.y
			}
		}
		x += w + loopRoom
		spans := f.between(layer)
		tracks := tracked(spans)
		for _, s := range spans {
			s.x = x + trackGap*float64(s.track)
		}
		if x += trackGap * float64(tracks); layer < len(f.columns)-1 {
			x += stub
		}
	}
	f.w = max(x+margin, 460)
	f.h += legend
}

// reach is how far up and down a span goes.
func (s *span) reach() (top, bottom float64) {
	top, bottom = s.left.y(), s.left.y()
	for _, r := range s.rights {
		top, bottom = min(top, r.y()), max(bottom, r.y())
	}
	return top, bottom
}

// tracked gives the spans of a channel tracks, so that no two upright lines touch, and returns how many there are.
func tracked(spans []*span) int {
	spans = slices.Clone(spans)
	slices.SortStableFunc(spans, func(a, b *span) int {
		at, _ := a.reach()
		bt, _ := b.reach()
		return cmp.Compare(at, bt)
	})
	var ends []float64 // of the lowest line of each track
	for _, s := range spans {
		top, bottom := s.reach()
		s.track = slices.IndexFunc(ends, func(e float64) bool { return e+grid < top })
		if s.track < 0 {
			s.track = len(ends)
			ends = append(ends, 0)
		}
		ends[s.track] = bottom
	}
	return len(ends)
}
