package query

import (
	"context"
	"errors"
	"testing"

	"github.com/ormar-go/ormar/schema"
)

var errScope = errors.New("no tenant")

// TestScopes: a scope is asked once for a statement, unless it is lifted; its error is kept and nothing holds after it.
func TestScopes(t *testing.T) {
	m := &schema.Model{Table: "parcels"}
	asked := 0
	list := []*Scope{
		{Name: "tenant", Of: func(context.Context) (*Node, error) { asked++; return False(), nil }},
		{Name: Deleted, Of: func(context.Context) (*Node, error) { return True(), nil }},
	}
	of := func(*schema.Model) []*Scope { return list }
	s := NewScopes(t.Context(), of)
	first, again := s.On(m, Lifted{}), s.On(m, Lifted{})
	if len(first) != 2 || first[0] != again[0] || asked != 1 {
		t.Errorf("%v and %v, asked %d times", first, again, asked)
	}
	for what, c := range map[string]struct {
		lifted Lifted
		ctx    context.Context
		want   int
	}{
		"by name":            {Lifted{}.And([]string{"tenant"}), t.Context(), 1},
		"all but deleted":    {Lifted{}.And(nil), t.Context(), 1},
		"deleted by name":    {Lifted{}.And([]string{Deleted}), t.Context(), 1},
		"both":               {Lifted{}.And(nil).And([]string{Deleted}), t.Context(), 0},
		"by context":         {Lifted{}, Lift(t.Context(), []string{"tenant", "other"}), 1},
		"by two contexts":    {Lifted{}, Lift(Lift(t.Context(), nil), []string{Deleted}), 0},
		"by context and all": {Lifted{}.And([]string{Deleted}), Lift(t.Context(), nil), 0},
	} {
		if got := NewScopes(c.ctx, of).On(m, c.lifted); len(got) != c.want {
			t.Errorf("%s: %d hold, want %d", what, len(got), c.want)
		}
	}
	if !(Lifted{}).Deleted(Lift(t.Context(), []string{Deleted})) || (Lifted{}).Deleted(Lift(t.Context(), nil)) {
		t.Error("a context sees deleted rows just when it names them")
	}
	list = append(list, &Scope{Name: "broken", Of: func(context.Context) (*Node, error) { return nil, errScope }})
	s = NewScopes(t.Context(), of)
	if got := s.On(m, Lifted{}); got != nil || !errors.Is(s.Err(), errScope) || s.On(m, Lifted{}) != nil {
		t.Errorf("%v, %v", got, s.Err())
	}
	if got := NewScopes(t.Context(), of).On(m, Lifted{}.And([]string{"broken"})); len(got) != 2 {
		t.Errorf("a lifted scope is not asked: %v", got)
	}
	if none := (*Scopes)(nil); none.Err() != nil || none.On(m, Lifted{}) != nil {
		t.Error("no scopes hold something")
	}
}

// TestShapeOfScopes: the conditions are part of the key, their values are not, and a query without scopes has the key that it always had.
func TestShapeOfScopes(t *testing.T) {
	m := &schema.Model{Table: "parcels"}
	a := &schema.Attribute{Model: m, Name: "tenant", Kind: schema.KindInteger}
	shape := func(v any, lookup Lookup) *Shape {
		n := &Node{Op: Compare, Path: &schema.Path{Root: m, Attr: a, Text: "tenant"}, Lookup: lookup, Value: v}
		s := &Shape{At: map[any]int{}, Scoped: map[*Node]bool{}}
		s.Scopes = NewScopes(t.Context(), func(*schema.Model) []*Scope {
			return []*Scope{{Name: "tenant", Of: func(context.Context) (*Node, error) { return n, nil }}}
		})
		s.Query(&Query{Model: m})
		if !s.Scoped[n] || s.At[n] != 0 {
			t.Errorf("the walk did not meet the scope: %v, %v", s.Scoped, s.At)
		}
		return s
	}
	one, two, ne := shape(1, Exact), shape(2, Exact), shape(1, Ne)
	bare := &Shape{}
	bare.Query(&Query{Model: m})
	if string(one.Key) != string(two.Key) || string(one.Key) == string(ne.Key) || string(one.Key) == string(bare.Key) || two.Args[0] != 2 {
		t.Errorf("%q %q %q %q %v", one.Key, two.Key, ne.Key, bare.Key, two.Args)
	}
	lifted := &Query{Model: m}
	lifted.Extend(func(x *Extras) { x.Lifted.All = true })
	s := &Shape{Scopes: NewScopes(t.Context(), func(*schema.Model) []*Scope {
		return []*Scope{{Name: "tenant", Of: func(context.Context) (*Node, error) { return nil, errScope }}}
	})}
	if s.Query(lifted); string(s.Key) != string(bare.Key) || s.Scopes.Err() != nil {
		t.Errorf("lifted: %q, %v", s.Key, s.Scopes.Err())
	}
}

// TestOffer: what stands for the row that is offered becomes its value, wherever it stands, and the expression itself stays as it was.
func TestOffer(t *testing.T) {
	m := &schema.Model{Table: "parcels"}
	a := &schema.Attribute{Model: m, Name: "hits", Kind: schema.KindInteger}
	p := &schema.Path{Root: m, Attr: a, Text: "hits"}
	offered := &Expr{Path: p, Offered: true}
	sum := &Expr{Op: '+', Left: &Expr{Path: p}, Kid: &Expr{Call: &Call{Func: Coalesce, Args: []*Expr{offered, {Value: int64(0), Attr: a}}, Attr: a}}}
	offer := Offer(func(*schema.Attribute) (any, error) { return int64(7), nil })
	made, err := offer.Expr(sum)
	if err != nil || made.Left.Path != p || made.Kid.Call.Args[0].Value != int64(7) || made.Kid.Call.Args[0].Offered || sum.Kid.Call.Args[0] != offered {
		t.Errorf("%+v, %v", made, err)
	}
	nodes, err := offer.Nodes([]*Node{{Op: Not, Kids: []*Node{{Op: Compare, Left: &Expr{Path: p}, Lookup: Lt, Right: offered}}}})
	if err != nil || nodes[0].Kids[0].Right.Value != int64(7) {
		t.Errorf("%+v, %v", nodes, err)
	}
	if _, err := Offer(func(*schema.Attribute) (any, error) { return nil, errScope }).Expr(sum); !errors.Is(err, errScope) {
		t.Errorf("a value that cannot be had: %v", err)
	}
}
