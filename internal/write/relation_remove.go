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
func (g *Relation) detachable() error {
	if g.Side.Kind == schema.ReverseSide && !g.Side.Key.SQLNullable {
		return fmt.Errorf("%w: %s.%s cannot be NULL, so a row of %s cannot be without %s; delete it, or Clear with DeleteRows()",
			engine.ErrRelationship, g.Side.Target.Name, g.Side.Key.Name, g.Side.Target.Name, g.Side.Inverse.Name)
	}
	return nil
}

func (g *Relation) remove(ctx context.Context, child unsafe.Pointer, instance any) error {
	if err := g.fire(ctx, hooks.PreRelationRemoveKind, instance, nil); err != nil {
		return err
	}
	key, err := g.Side.Target.Identity().Get(child)
	if err != nil {
		return err
	}
	if g.Side.Kind == schema.ManySide {
		if _, err := g.writer.Engine.DeleteLinks(ctx, g.Side, g.Key, key, g.shards()); err != nil {
			return err
		}
	} else if err := g.detach(ctx, child, key); err != nil {
		return err
	}
	g.dropItem(child)
	return g.fire(ctx, hooks.PostRelationRemoveKind, instance, nil)
}

// detach makes the foreign key of one child of this owner NULL.
func (g *Relation) detach(ctx context.Context, child unsafe.Pointer, key any) error {
	n, err := g.unset(ctx, &schema.Path{Root: g.Side.Target, Attr: g.Side.Target.Identity(), Text: g.Side.Target.Identity().Name}, key)
	if err != nil || n == 0 {
		return err
	}
	if err := g.Side.Key.Set(child, nil); err != nil {
		return err
	}
	for _, a := range g.Side.Key.Columns() {
		if err := g.writer.Engine.Follow(ctx, g.Side.Target, child, a); err != nil {
			return err
		}
	}
	return nil
}

// unset makes the foreign key of this owner's children NULL: of all, or of the one that has the
// key.
func (g *Relation) unset(ctx context.Context, p *schema.Path, key any) (int64, error) {
	q := g.Query()
	q.Extend(func(x *query.Extras) { x.Along = nil })
	if p != nil {
		q.Where = append(q.Where, &query.Node{Op: query.Compare, Path: p, Lookup: query.Exact, Value: key})
	}
	w, err := g.writer.Engine.UpdateSet(ctx, q, engine.Assign(g.Side.Key, nil))
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

func (g *Relation) clear(ctx context.Context, rows bool) (int64, error) {
	if rows {
		q := g.Query()
		q.Extend(func(x *query.Extras) { x.Along = nil })
		n, err := g.writer.erase(ctx, q)
		if err == nil && g.Side.Kind == schema.ManySide { // where no foreign key did it
			_, err = g.writer.Engine.DeleteLinks(ctx, g.Side, g.Key, nil, g.shards())
		}
		return n, err
	}
	if g.Side.Kind == schema.ManySide {
		return g.writer.Engine.DeleteLinks(ctx, g.Side, g.Key, nil, g.shards())
	}
	return g.unset(ctx, nil, nil)
}
