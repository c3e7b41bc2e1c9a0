package write

import (
	"context"
	"fmt"
	"unsafe"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Remove unties rows from the owner, all or none; those that are not tied to it stay as they are.
func (g *Relation) Remove(ctx context.Context, items []unsafe.Pointer) error {
	if err := g.detachable(); err != nil {
		return err
	}
	for _, p := range items {
		if p == nil {
			return query.Errorf("an item of %s.%s is nil", g.Side.Owner.Name, g.Side.Name)
		}
		if err := Persisted(g.Side.Target, p); err != nil {
			return err
		}
	}
	if len(items) == 0 {
		return nil
	}
	children := items
	if g.Side.Kind == schema.ManySide {
		children = nil
	}
	return g.run(ctx, len(items) == 1, children, func(ctx context.Context) error {
		for _, item := range items {
			if err := g.remove(ctx, item, object(g.Side.Target, item)); err != nil {
				return err
			}
		}
		return nil
	})
}

// detachable refuses to take children away whose key cannot be NULL.
func (m *Relation) detachable() error {
	if m.Side.Kind == schema.ReverseSide && !m.Side.Key.SQLNullable {
		return fmt.Errorf("%w: %s.%s cannot be NULL, so a row of %s cannot be without %s; delete it, or Clear with DeleteRows()",
			engine.ErrRelationship, m.Side.Target.Name, m.Side.Key.Name, m.Side.Target.Name, m.Side.Inverse.Name)
	}
	return nil
}

func (m *Relation) remove(ctx context.Context, child unsafe.Pointer, instance any) error {
	if err := m.fire(ctx, hooks.PreRelationRemoveKind, instance, nil); err != nil {
		return err
	}
	key, err := m.Side.Target.Key().Get(child)
	if err != nil {
		return err
	}
	if m.Side.Kind == schema.ManySide {
		if _, err := m.writer.Engine.DeleteLinks(ctx, m.Side, m.Key, key); err != nil {
			return err
		}
	} else if err := m.detach(ctx, child, key); err != nil {
		return err
	}
	m.dropItem(child)
	return m.fire(ctx, hooks.PostRelationRemoveKind, instance, nil)
}

// detach makes the foreign key of one child of this owner NULL.
func (m *Relation) detach(ctx context.Context, child unsafe.Pointer, key any) error {
	n, err := m.unset(ctx, &schema.Path{Root: m.Side.Target, Attr: m.Side.Target.Key(), Text: m.Side.Target.Key().Name}, key)
	if err != nil || n == 0 {
		return err
	}
	return m.Side.Key.Set(child, nil)
}

// unset makes the foreign key of this owner's children NULL: of all, or of the one that has the
// key.
func (m *Relation) unset(ctx context.Context, p *schema.Path, key any) (int64, error) {
	q := m.Query()
	q.Extend(func(x *query.Extras) { x.Along = nil })
	if p != nil {
		q.Where = append(q.Where, &query.Node{Op: query.Compare, Path: p, Lookup: query.Exact, Value: key})
	}
	w, err := m.writer.Engine.UpdateSet(ctx, q, []*query.Assignment{{Attr: m.Side.Key}})
	if err != nil {
		return 0, err
	}
	return w.Send(ctx)
}

// Clear unties every row from the owner, or deletes the rows themselves, and gives their number.
func (g *Relation) Clear(ctx context.Context, rows bool) (n int64, err error) {
	if !rows {
		if err := g.detachable(); err != nil {
			return 0, err
		}
	}
	err = g.run(ctx, !rows || g.Side.Kind == schema.ReverseSide, nil, func(ctx context.Context) error {
		if err := g.fire(ctx, hooks.PreRelationRemoveKind, nil, nil); err != nil {
			return err
		}
		if n, err = g.clear(ctx, rows); err != nil {
			return err
		}
		return g.fire(ctx, hooks.PostRelationRemoveKind, nil, nil)
	})
	if err == nil && g.State.Loaded {
		g.State.Items, g.State.Links = nil, nil
	}
	return n, err
}

func (m *Relation) clear(ctx context.Context, rows bool) (int64, error) {
	if rows {
		q := m.Query()
		q.Extend(func(x *query.Extras) { x.Along = nil })
		w, err := m.writer.Engine.DeleteSet(ctx, q)
		if err != nil {
			return 0, err
		}
		n, err := w.Send(ctx)
		if err == nil && m.Side.Kind == schema.ManySide { // where no foreign key did it
			_, err = m.writer.Engine.DeleteLinks(ctx, m.Side, m.Key, nil)
		}
		return n, err
	}
	if m.Side.Kind == schema.ManySide {
		return m.writer.Engine.DeleteLinks(ctx, m.Side, m.Key, nil)
	}
	return m.unset(ctx, nil, nil)
}
