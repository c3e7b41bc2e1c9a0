package dialect

import "strings"

// Syntax is what differs between the databases in how they read a text: which quotes and comments there are.
type Syntax struct {
	Backslashes    bool // a backslash in a literal takes the next character for itself
	HashComments   bool // # begins a comment to the end of the line; -- only before a blank
	NestedComments bool // a /* in a comment wants a */ of its own
	ReturnsEnd     bool // a carriage return ends a comment to the end of the line, as a line feed does
	DollarQuotes   bool // $tag$ quotes until the next $tag$, and E'…' is a literal with backslashes
	Backticks      bool // quote names
	Brackets       bool // so do [ and ]
	// RunsComments: what stands in /*! … */ and /*M! … */ is run.
	RunsComments bool
	// Parameters begin a parameter other than ?, where they are not part of a name.
	Parameters string
}

// Placeholders counts the ? of a text that stand for a parameter; ?? stands for the operator ?.
func (x Syntax) Placeholders(sql string) int {
	n := 0
	x.placeholders(sql, func(int) { n++ })
	return n
}

// SplitPlaceholders takes a text apart at the ? that stand for a parameter; there is a piece more than there are of them.
func (x Syntax) SplitPlaceholders(sql string) []string {
	var pieces []string
	start := 0
	x.placeholders(sql, func(i int) {
		pieces, start = append(pieces, sql[start:i]), i+1
	})
	return append(pieces, sql[start:])
}

// placeholders calls each with the place of every ? that stands for a parameter.
func (x Syntax) placeholders(sql string, each func(i int)) {
	for i := 0; i < len(sql); {
		if end := x.Skip(sql, i); end > i {
			i = end
			continue
		}
		if sql[i] == '?' {
			if i+1 < len(sql) && sql[i+1] == '?' {
				i++
			} else {
				each(i)
			}
		}
		i++
	}
}

// Skip returns the end of the quoted text, comment or dollar quote that starts at i, or i when none does. What is not closed
// ends with the text.
func (x Syntax) Skip(sql string, i int) int {
	end, _ := x.skip(sql, i)
	return end
}

// Span is Skip, and whether what starts at i is closed; a comment to the end of the line always is.
func (x Syntax) Span(sql string, i int) (end int, closed bool) { return x.skip(sql, i) }

// skip also reports whether what starts at i is closed; a comment to the end of the line always is.
func (x Syntax) skip(sql string, i int) (end int, closed bool) {
	switch c := sql[i]; {
	case c == '\'' && x.DollarQuotes && escapes(sql, i):
		return continuedText(sql, i)
	case c == '\'', c == '"':
		return quotedText(sql, i, c, x.Backslashes)
	case c == '`' && x.Backticks:
		return quotedText(sql, i, c, false)
	case c == '[' && x.Brackets:
		return through(sql, i+1, "]")
	case c == '#' && x.HashComments, x.dashes(sql[i:]):
		return x.lineEnd(sql, i), true
	case strings.HasPrefix(sql[i:], "/*"):
		return x.comment(sql, i)
	case c == '$' && x.DollarQuotes && (i == 0 || !WordByte(sql[i-1])):
		return dollarQuote(sql, i)
	}
	return i, true
}

// lineEnd is where a comment to the end of the line ends.
func (x Syntax) lineEnd(sql string, i int) int {
	end := "\n"
	if x.ReturnsEnd {
		end = "\n\r"
	}
	if n := strings.IndexAny(sql[i:], end); n >= 0 {
		return i + n
	}
	return len(sql)
}

// dashes reports whether a text begins with a -- that begins a comment.
func (x Syntax) dashes(sql string) bool {
	return strings.HasPrefix(sql, "--") && (!x.HashComments || len(sql) == 2 || sql[2] <= ' ')
}

// comment ends after the */ that closes the comment at i.
func (x Syntax) comment(sql string, i int) (end int, closed bool) {
	depth := 1
	for j := i + 2; j < len(sql); {
		switch {
		case strings.HasPrefix(sql[j:], "*/"):
			j += 2
			if depth--; depth == 0 {
				return j, true
			}
		case x.NestedComments && strings.HasPrefix(sql[j:], "/*"):
			j += 2
			depth++
		default:
			j++
		}
	}
	return len(sql), false
}

// through ends after the next closing text.
func through(sql string, i int, closing string) (end int, closed bool) {
	if end := strings.Index(sql[i:], closing); end >= 0 {
		return i + end + len(closing), true
	}
	return len(sql), false
}

// quotedText ends after the closing quote; a doubled quote is part of the text.
func quotedText(sql string, i int, quote byte, backslashes bool) (end int, closed bool) {
	for j := i + 1; j < len(sql); j++ {
		switch {
		case sql[j] == '\\' && backslashes:
			j++
		case sql[j] != quote:
		case j+1 < len(sql) && sql[j+1] == quote:
			j++
		default:
			return j + 1, true
		}
	}
	return len(sql), false
}

// continuedText ends after an E'…' literal and what continues it: a quote on a later line is read as the first part was.
func continuedText(sql string, i int) (end int, closed bool) {
	for {
		end, closed = quotedText(sql, i, '\'', true)
		rest := sql[end:]
		blank := len(rest) - len(strings.TrimLeft(rest, " \t\n\r\f\v"))
		if !closed || !strings.ContainsAny(rest[:blank], "\n\r") || blank == len(rest) || rest[blank] != '\'' {
			return end, closed
		}
		i = end + blank
	}
}

// escapes reports whether the quote at i begins an E'…' literal.
func escapes(sql string, i int) bool {
	return i > 0 && (sql[i-1] == 'E' || sql[i-1] == 'e') && (i == 1 || !WordByte(sql[i-2]))
}

// WordByte reports whether a byte can be part of a name, so that what follows is not the beginning of something.
func WordByte(c byte) bool {
	return c == '_' || c == '$' || c >= 0x80 || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// dollarQuote ends after the closing $tag$ of PostgreSQL's dollar quotes; i when no tag starts there.
func dollarQuote(sql string, i int) (end int, closed bool) {
	j := i + 1
	for j < len(sql) && sql[j] != '$' && WordByte(sql[j]) && (j > i+1 || sql[j] < '0' || sql[j] > '9') {
		j++
	}
	if j >= len(sql) || sql[j] != '$' {
		return i, true
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
