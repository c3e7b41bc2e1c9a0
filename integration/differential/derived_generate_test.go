package differential

import "slices"

// derived is a random question about what is made of rows.
func (g *generator) derived() *derived {
	t := g.world.table(pick(g, []string{"Author", "Author", "Book", "Book", "Book", "Tag", "Publisher", "Profile", "BookTag", "Gauge", "Gauge", "Gauge"}))
	d := &derived{parts: []part{{"", &question{root: t.name, filters: g.filters(t, 2, 2)}}}}
	switch n := g.IntN(100); {
	case n < 30:
		g.sets(t, d)
	case n < 45:
		g.distinctOn(t, d)
	case n < 80:
		g.notes(t, d)
	default:
		g.summary(t, d)
	}
	return d
}

func (g *generator) sets(t *table, d *derived) {
	for range 1 + g.IntN(2) {
		d.parts = append(d.parts, part{pick(g, []string{"Union", "UnionAll", "Intersect", "Except"}), &question{root: t.name, filters: g.filters(t, 1, 2)}})
	}
	if g.chance(40) {
		d.after = g.filters(t, 1, 2)
	}
	d.order, d.pages = g.ones(t), g.simplePages()
	switch d.call = pick(g, []string{"All", "All", "Values", "Count", "Exists"}); d.call {
	case "Count", "Exists":
		d.pages = nil
	}
	g.read(t, d)
}

// read draws the paths of the answer.
func (g *generator) read(t *table, d *derived) {
	d.paths = []string{"pk"}
	if d.call != "Values" {
		return
	}
	for range g.IntN(3) {
		p, _ := g.columnPath(t, 1, false, nil)
		if inner, _ := g.insidePath(t, 1, false); inner != "" && g.chance(15) {
			p = inner
		}
		if p != "pk" && !slices.Contains(d.paths, p) {
			d.paths = append(d.paths, p)
		}
	}
	for _, n := range d.notes {
		d.paths = append(d.paths, n.name)
	}
}

// ones is an order by paths to one.
func (g *generator) ones(t *table) []sortKey {
	var out []sortKey
	for range g.IntN(3) {
		p, _ := g.columnPath(t, 1, false, nil)
		if inner, _ := g.insidePath(t, 1, false); inner != "" && g.chance(15) {
			p = inner
		}
		if !slices.ContainsFunc(out, func(k sortKey) bool { return k.path == p }) {
			out = append(out, sortKey{p, g.chance(50), nulls(max(0, g.IntN(5)-2))})
		}
	}
	return out
}

func (g *generator) distinctOn(t *table, d *derived) {
	for range 1 + g.IntN(2) {
		if p, _ := g.columnPath(t, 1, false, nil); !slices.Contains(d.distinctOn, p) {
			d.distinctOn = append(d.distinctOn, p)
		}
	}
	d.order, d.pages = g.ones(t), g.simplePages()
	d.call = pick(g, []string{"All", "Values"})
	g.read(t, d)
}

func (g *generator) notes(t *table, d *derived) {
	for range 1 + g.IntN(3) {
		n := &note{name: "zz" + string(rune('a'+len(d.notes)))}
		switch g.IntN(3) {
		case 0:
			n.kind = pick(g, []kind{textKind, wholeKind, wholeKind, decimalKind, floatKind})
			n.formula = g.formula(t, d, n.kind, 2)
		case 1:
			n.scalar, n.kind = g.scalar(t)
		default:
			n.window, n.kind = g.windowed(t, d)
		}
		if n.formula == nil && n.scalar == nil && n.window == nil {
			continue
		}
		d.notes = append(d.notes, n)
	}
	for _, n := range d.notes {
		if g.chance(40) {
			d.late = append(d.late, g.late(n))
		}
		if g.chance(40) {
			d.order = append(d.order, sortKey{n.name, g.chance(50), nulls(g.IntN(3))})
		}
	}
	if len(d.late) == 2 && g.chance(40) {
		d.late = []condition{&connective{pick(g, []string{"Or", "And"}), d.late}}
	}
	d.order, d.pages = append(d.order, g.ones(t)...), g.simplePages()
	if d.call = pick(g, []string{"Values", "Values", "Values", "Count", "Exists"}); d.call != "Values" {
		d.pages = nil
	}
	g.read(t, d)
}

