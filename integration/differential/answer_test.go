package differential

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// answer is what a question gives, as lines. Where sizes is set the lines come in blocks of these sizes, within which their
// order is not settled.
type answer struct {
	lines []string
	sizes []int
	set   bool    // no order at all
	raw   *window // of these lines, which cuts blocks in two
}

// agrees compares the model's answer with the library's.
func (a *answer) agrees(lines []string) bool {
	if a.raw != nil {
		return a.agreesInPart(lines)
	}
	if len(a.lines) != len(lines) {
		return false
	}
	sizes := a.sizes
	if a.set {
		sizes = []int{len(lines)}
	}
	if sizes == nil {
		return slices.Equal(a.lines, lines)
	}
	at := 0
	for _, n := range sizes {
		if !slices.Equal(sorted(a.lines[at:at+n]), sorted(lines[at:at+n])) {
			return false
		}
		at += n
	}
	return true
}

// window is from where to where a page of joined rows goes.
type window struct{ from, to int }

// agreesInPart compares a page of joined rows: of the blocks that it cuts, any lines will do.
func (a *answer) agreesInPart(lines []string) bool {
	if len(lines) != a.raw.to-a.raw.from {
		return false
	}
	at := 0
	for _, n := range a.sizes {
		from, to := max(at, a.raw.from), min(at+n, a.raw.to)
		rest := slices.Clone(a.lines[at : at+n])
		for i := from; i < to; i++ {
			j := slices.Index(rest, lines[i-a.raw.from])
			if j < 0 {
				return false
			}
			rest = slices.Delete(rest, j, j+1)
		}
		at += n
	}
	return true
}

func sorted(lines []string) []string { return slices.Sorted(slices.Values(lines)) }

// answer is the model's answer.
func (e *evaluator) answer(q *question) (a *answer, err error) {
	defer func() {
		if r := recover(); r != nil {
			if caught, ok := r.(error); !ok || !errors.Is(caught, errLarge) {
				panic(r)
			}
			err = errLarge
		}
	}()
	t := e.world.table(q.root)
	switch q.finish.call {
	case "Values", "ValuesList", "CountRows":
		return e.tuples(q), nil
	case "Aggregate":
		return e.totals(q), nil
	case "GroupBy":
		return e.groups(q), nil
	}
	ordered, orders := q, t.order
	if q.finish.call == "First" || q.finish.call == "Last" || q.finish.call == "Get" && len(q.filters) == 0 {
		ordered, orders = byKey(t, q), nil
	}
	f, mains := e.rows(ordered, t.rows, orders)
	switch call := q.finish.call; call {
	case "Count":
		return &answer{lines: []string{fmt.Sprint(len(mains))}}, nil
	case "Exists":
		return &answer{lines: []string{fmt.Sprint(len(mains) > 0)}}, nil
	case "First", "Last", "Get":
		mains = one(q, call, mains)
		if len(mains) != 1 {
			return &answer{lines: []string{map[bool]string{true: "no match", false: "several"}[len(mains) == 0]}}, nil
		}
	}
	return &answer{lines: e.objects(q, f, mains)}, nil
}

// byKey is the order of First, Last and Get: an explicit one counts where it names a column of the main model.
func byKey(t *table, q *question) *question {
	c := *q
	own := slices.ContainsFunc(q.order, func(k sortKey) bool { return t.own(k.path) })
	if !own && q.finish.call != "Get" {
		c.order = nil
	}
	return &c
}

func one(q *question, call string, mains []*mainRow) []*mainRow {
	if len(mains) == 0 || call == "Get" && len(q.filters) > 0 {
		return mains
	}
	if call == "Last" || call == "Get" && len(q.order) == 0 {
		return mains[len(mains)-1:]
	}
	return mains[:1]
}

