package differential

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// generator makes random questions to a world.
type generator struct {
	*rand.Rand
	world *world
}

func (g *generator) chance(percent int) bool { return g.IntN(100) < percent }

func pick[T any](g *generator, list []T) T { return list[g.IntN(len(list))] }

// relations is a random relation path from a table, of at most depth relations; empty for none. Hidden ones have no field and
// cannot be loaded.
func (g *generator) relations(t *table, depth int, hidden, many bool) (string, *table) {
	path := ""
	for range g.IntN(depth + 1) {
		var able []*rel
		for _, r := range t.rels {
			if (hidden || !r.hidden) && (many || !r.many) {
				able = append(able, r)
			}
		}
		if len(able) == 0 {
			break
		}
		r := pick(g, able)
		path, t = under(path, r.name), r.to
	}
	return path, t
}

// anyColumn admits JSON too, which has no order.
func anyColumn(c *column) bool { return c.kind != pairKind }

// everyColumn admits keys of two columns, which only conditions name.
func everyColumn(*column) bool { return true }

// columnPath is a random path to a column that the filter admits; without one to those that have an order.
func (g *generator) columnPath(t *table, depth int, many bool, admit func(*column) bool) (string, *column) {
	for range 50 {
		prefix, end := g.relations(t, depth, true, many)
		c := pick(g, end.columns)
		if admit == nil && c.kind.ordered() || admit != nil && admit(c) {
			name := c.name
			if c == end.columns[0] && g.chance(30) {
				name = "pk"
			}
			return under(prefix, name), c
		}
	}
	i := slices.IndexFunc(t.columns, func(c *column) bool { return c.kind.ordered() })
	return t.columns[i].name, t.columns[i]
}

// value is a value for a column: often one that some row has.
func (g *generator) value(c *column) any {
	t := g.world.owner(c)
	if c.to != nil {
		return pick(g, c.to.rows).key()
	}
	if i := slices.Index(t.columns, c); g.chance(70) && len(t.rows) > 0 {
		if v := pick(g, t.rows).values[i]; v != nil {
			return v
		}
	}
	switch {
	case c.kind == pairKind && c.part != "":
		return pair{pick(g, []any{"authors", "books"}), int64(1 + g.IntN(9))}
	case c.kind == pairKind:
		return pair{int64(g.IntN(3)), int64(g.IntN(4))}
	}
	v := randomValue(g.Rand, c.kind)
	if at, ok := v.(time.Time); ok && (c.kind == secondKind || c.kind == julianKind) && g.chance(30) { // finer than the form
		return at.Add(500 * time.Microsecond)
	}
	return v
}

// owner is the table that has a column.
func (w *world) owner(c *column) *table {
	for _, t := range w.tables {
		if slices.Contains(t.columns, c) {
			return t
		}
	}
	return nil
}

var (
	comparisons = []string{"exact", "ne", "gt", "gte", "lt", "lte"}
	searches    = []string{"iexact", "contains", "icontains", "startswith", "istartswith", "endswith", "iendswith", "regex"}
	patterns    = []string{"^a", "b", "[0-9]+", "a[%_!]b", "A|b", "^.$", "^é"}
)

func (g *generator) condition(t *table, depth int) condition {
	if depth > 0 && g.chance(35) {
		switch g.IntN(5) {
		case 0:
			return &connective{"Not", []condition{g.condition(t, depth-1)}}
		case 1:
			return &connective{"And", g.conditions(t, depth-1, 0, 3)}
		default:
			return &connective{"Or", g.conditions(t, depth-1, 0, 3)}
		}
	}
	switch n := g.IntN(100); {
	case n < 10:
		return g.comparison(t)
	case n < 20 && depth > 0:
		return g.quantified(t, depth)
	case n < 28 && depth > 0:
		return g.inQuery(t)
	case n < 33:
		return g.relationNull(t)
	case n < 38 && depth > 0:
		return g.existsIn(t)
	}
	return g.lookup(t)
}

func (g *generator) conditions(t *table, depth, least, most int) []condition {
	out := make([]condition, least+g.IntN(most-least+1))
	for i := range out {
		out[i] = g.condition(t, depth)
	}
	return out
}

func (g *generator) lookup(t *table) condition {
	if c := g.insideLookup(t); c != nil && g.chance(12) {
		return c
	}
	path, c := g.columnPath(t, 2, true, everyColumn)
	l := &lookup{path: path, typed: g.chance(50)}
	switch n := g.IntN(100); {
	case g.shaped(l, c):
	case n < 10 && c.nullable:
		l.op, l.values = "isnull", []any{g.chance(50)}
	case n < 15 && c.nullable:
		l.op, l.values = pick(g, []string{"exact", "ne"}), []any{nil}
	case c.kind == jsonKind:
		l.op, l.values = pick(g, []string{"exact", "ne"}), []any{g.value(c)}
	case n < 30:
		l.op, l.values = "in", make([]any, g.IntN(4))
		for i := range l.values {
			l.values[i] = g.value(c)
		}
	case n < 40:
		l.op, l.values = "range", []any{g.value(c), g.value(c)}
	case n < 75 && (c.kind == textKind || c.kind == foldKind) && c.to == nil:
		l.op = pick(g, searches)
		l.values = []any{g.needle(c, l.op)}
	default:
		l.op, l.values = pick(g, comparisons), []any{g.value(c)}
	}
	return l
}

