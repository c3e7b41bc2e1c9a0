package differential

import "slices"

// distinct are the different rows of plain values, in the given order and then by what is in them, cut after that.
func (e *evaluator) distinct(q *question, t *table) *answer {
	whole := *q
	whole.pages, whole.order = nil, nil
	f, mains := e.rows(&whole, t.rows, nil, q.finish.paths...)
	nodes := e.chosen(f, q, q.finish.paths)
	type tuple struct {
		values map[string]any
		line   string
	}
	var rows []tuple
	seen := map[string]bool{}
	for _, m := range mains {
		for _, j := range projectNodes(m.joined, nodes) {
			row := tuple{map[string]any{}, tupleText(q, f, m, j)}
			if seen[row.line] {
				continue
			}
			seen[row.line] = true
			for _, p := range q.finish.paths {
				row.values[p] = j.at(f.place(p))
			}
			rows = append(rows, row)
		}
	}
	keys := slices.Clone(q.order)
	for _, p := range q.finish.paths {
		keys = append(keys, sortKey{path: p})
	}
	slices.SortFunc(rows, func(a, b tuple) int {
		for _, k := range keys {
			if c := e.compareKey(k, a.values[k.path], b.values[k.path]); c != 0 {
				return c
			}
		}
		return 0
	})
	a := &answer{lines: []string{}}
	for _, row := range cut(q.pages, rows) {
		a.lines = append(a.lines, row.line)
	}
	return a
}
