package differential

import (
	"slices"
	"strings"
)

// question is a random question.
func (g *generator) question() *question {
	roots := []string{"Author", "Author", "Author", "Book", "Book", "Book", "Tag", "Publisher", "Genre", "Profile", "BookTag", "Gauge", "Gauge", "Gauge", "Crate"}
	t := g.world.table(pick(g, roots))
	q := &question{root: t.name, filters: g.filters(t, 2, 3)}
	switch n := g.IntN(100); {
	case n < 40:
		q.finish.call = "All"
	case n < 47:
		q.finish.call = "Count"
	case n < 52:
		q.finish.call = "CountRows"
	case n < 55:
		q.finish.call = "Exists"
	case n < 64:
		q.finish.call = pick(g, []string{"First", "Last", "Get"})
	case n < 76:
		q.finish.call = pick(g, []string{"Values", "ValuesList"})
	case n < 84:
		q.finish.call = "Aggregate"
	case n < 92:
		q.finish.call = "GroupBy"
	case n < 96:
		q.finish.call = "Iterate"
	default:
		q.finish.call = "Pages"
	}
	g.complete(t, q)
	return q
}

func (g *generator) complete(t *table, q *question) {
	switch call := q.finish.call; call {
	case "Aggregate":
		q.finish.aggregates = g.aggregates(t, 1+g.IntN(3), true)
		q.order, q.pages = g.order(t, true), g.pages(call)
	case "GroupBy":
		g.grouping(t, q)
	case "Values", "ValuesList":
		g.values(t, q)
	case "CountRows":
		q.selected = g.loads(t, 2)
		q.order, q.pages = g.order(t, true), g.simplePages()
		q.raw = len(q.pages) > 0 && g.chance(40)
	case "Pages":
		g.cursor(t, q)
	default:
		q.order = g.order(t, true)
		if call != "First" && call != "Last" && call != "Get" {
			q.pages = g.pages(call)
		}
		if g.chance(15) && call != "Get" && call != "First" && call != "Last" {
			g.annotated(t, q)
			return
		}
		if call != "Count" && call != "Exists" || g.chance(20) {
			q.selected = g.loads(t, 2)
			q.fetched = g.fetches(t, q.selected)
		}
		if call != "Count" && call != "Exists" && g.chance(25) {
			g.fields(t, q)
		}
	}
}

// fields draws some columns of the main rows. What relations are loaded by must be among them.
func (g *generator) fields(t *table, q *question) {
	q.fields = slices.Clone(q.selected)
	for _, c := range t.columns {
		needed := slices.ContainsFunc(append(paths(q.fetched), q.selected...), func(p string) bool { return c.keeps(names(p)[0]) })
		if c.field == "ID" || c.field == "" || !needed && g.chance(50) || slices.Contains(q.fields, c.name) {
			continue
		}
		q.fields = append(q.fields, c.name)
	}
	if len(q.fields) == 0 {
		q.fields = []string{"pk"}
	}
}

// reads reports whether a question reads a column of the main rows.
func (q *question) reads(t *table, i int) bool {
	if q.fields == nil || t.keyed(i) {
		return true
	}
	return slices.ContainsFunc(q.fields, func(p string) bool { return t.columns[i].keeps(names(p)[0]) })
}

