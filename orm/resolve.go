package orm

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// scope is where the names in conditions and keys are looked up: a model, and the annotations of its query.
type scope struct {
	db    *DB
	model *schema.Model
	notes []*query.Annotation
	// inner is the pointer root that paths by pointer may start from: the query's model, also inside a quantifier.
	root *schema.Model
}

func (s scope) note(name string) *query.Annotation {
	for _, a := range s.notes {
		if a.Name == name {
			return a
		}
	}
	return nil
}

// resolveAll resolves conditions into nodes.
func (s scope) resolveAll(list []Condition) ([]*query.Node, error) {
	return s.resolveOnto(make([]*query.Node, 0, len(list)), list)
}

// resolveOnto appends the nodes of conditions, unless one of them is wrong.
func (s scope) resolveOnto(nodes []*query.Node, list []Condition) ([]*query.Node, error) {
	before := nodes
	for _, c := range list {
		n, err := s.resolve(c)
		if err != nil {
			return before, err
		}
		nodes = append(nodes, n)
	}
	return nodes, nil
}

func (s scope) resolve(c Condition) (*query.Node, error) {
	switch c := c.(type) {
	case nil:
		return nil, query.Errorf("a condition is nil")
	case Q:
		return s.resolveQ(c)
	case comparison:
		p, err := s.placed(c.place)
		if err != nil {
			return nil, err
		}
		return s.compare(p, c.lookup, c.value)
	case cond:
		return s.resolveCond(&c)
	case untrusted:
		return s.resolveUntrusted(c)
	}
	return nil, query.Errorf("%T is no condition of package orm", c)
}

