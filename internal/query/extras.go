package query

import (
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// Extras are what few queries have; apart, since every condition of every call copies its query. Clones share them, and Extend
// makes new ones.
type Extras struct {
	Scope       []*Node        // as Where, but set by a relation manager: no condition of the caller's
	Only        []*schema.Path // columns and relations to load; none: all
	Without     []*schema.Path
	Annotations []*Annotation
	Named       []Named // every annotation by name, in the order of the calls
	Cuts        []Cut
	// Combined says that the query is made of several by their keys. United are those whose rows count as often as they are among them.
	Combined bool
	United   []*SubQuery
	// First is the condition that keeps the first row of each group of DistinctOn.
	First  *Node
	Firsts []Order

	Lifted Lifted // scopes that do not hold

	// Cursor is a token that has not been opened yet: the rows after it are wanted, or before it.
	Cursor       string
	CursorBefore bool

	// Along is the relation by which a manager asks; its order is the default one. Relation is more of it, for what the query
	// creates.
	Along    *schema.Side
	Relation *Relation
}

// Relation is a to-many relation of an owner that the database knows.
type Relation struct {
	Side  *schema.Side
	Owner unsafe.Pointer // nil when the relation is a copy, whose owner is known by its key alone
	Key   any            // of the owner, canonical
	State *schema.ManyState
}

var noExtras Extras // never written to

func (q *Query) extra() *Extras {
	if q.extras == nil {
		return &noExtras
	}
	return q.extras
}

// Extend changes a copy of the extras, whose lists may be appended to.
func (q *Query) Extend(change func(*Extras)) {
	x := *q.extra()
	x.Scope, x.Only, x.Without = slices.Clip(x.Scope), slices.Clip(x.Only), slices.Clip(x.Without)
	x.Annotations, x.Named, x.Cuts = slices.Clip(x.Annotations), slices.Clip(x.Named), slices.Clip(x.Cuts)
	change(&x)
	q.extras = &x
}

// Scope is the conditions of a relation manager.
func (q *Query) Scope() []*Node { return q.extra().Scope }

// Only are the columns and relations to load; none: all.
func (q *Query) Only() []*schema.Path { return q.extra().Only }

// Without are the columns and relations not to load.
func (q *Query) Without() []*schema.Path { return q.extra().Without }

// Annotations are the values of main rows that the query computes apart: aggregates.
func (q *Query) Annotations() []*Annotation { return q.extra().Annotations }

// Named are the annotations by name. An expression stands wherever its name does; it costs nothing where it is not named.
func (q *Query) Named() []Named { return q.extra().Named }

// Combined says that the query is made of several by their keys.
func (q *Query) Combined() bool { return q.extra().Combined }

// United are the queries whose rows count as often as they are among them.
func (q *Query) United() []*SubQuery { return q.extra().United }

// Firsts is what DistinctOn keeps one row of.
func (q *Query) Firsts() []Order { return q.extra().Firsts }

// KeepFirst keeps of the rows that are the same in what DistinctOn names the first in an order.
func (q *Query) KeepFirst(order []Order) {
	note := &Annotation{Window: &Call{Func: RowNumber, Attr: wholes(), Window: &Window{Partition: q.Firsts(), Order: order}}}
	note.Name, note.Path = "first", &schema.Path{Root: q.Model, Attr: note.Window.Attr}
	e := &Expr{Annotation: note}
	kept := &Node{Op: Compare, Lookup: Exact, Left: e, Right: &Expr{Value: int64(1), Attr: note.Window.Attr}}
	before := q.extra().First
	q.Where = append(slices.DeleteFunc(slices.Clone(q.Where), func(n *Node) bool { return n == before }), kept)
	q.Extend(func(x *Extras) {
		x.First = kept
		x.Annotations = append(slices.DeleteFunc(x.Annotations, func(a *Annotation) bool { return a.Name == note.Name }), note)
	})
}

// Cuts are made after reading.
func (q *Query) Cuts() []Cut { return q.extra().Cuts }

// Cursor is a token that has not been opened yet, empty without one.
func (q *Query) Cursor() string { return q.extra().Cursor }

// CursorBefore says that the rows before the cursor's are wanted.
func (q *Query) CursorBefore() bool { return q.extra().CursorBefore }

// Along is the relation by which a manager asks; nil without one.
func (q *Query) Along() *schema.Side { return q.extra().Along }

// Relation is that relation with its owner; nil without one.
func (q *Query) Relation() *Relation { return q.extra().Relation }

// Lifted are the scopes that do not hold in the query.
func (q *Query) Lifted() Lifted { return q.extra().Lifted }
