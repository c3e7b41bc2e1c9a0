package differential

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// derive is the model's answer to a derived question.
func (e *evaluator) derive(d *derived) (a *answer, err error) {
	defer func() {
		if r := recover(); r != nil {
			if caught, ok := r.(error); !ok || caught != errLarge {
				panic(r)
			}
			err = errLarge
		}
	}()
	t := e.world.table(d.root())
	rows := e.combined(d.parts)
	if len(d.after) > 0 {
		_, mains := e.rows(&question{root: d.root(), filters: d.after}, rows, nil)
		rows = rowsOf(mains)
	}
	derived := e.noted(d, t, rows)
	switch d.call {
	case "Count":
		return &answer{lines: []string{fmt.Sprint(len(derived))}}, nil
	case "Exists":
		return &answer{lines: []string{fmt.Sprint(len(derived) > 0)}}, nil
	case "Aggregate":
		return &answer{lines: []string{e.totalsText(d, t, derived)}}, nil
	case "GroupBy":
		return e.groupsOf(d, t, derived), nil
	}
	keys := slices.Clone(d.order)
	if len(keys) == 0 {
		keys = slices.Clone(t.order)
	}
	keys = append(keys, sortKey{path: "pk"})
	e.sort(keys, derived)
	if d.distinctOn != nil {
		derived = e.firsts(d, derived)
	}
	out := &answer{lines: []string{}}
	for _, r := range cut(d.pages, derived) {
		out.lines = append(out.lines, d.line(r.values))
	}
	if d.call == "First" {
		out.lines = out.lines[:min(1, len(out.lines))]
	}
	return out, nil
}

func (e *evaluator) sort(keys []sortKey, rows []*derivedRow) {
	slices.SortStableFunc(rows, func(a, b *derivedRow) int {
		for _, k := range keys {
			if c := e.compareKey(k, a.values[k.path], b.values[k.path]); c != 0 {
				return c
			}
		}
		return 0
	})
}

func (d *derived) line(values map[string]any) string {
	parts := make([]string, len(d.paths))
	for i, p := range d.paths {
		parts[i] = show(values[p])
	}
	return strings.Join(parts, " | ")
}

func rowsOf(mains []*mainRow) []*row {
	out := make([]*row, len(mains))
	for i, m := range mains {
		out[i] = m.row
	}
	return out
}

// combined are the rows of the parts, from left to right.
func (e *evaluator) combined(parts []part) []*row {
	var out []*row
	for _, p := range parts {
		_, mains := e.rows(p.query, e.world.table(p.query.root).rows, nil)
		more := rowsOf(mains)
		in := func(list []*row) func(*row) bool { return func(r *row) bool { return slices.Contains(list, r) } }
		switch p.op {
		case "", "UnionAll":
			out = append(out, more...)
		case "Union":
			out = unique(append(out, more...))
		case "Intersect":
			out = unique(slices.DeleteFunc(out, func(r *row) bool { return !in(more)(r) }))
		default:
			out = unique(slices.DeleteFunc(out, in(more)))
		}
	}
	return out
}

