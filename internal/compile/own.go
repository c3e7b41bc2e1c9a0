package compile

import (
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/schema"
)

// OwnColumn is what stands for a column in a statement of a caller's own; no table's name is with it.
func (c *Compiler) OwnColumn(a *schema.Attribute) string {
	b := &builder{d: c.Dialect}
	return b.plain(a, b.ident(a.Column))
}

// Own is a statement of a caller's own: its placeholders as the database wants them, those of fields' values with the type of their
// columns. attrs are the fields by position; nil stands for a bare value.
func Own(text string, attrs []*schema.Attribute, d *dialect.Dialect) (*Statement, error) {
	st := &Statement{Slots: make([]Slot, len(attrs))}
	var b strings.Builder
	for i, piece := range d.Syntax.SplitPlaceholders(text) {
		if i > 0 {
			a := attrs[i-1]
			st.Slots[i-1] = Slot{Index: i - 1, Elem: -1, Form: Raw, Attr: a}
			if a != nil && d.Parameter != nil {
				b.WriteString(d.Parameter(a))
			} else {
				b.WriteByte('?')
			}
		}
		b.WriteString(piece)
	}
	var err error
	st.Text, err = Number(b.String(), d)
	return st, err
}
