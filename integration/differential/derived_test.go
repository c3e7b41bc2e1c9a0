package differential

import (
	"fmt"
	"strings"
)

// derived is a question about what is made of rows: sets of them, values under names, places among others.
type derived struct {
	parts      []part // the first one's op is empty
	after      []filter
	notes      []*note
	late       []condition // on notes, a Filter each
	distinctOn []string
	order      []sortKey
	pages      []page
	call       string
	paths      []string
	totals     []total
}

// part is a query of a set operation.
type part struct {
	op    string
	query *question
}

// note is a value with a name: one of the three.
type note struct {
	name    string
	kind    kind
	formula *formula
	scalar  *scalar
	window  *windowed
}

// scalar is a value of the rows of another query beside this one: an aggregate of theirs, or the path of their first.
type scalar struct {
	of       *existsIn
	function string // empty for the first row
	path     string
	order    []sortKey
}

// total is an aggregate over rows that satisfy conditions.
type total struct {
	name, function, path string
	formula              *formula // instead of a path
	where                []condition
	order                []sortKey
}

func (d *derived) root() string { return d.parts[0].query.root }

func (d *derived) note(name string) *note {
	for _, n := range d.notes {
		if n.name == name {
			return n
		}
	}
	return nil
}

// windowed reports whether a condition names a window.
func (d *derived) windowed(c condition) bool {
	switch c := c.(type) {
	case *noted:
		return d.note(c.name).window != nil
	case *connective:
		for _, k := range c.kids {
			if d.windowed(k) {
				return true
			}
		}
	}
	return false
}

func (d *derived) String() string {
	var b strings.Builder
	for _, p := range d.parts {
		fmt.Fprintf(&b, " %s %s", p.op, p.query)
	}
	for _, f := range d.after {
		fmt.Fprintf(&b, ".Filter(%t: %s)", !f.exclude, list(f.kids))
	}
	for _, n := range d.notes {
		switch {
		case n.formula != nil:
			fmt.Fprintf(&b, ".AnnotateExpr(%s, %s)", n.name, n.formula)
		case n.scalar != nil:
			fmt.Fprintf(&b, ".AnnotateExpr(%s, %s %s%s of %s)", n.name, n.scalar.function, n.scalar.path, orderText(n.scalar.order), n.scalar.of)
		default:
			fmt.Fprintf(&b, ".AnnotateExpr(%s, %s)", n.name, n.window)
		}
	}
	for _, c := range d.late {
		fmt.Fprintf(&b, ".Filter(%s)", c)
	}
	if d.distinctOn != nil {
		fmt.Fprintf(&b, ".DistinctOn(%s)", strings.Join(d.distinctOn, ", "))
	}
	fmt.Fprintf(&b, "%s%v.%s(%s)", orderText(d.order), d.pages, d.call, strings.Join(d.paths, ", "))
	for _, a := range d.totals {
		fmt.Fprintf(&b, " %s=%s(%s %v).Where(%s)%s", a.name, a.function, a.path, a.formula, list(a.where), orderText(a.order))
	}
	return b.String()
}

// reduced are the questions that are one part smaller.
func (d *derived) reduced() []*derived {
	var out []*derived
	add := func(change func(*derived)) {
		c := *d
		change(&c)
		out = append(out, &c)
	}
	for i, p := range d.parts {
		if i > 0 {
			add(func(c *derived) { c.parts = without(d.parts, i) })
		}
		for _, smaller := range reducedFilters(p.query) {
			add(func(c *derived) {
				c.parts = append(append(d.parts[:i:i], part{p.op, smaller}), d.parts[i+1:]...)
			})
		}
	}
	for i := range d.after {
		add(func(c *derived) { c.after = without(d.after, i) })
	}
	for i := range d.late {
		add(func(c *derived) { c.late = without(d.late, i) })
	}
	for i := range d.order {
		add(func(c *derived) { c.order = without(d.order, i) })
	}
	for i := range d.pages {
		add(func(c *derived) { c.pages = without(d.pages, i) })
	}
	for i := range d.totals {
		if len(d.totals) > 1 {
			add(func(c *derived) { c.totals = without(d.totals, i) })
		}
	}
	for i, n := range d.notes {
		if strings.Count(d.String(), n.name) == 2 && len(d.paths) > 1 { // where it is made, and where it is read
			add(func(c *derived) {
				c.notes, c.paths = without(d.notes, i), nil
				for _, p := range d.paths {
					if p != n.name {
						c.paths = append(c.paths, p)
					}
				}
			})
		}
	}
	return out
}
