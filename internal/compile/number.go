package compile

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/query"
)

// Number checks that a text is one statement and numbers its placeholders where the database wants that. It reads quoted
// names, literals, comments and dollar quotes as what they are, so that a ? inside them stays, and ?? is one ?.
func Number(sql string, d *dialect.Dialect) (string, error) {
	var b strings.Builder
	b.Grow(len(sql) + 16)
	n := 0
	for i := 0; i < len(sql); {
		if end := d.Syntax.Skip(sql, i); end > i {
			b.WriteString(sql[i:end])
			i = end
			continue
		}
		switch c := sql[i]; {
		case c == ';':
			if !blank(sql[i+1:], d.Syntax) {
				return "", query.Errorf("a query is one statement; the text has a ; at byte %d", i)
			}
			return b.String(), nil
		case c == '?' && i+1 < len(sql) && sql[i+1] == '?':
			if d.Numbered {
				b.WriteByte('?')
			} else {
				b.WriteString("??")
			}
			i += 2
			continue
		case c == '?' && d.Numbered:
			if n++; i > 0 && dialect.WordByte(sql[i-1]) {
				b.WriteByte(' ') // $1 would belong to the word
			}
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(n))
		default:
			b.WriteByte(c)
		}
		i++
	}
	return b.String(), nil
}

// blank reports whether a text has nothing but space and comments.
func blank(sql string, x dialect.Syntax) bool {
	for i := 0; i < len(sql); {
		switch c := sql[i]; {
		case c <= ' ' || c == ';':
			i++
		case c == '-' || c == '#' || c == '/':
			end := x.Skip(sql, i)
			if end == i {
				return false
			}
			i = end
		default:
			return false
		}
	}
	return true
}

// checkSlots reports a mismatch of placeholders and slots: a defect of this package, never of the caller.
func checkSlots(sql string, slots int, d *dialect.Dialect) error {
	if n := d.Syntax.Placeholders(sql); n != slots {
		return fmt.Errorf("orm: internal: %d placeholders for %d parameters in %s", n, slots, sql)
	}
	return nil
}

// names reports whether a text has a word that begins so outside of quotes and comments.
func names(sql, word string, syntax dialect.Syntax) bool {
	for i := 0; i < len(sql); i++ {
		if end := syntax.Skip(sql, i); end > i {
			i = end - 1
			continue
		}
		if strings.HasPrefix(sql[i:], word) {
			return true
		}
	}
	return false
}

// nesting is how many SELECTs of a text lie in each other.
func nesting(sql string, syntax dialect.Syntax) int {
	if strings.Count(sql, "SELECT ") <= query.MaxSelects {
		return 1
	}
	deepest, now := 1, 1
	var selects []bool // of the brackets that are open
	for i := 0; i < len(sql); i++ {
		if end := syntax.Skip(sql, i); end > i {
			i = end - 1
			continue
		}
		switch sql[i] {
		case '(':
			inner := strings.HasPrefix(sql[i+1:], "SELECT ") || strings.HasPrefix(sql[i+1:], "WITH ")
			if selects = append(selects, inner); inner {
				now++
				deepest = max(deepest, now)
			}
		case ')':
			if last := len(selects) - 1; last >= 0 {
				if selects[last] {
					now--
				}
				selects = selects[:last]
			}
		}
	}
	return deepest
}
