package orm

import (
	"context"
	"reflect"
	"slices"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// QuerySet is a question to the rows of T. It is an immutable value: every method returns a new one, the old one can be used
// again, kept in a package variable and shared by goroutines. Nothing is sent before a finishing call; mistakes are kept and
// returned by that call. The zero QuerySet belongs to no database and every finishing call of it is an ErrQuery.
type QuerySet[T any] struct {
	db *DB
	q  *query.Query
}

// Row is one row of plain values by name.
type Row map[string]any

// Source is implemented by every QuerySet: as a sub-query, or as the source of a prefetch.
type Source interface{ source() }

func (q QuerySet[T]) source() {}

// Objects is the question that every row of T answers.
func Objects[T any, P PtrTo[T]](db *DB) QuerySet[T] {
	return QuerySet[T]{db, db.base(reflect.TypeFor[T]())}
}

// noDatabase is the question of a QuerySet that belongs to none.
func noDatabase(t reflect.Type) *query.Query {
	return &query.Query{Model: &schema.Model{Name: t.Name(), Type: t},
		Err: query.Errorf("the QuerySet belongs to no database; it comes from orm.Objects")}
}

// with changes a copy of the question.
func (q QuerySet[T]) with(change func(*query.Query) error) QuerySet[T] {
	if q.q == nil {
		return QuerySet[T]{q: noDatabase(reflect.TypeFor[T]())}
	}
	if q.q.Err != nil {
		return q
	}
	c := q.q.Clone()
	if err := change(c); err != nil {
		c.Fail(err)
	}
	return QuerySet[T]{q.db, c}
}

// Filter adds conditions; all must hold, of this call and of earlier ones. A relation that is only filtered through is not
// loaded and does not multiply rows.
func (q QuerySet[T]) Filter(c ...Condition) QuerySet[T] {
	return q.with(func(n *query.Query) error {
		var err error
		n.Where, err = q.db.where(n, n.Where, c)
		return err
	})
}

// Exclude adds NOT (all of the conditions). Of a comparison with NULL the negation is unknown as well, so such rows stay out.
func (q QuerySet[T]) Exclude(c ...Condition) QuerySet[T] {
	return q.with(func(n *query.Query) error {
		nodes, err := q.db.where(n, nil, c)
		if len(nodes) > 0 {
			n.Where = append(n.Where, &query.Node{Op: query.Not, Kids: []*query.Node{{Op: query.And, Kids: nodes}}})
		}
		return err
	})
}

// SelectRelated loads relations in the same statement, by LEFT JOINs; "author__publisher" loads both.
func (q QuerySet[T]) SelectRelated(paths ...string) QuerySet[T] {
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
	if err := readable(text); err != nil {
		return nil, err
	}
	return m.RelationPath(text)
}

// SelectAll loads every relation of T in the same statement instead of those selected before. With follow it goes on along
// the relations of what it loads, until a model is its own ancestor on the path. A child points back at its parent itself. More
// relations than one join takes (60 tables) are ErrQuery before anything is sent.
func (q QuerySet[T]) SelectAll(follow bool) QuerySet[T] {
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

// PrefetchRelated loads relations by one further statement per relation and level, whatever the number of rows.
func (q QuerySet[T]) PrefetchRelated(paths ...string) QuerySet[T] {
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

// Prefetch is PrefetchRelated of one path with a QuerySet of the related model: its conditions, order, loads and columns
// apply, and its limit and offset count per parent.
func (q QuerySet[T]) Prefetch(path string, source Source) QuerySet[T] {
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
		n.Prefetch = append(n.Prefetch, query.Prefetch{Path: p, Query: sub})
		return nil
	})
}

// sourceQuery is the question behind a Source of this database.
func (db *DB) sourceQuery(source Source) (*query.Query, error) {
	sub, ok := source.(interface{ question() (*DB, *query.Query) })
	if !ok {
		return nil, query.Errorf("%T is no QuerySet", source)
	}
	other, q := sub.question()
	if q != nil && q.Err != nil {
		return nil, q.Err
	}
	if other != db {
		return nil, query.Errorf("the QuerySet belongs to another database")
	}
	return q, nil
}

func (q QuerySet[T]) question() (*DB, *query.Query) { return q.db, q.inner() }

// inner is the question as a part of another one: its cursor is opened; a page that only reading it can cut is
// refused, and so is a lock.
func (q QuerySet[T]) inner() *query.Query {
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
func (q QuerySet[T]) subquery() (*DB, *query.SubQuery, error) {
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

func (c column) source() {}

func (c column) subquery() (*DB, *query.SubQuery, error) { return c.db, c.sub, c.err }

// Column is q reduced to one column, for use as a sub-query.
func Column[T any](q QuerySet[T], path string) Source {
	n := q.inner()
	c := column{db: q.db, err: n.Err}
	if c.err == nil {
		var p *schema.Path
		if p, c.err = valuePath(n.Model, path); c.err == nil {
			c.sub = &query.SubQuery{Query: n, Column: p}
		}
	}
	return c
}

// valuePath resolves a path that must end at a column.
func valuePath(m *schema.Model, text string) (*schema.Path, error) {
	if err := readable(text); err != nil {
		return nil, err
	}
	p, err := m.Path(text)
	if err != nil {
		return nil, err
	}
	if p.Attr == nil {
		return nil, query.Errorf("%s.%s is no column", m.Name, text)
	}
	return p, nil
}

// Fields loads only the named columns and relations of each model; the primary key is always loaded. Models that embed
// orm.Model remember what was loaded, others refuse. Calls accumulate.
func (q QuerySet[T]) Fields(paths ...string) QuerySet[T] {
	return q.with(func(n *query.Query) error {
		list, err := fieldPaths(n.Model, paths)
		n.Extend(func(x *query.Extras) { x.Only = append(x.Only, list...) })
		return err
	})
}

// ExcludeFields loads everything but the named columns and relations.
func (q QuerySet[T]) ExcludeFields(paths ...string) QuerySet[T] {
	return q.with(func(n *query.Query) error {
		list, err := fieldPaths(n.Model, paths)
		n.Extend(func(x *query.Extras) { x.Without = append(x.Without, list...) })
		return err
	})
}

func fieldPaths(m *schema.Model, texts []string) ([]*schema.Path, error) {
	list := make([]*schema.Path, 0, len(texts))
	for _, text := range texts {
		if err := readable(text); err != nil {
			return list, err
		}
		p, err := m.Path(text)
		if err != nil {
			return list, err
		}
		if p.Side != nil && len(p.Steps) > 0 { // a relation without a column here: the path of the relation itself
			if p, err = m.RelationPath(text); err != nil {
				return list, err
			}
		}
		list = append(list, p)
	}
	return list, nil
}

// Distinct makes the rows of Values, ValuesList and Pluck distinct; objects are distinct already.
func (q QuerySet[T]) Distinct() QuerySet[T] {
	return q.with(func(n *query.Query) error { n.Distinct = true; return nil })
}

// Each says that Update and Delete without a condition mean every row.
func (q QuerySet[T]) Each() QuerySet[T] {
	return q.with(func(n *query.Query) error { n.Each = true; return nil })
}

// Strict hands out objects whose relations refuse Load with ErrNotLoaded, so that nothing loads row by row behind a list.
func (q QuerySet[T]) Strict() QuerySet[T] {
	return q.with(func(n *query.Query) error { n.Strict = true; return nil })
}

// LockOption is a setting of ForUpdate.
type LockOption struct {
	apply func(*query.Lock, *schema.Model) error
}

// SkipLocked leaves out rows that another transaction has locked.
func SkipLocked() LockOption {
	return LockOption{func(l *query.Lock, _ *schema.Model) error { l.SkipLocked = true; return nil }}
}

// NoWait fails with ErrLockTimeout instead of waiting for a lock.
func NoWait() LockOption {
	return LockOption{func(l *query.Lock, _ *schema.Model) error { l.NoWait = true; return nil }}
}

// OfPaths locks the rows of to-one relations as well, which must be there: the joins become inner.
func OfPaths(paths ...string) LockOption {
	return LockOption{func(l *query.Lock, m *schema.Model) error {
		for _, text := range paths {
			p, err := relation(m, text)
			if err != nil {
				return err
			}
			l.Of = append(l.Of, p)
		}
		return nil
	}}
}

// ForUpdate locks the rows of the main table that are read until the transaction ends. Outside a transaction it is ErrQuery,
// on SQLite ErrUnsupported.
func (q QuerySet[T]) ForUpdate(opts ...LockOption) QuerySet[T] {
	return q.with(func(n *query.Query) error {
		n.Lock = &query.Lock{}
		for _, o := range opts {
			if err := o.apply(n.Lock, n.Model); err != nil {
				return err
			}
		}
		if n.Lock.SkipLocked && n.Lock.NoWait {
			return query.Errorf("ForUpdate: SkipLocked and NoWait exclude each other")
		}
		return nil
	})
}

// Annotate computes an aggregate per main row under a name that Filter, OrderBy, Values, ValuesList and Into can use like a
// field. The objects of All do not carry it.
func (q QuerySet[T]) Annotate(name string, a Aggregate) QuerySet[T] {
	return q.with(func(n *query.Query) error {
		if err := outputName(name); err != nil {
			return err
		}
		if n.Model.Attribute(name) != nil || n.Model.Side(name) != nil {
			return query.Errorf("Annotate: %s has a field %q already", n.Model.Name, name)
		}
		g, err := a.resolve(n.Model)
		if err != nil {
			return err
		}
		g.Name = name
		if slices.ContainsFunc(n.Annotations(), func(o *query.Annotation) bool { return o.Name == name }) {
			return query.Errorf("Annotate: the name %q is taken", name)
		}
		n.Extend(func(x *query.Extras) { x.Annotations = append(x.Annotations, &query.Annotation{Aggregate: *g}) })
		return nil
	})
}

// locked refuses a lock outside a transaction.
func (q QuerySet[T]) locked(ctx context.Context) error {
	if q.q.Lock != nil && !q.db.engine.InTransaction(ctx) && q.db.engine.Dialect.RowLocks {
		return query.Errorf("ForUpdate holds its locks until the transaction ends; call it inside db.Transaction")
	}
	return nil
}

// unlocked refuses a lock where no rows are read: nothing would be locked.
func unlocked(q *query.Query, call string) error {
	if q.Lock != nil {
		return query.Errorf("%s after ForUpdate locks nothing: a lock needs rows; read them with All, First or Values", call)
	}
	return nil
}