// loads are relation paths to select.
func (g *generator) loads(t *table, most int) []string {
	var out []string
	for range g.IntN(most + 1) {
		if p, _ := g.relations(t, 2, false, true); p != "" && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// fetches are relation paths to prefetch that are not selected.
func (g *generator) fetches(t *table, selected []string) []fetch {
	var out []fetch
	taken := map[string]bool{}
	for _, p := range selected {
		for _, s := range prefixes(p) {
			taken[s] = true
		}
	}
	for range g.IntN(3) {
		p, end := g.relations(t, 2, false, true)
		if p == "" || taken[p] {
			continue
		}
		f := fetch{path: p}
		if g.chance(40) {
			own := &question{root: end.name, filters: g.filters(end, 1, 1), order: g.order(end, true), selected: g.loads(end, 1)}
			if g.chance(40) {
				own.pages = g.innerPages()
			}
			if relationAt(t, p).kind == through && slices.ContainsFunc(own.selected, end.manyRelations) {
				own.filters = nil // what is related to a row that several parents share would depend on the parent
			}
			f.own = own
		}
		for _, s := range prefixes(p) {
			taken[s] = true
		}
		if f.own != nil { // what lies below belongs to the own question
			for _, s := range f.own.selected {
				for _, below := range prefixes(s) {
					taken[under(p, below)] = true
				}
			}
		}
		out = append(out, f)
	}
	return out
}

// simplePages are what databases cut by themselves.
func (g *generator) simplePages() []page {
	if g.chance(40) {
		return nil
	}
	out := []page{{"Limit", g.IntN(6), 0}}
	if g.chance(50) {
		out = append(out, page{"Offset", g.IntN(3), 0})
	}
	return out
}

func (g *generator) aggregates(t *table, n int, many bool) []aggregate {
	out := make([]aggregate, n)
	for i := range out {
		function := pick(g, []string{"max", "min", "sum", "avg", "count"})
		depth := 0
		if g.chance(60) {
			depth = 2
		}
		path, c := g.columnPath(t, depth, many, func(c *column) bool {
			return c.kind.ordered() && function != "sum" && function != "avg" || c.sums()
		})
		if (function == "sum" || function == "avg") && !c.sums() {
			function = "count" // no number was found
		}
		out[i] = aggregate{"v" + string(rune('a'+i)), function, path}
	}
	return out
}

func (g *generator) grouping(t *table, q *question) {
	for range 1 + g.IntN(2) {
		p, _ := g.columnPath(t, g.IntN(3), true, nil)
		if !strings.Contains(p, "pk") && !slices.Contains(q.finish.paths, p) {
			q.finish.paths = append(q.finish.paths, p)
		}
	}
	if len(q.finish.paths) == 0 {
		q.finish.paths = []string{t.columns[1].name}
	}
	q.finish.aggregates = g.aggregates(t, 1+g.IntN(2), true)
	if g.chance(50) {
		q.finish.having = g.notedConditions(t, q.finish.aggregates)
	}
	for _, a := range q.finish.aggregates {
		if g.chance(40) {
			q.finish.order = append(q.finish.order, sortKey{a.name, g.chance(50), nulls(g.IntN(3))})
		}
	}
	if g.chance(30) {
		q.finish.order = append(q.finish.order, sortKey{q.finish.paths[0], g.chance(50), nulls(g.IntN(3))})
	}
	if g.chance(30) {
		q.finish.limit = 1 + g.IntN(4)
	}
	if g.chance(20) {
		q.selected = g.loads(t, 1)
	}
}

// notedConditions compare values that have names.
func (g *generator) notedConditions(t *table, notes []aggregate) []condition {
	var out []condition
	for _, a := range notes {
		_, end, column, _ := t.walk(a.path)
		c := end.columns[max(column, 0)]
		n := &noted{name: a.name, op: pick(g, []string{"gt", "gte", "lt", "lte", "exact", "ne"}), typ: c.kind}
		switch {
		case a.function != "count" && g.chance(15):
			n.op, n.value = "isnull", g.chance(50)
		case a.function == "count":
			n.typ, n.value = wholeKind, int64(g.IntN(4))
		case a.function == "avg" && c.kind != decimalKind:
			n.typ, n.op, n.value = floatKind, pick(g, []string{"gt", "lt"}), float64(g.IntN(5))+0.3
		case a.function == "avg":
			n.op, n.value = pick(g, []string{"gt", "lt"}), randomValue(g.Rand, decimalKind)
			continue // an average of decimals has a scale of its own
		case a.function == "sum":
			n.value = g.number(c.kind)
		default:
			n.value = g.value(c)
		}
		out = append(out, n)
	}
	if len(out) == 2 && g.chance(40) {
		out = []condition{&connective{pick(g, []string{"Or", "And"}), out}}
	}
	return out
}

func (g *generator) values(t *table, q *question) {
	for range 1 + g.IntN(4) {
		depth := 0
		if g.chance(40) {
			depth = 2
		}
		p, _ := g.columnPath(t, depth, true, anyColumn)
		if inner, _ := g.insidePath(t, depth, true); inner != "" && g.chance(12) {
			p = inner
		}
		if !slices.Contains(q.finish.paths, p) {
			q.finish.paths = append(q.finish.paths, p)
		}
	}
	switch g.IntN(10) {
	case 0, 1:
		g.distinct(t, q)
	case 2:
		q.finish.paths = slices.DeleteFunc(q.finish.paths, t.toMany)
		g.annotated(t, q)
		for _, n := range q.notes {
			q.finish.paths = append(q.finish.paths, n.name)
		}
	case 3, 4:
		q.order, q.pages = g.order(t, true), g.simplePages()
		q.raw = len(q.pages) > 0
	default:
		q.order, q.pages = g.order(t, true), g.pages("")
		q.selected = g.loads(t, 1)
		if slices.ContainsFunc(q.pages, func(p page) bool { return p.call == "Tail" || p.call[:2] == "Sl" }) {
			q.selected = nil
			q.finish.paths = slices.DeleteFunc(q.finish.paths, t.toMany)
		}
	}
	if len(q.finish.paths) == 0 {
		q.finish.paths = []string{t.columns[1].name}
	}
}

// distinct is a question for distinct rows of what can be ordered, in an order by some of it and with a page.
func (g *generator) distinct(t *table, q *question) {
	q.distinct = true
	q.finish.paths = slices.DeleteFunc(q.finish.paths, func(p string) bool {
		_, end, column, _ := t.walk(p)
		return !end.at(max(column, 0)).kind.ordered()
	})
	for _, p := range q.finish.paths {
		if g.chance(40) {
			q.order = append(q.order, sortKey{p, g.chance(50), nulls(max(0, g.IntN(5)-2))})
		}
	}
	g.Shuffle(len(q.order), func(i, j int) { q.order[i], q.order[j] = q.order[j], q.order[i] })
	q.pages = g.simplePages()
}

// annotated adds annotations, conditions on them and order by them.
func (g *generator) annotated(t *table, q *question) {
	q.notes = g.aggregates(t, 1+g.IntN(2), true)
	if g.chance(60) {
		q.late = g.notedConditions(t, q.notes)
	}
	for _, n := range q.notes {
		if g.chance(50) {
			q.order = append([]sortKey{{n.name, g.chance(50), nulls(g.IntN(3))}}, q.order...)
		}
	}
}

// cursor is a question whose pages are read by cursor: its order is by columns that a row has in memory.
func (g *generator) cursor(t *table, q *question) {
	q.finish.size = 1 + g.IntN(4)
	q.order = slices.DeleteFunc(g.order(t, false), func(k sortKey) bool { return isInside(k.path) })
	for _, k := range q.order {
		if before, _ := parent(k.path); before != "" && !slices.Contains(q.selected, before) {
			q.selected = append(q.selected, before)
		}
	}
	q.fetched = g.fetches(t, q.selected)
}
