package query

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/ormar-go/ormar/schema"
)

// unset and null are a column's place while nothing, and when NULL, is tried.
const (
	unset = -2
	null  = -1
)

// guardColumn is a column in a search. A place is 2i+1 for the i-th constant, and 2i for what lies before it.
type guardColumn struct {
	path      *schema.Path
	constants []any // in order
	many      bool  // too many to keep track of
	domain    []int
	at        int
}

// points reports whether a comparison is with constants whose order is known here as the database has it.
func points(n *Node) bool {
	a := n.Path.Attr
	if a.Cipher != nil || n.Lookup == IsNull || n.Lookup.Text() {
		return false
	}
	switch a.Kind {
	case schema.KindBoolean, schema.KindDateTime:
		return true
	}
	return a.Kind.IsInteger() || a.Kind.IsText()
}

// add takes the constants of a comparison.
func (c *guardColumn) add(n *Node) {
	list := n.List
	if n.Lookup != In && n.Lookup != Range {
		list = []any{n.Value}
	}
	if c.many = c.many || len(c.constants)+len(list) > guardConstants; !c.many {
		c.constants = append(c.constants, list...)
	}
}

func (c *guardColumn) tracked() bool { return !c.many }

// finish lists the places: of a boolean there is nothing beside its two values, between neighbouring whole numbers nothing, and
// before the empty text neither.
func (c *guardColumn) finish() {
	if c.many {
		c.constants = nil
	}
	if c.path.Attr.Kind == schema.KindBoolean {
		c.constants = []any{false, true}
	}
	slices.SortFunc(c.constants, order)
	c.constants = slices.CompactFunc(c.constants, func(a, b any) bool { return order(a, b) == 0 })
	if mayBeNull(c.path) {
		c.domain = append(c.domain, null)
	}
	for i := range len(c.constants) + 1 {
		if c.gap(i) {
			c.domain = append(c.domain, 2*i)
		}
		if i < len(c.constants) {
			c.domain = append(c.domain, 2*i+1)
		}
	}
}

// gap reports whether there are values before the i-th constant and behind the one before.
func (c *guardColumn) gap(i int) bool {
	if c.path.Attr.Kind == schema.KindBoolean {
		return false
	}
	if i == len(c.constants) {
		return true
	}
	switch v := c.constants[i].(type) {
	case string:
		return v != ""
	case int64:
		return i == 0 || c.constants[i-1].(int64) != v-1
	}
	return true
}

// eval is what a comparison can be, at the column's place or at any.
func (c *guardColumn) eval(n *Node) truths {
	if c.at != unset {
		return c.truth(n, c.at)
	}
	var out truths
	for _, at := range c.domain {
		out |= c.truth(n, at)
	}
	return out
}

// unlessNull is a value that holds unless the column is NULL.
func (c *guardColumn) unlessNull(t truths) truths {
	switch {
	case c.at == null:
		return isUnknown
	case c.at == unset && c.domain[0] == null:
		return t | isUnknown
	}
	return t
}

func (c *guardColumn) truth(n *Node, at int) truths {
	switch {
	case n.Lookup == IsNull:
		return truthOf(n.Value.(bool) == (at == null))
	case at == null:
		return isUnknown
	case empty(n):
		return isTrue
	}
	switch n.Lookup {
	case In:
		return truthOf(slices.ContainsFunc(n.List, func(v any) bool { return c.place(v) == at }))
	case Range:
		return truthOf(c.place(n.List[0]) <= at && at <= c.place(n.List[1]))
	}
	is := cmp.Compare(at, c.place(n.Value))
	switch n.Lookup {
	case Exact:
		return truthOf(is == 0)
	case Ne:
		return truthOf(is != 0)
	case Lt:
		return truthOf(is < 0)
	case Lte:
		return truthOf(is <= 0)
	case Gt:
		return truthOf(is > 0)
	}
	return truthOf(is >= 0)
}

func (c *guardColumn) place(v any) int {
	i, _ := slices.BinarySearchFunc(c.constants, v, order)
	return 2*i + 1
}

// order compares two canonical values of one kind.
func order(a, b any) int {
	switch a := a.(type) {
	case int64:
		return cmp.Compare(a, b.(int64))
	case string:
		return strings.Compare(a, b.(string))
	case bool:
		return cmp.Compare(bit(a), bit(b.(bool)))
	case time.Time:
		return a.Compare(b.(time.Time))
	}
	return 0
}

func bit(v bool) int {
	if v {
		return 1
	}
	return 0
}
