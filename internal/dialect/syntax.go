package dialect

import "strings"

// Syntax is what differs between the databases in how they read a text: which quotes and comments there are.
type Syntax struct {
	Backslashes    bool // a backslash in a literal takes the next character for itself
	HashComments   bool // # begins a comment to the end of the line; -- only before a blank
	NestedComments bool // a /* in a comment wants a */ of its own
	DollarQuotes   bool // $tag$ quotes until the next $tag$, and E'…' is a literal with backslashes
	Backticks      bool // quote names
	Brackets       bool // so do [ and ]
}

// Placeholders counts the ? of a text that stand for a parameter; ?? stands for the operator ?.
func (x Syntax) Placeholders(sql string) int {
	n := 0
	for i := 0; i < len(sql); {
		if end := x.Skip(sql, i); end > i {
			i = end
			continue
		}
		if sql[i] == '?' {
			if i+1 < len(sql) && sql[i+1] == '?' {
				i++
			} else {
				n++
			}
		}
		i++
	}
	return n
}

// Skip returns the end of the quoted text, comment or dollar quote that starts at i, or i when none does. What is not closed
// ends with the text.
func (x Syntax) Skip(sql string, i int) int {
	switch c := sql[i]; {
	case c == '\'':
		return quotedText(sql, i, c, x.Backslashes || x.DollarQuotes && escapes(sql, i))
	case c == '"':
		return quotedText(sql, i, c, x.Backslashes)
	case c == '`' && x.Backticks:
		return quotedText(sql, i, c, false)
	case c == '[' && x.Brackets:
		return through(sql, i+1, "]")
	case c == '#' && x.HashComments, x.dashes(sql[i:]):
		if end := strings.IndexByte(sql[i:], '\n'); end >= 0 {
			return i + end
		}
		return len(sql)
	case strings.HasPrefix(sql[i:], "/*"):
		return x.comment(sql, i)
	case c == '$' && x.DollarQuotes && (i == 0 || !wordByte(sql[i-1])):
		return dollarQuote(sql, i)
	}
	return i
}

// dashes reports whether a text begins with a -- that begins a comment.
func (x Syntax) dashes(sql string) bool {
	return strings.HasPrefix(sql, "--") && (!x.HashComments || len(sql) == 2 || sql[2] <= ' ')
}

// comment ends after the */ that closes the comment at i.
func (x Syntax) comment(sql string, i int) int {
	depth := 1
	for j := i + 2; j < len(sql); {
		switch {
		case strings.HasPrefix(sql[j:], "*/"):
			j += 2
			if depth--; depth == 0 {
				return j
			}
		case x.NestedComments && strings.HasPrefix(sql[j:], "/*"):
			j += 2
			depth++
		default:
			j++
		}
	}
	return len(sql)
}

// through ends after the next closing text.
func through(sql string, i int, closing string) int {
	if end := strings.Index(sql[i:], closing); end >= 0 {
		return i + end + len(closing)
	}
	return len(sql)
}

// quotedText ends after the closing quote; a doubled quote is part of the text.
func quotedText(sql string, i int, quote byte, backslashes bool) int {
	for j := i + 1; j < len(sql); j++ {
		switch {
		case sql[j] == '\\' && backslashes:
			j++
		case sql[j] != quote:
		case j+1 < len(sql) && sql[j+1] == quote:
			j++
		default:
			return j + 1
		}
	}
	return len(sql)
}

// escapes reports whether the quote at i begins an E'…' literal.
func escapes(sql string, i int) bool {
	return i > 0 && (sql[i-1] == 'E' || sql[i-1] == 'e') && (i == 1 || !wordByte(sql[i-2]))
}

// wordByte reports whether a byte can be part of a name, so that what follows is not the beginning of something.
func wordByte(c byte) bool {
	return c == '_' || c == '$' || c >= 0x80 || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// dollarQuote ends after the closing $tag$ of PostgreSQL's dollar quotes; i when no tag starts there.
func dollarQuote(sql string, i int) int {
	j := i + 1
	for j < len(sql) && sql[j] != '$' && wordByte(sql[j]) && (j > i+1 || sql[j] < '0' || sql[j] > '9') {
		j++
	}
	if j >= len(sql) || sql[j] != '$' {
		return i
	}
	return through(sql, j+1, sql[i:j+1])
}

// SplitPaths takes a fragment apart at its {paths}, which stand for columns; braces inside literals and comments stay.
func (x Syntax) SplitPaths(sql string) (pieces, paths []string) {
	start := 0
	for i := 0; i < len(sql); {
		if end := x.Skip(sql, i); end > i {
			i = end
			continue
		}
		if sql[i] == '{' {
			if end := strings.IndexByte(sql[i:], '}'); end > 0 {
				pieces, paths = append(pieces, sql[start:i]), append(paths, sql[i+1:i+end])
				i += end + 1
				start = i
				continue
			}
		}
		i++
	}
	return append(pieces, sql[start:]), paths
}

// Closed reports whether every quote and comment of a text ends in it, but for a comment to the end of the line.
func (x Syntax) Closed(sql string) bool {
	sql += "\n)"
	for i := 0; i < len(sql); {
		if end := x.Skip(sql, i); end > i {
			i = end
			continue
		}
		if i == len(sql)-1 {
			return true
		}
		i++
	}
	return false
}