// tuples are the rows of plain values: every main row once for each choice along the paths that are selected or named.
func (e *evaluator) tuples(q *question) *answer {
	t := e.world.table(q.root)
	plainPages := q.pages
	if q.raw {
		c := *q
		c.pages = nil
		q = &c
	}
	var paths []string
	for _, p := range q.finish.paths {
		if q.note(p) == nil {
			paths = append(paths, p)
		}
	}
	if q.distinct {
		return e.distinct(q, t)
	}
	f, mains := e.rows(q, t.rows, t.order, paths...)
	a := e.flat(q, t, f, mains, e.chosen(f, q, paths))
	if q.finish.call == "CountRows" {
		n := len(a.lines)
		if q.raw {
			n = len(cut(plainPages, a.lines))
		}
		return &answer{lines: []string{fmt.Sprint(n)}}
	}
	if q.raw {
		places := make([]int, len(a.lines))
		for i := range places {
			places[i] = i
		}
		a.raw = &window{}
		if kept := cut(plainPages, places); len(kept) > 0 {
			a.raw = &window{kept[0], kept[len(kept)-1] + 1}
		}
	}
	return a
}

// flat are the rows of plain values in their order: along a path that is selected each sorts by its own value, else as its main row.
func (e *evaluator) flat(q *question, t *table, f *frame, mains []*mainRow, nodes []int) *answer {
	keys := totalOrder(q, t.order)
	own := make([]bool, len(keys))
	for i, k := range keys {
		own[i] = q.note(k.path) == nil && t.toMany(k.path) && !slices.ContainsFunc(f.under(f.place(k.path).node), func(n int) bool {
			return f.nodes[n].step.many && !slices.Contains(nodes, n)
		})
	}
	type tuple struct {
		keys []any
		line string
	}
	var rows []tuple
	for _, m := range mains {
		for _, j := range projectNodes(m.joined, nodes) {
			row := tuple{slices.Clone(m.keys), tupleText(q, f, m, j)}
			for i, k := range keys {
				if own[i] {
					row.keys[i] = j.at(f.place(k.path))
				}
			}
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(a, b tuple) int { return e.compareKeys(keys, a.keys, b.keys) })
	a := &answer{sizes: []int{}}
	for i, row := range rows {
		a.lines = append(a.lines, row.line)
		if i > 0 && e.compareKeys(keys, rows[i-1].keys, row.keys) == 0 {
			a.sizes[len(a.sizes)-1]++
		} else {
			a.sizes = append(a.sizes, 1)
		}
	}
	return a
}

// chosen are the joins along the paths that are selected or named.
func (e *evaluator) chosen(f *frame, q *question, paths []string) []int {
	nodes := []int{}
	for _, p := range q.selected {
		nodes = append(nodes, f.under(f.join(relationSteps(f.nodes[0].table, p)))...)
	}
	for _, p := range paths {
		nodes = append(nodes, f.under(f.place(p).node)...)
	}
	return nodes
}

func tupleText(q *question, f *frame, m *mainRow, j joined) string {
	parts := make([]string, len(q.finish.paths))
	for i, p := range q.finish.paths {
		if q.note(p) != nil {
			parts[i] = show(m.notes[p])
		} else {
			parts[i] = show(j.at(f.place(p)))
		}
	}
	return strings.Join(parts, " | ")
}

func aggregatePaths(list []aggregate) []string {
	var paths []string
	for _, a := range list {
		paths = append(paths, a.path)
	}
	return paths
}

// totals are aggregates over all joined rows along the selected and named paths.
func (e *evaluator) totals(q *question) *answer {
	t := e.world.table(q.root)
	paths := aggregatePaths(q.finish.aggregates)
	f, mains := e.rows(q, t.rows, t.order, paths...)
	nodes := e.chosen(f, q, paths)
	var all []joined
	for _, m := range mains {
		all = append(all, projectNodes(m.joined, nodes)...)
	}
	var parts []string
	for _, g := range q.finish.aggregates {
		parts = append(parts, g.name+"="+show(aggregated(g.function, columnValues(f, all, g.path))))
	}
	return &answer{lines: []string{strings.Join(parts, " ")}}
}

func columnValues(f *frame, rows []joined, path string) []any {
	p := f.place(path)
	values := make([]any, len(rows))
	for i, j := range rows {
		values[i] = j.at(p)
	}
	return values
}

// aggregated is an aggregate function over values; NULLs do not count.
func aggregated(function string, values []any) any {
	var seen []any
	for _, v := range values {
		if v != nil {
			seen = append(seen, v)
		}
	}
	switch {
	case function == "count":
		return int64(len(seen))
	case len(seen) == 0:
		return nil
	case function == "max":
		return slices.MaxFunc(seen, compareValues)
	case function == "min":
		return slices.MinFunc(seen, compareValues)
	}
	sum := new(big.Rat)
	for _, v := range seen {
		switch v := v.(type) {
		case int64:
			sum.Add(sum, new(big.Rat).SetInt64(v))
		case uint64:
			sum.Add(sum, new(big.Rat).SetInt(new(big.Int).SetUint64(v)))
		case float64:
			sum.Add(sum, new(big.Rat).SetFloat64(v))
		case *big.Rat:
			sum.Add(sum, v)
		}
	}
	_, whole := seen[0].(int64)
	_, exact := seen[0].(*big.Rat)
	_, wide := seen[0].(uint64)
	if function == "avg" {
		sum.Quo(sum, big.NewRat(int64(len(seen)), 1))
		f, _ := sum.Float64()
		return f
	}
	switch {
	case whole:
		return sum.Num().Int64()
	case exact || wide:
		return sum
	}
	f, _ := sum.Float64()
	return f
}

// groups are aggregates by the values of paths.
func (e *evaluator) groups(q *question) *answer {
	t := e.world.table(q.root)
	paths := append(aggregatePaths(q.finish.aggregates), q.finish.paths...)
	f, mains := e.rows(q, t.rows, nil, paths...)
	nodes := e.chosen(f, q, paths)
	type group struct {
		by   []any
		rows []joined
		out  map[string]any
	}
	groups := map[string]*group{}
	for _, m := range mains {
		for _, j := range projectNodes(m.joined, nodes) {
			by := make([]any, len(q.finish.paths))
			text := ""
			for i, p := range q.finish.paths {
				by[i] = j.at(f.place(p))
				text += show(by[i]) + " | "
			}
			if groups[text] == nil {
				groups[text] = &group{by: by, out: map[string]any{}}
			}
			groups[text].rows = append(groups[text].rows, j)
		}
	}
	var kept []*group
	for _, g := range groups {
		for i, p := range q.finish.paths {
			g.out[p] = g.by[i]
		}
		for _, a := range q.finish.aggregates {
			g.out[a.name] = aggregated(a.function, columnValues(f, g.rows, a.path))
		}
		if withNotes(&connective{"And", q.finish.having}, g.out).eval(e, nil, nil) == yes {
			kept = append(kept, g)
		}
	}
	keys := slices.Clone(q.finish.order)
	for _, p := range q.finish.paths {
		keys = append(keys, sortKey{path: p})
	}
	slices.SortFunc(kept, func(a, b *group) int {
		for _, k := range keys {
			if c := e.compareKey(k, a.out[k.path], b.out[k.path]); c != 0 {
				return c
			}
		}
		return 0
	})
	if q.finish.limit > 0 {
		kept = kept[:min(len(kept), q.finish.limit)]
	}
	a := &answer{}
	for _, g := range kept {
		a.lines = append(a.lines, groupText(q, g.out))
	}
	return a
}

func groupText(q *question, values map[string]any) string {
	var parts []string
	for _, p := range q.finish.paths {
		parts = append(parts, p+"="+show(values[p]))
	}
	for _, a := range q.finish.aggregates {
		parts = append(parts, a.name+"="+show(values[a.name]))
	}
	return strings.Join(parts, " ")
}

// columnOf is the column of a sub-query.
func (e *evaluator) columnOf(q *question, column string) []any {
	t := e.world.table(q.root)
	if column == "" {
		column = "pk"
	}
	f, mains := e.rows(q, t.rows, t.order, column)
	var out []any
	for _, m := range mains {
		out = append(out, columnValues(f, m.joined, column)...)
	}
	return out
}
