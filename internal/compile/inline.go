package compile

import (
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// mark stands before and after the number of a parameter in an inlined piece. No name and no text of a caller's has this byte.
const mark = "\x00"

// inline is a piece of SQL as a string that several clauses may repeat: its parameters are marks, which placed makes placeholders of
// where the statement is complete.
func (b *builder) inline(t *text) string {
	if len(t.args) == 0 {
		return t.String()
	}
	var out strings.Builder
	for i, piece := range b.d.Syntax.SplitPlaceholders(t.String()) {
		if i > 0 {
			out.WriteString(mark + itoa(len(b.marked)) + mark)
			b.marked = append(b.marked, t.args[i-1].(Slot))
		}
		out.WriteString(piece)
	}
	return out.String()
}

// placed puts placeholders in the place of marks, and their parameters among the others.
func (b *builder) placed(sql string, args []any) (string, []any) {
	if len(b.marked) == 0 || !strings.Contains(sql, mark) {
		return sql, args
	}
	var out strings.Builder
	all := make([]any, 0, len(args)+len(b.marked))
	for i, piece := range b.d.Syntax.SplitPlaceholders(sql) {
		if i > 0 {
			out.WriteByte('?')
			all = append(all, args[i-1])
		}
		for j, part := range strings.Split(piece, mark) {
			if j%2 == 0 {
				out.WriteString(part)
				continue
			}
			n, _ := strconv.Atoi(part)
			out.WriteByte('?')
			all = append(all, b.marked[n])
		}
	}
	return out.String(), all
}

// fail keeps the first mistake that shows while a piece is compiled; finish gives it back.
func (b *builder) fail(err error) {
	if b.err == nil {
		b.err = err
	}
}

// standing is an expression that stands alone: as it is selected, ordered and grouped by.
func (f *frame) standing(e *query.Expr) string {
	e.EachPath(func(p *schema.Path) { f.walk(f.origin, p.Steps, 0) })
	t, err := f.b.conceal(secretExpr(e), func() (*text, error) { return f.argumentOf(e) })
	if err != nil {
		f.b.fail(err)
		return "NULL"
	}
	return f.b.inline(t)
}

// key is what a joined row sorts by, and whether a main row may have several of it.
func (f *frame) key(k query.Order) (value string, multiplies bool) {
	at := map[*loaders.Node]bool{}
	k.EachPath(func(p *schema.Path) { at[f.walk(f.origin, p.Steps, 0)] = true })
	for n := range at {
		multiplies = multiplies || n.Multiplies()
	}
	if k.Expr != nil {
		return f.standing(k.Expr), multiplies
	}
	return f.compared(k.Path), multiplies
}
