package query

import (
	"context"
	"slices"

	"github.com/ormar-go/ormar/schema"
)

// Deleted is the name of the scope that hides rows which are marked as deleted.
const Deleted = "deleted"

// Scope is a condition that always holds of the rows of a model. What it is depends on the context of a call.
type Scope struct {
	Name  string
	Of    func(ctx context.Context) (*Node, error)
	Fixed bool // it does not depend on the context
}

// Lifted are the scopes that do not hold: those named, or all but the one of deleted rows.
type Lifted struct {
	All   bool
	Names []string
}

func (l Lifted) has(name string) bool {
	return l.All && name != Deleted || slices.Contains(l.Names, name)
}

// And lifts more.
func (l Lifted) And(names []string) Lifted {
	if len(names) == 0 {
		l.All = true
		return l
	}
	l.Names = append(slices.Clip(l.Names), names...)
	return l
}

// Deleted reports whether rows that are marked as deleted are seen by a query under a context.
func (l Lifted) Deleted(ctx context.Context) bool {
	was, _ := ctx.Value(liftedKey{}).(Lifted)
	return l.has(Deleted) || was.has(Deleted)
}

// Live is the condition of the rows of a model that are not marked as deleted, or of those that are.
func Live(m *schema.Model, live bool) *Node {
	return &Node{Op: Compare, Path: &schema.Path{Root: m, Attr: m.SoftDelete, Text: m.SoftDelete.Name}, Lookup: IsNull, Value: live}
}

// liftedKey is the context's key for what a context lifts.
type liftedKey struct{}

// Lift is a context that lifts scopes.
func Lift(ctx context.Context, names []string) context.Context {
	was, _ := ctx.Value(liftedKey{}).(Lifted)
	return context.WithValue(ctx, liftedKey{}, was.And(names))
}

// Scopes are the scopes of a database as one statement sees them: each is asked for its condition once.
type Scopes struct {
	ctx    context.Context
	of     func(*schema.Model) []*Scope
	lifted Lifted
	made   map[*Scope]*Node
	err    error
}

// NewScopes are the scopes under a context.
func NewScopes(ctx context.Context, of func(*schema.Model) []*Scope) *Scopes {
	s := &Scopes{ctx: ctx, of: of}
	s.lifted, _ = ctx.Value(liftedKey{}).(Lifted)
	return s
}

// Err is the first error of a scope.
func (s *Scopes) Err() error {
	if s == nil {
		return nil
	}
	return s.err
}

// On are the conditions on a model's rows but for those that are lifted; every time the same nodes.
func (s *Scopes) On(m *schema.Model, lifted Lifted) []*Node {
	if s == nil || s.err != nil {
		return nil
	}
	var out []*Node
	for _, scope := range s.of(m) {
		if lifted.has(scope.Name) || s.lifted.has(scope.Name) {
			continue
		}
		n, ok := s.made[scope]
		if !ok {
			if n, s.err = scope.Of(s.ctx); s.err != nil {
				return nil
			}
			if s.made == nil {
				s.made = map[*Scope]*Node{}
			}
			s.made[scope] = n
		}
		out = append(out, n)
	}
	return out
}

// touched are the models whose rows a part of a statement may read, in the order in which they were met.
type touched struct{ models []*schema.Model }

// model adds a model, and what its default order reads.
func (t *touched) model(m *schema.Model) {
	if m == nil || slices.Contains(t.models, m) {
		return
	}
	t.models = append(t.models, m)
	for _, k := range m.OrderBy {
		t.path(k.Path)
	}
}

// side adds what a relation leads to, its link rows, and what its order reads.
func (t *touched) side(s *schema.Side) {
	t.model(s.Target)
	if s.Kind == schema.ManySide {
		t.model(s.Through())
	}
	for _, k := range s.OrderBy {
		t.path(k.Path)
	}
}

func (t *touched) path(p *schema.Path) {
	if p == nil {
		return
	}
	for _, s := range p.Steps {
		t.side(s.Side)
		if s.Via != nil {
			t.side(s.Via)
		}
	}
	if p.Side != nil && p.Attr == nil {
		t.side(p.Side)
	}
}

// scopes adds the conditions on the rows of the models that were met since before, and forgets these.
func (s *Shape) scopes(before touched, lifted Lifted) {
	met := s.met
	s.met = touched{}
	scopes := s.Scopes
	s.Scopes = nil // what a scope itself reads has none
	for _, m := range met.models {
		for _, n := range scopes.On(m, lifted) {
			s.tag('$')
			s.Text(m.Place())
			s.Node(n)
			if s.At != nil {
				s.Scoped[n] = true
			}
		}
	}
	s.Scopes, s.met = scopes, before
}

// Scope adds the scopes of the rows of one model.
func (s *Shape) Scope(m *schema.Model) {
	if s.Scopes != nil {
		s.met = touched{models: []*schema.Model{m}}
		s.scopes(touched{}, Lifted{})
	}
}
