package migrate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/schema"
)

// missing is create, unless something is there that is not what the models say.
func (p *plan) missing(c *catalog) ([]statement, error) { return p.create(c), p.checkEnums(c) }

// create is what makes the tables that the catalog does not have.
func (p *plan) create(c *catalog) []statement {
	out := p.enumTypes(c)
	var after []statement
	for _, m := range p.order {
		if c.hasTable(m.Table) {
			continue
		}
		out = append(out, p.table(m)...)
		for _, s := range foreignKeys(m) {
			if p.closedLater(s) {
				after = append(after, statement{"add foreign key", m.Table,
					"ALTER TABLE " + p.ident(m.Table) + " ADD " + p.foreignKey(s)})
			}
		}
	}
	return append(out, after...)
}

// closedLater reports whether the foreign key is added when all tables are there.
func (p *plan) closedLater(s *schema.Side) bool { return p.dialect.ForeignKeyAlter && p.late[s] }

func (p *plan) ident(name string) string { return p.dialect.Ident(name) }

func (p *plan) idents(list []*schema.Attribute) string {
	names := make([]string, len(list))
	for i, a := range list {
		names[i] = p.ident(a.Column)
	}
	return strings.Join(names, ", ")
}

// namedEnums reports whether enumeration types have names, and so statements of their own.
func (p *plan) namedEnums() bool { return p.dialect.NativeEnum && p.dialect.DDL.NamedEnums }

