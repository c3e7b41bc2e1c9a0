package query

import "github.com/ormar-go/ormar/schema"

// Op is what a Node does.
type Op uint8

// The operations of a predicate.
const (
	And      Op = iota + 1 // of none: TRUE
	Or                     // of none: FALSE
	Not                    // one kid
	Compare                // Left with a value, list, expression or sub-query
	Some                   // some row related along Path satisfies all kids
	None                   // no such row
	Every                  // every related row satisfies all kids
	Fragment               // SQL of the caller's
	Depends                // in what a Guard knows of a fragment: it depends on the row
	Exists                 // Sub has a row
	Settled                // and: a constant that only the database can compute
	Searched               // a search for words, before it has become a Fragment
)

// Lookup is how a comparison compares.
type Lookup uint8

// The lookups.
const (
	Exact Lookup = iota + 1
	Ne
	Gt
	Gte
	Lt
	Lte
	In
	Range
	IsNull
	IExact
	Contains
	IContains
	StartsWith
	IStartsWith
	EndsWith
	IEndsWith
	Regex
	ContainedBy // of arrays
	Overlap
	Len
	Any
	Overlaps // of ranges
)

// LookupNames are the spellings in a path, in the order that messages list them.
var LookupNames = []string{"exact", "ne", "gt", "gte", "lt", "lte", "in", "range", "isnull", "iexact", "contains",
	"icontains", "startswith", "istartswith", "endswith", "iendswith", "regex", "contained_by", "overlap", "len", "any", "overlaps"}

// LookupOf is the lookup of that name; false when there is none.
func LookupOf(name string) (Lookup, bool) {
	for i, n := range LookupNames {
		if n == name {
			return Lookup(i + 1), true
		}
	}
	return 0, false
}

// String is the lookup's name.
func (l Lookup) String() string { return LookupNames[l-1] }

// Text reports whether the lookup searches inside text.
func (l Lookup) Text() bool { return l >= IExact && l <= Regex || l == Overlaps }

// Array reports whether the lookup is one that arrays alone answer.
func (l Lookup) Array() bool { return l >= ContainedBy && l <= Any }

// Folds reports whether the lookup ignores case.
func (l Lookup) Folds() bool {
	return l == IExact || l == IContains || l == IStartsWith || l == IEndsWith
}

// Node is a predicate: immutable, shared by every query that holds it.
type Node struct {
	Op     Op
	Lookup Lookup // of a Compare
	Kids   []*Node

	// Of a Compare. The left side is Left, or the column of Path when Left is nil; the right side is one of Right, Sub,
	// List (In, Range) and Value. A nil Value under Exact and Ne has become IsNull before.
	Path  *schema.Path
	Left  *Expr
	Value any // canonical; a bool under IsNull
	List  []any
	Right *Expr
	Sub   *SubQuery

	// Late: it holds of the rows that windows were computed of, and takes none away from these.
	Late bool
	// SQL is a Fragment's; apart, since every comparison of every call would carry it.
	SQL *SQL
}

// SQL is the caller's own text: its pieces, with a ? for each of Args, and between them the columns of Paths.
type SQL struct {
	Text  []string
	Args  []any
	Paths []*schema.Path
	// Attrs are the fields whose canonical values are among Args, by position; nil where an argument goes to the driver as it is, and
	// altogether where all do.
	Attrs []*schema.Attribute
}

// Attr is the field whose value the i-th argument is; nil for none.
func (s *SQL) Attr(i int) *schema.Attribute {
	if s.Attrs == nil {
		return nil
	}
	return s.Attrs[i]
}

// SubQuery is a query reduced to one column, one expression or one aggregate.
type SubQuery struct {
	Query     *Query
	Column    *schema.Path
	Name      string // of the annotation that Expr is
	Expr      *Expr
	Aggregate *Aggregate
	Tree      *Tree // the rows are those of a tree, whatever Query says
}

// Value is the attribute whose kind the sub-query's value has.
func (s *SubQuery) Value() *schema.Attribute {
	switch {
	case s.Aggregate != nil:
		return s.Aggregate.Value()
	case s.Expr != nil:
		return s.Expr.Result()
	}
	return s.Column.Attr
}

// Expr is a column, a value, or arithmetic or a function over them.
type Expr struct {
	Op         byte // 0 for a leaf, else one of + - * /
	Left, Kid  *Expr
	Path       *schema.Path
	Annotation *Annotation
	Call       *Call
	Sub        *SubQuery // whose one value it is
	Outer      *Outer
	Offered    bool              // the value that an upsert offers for the column of Path; see Offer
	Value      any               // of a leaf that is none of these: canonical
	Attr       *schema.Attribute // whose kind Value has
}

// True and False are the constant predicates.
func True() *Node { return &Node{Op: And} }

