package orm

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/lookup"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// getOrCreate is QuerySet.GetOrCreate.
func (q question) getOrCreate(ctx context.Context, match V, defaults ...Assignment) (unsafe.Pointer, bool, error) {
	return q.upsert(ctx, match, defaults, nil)
}

// updateOrCreate is QuerySet.UpdateOrCreate.
func (q question) updateOrCreate(ctx context.Context, match V, values ...Assignment) (unsafe.Pointer, bool, error) {
	return q.upsert(ctx, match, values, func(ctx context.Context, row unsafe.Pointer, list []*query.Assignment) error {
		if len(list) == 0 {
			return nil
		}
		var names []string
		computed := false
		for _, a := range list {
			if computed = computed || a.Expr != nil; a.Expr != nil {
				continue
			}
			if err := setPlain(a, row); err != nil {
				return err
			}
			names = append(names, a.Attr.Name)
		}
		if computed {
			return q.db.writer.Assign(ctx, q.intent.Model, row, list)
		}
		return q.db.writer.Update(ctx, q.intent.Model, row, names)
	})
}

// upsert is what both have in common; found is told of a row that was there.
func (q question) upsert(ctx context.Context, match V, values []Assignment, found func(context.Context, unsafe.Pointer, []*query.Assignment) error) (unsafe.Pointer, bool, error) {
	q = q.checked()
	if q.intent.Err != nil {
		return nil, false, q.intent.Err
	}
	ctx = q.db.engine.OnPrimary(ctx)
	c, err := q.creation(match, values, found != nil)
	if err != nil {
		return nil, false, err
	}
	if found == nil {
		if row, err := q.findMatch(ctx, c, false); err != nil || row != nil {
			return row, false, err
		}
	}
	var row unsafe.Pointer
	var created bool
	attempt := func(ctx context.Context) error {
		row, created, err = q.findOrInsert(ctx, c, found)
		return err
	}
	switch {
	case !c.unique:
		if err = q.db.engine.LocksHold(); err != nil {
			return nil, false, err
		}
		err = q.db.engine.Locked(ctx, q.intent.Model.Table, attempt)
	case q.db.engine.Dialect.InsertsShare:
		err = q.db.engine.Locked(ctx, c.name(q.intent.Model), attempt)
	default:
		err = q.db.engine.Transaction(ctx, engine.TxOptions{}, attempt)
	}
	if err != nil {
		return nil, false, err
	}
	return row, created, nil
}

// creation is a row to find or to make.
type creation struct {
	match  []*query.Assignment
	where  []*query.Node
	values []*query.Assignment
	fresh  []*query.Assignment // of a new row alone
	unique bool                // match covers a unique constraint
}

func (q question) creation(match V, values []Assignment, updates bool) (*creation, error) {
	m := q.intent.Model
	if len(match) == 0 {
		return nil, query.Errorf("GetOrCreate and UpdateOrCreate of %s match by at least one field", m.Name)
	}
	c := &creation{}
	var err error
	if c.match, err = q.db.assignments(m, []Assignment{V(match)}); err != nil {
		return nil, err
	}
	values, fresh := divideOnCreate(values)
	for _, l := range []struct {
		into *[]*query.Assignment
		from []Assignment
	}{{&c.values, values}, {&c.fresh, fresh}} {
		if len(l.from) > 0 && !emptyValues(l.from) {
			if *l.into, err = q.db.assignments(m, l.from); err != nil {
				return nil, err
			}
		}
	}
	refused := slices.Concat(c.match, c.fresh)
	if !updates {
		refused = append(refused, c.values...)
	}
	for _, a := range refused {
		if a.Expr != nil {
			return nil, query.Errorf("%s.%s: what a row is found by or made of are values, not expressions", m.Name, a.Attr.Name)
		}
	}
	s := lookup.Scope{DB: q.db.engine, Model: m}
	for _, key := range slices.Sorted(maps.Keys(match)) {
		p, err := lookup.KeyPath(m, key)
		if err != nil {
			return nil, err
		}
		n, err := s.Compare(p, query.Exact, operand(match[key]))
		if err != nil {
			return nil, err
		}
		c.where = append(c.where, n)
	}
	if g := q.relation(); g != nil {
		if err := g.AdmitValues(slices.Concat(c.match, c.values, c.fresh)); err != nil {
			return nil, err
		}
	}
	c.unique = coversUnique(m, c.match)
	return c, nil
}

// name tells apart the rows that callers wait for each other about.
func (c *creation) name(m *schema.Model) string {
	name := m.Table
	for _, a := range c.match {
		name += fmt.Sprintf(":%s=%q", a.Attr.Name, fmt.Sprint(a.Value))
	}
	return name
}

