package dialect

import (
	"slices"
	"strings"
)

// castSign is what only PostgreSQL has.
const castSign = "a cast (::)"

// Foreign is the first piece of an expression that the database cannot read, whatever tables and functions it has; empty where there is
// none. columns are those of the table: on PostgreSQL one that has capitals is not found by a bare word.
func (d *Dialect) Foreign(expression string, columns []string) string {
	x := d.Syntax
	if d.DDL.Alter == AlterCommands {
		x.Backticks = true // so that they are seen
	}
	pieces := x.foreignPieces(expression)
	at := func(i int) string {
		if i < 0 || i >= len(pieces) {
			return ""
		}
		return pieces[i]
	}
	for i, p := range pieces {
		word, next := strings.ToUpper(p), at(i+1)
		what := ""
		switch d.DDL.Alter {
		case AlterCommands:
			what = foreignToPostgres(p, word, next)
			if what == "" && at(i-1) != "." && next != "." && next != "(" && at(i-1) != "::" && !strings.EqualFold(at(i-1), "AS") {
				what = unquoted(p, columns)
			}
		case AlterClauses:
			what = foreignToMySQL(p, word, at(i-1), next)
		default:
			what = foreignToSQLite(p, word, at(i-1), next)
		}
		if what != "" {
			return what
		}
	}
	return ""
}

// unquoted is a bare word that PostgreSQL would look for in small letters, where only a column with capitals is meant.
func unquoted(word string, columns []string) string {
	if !WordByte(word[0]) || slices.Contains(columns, strings.ToLower(word)) {
		return ""
	}
	for _, c := range columns {
		if strings.EqualFold(c, word) {
			return "a bare " + word + " for the column " + c + ", which is written as its field in braces"
		}
	}
	return ""
}

func foreignToPostgres(p, word, next string) string {
	switch {
	case p[0] == '`':
		return "backticks around a name"
	case p == "<=>", word == "DIV" && next != "(", word == "XOR", word == "RLIKE", word == "REGEXP", word == "GLOB" && next != "(":
		return p
	}
	return ""
}

func foreignToMySQL(p, word, before, next string) string {
	switch {
	case p == "::":
		return castSign
	case p == "@>", p == "<@", p == "!~", (p == "~" || p == "~*") && operand(before):
		return "the operator " + p
	case word == "ARRAY" && next == "[", word == "ILIKE", word == "GLOB", word == "SIMILAR", word == "ISNULL" && next != "(", word == "NOTNULL":
		return p
	case next == "(" && slices.Contains(strangers, strings.ToLower(p)):
		return "the function " + p
	}
	return ""
}

// strangers are functions of other databases, which on the MySQL family nobody can add to expressions of tables.
var strangers = strings.Fields("strftime julianday typeof printf unixepoch to_char to_date btrim date_trunc date_part array_length cardinality array_to_string" +
	" initcap to_tsvector gen_random_uuid uuid_generate_v4 jsonb_typeof jsonb_array_length jsonb_extract_path_text split_part string_to_array")

func foreignToSQLite(p, word, before, next string) string {
	switch {
	case p == "::":
		return castSign
	case p == "@>", p == "<@", p == "!~", p == "<=>", (p == "~" || p == "~*") && operand(before):
		return "the operator " + p
	case word == "ARRAY" && next == "[", word == "ILIKE", word == "SIMILAR", word == "DIV" && operand(before), word == "XOR", word == "RLIKE",
		(word == "ANY" || word == "ALL") && next == "(", word == "INTERVAL" && next != "" && (next[0] == '\'' || next[0] >= '0' && next[0] <= '9'):
		return p
	}
	return ""
}

// operand reports whether a piece may be what stands before an operator with two sides.
func operand(piece string) bool {
	return piece == ")" || piece == "]" || piece != "" && (WordByte(piece[0]) || strings.ContainsAny(piece[:1], "'\"`")) &&
		!slices.Contains([]string{"AND", "OR", "NOT", "WHEN", "THEN", "ELSE", "BETWEEN", "IN", "LIKE", "CASE"}, strings.ToUpper(piece))
}

// foreignPieces are words, quoted texts, operators and signs without comments.
func (x Syntax) foreignPieces(sql string) (out []string) {
	const operators = "<>=!~@*:&|"
	for i := 0; i < len(sql); {
		start := i
		c := sql[i]
		if i = x.Skip(sql, i); i > start {
			if c != '-' && c != '/' && c != '#' {
				out = append(out, sql[start:i])
			}
			continue
		}
		switch i++; {
		case c <= ' ':
			continue
		case WordByte(c):
			for i < len(sql) && WordByte(sql[i]) {
				i++
			}
		case strings.IndexByte(operators, c) >= 0:
			for i < len(sql) && strings.IndexByte(operators, sql[i]) >= 0 {
				i++
			}
		}
		out = append(out, sql[start:i])
	}
	return out
}