// needle is a text to look for: a part of what some row has. Those that ignore case are ASCII, beyond which every database has
// rules of its own.
func (g *generator) needle(c *column, op string) string {
	if op == "regex" {
		return pick(g, patterns)
	}
	runes := []rune(textOf(g.value(c)))
	if len(runes) > 1 && g.chance(50) {
		from := g.IntN(len(runes))
		runes = runes[from : from+1+g.IntN(len(runes)-from)]
	}
	if op[0] == 'i' {
		runes = slices.DeleteFunc(runes, func(c rune) bool { return c > 127 })
	}
	if g.chance(30) {
		return strings.ToUpper(string(runes))
	}
	return string(runes)
}

// relationNull asks whether something is related along a path.
func (g *generator) relationNull(t *table) condition {
	path, _ := g.relations(t, 2, true, true)
	if path == "" {
		return g.lookup(t)
	}
	return &lookup{path: path, op: "isnull", values: []any{g.chance(50)}}
}

func (g *generator) comparison(t *table) condition {
	k := pick(g, []kind{wholeKind, wholeKind, decimalKind, floatKind, textKind, dateKind, momentKind, uuidKind, enumKind,
		wideKind, foldKind, clockKind, secondKind, julianKind, rangeKind})
	alike := func(c *column) bool { return c.kind == k }
	find := func() *expression {
		path, c := g.columnPath(t, 2, true, alike)
		if c.kind != k {
			return nil
		}
		return &expression{path: path}
	}
	left, right := find(), find()
	if left == nil || right == nil {
		return g.lookup(t)
	}
	c := &comparison{left: left, right: right, op: pick(g, comparisons), q: g.chance(50)}
	if k.numeric() && g.chance(50) {
		value := &expression{value: randomValue(g.Rand, k)}
		operand := []*expression{value, {path: left.path}}[g.IntN(2)]
		c.right = &expression{op: pick(g, []byte("+-*")), left: right, right: operand}
		if !c.q && g.chance(50) {
			c.left, c.right = c.right, c.left
		}
	}
	return c
}

func (g *generator) quantified(t *table, depth int) condition {
	path, end := g.relations(t, 2, false, true)
	if path == "" {
		return g.lookup(t)
	}
	return &quantified{pick(g, []string{"Some", "None", "Every"}), path, g.conditions(end, depth-1, 0, 2)}
}

func (g *generator) inQuery(t *table) condition {
	var able []*rel
	for _, r := range t.rels {
		if !r.hidden {
			able = append(able, r)
		}
	}
	if len(able) == 0 {
		return g.lookup(t)
	}
	r := pick(g, able)
	c := &inQuery{path: r.name, query: &question{root: r.to.name, filters: g.filters(r.to, 1, 2)}}
	if g.chance(30) {
		path, col := g.columnPath(t, 1, true, func(c *column) bool { return c.kind.ordered() })
		c.path = path
		c.column, _ = g.columnPath(r.to, 1, true, func(o *column) bool { return o.kind == col.kind })
	}
	if _, _, column, _ := t.walk(c.path); c.column != "" && column >= 0 {
		_, end, _, _ := t.walk(c.path)
		_, other, o, _ := r.to.walk(c.column)
		if end.columns[column].kind != other.columns[max(o, 0)].kind {
			return g.lookup(t)
		}
	}
	if g.chance(30) {
		c.query.order = g.order(r.to, true)
		c.query.pages = g.innerPages()
	}
	return c
}

func (g *generator) filters(t *table, depth, most int) []filter {
	out := make([]filter, g.IntN(most+1))
	for i := range out {
		out[i] = filter{g.chance(25), g.conditions(t, depth, 1, 2)}
	}
	return out
}

func (g *generator) order(t *table, many bool) []sortKey {
	var out []sortKey
	for range g.IntN(4) {
		depth := 0
		if g.chance(40) {
			depth = 2
		}
		path, _ := g.columnPath(t, depth, many && g.chance(50), nil)
		if inner, _ := g.insidePath(t, depth, false); inner != "" && g.chance(10) {
			path = inner
		}
		if !slices.ContainsFunc(out, func(k sortKey) bool { return k.path == path }) {
			out = append(out, sortKey{path, g.chance(50), nulls(max(0, g.IntN(5)-2))})
		}
	}
	return out
}

// pages cuts; of a call that cannot slice what was read from the end, only in ways that it can.
func (g *generator) pages(call string) []page {
	var out []page
	if g.chance(50) {
		return out
	}
	switch g.IntN(3) {
	case 0:
		out = append(out, page{"Limit", g.IntN(6), 0})
	case 1:
		out = append(out, page{"Limit", 1 + g.IntN(5), 0}, page{"Offset", g.IntN(4), 0})
	default:
		out = append(out, page{"Paginate", 1 + g.IntN(3), 1 + g.IntN(4)})
	}
	if g.chance(40) {
		out = out[:0]
	}
	for range g.IntN(3) {
		switch g.IntN(3) {
		case 0:
			from := g.IntN(4)
			out = append(out, page{"Slice", from, from + g.IntN(5)})
		case 1:
			out = append(out, page{"SliceFrom", g.IntN(3), 0})
		default:
			if call != "Aggregate" || len(out) == 0 {
				out = append(out, page{"Tail", g.IntN(5), 0})
				if call == "Aggregate" {
					return out
				}
			}
		}
	}
	return out
}

// innerPages are what a query inside another one can have.
func (g *generator) innerPages() []page {
	if g.chance(20) {
		return []page{{"Tail", g.IntN(5), 0}}
	}
	return g.simplePages()
}

// number is for conditions on sums.
func (g *generator) number(k kind) any {
	switch k {
	case decimalKind:
		return big.NewRat(int64(g.IntN(9))*125, 100)
	case floatKind:
		return float64(g.IntN(12)) / 4
	}
	return int64(g.IntN(6))
}
