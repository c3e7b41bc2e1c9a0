package write

import (
	"fmt"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// shards is the shard of the owner; none where rows are not divided or the relation is a copy.
func (g *Relation) shards() []any {
	if g.Owner == nil || g.Side.Owner.ShardKey == nil {
		return nil
	}
	return engine.Shards(g.Side.Owner, []unsafe.Pointer{g.Owner})
}

// join puts a row that is about to be tied to the owner into the owner's shard, unless it is in one: then that must be the owner's.
func (g *Relation) join(m *schema.Model, row unsafe.Pointer) error {
	shards := g.shards()
	if len(shards) == 0 || m.ShardKey == nil {
		return nil
	}
	if unplaced(m, row) {
		return m.ShardKey.Set(row, shards[0])
	}
	if own := engine.Shard(m, row); own != nil && schema.KeyOf(own) != schema.KeyOf(shards[0]) {
		return fmt.Errorf("%w: %s.%s: the row of %s has another %s than its owner, and related rows are in one shard", engine.ErrRelationship,
			g.Side.Owner.Name, g.Side.Name, m.Name, m.ShardKey.Name)
	}
	return nil
}

// unplaced reports whether a new row has no shard yet.
func unplaced(m *schema.Model, row unsafe.Pointer) bool {
	return m.ShardKey.IsZero(row) && !engine.KnownSaved(m, row)
}

// place puts new rows of a graph into the shard of what they are tied to, from neighbour to neighbour: one row that knows its shard is
// enough for all that hang together.
func (s *graphSave) place() error {
	beside := s.beside()
	for next := slices.Clone(s.graph.Members); len(next) > 0; {
		m := next[0]
		next = next[1:]
		if m.Model.ShardKey == nil || unplaced(m.Model, m.Row) {
			continue
		}
		shard := engine.Shard(m.Model, m.Row)
		for _, other := range beside[m] {
			switch own := engine.Shard(other.Model, other.Row); {
			case shard == nil:
			case unplaced(other.Model, other.Row):
				s.before.Whole(other.Model, other.Row)
				if err := other.Model.ShardKey.Set(other.Row, shard); err != nil {
					return err
				}
				next = append(next, other)
			case own != nil && schema.KeyOf(own) != schema.KeyOf(shard):
				return fmt.Errorf("%w: a row of %s and one of %s are tied and have another %s each, and related rows are in one shard", engine.ErrRelationship,
					m.Model.Name, other.Model.Name, m.Model.ShardKey.Name)
			}
		}
	}
	return nil
}

// beside are the members that each member is tied to whose rows are divided as well.
func (s *graphSave) beside() map[*loaders.Member][]*loaders.Member {
	out := map[*loaders.Member][]*loaders.Member{}
	tie := func(a, b *loaders.Member) {
		if a.Model.ShardKey != nil && b.Model.ShardKey != nil {
			out[a], out[b] = append(out[a], b), append(out[b], a)
		}
	}
	for _, m := range s.graph.Members {
		for _, n := range m.Needs {
			tie(m, n.On)
		}
	}
	for _, b := range s.graph.Links {
		tie(b.Owner, b.Target)
	}
	return out
}
