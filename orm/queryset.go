package orm

import (
	"slices"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// querySet is a QuerySet without the type of its rows. All that a QuerySet does is done here, once for all models: what a
// generic method contains is compiled anew for each of them.
type querySet struct {
	db *DB
	q  *query.Query
}

// Row is one row of plain values by name.
type Row map[string]any

// noDatabase is the question of a QuerySet that belongs to none.
func noDatabase() *query.Query {
	return &query.Query{Model: &schema.Model{}, Err: query.Errorf("the QuerySet belongs to no database; it comes from orm.Objects")}
}

// with changes a copy of the question.
func (q querySet) with(change func(*query.Query) error) querySet {
	if q.q == nil {
		return querySet{q: noDatabase()}
	}
	if q.q.Err != nil {
		return q
	}
	c := q.q.Clone()
	if err := change(c); err != nil {
		c.Fail(err)
	}
	return querySet{q.db, c.AlongSide(c.Along())}
}

// filter is QuerySet.Filter.
func (q querySet) filter(c ...Condition) querySet {
	return q.with(func(n *query.Query) error {
		var err error
		n.Where, err = q.db.where(n, n.Where, c)
		return err
	})
}

// exclude is QuerySet.Exclude.
func (q querySet) exclude(c ...Condition) querySet {
	return q.with(func(n *query.Query) error {
		nodes, err := q.db.where(n, nil, c)
		if len(nodes) > 0 {
			n.Where = append(n.Where, &query.Node{Op: query.Not, Kids: []*query.Node{{Op: query.And, Kids: nodes}}})
		}
		return err
	})
}

// selectRelated is QuerySet.SelectRelated.
func (q querySet) selectRelated(paths ...string) querySet {
	return q.with(func(n *query.Query) error {
		for _, text := range paths {
			p, err := relation(n.Model, text)
			if err != nil {
				return err
			}
			n.Related = append(n.Related, p)
		}
		return nil
	})
}

// relation resolves a path that ends at a relation.
func relation(m *schema.Model, text string) (*schema.Path, error) {
	if err := query.Readable(text); err != nil {
		return nil, err
	}
	return m.RelationPath(text)
}

// selectAll is QuerySet.SelectAll.
func (q querySet) selectAll(follow bool) querySet {
	return q.with(func(n *query.Query) error {
		var err error
		n.Related, err = allRelations(n.Model, follow, nil)
		return err
	})
}

// maxRelations is how many relations SelectAll and LoadAll look for. No database joins as many tables; models that all refer to
// each other have more paths than any memory holds.
const maxRelations = 1_000

// allRelations are the paths of the relations that have a field, with follow those of everything below, without what leads
// through the paths in except.
func allRelations(m *schema.Model, follow bool, except []*schema.Path) ([]*schema.Path, error) {
	var out []*schema.Path
	var descend func(at *schema.Model, prefix string, above []*schema.Model, by *schema.Side) error
	descend = func(at *schema.Model, prefix string, above []*schema.Model, by *schema.Side) error {
		for _, s := range at.Sides {
			if !s.HasField || by != nil && by.Kind == schema.ReverseSide && s == by.Inverse { // the way back is the parent itself
				continue
			}
			p, err := m.RelationPath(prefix + s.Name)
			if err != nil {
				return err
			}
			if prunedPath(p, except) {
				continue
			}
			if out = append(out, p); len(out) > maxRelations {
				return query.Errorf("more than %d relations are reached from %s, and a query cannot join as many tables; "+
					"name those that are needed in SelectRelated or PrefetchRelated", maxRelations, m.Name)
			}
			if follow && !slices.Contains(above, s.Target) {
				if err := descend(s.Target, prefix+s.Name+"__", append(slices.Clip(above), s.Target), s); err != nil {
					return err
				}
			}
		}
		return nil
	}
	return out, descend(m, "", []*schema.Model{m}, nil)
}

// prefetchRelated is QuerySet.PrefetchRelated.
func (q querySet) prefetchRelated(paths ...string) querySet {
	return q.with(func(n *query.Query) error {
		for _, text := range paths {
			p, err := relation(n.Model, text)
			if err != nil {
				return err
			}
			n.Prefetch = append(n.Prefetch, query.Prefetch{Path: p})
		}
		return nil
	})
}

// prefetch is QuerySet.Prefetch.
func (q querySet) prefetch(path string, source Source) querySet {
	return q.with(func(n *query.Query) error {
		p, err := relation(n.Model, path)
		if err != nil {
			return err
		}
		sub, err := q.db.sourceQuery(source)
		if err != nil {
			return err
		}
		if sub.Model != p.End() {
			return query.Errorf("Prefetch(%q): the QuerySet is of %s, the relation leads to %s", path, sub.Model.Name, p.End().Name)
		}
		n.Prefetch = append(n.Prefetch, query.Prefetch{Path: p, Query: sub.AlongSide(p.Side)})
		return nil
	})
}

// sourceQuery is the question behind a Source of this database.
func (db *DB) sourceQuery(source Source) (*query.Query, error) {
	if source == nil {
		return nil, query.Errorf("the QuerySet is nil")
	}
	other, q := source.source().question()
	if q != nil && q.Err != nil {
		return nil, q.Err
	}
	if other != db {
		return nil, query.Errorf("the QuerySet belongs to another database")
	}
	return q, nil
}

func (q querySet) question() (*DB, *query.Query) { return q.db, q.inner() }

// inner is the question as a part of another one: its cursor is opened; a page that only reading it can cut is
// refused, and so is a lock.
func (q querySet) inner() *query.Query {
	n := q.with(func(*query.Query) error { return nil }).paged().q
	if n.Err == nil && len(n.Cuts()) > 0 {
		n = n.Clone()
		n.Fail(query.Errorf("a slice of a page that is read from the end cannot be a part of another query; read its keys first"))
	}
	if n.Err == nil && n.Lock != nil {
		n = n.Clone()
		n.Fail(query.Errorf("ForUpdate locks nothing inside another query; lock the rows of the outer one, or read these by themselves"))
	}
	return n
}

// subquery is the question reduced to its primary key.
func (q querySet) subquery() (*DB, *query.SubQuery, error) {
	n := q.inner()
	if n.Err != nil {
		return q.db, nil, n.Err
	}
	p, err := n.Model.Path("pk")
	if err == nil && p.Attr == nil {
		err = query.Errorf("%s has a composite key; name the column with orm.Column", n.Model.Name)
	}
	return q.db, &query.SubQuery{Query: n, Column: p}, err
}

// column is a QuerySet reduced to one column.
type column struct {
	db  *DB
	sub *query.SubQuery
	err error
}

func (c column) source() asked { return c }

// question refuses to load rows: a column has none.
func (c column) question() (*DB, *query.Query) {
	return c.db, &query.Query{Err: query.Errorf("a column is no QuerySet")}
}

func (c column) subquery() (*DB, *query.SubQuery, error) { return c.db, c.sub, c.err }

// Column is q reduced to one column, for use as a sub-query.
func Column[T any](q QuerySet[T], path string) Source {
	return columnOf(q.set, path)
}

func columnOf(q querySet, path string) Source {
	n := q.inner()
	c := column{db: q.db, err: n.Err}
	if c.err == nil {
		var p *schema.Path
		if p, c.err = valuePath(n.Model, path); c.err == nil {
			c.sub = &query.SubQuery{Query: n, Column: p.Along(n.Along())}
		}
	}
	return c
}

// valuePath resolves a path that must end at a column.
func valuePath(m *schema.Model, text string) (*schema.Path, error) {
	if err := query.Readable(text); err != nil {
		return nil, err
	}
	p, err := m.Path(text)
	if err != nil {
		return nil, err
	}
	if p.Attr == nil {
		return nil, query.Errorf("%s has no column %q", m.Name, text)
	}
	return p, nil
}

// fields is QuerySet.Fields.
func (q querySet) fields(paths ...string) querySet {
	return q.with(func(n *query.Query) error {
		list, err := fieldPaths(n.Model, paths)
		n.Extend(func(x *query.Extras) { x.Only = append(x.Only, list...) })
		return err
	})
}

// excludeFields is QuerySet.ExcludeFields.
func (q querySet) excludeFields(paths ...string) querySet {
	return q.with(func(n *query.Query) error {
		list, err := fieldPaths(n.Model, paths)
		n.Extend(func(x *query.Extras) { x.Without = append(x.Without, list...) })
		return err
	})
}

func fieldPaths(m *schema.Model, texts []string) ([]*schema.Path, error) {
	list := make([]*schema.Path, 0, len(texts))
	for _, text := range texts {
		p, err := fieldPath(m, text)
		if err != nil {
			return list, err
		}
		list = append(list, p)
	}
	return list, nil
}

// fieldPath is the path of what Fields names. A relation is the whole of it, and its path is that of its rows unless it has a column
// here; the key at the end of a relation is that column of these rows and no more of them.
func fieldPath(m *schema.Model, text string) (*schema.Path, error) {
	if err := query.Readable(text); err != nil {
		return nil, err
	}
	p, err := m.Path(text)
	if err != nil || p.Side == nil {
		return p, err
	}
	before, last, deeper := cutLast(text)
	end, rows := m, &schema.Path{Root: m}
	if deeper {
		if rows, err = m.RelationPath(before); err != nil {
			return nil, err
		}
		end = rows.End()
	} else {
		last = text
	}
	if key := end.Key(); key != nil && (last == "pk" || last == key.Name && key.Side == nil) {
		text := key.Name
		if deeper {
			text = rows.Text + "__" + text
		}
		return &schema.Path{Root: m, Steps: rows.Steps, Attr: key, Text: text}, nil
	}
	if len(p.Steps) > 0 {
		return m.RelationPath(text)
	}
	return p, nil
}

// distinct is QuerySet.Distinct.
func (q querySet) distinct() querySet {
	return q.with(func(n *query.Query) error { n.Distinct = true; return nil })
}

// each is QuerySet.Each.
func (q querySet) each() querySet {
	return q.with(func(n *query.Query) error { n.Each = true; return nil })
}

// strict is QuerySet.Strict.
func (q querySet) strict() querySet {
	return q.with(func(n *query.Query) error { n.Strict = true; return nil })
}

// annotate is QuerySet.Annotate.
func (q querySet) annotate(name string, a Aggregate) querySet {
	return q.with(func(n *query.Query) error {
		if err := outputName(name); err != nil {
			return err
		}
		if p, _, err := n.Model.PathLookup(name, query.LookupNames); err == nil {
			return query.Errorf("Annotate: %q means %s.%s already; give the value a name of its own", name, n.Model.Name, p.Text)
		}
		g, err := a.resolve(n.Model)
		if err != nil {
			return err
		}
		g.Name = name
		for _, o := range n.Annotations() {
			if o.Name == name || isLookupOf(name, o.Name) || isLookupOf(o.Name, name) {
				return query.Errorf("Annotate: the name %q is taken by the value %q", name, o.Name)
			}
		}
		n.Extend(func(x *query.Extras) { x.Annotations = append(x.Annotations, &query.Annotation{Aggregate: *g}) })
		return nil
	})
}

// isLookupOf reports whether a key is that of a lookup on a value.
func isLookupOf(key, value string) bool {
	before, last, ok := cutLast(key)
	if _, lookup := query.LookupOf(last); !lookup {
		return false
	}
	return ok && before == value
}
