package migrate

import (
	"fmt"
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
		if text := p.notDivided(m, s); text != "" && !s.Unconstrained {
			found = append(found, problem(s.Key.Columns()[0], "%s", text))
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

// notDivided is why a database that divides tables does not keep a foreign key; empty where it does: by the shard key of both tables, whose
// value is never changed.
func (p *plan) notDivided(m *schema.Model, s *schema.Side) string {
	key := s.Target.ShardKey
	switch {
	case key == nil: // every server has the whole table
	case m.Link || len(s.On) == 0:
		return fmt.Sprintf("%s keeps a foreign key to rows that it divides by one %s for both; declare the relation On it, for a many-to-many relation in a model of the link with "+
			"two foreign keys", p.dialect.Name, key.Name)
	case s.OnDelete == schema.SetNull || s.OnDelete == schema.SetDefault || s.OnUpdate == schema.SetNull || s.OnUpdate == schema.SetDefault || s.OnUpdate == schema.Cascade:
		return fmt.Sprintf("a foreign key of %s with the shard key in it does not change that key; of the actions take Cascade, Restrict or NoAction of a deletion", p.dialect.Name)
	}
	return ""
}
