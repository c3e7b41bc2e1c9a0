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
func (g *Relation) CreateAdmitted(ctx context.Context, row unsafe.Pointer) error {
	if err := g.admit(row); err != nil {
		return err
	}
	return g.Create(ctx, row)
}

// Create inserts a new row and ties it to the owner.
func (g *Relation) Create(ctx context.Context, row unsafe.Pointer) error {
	one := g.Side.Kind == schema.ReverseSide
	return g.run(ctx, one, []unsafe.Pointer{row}, func(ctx context.Context) error { return g.Insert(ctx, row, nil) })
}

// admit refuses a new row whose foreign key says that it belongs to another owner.
func (g *Relation) admit(row unsafe.Pointer) error {
	if g.Side.Kind != schema.ReverseSide || g.Side.Key.IsZero(row) {
		return nil
	}
	if k := g.Side.Key.KeyOf(row); k == schema.KeyOf(g.Key) {
		return nil
	}
	return g.contradiction()
}

func (g *Relation) contradiction() error {
	return query.Errorf("%s.%s is set to another row than the one whose %s these are; leave it empty, or write through orm.Objects",
		g.Side.Target.Name, g.Side.Key.Name, g.Side.Name)
}

// AdmitValues is admit for the values of a row that is to be found or made.
func (g *Relation) AdmitValues(list []*query.Assignment) error {
	for _, a := range list {
		if g.Side.Kind != schema.ReverseSide {
			continue
		}
		if i := slices.Index(g.Side.Key.Columns(), a.Attr); i >= 0 && !schema.SameValue(a.Value, g.Side.Key.Spread(g.Key, nil)[i]) {
			return g.contradiction()
		}
	}
	return nil
}

// containsAll reports whether a list has all of some attributes.
func containsAll(list, some []*schema.Attribute) bool {
	return !slices.ContainsFunc(some, func(a *schema.Attribute) bool { return !slices.Contains(list, a) })
}

// BulkCreate is Writer.BulkCreate among the rows of the owner: it inserts the rows and ties them to
// the owner, in one transaction.
func (g *Relation) BulkCreate(ctx context.Context, rows []unsafe.Pointer, list any, o *BulkOptions) error {
	for i, row := range rows {
		if err := g.admit(row); err != nil {
			return fmt.Errorf("object %d: %w", i, err)
		}
	}
	if err := g.admitConflict(o, rows); err != nil {
		return err
	}
	if g.Side.Kind == schema.ManySide {
		return g.transaction(ctx, rows, func(ctx context.Context) error {
			if err := g.writer.BulkCreate(ctx, g.Side.Target, rows, list, o); err != nil {
				return err
			}
			return g.link(ctx, rows)
		})
	}
	return g.transaction(ctx, rows, func(ctx context.Context) error {
		for _, row := range rows {
			if err := g.fire(ctx, hooks.PreRelationAddKind, object(g.Side.Target, row), nil); err != nil {
				return err
			}
			if err := g.Side.Key.Set(row, g.Key); err != nil {
				return err
			}
		}
		if err := g.writer.BulkCreate(ctx, g.Side.Target, rows, list, o); err != nil || o.Ignore {
			return err // which of the rows were written is not known of those that conflicts may have kept out
		}
		g.addItems(rows, o.Update)
		for _, row := range rows {
			g.pointBack(row)
			if err := g.fire(ctx, hooks.PostRelationAddKind, object(g.Side.Target, row), nil); err != nil {
				return err
			}
		}
		return nil
	})
}

// addItems puts children into a relation that is loaded; only where rows were updated can one be
// there already.
func (g *Relation) addItems(rows []unsafe.Pointer, updated bool) {
	switch {
	case !g.State.Loaded:
	case updated:
		for _, row := range rows {
			g.addItem(row, nil)
		}
	default:
		g.State.Items = append(slices.Clip(g.State.Items), rows...)
	}
}

// admitConflict refuses conflict options by which a row could be written that is not the owner's,
// or tied without its key.
func (g *Relation) admitConflict(o *BulkOptions, rows []unsafe.Pointer) error {
	name := g.Side.Owner.Name + "." + g.Side.Name
	switch {
	case g.Side.Kind == schema.ManySide && (o.Ignore || o.Update):
		return query.Errorf("BulkCreate among %s: a row that is there already need not be one of them; write through orm.Objects and tie the rows with Add", name)
	case !o.Update:
		return nil
	}
	c, err := o.conflict(g.Side.Target, rows)
	if err != nil || containsAll(c.Target, g.Side.Key.Columns()) {
		return err
	}
	return query.Errorf("BulkCreate among %s: UpdateOnConflict could write another owner's row, since %q is not among the fields whose conflict is meant; "+
		"use BulkUpdate, or write through orm.Objects", name, g.Side.Key.Name)
}

// BulkUpdate is Writer.BulkUpdate of those of the rows that are the owner's. They are read and
// locked by one more statement.
func (g *Relation) BulkUpdate(ctx context.Context, rows []unsafe.Pointer, names []string) (n int64, err error) {
	target := g.Side.Target
	if _, err := g.writer.bulkUpdate(target, rows, nil, names); err != nil {
		return 0, err
	}
	err = g.writer.Engine.Transaction(ctx, engine.TxOptions{}, func(ctx context.Context) error {
		own, err := g.among(ctx, rows)
		if err != nil || len(own) == 0 {
			n = 0
			return err
		}
		n, err = g.writer.BulkUpdate(ctx, target, own, objects(target, own), names)
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
func (g *Relation) among(ctx context.Context, rows []unsafe.Pointer) ([]unsafe.Pointer, error) {
	key := g.Side.Target.Identity()
	p := &schema.Path{Root: g.Side.Target, Attr: key, Text: key.Name}
	var own []unsafe.Pointer
	for batch := range slices.Chunk(rows, g.writer.Engine.KeyBatch(key)) {
		list := make([]any, len(batch))
		for i, row := range batch {
			var err error
			if list[i], err = key.Get(row); err != nil {
				return nil, err
			}
		}
		q := g.Query()
		q.Extend(func(x *query.Extras) { x.Along, x.Only = nil, []*schema.Path{p} })
		q.Where = append(q.Where, &query.Node{Op: query.Compare, Path: p, Lookup: query.In, List: list})
		q.Order = []query.Order{{Path: p}}
		if g.writer.Engine.Dialect.RowLocks {
			q.Lock = &query.Lock{}
		}
		found, err := g.writer.Engine.Select(ctx, q)
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