func (g *generator) late(n *note) condition {
	c := &noted{name: n.name, op: pick(g, []string{"gt", "gte", "lt", "lte", "exact", "ne"}), typ: n.kind}
	if c.value = randomValue(g.Rand, n.kind); g.chance(20) {
		c.op, c.value = "isnull", g.chance(50)
	}
	return c
}

func (g *generator) scalar(t *table) (*scalar, kind) {
	c := g.correlation(t, false)
	if c == nil {
		return nil, 0
	}
	end := g.world.table(c.query.root)
	if g.chance(50) {
		path, col := g.columnPath(end, 1, false, nil)
		s := &scalar{of: c, path: path}
		for range g.IntN(3) {
			k := pick(g, end.columns[1:])
			if k.kind.ordered() && !slices.ContainsFunc(s.order, func(o sortKey) bool { return o.path == k.name }) {
				s.order = append(s.order, sortKey{k.name, g.chance(50), nulls(g.IntN(3))})
			}
		}
		if s.order == nil {
			s.order = end.keyOrder() // the model's own order would count
		}
		return s, col.kind
	}
	s := &scalar{of: c, function: pick(g, []string{"count", "sum", "min", "max"})}
	path, col := g.columnPath(end, 0, false, func(c *column) bool {
		return c.kind.ordered() && (s.function != "sum" || c.sums())
	})
	if s.path = path; s.function == "count" || s.function == "sum" && !col.sums() {
		s.function = "count"
		return s, wholeKind
	}
	return s, col.kind
}

// summary is of aggregates, of all rows or of groups.
func (g *generator) summary(t *table, d *derived) {
	d.call = "Aggregate"
	if g.chance(60) {
		d.call = "GroupBy"
		n := &note{name: "zza", kind: wholeKind}
		if n.formula = g.formula(t, d, n.kind, 2); n.formula != nil && g.chance(60) {
			d.notes, d.paths = []*note{n}, []string{n.name}
		}
		for len(d.paths) == 0 || g.chance(30) {
			if p, _ := g.columnPath(t, 1, false, nil); p != "pk" && !slices.Contains(d.paths, p) {
				d.paths = append(d.paths, p)
			}
		}
		if g.chance(30) {
			d.order = []sortKey{{d.paths[0], g.chance(50), nulls(g.IntN(3))}}
		}
	}
	for i := range 1 + g.IntN(3) {
		d.totals = append(d.totals, g.total(t, d, "sum_"+string(rune('a'+i))))
	}
}

func (g *generator) total(t *table, d *derived, name string) total {
	a := total{name: name, function: pick(g, []string{"count", "distinct", "sum", "min", "max", "text", "json"})}
	plain := func(c *column) bool { return c.kind.ordered() }
	order := []sortKey{{path: "pk", desc: g.chance(50)}}
	switch a.function {
	case "text":
		plain, a.order = func(c *column) bool { return c.kind == textKind && c.to == nil }, order
	case "json":
		plain, a.order = func(c *column) bool { return c.kind == wholeKind || c.kind == textKind || c.kind == boolKind }, order
	case "sum":
		plain = func(c *column) bool { return c.sums() }
	}
	path, c := g.columnPath(t, 1, false, plain)
	if a.path = path; !plain(c) {
		a.function, a.order = "count", nil
	}
	if (a.function == "sum" || a.function == "min" || a.function == "max") && g.chance(40) {
		if x := g.formula(t, d, wholeKind, 2); x != nil {
			a.formula, a.path = x, name+" of"
		}
	}
	if g.chance(50) {
		a.where = g.conditions(t, 1, 1, 2)
	}
	return a
}
