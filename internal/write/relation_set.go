package write

import (
	"context"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/schema"
)

// Set ties exactly these rows to the owner, all or nothing: others are untied first, those that are tied already stay as they are.
func (g *Relation) Set(ctx context.Context, items []unsafe.Pointer) error {
	if err := g.checkItems(items); err != nil {
		return err
	}
	items = g.once(items)
	children := items
	if g.Side.Kind == schema.ManySide {
		children = nil
	}
	return g.transaction(ctx, children, func(ctx context.Context) error {
		tied, err := g.writer.Engine.Select(ctx, g.Query())
		if err != nil {
			return err
		}
		kept := make([]bool, len(items))
		for _, row := range tied {
			if i := g.indexOf(items, row); i >= 0 {
				kept[i] = true
				continue
			}
			if err := g.detachable(); err != nil {
				return err
			}
			if i := g.indexOf(g.State.Items, row); i >= 0 { // the instance that the caller has
				row = g.State.Items[i]
			}
			if err := g.remove(ctx, row, object(g.Side.Target, row)); err != nil {
				return err
			}
		}
		return g.tie(ctx, items, kept)
	})
}

// tie ties the rows that are not kept, and makes the relation in memory what the database has.
func (g *Relation) tie(ctx context.Context, items []unsafe.Pointer, kept []bool) error {
	var missing []unsafe.Pointer
	for i, item := range items {
		if !kept[i] {
			missing = append(missing, item)
		}
	}
	if g.Side.Kind == schema.ManySide {
		if len(missing) > 0 {
			if err := g.link(ctx, missing); err != nil {
				return err
			}
		}
	} else {
		for _, item := range missing {
			if err := g.add(ctx, item); err != nil {
				return err
			}
		}
	}
	if g.Side.LinkType == nil { // link rows that were not read would be missing beside their targets
		g.State.Items, g.State.Loaded = items, true
	}
	return nil
}

// indexOf is the place of a row's instance in a list, -1 when none of them is that row.
func (g *Relation) indexOf(list []unsafe.Pointer, row unsafe.Pointer) int {
	for i, p := range list {
		if p == row || engine.HasKey(g.Side.Target, p) && sameKey(g.Side.Target, p, row) {
			return i
		}
	}
	return -1
}

// once leaves out what a list has a second time.
func (g *Relation) once(items []unsafe.Pointer) []unsafe.Pointer {
	var out []unsafe.Pointer
	for _, item := range items {
		if g.indexOf(out, item) < 0 {
			out = append(out, item)
		}
	}
	return out
}
