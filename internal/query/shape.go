package query

import (
	"encoding/binary"

	"github.com/ormar-go/ormar/schema"
)

// Shape is everything about a query but its values, as bytes fit for a map key, and the values in the order in which the
// walk meets them. Two queries of one shape have the same text. A Shape can be used again after Reset.
type Shape struct {
	Key  []byte
	Args []any
	// ListClass says of how many parameters a list of n of the attribute's values is made: 0 for one array parameter, else n
	// rounded up.
	ListClass func(a *schema.Attribute, n int) int
	// At holds, when it is not nil, the position in Args of the first value of each node, expression, batch and query.
	At map[any]int
	// Scopes are those of the database; nil where there are none. Scoped are the conditions of theirs that the walk has met, where At
	// is not nil.
	Scopes *Scopes
	Scoped map[*Node]bool
	met    touched
	depth  int // of queries within queries
}

// Reset empties the shape and keeps its memory.
func (s *Shape) Reset() {
	s.Key = s.Key[:0]
	clear(s.Args)
	s.Args = s.Args[:0]
	s.Scopes, s.met = nil, touched{}
}

func (s *Shape) tag(b byte) { s.Key = append(s.Key, b) }
func (s *Shape) flag(b byte, on bool) {
	if on {
		s.Key = append(s.Key, b)
	}
}

// Text adds a string that is part of the shape.
func (s *Shape) Text(t string) {
	s.Key = binary.AppendUvarint(s.Key, uint64(len(t)))
	s.Key = append(s.Key, t...)
}

// Number adds a number that is part of the shape.
func (s *Shape) Number(n int) { s.Key = binary.AppendUvarint(s.Key, uint64(n)) }

// Attributes adds columns of a model that are part of the shape; the model itself is written before them.
func (s *Shape) Attributes(list []*schema.Attribute) {
	s.Number(len(list))
	for _, a := range list {
		s.Number(a.Index)
	}
}

// Value adds a value that is not, on behalf of the owner.
func (s *Shape) Value(owner, v any) {
	s.mark(owner)
	s.Args = append(s.Args, v)
}

func (s *Shape) mark(owner any) {
	if s.At == nil {
		return
	}
	if _, ok := s.At[owner]; !ok {
		s.At[owner] = len(s.Args)
	}
}

// Path adds a path by its canonical spelling; Query has written the model before it.
func (s *Shape) Path(p *schema.Path) {
	if p == nil {
		s.tag(0)
		return
	}
	s.Text(p.Text)
	s.flag('k', p.Attr == nil)
	if s.Scopes != nil {
		s.met.path(p)
	}
}

// Query adds a whole query, and the scopes of all rows that it reads.
func (s *Shape) Query(q *Query) {
	if s.Scopes == nil {
		s.query(q)
		return
	}
	before := s.met
	if s.depth++; s.depth > 1 { // what was met before the outermost query belongs to it
		s.met = touched{}
	} else {
		before = touched{}
	}
	s.met.model(q.Model)
	if side := q.Along(); side != nil {
		s.met.side(side)
	}
	if q.Batch != nil {
		s.met.side(q.Batch.Side)
	}
	s.query(q)
	s.depth--
	s.scopes(before, q.Lifted())
}

func (s *Shape) query(q *Query) {
	s.Text(q.Model.Place())
	for _, n := range q.Scope() {
		s.Node(n)
	}
	for _, n := range q.Where {
		s.Node(n)
	}
	for i := range q.Order {
		s.order(&q.Order[i])
	}
	s.paths('r', q.Related)
	s.paths('o', q.Only())
	s.paths('w', q.Without())
	for _, a := range q.Annotations() {
		s.tag('a')
		a.shape(s)
	}
	for _, u := range q.United() {
		s.tag('U')
		s.sub(u)
	}
	s.flag('x', q.NoDefault)
	s.flag('R', q.RawLimit)
	s.flag('v', q.Reverse)
	s.flag('D', q.Distinct)
	s.flag('S', q.Strict)
	s.flag('1', q.Lone)
	if q.Lock != nil {
		s.tag('L')
		s.flag('h', q.Lock.Share)
		s.flag('s', q.Lock.SkipLocked)
		s.flag('n', q.Lock.NoWait)
		s.paths('f', q.Lock.Of)
	}
	if q.Along() != nil {
		s.tag('A')
		s.Text(q.Along().Owner.Place())
		s.Text(q.Along().Name)
	}
	if q.Batch != nil {
		s.tag('B')
		s.Text(q.Batch.Side.Owner.Place())
		s.Text(q.Batch.Side.Name)
		s.List(q.Batch, q.Batch.Attr(), q.Batch.Keys)
	}
	s.page(q)
	s.tag(';')
}

