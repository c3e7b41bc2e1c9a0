package inspect

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/state"
	"github.com/ormar-go/ormar/schema"
)

// made is what the server puts into a column by itself.
func (g *generator) made(f *field, c *state.Column, t kind, key bool) string {
	if c.Generated != "" {
		f.computed = true
		return ""
	}
	line := g.fallback(f, c, t, key)
	if c.OnUpdate != "" {
		f.also("the server writes " + c.OnUpdate + " at every update, which is read back")
	}
	if (c.OnUpdate != "" || c.Triggered) && !key {
		line += ".ReadBack()"
	}
	return line
}

// computed says the expressions of generated columns.
func (g *generator) computed(m *model) {
	for _, f := range m.fields {
		if !f.computed {
			continue
		}
		text := f.column.Generated
		if inside, _ := g.formatted(f.column); inside != "" {
			text = inside
		}
		expression, ok := g.expression(m, text)
		switch {
		case !ok:
			f.also("the database computes it, by what cannot be spelled: " + f.column.Generated)
			f.line += ".ReadBack()"
		case f.column.Stored:
			f.line += ".Generated(" + strconv.Quote(expression) + ", schema.GeneratedStored)"
		default:
			f.line += ".Generated(" + strconv.Quote(expression) + ", schema.GeneratedVirtual)"
		}
	}
}

// printf is how this module has SQLite compute a decimal.
var printf = regexp.MustCompile(`(?is)^\s*\(?\s*printf\('%\.(\d+)f', (.*)\)$`)

// formatted takes the expression out of that, and the number of digits behind the point; empty where there is none.
func (g *generator) formatted(c *state.Column) (inside string, scale int) {
	found := printf.FindStringSubmatch(strings.TrimSpace(c.Generated))
	if g.dialect.DDL.Alter != dialect.AlterRebuild || found == nil {
		return "", 0
	}
	inside, rest := g.wholeParentheses(found[2] + ")")
	if inside == "" || strings.Trim(rest, ")") != "" {
		return "", 0
	}
	scale, _ = strconv.Atoi(found[1]) // digits
	return inside, scale
}

// fallback is the server's default of a column, as far as another server has it too.
func (g *generator) fallback(f *field, c *state.Column, t kind, key bool) string {
	switch {
	case c.Default == "" || strings.EqualFold(c.Default, "NULL"):
		return ""
	case strings.HasPrefix(c.Default, "nextval("):
		if !key {
			f.also("its default is a sequence")
		}
		return ""
	case strings.ContainsRune(c.Default, 0), strings.Contains(c.Default, "'0000-00-00"):
		return ""
	}
	return ".ServerDefault(" + strconv.Quote(g.defaultOf(c, t)) + ")"
}

// zeroDefault is said of columns of times where the server writes none.
const zeroDefault = "its default is a zero date, which is read as NULL with mysql.ZeroDates(mysql.AsNull), and is not said"

// moments are the fields that a current time is the default of.
var moments = map[string]schema.Kind{"DateTime": schema.KindDateTime, "Date": schema.KindDate, "Time": schema.KindTime}

// defaultOf is a default as other servers have it too: the current time in one spelling, where this module gives each its own, and no casts
// to the type of the column.
func (g *generator) defaultOf(c *state.Column, t kind) string {
	text := c.Default
	if terms, ok := g.terms(text); ok {
		if g.dialect.Syntax.DollarQuotes {
			terms = g.uncast(terms, c.Type)
		}
		text = rendered(inner(terms))
	}
	moment, timed := moments[t.call]
	ours := ""
	if timed && g.dialect.DDL.Alter != dialect.AlterCommands {
		ours = g.dialect.DDL.ServerDefault(&schema.Attribute{Kind: moment, ServerDefault: "CURRENT_TIMESTAMP"})
	}
	switch {
	case strings.EqualFold(text, "curdate()"), strings.EqualFold(text, "CURRENT_DATE"):
		return "CURRENT_DATE"
	case ours != "" && strings.EqualFold("("+text+")", ours), strings.EqualFold(text, "current_timestamp()"):
		return "CURRENT_TIMESTAMP"
	case t.call == "Boolean" && text == "1":
		return "true"
	case t.call == "Boolean" && text == "0":
		return "false"
	case t.call == "Decimal" && strings.HasPrefix(text, "'") && numeral(text):
		return strings.Trim(text, "'")
	}
	return text
}
