package migrate

import (
	"fmt"
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/schema"
)

// said is SQL that a model says, as the database gets it, and of what.
type said struct {
	of   *schema.Attribute // nil for a constraint
	what string
	sql  string
}

// checkExpressions refuses SQL of the models that the database cannot read, as text of another one's has it.
func (p *plan) checkExpressions(m *schema.Model) []error {
	var found []error
	columns := make([]string, len(m.Attributes))
	for i, a := range m.Attributes {
		columns[i] = a.Column
	}
	for _, s := range p.expressions(m) {
		report := func(format string, args ...any) {
			e := &schema.DefinitionError{Model: m.Name, Reason: fmt.Sprintf(format, args...)}
			if s.of != nil {
				if e.Field = s.of.GoName; e.Field == "" {
					e.Field = s.of.Name
				}
			}
			found = append(found, e)
		}
		if foreign := p.dialect.Foreign(s.sql, columns); s.sql != "" && foreign != "" {
			report("%s has what %s cannot read, %s: %s; write what every database of the program reads, or leave it out there", s.what, p.dialect.Name, foreign, s.sql)
		}
	}
	return found
}

// expressions are all SQL of a model but for exclusions, which one database has.
func (p *plan) expressions(m *schema.Model) (out []said) {
	ident := p.dialect.Ident
	for _, a := range m.Attributes {
		if a.Generated != "" {
			out = append(out, said{a, "Generated", a.GeneratedSQL(ident)})
		}
		if a.ServerDefault != "" {
			out = append(out, said{a, "ServerDefault", p.dialect.DDL.ServerDefault(a)})
		}
	}
	for i := range m.Constraints {
		c := &m.Constraints[i]
		if c.Kind == schema.ExclusionConstraint {
			continue
		}
		name := fmt.Sprintf("%q", c.Name)
		out = append(out, said{nil, name, c.Condition.SQL(ident)}, said{nil, "Where of " + name, c.Where.SQL(ident)})
		for _, part := range c.Parts {
			out = append(out, said{nil, name, part.Expression.SQL(ident)})
		}
	}
	return out
}

// checkFollowers refuses checks of columns that foreign keys change, which the MySQL family has none of.
func (p *plan) checkFollowers(m *schema.Model) []error {
	if p.dialect.DDL.Alter != dialect.AlterClauses {
		return nil
	}
	var found []error
	for _, s := range p.constraints(m) {
		if s.OnUpdate != schema.Cascade && s.OnUpdate != schema.SetNull && s.OnDelete != schema.SetNull {
			continue
		}
		for i := range m.Constraints {
			c := &m.Constraints[i]
			if a := p.about(c.Condition.SQL(p.dialect.Ident), s.Key.Columns()); a != nil {
				found = append(found, problem(a, "%s has no check of a column that its foreign key sets, as %q is one; leave out the check, or OnUpdate and SetNull", p.dialect.Name, c.Name))
			}
		}
	}
	return found
}

// about is the first of some columns that an expression names.
func (p *plan) about(sql string, columns []*schema.Attribute) *schema.Attribute {
	for _, t := range p.dialect.Syntax.Tokens(sql) {
		for _, a := range columns {
			if (t.Kind == dialect.WordToken || t.Kind == dialect.NameToken) && strings.EqualFold(t.Text, a.Column) {
				return a
			}
		}
	}
	return nil
}
