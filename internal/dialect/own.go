package dialect

import (
	"fmt"
	"strings"
)

// CheckStatement judges a whole statement of the caller's own, with so many arguments, before it is sent. The error says what to
// write instead and shows nothing of the text, which may hold a secret.
func (x Syntax) CheckStatement(sql string, arguments int) error {
	return x.own(sql, arguments, false)
}

// CheckFragment judges a part of a statement that will stand in parentheses, which it may not leave.
func (x Syntax) CheckFragment(sql string, arguments int) error {
	return x.own(sql, arguments, true)
}

// ownText is what has been read of a text.
type ownText struct {
	syntax   Syntax
	sql      string
	fragment bool
	tokens   int
	params   int
	open     int // parentheses
	ended    bool
}

func (x Syntax) own(sql string, arguments int, fragment bool) error {
	t := ownText{syntax: x, sql: sql, fragment: fragment}
	if i := strings.IndexByte(sql, 0); i >= 0 {
		return fmt.Errorf("the text has a NUL at byte %d, where some drivers cut it", i)
	}
	for i := 0; i < len(sql); {
		next, err := t.step(i)
		if err != nil {
			return err
		}
		i = next
	}
	switch {
	case t.tokens == 0:
		return fmt.Errorf("the text is empty: there is nothing in it but blanks, comments or a semicolon")
	case fragment && t.open > 0:
		return fmt.Errorf("the text closes %d parentheses less than it opens", t.open)
	case t.params != arguments:
		return fmt.Errorf("the text has %d placeholders and %d arguments; a placeholder is ? on every database, "+
			"a builder's PlaceholderFormat sq.Question, and the operator ? is written ??", t.params, arguments)
	}
	return nil
}

// step takes what stands at a byte, and gives where the next begins.
func (t *ownText) step(i int) (int, error) {
	sql, x := t.sql, t.syntax
	if x.RunsComments && (strings.HasPrefix(sql[i:], "/*!") || strings.HasPrefix(sql[i:], "/*M!")) {
		return 0, fmt.Errorf("the database would run what stands in the comment at byte %d; write it without the comment", i)
	}
	end, closed := x.skip(sql, i)
	switch c := sql[i]; {
	case !closed:
		return 0, fmt.Errorf("the quote or comment at byte %d is not closed", i)
	case end > i && (c == '-' || c == '#' || c == '/'):
		return end, nil
	case c <= ' ':
		return i + 1, nil
	case strings.HasPrefix(sql[i:], byteOrderMark):
		return i + len(byteOrderMark), nil
	case c == ';':
		if t.fragment {
			return 0, fmt.Errorf("the text has a ; at byte %d and so leaves its place", i)
		}
		t.ended = true
		return i + 1, nil
	case t.ended:
		return 0, fmt.Errorf("the text has more than one statement; another begins at byte %d", i)
	}
	t.tokens++
	if end > i {
		return end, nil
	}
	return t.token(i)
}

// byteOrderMark is a blank where SQLite reads it.
const byteOrderMark = "\uFEFF"

// token takes what is no quote, comment or blank.
func (t *ownText) token(i int) (int, error) {
	sql := t.sql
	switch c := sql[i]; {
	case c == '(':
		t.open++
	case c == ')':
		if t.open--; t.fragment && t.open < 0 {
			return 0, fmt.Errorf("the text closes a parenthesis at byte %d that it has not opened, and so leaves its place", i)
		}
	case c == '?' && i+1 < len(sql) && sql[i+1] == '?':
		return i + 2, nil
	case c == '?':
		if t.params++; i+1 < len(sql) && sql[i+1] >= '0' && sql[i+1] <= '9' {
			return 0, useQuestion(i)
		}
	case strings.IndexByte(t.syntax.Parameters, c) >= 0 && !(c == '$' && i > 0 && WordByte(sql[i-1])):
		return 0, useQuestion(i)
	}
	return i + 1, nil
}

func useQuestion(i int) error {
	return fmt.Errorf("the text numbers or names a parameter at byte %d; use ?, which every database takes here, "+
		"and in a builder PlaceholderFormat sq.Question", i)
}
