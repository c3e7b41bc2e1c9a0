package migrate

import "github.com/ormar-go/ormar/schema"

// drop is what takes away the tables that the catalog has.
func (p *plan) drop(c *catalog) ([]statement, error) {
	var out []statement
	for _, m := range p.order {
		for _, s := range foreignKeys(m) {
			if p.closedLater(s) && c.hasKey(m.Table, s.Constraint) {
				out = append(out, statement{"drop foreign key", m.Table,
					"ALTER TABLE " + p.ident(m.Table) + p.dialect.DDL.DropForeignKey + p.ident(s.Constraint)})
			}
		}
	}
	for i := len(p.order) - 1; i >= 0; i-- {
		if table := p.order[i].Table; c.hasTable(table) {
			out = append(out, statement{"drop table", table, "DROP TABLE " + p.ident(table)})
		}
	}
	return append(out, p.dropTypes(c)...), nil
}

// dropTypes takes away the enumeration types that no remaining table of the registry uses.
func (p *plan) dropTypes(c *catalog) []statement {
	if !p.namedEnums() {
		return nil
	}
	settled := map[string]bool{}
	for _, m := range p.all {
		if !p.chosen[m] {
			p.eachEnum(m, func(a *schema.Attribute) { settled[a.EnumName] = true })
		}
	}
	var out []statement
	for _, m := range p.order {
		p.eachEnum(m, func(a *schema.Attribute) {
			if !settled[a.EnumName] && c.enums[a.EnumName] {
				out = append(out, statement{"drop type", a.EnumName, "DROP TYPE " + p.ident(a.EnumName)})
			}
			settled[a.EnumName] = true
		})
	}
	return out
}

func (p *plan) eachEnum(m *schema.Model, do func(*schema.Attribute)) {
	for _, a := range m.Attributes {
		if p.dialect.Enum(a) {
			do(a)
		}
	}
}
