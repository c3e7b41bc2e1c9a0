package composite

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormtest"
)

// Listeners see, and change, keys of several columns as others, by the relation or by its fields.
func TestListeners(t *testing.T) {
	onEach(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		orders := must[[]*Order](t)(orm.Objects[Order](db).All(ctx))
		var told []string
		tell := func(what string, l *Line) {
			told = append(told, fmt.Sprint(what, " ", l.Order.PK(), " ", l.TenantID, l.OrderID, l.Number))
		}
		heard := func(want ...string) {
			t.Helper()
			if !slices.Equal(told, want) {
				t.Errorf("told %q instead of %q", told, want)
			}
			told = nil
		}
		var before func(l *Line) error
		ask := func(what string, l *Line) error {
			tell(what, l)
			if before != nil {
				return before(l)
			}
			return nil
		}
		hooks.PreSave(db.Hooks(), func(_ context.Context, e hooks.Save[Line]) error { return ask("saving", e.Instance) })
		hooks.PostSave(db.Hooks(), func(_ context.Context, e hooks.Save[Line]) error { tell("saved", e.Instance); return nil })
		hooks.PreUpdate(db.Hooks(), func(_ context.Context, e hooks.Update[Line]) error { return ask("updating", e.Instance) })
		hooks.PostUpdate(db.Hooks(), func(_ context.Context, e hooks.Update[Line]) error { tell("updated", e.Instance); return nil })
		hooks.PreDelete(db.Hooks(), func(_ context.Context, e hooks.Delete[Line]) error { return ask("deleting", e.Instance) })
		hooks.PostDelete(db.Hooks(), func(_ context.Context, e hooks.Delete[Line]) error { tell("deleted", e.Instance); return nil })

		// by its relation, its fields, its far side, a graph and a bulk
		must[int](t)(0, orm.Save(ctx, db, &Line{Number: 7, Order: orm.Ref(orders[3])}))
		heard("saving [2 9] 2 9 7", "saved [2 9] 2 9 7")
		must[int](t)(0, orm.Save(ctx, db, &Line{TenantID: 2, OrderID: 9, Number: 8}))
		heard("saving [2 9] 2 9 8", "saved [2 9] 2 9 8")
		line := must[*Line](t)(orders[3].Lines.Create(ctx, Line{Number: 9}))
		heard("saving [2 9] 2 9 9", "saved [2 9] 2 9 9")

		// a listener gives the row to another order, by the relation or by the fields
		before = func(l *Line) error { l.Order = orm.Ref(orders[2]); return nil }
		moved := &Line{Number: 5, TenantID: 2, OrderID: 9}
		must[int](t)(0, orm.Save(ctx, db, moved))
		heard("saving [2 9] 2 9 5", "saved [2 1] 2 1 5")
		moved = &Line{Number: 6, Order: orm.Ref(orders[3])}
		must[int](t)(0, orm.Save(ctx, db, moved))
		heard("saving [2 9] 2 9 6", "saved [2 1] 2 1 6")
		before = func(l *Line) error { l.Order = orm.Ref(orders[2]); l.OrderID = 7; return nil }
		if err := orm.Save(ctx, db, &Line{Number: 10, TenantID: 2, OrderID: 9}); !errors.Is(err, orm.ErrRelationship) {
			t.Error("a listener that sets the two to different rows:", err)
		}
		heard("saving [2 9] 2 9 10")
		before = func(l *Line) error { l.TenantID, l.OrderID = 2, 1; return nil }
		must[int](t)(0, orm.Save(ctx, db, &Line{Number: 7}))
		heard("saving <nil> 0 0 7", "saved [2 1] 2 1 7")
		before = func(l *Line) error { l.Order = orm.Ref(orders[2]); return nil }
		must[int](t)(0, orm.Save(ctx, db, &Line{Number: 4}))
		heard("saving <nil> 0 0 4", "saved [2 1] 2 1 4")

		// what is refused leaves the row as it was
		no := errors.New("no")
		before = func(l *Line) error { l.Order = orm.Ref(orders[0]); l.Quantity = 99; return no }
		if err := orm.Update(ctx, db, line); !errors.Is(err, no) || line.Order.Get() != orders[3] || line.Quantity != 0 || line.OrderID != 9 {
			t.Error(err, line.Order.PK(), line.Quantity, line.OrderID)
		}
		heard("updating [2 9] 2 9 9")
		before = nil
		line.Quantity = 3
		must[int](t)(0, orm.Update(ctx, db, line))
		heard("updating [2 9] 2 9 9", "updated [2 9] 2 9 9")
		ormtest.Statements(t, db, 1, func(db *orm.DB) { must[int](t)(0, orm.Delete(ctx, db, line)) })
		heard("deleting [2 9] 2 9 9", "deleted [2 9] 2 9 9")

		// a relation of its own columns
		var ties []string
		hooks.PreUpdate(db.Hooks(), func(_ context.Context, e hooks.Update[Invoice]) error {
			ties = append(ties, fmt.Sprint(e.Instance.Order.PK()))
			return nil
		})
		hooks.PostUpdate(db.Hooks(), func(_ context.Context, e hooks.Update[Invoice]) error {
			e.Instance.Order = orm.Ref(orders[0]) // after the write it is memory alone
			return nil
		})
		invoice := must[*Invoice](t)(orm.Objects[Invoice](db).Get(ctx, orm.Q{"id": 102}))
		invoice.Order = orm.Ref(orders[1])
		must[int](t)(0, orm.Update(ctx, db, invoice, "order"))
		if fmt.Sprint(ties) != "[[1 2]]" {
			t.Error(ties)
		}
		if n := must[int64](t)(orm.Objects[Invoice](db).Filter(orm.Q{"id": 102, "order": orders[1]}).Count(ctx)); n != 1 {
			t.Error("the key was not written")
		}
	})
}

// A relation that a listener empties takes its fields along, also of a row that is new.
func TestListenersEmptyRelations(t *testing.T) {
	dbtest.Each(t, house(), func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		a, _ := furnish(t, db)
		empty := true
		hooks.PreSave(db.Hooks(), func(_ context.Context, e hooks.Save[note]) error {
			if empty {
				e.Instance.Ward = orm.Ref[ward](nil)
			}
			return nil
		})
		hooks.PreBulkCreate(db.Hooks(), func(_ context.Context, e hooks.Bulk[note]) error {
			for _, n := range e.Instances {
				n.Ward = orm.Ref(a)
			}
			return nil
		})
		two := int64(2)
		for _, n := range []*note{{Ward: orm.Ref(a)}, {House: &two, Number: &two}, {House: &two}} {
			partly := n.Number == nil && n.Ward.PK() == nil
			must[int](t)(0, orm.Save(ctx, db, n))
			read := must[*note](t)(orm.Objects[note](db).Get(ctx, orm.Q{"id": n.ID}))
			if n.Ward.PK() != nil || read.Ward.PK() != nil || read.Number != nil || (read.House != nil) != partly {
				t.Error(n.Ward.PK(), read.Ward.PK(), read.House, read.Number)
			}
		}
		empty = false
		list := []*note{{House: &two, Number: &two}, {}}
		must[int](t)(0, orm.Objects[note](db).BulkCreate(ctx, list))
		if n := must[int64](t)(a.Notes.Objects().Count(ctx)); n != 3 || *list[0].House != 1 || *list[1].Number != 1 {
			t.Error(n)
		}
	})
}