// enumTypes makes the types of the columns of tables that are missing.
func (p *plan) enumTypes(c *catalog) []statement {
	if !p.namedEnums() {
		return nil
	}
	var out []statement
	made := map[string]bool{}
	for _, m := range p.order {
		if c.hasTable(m.Table) {
			continue
		}
		for _, a := range m.Attributes {
			if !p.dialect.Enum(a) || made[a.EnumName] || c.enums[a.EnumName] {
				continue
			}
			made[a.EnumName] = true
			out = append(out, statement{"create type", a.EnumName,
				"CREATE TYPE " + p.ident(a.EnumName) + " AS ENUM (" + p.literals(a.Choices) + ")"})
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

// literals are the values of an enumeration.
func (p *plan) literals(values []any) string {
	out := make([]string, len(values))
	for i, v := range values {
		if text, ok := v.(string); ok {
			out[i] = p.dialect.DDL.Literal(text)
			continue
		}
		out[i] = fmt.Sprint(v)
	}
	return strings.Join(out, ", ")
}

// table makes a table with its constraints, then its indexes and comments where those are statements of their own.
func (p *plan) table(m *schema.Model) []statement {
	var lines []string
	for _, a := range m.Attributes {
		lines = append(lines, p.column(a))
	}
	lines = append(lines, p.constraints(m)...)
	text := "CREATE TABLE " + p.ident(m.Table) + " (\n  " + strings.Join(lines, ",\n  ") + "\n)" + p.dialect.DDL.TableOptions
	if m.Comment != "" && p.dialect.DDL.Comments == dialect.InlineComments {
		text += " COMMENT=" + p.dialect.DDL.Literal(m.Comment)
	}
	out := []statement{{"create table", m.Table, text}}
	if !p.dialect.DDL.InlineIndexes {
		for _, c := range m.Constraints {
			if c.Kind == schema.IndexConstraint {
				out = append(out, statement{"create index", m.Table,
					"CREATE INDEX " + p.ident(c.Name) + " ON " + p.ident(m.Table) + " (" + p.idents(c.Attributes) + ")"})
			}
		}
	}
	return append(append(out, p.guards(m)...), p.comments(m)...)
}

// guards keep the values of columns in the one form in which they can be compared.
func (p *plan) guards(m *schema.Model) []statement {
	if p.dialect.DDL.Guards == nil {
		return nil
	}
	var out []statement
	for _, g := range p.dialect.DDL.Guards(m) {
		out = append(out, statement{"create trigger", m.Table, g.Text})
	}
	return out
}

func (p *plan) comments(m *schema.Model) []statement {
	if p.dialect.DDL.Comments != dialect.CommentCommands {
		return nil
	}
	var out []statement
	add := func(object, text string) {
		if text != "" {
			out = append(out, statement{"comment on", m.Table, "COMMENT ON " + object + " IS " + p.dialect.DDL.Literal(text)})
		}
	}
	add("TABLE "+p.ident(m.Table), m.Comment)
	for _, a := range m.Attributes {
		add("COLUMN "+p.ident(m.Table)+"."+p.ident(a.Column), a.Comment)
	}
	return out
}

// column declares a column. A primary key is never NULL, whatever else was said.
func (p *plan) column(a *schema.Attribute) string {
	ddl := &p.dialect.DDL
	text := p.ident(a.Column) + " " + p.dialect.Type(a)
	if a.PrimaryKey || !a.SQLNullable {
		text += " NOT NULL"
	}
	if a.ServerDefault != "" {
		text += " DEFAULT " + ddl.ServerDefault(a)
	}
	if a.Autoincrement {
		text += ddl.Autoincrement
		if ddl.RowidKey {
			text += " PRIMARY KEY"
		}
	}
	if a.Comment != "" && ddl.Comments == dialect.InlineComments {
		text += " COMMENT " + ddl.Literal(a.Comment)
	}
	return text
}

// constraints are what follows the columns: keys, the declared constraints, the values of enumerations and booleans where the
// type does not hold them, foreign keys.
func (p *plan) constraints(m *schema.Model) []string {
	var out []string
	if key := m.Key(); key == nil || !key.Autoincrement || !p.dialect.DDL.RowidKey {
		out = append(out, "PRIMARY KEY ("+p.idents(m.Keys)+")")
	}
	for _, c := range m.Constraints {
		switch {
		case c.Kind == schema.UniqueConstraint:
			out = append(out, "CONSTRAINT "+p.ident(c.Name)+" UNIQUE ("+p.idents(c.Attributes)+")")
		case c.Kind == schema.CheckConstraint:
			out = append(out, "CONSTRAINT "+p.ident(c.Name)+" CHECK ("+c.Condition+")")
		case p.dialect.DDL.InlineIndexes:
			out = append(out, "INDEX "+p.ident(c.Name)+" ("+p.idents(c.Attributes)+")")
		}
	}
	for _, a := range m.Attributes {
		if values := p.values(a); values != "" {
			out = append(out, "CONSTRAINT "+p.ident(valuesName(a))+" CHECK ("+p.ident(a.Column)+" IN ("+values+"))")
		}
	}
	for _, s := range foreignKeys(m) {
		if !p.closedLater(s) {
			out = append(out, p.foreignKey(s))
		}
	}
	return out
}

// values are the only ones that the column may hold; empty where its type says as much, or where it refers to a column that
// is checked.
func (p *plan) values(a *schema.Attribute) string {
	switch {
	case a.Side != nil || a.Cipher != nil:
		return ""
	case a.Kind == schema.KindBoolean && p.dialect.DDL.BooleanCheck:
		return "0, 1"
	case a.Kind == schema.KindEnum && !p.dialect.Enum(a):
		return p.literals(a.Choices)
	}
	return ""
}

func (p *plan) foreignKey(s *schema.Side) string {
	text := "CONSTRAINT " + p.ident(s.Constraint) + " FOREIGN KEY (" + p.ident(s.Key.Column) + ") REFERENCES " +
		p.ident(s.Target.Table) + " (" + p.idents(s.Target.Keys) + ")"
	if s.OnDelete != schema.NoAction {
		text += " ON DELETE " + s.OnDelete.String()
	}
	if s.OnUpdate != schema.NoAction {
		text += " ON UPDATE " + s.OnUpdate.String()
	}
	return text
}
