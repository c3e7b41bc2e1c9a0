package lookup

import (
	"maps"
	"slices"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Scope is where the names in conditions and keys are looked up: a model, and the annotations of
// its query.
type Scope struct {
	DB    *engine.DB
	Model *schema.Model
	Named []query.Named
	// Offers says that there is a row which is offered, whose columns may be named.
	Offers bool
	// Windows takes the functions over windows of an expression that is named; nil where there can be none.
	Windows *[]*query.Annotation
}

// ScopeOf is where the names in conditions of a query are looked up.
func ScopeOf(db *engine.DB, q *query.Query) Scope {
	return Scope{DB: db, Model: q.Model, Named: q.Named()}
}

// note is what an annotation's name stands for; nil when it is no annotation's.
func (s Scope) note(name string) *query.Named { return namedIn(s.Named, name) }

func namedIn(list []query.Named, name string) *query.Named {
	for i := range list {
		if list[i].Name == name {
			return &list[i]
		}
	}
	return nil
}

// All resolves conditions into nodes.
func (s Scope) All(list []Condition) ([]*query.Node, error) {
	nodes := make([]*query.Node, 0, len(list))
	for _, c := range list {
		n, err := s.Node(c)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
	}
	return nodes, nil
}

// Node resolves a condition.
func (s Scope) Node(c Condition) (*query.Node, error) {
	switch c := c.(type) {
	case nil:
		return nil, query.Errorf("a condition is nil")
	case Q:
		return s.resolveQ(c)
	case *Comparison:
		p, err := s.placed(c.Place)
		if err != nil {
			return nil, err
		}
		return s.Compare(p, c.Lookup, c.Value)
	case *Composed:
		return s.composed(c)
	case *Untrusted:
		return s.untrusted(c)
	}
	return nil, query.Errorf("%T is no condition", c)
}

// resolveQ takes the keys in alphabetical order, so that equal maps have one text.
func (s Scope) resolveQ(q Q) (*query.Node, error) {
	nodes := make([]*query.Node, 0, len(q))
	for _, key := range slices.Sorted(maps.Keys(q)) {
		n, err := s.lookup(key, q[key])
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
	}
	if len(nodes) == 1 {
		return nodes[0], nil
	}
	return &query.Node{Op: query.And, Kids: nodes}, nil
}

// lookup is one key of a Q.
func (s Scope) lookup(key string, value any) (*query.Node, error) {
	if len(s.Named) > 0 {
		name, last, _ := cutLast(key)
		if a := s.note(key); a != nil {
			return s.noted(a, query.Exact, value)
		} else if a := s.note(name); a != nil {
			l, ok := query.LookupOf(last)
			if !ok {
				return nil, &schema.PathError{Kind: "lookup", Model: s.Model.Name, Path: key, Part: last}
			}
			return s.noted(a, l, value)
		}
	}
	p, name, err := s.Model.PathLookup(key, query.LookupNames)
	if path, last, _ := cutLast(key); err != nil && last == searchLookup {
		if words, ok := value.(string); ok {
			return s.search(path, words)
		}
		return nil, query.Errorf("%s takes a text of words, not a %T", key, value)
	}
	if err != nil {
		if e, lookup, ok := s.inside(key, true); ok {
			return s.compareJSON(key, e, lookup, value)
		}
		return nil, err
	}
	l := query.Exact
	if name != "" {
		l, _ = query.LookupOf(name)
	}
	return s.Compare(p, l, value)
}

// Compare compares a path with a value, another column, or a sub-query.
func (s Scope) Compare(p *schema.Path, l query.Lookup, value any) (*query.Node, error) {
	switch v := value.(type) {
	case Expr:
		if l.Text() || l.Array() || l == query.In || l == query.Range || l == query.IsNull {
			return nil, query.Errorf("%s__%s takes a value, not a column", p.Text, l)
		}
		if p.Attr == nil {
			return nil, query.Errorf("%s.%s: name a field of the relation to compare it", p.Root.Name, p.Text)
		}
		left, err := s.side(p)
		if err != nil {
			return nil, err
		}
		if v.leaf && formed(p.Attr) {
			return query.NewCompare(p, l, v.value)
		}
		right, err := s.operand(&v, p.Attr)
		if err != nil {
			return nil, err
		}
		if err := sides(left, right); err != nil {
			return nil, err
		}
		return &query.Node{Op: query.Compare, Path: p, Lookup: l, Right: right}, nil
	case Source:
		return s.subquery(p, l, v)
	}
	if p.Attr == nil {
		if list, ok := tuple(value); ok {
			return s.composite(p, l, list)
		}
	}
	n, err := query.NewCompare(p, l, value)
	if err == nil && l == query.Regex {
		err = s.pattern(n)
	}
	return n, err
}

// pattern refuses a regular expression that the database would refuse without a code.
func (s Scope) pattern(n *query.Node) error {
	check := s.DB.Dialect.CheckPattern
	text, ok := n.Value.(string)
	if check == nil || !ok {
		return nil
	}
	if err := check(text); err != nil {
		return query.Errorf("%s.%s__regex: the pattern is no regular expression: %w", n.Path.Root.Name, n.Path.Text, err)
	}
	return nil
}

func (s Scope) subquery(p *schema.Path, l query.Lookup, source Source) (*query.Node, error) {
	if l != query.In {
		return nil, query.Errorf("%s__%s does not take a QuerySet; __in does", p.Text, l)
	}
	q, err := s.reduced(source, p.Text+"__in")
	if err != nil {
		return nil, err
	}
	if p.Attr == nil && p.Text == "pk" {
		p = &schema.Path{Root: p.Root, Attr: p.End().Identity(), Text: p.Text}
	}
	if err := alongside(p, q); err != nil {
		return nil, err
	}
	if p.Attr != nil && len(p.Attr.Parts) == 0 {
		if err := sides(&query.Expr{Path: p}, &query.Expr{Sub: q}); err != nil {
			return nil, err
		}
	}
	return &query.Node{Op: query.Compare, Path: p, Lookup: query.In, Sub: q}, nil
}

// alongside lets a sub-query of the rows that a relation leads to give what the relation's key refers to, and refuses keys of several
// columns beside others.
func alongside(p *schema.Path, q *query.SubQuery) error {
	if q.Column == nil || p.Attr == nil {
		return nil
	}
	if s := p.Side; s != nil && s.Kind == schema.ForwardSide && p.Attr == s.Key && !s.ByKey() && q.Column.Attr == s.Target.Identity() {
		q.Column = &schema.Path{Root: q.Column.Root, Steps: q.Column.Steps, Attr: s.Ref, Text: s.Ref.Name}
	}
	switch n := len(q.Column.Attr.Parts); {
	case n == len(p.Attr.Parts):
		return nil
	case n == 0:
		return query.OneColumn(p.Root.Name+"."+p.Text, p.Attr)
	}
	return query.Errorf("%s has a composite key; name the column with orm.Column", q.Column.Attr.Model.Name)
}

func (s Scope) composed(c *Composed) (*query.Node, error) {
	if c.err != nil {
		return nil, c.err
	}
	switch c.op {
	case query.Compare:
		return s.compareExpr(c)
	case query.Fragment:
		return s.fragment(c)
	case query.Exists:
		return s.exists(c)
	case query.Searched:
		return s.search(c.path, c.text)
	case query.Some, query.None, query.Every:
		p, err := Relation(s.Model, c.path)
		if err != nil {
			return nil, err
		}
		inner := Scope{DB: s.DB, Model: p.End()}
		kids, err := inner.All(c.kids)
		return &query.Node{Op: c.op, Path: p, Kids: kids}, err
	}
	kids, err := s.All(c.kids)
	if c.op == query.Or && err == nil {
		return query.Either(kids), nil
	}
	return &query.Node{Op: c.op, Kids: kids}, err
}

// compareExpr is a comparison whose left side is an expression.
func (s Scope) compareExpr(c *Composed) (*query.Node, error) {
	left, err := s.operand(c.left, nil)
	if err != nil {
		return nil, err
	}
	if left.Path != nil && formed(left.Path.Attr) {
		return s.compareFormed(left, c)
	}
	if d, ok := c.value.(*query.Document); ok {
		return heldBy(left, d)
	}
	if _, is := c.value.(Expr); isJSON(left) && !is && c.lookup != query.IsNull {
		if left, err = typedLike(left, c.value); err != nil {
			return nil, err
		}
	}
	switch c.lookup {
	case query.IsNull:
		if isJSON(left) {
			left = typed(left, query.JSONPresent)
		}
		return &query.Node{Op: query.Compare, Left: left, Lookup: query.IsNull, Value: c.value}, nil
	case query.In:
		return s.exprIn(left, c.value.([]any))
	case query.Contains:
		if a := left.Kindred(); a == nil || !a.Kind.IsText() {
			return nil, query.Errorf("Contains is for texts")
		}
		text, err := s.leaf(c.value, texts())
		if err != nil {
			return nil, err
		}
		return &query.Node{Op: query.Compare, Left: left, Lookup: query.Contains, Value: text.Value}, nil
	}
	value, ok := c.value.(Expr)
	if !ok {
		value = Leaf(c.value)
	}
	return s.compareExprs(left, c.lookup, value)
}

// compareExprs compares an expression with another, or a value.
func (s Scope) compareExprs(left *query.Expr, l query.Lookup, value Expr) (*query.Node, error) {
	if l.Text() || l.Array() || l == query.In || l == query.Range || l == query.IsNull {
		return nil, query.Errorf("%s takes a value, not an expression", l)
	}
	var err error
	if isJSON(left) && value.leaf {
		if left, err = typedLike(left, value.value); err != nil {
			return nil, err
		}
	}
	right, err := s.operand(&value, left.Result())
	if err == nil && isJSON(left) {
		left, err = typedAs(left, right)
	} else if err == nil && isJSON(right) {
		right, err = typedAs(right, left)
	}
	if err != nil {
		return nil, err
	}
	if err := sides(left, right); err != nil {
		return nil, err
	}
	return &query.Node{Op: query.Compare, Left: left, Lookup: l, Right: right}, nil
}
