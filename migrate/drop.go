package migrate

import (
	"github.com/ormar-go/ormar/internal/ddl"
	"github.com/ormar-go/ormar/schema"
)

// drop is what takes away the tables that the catalog has.
func (p *plan) drop(c *catalog) ([]ddl.Statement, error) {
	var out []ddl.Statement
	for _, m := range p.order {
		t, late := p.table(m), p.closedLater(m)
		for i := range t.ForeignKeys {
			if k := &t.ForeignKeys[i]; late(k) && c.hasKey(m.Table, k.Name) {
				out = append(out, p.ddl.DropForeignKey(t, k.Name))
			}
		}
	}
	for i := len(p.order) - 1; i >= 0; i-- {
		if m := p.order[i]; c.has(m) {
			out = append(out, p.ddl.DropTable(p.table(m)))
			out = append(out, p.ddl.DropBeside(p.table(m))...)
		}
	}
	return append(out, p.dropTypes(c)...), nil
}

// dropTypes takes away the enumeration types that no remaining table of the registry uses.
func (p *plan) dropTypes(c *catalog) []ddl.Statement {
	if !p.namedEnums() {
		return nil
	}
	settled := map[string]bool{}
	for _, m := range p.all {
		if !p.chosen[m] {
			p.eachEnum(m, func(a *schema.Attribute) { settled[a.EnumName] = true })
		}
	}
	var out []ddl.Statement
	for _, m := range p.order {
		p.eachEnum(m, func(a *schema.Attribute) {
			if !settled[a.EnumName] && c.enums[a.EnumName] {
				out = append(out, p.ddl.DropEnum(a.EnumName))
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
