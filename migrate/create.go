package migrate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/ddl"
	"github.com/ormar-go/ormar/internal/state"
	"github.com/ormar-go/ormar/schema"
)

// missing is create, unless something is there that is not what the models say.
func (p *plan) missing(c *catalog) ([]ddl.Statement, error) { return p.create(c), p.checkEnums(c) }

// create is what makes the tables that the catalog does not have.
func (p *plan) create(c *catalog) []ddl.Statement {
	out := append(p.createSchemas(c), p.enumTypes(c)...)
	var placed, after []ddl.Statement
	for _, m := range p.order {
		if c.has(m) {
			continue
		}
		t := p.table(m)
		late := p.closedLater(m)
		out = append(out, p.ddl.CreateTable(t, late)...)
		placed = append(placed, p.ddl.Distribute(t)...)
		for i := range t.ForeignKeys {
			if k := &t.ForeignKeys[i]; late(k) {
				after = append(after, p.ddl.AddForeignKey(t, k))
			}
		}
	}
	return append(append(out, placed...), after...)
}

// closedLater says which of a model's foreign keys are added when all tables are there, and are where their rows will be: those of rings,
// and all where tables are divided among servers.
func (p *plan) closedLater(m *schema.Model) func(*state.ForeignKey) bool {
	names := map[string]bool{}
	for _, s := range foreignKeys(m) {
		if p.dialect.ForeignKeyAlter && (p.late[s] || p.dialect.DDL.Distribute != nil) {
			names[s.Constraint] = true
		}
	}
	return func(k *state.ForeignKey) bool { return names[k.Name] }
}

// namedEnums reports whether enumeration types have names, and so statements of their own.
func (p *plan) namedEnums() bool { return p.dialect.NativeEnum && p.dialect.DDL.NamedEnums }

// enumTypes makes the types of the columns of tables that are missing.
func (p *plan) enumTypes(c *catalog) []ddl.Statement {
	if !p.namedEnums() {
		return nil
	}
	var out []ddl.Statement
	made := map[string]bool{}
	for _, m := range p.order {
		if c.has(m) {
			continue
		}
		for _, a := range m.Attributes {
			if !p.dialect.Enum(a) || made[a.EnumName] || c.enums[a.EnumName] {
				continue
			}
			made[a.EnumName] = true
			out = append(out, p.ddl.CreateEnum(p.state.Enum(a.EnumName)))
		}
	}
	return out
}

// checkEnums reports an enumeration type that the database has with other labels than the models, whether or not a table of it is
// missing. Their order means nothing, since values are compared as texts.
func (p *plan) checkEnums(c *catalog) error {
	if !p.namedEnums() {
		return nil
	}
	for _, m := range p.order {
		for _, a := range m.Attributes {
			if !p.dialect.Enum(a) || !c.enums[a.EnumName] {
				continue
			}
			var want []string
			for _, v := range a.Choices {
				text, _ := v.(string)
				want = append(want, text)
			}
			got := slices.Sorted(slices.Values(c.labels[a.EnumName]))
			slices.Sort(want)
			if !slices.Equal(got, want) {
				return &Error{"create type", a.EnumName, fmt.Errorf("the database has a type of this name with the labels %s, %s.%s has %s; "+
					"change the type (ALTER TYPE … ADD VALUE, RENAME VALUE) or the model", quotedLabels(got), m.Name, a.Name, quotedLabels(want))}
			}
		}
	}
	return nil
}

func quotedLabels(list []string) string {
	out := make([]string, len(list))
	for i, l := range list {
		out[i] = schema.Quote(l)
	}
	return "(" + strings.Join(out, ", ") + ")"
}
