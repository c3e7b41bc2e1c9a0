package orm

import (
	"context"
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// link ties the rows of many-to-many relations, side by side. A link that is there already gets the data that the list has
// for it.
func (s *saver) link(ctx context.Context) error {
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

func (s *saver) linkSide(ctx context.Context, side *schema.Side, bonds []loaders.Bond) error {
	managers := map[*loaders.Member]*manager{}
	var owners []any // that may have links already
	for _, b := range bonds {
		if managers[b.Owner] != nil {
			continue
		}
		key, err := engine.KeyOf(side.Owner, b.Owner.Row)
		if err != nil {
			return err
		}
		s.before.keep(b.Owner.Model, b.Owner.Row)
		managers[b.Owner] = &manager{db: s.db, side: side, owner: b.Owner.Row, key: key, state: schema.ManyAt(b.Owner.Row, side.Offset)}
		if s.jobs[b.Owner].presence != absent {
			owners = append(owners, key)
		}
	}
	there, err := s.db.engine.LinkPairs(ctx, side, owners)
	if err != nil {
		return err
	}
	var ties []tie
	for _, b := range bonds {
		m := managers[b.Owner]
		target, err := engine.KeyOf(side.Target, b.Target.Row)
		if err != nil {
			return err
		}
		pair := [2]schema.Key{schema.KeyOf(m.key), schema.KeyOf(target)}
		link := linked(side, pair)
		if !there[pair] && !s.links[link] || side.AllowDuplicates && b.Link != nil && !s.written[b.Link] && presenceOf(side.Through(), b.Link) == absent {
			s.links[link], s.written[b.Link] = true, true
			ties = append(ties, s.bond(m, b))
		} else if err := s.linkData(ctx, m, b); err != nil {
			return err
		}
	}
	if len(ties) == 0 {
		return nil
	}
	_, err = s.db.tie(ctx, ties)
	return err
}

// linkedPair is a pair that link rows tie, the same from both ends of the relation.
type linkedPair struct {
	through *schema.Model
	pair    [2]schema.Key
}

func linked(side *schema.Side, pair [2]schema.Key) linkedPair {
	if side.LinkOwner.Key.Index > side.LinkTarget.Key.Index {
		pair[0], pair[1] = pair[1], pair[0]
	}
	return linkedPair{side.Through(), pair}
}

// bond is a link that is to be written.
func (s *saver) bond(m *manager, b loaders.Bond) tie {
	t := tie{m: m, target: b.Target.Row}
	if b.Link != nil {
		s.before.keep(m.side.Through(), b.Link)
		t.data = plainLink{m.side.Through(), reflect.NewAt(m.side.Through().Type, b.Link)}
	}
	return t
}

// linkData writes the fields of a link row that is there.
func (s *saver) linkData(ctx context.Context, m *manager, b loaders.Bond) error {
	if b.Link == nil || s.written[b.Link] || !s.all && presenceOf(m.side.Through(), b.Link) >= saved {
		return nil
	}
	through := m.side.Through()
	if m.side.AllowDuplicates {
		columns, err := updated(through, b.Link, nil)
		if err != nil {
			return err
		}
		return s.db.engine.UpdateRow(ctx, through, b.Link, columns)
	}
	list, err := m.linkData(unsafe.Pointer(b.Link))
	if err != nil || len(list) == 0 {
		return err
	}
	_, err = m.updateLink(ctx, b.Target.Row, list)
	return err
}
