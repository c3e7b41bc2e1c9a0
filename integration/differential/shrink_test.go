package differential

import "slices"

// reductions are the questions that are one part smaller.
func reductions(q *question) []*question {
	var out []*question
	add := func(change func(*question)) {
		c := *q
		change(&c)
		out = append(out, &c)
	}
	for i := range q.fetched {
		add(func(c *question) { c.fetched = without(q.fetched, i) })
		if own := q.fetched[i].own; own != nil {
			for _, smaller := range append(reductions(own), nil) {
				add(func(c *question) {
					c.fetched = slices.Clone(q.fetched)
					c.fetched[i].own = smaller
				})
			}
		}
	}
	for i := range q.selected {
		add(func(c *question) { c.selected = without(q.selected, i) })
	}
	if q.fields != nil {
		add(func(c *question) { c.fields = nil })
	}
	for i := range q.order {
		add(func(c *question) { c.order = without(q.order, i) })
		if q.order[i].nulls != nullsDefault {
			add(func(c *question) { c.order = slices.Clone(q.order); c.order[i].nulls = nullsDefault })
		}
	}
	for i := range q.pages {
		add(func(c *question) { c.pages = without(q.pages, i) })
	}
	for i := range q.late {
		add(func(c *question) { c.late = without(q.late, i) })
	}
	if len(q.late) == 0 {
		for i := range q.notes {
			if !slices.ContainsFunc(q.order, func(k sortKey) bool { return k.path == q.notes[i].name }) &&
				!slices.Contains(q.finish.paths, q.notes[i].name) {
				add(func(c *question) { c.notes = without(q.notes, i) })
			}
		}
	}
	out = append(out, reducedFilters(q)...)
	return append(out, reducedFinish(q)...)
}

func reducedFilters(q *question) []*question {
	var out []*question
	add := func(i int, kids []condition) {
		c := *q
		c.filters = slices.Clone(q.filters)
		c.filters[i].kids = kids
		out = append(out, &c)
	}
	for i, f := range q.filters {
		c := *q
		c.filters = without(q.filters, i)
		out = append(out, &c)
		for j := range f.kids {
			if len(f.kids) > 1 {
				add(i, without(f.kids, j))
			}
			for _, smaller := range reducedCondition(f.kids[j]) {
				kids := slices.Clone(f.kids)
				kids[j] = smaller
				add(i, kids)
			}
		}
	}
	return out
}

func reducedCondition(c condition) []condition {
	var out []condition
	switch c := c.(type) {
	case *connective:
		out = append(out, c.kids...)
		for i, k := range c.kids {
			if c.op != "Not" {
				out = append(out, &connective{c.op, without(c.kids, i)})
			}
			for _, smaller := range reducedCondition(k) {
				kids := slices.Clone(c.kids)
				kids[i] = smaller
				out = append(out, &connective{c.op, kids})
			}
		}
	case *quantified:
		for i, k := range c.kids {
			out = append(out, &quantified{c.op, c.path, without(c.kids, i)})
			for _, smaller := range reducedCondition(k) {
				kids := slices.Clone(c.kids)
				kids[i] = smaller
				out = append(out, &quantified{c.op, c.path, kids})
			}
		}
	case *inQuery:
		for _, smaller := range reductions(c.query) {
			out = append(out, &inQuery{c.path, smaller, c.column, c.typed})
		}
	case *existsIn:
		for _, smaller := range reductions(c.query) {
			out = append(out, &existsIn{smaller, c.inner, c.op, c.outer})
		}
	}
	return out
}

func reducedFinish(q *question) []*question {
	var out []*question
	add := func(change func(*finish)) {
		c := *q
		change(&c.finish)
		out = append(out, &c)
	}
	f := q.finish
	if len(f.paths) > 1 {
		for i := range f.paths {
			if !slices.ContainsFunc(f.order, func(k sortKey) bool { return k.path == f.paths[i] }) {
				add(func(c *finish) { c.paths = without(f.paths, i) })
			}
		}
	}
	for i := range f.having {
		add(func(c *finish) { c.having = without(f.having, i) })
	}
	for i := range f.order {
		add(func(c *finish) { c.order = without(f.order, i) })
	}
	if len(f.aggregates) > 1 && len(f.having)+len(f.order) == 0 {
		for i := range f.aggregates {
			add(func(c *finish) { c.aggregates = without(f.aggregates, i) })
		}
	}
	if f.limit > 0 {
		add(func(c *finish) { c.limit = 0 })
	}
	return out
}

func without[T any](list []T, i int) []T { return slices.Delete(slices.Clone(list), i, i+1) }
