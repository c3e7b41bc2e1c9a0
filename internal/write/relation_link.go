package write

import (
	"context"
	"fmt"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// CreateLink inserts a target and ties it to the owner by a link row with data.
func (g *Relation) CreateLink(ctx context.Context, row, through unsafe.Pointer) error {
	return g.transaction(ctx, []unsafe.Pointer{row}, func(ctx context.Context) error {
		return g.Insert(ctx, row, copyOf(g.Side.Through(), through))
	})
}

// AddLink ties a saved target to the owner by a link row with data. A link that is there gets the
// new data.
func (g *Relation) AddLink(ctx context.Context, target, through unsafe.Pointer) error {
	if err := g.checkItems([]unsafe.Pointer{target}); err != nil {
		return err
	}
	return g.transaction(ctx, nil, func(ctx context.Context) error {
		// The insert comes first: on the MySQL family an UPDATE of a row that is not there would
		// keep the gap locked. A call that is tried again begins with what was given.
		link := copyOf(g.Side.Through(), through)
		if engine.Part(g.Side.Through(), link) != nil {
			return g.setData(ctx, target, link)
		}
		written, err := g.writer.link(ctx, []newLink{{g, target, link}})
		if err != nil || written[0] {
			return err
		}
		return g.setData(ctx, target, link)
	})
}

// UpdateLink writes assignments to the link row between the owner and a target; engine.ErrNoMatch
// when there is none.
func (g *Relation) UpdateLink(ctx context.Context, target unsafe.Pointer, list []*query.Assignment) error {
	if err := g.checkItems([]unsafe.Pointer{target}); err != nil {
		return err
	}
	through := g.Side.Through()
	for _, s := range list {
		if s.Attr.PrimaryKey || g.ties(s.Attr) {
			return query.Errorf("UpdateLink: %s.%s ties the two rows; Remove and AddLink move a link", s.Attr.Model.Name, s.Attr.Name)
		}
	}
	list, err := onUpdates(through, list)
	if err != nil {
		return err
	}
	n, err := g.updateLink(ctx, target, list)
	if err == nil && n == 0 {
		err = g.noLink()
	}
	if err != nil {
		return err
	}
	return g.setLink(target, list)
}

// ties reports whether a column of the link rows is a part of a key to one of the ends.
func (g *Relation) ties(a *schema.Attribute) bool {
	return slices.Contains(g.Side.LinkOwner.Key.Columns(), a) || slices.Contains(g.Side.LinkTarget.Key.Columns(), a)
}

// noLink is the engine.ErrNoMatch of a link that is not there.
func (g *Relation) noLink() error {
	return fmt.Errorf("%w: no link from %s.%s to this row", engine.ErrNoMatch, g.Side.Owner.Name, g.Side.Name)
}

// setData writes the fields of a link row to the link that is there.
func (g *Relation) setData(ctx context.Context, target, row unsafe.Pointer) error {
	list, err := g.linkData(row)
	if err != nil || len(list) == 0 {
		return err
	}
	key, err := g.Side.Target.Identity().Get(target)
	if err != nil {
		return err
	}
	n, err := g.writer.Engine.UpdateLink(ctx, g.Side, g.Key, key, g.shards(), list)
	if err == nil && n == 0 {
		err = g.noLink()
	}
	if err != nil {
		return err
	}
	return g.refreshItem(ctx, target, key)
}

// refreshItem puts a target and its link row, as the database has them, into a relation that is
// loaded.
func (g *Relation) refreshItem(ctx context.Context, target unsafe.Pointer, key any) error {
	if !g.State.Loaded {
		return nil
	}
	var link unsafe.Pointer
	if g.Side.LinkType != nil {
		var err error
		if link, err = g.writer.Engine.LinkRow(ctx, g.Side, g.Key, key, g.shards()); err != nil {
			return err
		}
	}
	g.addItem(target, link)
	return nil
}

// linkData are the fields of a link row as assignments; a zero that stands for the server's default
// is none, nor what a link row that was read in part does not have.
func (g *Relation) linkData(row unsafe.Pointer) ([]*query.Assignment, error) {
	var list []*query.Assignment
	part := engine.Part(g.Side.Through(), row)
	for _, a := range g.Side.Through().Attributes {
		if a.PrimaryKey || a == g.Side.Through().Version || a == g.Side.Through().ShardKey || a.Side != nil || g.ties(a) || part != nil && !part.Has(a.Index) || a.ServerDefault != "" && a.IsZero(row) {
			continue
		}
		v, err := a.Get(row)
		if err == nil && v != nil && a.Cipher != nil {
			v, err = a.Seal(v)
		}
		if err != nil {
			return nil, err
		}
		list = append(list, &query.Assignment{Attr: a, Value: v})
	}
	return list, nil
}

func (g *Relation) updateLink(ctx context.Context, target unsafe.Pointer, list []*query.Assignment) (int64, error) {
	key, err := g.Side.Target.Identity().Get(target)
	if err != nil {
		return 0, err
	}
	return g.writer.Engine.UpdateLink(ctx, g.Side, g.Key, key, g.shards(), list)
}

// setLink makes the link data in memory that of the database.
func (g *Relation) setLink(target unsafe.Pointer, list []*query.Assignment) error {
	for i, p := range g.State.Items {
		if i >= len(g.State.Links) || g.State.Links[i] == nil || p != target && !sameKey(g.Side.Target, p, target) {
			continue
		}
		for _, s := range list {
			if s.Expr != nil || s.Attr.Cipher != nil {
				continue
			}
			if err := s.Attr.Set(g.State.Links[i], s.Value); err != nil {
				return err
			}
		}
	}
	return nil
}
