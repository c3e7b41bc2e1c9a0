package inspect

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/spelling"
	"github.com/ormar-go/ormar/internal/state"
	"github.com/ormar-go/ormar/schema"
)

// constraints says unique constraints, indexes, checks and exclusions of a model, those of relations and of what the types of fields are
// kept to apart.
func (g *generator) constraints(m *model) {
	for i := range m.table.Constraints {
		c := &m.table.Constraints[i]
		if g.implied(m, c) {
			continue
		}
		name := c.Name
		if name != "" && (unspeakable(name) != "" || name != g.usualName(m, c) && !g.named(name)) {
			m.note("the name of the %s %s is not said: %s", c.Kind, schema.Quote(name), cmp.Or(unspeakable(name), "another table or constraint has it"))
			name = ""
		} else if name == g.usualName(m, c) {
			name = ""
		}
		text, reason := g.constraint(m, c, name)
		if reason != "" {
			m.note("the %s %s is not said: %s", c.Kind, schema.Quote(c.Name), reason)
			continue
		}
		if name != "" && c.Kind != state.Exclusion && c.Kind != state.Check {
			text += ".Named(" + strconv.Quote(name) + ")"
		}
		m.anyName = m.anyName || !spelling.Plain(name) && name != ""
		m.constraints = append(m.constraints, text)
	}
}

// named takes the name of a constraint, of which a registry has one; false where it is taken.
func (g *generator) named(name string) bool {
	name = strings.ToLower(name)
	if g.names == nil {
		g.names = map[string]bool{}
		for _, m := range g.models {
			g.names[strings.ToLower(m.table.Name)] = true
		}
	}
	if g.names[name] && !g.options.Unmanaged {
		return false
	}
	g.names[name] = true
	return true
}

// usualName is the name that a model gives a constraint by itself; empty where that is more than its columns.
func (g *generator) usualName(m *model, c *state.Constraint) string {
	if c.Kind == state.Check {
		condition, _ := g.expression(m, c.Expression)
		for column, f := range m.byColumn {
			condition = strings.ReplaceAll(condition, "{"+f.attribute()+"}", column)
		}
		return "check_" + m.table.Name + "_" + strings.ReplaceAll(condition, " ", "_")
	}
	prefix := "ix_"
	if c.Kind == state.Unique || c.Distinct {
		prefix = "uc_"
	}
	for _, p := range c.Parts {
		if p.Column == "" {
			return ""
		}
	}
	return prefix + m.table.Name + "_" + strings.Join(c.Columns(), "_")
}

// implied reports whether something else says a constraint: a relation that is unique, or the type of a field.
func (g *generator) implied(m *model, c *state.Constraint) bool {
	if c.Kind == state.Check {
		return slices.ContainsFunc(m.fields, func(f *field) bool {
			_, is := valuesOf(g.dialect, c, f.column.Name)
			bits := unsignedOf(g.dialect, c, f.column.Name)
			return bits > 0 && (strings.HasPrefix(f.line, "schema.Unsigned(") || g.refersTo(m, f, bits)) || is && (strings.HasPrefix(f.line, "schema.Boolean(") || strings.HasPrefix(f.line, "schema.Enum("))
		})
	}
	return slices.ContainsFunc(m.fields, func(f *field) bool {
		return m.unique(f.column.Name) == c && strings.Contains(f.line, "schema.ForeignKey(") && strings.Contains(f.line, ").Unique()")
	}) || len(m.table.Key) == 1 && m.unique(m.table.Key[0]) == c && m.byColumn[m.table.Key[0]] != nil && strings.HasPrefix(m.byColumn[m.table.Key[0]].line, "schema.ForeignKey(")
}

// constraint is one of them in Go, or why it cannot be.
func (g *generator) constraint(m *model, c *state.Constraint, name string) (text, reason string) {
	switch c.Kind {
	case state.Check:
		condition, ok := g.expression(m, c.Expression)
		if !ok || condition == "" {
			return "", "its condition cannot be spelled, or is about a column that is left out: " + c.Expression
		}
		m.anyName = m.anyName || name == "" && !spelling.Plain("check_"+m.table.Name+"_"+condition)
		return "schema.Check(" + strconv.Quote(name) + ", " + strconv.Quote(condition) + ")", ""
	case state.Exclusion:
		return g.exclusion(m, c, name)
	case state.FullText:
		return g.fullText(m, c)
	}
	if c.Method == "fulltext" {
		return g.fullText(m, c)
	}
	return g.index(m, c)
}