func unique(rows []*row) []*row {
	var out []*row
	for _, r := range rows {
		if !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

// noted are the rows with their values, those alone that satisfy the conditions on notes.
func (e *evaluator) noted(d *derived, t *table, rows []*row) []*derivedRow {
	f := newFrame(t)
	read := d.read(t)
	for _, n := range d.notes {
		if n.formula != nil {
			n.formula.join(f, d)
		} else if n.scalar != nil {
			n.scalar.of.join(f)
		}
	}
	for _, p := range read {
		f.place(p)
	}
	out := []*derivedRow{}
	for _, r := range rows {
		f.each(r, func(j joined) bool { // once, since all paths lead to one
			row := &derivedRow{r, map[string]any{}}
			for _, p := range read {
				row.values[p] = j.at(f.place(p))
			}
			for _, n := range d.notes {
				if n.formula != nil {
					row.values[n.name] = n.formula.eval(&scope{e, f, j, row.values})
				} else if n.scalar != nil {
					row.values[n.name] = e.scalar(n.scalar, j.at(f.place(n.scalar.of.outer)))
				}
			}
			out = append(out, row)
			return true
		})
	}
	out = e.kept(d, out, false)
	for _, n := range d.notes {
		if n.window != nil {
			n.window.fill(e, out, n.name)
		}
	}
	return e.kept(d, out, true)
}

// read are the paths of columns that a question reads by name.
func (d *derived) read(t *table) []string {
	out := append([]string{"pk"}, d.distinctOn...)
	out = append(out, d.paths...)
	for _, k := range append(slices.Clone(d.order), t.order...) {
		out = append(out, k.path)
	}
	for _, n := range d.notes {
		if n.window != nil {
			out = append(out, n.window.paths()...)
		}
	}
	for _, a := range d.totals {
		if a.formula == nil {
			out = append(out, a.path)
		}
		for _, k := range a.order {
			out = append(out, k.path)
		}
	}
	return slices.DeleteFunc(out, func(p string) bool { return d.note(p) != nil || d.total(p) })
}

func (d *derived) total(name string) bool {
	return slices.ContainsFunc(d.totals, func(a total) bool { return a.name == name })
}

// kept are the rows that satisfy the conditions that name windows, or the others.
func (e *evaluator) kept(d *derived, rows []*derivedRow, windows bool) []*derivedRow {
	return slices.DeleteFunc(rows, func(r *derivedRow) bool {
		return slices.ContainsFunc(conjuncts(d.late), func(c condition) bool {
			return d.windowed(c) == windows && withNotes(c, r.values).eval(e, nil, nil) != yes
		})
	})
}

// conjuncts are the conditions that hold each by itself.
func conjuncts(list []condition) []condition {
	var out []condition
	for _, c := range list {
		if and, ok := c.(*connective); ok && and.op == "And" {
			out = append(out, conjuncts(and.kids)...)
		} else {
			out = append(out, c)
		}
	}
	return out
}

// scalar is a value of the rows beside an outer value.
func (e *evaluator) scalar(s *scalar, outer any) any {
	mains := e.correlated(s.of, outer)
	f := newFrame(e.world.table(s.of.query.root))
	f.place(s.path)
	var rows []*derivedRow
	for _, m := range mains {
		f.each(m.row, func(j joined) bool {
			r := &derivedRow{m.row, map[string]any{"pk": m.row.key(), s.path: j.at(f.place(s.path))}}
			for _, k := range s.order {
				r.values[k.path] = m.row.values[m.row.table.column(k.path)]
			}
			rows = append(rows, r)
			return true
		})
	}
	if s.function != "" {
		var values []any
		for _, r := range rows {
			values = append(values, r.values[s.path])
		}
		return aggregated(s.function, values)
	}
	if len(rows) == 0 {
		return nil
	}
	e.sort(append(slices.Clone(s.order), sortKey{path: "pk"}), rows)
	return rows[0].values[s.path]
}

// firsts are the first rows of each group of equal values, in the order of all.
func (e *evaluator) firsts(d *derived, rows []*derivedRow) []*derivedRow {
	seen := map[string]bool{}
	return slices.DeleteFunc(rows, func(r *derivedRow) bool {
		key := ""
		for _, p := range d.distinctOn {
			key += show(r.values[p]) + "|"
		}
		was := seen[key]
		seen[key] = true
		return was
	})
}

func (e *evaluator) groupsOf(d *derived, t *table, rows []*derivedRow) *answer {
	groups := map[string][]*derivedRow{}
	by := d.paths[:len(d.paths):len(d.paths)]
	for _, r := range rows {
		key := d.line(r.values)
		groups[key] = append(groups[key], r)
	}
	var out []*derivedRow
	for _, list := range groups {
		g := &derivedRow{nil, map[string]any{}}
		for _, p := range by {
			g.values[p] = list[0].values[p]
		}
		g.values["totals"] = e.totalsText(d, t, list)
		out = append(out, g)
	}
	keys := slices.Clone(d.order)
	for _, p := range by {
		keys = append(keys, sortKey{path: p})
	}
	e.sort(keys, out)
	a := &answer{lines: []string{}}
	for _, g := range out {
		a.lines = append(a.lines, d.line(g.values)+" : "+g.values["totals"].(string))
	}
	return a
}

func (e *evaluator) totalsText(d *derived, t *table, rows []*derivedRow) string {
	var parts []string
	for _, a := range d.totals {
		f, counts := newFrame(t), newFrame(t)
		for _, c := range a.where {
			c.join(counts)
		}
		if a.formula != nil {
			a.formula.join(f, d)
		}
		var kept []*derivedRow
		for _, r := range rows {
			if !e.matches(counts, a.where, r.row) {
				continue
			}
			f.each(r.row, func(j joined) bool { // once, since all paths lead to one
				c := &derivedRow{r.row, map[string]any{}}
				for name, v := range r.values {
					c.values[name] = v
				}
				if a.formula != nil {
					c.values[a.path] = a.formula.eval(&scope{e, f, j, r.values})
				}
				kept = append(kept, c)
				return true
			})
		}
		e.sort(a.order, kept)
		var values []any
		for _, r := range kept {
			values = append(values, r.values[a.path])
		}
		parts = append(parts, a.name+"="+totalText(a.function, values))
	}
	return strings.Join(parts, " ")
}

func totalText(function string, values []any) string {
	switch function {
	case "distinct":
		seen := map[string]bool{}
		for _, v := range values {
			if v != nil {
				seen[show(v)] = true
			}
		}
		return fmt.Sprint(len(seen))
	case "text":
		var parts []string
		for _, v := range values {
			if v != nil {
				parts = append(parts, v.(string))
			}
		}
		if parts == nil {
			return show(nil)
		}
		return show(strings.Join(parts, "; "))
	case "json":
		if values == nil {
			return show(nil)
		}
		text, err := json.Marshal(values)
		if err != nil {
			panic(err)
		}
		return string(text)
	}
	return show(aggregated(function, values))
}
