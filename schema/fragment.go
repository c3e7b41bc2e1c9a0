package schema

import (
	"slices"
	"strings"
)

// Fragment is SQL about a row of a model, in which some columns were named by their fields.
type Fragment struct {
	pieces []string
	fields []*Attribute // between the pieces
}

// Empty reports that there is no text.
func (f Fragment) Empty() bool { return len(f.pieces) == 0 }

// SQL is the text, with columns as ident writes them.
func (f Fragment) SQL(ident func(column string) string) string {
	var b strings.Builder
	for i, p := range f.pieces {
		b.WriteString(p)
		if i < len(f.fields) {
			b.WriteString(ident(f.fields[i].Column))
		}
	}
	return b.String()
}

// attributes are the fields that the text speaks of: those in braces, and others whose columns it names as they are.
func (f Fragment) attributes(m *Model) []*Attribute {
	out := slices.Clone(f.fields)
	for _, p := range f.pieces {
		for i := 0; i < len(p); {
			if end := skipQuoted(p, i); end > i && p[i] == '\'' {
				i = end
				continue
			}
			start := i
			for i < len(p) && wordByte(p[i]) {
				i++
			}
			if i == start {
				i++
				continue
			}
			if strings.HasPrefix(strings.TrimLeft(p[i:], " "), "(") {
				continue // a function
			}
			for _, a := range m.Attributes {
				if strings.EqualFold(a.Column, p[start:i]) {
					out = append(out, a)
				}
			}
		}
	}
	return out
}

// fragment takes SQL apart at its {attributes}; bad is the first that does not exist.
func (m *Model) fragment(sql string) (f Fragment, bad string) {
	if sql = strings.TrimSpace(sql); sql == "" {
		return f, ""
	}
	start := 0
	for i := 0; i < len(sql); {
		if end := skipQuoted(sql, i); end > i {
			i = end
			continue
		}
		end := strings.IndexByte(sql[i:], '}')
		if sql[i] != '{' || end < 0 {
			i++
			continue
		}
		name := sql[i+1 : i+end]
		a := m.attributes[name]
		if a == nil {
			return f, name
		}
		f.pieces, f.fields = append(f.pieces, sql[start:i]), append(f.fields, a)
		i += end + 1
		start = i
	}
	f.pieces = append(f.pieces, sql[start:])
	return f, ""
}

// skipQuoted is where the quoted text that begins at i ends, or i when none does.
func skipQuoted(sql string, i int) int {
	switch q := sql[i]; q {
	case '\'', '"', '`':
		if end := strings.IndexByte(sql[i+1:], q); end >= 0 {
			return i + end + 2
		}
		return len(sql)
	}
	return i
}

func wordByte(c byte) bool {
	return c == '_' || c == '$' || c >= 0x80 || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// unwrapped is an expression without parentheses around the whole of it.
func unwrapped(sql string) string {
	for {
		sql = strings.TrimSpace(sql)
		if len(sql) < 2 || sql[0] != '(' || matching(sql) != len(sql)-1 {
			return sql
		}
		sql = sql[1 : len(sql)-1]
	}
}

// matching is where the parenthesis at the beginning of a text is closed; -1 where it is not.
func matching(sql string) int {
	depth := 0
	for i := 0; i < len(sql); i++ {
		if end := skipQuoted(sql, i); end > i {
			i = end - 1
			continue
		}
		switch sql[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}
