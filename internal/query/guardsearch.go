package query

import (
	"encoding/json"
	"slices"

	"github.com/ormar-go/ormar/schema"
)

const (
	guardSteps     = 20_000 // of one search, after which a condition counts as one that depends on data
	guardConstants = 64     // that a column is compared with, of which a search keeps track
)

// guardSearch looks for data with which a predicate has a wanted value. It tries what the columns can hold: NULL, each constant
// that they are compared with, and something between them. Everything else that is asked is a fact of its own.
type guardSearch struct {
	guard     *Guard
	columns   []*guardColumn
	facts     []*guardFact
	fragments map[*Node]*Node
	known     map[guardKey]truths
	steps     int
}

// guardFact is a question whose answer is independent of the columns' values; unset while every answer of can is open.
type guardFact struct {
	node *Node
	can  truths
	set  truths
}

// guardKey names what is known of a quantifier or sub-query, by whether it stands under a negation.
type guardKey struct {
	node    *Node
	negated bool
}

func (g *Guard) search(n *Node) *guardSearch {
	s := &guardSearch{guard: g, steps: guardSteps}
	s.collect(n)
	for _, c := range s.columns {
		c.finish()
	}
	return s
}

// collect finds the columns of a predicate and the constants that they are compared with.
func (s *guardSearch) collect(n *Node) {
	switch n.Op {
	case And, Or, Not:
		for _, k := range n.Kids {
			s.collect(k)
		}
	case Fragment:
		if s.guard.Fragment == nil {
			return
		}
		if s.fragments == nil {
			s.fragments = map[*Node]*Node{}
		}
		s.fragments[n] = s.guard.Fragment(s.guard.Model, n.SQL)
		s.collect(s.fragments[n])
	case Compare:
		if n.Left != nil || n.Path == nil || n.Path.Attr == nil || n.Sub != nil {
			return
		}
		c := s.column(n.Path)
		if c == nil {
			c = &guardColumn{path: n.Path, at: unset}
			s.columns = append(s.columns, c)
		}
		if n.Right == nil && points(n) {
			c.add(n)
		}
	}
}

func (s *guardSearch) column(p *schema.Path) *guardColumn {
	for _, c := range s.columns {
		if c.path.Attr == p.Attr && c.path.Text == p.Text {
			return c
		}
	}
	return nil
}

// reaches reports whether the predicate can have one of the wanted values. It goes on from what is set so far.
func (s *guardSearch) reaches(n *Node, want truths, negated bool) bool {
	if s.steps--; s.steps < 0 {
		return true
	}
	got := s.eval(n, negated)
	if got&want == 0 || got&^want == 0 {
		return got&want != 0
	}
	for _, c := range s.columns {
		if c.at != unset || len(c.domain) < 2 {
			continue
		}
		defer func() { c.at = unset }()
		for _, c.at = range c.domain {
			if s.reaches(n, want, negated) {
				return true
			}
		}
		return false
	}
	for _, f := range s.facts {
		if f.set != 0 || f.can&(f.can-1) == 0 {
			continue
		}
		defer func() { f.set = 0 }()
		for _, f.set = range []truths{isFalse, isUnknown, isTrue} {
			if f.can&f.set != 0 && s.reaches(n, want, negated) {
				return true
			}
		}
		return false
	}
	return true // what is left depends on data
}

// eval is the values that a predicate can have with what is set so far.
func (s *guardSearch) eval(n *Node, negated bool) truths {
	switch n.Op {
	case And:
		out := isTrue
		for _, k := range n.Kids {
			out = out.and(s.eval(k, negated))
		}
		return out
	case Or:
		out := isTrue
		for _, k := range n.Kids {
			out = out.and(s.eval(k, negated).not())
		}
		return out.not()
	case Not:
		return s.eval(n.Kids[0], !negated).not()
	case Settled:
		return truthOf(!negated)
	case Depends:
		return anyTruth
	case Exists:
		return s.fact(n, isTrue|isFalse)
	case Fragment:
		if f := s.fragments[n]; f != nil {
			return s.eval(f, negated)
		}
		return anyTruth
	case None:
		return s.fact(&Node{Op: Some, Path: n.Path, Kids: n.Kids}, s.of(n, negated).not()).not()
	case Some, Every:
		return s.fact(n, s.of(n, negated))
	}
	return s.compare(n, negated)
}

// of is what a quantifier or sub-query can be, looked into once.
func (s *guardSearch) of(n *Node, negated bool) truths {
	key := guardKey{n, negated}
	if t, ok := s.known[key]; ok {
		return t
	}
	t := truths(0)
	if n.Op == Compare {
		t = s.guard.member(n, negated)
	} else {
		t = s.guard.quantified(n, negated)
	}
	if s.known == nil {
		s.known = map[guardKey]truths{}
	}
	s.known[key] = t
	return t
}

// fact is the answer to a question of its own, the same wherever it is asked.
func (s *guardSearch) fact(n *Node, can truths) truths {
	if can&(can-1) == 0 {
		return can
	}
	i := slices.IndexFunc(s.facts, func(f *guardFact) bool { return sameNode(f.node, n) })
	if i < 0 {
		i = len(s.facts)
		s.facts = append(s.facts, &guardFact{node: n, can: can})
	}
	if f := s.facts[i]; f.set&can != 0 {
		return f.set
	}
	return can
}

func (s *guardSearch) compare(n *Node, negated bool) truths {
	switch {
	case n.Sub != nil:
		return s.fact(n, s.of(n, negated))
	case n.Lookup == In && len(n.List) == 0:
		return isFalse
	case n.Left != nil || n.Right != nil:
		return s.expressions(n)
	}
	c := s.column(n.Path)
	if c == nil {
		return anyTruth
	}
	if n.Lookup == IsNull || empty(n) || points(n) && c.tracked() {
		return c.eval(n)
	}
	if mayBeNull(n.Path) {
		return s.fact(n, anyTruth)
	}
	return s.fact(n, isTrue|isFalse)
}

// expressions compares what is computed; of two that are the same the answer is known where they are not NULL.
func (s *guardSearch) expressions(n *Node) truths {
	left := n.Left
	if left == nil {
		left = &Expr{Path: n.Path}
	}
	out := isTrue | isFalse
	if left.null() || n.Right != nil && n.Right.null() {
		out = anyTruth
	}
	switch {
	case n.Lookup == IsNull:
		if left.null() {
			return s.fact(n, isTrue|isFalse)
		}
		return truthOf(!n.Value.(bool))
	case n.Right != nil && sameExpr(left, n.Right):
		same := truthOf(n.Lookup == Exact || n.Lookup == Gte || n.Lookup == Lte)
		if n.Left == nil {
			if c := s.column(n.Path); c != nil {
				return c.unlessNull(same)
			}
		}
		return same | out&isUnknown
	}
	return s.fact(n, out)
}

// empty reports whether a lookup finds every text there is.
func empty(n *Node) bool {
	if list, ok := n.Value.(json.RawMessage); ok {
		return n.Lookup == Contains && string(list) == "[]"
	}
	text, ok := n.Value.(string)
	if !ok { // a document
		return false
	}
	switch n.Lookup {
	case Contains, IContains, StartsWith, IStartsWith, EndsWith, IEndsWith:
		return text == ""
	case Regex:
		return slices.Contains([]string{"", "^", "$", ".*", "^.*", ".*$"}, text)
	}
	return false
}
