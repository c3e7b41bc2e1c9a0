package diagram

import (
	"math"
	"slices"
)

// Sizes of the picture, in pixels. Boxes begin at multiples of grid.
const (
	grid       = 6
	letter     = 7.5 // the width of one, of the fonts that are asked for
	rowHeight  = 18
	headHeight = 24
	boxGap     = 24
	dummySize  = 12
	aspect     = 1.5
)

// box is where a table is drawn.
type box struct{ x, y, w, h float64 }

// size says how large the box of a table is.
func (t *table) size() {
	longest := runes(t.title) + 2
	name, kind := t.columns()
	longest = max(longest, 6+name+2+kind)
	t.box.w = grid * math.Ceil((float64(longest)*letter+20)/grid)
	t.box.h = headHeight + rowHeight*float64(len(t.rows)) + grid
}

// columns are the widths of the names and of the types, in characters.
func (t *table) columns() (name, kind int) {
	for _, r := range t.rows {
		name, kind = max(name, runes(r.name)), max(kind, runes(r.kind))
	}
	return name, kind
}

// runes is how many letters wide a text is; those beyond Latin may be twice as wide.
func runes(text string) int {
	n := 0
	for _, r := range text {
		if n++; r >= 0x1100 {
			n++
		}
	}
	return n
}

// turn finds the references that close circles, so that all others go from the right to the left.
func turn(tables []*table) {
	const open, done = 1, 2
	var walk func(t *table)
	walk = func(t *table) {
		t.marked = open
		for _, r := range t.refers {
			switch r.parent.marked {
			case 0:
				walk(r.parent)
			case open:
				r.backward = r.parent != t
			}
		}
		t.marked = done
	}
	for _, t := range tables {
		if t.marked == 0 {
			walk(t)
		}
	}
}

// ends are the tables at the left and at the right of a reference.
func (r *reference) ends() (left, right *table) {
	if r.backward {
		return r.child, r.parent
	}
	return r.parent, r.child
}

// layered puts tables into columns of about one height: each to the right of those that it refers to. Tables that nothing binds fill
// the gaps.
func layered(tables []*table) [][]*table {
	before, after, alone := map[*table][]*table{}, map[*table][]*table{}, map[*table]bool{}
	area, highest := 0.0, 0.0
	for _, t := range tables {
		alone[t] = true
		area += (t.box.w + 90) * (t.box.h + boxGap)
		highest = max(highest, t.box.h)
	}
	for _, t := range tables {
		for _, r := range t.refers {
			if left, right := r.ends(); left != right {
				before[right], after[left] = append(before[right], left), append(after[left], right)
				alone[left], alone[right] = false, false
			}
		}
	}
	height := max(highest, math.Sqrt(area/aspect))
	var columns [][]*table
	var heights []float64
	at := map[*table]int{}
	put := func(t *table) {
		layer := 0
		for _, p := range before[t] {
			layer = max(layer, at[p]+1)
		}
		for layer < len(columns) && len(columns[layer]) > 0 && heights[layer]+t.box.h > height {
			layer++
		}
		for layer >= len(columns) {
			columns, heights = append(columns, nil), append(heights, 0)
		}
		at[t] = layer
		columns[layer] = append(columns[layer], t)
		heights[layer] += t.box.h + boxGap
	}
	for _, t := range sorted(tables, before, after) {
		if !alone[t] {
			put(t)
		}
	}
	for _, t := range tables {
		if alone[t] {
			put(t)
		}
	}
	return slices.DeleteFunc(columns, func(c []*table) bool { return len(c) == 0 })
}

// sorted are tables behind those at their left, else in their own order.
func sorted(tables []*table, before, after map[*table][]*table) []*table {
	waits := map[*table]int{}
	for _, t := range tables {
		waits[t] = len(before[t])
	}
	var out, ready []*table
	for _, t := range tables {
		if waits[t] == 0 {
			ready = append(ready, t)
		}
	}
	for len(ready) > 0 {
		t := ready[0]
		ready = ready[1:]
		out = append(out, t)
		for _, next := range after[t] {
			if waits[next]--; waits[next] == 0 {
				ready = append(ready, next)
			}
		}
	}
	return out
}