// False is the predicate that nothing satisfies.
func False() *Node { return &Node{Op: Or} }

// Walk calls visit for the node and everything below it that belongs to the same query's row: it does not descend into
// quantifiers and sub-queries, which have rows of their own.
func (n *Node) Walk(visit func(*Node)) {
	visit(n)
	if n.Op == And || n.Op == Or || n.Op == Not {
		for _, k := range n.Kids {
			k.Walk(visit)
		}
	}
}

// EachPath calls visit with every path that the node reads of its own row, the first path of quantifiers excluded.
func (n *Node) EachPath(visit func(*schema.Path)) {
	n.Walk(func(k *Node) {
		if k.Op == Compare {
			if k.Left == nil && k.Path != nil {
				visit(k.Path)
			}
			k.Left.EachPath(visit)
			k.Right.EachPath(visit)
		}
		if k.Sub != nil {
			k.Sub.Query.EachOuter(func(o *Outer) { o.visit(visit) })
		}
		if k.Op == Fragment {
			for _, p := range k.SQL.Paths {
				visit(p)
			}
		}
	})
}

// EachPath calls visit with every path of the expression; nil has none.
func (e *Expr) EachPath(visit func(*schema.Path)) {
	if e == nil {
		return
	}
	if e.Path != nil {
		visit(e.Path)
	}
	e.Left.EachPath(visit)
	e.Kid.EachPath(visit)
	if e.Call != nil {
		e.Call.eachPath(visit)
	}
	if e.Sub != nil {
		e.Sub.Query.EachOuter(func(o *Outer) { o.visit(visit) })
	}
}

// RejectsNull reports whether the predicate is never TRUE when every column along the given paths is NULL. in says whether
// a path is one of them; negated asks for NOT n.
func (n *Node) RejectsNull(in func(*schema.Path) bool, negated bool) bool {
	switch n.Op {
	case Not:
		return n.Kids[0].RejectsNull(in, !negated)
	case And, Or:
		// A conjunction rejects when some part does, a disjunction when all parts do.
		if (n.Op == And) != negated {
			for _, k := range n.Kids {
				if k.RejectsNull(in, negated) {
					return true
				}
			}
			return n.Op == Or && len(n.Kids) == 0 && !negated
		}
		for _, k := range n.Kids {
			if !k.RejectsNull(in, negated) {
				return false
			}
		}
		return len(n.Kids) > 0 || n.Op == Or
	case Compare:
		return n.compareRejects(in, negated)
	}
	return false
}

func (n *Node) compareRejects(in func(*schema.Path) bool, negated bool) bool {
	if n.Left.fills() || n.Right.fills() {
		return false
	}
	touches := false
	n.EachPath(func(p *schema.Path) { touches = touches || in(p) })
	if !touches {
		return false
	}
	switch {
	case n.Lookup == IsNull:
		return n.Value.(bool) == negated
	case n.Lookup == In && n.Sub == nil && len(n.List) == 0:
		return !negated
	case n.Lookup == In && n.Sub != nil:
		return !negated // NOT (NULL IN (no rows)) is TRUE
	}
	return true
}

// Kindred is the attribute whose kind the expression's value has: the widest of its columns, a Float before a Decimal before
// whole numbers. Nil for an expression without any.
func (e *Expr) Kindred() *schema.Attribute {
	switch {
	case e == nil:
		return nil
	case e.Op != 0:
		return wider(e.Left.Kindred(), e.Kid.Kindred())
	case e.Path != nil:
		return e.Path.Attr
	case e.Annotation != nil:
		return e.Annotation.Value()
	case e.Call != nil:
		return e.Call.Attr
	case e.Sub != nil:
		return e.Sub.Value()
	case e.Outer != nil:
		return e.Outer.attr()
	}
	return e.Attr
}

// Wider is the attribute of the wider kind of two; see Kindred.
func Wider(a, b *schema.Attribute) *schema.Attribute { return wider(a, b) }

// wider is the attribute of the wider kind, the first one between equals.
func wider(a, b *schema.Attribute) *schema.Attribute {
	if a == nil || b != nil && width(b) > width(a) {
		return b
	}
	return a
}

func width(a *schema.Attribute) int {
	switch a.Kind {
	case schema.KindFloat:
		return 2
	case schema.KindDecimal:
		return 1
	}
	return 0
}

// Scale is the largest number of digits behind the point that a decimal column of the expression has.
func (e *Expr) Scale() int {
	switch {
	case e == nil:
		return 0
	case e.Op != 0:
		return max(e.Left.Scale(), e.Kid.Scale())
	}
	if a := e.Kindred(); a != nil && a.Kind == schema.KindDecimal {
		return a.Scale
	}
	return 0
}
