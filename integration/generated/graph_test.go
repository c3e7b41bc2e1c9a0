package generated

import (
	"context"
	"fmt"
	"slices"

	"github.com/ormar-go/ormar/orm"
)

// graphStep is a SaveRelated of a ticket or a shelf with what they hold.
func (p *play) graphStep(listens bool) *step {
	g := &graph{p: p, listens: listens, all: p.rnd.IntN(2) == 0, follow: p.rnd.IntN(2) == 0}
	var root *instance
	if p.rnd.IntN(2) == 0 {
		root = g.ticket()
	} else {
		root = g.shelf()
	}
	g.reach(root)
	if slices.ContainsFunc(g.pieces, func(x *instance) bool { return !slices.Contains(g.members, x) }) {
		g.follow = true // what is not reached would have to be told apart from what is
		g.members = nil
		g.reach(root)
	}
	var opts []orm.GraphOption
	if g.all {
		opts = append(opts, orm.SaveAll())
	}
	if g.follow {
		opts = append(opts, orm.Follow())
	}
	var n int64
	st := &step{what: fmt.Sprintf("SaveRelated(all %t, follow %t)", g.all, g.follow), list: g.members, order: true, counted: &n}
	st.call = func(ctx context.Context) (err error) {
		n, err = callsOf(root.s.name).saveRelated(ctx, p.db, root.object, opts)
		return err
	}
	for _, ahead := range []bool{true, false} { // of two objects with one key the second may be asked about before the first is written
		st.rule(func(o *outcome, at []int) causes { return g.rule(o, at, ahead) })
	}
	return st
}

// graph is some instances that hold each other.
type graph struct {
	p                    *play
	listens, all, follow bool
	pieces               []*instance
	members              []*instance // the reached ones, in the order of the step's list
}

// piece is an instance that is not in the graph yet; no later write uses it.
func (g *graph) piece(name string) *instance {
	x := g.p.pick(g.p.plan.shape(name))
	if slices.Contains(g.pieces, x) {
		x = g.p.fresh(x.s, callsOf(name).fresh(), false)
	}
	x.graph = true
	for name, list := range g.p.known {
		g.p.known[name] = slices.DeleteFunc(list, func(k *instance) bool { return k == x })
	}
	g.pieces = append(g.pieces, x)
	return x
}

// ticket is a ticket that may hold its shelf and pages.
func (g *graph) ticket() *instance {
	x := g.piece("ticket")
	if g.p.rnd.IntN(2) == 0 && len(g.pieces) < 4 {
		x.parent = g.piece("shelf")
		x.object.(*ticket).Parent = orm.Ref(x.parent.object.(*shelf))
		x.memory["parent"] = g.keyIn(x.parent)
	}
	g.mark(x)
	return x
}

// mark gives a ticket pages.
func (g *graph) mark(x *instance) {
	for len(g.pieces) < 5 && g.p.rnd.IntN(2) == 0 {
		x.marks = append(x.marks, g.piece("page"))
	}
	if len(x.marks) > 0 {
		x.object.(*ticket).Marks = orm.ManyOf(objectsAs[page](x.marks)...)
	}
}

// shelf is a shelf with tickets and pages, most of which stand on no other.
func (g *graph) shelf() *instance {
	x := g.piece("shelf")
	var tickets, pages []*instance
	for len(g.pieces) < 4 && g.p.rnd.IntN(4) > 0 {
		if g.p.rnd.IntN(3) == 0 {
			pages = append(pages, g.piece("page"))
			g.detach(pages[len(pages)-1])
			continue
		}
		k := g.piece("ticket")
		g.detach(k)
		g.mark(k)
		tickets = append(tickets, k)
	}
	x.kids = slices.Concat(tickets, pages)
	x.object.(*shelf).Tickets = orm.ManyOf(objectsAs[ticket](tickets)...)
	x.object.(*shelf).Pages = orm.ManyOf(objectsAs[page](pages)...)
	return x
}

// detach empties the foreign key of a child, most times.
func (g *graph) detach(x *instance) {
	if g.p.rnd.IntN(8) > 0 {
		assign(x.object, x.s.column("parent"), nil)
		x.memory["parent"] = null
	}
}

func objectsAs[T any](of []*instance) []*T { return list[T](objectsOf(of)) }

