package loaders

import (
	"fmt"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// Member is one object of a graph in memory.
type Member struct {
	Model *schema.Model
	Row   unsafe.Pointer
	// Needs are the foreign keys of the row that hold another member's key, whether its own One says so or that member's list.
	Needs []Need
	after []*Member // owners of the lists of a many side by which the member was reached
}

// Need is a foreign key that holds another member's key.
type Need struct {
	Key *schema.Attribute
	On  *Member
}

// Bond is a place in a relation that does not start at the row's own foreign key: a child in its owner's reverse side, or a
// target in its owner's many side.
type Bond struct {
	Side          *schema.Side // from the owner
	Owner, Target *Member
	Position      int            // in the owner's list
	Link          unsafe.Pointer // the object of the link row; nil without one
}

// Graph is the objects that can be reached from a root along relations that are in memory. It is built by one goroutine.
type Graph struct {
	Members  []*Member // the root first, then in the order in which they were reached
	Children []Bond    // along reverse sides
	Links    []Bond    // along many sides
	Lists    []Bond    // every list that was walked, without a Target
	index    map[unsafe.Pointer]*Member
}

// Pruned is a tree of relation names that a walk leaves out. The nil Pruned leaves out nothing.
type Pruned struct {
	here  bool
	below map[string]*Pruned
}

// Add leaves out the relation at the end of a path, with everything below it.
func (p *Pruned) Add(path *schema.Path) {
	at := p
	for _, s := range path.Steps {
		name := s.Side.Name
		switch {
		case s.Via == nil:
		case s.Side == s.Via.LinkTarget:
			name = s.Via.Name
		default:
			continue // the first half of a many side
		}
		if at.below == nil {
			at.below = map[string]*Pruned{}
		}
		if at.below[name] == nil {
			at.below[name] = &Pruned{}
		}
		at = at.below[name]
	}
	at.here = true
}

func (p *Pruned) next(name string) *Pruned {
	if p == nil {
		return nil
	}
	return p.below[name]
}

func (p *Pruned) out() bool { return p != nil && p.here }

// place is an object under what is left out below it: an object that is reached twice may have two.
type place struct {
	member *Member
	pruned *Pruned
}

// Walk collects the graph of a root: with follow everything that can be reached, else what the root's own relations hold. It
// fails for a nil in a list.
func Walk(m *schema.Model, root unsafe.Pointer, follow bool, pruned *Pruned) (*Graph, error) {
	g := &Graph{index: map[unsafe.Pointer]*Member{}}
	seen := map[place]bool{}
	walked := map[*Member]map[*schema.Side]bool{}
	queue := []place{{g.member(m, root), pruned}}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		if seen[at] {
			continue
		}
		seen[at] = true
		if walked[at.member] == nil {
			walked[at.member] = map[*schema.Side]bool{}
		}
		for _, s := range at.member.Model.Sides {
			next := at.pruned.next(s.Name)
			if !s.HasField || next.out() {
				continue
			}
			found, err := g.along(at.member, s, !walked[at.member][s])
			if err != nil {
				return nil, err
			}
			walked[at.member][s] = true
			if follow {
				for _, f := range found {
					queue = append(queue, place{f, next})
				}
			}
		}
	}
	g.needs()
	return g, nil
}

// member is the object's member, new or known. Two objects have one address only where one is the first field of the other,
// which relations do not lead to.
func (g *Graph) member(m *schema.Model, row unsafe.Pointer) *Member {
	if known := g.index[row]; known != nil {
		return known
	}
	n := &Member{Model: m, Row: row}
	g.index[row] = n
	g.Members = append(g.Members, n)
	return n
}

// Member is the member that an object is, nil when it is not in the graph.
func (g *Graph) Member(row unsafe.Pointer) *Member { return g.index[row] }

// along are the members that a relation of a member holds; their bonds are noted the first time.
func (g *Graph) along(m *Member, s *schema.Side, first bool) ([]*Member, error) {
	if !s.ToMany {
		row := s.At(m.Row)
		if row == nil {
			return nil, nil
		}
		n := g.member(s.Target, row)
		if first && s.Kind == schema.ReverseSide {
			g.Children = append(g.Children, Bond{Side: s, Owner: m, Target: n})
		}
		return []*Member{n}, nil
	}
	state := schema.ManyAt(m.Row, s.Offset)
	if first {
		g.Lists = append(g.Lists, Bond{Side: s, Owner: m})
	}
	out := make([]*Member, len(state.Items))
	for i, row := range state.Items {
		if row == nil {
			return nil, fmt.Errorf("%w: item %d of %s.%s is nil", schema.ErrQuery, i, m.Model.Name, s.Name)
		}
		out[i] = g.member(s.Target, row)
		if !first {
			continue
		}
		b := Bond{Side: s, Owner: m, Target: out[i], Position: i}
		if i < len(state.Links) {
			b.Link = state.Links[i]
		}
		if s.Kind == schema.ReverseSide {
			g.Children = append(g.Children, b)
			continue
		}
		g.Links = append(g.Links, b)
		out[i].after = append(out[i].after, m)
	}
	return out, nil
}

// needs notes which member's key each foreign key of a member holds.
func (g *Graph) needs() {
	for _, b := range g.Children {
		b.Target.need(b.Side.Key, b.Owner)
	}
	for _, m := range g.Members {
		for _, s := range m.Model.Sides {
			if s.Kind != schema.ForwardSide || !s.HasField {
				continue
			}
			if on := g.index[s.At(m.Row)]; on != nil {
				m.need(s.Key, on)
			}
		}
	}
}

func (m *Member) need(key *schema.Attribute, on *Member) {
	for _, n := range m.Needs {
		if n.Key == key {
			return
		}
	}
	m.Needs = append(m.Needs, Need{key, on})
}
