package differential

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/orm"
)

// windowed is a function over the rows around a row.
type windowed struct {
	call      string // a window function, or an aggregate
	path      string
	n         int
	partition []string
	order     []sortKey
	rows      *[2]int
}

func (w *windowed) String() string {
	return fmt.Sprintf("%s(%s %d) over %v%s %v", w.call, w.path, w.n, w.partition, orderText(w.order), w.rows)
}

// derivedRow is a main row with its values by name: notes and the paths that the question mentions.
type derivedRow struct {
	row    *row
	values map[string]any
}

// fill gives each row its value, from the rows of its window.
func (w *windowed) fill(e *evaluator, rows []*derivedRow, name string) {
	parts := map[string][]*derivedRow{}
	for _, r := range rows {
		key := ""
		for _, p := range w.partition {
			key += show(r.values[p]) + "|"
		}
		parts[key] = append(parts[key], r)
	}
	for _, part := range parts {
		slices.SortStableFunc(part, func(a, b *derivedRow) int { return w.compare(e, a, b) })
		for i, r := range part {
			r.values[name] = w.at(e, part, i)
		}
	}
}

func (w *windowed) compare(e *evaluator, a, b *derivedRow) int {
	for _, k := range w.order {
		if c := e.compareKey(k, a.values[k.path], b.values[k.path]); c != 0 {
			return c
		}
	}
	return 0
}

// at is the value of the i-th row of a window.
func (w *windowed) at(e *evaluator, part []*derivedRow, i int) any {
	first, last, rank := i, i+1, int64(0) // the row's peers, and how many groups of peers are ahead
	for first > 0 && w.compare(e, part[first-1], part[i]) == 0 {
		first--
	}
	for last < len(part) && w.compare(e, part[last], part[i]) == 0 {
		last++
	}
	for k := range first {
		if k == 0 || w.compare(e, part[k-1], part[k]) != 0 {
			rank++
		}
	}
	switch w.call {
	case "RowNumber":
		return int64(i + 1)
	case "Rank":
		return int64(first + 1)
	case "DenseRank":
		return rank + 1
	case "NTile":
		return tile(len(part), w.n, i)
	case "Lag", "Lead":
		at := i + w.n
		if w.call == "Lag" {
			at = i - w.n
		}
		if at < 0 || at >= len(part) {
			return nil
		}
		return part[at].values[w.path]
	}
	from, to := 0, last // up to the peers
	if w.rows != nil {
		from, to = bound(i, w.rows[0], len(part)), bound(i, w.rows[1], len(part)-1)+1
		if w.rows[0] == math.MinInt {
			from = 0
		}
	} else if len(w.order) == 0 {
		to = len(part)
	}
	var values []any
	for k := max(from, 0); k < min(to, len(part)); k++ {
		values = append(values, part[k].values[w.path])
	}
	if w.call == "FirstValue" {
		if len(values) == 0 {
			return nil
		}
		return values[0]
	}
	return aggregated(w.call, values)
}

// bound is a place so far from i; an unbounded one is the end.
func bound(i, distance, end int) int {
	if distance == math.MaxInt {
		return end
	}
	if distance == math.MinInt {
		return -1
	}
	return i + distance
}

// tile is which of n parts the i-th of so many rows is in; the first parts are the larger ones.
func tile(rows, n, i int) any {
	size, larger := rows/n, rows%n
	if i < larger*(size+1) {
		return int64(i/(size+1) + 1)
	}
	return int64(larger + (i-larger*(size+1))/size + 1)
}

func (b *builder) windowed(w *windowed) orm.Expr {
	o := orm.PartitionBy(w.partition...)
	if len(w.order) > 0 {
		o = o.OrderKeys(keyTexts(w.order)...)
	}
	if w.rows != nil {
		o = o.Rows(w.rows[0], w.rows[1])
	}
	switch w.call {
	case "RowNumber":
		return orm.RowNumber(o)
	case "Rank":
		return orm.Rank(o)
	case "DenseRank":
		return orm.DenseRank(o)
	case "NTile":
		return orm.NTile(w.n, o)
	case "Lag":
		return orm.Lag(orm.F(w.path), w.n, o)
	case "Lead":
		return orm.Lead(orm.F(w.path), w.n, o)
	case "FirstValue":
		return orm.FirstValue(orm.F(w.path), o)
	}
	return aggregate{function: w.call, path: w.path}.bare().Over(o)
}

// windowed is a random window over paths to one and notes.
func (g *generator) windowed(t *table, d *derived) (*windowed, kind) {
	w := &windowed{call: pick(g, []string{"RowNumber", "Rank", "DenseRank", "NTile", "Lag", "Lead", "FirstValue", "sum", "count", "min", "max"}), n: 1 + g.IntN(3)}
	name := func() string {
		if g.chance(25) {
			for _, n := range d.notes {
				if n.window == nil {
					return n.name
				}
			}
		}
		p, _ := g.columnPath(t, 1, false, nil)
		return p
	}
	if g.chance(60) {
		w.partition = []string{name()}
	}
	for range g.IntN(3) {
		if p := name(); !slices.ContainsFunc(w.order, func(k sortKey) bool { return k.path == p }) {
			w.order = append(w.order, sortKey{p, g.chance(50), nulls(max(0, g.IntN(5)-2))})
		}
	}
	path, c := g.columnPath(t, 1, false, func(c *column) bool {
		return c.kind.ordered() && !c.kind.formed() && (w.call != "sum" || c.sums() && g.world.sumsOver(c))
	})
	w.path = path
	if w.call == "sum" && !(c.sums() && g.world.sumsOver(c)) {
		w.call = "count"
	}
	result := wholeKind
	switch w.call {
	case "Rank", "DenseRank":
		w.order = append(w.order, sortKey{path: name()})
		w.order = slices.CompactFunc(w.order, func(a, b sortKey) bool { return a.path == b.path })
		return w, result
	case "RowNumber", "NTile":
		w.order = append(w.order, sortKey{path: "pk", desc: g.chance(50)})
		return w, result
	case "sum", "count", "min", "max":
		if g.chance(40) {
			w.order = append(w.order, sortKey{path: "pk"})
			from := pick(g, []int{math.MinInt, -2, -1, 0, 1})
			to := pick(g, []int{max(from, -1), max(from, 0), max(from, 2), math.MaxInt})
			w.rows = &[2]int{from, to}
		}
	default:
		w.order = append(w.order, sortKey{path: "pk"})
	}
	if w.call != "count" {
		result = c.kind
	}
	return w, result
}

// paths are what a window reads.
func (w *windowed) paths() []string {
	out := slices.Clone(w.partition)
	for _, k := range w.order {
		out = append(out, k.path)
	}
	if strings.Contains("Lag Lead FirstValue sum count min max", w.call) {
		out = append(out, w.path)
	}
	return out
}
