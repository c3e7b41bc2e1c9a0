package lookup

import (
	"slices"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Tree restricts a query to the rows below some rows, or above them.
func (s Scope) Tree(n *query.Query, call, path string, up bool, of []any) error {
	p, err := Relation(n.Model, path)
	if err != nil {
		return err
	}
	side := p.Side
	if side.Kind == schema.ManySide && side.Owner == n.Model && side.Target == n.Model {
		return query.Errorf("orm.%s: %s.%s is many-to-many, in which many ways lead to a row and no tree is; ask for what can be reached by a recursive query over the links in orm.SQL, "+
			"or give %s a foreign key to itself", call, n.Model.Name, path, n.Model.Name)
	}
	if len(p.Steps) != 1 || side.Owner != side.Target || side.Kind == schema.ManySide {
		return query.Errorf("orm.%s: %s.%s is no foreign key of %s to itself; name that relation, from either end", call, n.Model.Name, path, n.Model.Name)
	}
	if side.Kind == schema.ReverseSide {
		side = side.Inverse
	}
	if side.Any != nil {
		return query.Errorf("orm.%s: %s.%s is one way of a polymorphic relation; trees are those of a foreign key of %s to itself", call, n.Model.Name, path, n.Model.Name)
	}
	if !side.ByKey() {
		return query.Errorf("orm.%s: %s.%s refers to another field than the primary key", call, n.Model.Name, path)
	}
	t := &query.Tree{Side: side, Up: up}
	key := &schema.Path{Root: n.Model, Attr: side.Ref, Text: "pk"}
	for _, v := range of {
		c, err := query.Convert(key, v)
		if err != nil {
			return err
		}
		if c == nil {
			return query.Errorf("orm.%s: nil is no key of %s", call, n.Model.Name)
		}
		t.Roots = distinctly(t.Roots, c)
	}
	if list := engine.InShards(n.Model, shards(n.Model, side.Ref, t.Roots)); len(list) > 0 {
		t.In = list[0]
	}
	in, depth := query.Walked(n.Model, t)
	if len(t.Roots) == 0 {
		in = query.False()
	}
	n.Where = append(n.Where, in)
	return Annotate(n, call, "depth", depth)
}

// shards are the distinct values of the shard key that keys have in them; none where it is no part of the key. Rows that relations tie
// have the same.
func shards(m *schema.Model, key *schema.Attribute, keys []any) []any {
	at := slices.Index(key.Parts, m.ShardKey)
	if m.ShardKey == nil || at < 0 {
		return nil
	}
	var out []any
	for _, k := range keys {
		out = distinctly(out, key.Spread(k, nil)[at])
	}
	return out
}

// distinctly adds a canonical value to others, unless it is there.
func distinctly(list []any, v any) []any {
	if slices.ContainsFunc(list, func(there any) bool { return schema.SameValue(there, v) }) {
		return list
	}
	return append(list, v)
}
