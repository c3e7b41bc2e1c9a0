package write

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

// CreateAdmitted is Create of a row that may not name another owner.
func (m *Relation) CreateAdmitted(ctx context.Context, row unsafe.Pointer) error {
	if err := m.admit(row); err != nil {
		return err
	}
	return m.Create(ctx, row)
}

// Create inserts a new row and ties it to the owner.
func (m *Relation) Create(ctx context.Context, row unsafe.Pointer) error {
	one := m.Side.Kind == schema.ReverseSide
	return m.run(ctx, one, []unsafe.Pointer{row}, func(ctx context.Context) error { return m.Insert(ctx, row, nil) })
}

// admit refuses a new row whose foreign key says that it belongs to another owner.
func (m *Relation) admit(row unsafe.Pointer) error {
	if m.Side.Kind != schema.ReverseSide || m.Side.Key.IsZero(row) {
		return nil
	}
	if k := m.Side.Key.KeyOf(row); k == schema.KeyOf(m.Key) {
		return nil
	}
	return m.contradiction()
}

func (m *Relation) contradiction() error {
	return query.Errorf("%s.%s is set to another row than the one whose %s these are; leave it empty, or write through orm.Objects",
		m.Side.Target.Name, m.Side.Key.Name, m.Side.Name)
}

// AdmitValues is admit for the values of a row that is to be found or made.
func (m *Relation) AdmitValues(list []*query.Assignment) error {
	for _, a := range list {
		if m.Side.Kind == schema.ReverseSide && a.Attr == m.Side.Key && a.Value != m.Key {
			return m.contradiction()
		}
	}
	return nil
}

// BulkCreate is Writer.BulkCreate among the rows of the owner: it inserts the rows and ties them to
// the owner, in one transaction.
func (m *Relation) BulkCreate(ctx context.Context, rows []unsafe.Pointer, list any, o *BulkOptions) error {
	for i, row := range rows {
		if err := m.admit(row); err != nil {
			return fmt.Errorf("object %d: %w", i, err)
		}
	}
	if err := m.admitConflict(o, rows); err != nil {
		return err
	}
	if m.Side.Kind == schema.ManySide {
		return m.transaction(ctx, rows, func(ctx context.Context) error {
			if err := m.writer.BulkCreate(ctx, m.Side.Target, rows, list, o); err != nil {
				return err
			}
			return m.link(ctx, rows)
		})
	}
	return m.transaction(ctx, rows, func(ctx context.Context) error {
		for _, row := range rows {
			if err := m.fire(ctx, hooks.PreRelationAddKind, object(m.Side.Target, row), nil); err != nil {
				return err
			}
			if err := m.Side.Key.Set(row, m.Key); err != nil {
				return err
			}
		}
		if err := m.writer.BulkCreate(ctx, m.Side.Target, rows, list, o); err != nil || o.Ignore {
			return err // which of the rows were written is not known of those that conflicts may have kept out
		}
		m.addItems(rows, o.Update)
		for _, row := range rows {
			m.pointBack(row)
			if err := m.fire(ctx, hooks.PostRelationAddKind, object(m.Side.Target, row), nil); err != nil {
				return err
			}
		}
		return nil
	})
}

// addItems puts children into a relation that is loaded; only where rows were updated can one be
// there already.
func (m *Relation) addItems(rows []unsafe.Pointer, updated bool) {
	switch {
	case !m.State.Loaded:
	case updated:
		for _, row := range rows {
			m.addItem(row, nil)
		}
	default:
		m.State.Items = append(slices.Clip(m.State.Items), rows...)
	}
}

// admitConflict refuses conflict options by which a row could be written that is not the owner's,
// or tied without its key.
func (m *Relation) admitConflict(o *BulkOptions, rows []unsafe.Pointer) error {
	name := m.Side.Owner.Name + "." + m.Side.Name
	switch {
	case m.Side.Kind == schema.ManySide && (o.Ignore || o.Update):
		return query.Errorf("BulkCreate among %s: a row that is there already need not be one of them; write through orm.Objects and tie the rows with Add", name)
	case !o.Update:
		return nil
	}
	c, err := o.conflict(m.Side.Target, rows)
	if err != nil || slices.Contains(c.Target, m.Side.Key) {
		return err
	}
	return query.Errorf("BulkCreate among %s: UpdateOnConflict could write another owner's row, since %q is not among the fields whose conflict is meant; "+
		"use BulkUpdate, or write through orm.Objects", name, m.Side.Key.Name)
}

// BulkUpdate is Writer.BulkUpdate of those of the rows that are the owner's. They are read and
// locked by one more statement.
func (m *Relation) BulkUpdate(ctx context.Context, rows []unsafe.Pointer, names []string) (n int64, err error) {
	target := m.Side.Target
	if _, err := m.writer.bulkUpdate(target, rows, nil, names); err != nil {
		return 0, err
	}
	err = m.writer.Engine.Transaction(ctx, engine.TxOptions{}, func(ctx context.Context) error {
		own, err := m.among(ctx, rows)
		if err != nil || len(own) == 0 {
			n = 0
			return err
		}
		n, err = m.writer.BulkUpdate(ctx, target, own, objects(target, own), names)
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

// among are those of the rows that are the owner's, in their order; until the transaction ends they
// remain so.
func (m *Relation) among(ctx context.Context, rows []unsafe.Pointer) ([]unsafe.Pointer, error) {
	key := m.Side.Target.Key()
	p := &schema.Path{Root: m.Side.Target, Attr: key, Text: key.Name}
	var own []unsafe.Pointer
	for batch := range slices.Chunk(rows, m.writer.Engine.Dialect.PrefetchKeys) {
		list := make([]any, len(batch))
		for i, row := range batch {
			var err error
			if list[i], err = key.Get(row); err != nil {
				return nil, err
			}
		}
		q := m.Query()
		q.Extend(func(x *query.Extras) { x.Along, x.Only = nil, []*schema.Path{p} })
		q.Where = append(q.Where, &query.Node{Op: query.Compare, Path: p, Lookup: query.In, List: list})
		q.Order = []query.Order{{Path: p}}
		if m.writer.Engine.Dialect.RowLocks {
			q.Lock = &query.Lock{}
		}
		found, err := m.writer.Engine.Select(ctx, q)
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
