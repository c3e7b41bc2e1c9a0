package dialect

import "strings"

// Verb is the first word of a statement in upper case, behind comments and opening parentheses; empty without one.
func (x Syntax) Verb(sql string) string {
	verb := ""
	x.words(sql, func(word string) bool {
		verb = word
		return false
	})
	return verb
}

// OnlyReads reports whether the words of a statement say that it changes no rows. What functions do they do not say.
func (x Syntax) OnlyReads(sql string) bool {
	verb, before, writes := "", "", false
	x.words(sql, func(word string) bool {
		if verb == "" {
			verb = word
		}
		switch word {
		case "INTO":
			writes = true
		case "INSERT", "DELETE", "MERGE":
			writes = writes || verb != "SELECT"
		case "UPDATE":
			writes = writes || verb != "SELECT" && before != "FOR" && before != "KEY"
		}
		before = word
		return !writes
	})
	switch verb {
	case "SELECT", "WITH", "VALUES", "TABLE", "SHOW", "EXPLAIN", "DESCRIBE", "DESC":
		return !writes
	}
	return false
}

// Defines reports whether a statement defines or drops what the database has, by its first word.
func (x Syntax) Defines(sql string) bool {
	switch x.Verb(sql) {
	case "CREATE", "ALTER", "DROP", "TRUNCATE", "RENAME", "GRANT", "REVOKE", "REINDEX", "REFRESH", "COMMENT":
		return true
	}
	return false
}

// Temporary reports whether a statement makes or drops a temporary table, by its second word.
func (x Syntax) Temporary(sql string) bool {
	n, found := 0, false
	x.words(sql, func(word string) bool {
		n++
		found = n == 2 && word == "TEMPORARY"
		return n < 2
	})
	return found
}

// words calls each with the words outside of quotes and comments, in upper case, until it says no.
func (x Syntax) words(sql string, each func(string) bool) {
	for i := 0; i < len(sql); {
		if end := x.Skip(sql, i); end > i {
			i = end
			continue
		}
		start := i
		for i < len(sql) && WordByte(sql[i]) {
			i++
		}
		if i == start {
			i++
			continue
		}
		if !each(strings.ToUpper(sql[start:i])) {
			return
		}
	}
}
