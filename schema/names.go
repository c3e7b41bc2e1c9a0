package schema

import (
	"cmp"

	"github.com/ormar-go/ormar/internal/spelling"
)

// names checks everything that goes into a database under a name: that every database takes it whole, and that no two
// names collide there. Tables, indexes and constraints share one space, which is narrower than any one database's.
func (b *builder) names() {
	taken := map[string]string{}
	for _, d := range b.drafts {
		if d.failed {
			continue
		}
		m := d.model
		report := func(format string, args ...any) { b.add(d.owner(), d.ownerField(), format, args...) }
		if reason := spelling.Bad(m.Table, d.table.AnyName); reason != "" {
			report("the table name %q %s", m.Table, reason)
		} else if len(m.Table) > 7 && fold(m.Table[:7]) == "sqlite_" {
			report("the table name %q begins with sqlite_, which SQLite keeps for itself; choose another", m.Table)
		}
		if reason := spelling.Bad(m.Schema, d.table.AnyName); m.Schema != "" && reason != "" {
			report("the schema name %q %s", m.Schema, reason)
		}
		if reason := badComment(m.Comment); reason != "" {
			report("the comment %s", reason)
		}
		if m.Unmanaged { // beside another model of the table
			d.nameless = true
		} else {
			d.nameless = !b.unique(taken, d, "", "table", m.Table)
		}
		b.columnNames(d)
	}
	for _, d := range b.drafts {
		if !d.nameless { // else its constraints, named after the table, would clash as well
			b.constraintNames(taken, d)
		}
	}
	b.enumTypes()
}

// owner and ownerField are where a mistake of the model as a whole is to be corrected: a generated link table has no type,
// but a relation that declares it.
func (d *draft) owner() string {
	if d.generated() {
		return d.linkOf.owner.model.Name
	}
	return d.model.Name
}

func (d *draft) ownerField() string {
	if d.generated() {
		return d.linkOf.field.name
	}
	return ""
}

func (d *draft) generated() bool { return d.linkOf != nil && d.model.Type == nil }

// unique notes a name, or reports that it is taken.
func (b *builder) unique(taken map[string]string, d *draft, field, what, name string) bool {
	key := fold(d.model.Schema) + "\x00" + fold(name)
	if by, ok := taken[key]; ok {
		instead := "choose another"
		if d.generated() {
			field, instead = "", "give the relation a ThroughTable"
		}
		b.add(d.owner(), cmp.Or(field, d.ownerField()), "the %s name %q is already that of %s; %s", what, name, by, instead)
		return false
	}
	taken[key] = "the " + what + " of " + d.model.Name
	return true
}

func (b *builder) columnNames(d *draft) {
	m := d.model
	taken := map[string]*Attribute{}
	for _, a := range m.Attributes {
		field := cmp.Or(a.GoName, a.Name)
		if reason := spelling.Bad(a.Column, d.table.AnyName); reason != "" {
			b.add(m.Name, field, "the column name %q %s", a.Column, reason)
		}
		if systemColumns[fold(a.Column)] {
			b.add(m.Name, field, "the column name %q belongs to PostgreSQL; choose another with Name", a.Column)
		}
		if other := taken[fold(a.Column)]; other != nil {
			b.add(m.Name, field, "the column name %q is already that of %s; choose another with Name", a.Column, cmp.Or(other.GoName, other.Name))
		}
		taken[fold(a.Column)] = a
		if a.Name == keyAlias && !(a.PrimaryKey && len(m.Keys) == 1) {
			b.add(m.Name, field, "the attribute name pk stands for the primary key; rename the field")
		}
	}
}

func (b *builder) constraintNames(taken map[string]string, d *draft) {
	m := d.model
	for _, c := range m.Constraints {
		field := ""
		if len(c.Attributes) == 1 {
			field = cmp.Or(c.Attributes[0].GoName, c.Attributes[0].Name)
		}
		b.unique(taken, d, field, "constraint", c.Name)
	}
	for _, s := range m.Sides {
		if s.Kind != ForwardSide || s.Any != nil {
			continue
		}
		if r := b.relationOf(s); r != nil && r.said.said&relConstraintName != 0 {
			if reason := spelling.Bad(s.Constraint, d.table.AnyName); reason != "" {
				b.add(m.Name, s.GoName, "the constraint name %q %s", s.Constraint, reason)
				continue
			}
		}
		b.unique(taken, d, s.GoName, "constraint", s.Constraint)
	}
}

func (b *builder) relationOf(s *Side) *relationDraft {
	for _, r := range b.relations {
		if r.key != nil && r.key == s.Key {
			return r
		}
	}
	return nil
}
