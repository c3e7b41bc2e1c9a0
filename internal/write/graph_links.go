package write

import (
	"context"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// writeLinks ties the rows of many-to-many relations, side by side. A link that is there already
// gets the data that the list has for it.
func (s *graphSave) writeLinks(ctx context.Context) error {
	var order []*schema.Side
	by := map[*schema.Side][]loaders.Bond{}
	for _, b := range s.graph.Links {
		if by[b.Side] == nil {
			order = append(order, b.Side)
		}
		by[b.Side] = append(by[b.Side], b)
	}
	for _, side := range order {
		if err := s.linkSide(ctx, side, by[side]); err != nil {
			return err
		}
	}
	return nil
}

func (s *graphSave) linkSide(ctx context.Context, side *schema.Side, bonds []loaders.Bond) error {
	managers := map[*loaders.Member]*Relation{}
	var owners []any // that may have links already
	var rows []unsafe.Pointer
	for _, b := range bonds {
		if managers[b.Owner] != nil {
			continue
		}
		key, err := engine.KeyOf(side.Owner, b.Owner.Row)
		if err != nil {
			return err
		}
		s.before.Whole(b.Owner.Model, b.Owner.Row)
		managers[b.Owner] = s.writer.Of(&query.Relation{Side: side, Owner: b.Owner.Row, Key: key, State: schema.ManyAt(b.Owner.Row, side.Offset)})
		if s.tasks[b.Owner].presence != Absent {
			owners, rows = append(owners, key), append(rows, b.Owner.Row)
		}
	}
	targets := make([]any, len(bonds))
	for i, b := range bonds {
		var err error
		if targets[i], err = engine.KeyOf(side.Target, b.Target.Row); err != nil {
			return err
		}
	}
	there, err := s.writer.Engine.LinkPairs(ctx, side, owners, targets, engine.Shards(side.Owner, rows))
	if err != nil {
		return err
	}
	var fresh []newLink
	for i, b := range bonds {
		m := managers[b.Owner]
		pair := [2]schema.Key{schema.KeyOf(m.Key), schema.KeyOf(targets[i])}
		link := linked(side, pair)
		if !there[pair] && !s.links[link] || side.AllowDuplicates && b.Link != nil && !s.written[b.Link] && PresenceOf(side.Through(), b.Link) == Absent {
			s.links[link], s.written[b.Link] = true, true
			fresh = append(fresh, s.newLink(m, b))
		} else if err := s.linkData(ctx, m, b); err != nil {
			return err
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	_, err = s.writer.link(ctx, fresh)
	return err
}

// linkedPair is a pair that link rows tie, the same from both ends of the relation.
type linkedPair struct {
	through *schema.Model
	pair    [2]schema.Key
}

func linked(side *schema.Side, pair [2]schema.Key) linkedPair {
	if side.LinkOwner.Key.Columns()[0].Index > side.LinkTarget.Key.Columns()[0].Index {
		pair[0], pair[1] = pair[1], pair[0]
	}
	return linkedPair{side.Through(), pair}
}

// newLink is a link that is to be written.
func (s *graphSave) newLink(m *Relation, b loaders.Bond) newLink {
	if b.Link != nil {
		s.before.Whole(m.Side.Through(), b.Link)
	}
	return newLink{relation: m, target: b.Target.Row, row: b.Link}
}

// linkData writes the fields of a link row that is there.
func (s *graphSave) linkData(ctx context.Context, m *Relation, b loaders.Bond) error {
	if b.Link == nil || s.written[b.Link] || !s.all && PresenceOf(m.Side.Through(), b.Link) >= Saved {
		return nil
	}
	through := m.Side.Through()
	if m.Side.AllowDuplicates {
		all, err := selectColumns(through, nil)
		if err != nil {
			return err
		}
		return s.writer.Engine.UpdateRow(ctx, through, b.Link, all.of(b.Link).columns)
	}
	list, err := m.linkData(unsafe.Pointer(b.Link))
	if err != nil || len(list) == 0 {
		return err
	}
	_, err = m.updateLink(ctx, b.Target.Row, list)
	return err
}
