package inspect

import (
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
)

// term is a piece of an expression, as it will be written.
type term struct {
	kind  dialect.TokenKind
	text  string
	gap   bool // there was a blank before it
	field *field
}

func (t term) is(text string) bool {
	return (t.kind == dialect.WordToken || t.kind == dialect.SignToken) && strings.EqualFold(t.text, text)
}

// expression is SQL of a database as a model says it, so that it is SQL of other databases too, as far as it can be: columns are
// {attributes}, without the casts that PostgreSQL adds. What no model can say gives false.
func (g *generator) expression(m *model, sql string) (string, bool) {
	terms, ok := g.terms(sql)
	if !ok {
		return "", false
	}
	if !g.columnsOf(m, terms) {
		return "", false
	}
	if g.dialect.Syntax.DollarQuotes {
		terms = g.lists(g.uncast(terms, ""))
	}
	return rendered(inner(terms)), true
}

// terms takes an expression apart. False is for what would be taken for an {attribute}, and for what no text has.
func (g *generator) terms(sql string) (out []term, ok bool) {
	x, gap := g.dialect.Syntax, false
	add := func(kind dialect.TokenKind, text string) {
		out = append(out, term{kind: kind, text: text, gap: gap && len(out) > 0})
		gap = false
	}
	for i := 0; i < len(sql); {
		c, start := sql[i], i
		if end := x.Skip(sql, i); end > i {
			switch i = end; {
			case c == '-' || c == '/' || c == '#':
				gap = true // a comment
			case c == '\'':
				add(dialect.LiteralToken, standard(x, sql[start:end]))
			case c == '$':
				return nil, false
			default:
				add(dialect.NameToken, sql[start:end])
			}
			continue
		}
		switch {
		case c <= ' ':
			i, gap = i+1, c != 0
			if c == 0 {
				return nil, false
			}
		case c == '{' || c == '}':
			return nil, false
		case c >= '0' && c <= '9':
			for i < len(sql) && (dialect.WordByte(sql[i]) || sql[i] == '.') {
				i++
			}
			add(dialect.NumberToken, sql[start:i])
		case dialect.WordByte(c):
			for i < len(sql) && dialect.WordByte(sql[i]) {
				i++
			}
			add(dialect.WordToken, sql[start:i])
		default:
			if i++; strings.HasPrefix(sql[start:], "::") {
				i++
			}
			add(dialect.SignToken, sql[start:i])
		}
	}
	return out, true
}

// standard is a literal in which a quote is said by two quotes, and not by a backslash.
func standard(x dialect.Syntax, literal string) string {
	if !x.Backslashes {
		return literal
	}
	var b strings.Builder
	for i := 0; i < len(literal); i++ {
		switch {
		case literal[i] != '\\' || i+1 == len(literal):
			b.WriteByte(literal[i])
		case literal[i+1] == '\'':
			b.WriteString("''")
			i++
		case literal[i+1] == '"':
			b.WriteByte('"')
			i++
		default:
			b.WriteString(literal[i : i+2])
			i++
		}
	}
	return b.String()
}

// notColumns are words that are never columns where they stand bare.
var notColumns = strings.Fields("AND OR NOT IN IS NULL LIKE GLOB MATCH REGEXP BETWEEN CASE WHEN THEN ELSE END AS COLLATE CAST EXISTS ISNULL NOTNULL" +
	" ESCAPE FROM FOR DISTINCT TRUE FALSE SIMILAR TO ILIKE ANY ALL SOME ARRAY INTERVAL WITH")

// columnsOf finds the columns of the model; false is for one that is left out.
func (g *generator) columnsOf(m *model, terms []term) bool {
	at := func(i int) term {
		if i < 0 || i >= len(terms) {
			return term{}
		}
		return terms[i]
	}
	for i := range terms {
		t := &terms[i]
		name := t.text
		switch before, after := at(i-1), at(i+1); {
		case before.is(".") || after.is(".") || before.is("::") || before.is("AS") || before.is("COLLATE"):
			continue
		case t.kind == dialect.NameToken:
			tokens := g.dialect.Syntax.Tokens(t.text)
			if len(tokens) != 1 {
				continue
			}
			name = tokens[0].Text
		case t.kind != dialect.WordToken, g.dialect.DDL.Alter == dialect.AlterClauses, after.is("("), after.kind == dialect.LiteralToken,
			slices.Contains(notColumns, strings.ToUpper(name)):
			continue // names of the MySQL family are always in quotes
		}
		column := m.table.Column(name)
		for j := range m.table.Columns {
			if c := &m.table.Columns[j]; column == nil && g.dialect.DDL.Alter != dialect.AlterCommands && strings.EqualFold(c.Name, name) {
				column = c
			}
		}
		if column == nil {
			continue
		}
		f := m.byColumn[column.Name]
		if f == nil {
			return false
		}
		t.field, t.text = f, "{"+f.attribute()+"}"
	}
	return true
}

// inner takes the parentheses around the whole off.
func inner(terms []term) []term {
	for len(terms) > 1 && terms[0].is("(") && closing(terms, 0) == len(terms)-1 {
		terms = terms[1 : len(terms)-1]
	}
	return terms
}

// closing is where the parenthesis or bracket at i is closed; -1 where it is not.
func closing(terms []term, i int) int {
	for depth := 0; i < len(terms); i++ {
		switch {
		case terms[i].is("(") || terms[i].is("["):
			depth++
		case terms[i].is(")") || terms[i].is("]"):
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

func rendered(terms []term) string {
	var b strings.Builder
	for i, t := range terms {
		if t.gap && i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t.text)
	}
	return b.String()
}
