package orm

import (
	"slices"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/lookup"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// question is a QuerySet without the type of its rows. All that a QuerySet does is done here, once for all models: what a
// generic method contains is compiled anew for each of them.
type question struct {
	db     *DB
	intent *query.Query // nil in the zero QuerySet
}

// noDatabase is the question of a QuerySet that belongs to none.
func noDatabase() *query.Query {
	return &query.Query{Model: &schema.Model{}, Err: query.Errorf("the QuerySet belongs to no database; it comes from orm.Objects")}
}

// with changes a copy of the question.
func (q question) with(change func(*query.Query) error) question {
	if q.intent == nil {
		return question{intent: noDatabase()}
	}
	if q.intent.Err != nil {
		return q
	}
	c := q.intent.Clone()
	if err := change(c); err != nil {
		c.Fail(err)
	}
	return question{q.db, c.AlongSide(c.Along())}
}

// where resolves conditions on the rows of a query and appends them to nodes.
func (db *DB) where(q *query.Query, nodes []*query.Node, list []Condition) ([]*query.Node, error) {
	s, before := lookup.ScopeOf(db.engine, q), nodes
	nodes = slices.Grow(nodes, len(list))
	for _, c := range list {
		n, err := s.Node(resolvable(c))
		if err != nil {
			return before, err
		}
		nodes = append(nodes, n)
	}
	return nodes, nil
}

// filter is QuerySet.Filter.
func (q question) filter(c ...Condition) question {
	return q.with(func(n *query.Query) error {
		var err error
		n.Where, err = q.db.where(n, n.Where, c)
		return err
	})
}

// exclude is QuerySet.Exclude.
func (q question) exclude(c ...Condition) question {
	return q.with(func(n *query.Query) error {
		nodes, err := q.db.where(n, nil, c)
		if len(nodes) > 0 {
			n.Where = append(n.Where, &query.Node{Op: query.Not, Kids: []*query.Node{{Op: query.And, Kids: nodes}}})
		}
		return err
	})
}

// selectRelated is QuerySet.SelectRelated.
func (q question) selectRelated(paths ...string) question {
	return q.with(func(n *query.Query) error {
		for _, text := range paths {
			list, err := lookup.Relations(n.Model, text)
			if err != nil {
				return err
			}
			n.Related = append(n.Related, list...)
		}
		return nil
	})
}

// selectAll is QuerySet.SelectAll.
func (q question) selectAll(follow bool) question {
	return q.with(func(n *query.Query) error {
		var err error
		n.Related, err = lookup.AllRelations(n.Model, follow, nil)
		return err
	})
}

// prefetchRelated is QuerySet.PrefetchRelated.
func (q question) prefetchRelated(paths ...string) question {
	return q.with(func(n *query.Query) error {
		for _, text := range paths {
			list, err := lookup.Relations(n.Model, text)
			if err != nil {
				return err
			}
			for _, p := range list {
				n.Prefetch = append(n.Prefetch, query.Prefetch{Path: p})
			}
		}
		return nil
	})
}

// prefetch is QuerySet.Prefetch.
func (q question) prefetch(path string, source Source) question {
	return q.with(func(n *query.Query) error {
		if _, err := lookup.Relations(n.Model, path); err != nil {
			return err
		}
		sub, err := q.db.sourceQuery(source)
		if err != nil {
			return err
		}
		p, err := lookup.RelationTo(n.Model, path, sub.Model)
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

// prefetchAs is QuerySet.PrefetchAs.
func (q question) prefetchAs(name, path string, source Source) question {
	before := 0
	if q.intent != nil {
		before = len(q.intent.Prefetch)
	}
	return q.prefetch(path, source).with(func(n *query.Query) error {
		p := &n.Prefetch[before]
		if err := lookup.Aside(p.Path, name, n.Prefetch[:before]); err != nil {
			return err
		}
		p.Name = name
		return nil
	})
}

// sourceQuery is the question behind a Source of this database.
func (db *DB) sourceQuery(source Source) (*query.Query, error) {
	if source == nil {
		return nil, query.Errorf("the QuerySet is nil")
	}
	other, q := source.source().Question()
	if q != nil && q.Err != nil {
		return nil, q.Err
	}
	if other != db.engine {
		return nil, query.Errorf("the QuerySet belongs to another database")
	}
	return q, nil
}

// Question is the query as a part of another one.
func (q question) Question() (*engine.DB, *query.Query) { return q.db.core(), q.inner() }

// inner is the question as a part of another one: its cursor is opened; a page that only reading it can cut is
// refused, and so is a lock.
func (q question) inner() *query.Query {
	n := q.with(func(*query.Query) error { return nil }).paged().intent
	if n.Err == nil && len(n.Cuts()) > 0 {
		n = n.Clone()
		n.Fail(query.Errorf("a slice of a page that is read from the end cannot be a part of another query; read its keys first"))
	}
	if n.Err == nil && n.Lock != nil {
		n = n.Clone()
		n.Fail(query.Errorf("%s locks nothing inside another query; lock the rows of the outer one, or read these by themselves", n.Lock.Call()))
	}
	return n
}

// SubQuery is the query reduced to its primary key.
func (q question) SubQuery() (*engine.DB, *query.SubQuery, error) {
	n := q.inner()
	if n.Err != nil {
		return q.db.core(), nil, n.Err
	}
	p, err := n.Model.Path("pk")
	if err == nil && p.Attr == nil {
		if n.Model.Identity() == nil {
			return q.db.core(), nil, query.Errorf("%s has no primary key; name the column with orm.Column", n.Model.Name)
		}
		p = &schema.Path{Root: n.Model, Attr: n.Model.Identity(), Text: "pk"}
	}
	return q.db.core(), &query.SubQuery{Query: n, Column: p}, err
}

// fields is QuerySet.Fields.
func (q question) fields(paths ...string) question {
	return q.with(func(n *query.Query) error {
		list, err := lookup.FieldPaths(n.Model, paths)
		n.Extend(func(x *query.Extras) { x.Only = append(x.Only, list...) })
		return err
	})
}

// excludeFields is QuerySet.ExcludeFields.
func (q question) excludeFields(paths ...string) question {
	return q.with(func(n *query.Query) error {
		list, err := lookup.FieldPaths(n.Model, paths)
		n.Extend(func(x *query.Extras) { x.Without = append(x.Without, list...) })
		return err
	})
}

// orderBy is QuerySet.OrderBy.
func (q question) orderBy(keys ...string) question {
	return q.with(func(n *query.Query) error {
		for _, key := range keys {
			o, err := lookup.Order(q.db.engine, n, key)
			if err != nil {
				return err
			}
			n.Order = append(n.Order, o...)
		}
		return q.keepFirst(n)
	})
}

// distinct is QuerySet.Distinct.
func (q question) distinct() question {
	return q.with(func(n *query.Query) error { n.Distinct = true; return nil })
}

// each is QuerySet.Each.
func (q question) each() question {
	return q.with(func(n *query.Query) error { n.Each = true; return nil })
}

// strict is QuerySet.Strict.
func (q question) strict() question {
	return q.with(func(n *query.Query) error { n.Strict = true; return nil })
}

// annotate is QuerySet.Annotate.
func (q question) annotate(name string, a Aggregate) question {
	return q.with(func(n *query.Query) error {
		g, err := a.core.Resolve(lookup.ScopeOf(q.db.engine, n))
		if err != nil {
			return err
		}
		g.Name = name
		note := &query.Annotation{Aggregate: *g}
		if err := lookup.Annotate(n, "Annotate", name, &query.Expr{Annotation: note}); err != nil {
			return err
		}
		n.Extend(func(x *query.Extras) { x.Annotations = append(x.Annotations, note) })
		return nil
	})
}

// annotateExpr is QuerySet.AnnotateExpr.
func (q question) annotateExpr(name string, e Expr) question {
	return q.with(func(n *query.Query) error {
		s, windows := lookup.ScopeOf(q.db.engine, n), slices.Clone(n.Annotations())
		before := len(windows)
		s.Windows = &windows
		value, err := s.Value(e.core)
		if err != nil {
			return err
		}
		if len(windows) > before {
			n.Extend(func(x *query.Extras) { x.Annotations = windows })
		}
		return lookup.Annotate(n, "AnnotateExpr", name, value)
	})
}
