package write

import (
	"fmt"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
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
	if m.ShardKey.IsZero(row) && !engine.KnownSaved(m, row) {
		return m.ShardKey.Set(row, shards[0])
	}
	if own := engine.Shard(m, row); own != nil && schema.KeyOf(own) != schema.KeyOf(shards[0]) {
		return fmt.Errorf("%w: %s.%s: the row of %s has another %s than its owner, and related rows are in one shard", engine.ErrRelationship,
			g.Side.Owner.Name, g.Side.Name, m.Name, m.ShardKey.Name)
	}
	return nil
}
