package query

import (
	"sync"

	"github.com/ormar-go/ormar/schema"
)

// Named is a value of every main row under a name: an expression, or an annotation as one.
type Named struct {
	Name string
	Expr *Expr
}

// Result is the attribute whose kind the expression's value has, and as whose value it is read: whole numbers have 64 bits as soon as
// something is computed. Nil where nothing tells a kind.
func (e *Expr) Result() *schema.Attribute {
	a := e.Kindred()
	if a != nil && e.Op != 0 && a.Kind.IsInteger() {
		return wholes()
	}
	return a
}

// wholes stands for what is computed of whole numbers.
var wholes = sync.OnceValue(func() *schema.Attribute { return schema.Figure("value", schema.KindBigInteger) })

// Single reports whether the expression is one column or one annotation and nothing else.
func (e *Expr) Single() bool { return e.Path != nil || e.Annotation != nil }

// Leaf reports whether the expression is a value.
func (e *Expr) Leaf() bool {
	return e.Op == 0 && e.Path == nil && e.Annotation == nil && e.Call == nil && e.Sub == nil && e.Outer == nil
}

// ToMany reports whether a main row may have several values of the expression, along a path to many rows.
func (e *Expr) ToMany() bool {
	many := false
	e.EachPath(func(p *schema.Path) { many = many || p.ToMany() })
	return many
}

// Annotated reports whether the expression names an annotation.
func (e *Expr) Annotated() bool {
	found := false
	e.Each(func(x *Expr) { found = found || x.Annotation != nil })
	return found
}

// Annotated reports whether the predicate names an annotation.
func (n *Node) Annotated() bool {
	found := false
	n.Walk(func(k *Node) { found = found || k.Op == Compare && (k.Left.Annotated() || k.Right.Annotated()) })
	return found
}

// EachPath calls visit with every path of a sort key.
func (o *Order) EachPath(visit func(*schema.Path)) {
	if o.Path != nil {
		visit(o.Path)
	}
	o.Expr.EachPath(visit)
}

// ToMany reports whether a main row may have several values of the key.
func (o *Order) ToMany() bool {
	return o.Path != nil && o.Path.ToMany() || o.Expr.ToMany()
}

// ByChance reports whether the key is another one each time that it is computed.
func (o *Order) ByChance() bool {
	found := false
	o.Expr.Each(func(x *Expr) { found = found || x.Call != nil && x.Call.Func == Random })
	return found
}

// Value is the attribute whose kind a sort key has.
func (o *Order) Value() *schema.Attribute {
	switch {
	case o.Annotation != nil:
		return o.Annotation.Value()
	case o.Expr != nil:
		return o.Expr.Result()
	}
	return o.Path.Attr
}

// EachPath calls visit with every path of a column of plain values.
func (f *Field) EachPath(visit func(*schema.Path)) {
	if f.Path != nil {
		visit(f.Path)
	}
	f.Expr.EachPath(visit)
}
