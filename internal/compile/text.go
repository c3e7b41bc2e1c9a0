package compile

import (
	"strings"

	sq "github.com/Masterminds/squirrel"
)

// text is a piece of SQL with ? placeholders and the slots that fill them.
type text struct {
	sql  strings.Builder
	args []any // of Slot
}

// add appends pieces of SQL without placeholders of their own.
func (t *text) add(pieces ...string) *text {
	for _, p := range pieces {
		t.sql.WriteString(p)
	}
	return t
}

// arg appends a placeholder as the dialect writes it for the slot.
func (t *text) arg(placeholder string, s Slot) *text {
	t.sql.WriteString(placeholder)
	for range strings.Count(placeholder, "?") {
		t.args = append(t.args, s)
	}
	return t
}

// join appends another piece.
func (t *text) join(o *text) *text {
	t.sql.WriteString(o.sql.String())
	t.args = append(t.args, o.args...)
	return t
}

// expr hands the piece to squirrel.
func (t *text) expr() sq.Sqlizer { return sq.Expr(t.sql.String(), t.args...) }

func (t *text) String() string { return t.sql.String() }

// escapePattern makes a text match itself in LIKE … ESCAPE '!'. The backslash would not do: what it means in a literal
// depends on the server's settings.
func escapePattern(s string) string {
	if !strings.ContainsAny(s, "!%_") {
		return s
	}
	return patternEscaper.Replace(s)
}

var patternEscaper = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")
