package differential

import "strings"

// frame is the joins of one query: every path that it mentions, once.
type frame struct {
	nodes  []frameNode
	index  map[string]int
	places map[string]place
	// via are the link rows by which the rows of a prefetch are reached: a path that begins with their name means them.
	via map[*row]*row
}

type frameNode struct {
	parent int
	step   step
	table  *table
	id     string
}

// place is where a path's value is in a joined row; column -1 stands for the row itself.
type place struct{ node, column int }

func newFrame(root *table) *frame {
	return &frame{nodes: []frameNode{{parent: -1, table: root}}, index: map[string]int{"": 0}, places: map[string]place{}}
}

// join adds the joins of steps that are missing and returns the last one's node.
func (f *frame) join(steps []step) int {
	at := 0
	for _, s := range steps {
		id := f.nodes[at].id + "/" + s.id
		n, ok := f.index[id]
		if !ok {
			n = len(f.nodes)
			f.nodes = append(f.nodes, frameNode{parent: at, step: s, table: s.to, id: id})
			f.index[id] = n
		}
		at = n
	}
	return at
}

// place joins a path and says where its value is. A relation at the end that is joined stands for the key of its rows.
func (f *frame) place(path string) place {
	if p, ok := f.places[path]; ok {
		return p
	}
	steps, _, column, _ := f.nodes[0].table.walk(path)
	if f.via != nil && f.nodes[0].table.linked(path) {
		steps[0] = step{id: "via", to: steps[0].to, next: func(r *row) []*row { return []*row{f.via[r]} }}
	}
	p := place{f.join(steps), max(column, 0)}
	f.places[path] = p
	return p
}

// joined is one row of the joins: a row for each node, nil where nothing is related.
type joined []*row

func (j joined) at(p place) any {
	if r := j[p.node]; r != nil {
		return r.value(p.column)
	}
	return nil
}

// each calls yield with every joined row of a main row, until it returns false.
func (f *frame) each(main *row, yield func(joined) bool) bool {
	current := make(joined, len(f.nodes))
	current[0] = main
	var fill func(n int) bool
	fill = func(n int) bool {
		if n == len(f.nodes) {
			return yield(current)
		}
		current[n] = nil
		from := current[f.nodes[n].parent]
		if from == nil {
			return fill(n + 1)
		}
		related := f.nodes[n].step.next(from)
		if len(related) == 0 {
			return fill(n + 1)
		}
		for _, r := range related {
			current[n] = r
			if !fill(n + 1) {
				return false
			}
		}
		current[n] = nil
		return true
	}
	return fill(1)
}

// under are the nodes from the root's down to n, the root excluded.
func (f *frame) under(n int) []int {
	var out []int
	for ; n > 0; n = f.nodes[n].parent {
		out = append(out, n)
	}
	return out
}

// lowerASCII folds what every database folds.
func lowerASCII(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= 'A' && c <= 'Z' {
			return c + 'a' - 'A'
		}
		return c
	}, s)
}