// index is a unique constraint or an index.
func (g *generator) index(m *model, c *state.Constraint) (text, reason string) {
	parts, options := make([]string, len(c.Parts)), ""
	for i, p := range c.Parts {
		expression, ok := g.expression(m, p.Expression)
		spelled := "(" + expression + ")"
		if p.Column != "" {
			f := m.byColumn[p.Column]
			if f == nil {
				return "", "it has the column " + schema.Quote(p.Column) + ", which is left out"
			}
			if strings.Contains(f.line, "schema.JSON(") && (c.Method == "" || c.Distinct) {
				return "", "it is over JSON"
			}
			spelled = f.attribute()
		}
		if p.Collation != "" || strings.Contains(p.Class, " ") || strings.Contains(p.Class, "NULLS") {
			return "", "it has a collation, or an order of NULLs, of its own"
		}
		if !ok || p.Column == "" && p.Expression == "" {
			return "", "its expression cannot be spelled, or is about a column that is left out: " + p.Expression
		}
		if p.Class != "" {
			options += ".Class(" + strconv.Quote(spelled) + ", " + strconv.Quote(p.Class) + ")"
		}
		if p.Length > 0 {
			options += ".Length(" + strconv.Quote(spelled) + ", " + strconv.Itoa(p.Length) + ")"
		}
		if p.Desc {
			spelled = "-" + spelled
		}
		parts[i] = strconv.Quote(spelled)
	}
	more, reason := g.indexOptions(m, c)
	if reason != "" {
		return "", reason
	}
	call := "schema.IndexOn("
	switch {
	case c.Kind == state.Unique && options+more == "":
		call = "schema.UniqueTogether("
	case c.Kind == state.Unique || c.Distinct:
		call = "schema.UniqueOn("
	}
	return call + strings.Join(parts, ", ") + ")" + options + more, ""
}

// indexOptions are what is said of an index besides its parts.
func (g *generator) indexOptions(m *model, c *state.Constraint) (options, reason string) {
	where, ok := g.expression(m, c.Where)
	switch {
	case c.With != "":
		return "", "it has more than a model can say: " + c.With
	case !ok:
		return "", "its condition cannot be spelled, or is about a column that is left out: " + c.Where
	case c.Kind == state.Unique && len(c.Parts) == 0:
		return "", "it has no columns"
	}
	if c.Where != "" {
		options += ".Where(" + strconv.Quote(where) + ")"
	}
	if c.Method != "" {
		options += ".Using(" + strconv.Quote(c.Method) + ")"
	}
	for _, column := range c.Include {
		f := m.byColumn[column]
		if f == nil {
			return "", "it includes the column " + schema.Quote(column) + ", which is left out"
		}
		options += ".Include(" + strconv.Quote(f.attribute()) + ")"
	}
	return options, ""
}

// fullText is a full text of ours, or an index of MySQL over texts, which models of tables that are left to others use.
func (g *generator) fullText(m *model, c *state.Constraint) (text, reason string) {
	var columns []string
	if g.dialect.DDL.Alter == dialect.AlterClauses {
		columns = c.Columns()
		if len(columns) == 1 {
			if made := m.table.Column(columns[0]); made != nil && made.Generated != "" {
				columns = g.spoken(m, made.Generated)
			} else if !g.options.Unmanaged {
				return "", "a full text of a model is over a column of its own; with -unmanaged it is said"
			}
		} else if !g.options.Unmanaged {
			return "", "a full text of a model is over a column of its own; with -unmanaged it is said"
		}
	} else {
		columns = g.spoken(m, c.Expression)
	}
	parts := make([]string, len(columns))
	for i, column := range columns {
		f := m.byColumn[column]
		if f == nil || !f.texts {
			return "", "it is over what is no text"
		}
		parts[i] = strconv.Quote(f.attribute())
	}
	if len(parts) == 0 {
		return "", "it is over nothing"
	}
	text = "schema.FullText(" + strings.Join(parts, ", ") + ")"
	if strings.Contains(c.With, "tokenize=porter") {
		text += ".Language(\"english\")"
	}
	return text, ""
}

// spoken are the texts among a model's columns of which an expression speaks, in its order.
func (g *generator) spoken(m *model, expression string) []string {
	at := map[string]int{}
	var out []string
	for _, f := range m.fields {
		if i := strings.Index(expression, "("+g.dialect.Ident(f.column.Name)); i >= 0 {
			at[f.column.Name] = i
			out = append(out, f.column.Name)
		} else if i := strings.Index(expression, ","+g.dialect.Ident(f.column.Name)); i >= 0 {
			at[f.column.Name] = i
			out = append(out, f.column.Name)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return at[a] - at[b] })
	return out
}
