package lookup

import (
	"sync"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Expr is a column, a value, or arithmetic or a function over both, that is not resolved against a
// model yet. It is immutable.
type Expr struct {
	op          byte
	left, right *Expr
	path        string
	place       *Place
	pointer     bool
	leaf        bool // value
	value       any
	call        *call
	sub         *sub
	outer       string // path of the row around
	offered     *string
	depth       int
}

// Column is the column at the end of a path.
func Column(path string) Expr { return Expr{path: path} }

// Offered is the value that an upsert offers for a column.
func Offered(path string) Expr { return Expr{offered: &path} }

// ColumnAt is the column that a pointer names, nil for none.
func ColumnAt(p *Place) Expr { return Expr{place: p, pointer: true} }

// Leaf is a value.
func Leaf(v any) Expr { return Expr{leaf: true, value: v} }

// With is an operation on an expression and another, or a value.
func (e Expr) With(op byte, v any) Expr {
	right, ok := v.(Expr)
	if !ok {
		right = Leaf(v)
	}
	return Expr{op: op, left: &e, right: &right, depth: max(e.depth, right.depth) + 1}
}

// Compare compares an expression with another, or a value.
func (e Expr) Compare(l query.Lookup, right any) *Composed {
	return &Composed{op: query.Compare, left: &e, lookup: l, value: right}
}

// expr resolves an expression to compute with; like is the attribute whose type bare values take when no column of
// the expression tells.
func (s Scope) expr(e *Expr, like *schema.Attribute) (*query.Expr, error) {
	made, err := s.whole(e, like)
	if err != nil || made.Leaf() {
		return made, err
	}
	return made, computed(made)
}

// whole resolves an expression that is compared, ordered or read as it is, of whatever form.
func (s Scope) whole(e *Expr, like *schema.Attribute) (*query.Expr, error) {
	switch {
	case e.depth > query.MaxDepth:
		return nil, query.TooDeep()
	case e.op != 0:
		return s.arithmetic(e, like)
	case e.call != nil:
		return s.call(e.call, like)
	case e.sub != nil:
		return s.scalar(e.sub)
	case e.outer != "":
		if err := query.Readable(e.outer); err != nil {
			return nil, err
		}
		return &query.Expr{Outer: &query.Outer{Text: e.outer}}, nil
	case e.offered != nil:
		return s.offered(*e.offered)
	case e.leaf:
		if like == nil {
			like = natural(e.value)
		}
		return s.leaf(e.value, like)
	case e.pointer:
		p, err := s.placed(e.place)
		if err != nil {
			return nil, err
		}
		return s.side(p)
	}
	if n := s.note(e.path); n != nil {
		return n.Expr, nil
	}
	if err := query.Readable(e.path); err != nil {
		return nil, err
	}
	p, err := s.Model.Path(e.path)
	if err != nil {
		if in, _, ok := s.inside(e.path, false); ok {
			return in, nil
		}
		return nil, err
	}
	return s.side(p)
}

// side is a column as a side of a comparison.
func (s Scope) side(p *schema.Path) (*query.Expr, error) {
	if p.Attr == nil {
		return nil, query.Errorf("%s.%s is no column", p.Root.Name, p.Text)
	}
	if len(p.Attr.Parts) > 0 {
		return nil, query.OneColumn(p.Root.Name+"."+p.Text, p.Attr)
	}
	if p.Attr.Cipher != nil || p.Attr.Kind == schema.KindOpaque {
		return nil, query.NotSearchable(p.Attr, "an expression")
	}
	return &query.Expr{Path: p}, nil
}

func (s Scope) leaf(value any, like *schema.Attribute) (*query.Expr, error) {
	if like == nil {
		return nil, query.Errorf("an expression needs a column beside the value of type %T", value)
	}
	v, err := like.Convert(value)
	if err != nil {
		return nil, query.Misfit(like.Model.Name+"."+like.Name, err)
	}
	if v == nil {
		return nil, query.Errorf("%s.%s: an expression takes no nil; compare with NULL by isnull", like.Model.Name, like.Name)
	}
	return &query.Expr{Value: v, Attr: like}, nil
}

// arithmetic resolves the columns first, since they tell the type of the values.
func (s Scope) arithmetic(e *Expr, like *schema.Attribute) (*query.Expr, error) {
	out := &query.Expr{Op: e.op}
	var err error
	if !e.left.leaf {
		if out.Left, err = s.expr(e.left, like); err != nil {
			return nil, err
		}
		like = operandOf(out.Left, like)
	}
	if out.Kid, err = s.expr(e.right, like); err != nil {
		return nil, err
	}
	if out.Left == nil {
		like = operandOf(out.Kid, like)
		if out.Left, err = s.expr(e.left, like); err != nil {
			return nil, err
		}
	}
	if a := out.Kindred(); a != nil && !a.Kind.IsNumeric() {
		return nil, query.Errorf("%s.%s is a %s; arithmetic is for numbers", a.Model.Name, a.Name, a.Kind)
	}
	return out, nil
}

// wholes is what values are converted like that stand in arithmetic over whole numbers, which has
// 64 bits whatever its columns have.
var wholes = sync.OnceValue(func() *schema.Attribute { return schema.Figure("value", schema.KindBigInteger) })

// operandOf is what a value beside an operand is converted like.
func operandOf(e *query.Expr, like *schema.Attribute) *schema.Attribute {
	a := e.Kindred()
	switch {
	case a == nil:
		return like
	case a.Kind.IsInteger():
		return wholes()
	}
	return a
}

// comparable refuses to compare columns of different kinds: one database would refuse, another
// compare something else.
func comparable(a, b *schema.Attribute) error {
	if a == nil || b == nil || family(a) == family(b) {
		return nil
	}
	return query.Errorf("%s.%s is a %s and %s.%s is a %s; columns are compared with their own kind", a.Model.Name, a.Name, a.Kind,
		b.Model.Name, b.Name, b.Kind)
}

// family is what an attribute's column has in common with those it can be compared with.
func family(a *schema.Attribute) string {
	switch {
	case a.Kind.IsNumeric():
		return "number"
	case a.Kind.IsText():
		return "text"
	case a.Kind == schema.KindUUID && a.NativeUUID:
		return "UUID of the database's own"
	case a.Kind == schema.KindUUID && a.UUIDText:
		return "UUID as text"
	}
	return a.Kind.String()
}

// offered resolves the column of the row that is offered.
func (s Scope) offered(path string) (*query.Expr, error) {
	if !s.Offers {
		return nil, query.Errorf("Excluded names the row that an upsert offers; it stands in OnConflictSet and OnConflictWhere alone")
	}
	p, err := ValuePath(s.Model, path)
	if err != nil {
		return nil, err
	}
	if len(p.Steps) > 0 {
		return nil, query.Errorf("%s.%s belongs to another table; the row that is offered has the model's own columns", p.Root.Name, p.Text)
	}
	e, err := s.side(p)
	if err == nil {
		e.Offered = true
	}
	return e, err
}
