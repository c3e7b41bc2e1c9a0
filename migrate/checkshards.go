package migrate

import (
	"slices"

	"github.com/ormar-go/ormar/schema"
)

// checkShards refuses what a database cannot keep of tables that are divided among servers: actions of foreign keys that it does not have, and
// keys that each server would have to ask all others about.
func (p *plan) checkShards(m *schema.Model) []error {
	var found []error
	name, ddl := p.dialect.Name, &p.dialect.DDL
	if ddl.NoForeignKeys && !m.Link {
		for _, s := range foreignKeys(m) {
			for _, action := range []schema.Action{s.OnDelete, s.OnUpdate} {
				if !s.Unconstrained && action != schema.NoAction && action != schema.Restrict {
					found = append(found, problem(s.Key.Columns()[0], "%s has no foreign keys, so that nobody does %s; do it in the program, and declare the relation "+
						"WithoutConstraint", name, action))
				}
			}
		}
	}
	if ddl.Distribute == nil {
		return found
	}
	for _, s := range foreignKeys(m) {
		if changesShard(s) {
			found = append(found, problem(s.Key.Columns()[0], "%s does not change the shard key, which is part of this foreign key; of the actions take Cascade, Restrict or "+
				"NoAction of a deletion, or declare the relation WithoutConstraint", name))
		}
	}
	if m.ShardKey == nil {
		return found
	}
	if !slices.Contains(m.Keys, m.ShardKey) && m.Surrogate == nil && !m.Keyless {
		found = append(found, problem(m.ShardKey, "the primary key of a table that %s divides has the shard key in it; declare PrimaryKey on %s as well", name, m.ShardKey.GoName))
	}
	for _, c := range m.Constraints {
		if c.Kind == schema.UniqueConstraint && !slices.Contains(c.Attributes, m.ShardKey) {
			found = append(found, problem(c.Attributes[0], "the unique constraint %s of a table that %s divides has the shard key in it; add %s to it", schema.Quote(c.Name), name,
				m.ShardKey.Name))
		}
	}
	return found
}

// changesShard reports whether a foreign key to rows that are divided has an action that would change the shard key, which is part of it.
func changesShard(s *schema.Side) bool {
	changes := s.OnUpdate == schema.SetNull || s.OnUpdate == schema.SetDefault || s.OnUpdate == schema.Cascade
	return s.Target.ShardKey != nil && !s.Unconstrained && (changes || s.OnDelete == schema.SetNull || s.OnDelete == schema.SetDefault)
}
