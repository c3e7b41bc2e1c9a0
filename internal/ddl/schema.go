package ddl

import "slices"

// schemas makes those that only new tables are in. One that no table is in any more stays, since others may have tables there.
func (s *script) schemas() {
	var there []string
	for i := range s.d.From.Tables {
		there = append(there, s.d.From.Tables[i].Schema)
	}
	for _, t := range s.d.Created {
		if t.Schema == "" || slices.Contains(there, t.Schema) || !s.w.dialect.DDL.CreatesSchemas {
			continue
		}
		there = append(there, t.Schema)
		s.add(say("create schema", t.Schema, "CREATE SCHEMA IF NOT EXISTS "+s.w.ident(t.Schema)))
	}
}
