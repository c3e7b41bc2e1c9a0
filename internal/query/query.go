// Package query holds what was asked, as values: a Query with its conditions, order, page and loads, every path resolved and
// every value in its canonical form. It knows neither SQL nor databases. A Query is never changed once it can be seen by
// more than one goroutine: whoever wants another one clones it.
package query

import (
	"slices"

	"github.com/ormar-go/ormar/schema"
)

// Query is a question to one model.
type Query struct {
	Model *schema.Model

	Where    []*Node // all of them hold
	Order    []Order // explicit; without any the defaults apply
	Related  []*schema.Path
	Prefetch []Prefetch

	Limit, Offset       int64
	HasLimit, HasOffset bool
	RawLimit            bool // the page counts joined rows
	NoDefault           bool // a model's default order is not wanted
	Reverse             bool // every order term flipped; the rows are handed out in natural order again by the caller
	Distinct            bool
	Strict              bool
	Each                bool
	Lone                bool // at most one row is selected, so that it needs neither order nor limit; see NamesRow
	Derived             bool // the prefetches of a follow-up query are run by whoever made it

	Lock *Lock
	// Batch makes the query the follow-up of a prefetch.
	Batch *Batch
	// Err is the first mistake; it is returned by the call that would have sent the query.
	Err error

	extras *Extras
}

// Clone is a copy that can be changed: appending to its lists does not touch the original's.
func (q *Query) Clone() *Query {
	c := *q
	c.Where, c.Order = slices.Clip(c.Where), slices.Clip(c.Order)
	c.Related, c.Prefetch = slices.Clip(c.Related), slices.Clip(c.Prefetch)
	return &c
}

// Fail keeps the first mistake.
func (q *Query) Fail(err error) {
	if q.Err == nil {
		q.Err = err
	}
}

// Nulls is where NULL stands in an order.
type Nulls uint8

// The placements; NullsDefault leaves it to the database, so that an index can serve the order.
const (
	NullsDefault Nulls = iota
	NullsFirst
	NullsLast
)

// Flip is the placement in the reversed order.
func (n Nulls) Flip() Nulls {
	switch n {
	case NullsFirst:
		return NullsLast
	case NullsLast:
		return NullsFirst
	}
	return n
}

// Order is one sort key: a column at the end of a path, an annotation, or an expression.
type Order struct {
	Path       *schema.Path
	Annotation *Annotation
	Expr       *Expr
	Desc       bool
	Nulls      Nulls
	// Turned says that the order is read from its end. Along a to-many path a row still sorts by the value that it has in
	// the order as it was asked for.
	Turned bool
}

// Leads is the path of the column that the key is or lies inside of; nil of an annotation and of another expression.
func (o Order) Leads() *schema.Path {
	if c := o.Expr; c != nil && c.Call != nil && c.Call.Func == JSONPath {
		return c.Call.Args[0].Path
	}
	return o.Path
}

// Flipped is the key of the reversed order.
func (o Order) Flipped() Order {
	o.Desc, o.Nulls, o.Turned = !o.Desc, o.Nulls.Flip(), !o.Turned
	return o
}

// Largest reports whether a row sorts by the largest of several values, and not by the smallest.
func (o Order) Largest() bool { return o.Desc != o.Turned }

// Prefetch is a relation to load by a follow-up query; Query is nil unless the caller gave one of their own. With a Name the rows do
// not go into the relation, but into memory of that name beside it.
type Prefetch struct {
	Path  *schema.Path
	Query *Query
	Name  string
}

// Batch asks for the rows related to a list of parents along a side, which starts at the parents' model and ends at the
// query's.
type Batch struct {
	Side *schema.Side
	Keys []any // canonical, distinct
}

// Attr is the column in which the related rows, or the link rows that lead to them, have the parent's key.
func (b *Batch) Attr() *schema.Attribute {
	switch b.Side.Kind {
	case schema.ReverseSide:
		return b.Side.Key
	case schema.ManySide:
		return b.Side.LinkOwner.Key
	}
	return b.Side.Ref
}

// Whole are the steps to the rows of a relation that a path of Only or Without names, and whether it names one.
func Whole(p *schema.Path) (steps []schema.Step, ok bool) {
	switch {
	case p.Side == nil:
		return nil, false
	case p.Attr != nil && p.Attr.Side == p.Side:
		return append(slices.Clip(p.Steps), schema.Step{Side: p.Side}), true
	}
	return p.Steps, true
}

// Lock is a FOR UPDATE, or a FOR SHARE.
type Lock struct {
	Share              bool
	SkipLocked, NoWait bool
	Of                 []*schema.Path
}

// NamesRow reports whether some condition of a plain query gives the one primary key, or a unique column, a value: then at most
// one row is selected.
func (q *Query) NamesRow() bool {
	if q.HasLimit || q.HasOffset || len(q.Cuts())+len(q.Order)+len(q.Related)+len(q.Annotations()) > 0 {
		return false
	}
	names := func(n *Node) bool {
		if n.Op != Compare || n.Lookup != Exact || n.Left != nil || n.Right != nil || n.Sub != nil || len(n.Path.Steps) > 0 {
			return false
		}
		a := n.Path.Attr
		return a.Model == q.Model && (a.Unique || a == q.Model.Identity() && a != nil)
	}
	return slices.ContainsFunc(q.Where, names) || slices.ContainsFunc(q.Scope(), names)
}

// AllWhere is the caller's conditions and the manager's.
func (q *Query) AllWhere() []*Node {
	if len(q.Scope()) == 0 {
		return q.Where
	}
	return append(slices.Clip(q.Scope()), q.Where...)
}

// Call is the call that asks for the lock.
func (l *Lock) Call() string {
	if l.Share {
		return "ForShare"
	}
	return "ForUpdate"
}
