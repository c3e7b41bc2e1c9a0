package orm

import (
	"context"
	"fmt"
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Remove unties rows from the owner, all or none; those that are not tied to it stay as they are. Over a foreign key the
// child's key becomes NULL, which a NOT NULL one refuses with ErrRelationship; over a link table the link row is deleted.
func (m *Many[T]) Remove(ctx context.Context, items ...*T) error {
	return removeRelated(ctx, &m.state, reflect.TypeFor[T](), pointers(items))
}

func removeRelated(ctx context.Context, state *schema.ManyState, t reflect.Type, items []unsafe.Pointer) error {
	g, err := manage(state, t)
	if err == nil {
		err = g.detachable()
	}
	if err == nil {
		for _, p := range items {
			if p == nil {
				err = query.Errorf("an item of %s.%s is nil", g.side.Owner.Name, g.side.Name)
			} else if e := persisted(g.side.Target, p); e != nil {
				err = e
			}
		}
	}
	if err != nil {
		return err
	}
	if len(items) == 0 {
		return nil
	}
	children := items
	if g.side.Kind == schema.ManySide {
		children = nil
	}
	return g.run(ctx, len(items) == 1, children, func(ctx context.Context) error {
		for _, item := range items {
			if err := g.remove(ctx, item, object(g.side.Target, item)); err != nil {
				return err
			}
		}
		return nil
	})
}

// detachable refuses to take children away whose key cannot be NULL.
func (m *manager) detachable() error {
	if m.side.Kind == schema.ReverseSide && !m.side.Key.SQLNullable {
		return fmt.Errorf("%w: %s.%s cannot be NULL, so a row of %s cannot be without %s; delete it, or Clear with DeleteRows()",
			ErrRelationship, m.side.Target.Name, m.side.Key.Name, m.side.Target.Name, m.side.Inverse.Name)
	}
	return nil
}

func (m *manager) remove(ctx context.Context, child unsafe.Pointer, instance any) error {
	if err := m.fire(ctx, hooks.PreRelationRemoveKind, instance, nil); err != nil {
		return err
	}
	key, err := m.side.Target.Key().Get(child)
	if err != nil {
		return err
	}
	if m.side.Kind == schema.ManySide {
		if _, err := m.db.engine.DeleteLinks(ctx, m.side, m.key, key); err != nil {
			return err
		}
	} else if err := m.detach(ctx, child, key); err != nil {
		return err
	}
	m.forget(child)
	return m.fire(ctx, hooks.PostRelationRemoveKind, instance, nil)
}

// detach makes the foreign key of one child of this owner NULL.
func (m *manager) detach(ctx context.Context, child unsafe.Pointer, key any) error {
	n, err := m.unset(ctx, &schema.Path{Root: m.side.Target, Attr: m.side.Target.Key(), Text: m.side.Target.Key().Name}, key)
	if err != nil || n == 0 {
		return err
	}
	return m.side.Key.Set(child, nil)
}

// unset makes the foreign key of this owner's children NULL: of all, or of the one that has the key.
func (m *manager) unset(ctx context.Context, p *schema.Path, key any) (int64, error) {
	q := m.scoped()
	q.Extend(func(x *query.Extras) { x.Along = nil })
	if p != nil {
		q.Where = append(q.Where, &query.Node{Op: query.Compare, Path: p, Lookup: query.Exact, Value: key})
	}
	w, err := m.db.engine.UpdateSet(ctx, q, []*query.Assignment{{Attr: m.side.Key}})
	if err != nil {
		return 0, err
	}
	return w.Send(ctx)
}

// ClearOption is a setting of Clear.
type ClearOption struct{ rows bool }

// DeleteRows deletes the children themselves instead of untying them.
func DeleteRows() ClearOption { return ClearOption{rows: true} }

// Clear unties every row from the owner, as Remove would, and gives their number. The relation-remove hooks are told once,
// with a nil child.
func (m *Many[T]) Clear(ctx context.Context, opts ...ClearOption) (int64, error) {
	return clearRelated(ctx, &m.state, reflect.TypeFor[T](), opts)
}

func clearRelated(ctx context.Context, state *schema.ManyState, t reflect.Type, opts []ClearOption) (int64, error) {
	g, err := manage(state, t)
	if err != nil {
		return 0, err
	}
	rows := false
	for _, o := range opts {
		rows = rows || o.rows
	}
	if !rows {
		if err := g.detachable(); err != nil {
			return 0, err
		}
	}
	var n int64
	err = g.run(ctx, !rows || g.side.Kind == schema.ReverseSide, nil, func(ctx context.Context) error {
		if err := g.fire(ctx, hooks.PreRelationRemoveKind, nil, nil); err != nil {
			return err
		}
		if n, err = g.clear(ctx, rows); err != nil {
			return err
		}
		return g.fire(ctx, hooks.PostRelationRemoveKind, nil, nil)
	})
	if err == nil && state.Loaded {
		state.Items, state.Links = nil, nil
	}
	return n, err
}

func (m *manager) clear(ctx context.Context, rows bool) (int64, error) {
	if rows {
		q := m.scoped()
		q.Extend(func(x *query.Extras) { x.Along = nil })
		w, err := m.db.engine.DeleteSet(ctx, q)
		if err != nil {
			return 0, err
		}
		n, err := w.Send(ctx)
		if err == nil && m.side.Kind == schema.ManySide { // where no foreign key did it
			_, err = m.db.engine.DeleteLinks(ctx, m.side, m.key, nil)
		}
		return n, err
	}
	if m.side.Kind == schema.ManySide {
		return m.db.engine.DeleteLinks(ctx, m.side, m.key, nil)
	}
	return m.unset(ctx, nil, nil)
}
