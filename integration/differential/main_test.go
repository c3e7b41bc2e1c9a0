package differential

import (
	"errors"
	"slices"
)

// mainRow is a main row that is in the result, with the joined rows that satisfy the predicate.
type mainRow struct {
	row    *row
	joined []joined
	keys   []any
	notes  map[string]any
}

// errLarge gives up on questions whose joins multiply beyond what loops over slices can do quickly.
var errLarge = errors.New("too many joined rows")

const largest = 20_000

// rows are the main rows of a question among the candidates, ordered and cut by its page. orders is the default order. The
// paths are joined besides what the question mentions.
func (e *evaluator) rows(q *question, candidates []*row, orders []sortKey, paths ...string) (*frame, []*mainRow) {
	f := newFrame(e.world.table(q.root))
	f.via, e.via = e.via, nil // not for the sub-queries in conditions
	predicate := make([]condition, len(q.filters))
	for i, c := range q.filters {
		predicate[i] = c.condition()
		predicate[i].join(f)
	}
	for _, p := range q.selected {
		f.join(relationSteps(f.nodes[0].table, p))
	}
	keys := totalOrder(q, orders)
	for _, k := range keys {
		if q.note(k.path) == nil {
			f.place(k.path)
		}
	}
	for _, n := range q.notes {
		f.place(n.path)
	}
	for _, p := range paths {
		f.place(p)
	}
	var out []*mainRow
	total := 0
	for _, r := range candidates {
		m := &mainRow{row: r, notes: map[string]any{}}
		f.each(r, func(j joined) bool {
			if total++; total > largest {
				panic(errLarge)
			}
			if e.all(predicate, f, j) == yes {
				m.joined = append(m.joined, slices.Clone(j))
			}
			return true
		})
		if len(m.joined) == 0 || !e.annotate(q, f, m) {
			continue
		}
		for _, k := range keys {
			m.keys = append(m.keys, e.sortValue(q, f, m, k))
		}
		out = append(out, m)
	}
	slices.SortStableFunc(out, func(a, b *mainRow) int { return e.compareKeys(keys, a.keys, b.keys) })
	return f, cut(q.pages, out)
}

func relationSteps(t *table, path string) []step {
	var out []step
	for _, name := range names(path) {
		r := t.rel(name)
		out = append(out, r.steps()...)
		t = r.to
	}
	return out
}

func (q *question) note(name string) *aggregate {
	for i := range q.notes {
		if q.notes[i].name == name {
			return &q.notes[i]
		}
	}
	return nil
}

// annotate computes the annotations of a main row and reports whether the conditions on them hold.
func (e *evaluator) annotate(q *question, f *frame, m *mainRow) bool {
	if len(q.notes) == 0 {
		return true
	}
	for _, n := range q.notes { // each over the choices along its own path
		choices, p := project(f, m.joined, []string{n.path}), f.place(n.path)
		values := make([]any, len(choices))
		for i, j := range choices {
			values[i] = j.at(p)
		}
		m.notes[n.name] = aggregated(n.function, values)
	}
	own := newFrame(m.row.table)
	late := &connective{"And", q.late}
	late.join(own)
	return withNotes(late, m.notes).eval(e, own, joined{m.row}) == yes
}

// project keeps of joined rows one for each choice along the paths.
func project(f *frame, rows []joined, paths []string) []joined {
	nodes := []int{}
	for _, p := range paths {
		nodes = append(nodes, f.under(f.place(p).node)...)
	}
	return projectNodes(rows, nodes)
}

func projectNodes(rows []joined, nodes []int) []joined {
	slices.Sort(nodes)
	nodes = slices.Compact(nodes)
	type choice [12]*row
	if len(nodes) > len(choice{}) {
		panic(errLarge)
	}
	seen := map[choice]bool{}
	var out []joined
	for _, j := range rows {
		var c choice
		for i, n := range nodes {
			c[i] = j[n]
		}
		if !seen[c] {
			seen[c] = true
			out = append(out, j)
		}
	}
	return out
}

// totalOrder ends with the primary key.
func totalOrder(q *question, orders []sortKey) []sortKey {
	keys := slices.Clone(q.order)
	if len(keys) == 0 {
		keys = slices.Clone(orders)
	}
	return append(keys, sortKey{path: "pk"})
}

// sortValue is what a main row sorts by: along a to-many path the smallest or largest value of its joined rows.
func (e *evaluator) sortValue(q *question, f *frame, m *mainRow, k sortKey) any {
	if q.note(k.path) != nil {
		return m.notes[k.path]
	}
	var best any
	for _, j := range m.joined {
		v := j.at(f.place(k.path))
		switch {
		case v == nil:
		case best == nil, k.desc && compareValues(v, best) > 0, !k.desc && compareValues(v, best) < 0:
			best = v
		}
	}
	return best
}

func (e *evaluator) compareKeys(keys []sortKey, a, b []any) int {
	for i, k := range keys {
		if c := e.compareKey(k, a[i], b[i]); c != 0 {
			return c
		}
	}
	return 0
}

func (e *evaluator) compareKey(k sortKey, a, b any) int {
	if isInside(k.path) {
		a, b = sortable(a), sortable(b)
	}
	last := e.nullsLast != k.desc
	switch k.nulls {
	case nullsFirst:
		last = false
	case nullsLast:
		last = true
	}
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil && last, b == nil && !last:
		return 1
	case a == nil || b == nil:
		return -1
	case k.desc:
		return compareValues(b, a)
	}
	return compareValues(a, b)
}

// cut applies the pages: a later Limit or Offset replaces the earlier, slices compose.
func cut[T any](pages []page, rows []T) []T {
	offset, limit := 0, -1
	first := 0
	for ; first < len(pages); first++ {
		p := pages[first]
		switch p.call {
		case "Limit":
			limit = p.a
		case "Offset":
			offset = p.a
		case "Paginate":
			offset, limit = (p.a-1)*p.b, p.b
		default:
			goto slices
		}
	}
slices:
	rows = rows[min(offset, len(rows)):]
	if limit >= 0 {
		rows = rows[:min(limit, len(rows))]
	}
	for _, p := range pages[first:] {
		switch p.call {
		case "Slice":
			from := min(p.a, len(rows))
			rows = rows[from:max(from, min(p.b, len(rows)))]
		case "SliceFrom":
			rows = rows[min(p.a, len(rows)):]
		case "Tail":
			rows = rows[len(rows)-min(p.a, len(rows)):]
		}
	}
	return rows
}