func (s *Shape) page(q *Query) {
	if q.HasLimit || q.HasOffset {
		s.mark(q)
	}
	if q.HasLimit {
		s.tag('l')
		s.Args = append(s.Args, q.Limit)
	}
	if q.HasOffset {
		s.tag('f')
		s.Args = append(s.Args, q.Offset)
	}
}

func (s *Shape) order(o *Order) {
	s.tag('O')
	switch {
	case o.Annotation != nil:
		s.tag('a')
		s.Text(o.Annotation.Name)
	case o.Expr != nil:
		s.tag('e')
		s.Expr(o.Expr)
	}
	s.Path(o.Path)
	s.flag('d', o.Desc)
	s.tag(byte(o.Nulls))
}

func (s *Shape) paths(b byte, list []*schema.Path) {
	for _, p := range list {
		s.tag(b)
		s.Path(p)
	}
}

// Aggregate adds an aggregate.
func (s *Shape) Aggregate(a *Aggregate) {
	s.Text(string(a.Function))
	s.Path(a.Path)
	s.Text(a.Name)
	s.flag('D', a.Distinct)
	if a.Expr != nil {
		s.tag('e')
		s.Expr(a.Expr)
	}
	for _, n := range a.Where {
		s.tag('w')
		s.Node(n)
	}
	for i := range a.Order {
		s.order(&a.Order[i])
	}
	if a.Function == Texts {
		s.Value(a, a.Separator)
	}
	s.tag(';')
}

// Node adds a predicate.
func (s *Shape) Node(n *Node) {
	s.tag(byte(n.Op))
	s.flag('L', n.Late)
	switch n.Op {
	case Compare:
		s.compare(n)
	case Exists:
		s.sub(n.Sub)
	case Fragment:
		s.mark(n)
		s.Number(len(n.SQL.Text))
		for _, t := range n.SQL.Text {
			s.Text(t)
		}
		s.paths('p', n.SQL.Paths)
		for i, a := range n.SQL.Attrs {
			if a != nil {
				s.Number(i)
				s.Text(a.Model.Place())
				s.Text(a.Name)
			}
		}
		s.Args = append(s.Args, n.SQL.Args...)
	default:
		if n.Path != nil {
			s.Path(n.Path)
		}
		s.Number(len(n.Kids))
		for _, k := range n.Kids {
			s.Node(k)
		}
	}
}

func (s *Shape) sub(q *SubQuery) {
	s.Query(q.Query)
	if q.Tree != nil {
		q.Tree.shape(s)
		return
	}
	switch {
	case q.Aggregate != nil:
		s.tag('g')
		s.Aggregate(q.Aggregate)
	case q.Expr != nil:
		s.tag('e')
		s.Expr(q.Expr)
	default:
		s.tag('p')
		s.Path(q.Column)
	}
}

func (s *Shape) compare(n *Node) {
	if n.Left != nil {
		s.tag('e')
		s.Expr(n.Left)
	} else {
		s.tag('p')
		s.Path(n.Path)
	}
	s.tag(byte(n.Lookup))
	switch {
	case n.Lookup == IsNull:
		s.flag('!', !n.Value.(bool))
	case n.Right != nil:
		s.tag('e')
		s.Expr(n.Right)
	case n.Sub != nil:
		s.tag('q')
		s.sub(n.Sub)
	case n.Lookup == In:
		s.List(n, n.listed(), n.List)
	case n.Lookup == Range:
		s.mark(n)
		s.Args = append(s.Args, n.List[0], n.List[1])
	default:
		s.tag('v')
		if d, ok := n.Value.(*Document); ok {
			s.Number(d.Layers)
		}
		s.Value(n, n.Value)
	}
}

// List adds a list of the attribute's values, whose rounded size is part of the shape.
func (s *Shape) List(owner any, a *schema.Attribute, list []any) {
	if len(list) == 0 {
		s.tag(0)
		return
	}
	s.Number(1 + s.ListClass(a, len(list)))
	s.Value(owner, list)
}

// listed is the attribute whose values the list of a comparison has.
func (n *Node) listed() *schema.Attribute {
	if n.Left != nil {
		return n.Left.Kindred()
	}
	return n.Path.Attr
}

// Expr adds an expression.
func (s *Shape) Expr(e *Expr) {
	s.tag(e.Op)
	switch {
	case e.Op != 0:
		s.Expr(e.Left)
		s.Expr(e.Kid)
	case e.Annotation != nil:
		s.tag('a')
		s.Text(e.Annotation.Name)
	case e.Path != nil:
		s.tag('p')
		s.flag('o', e.Offered)
		s.Path(e.Path)
	case e.Call != nil:
		e.Call.shape(s)
	case e.Sub != nil:
		s.tag('s')
		s.sub(e.Sub)
	case e.Outer != nil:
		s.tag('o')
		s.Path(e.Outer.Path)
	default:
		s.tag('v')
		s.tag(byte(e.Attr.Kind))
		s.Value(e, e.Value)
	}
}
