package dialect

import "strings"

// aliases are other names of types, in lower case, and the one that this module writes.
func (d *Dialect) aliases() map[string]string {
	switch d.DDL.Alter {
	case AlterCommands:
		return postgresAliases
	case AlterClauses:
		return mysqlAliases
	}
	return nil
}

var postgresAliases = map[string]string{
	"character varying": "varchar", "character": "char", "bpchar": "char", "int2": "smallint", "int4": "integer", "int": "integer", "int8": "bigint",
	"float8": "double precision", "float4": "real", "bool": "boolean", "decimal": "numeric", "timestamp with time zone": "timestamptz",
	"timestamp without time zone": "timestamp", "time without time zone": "time", "time with time zone": "timetz", "bit varying": "varbit",
}

var mysqlAliases = map[string]string{
	"integer": "int", "bool": "tinyint(1)", "boolean": "tinyint(1)", "double precision": "double", "real": "double", "numeric": "decimal", "dec": "decimal",
	"fixed": "decimal", "int1": "tinyint", "int2": "smallint", "int3": "mediumint", "int4": "int", "int8": "bigint", "year(4)": "year",
	"character varying": "varchar", "character": "char",
}

// widthless are the MySQL types whose number in parentheses says nothing about their values.
var widthless = map[string]bool{"smallint": true, "mediumint": true, "int": true, "bigint": true, "tinyint": true}

// CanonicalType is a column's type as this module writes it: one name of several, small letters,
// one form of spaces.
func (d *Dialect) CanonicalType(text string) string {
	name, rest := text, ""
	if i := strings.IndexAny(text, "(['\"`"); i >= 0 {
		name, rest = text[:i], text[i:]
	}
	if strings.HasPrefix(rest, `"`) || strings.HasPrefix(rest, "`") {
		return text // a name in quotes
	}
	name = strings.ToLower(strings.Join(strings.Fields(name), " "))
	list, tail := "", rest
	if strings.HasPrefix(rest, "(") {
		list, tail = d.cutList(rest)
	}
	tail = strings.ToLower(strings.Join(strings.Fields(tail), " "))
	if d.DDL.Alter == AlterCommands && (tail == "with time zone" || tail == "without time zone") {
		name, tail = name+" "+tail, ""
	}
	if alias := d.aliases()[name]; alias != "" {
		name = alias
	}
	if widthless[name] && list != "" && d.DDL.Alter == AlterClauses && !(name == "tinyint" && list == "(1)") && !strings.Contains(tail, "zerofill") {
		list = ""
	}
	if name == "year" {
		list = ""
	}
	if tail != "" && !strings.HasPrefix(tail, "[") {
		tail = " " + tail
	}
	return name + list + tail
}

// cutList takes a list in parentheses off a text, with one blank behind each comma.
func (d *Dialect) cutList(text string) (list, rest string) {
	var b strings.Builder
	for i := 0; i < len(text); {
		if end := d.Syntax.Skip(text, i); end > i {
			b.WriteString(text[i:end])
			i = end
			continue
		}
		switch c := text[i]; c {
		case ')':
			b.WriteByte(c)
			return b.String(), text[i+1:]
		case ',':
			b.WriteString(", ")
		case ' ', '\t', '\n':
		default:
			b.WriteByte(c)
		}
		i++
	}
	return b.String(), ""
}
