package query

import "strings"

// Placeholders counts the ? of a text that stand for a parameter.
func Placeholders(sql string) int {
	n := 0
	for i := 0; i < len(sql); {
		if end := Skip(sql, i); end > i {
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

// Skip returns the end of the quoted text, comment or dollar quote that starts at i, or i when none does.
func Skip(sql string, i int) int {
	switch c := sql[i]; {
	case c == '\'' || c == '"' || c == '`':
		return quoted(sql, i, c)
	case strings.HasPrefix(sql[i:], "--"):
		if end := strings.IndexByte(sql[i:], '\n'); end >= 0 {
			return i + end
		}
		return len(sql)
	case strings.HasPrefix(sql[i:], "/*"):
		if end := strings.Index(sql[i+2:], "*/"); end >= 0 {
			return i + end + 4
		}
		return len(sql)
	case c == '$':
		return dollar(sql, i)
	}
	return i
}

// quoted ends after the closing quote; a doubled quote is part of the text.
func quoted(sql string, i int, quote byte) int {
	for j := i + 1; j < len(sql); j++ {
		if sql[j] != quote {
			continue
		}
		if j+1 < len(sql) && sql[j+1] == quote {
			j++
			continue
		}
		return j + 1
	}
	return len(sql)
}

// dollar ends after the closing $tag$ of PostgreSQL's dollar quotes.
func dollar(sql string, i int) int {
	j := i + 1
	for j < len(sql) && (sql[j] == '_' || sql[j] >= 'a' && sql[j] <= 'z' || sql[j] >= 'A' && sql[j] <= 'Z' || sql[j] >= '0' && sql[j] <= '9' && j > i+1) {
		j++
	}
	if j >= len(sql) || sql[j] != '$' {
		return i
	}
	tag := sql[i : j+1]
	if end := strings.Index(sql[j+1:], tag); end >= 0 {
		return j + 1 + end + len(tag)
	}
	return len(sql)
}

// SplitPaths takes a fragment apart at its {paths}, which stand for columns; braces inside literals and comments stay.
func SplitPaths(sql string) (pieces, paths []string) {
	start := 0
	for i := 0; i < len(sql); {
		if end := Skip(sql, i); end > i {
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
