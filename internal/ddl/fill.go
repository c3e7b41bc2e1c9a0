package ddl

import (
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/diff"
	"github.com/ormar-go/ormar/internal/state"
)

// fillMark stands in a statement where a person has to put a value.
const fillMark = "/* migrate:fill "

// filling is the value that rows which exist get in a column that comes without a default, or that
// cannot be NULL any more. fixed says that it is a literal; unfilled, that it is only a mark.
type filling struct {
	sql             string
	fixed, unfilled bool
}

func (s *script) fill(t *state.Table, c *state.Column) filling {
	if sql := s.options.Fill[t.Name+"."+c.Name]; sql != "" {
		return filling{sql: sql}
	}
	switch {
	case c.Default != "":
		return filling{sql: c.Default, fixed: true}
	case c.Fill != "":
		return filling{sql: c.Fill, fixed: true}
	case s.options.Back && !refers(t, c.Name):
		if zero := s.zero(t, c); zero != "" {
			return filling{sql: zero, fixed: true}
		}
	}
	return filling{sql: fillMark + t.Name + "." + c.Name + " */ NULL", unfilled: true}
}

// fillRisk is the risk that comes with a mark.
func fillRisk(t *state.Table, c *state.Column, f filling) []Risk {
	if !f.unfilled {
		return nil
	}
	object := t.Name + "." + c.Name
	return []Risk{risk(NeedsFill, object, "%s cannot be NULL and has no default, and rows that exist have no value", object)}
}

func refers(t *state.Table, column string) bool {
	for _, k := range t.ForeignKeys {
		for _, c := range k.Columns {
			if c == column {
				return true
			}
		}
	}
	return false
}

// zero is the plainest value of a column's kind, for rows whose values were dropped.
func (s *script) zero(t *state.Table, c *state.Column) string {
	literal := s.w.dialect.DDL.Literal
	if c.Enum != "" {
		if e := s.d.To.Enum(c.Enum); e != nil && len(e.Labels) > 0 {
			return literal(e.Labels[0])
		}
	}
	if list, ok := strings.CutPrefix(c.Type, "enum("); ok {
		return firstLiteral(s.w.dialect, list)
	}
	for _, k := range t.Constraints {
		if list, ok := strings.CutPrefix(k.Expression, s.w.ident(c.Name)+" IN ("); ok && k.Kind == state.Check {
			return firstLiteral(s.w.dialect, list)
		}
	}
	switch {
	case strings.HasPrefix(c.Kind, "Array ") && strings.HasSuffix(c.Type, "[]"):
		return "'{}'"
	case strings.HasPrefix(c.Kind, "Array "):
		return "'[]'"
	case c.Kind == "DateTime" && (c.Type == "INTEGER" || c.Type == "REAL"): // instants as numbers
		return "0"
	}
	switch c.Kind {
	case "SmallInteger", "Integer", "BigInteger", "Float":
		return "0"
	case "Decimal":
		return "'0'"
	case "Boolean":
		return s.w.dialect.DDL.False
	case "Date":
		return "'1970-01-01'"
	case "Time":
		return "'00:00:00.000000'"
	case "DateTime":
		return "'1970-01-01 00:00:00.000000'"
	case "JSON":
		return "'null'"
	case "LargeBinary":
		return s.w.dialect.DDL.Binary("")
	case "UUID":
		if strings.HasSuffix(c.Type, "(36)") {
			return "'00000000-0000-0000-0000-000000000000'"
		}
		return "'00000000000000000000000000000000'"
	case "":
		return ""
	}
	if !texts[strings.ToLower(wordOf(c.Type))] {
		return "" // what is the plainest value of a type of the database's own, a person says
	}
	return "''"
}

// texts are the types of which no characters are a value.
var texts = map[string]bool{"text": true, "varchar": true, "char": true, "character": true, "bpchar": true, "citext": true, "name": true,
	"tinytext": true, "mediumtext": true, "longtext": true, "json": true}

// wordOf is the first word of a type.
func wordOf(name string) string {
	end := strings.IndexAny(name, " (")
	if end < 0 {
		return name
	}
	return name[:end]
}

func firstLiteral(d *dialect.Dialect, list string) string {
	for i := 0; i < len(list); {
		if end := d.Syntax.Skip(list, i); end > i {
			i = end
			continue
		}
		if list[i] == ',' || list[i] == ')' {
			return list[:i]
		}
		i++
	}
	return list
}

// tightens reports whether rows with NULL stand in the way of a change.
func tightens(c diff.Column) bool { return c.Null && !c.To.Null }