// keyIn is the key of an instance as a foreign key holds it.
func (g *graph) keyIn(x *instance) string {
	if k := x.memory["id"]; k != "0" {
		return k
	}
	return null
}

// reach collects what is written: what the root holds, or what can be reached.
func (g *graph) reach(root *instance) {
	g.members = append(g.members, root)
	for i := 0; i < len(g.members) && (i == 0 || g.follow); i++ {
		x := g.members[i]
		next := slices.Concat(x.kids, x.marks)
		if x.parent != nil {
			next = append(next, x.parent)
		}
		for _, y := range next {
			if !slices.Contains(g.members, y) {
				g.members = append(g.members, y)
			}
		}
	}
}

// member is an instance while the rules are applied.
type member struct {
	x     *instance
	st    *state
	fresh bool // it may have to be inserted
	stub  bool // it knows nothing but its key
	tie   bool // its foreign key is written besides
	gone  func() bool
}

// rule is SaveRelated: what is new is inserted, what has a key is inserted or updated, what is saved is updated if all is to be.
func (g *graph) rule(o *outcome, at []int, ahead bool) causes {
	of := map[*instance]*member{}
	for i, x := range g.members {
		st := o.states[i]
		m := &member{x: x, st: st, fresh: !st.saved, stub: st.saved && st.known != nil && len(st.known) == len(x.s.keys())}
		gone := func() bool { return !st.hasKey(x.s) || o.world.tables[x.s.name][x.s.keyOf(st.memory)] == nil }
		if m.gone = gone; ahead {
			now := gone()
			m.gone = func() bool { return now }
		}
		of[x] = m
	}
	if out := g.adopt(o, of); out != nil {
		return out
	}
	var all causes
	for _, i := range at {
		if x := g.members[i]; x.s.name == "shelf" { // what foreign keys point to comes first
			all = append(all, g.write(o, of[x])...)
		}
	}
	for _, i := range at {
		x := g.members[i]
		if x.s.name == "shelf" {
			continue
		}
		if owner := g.owner(x); owner != nil {
			of[x].st.memory["parent"] = of[owner].st.memory["id"]
		}
		all = append(all, g.write(o, of[x])...)
	}
	for _, x := range g.members {
		for _, y := range x.marks {
			if of[x] == nil || of[y] == nil {
				continue
			}
			link := [2]string{of[x].st.memory["id"], of[y].st.memory["id"]}
			if o.world.tables["ticket"][link[0]] == nil || o.world.tables["page"][link[1]] == nil {
				all = append(all, orm.ErrForeignKey)
			}
			o.world.links[link] = true
		}
	}
	return all
}

// owner is the shelf of the graph on which an instance stands.
func (g *graph) owner(x *instance) *instance {
	if x.parent != nil {
		return x.parent
	}
	for _, m := range g.members {
		if slices.Contains(m.kids, x) {
			return m
		}
	}
	return nil
}

// adopt checks that children of a list have no other owner, and notes whose foreign key must be written.
func (g *graph) adopt(o *outcome, of map[*instance]*member) causes {
	for _, x := range g.members {
		m := of[x]
		owner := g.owner(x)
		if owner == nil {
			continue
		}
		if x.parent != nil {
			m.tie = !m.fresh && of[owner].fresh
			continue
		}
		if has := m.st.memory["parent"]; has != null && (!of[owner].st.hasKey(owner.s) || has != owner.memory["id"]) {
			return causes{orm.ErrRelationship}
		} else if has == null {
			m.tie = !m.fresh
		}
		m.tie = m.tie || !m.fresh && of[owner].fresh
	}
	return nil
}

// write writes one member.
func (g *graph) write(o *outcome, m *member) causes {
	w, s, st := o.world, m.x.s, m.st
	if m.fresh && m.gone() {
		o.count++
		return w.save(s, st, g.listens)
	}
	if m.fresh || g.all && !m.stub {
		o.count++
		names := s.updated(st, nil)
		if m.tie && !slices.Contains(names, "parent") {
			names = append(names, "parent")
		}
		return w.write(s, st, names, nil, g.listens)
	}
	if m.tie {
		return w.write(s, st, s.updated(st, []string{"parent"}), []string{"parent"}, g.listens)
	}
	return nil
}
