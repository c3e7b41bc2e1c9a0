package engine

import (
	"context"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Shard is the value by which an instance's row is divided from others, canonical; nil where rows are not, where the instance was read
// without it, and where it holds none.
func Shard(m *schema.Model, row unsafe.Pointer) any {
	a := m.ShardKey
	if a == nil || row == nil {
		return nil
	}
	if part := Part(m, row); part != nil && !part.Has(a.Index) {
		return nil
	}
	v, err := a.Get(row)
	if err != nil {
		return nil
	}
	return v
}

// Shards are the distinct values of rows; nil where one has none.
func Shards(m *schema.Model, rows []unsafe.Pointer) []any {
	if m.ShardKey == nil {
		return nil
	}
	var out []any
	seen := map[schema.Key]bool{}
	for _, row := range rows {
		v := Shard(m, row)
		if v == nil {
			return nil
		}
		if k := schema.KeyOf(v); !seen[k] {
			seen[k], out = true, append(out, v)
		}
	}
	return out
}

// Finders are attributes by which an instance finds its row, and its shard key where it knows that.
func Finders(m *schema.Model, row unsafe.Pointer, by []*schema.Attribute) []*schema.Attribute {
	if m.ShardKey == nil || slices.Contains(by, m.ShardKey) || Shard(m, row) == nil {
		return by
	}
	if len(by) == len(m.Keys) && len(by) > 0 && &by[0] == &m.Keys[0] {
		return m.Finders
	}
	return append(slices.Clip(by), m.ShardKey)
}

// Still are columns that an update may assign to themselves: those of the key, without the one by which rows are divided.
func Still(m *schema.Model) []*schema.Attribute {
	if m.ShardKey == nil || !m.ShardKey.PrimaryKey || len(m.Keys) == 1 {
		return m.Keys
	}
	return slices.DeleteFunc(slices.Clone(m.Keys), func(a *schema.Attribute) bool { return a == m.ShardKey })
}

// InShards is the condition that rows of a model are in some shards; none where the shards are not known or rows not divided.
func InShards(m *schema.Model, shards []any) []*query.Node {
	switch {
	case m.ShardKey == nil || len(shards) == 0:
		return nil
	case len(shards) == 1:
		return []*query.Node{equal(m, m.ShardKey, shards[0])}
	}
	return []*query.Node{{Op: query.Compare, Path: attributePath(m, m.ShardKey), Lookup: query.In, List: shards}}
}

// Along is the condition that the rows related along a side to owners are in the owners' shards: on the rows themselves, or, where these are
// not divided, on the link rows. A relation whose key is the shard key says it already.
func Along(side *schema.Side, shards []any) []*query.Node {
	if len(shards) == 0 {
		return nil
	}
	if side.Kind == schema.ManySide {
		if link := side.Through(); side.Target.ShardKey == nil && link.ShardKey != nil && side.LinkOwner.Key != link.ShardKey {
			back := side.Inverse.LinkOwner
			list := InShards(link, shards)
			list[0].Path = &schema.Path{Root: side.Target, Steps: []schema.Step{{Side: back}}, Attr: link.ShardKey, Text: back.Name + "__" + link.ShardKey.Name}
			return list
		}
		return InShards(side.Target, shards)
	}
	own := side.Key
	if side.Kind == schema.ForwardSide {
		own = side.Ref
	}
	if own == side.Target.ShardKey {
		return nil
	}
	return InShards(side.Target, shards)
}

// ShardsOf are the values of the shard key that a query's conditions, and what always holds of its rows, admit; nil where they say
// nothing of it.
func (db *DB) ShardsOf(ctx context.Context, q *query.Query) []any {
	key := q.Model.ShardKey
	if key == nil {
		return nil
	}
	all := q.AllWhere()
	if scopes := db.scopes(ctx); scopes != nil {
		all = slices.Concat(all, scopes.On(q.Model, q.Lifted()))
	}
	for _, n := range all {
		for _, c := range query.Conjuncts(n) {
			switch {
			case !c.Fixes(key):
			case c.Lookup == query.In:
				return c.List
			default:
				return []any{c.Value}
			}
		}
	}
	return nil
}
