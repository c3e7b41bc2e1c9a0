package differential

import "fmt"

// noted is a condition on a value that has a name: an annotation, an aggregate of a group, or what a group is by.
type noted struct {
	name  string
	op    string
	value any // nil under isnull
	typ   kind
}

func (c *noted) join(*frame)                         {}
func (c *noted) eval(*evaluator, *frame, joined) tri { panic("a noted condition without values") }
func (c *noted) String() string                      { return fmt.Sprintf("Q{%s__%s: %s}", c.name, c.op, show(c.value)) }

// valued is a noted condition with the value at hand.
type valued struct {
	*noted
	v any
}

func (c *valued) eval(*evaluator, *frame, joined) tri {
	switch {
	case c.op == "isnull":
		return truthOf((c.v == nil) == c.value.(bool))
	case c.v == nil:
		return unknown
	}
	holds, _ := compares(c.op, c.v, cutTo(c.typ, []any{c.value})[0])
	return truthOf(holds)
}

// withNotes puts values under their names.
func withNotes(c condition, values map[string]any) condition {
	switch c := c.(type) {
	case *noted:
		return &valued{c, values[c.name]}
	case *connective:
		kids := make([]condition, len(c.kids))
		for i, k := range c.kids {
			kids[i] = withNotes(k, values)
		}
		return &connective{c.op, kids}
	}
	return c
}
