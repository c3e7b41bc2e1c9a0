package orm

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// manager is the relation whose rows a scoped QuerySet asks for, nil for the QuerySet of a model. What the QuerySet writes stays
// within it: new rows are tied to the owner, and rows of others are not there.
func (q question) manager() *manager {
	r := q.intent.Relation()
	if r == nil {
		return nil
	}
	return &manager{db: q.db, side: r.Side, owner: r.Owner, key: r.Key, state: r.State}
}

// plain is the QuerySet of the whole model.
func (m *manager) plain() question { return question{m.db, m.db.base(m.side.Target.Type)} }

// createScoped is QuerySet.Create of a scoped QuerySet.
func (m *manager) createScoped(ctx context.Context, row unsafe.Pointer) error {
	if err := m.admit(row); err != nil {
		return err
	}
	return m.createIn(ctx, row)
}

// createIn inserts a new row and ties it to the owner.
func (m *manager) createIn(ctx context.Context, row unsafe.Pointer) error {
	one := m.side.Kind == schema.ReverseSide
	return m.run(ctx, one, []unsafe.Pointer{row}, func(ctx context.Context) error { return m.create(ctx, row, nil) })
}

// admit refuses a new row whose foreign key says that it belongs to another owner.
func (m *manager) admit(row unsafe.Pointer) error {
	if m.side.Kind != schema.ReverseSide || m.side.Key.IsZero(row) {
		return nil
	}
	if k := m.side.Key.KeyOf(row); k == schema.KeyOf(m.key) {
		return nil
	}
	return m.contradiction()
}

func (m *manager) contradiction() error {
	return query.Errorf("%s.%s is set to another row than the one whose %s these are; leave it empty, or write through orm.Objects",
		m.side.Target.Name, m.side.Key.Name, m.side.Name)
}

// admitValues is admit for the values of a row that is to be found or made.
func (m *manager) admitValues(list []*query.Assignment) error {
	for _, a := range list {
		if m.side.Kind == schema.ReverseSide && a.Attr == m.side.Key && a.Value != m.key {
			return m.contradiction()
		}
	}
	return nil
}

// bulkCreate is QuerySet.BulkCreate of a scoped QuerySet: it inserts the rows and ties them to the owner, in one transaction.
func (m *manager) bulkCreate(ctx context.Context, rows []unsafe.Pointer, objects any, s *bulkSettings, opts []BulkOption) error {
	for i, row := range rows {
		if err := m.admit(row); err != nil {
			return fmt.Errorf("object %d: %w", i, err)
		}
	}
	if err := m.admitConflict(s, rows); err != nil {
		return err
	}
	if m.side.Kind == schema.ManySide {
		return m.transaction(ctx, rows, func(ctx context.Context) error {
			if err := m.plain().bulkCreate(ctx, rows, objects, opts); err != nil {
				return err
			}
			return m.tie(ctx, rows)
		})
	}
	return m.transaction(ctx, rows, func(ctx context.Context) error {
		for _, row := range rows {
			if err := m.fire(ctx, hooks.PreRelationAddKind, object(m.side.Target, row), nil); err != nil {
				return err
			}
			if err := m.side.Key.Set(row, m.key); err != nil {
				return err
			}
		}
		if err := m.plain().bulkCreate(ctx, rows, objects, opts); err != nil || s.ignore {
			return err // which of the rows were written is not known of those that conflicts may have kept out
		}
		m.rememberAll(rows, s.update)
		for _, row := range rows {
			m.pointBack(row)
			if err := m.fire(ctx, hooks.PostRelationAddKind, object(m.side.Target, row), nil); err != nil {
				return err
			}
		}
		return nil
	})
}

// rememberAll puts children into a relation that is loaded; only where rows were updated can one be there already.
func (m *manager) rememberAll(rows []unsafe.Pointer, updated bool) {
	switch {
	case !m.state.Loaded:
	case updated:
		for _, row := range rows {
			m.remember(row, nil)
		}
	default:
		m.state.Items = append(slices.Clip(m.state.Items), rows...)
	}
}

// admitConflict refuses conflict options by which a row could be written that is not the owner's, or tied without its key.
func (m *manager) admitConflict(s *bulkSettings, rows []unsafe.Pointer) error {
	name := m.side.Owner.Name + "." + m.side.Name
	switch {
	case m.side.Kind == schema.ManySide && (s.ignore || s.update):
		return query.Errorf("BulkCreate among %s: a row that is there already need not be one of them; write through orm.Objects and tie the rows with Add", name)
	case !s.update:
		return nil
	}
	c, err := s.conflict(m.side.Target, rows)
	if err != nil || slices.Contains(c.Target, m.side.Key) {
		return err
	}
	return query.Errorf("BulkCreate among %s: UpdateOnConflict could write another owner's row, since %q is not among the fields whose conflict is meant; "+
		"use BulkUpdate, or write through orm.Objects", name, m.side.Key.Name)
}

// bulkUpdate is QuerySet.BulkUpdate of a scoped QuerySet: of those of the rows that are the owner's. They are read and locked by
// one more statement.
func (m *manager) bulkUpdate(ctx context.Context, rows []unsafe.Pointer, columns []string) (n int64, err error) {
	err = m.db.engine.Transaction(ctx, engine.TxOptions{}, func(ctx context.Context) error {
		own, err := m.among(ctx, rows)
		if err != nil || len(own) == 0 {
			n = 0
			return err
		}
		n, err = m.plain().bulkUpdate(ctx, own, objects(m.side.Target, own), columns)
		return err
	})
	return n, err
}

// objects are rows as a list of their pointer type.
func objects(m *schema.Model, rows []unsafe.Pointer) any {
	list := reflect.MakeSlice(reflect.SliceOf(reflect.PointerTo(m.Type)), len(rows), len(rows))
	for i, row := range rows {
		list.Index(i).Set(reflect.NewAt(m.Type, row))
	}
	return list.Interface()
}

// among are those of the rows that are the owner's, in their order; until the transaction ends they remain so.
func (m *manager) among(ctx context.Context, rows []unsafe.Pointer) ([]unsafe.Pointer, error) {
	key := m.side.Target.Key()
	p := &schema.Path{Root: m.side.Target, Attr: key, Text: key.Name}
	var own []unsafe.Pointer
	for batch := range slices.Chunk(rows, m.db.engine.Dialect.PrefetchKeys) {
		list := make([]any, len(batch))
		for i, row := range batch {
			var err error
			if list[i], err = key.Get(row); err != nil {
				return nil, err
			}
		}
		q := m.scoped()
		q.Extend(func(x *query.Extras) { x.Along, x.Only = nil, []*schema.Path{p} })
		q.Where = append(q.Where, &query.Node{Op: query.Compare, Path: p, Lookup: query.In, List: list})
		q.Order = []query.Order{{Path: p}}
		if m.db.engine.Dialect.RowLocks {
			q.Lock = &query.Lock{}
		}
		found, err := m.db.engine.Select(ctx, q)
		if err != nil {
			return nil, err
		}
		if len(found) == len(batch) { // the column may fold what Go tells apart
			own = append(own, batch...)
			continue
		}
		there := map[schema.Key]bool{}
		for _, row := range found {
			there[key.KeyOf(row)] = true
		}
		for _, row := range batch {
			if there[key.KeyOf(row)] {
				own = append(own, row)
			}
		}
	}
	return own, nil
}