func emptyValues(values []Assignment) bool {
	return !slices.ContainsFunc(values, func(a Assignment) bool {
		v, ok := a.(V)
		return !ok || len(v) > 0
	})
}

// coversUnique reports whether at most one row can have the values: every field of the key or of a unique constraint is
// among them, and none is NULL.
func coversUnique(m *schema.Model, match []*query.Assignment) bool {
	given := func(a *schema.Attribute) bool {
		return slices.ContainsFunc(match, func(o *query.Assignment) bool { return o.Attr == a && o.Value != nil })
	}
	return slices.ContainsFunc(append(engine.Uniques(m), m.Keys), func(u []*schema.Attribute) bool {
		return !slices.ContainsFunc(u, func(a *schema.Attribute) bool { return !given(a) })
	})
}

// findMatch is the one row that matches, nil when there is none; locked reads what is committed now and keeps others away.
func (q question) findMatch(ctx context.Context, c *creation, locked bool) (unsafe.Pointer, error) {
	rows, err := q.with(func(n *query.Query) error {
		n.Where = append(n.Where, c.where...)
		n.Limit, n.HasLimit = 2, true
		if locked && q.db.engine.Dialect.RowLocks {
			n.Lock, n.Related = &query.Lock{}, nil
		}
		return nil
	}).fetch(ctx, -1)
	switch {
	case err != nil || len(rows) == 0:
		return nil, err
	case len(rows) > 1:
		return nil, fmt.Errorf("%w: several rows of %s", ErrMultipleMatches, q.intent.Model.Name)
	}
	return rows[0], nil
}

// findOrInsert runs in a transaction. The insert has a savepoint of its own, so that losing the race to another caller does
// not end the transaction; the winner's row is then read with a lock, which also sees beyond an older snapshot.
func (q question) findOrInsert(ctx context.Context, c *creation, found func(context.Context, unsafe.Pointer, []*query.Assignment) error) (unsafe.Pointer, bool, error) {
	row, err := q.findMatch(ctx, c, !c.unique)
	if row != nil && err == nil && found != nil && c.unique {
		row, err = q.findMatch(ctx, c, true) // a row that is not there cannot be locked without keeping others from their keys
	}
	if err == nil && row == nil {
		row, err = q.insertMatch(ctx, c)
		if err == nil {
			return row, true, nil
		}
		if !errors.Is(err, ErrUnique) {
			return nil, false, err
		}
		conflict := err
		if row, err = q.findMatch(ctx, c, true); err == nil && row == nil {
			return nil, false, conflict // another constraint than the one that match covers
		}
	}
	if err == nil && found != nil {
		err = found(ctx, row, c.values)
	}
	return row, false, err
}

func (q question) insertMatch(ctx context.Context, c *creation) (unsafe.Pointer, error) {
	m := q.intent.Model
	if err := c.complete(m); err != nil {
		return nil, err
	}
	row := reflect.New(m.Type).UnsafePointer()
	engine.FillDefaults(m, row)
	said := schema.NewMask(len(m.Attributes))
	for _, a := range slices.Concat(c.match, c.values, c.fresh) {
		if a.Expr != nil {
			continue
		}
		if err := setPlain(a, row); err != nil {
			return nil, err
		}
		said.Set(a.Attr.Index)
	}
	engine.Give(m, row, said)
	return row, q.db.engine.Transaction(ctx, engine.TxOptions{}, func(ctx context.Context) error {
		if g := q.relation(); g != nil {
			return g.Insert(ctx, row, nil)
		}
		return q.db.writer.Save(ctx, m, row)
	})
}

// setPlain writes an assignment's plaintext into a row.
func setPlain(a *query.Assignment, row unsafe.Pointer) error { return a.Attr.Set(row, a.Plain) }

// GetOrCreate is QuerySet.GetOrCreate among the rows of the owner; a new row is tied to it.
func (m *Many[T]) GetOrCreate(ctx context.Context, match V, defaults ...Assignment) (*T, bool, error) {
	row, created, err := relatedSet(&m.state, reflect.TypeFor[T]()).getOrCreate(ctx, match, defaults...)
	return (*T)(row), created, err
}

// UpdateOrCreate is QuerySet.UpdateOrCreate among the rows of the owner; a new row is tied to it.
func (m *Many[T]) UpdateOrCreate(ctx context.Context, match V, values ...Assignment) (*T, bool, error) {
	row, created, err := relatedSet(&m.state, reflect.TypeFor[T]()).updateOrCreate(ctx, match, values...)
	return (*T)(row), created, err
}