// resolveQ takes the keys in alphabetical order, so that equal maps have one text.
func (s scope) resolveQ(q Q) (*query.Node, error) {
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
func (s scope) lookup(key string, value any) (*query.Node, error) {
	if len(s.notes) > 0 {
		name, last, _ := cutLast(key)
		if a := s.note(key); a != nil {
			return s.noted(a, query.Exact, value)
		} else if a := s.note(name); a != nil {
			l, ok := query.LookupOf(last)
			if !ok {
				return nil, &PathError{Kind: "lookup", Model: s.model.Name, Path: key, Part: last}
			}
			return s.noted(a, l, value)
		}
	}
	p, name, err := s.model.PathLookup(key, query.LookupNames)
	if err != nil {
		return nil, err
	}
	l := query.Exact
	if name != "" {
		l, _ = query.LookupOf(name)
	}
	return s.compare(p, l, value)
}

func cutLast(key string) (before, after string, ok bool) {
	i := strings.LastIndex(key, "__")
	if i < 0 {
		return key, "", false
	}
	return key[:i], key[i+2:], true
}

// compare compares a path with a value, another column, or a sub-query.
func (s scope) compare(p *schema.Path, l query.Lookup, value any) (*query.Node, error) {
	switch v := value.(type) {
	case Expr:
		if l.Text() || l == query.In || l == query.Range || l == query.IsNull {
			return nil, query.Errorf("%s__%s takes a value, not a column", p.Text, l)
		}
		if p.Attr == nil {
			return nil, query.Errorf("%s.%s: name a field of the relation to compare it", p.Root.Name, p.Text)
		}
		if _, err := s.column(p); err != nil {
			return nil, err
		}
		right, err := s.expr(&v, p.Attr)
		if err != nil {
			return nil, err
		}
		if err := comparable(p.Attr, right.Kindred()); err != nil {
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
func (s scope) pattern(n *query.Node) error {
	check := s.db.engine.Dialect.CheckPattern
	text, ok := n.Value.(string)
	if check == nil || !ok {
		return nil
	}
	if err := check(text); err != nil {
		return query.Errorf("%s.%s__regex: the pattern is no regular expression: %w", n.Path.Root.Name, n.Path.Text, err)
	}
	return nil
}

// tuple takes any slice or array apart, but for bytes, which are a value.
func tuple(value any) ([]any, bool) {
	if list, ok := value.([]any); ok {
		return list, true
	}
	v := reflect.ValueOf(value)
	if !v.IsValid() || v.Kind() != reflect.Slice && v.Kind() != reflect.Array || v.Type().Elem().Kind() == reflect.Uint8 {
		return nil, false
	}
	list := make([]any, v.Len())
	for i := range list {
		list[i] = v.Index(i).Interface()
	}
	return list, true
}

// composite compares a composite primary key with one of its values, or with several.
func (s scope) composite(p *schema.Path, l query.Lookup, list []any) (*query.Node, error) {
	keys := p.End().Keys
	if len(keys) < 2 || p.Text != "pk" || (l != query.Exact && l != query.In) {
		return nil, query.Errorf("%s.%s: name a field of the relation to compare it", p.Root.Name, p.Text)
	}
	if l == query.In {
		either := &query.Node{Op: query.Or}
		if most := query.MaxTerms / len(keys); len(list) > most { // each of their fields is a term
			return nil, query.Errorf("pk__in of %s takes at most %d composite keys, got %d; ask in parts", s.model.Name, most, len(list))
		}
		for _, item := range list {
			one, ok := tuple(item)
			if !ok {
				return nil, query.Errorf("pk__in of %s takes slices in key order, got %T", s.model.Name, item)
			}
			n, err := s.composite(p, query.Exact, one)
			if err != nil {
				return nil, err
			}
			either.Kids = append(either.Kids, n)
		}
		return either, nil
	}
	if len(list) != len(keys) {
		return nil, query.Errorf("the key of %s has %d fields, got %d values", s.model.Name, len(keys), len(list))
	}
	all := &query.Node{Op: query.And}
	for i, a := range keys {
		n, err := query.NewCompare(&schema.Path{Root: s.model, Attr: a, Text: a.Name}, query.Exact, list[i])
		if err != nil {
			return nil, err
		}
		all.Kids = append(all.Kids, n)
	}
	return all, nil
}

func (s scope) subquery(p *schema.Path, l query.Lookup, source Source) (*query.Node, error) {
	if l != query.In {
		return nil, query.Errorf("%s__%s does not take a QuerySet; __in does", p.Text, l)
	}
	db, q, err := source.source().subquery()
	if err != nil {
		return nil, err
	}
	if db != s.db {
		return nil, query.Errorf("%s__in: the sub-query belongs to another database", p.Text)
	}
	return &query.Node{Op: query.Compare, Path: p, Lookup: query.In, Sub: q}, nil
}

func (s scope) resolveCond(c *cond) (*query.Node, error) {
	if c.err != nil {
		return nil, c.err
	}
	switch c.op {
	case query.Compare:
		return s.compareExpr(c)
	case query.Fragment:
		return s.fragment(c)
	case query.Some, query.None, query.Every:
		p, err := relation(s.model, c.path)
		if err != nil {
			return nil, err
		}
		inner := scope{db: s.db, model: p.End(), root: p.End()}
		kids, err := inner.resolveAll(c.kids)
		return &query.Node{Op: c.op, Path: p, Kids: kids}, err
	}
	kids, err := s.resolveAll(c.kids)
	if c.op == query.Or && err == nil {
		return query.Either(kids), nil
	}
	return &query.Node{Op: c.op, Kids: kids}, err
}

// placed is the path of a field that was named by pointer.
func (s scope) placed(at *place) (*schema.Path, error) {
	if at == nil {
		return nil, query.NoField()
	}
	if at.root != s.model.Type {
		return nil, query.Errorf("the pointer names a field of %s, the query is about %s", at.root.Name(), s.model.Name)
	}
	if r := at.resolved.Load(); r != nil && r.Root == s.model {
		return r, nil
	}
	p, err := s.model.Path(at.path)
	if err == nil {
		at.resolved.Store(p)
	}
	return p, err
}

// noted compares an annotation.
func (s scope) noted(a *query.Annotation, l query.Lookup, value any) (*query.Node, error) {
	left := &query.Expr{Annotation: a}
	attr := a.Value()
	n, err := query.NewCompare(&schema.Path{Root: s.model, Attr: attr, Text: a.Name}, l, value)
	if err != nil {
		return nil, err
	}
	if l.Text() {
		return nil, query.Errorf("%s is an aggregate; %s searches text", a.Name, l)
	}
	c := *n
	c.Left = left
	c.Path = &schema.Path{Root: s.model, Attr: attr, Text: a.Name}
	return &c, nil
}

// compareExpr is a comparison whose left side is an expression.
func (s scope) compareExpr(c *cond) (*query.Node, error) {
	left, err := s.expr(c.left, nil)
	if err != nil {
		return nil, err
	}
	value, ok := c.value.(Expr)
	if !ok {
		value = Expr{value: c.value, leaf: true}
	}
	right, err := s.expr(&value, resultOf(left))
	if err != nil {
		return nil, err
	}
	if err := comparable(left.Kindred(), right.Kindred()); err != nil {
		return nil, err
	}
	return &query.Node{Op: query.Compare, Left: left, Lookup: c.lookup, Right: right}, nil
}

// fragment takes the SQL of a condition apart at its {paths}.
func (s scope) fragment(c *cond) (*query.Node, error) {
	q := &query.SQL{Args: c.args}
	syntax := s.db.engine.Dialect.Syntax
	if err := syntax.CheckFragment(c.text, len(c.args)); err != nil {
		return nil, query.Errorf("orm.SQL: %w", err)
	}
	pieces, paths := syntax.SplitPaths(c.text)
	for _, path := range paths {
		p, err := s.model.Path(path)
		if err != nil {
			return nil, err
		}
		if p.Attr == nil {
			return nil, query.Errorf("orm.SQL: {%q} is no column", path)
		}
		q.Paths = append(q.Paths, p)
	}
	q.Text = pieces
	return &query.Node{Op: query.Fragment, SQL: q}, nil
}

// where resolves conditions of a query and appends them to nodes.
func (db *DB) where(q *query.Query, nodes []*query.Node, list []Condition) ([]*query.Node, error) {
	s := scope{db: db, model: q.Model, root: q.Model, notes: q.Annotations()}
	nodes, err := s.resolveOnto(nodes, list)
	if err != nil {
		return nodes, fmt.Errorf("%w", err)
	}
	return nodes, nil
}
