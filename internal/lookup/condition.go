package lookup

import (
	"maps"
	"slices"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
)

// Condition is a condition that is not resolved against a model yet: a Q, a *Comparison, a
// *Composed or an *Untrusted.
type Condition interface{ condition() }

// Q is conditions by path, of which each must hold. The values may be an Expr or a Source.
type Q map[string]any

func (Q) condition() {}

// Frozen copies a Q, so that what its maker does to it later changes nothing.
func (q Q) Frozen() Q {
	out := maps.Clone(q)
	if out == nil {
		out = Q{}
	}
	for k, v := range out {
		out[k] = Snapshot(v)
	}
	return out
}

// Comparison is a condition, or an assignment, by pointer. Most conditions are one.
type Comparison struct {
	Place  *Place // nil when the pointer names no field
	Value  any
	Lookup query.Lookup // of a condition
}

func (*Comparison) condition()  {}
func (*Comparison) assignment() {}

// Composed is any other condition: conditions tied together, a quantifier, a fragment of SQL, or a
// comparison of an expression.
type Composed struct {
	op     query.Op
	kids   []Condition
	path   string // of a quantifier
	lookup query.Lookup
	value  any
	left   *Expr  // of a comparison of an expression
	text   string // of a fragment
	args   []any  // of a fragment
	depth  int    // of the conditions below
	err    error
}

func (*Composed) condition() {}

// Refused is a condition that every use refuses.
func Refused(err error) *Composed { return &Composed{err: err} }

// Fragment is a condition in SQL.
func Fragment(text string, args []any) *Composed {
	return &Composed{op: query.Fragment, text: text, args: slices.Clone(args)}
}

// Group is a condition over conditions, which it keeps; a quantifier has a path. The depth is
// counted here, so that no later walk can run out of stack.
func Group(op query.Op, path string, kids []Condition) *Composed {
	c := &Composed{op: op, path: path, kids: kids}
	for _, k := range kids {
		if below, ok := k.(*Composed); ok {
			c.depth = max(c.depth, below.depth+1)
		}
	}
	if c.depth > query.MaxDepth {
		return Refused(query.TooDeep())
	}
	return c
}

// Source is a query as a value of a condition, and the database that it is asked of.
type Source interface {
	// Question is the query whose rows are read.
	Question() (*engine.DB, *query.Query)
	// SubQuery is the query reduced to one column.
	SubQuery() (*engine.DB, *query.SubQuery, error)
}
