package compile

import (
	"slices"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// shard is what the conditions of a query, and what always holds of its rows, say of the shard key of its rows: nil where they say
// nothing. Statements that pick rows by an inner query repeat it outside, so that they concern the same shards.
func (f *frame) shard(q *query.Query) (*text, error) {
	key := q.Model.ShardKey
	if key == nil {
		return nil, nil
	}
	all := q.AllWhere()
	if !f.bare {
		all = slices.Concat(all, f.b.scopes.On(q.Model, q.Lifted()))
	}
	var list []*query.Node
	for _, n := range all {
		for _, c := range query.Conjuncts(n) {
			if c.Fixes(key) {
				list = append(list, c)
			}
		}
	}
	if len(list) == 0 {
		return nil, nil
	}
	return f.where(list)
}

// acrossShards reports whether the rows of both ends of a relation are divided by shard keys that the relation's own columns do not tie:
// whoever follows it compares the shard keys as well.
func acrossShards(m *schema.Model, a *schema.Attribute, other *schema.Model, of *schema.Attribute) bool {
	if m.ShardKey == nil || other.ShardKey == nil {
		return false
	}
	columns, refs := a.Columns(), of.Columns()
	for i := range min(len(columns), len(refs)) {
		if columns[i] == m.ShardKey && refs[i] == other.ShardKey {
			return false
		}
	}
	return true
}
