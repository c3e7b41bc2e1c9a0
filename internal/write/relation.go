package write

import (
	"context"
	"reflect"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// Relation is a to-many relation of an owner that the database knows, as what writes among its
// rows.
type Relation struct {
	writer *Writer
	query.Relation
}

// Relation is the relation that a state belongs to, of the owner with a key.
func (w *Writer) Relation(state *schema.ManyState, key schema.Key) *Relation {
	b := state.Binding
	owner := engine.OwnerOf(b, state, state.Owner, key)
	return w.Of(&query.Relation{Side: b.Side, Owner: owner, Key: key.Canonical(), State: state})
}

// Of is the relation that a query asks along, nil for a query of a whole model.
func (w *Writer) Of(r *query.Relation) *Relation {
	if r == nil {
		return nil
	}
	return &Relation{writer: w, Relation: *r}
}

// Query is the question to the rows related to the owner.
func (g *Relation) Query() *query.Query {
	q := &query.Query{Model: g.Side.Target}
	p := &schema.Path{Root: q.Model, Attr: g.Side.Key}
	if g.Side.Kind == schema.ManySide {
		back := g.Side.Inverse.LinkOwner
		p.Steps, p.Attr = []schema.Step{{Side: back}}, g.Side.LinkOwner.Key
		p.Text = back.Name + "__" + p.Attr.Name
	} else {
		p.Text = p.Attr.Name
	}
	q.Extend(func(x *query.Extras) {
		x.Scope = append([]*query.Node{{Op: query.Compare, Path: p, Lookup: query.Exact, Value: g.Key}}, engine.Along(g.Side, g.shards())...)
		x.Along, x.Relation = g.Side, &g.Relation
	})
	return q
}

// run runs a manager's call that sends one statement without a transaction, unless somebody
// listens; any other call in one.
func (g *Relation) run(ctx context.Context, one bool, children []unsafe.Pointer, fn func(context.Context) error) error {
	for _, kind := range [...]hooks.Kind{hooks.PreRelationAddKind, hooks.PostRelationAddKind, hooks.PreRelationRemoveKind, hooks.PostRelationRemoveKind} {
		one = one && !g.writer.Hooks.Has(kind, g.Side.Owner.Type)
	}
	if !one {
		return g.transaction(ctx, children, fn)
	}
	return g.again(ctx, children, func() error { return fn(ctx) })
}

// transaction runs a manager's call in one transaction, so that nothing half-linked remains:
// neither in the database nor, of the relation and of the children that it may change, in memory.
func (g *Relation) transaction(ctx context.Context, children []unsafe.Pointer, fn func(context.Context) error) error {
	return g.again(ctx, children, func() error { return g.writer.Engine.Transaction(ctx, engine.TxOptions{}, fn) })
}

// attempts is how often a call about a relation is tried while it deadlocks with others of its
// kind.
const attempts = 10

// again runs a call anew when it was the victim of a deadlock: what it does may be done twice.
// Inside the caller's own transaction only the caller can begin anew. When it fails, the relation
// and the children in memory are what they were.
func (g *Relation) again(ctx context.Context, children []unsafe.Pointer, call func() error) error {
	most := attempts
	if g.writer.Engine.InTransaction(ctx) {
		most = 1
	}
	return engine.Retry(ctx, most, func() error {
		var before engine.Memory
		for _, child := range children {
			before.Whole(g.Side.Target, child)
		}
		before.Relation(g.State)
		return before.Undoing(call)
	})
}

// fire tells the listeners of the owner's model of a change of the relation.
func (g *Relation) fire(ctx context.Context, kind hooks.Kind, child, through any) error {
	owner := g.Side.Owner
	if !g.writer.Hooks.Has(kind, owner.Type) {
		return nil
	}
	instance, err := g.instance()
	if err != nil {
		return err
	}
	return hooks.Fire(ctx, g.writer.Hooks, kind, owner.Type, instance, hooks.RelationChange{Child: child, Name: g.Side.Name, Through: through})
}

// instance is the owner as a listener sees it: of a copied relation an instance with nothing but
// the key, as a row is of which no other column was read.
func (g *Relation) instance() (any, error) {
	model := g.Side.Owner
	if g.Owner != nil {
		return reflect.NewAt(model.Type, g.Owner).Interface(), nil
	}
	row := reflect.New(model.Type)
	if err := loaders.KeyAttribute(g.Side).Set(row.UnsafePointer(), g.Key); err != nil {
		return nil, err
	}
	engine.OnlyKey(model, row.UnsafePointer())
	g.writer.Engine.Bind(model, row.UnsafePointer())
	return row.Interface(), nil
}

// Insert inserts a new child and ties it, as a part of a call that has a transaction where one is
// needed; link is its link row on a many side, nil for one without data.
func (g *Relation) Insert(ctx context.Context, row, link unsafe.Pointer) error {
	if g.Side.Kind == schema.ReverseSide {
		return g.attach(ctx, row, object(g.Side.Target, row), func(ctx context.Context) error { return g.writer.Save(ctx, g.Side.Target, row) })
	}
	if err := g.writer.Save(ctx, g.Side.Target, row); err != nil {
		return err
	}
	_, err := g.writer.link(ctx, []newLink{{g, row, link}})
	return err
}

// Add ties rows to the owner, all or none.
func (g *Relation) Add(ctx context.Context, items []unsafe.Pointer) error {
	if err := g.checkItems(items); err != nil || len(items) == 0 {
		return err
	}
	if g.Side.Kind == schema.ManySide {
		one := g.Side.Through().Type == nil && len(items) <= engine.LinkBatch
		return g.run(ctx, one, nil, func(ctx context.Context) error { return g.link(ctx, items) })
	}
	one := len(items) == 1 && PresenceOf(g.Side.Target, items[0]) != Keyed
	return g.run(ctx, one, items, func(ctx context.Context) error {
		for _, item := range items {
			if err := g.add(ctx, item); err != nil {
				return err
			}
		}
		return nil
	})
}

// checkItems refuses nil, and over a link table what has no key, before anything is sent.
func (g *Relation) checkItems(items []unsafe.Pointer) error {
	for i, item := range items {
		if item == nil {
			return query.Errorf("item %d of %s.%s is nil", i, g.Side.Owner.Name, g.Side.Name)
		}
		if g.Side.Kind == schema.ManySide {
			if err := Persisted(g.Side.Target, item); err != nil {
				return err
			}
		}
	}
	return nil
}

// add ties one child to the owner over its foreign key.
func (g *Relation) add(ctx context.Context, p unsafe.Pointer) error {
	m := g.Side.Target
	return g.attach(ctx, p, object(m, p), func(ctx context.Context) error {
		switch known := PresenceOf(m, p); known {
		case Absent:
			return g.writer.Save(ctx, m, p)
		case Keyed:
			there, err := g.writer.There(ctx, m, []unsafe.Pointer{p})
			if err != nil {
				return err
			}
			if !there[0] {
				return g.writer.Save(ctx, m, p)
			}
			return g.writer.Update(ctx, m, p, nil)
		}
		return g.writer.Update(ctx, m, p, []string{g.Side.Key.Name})
	})
}

// attach sets a child's foreign key in memory, writes it, and puts the child into the relation.
func (g *Relation) attach(ctx context.Context, child unsafe.Pointer, instance any, write func(context.Context) error) error {
	if err := g.fire(ctx, hooks.PreRelationAddKind, instance, nil); err != nil {
		return err
	}
	if err := g.join(g.Side.Target, child); err != nil { // before its fields are the owner's
		return err
	}
	if err := g.Side.Key.Set(child, g.Key); err != nil {
		return err
	}
	if err := write(ctx); err != nil {
		return err
	}
	g.pointBack(child)
	g.addItem(child, nil)
	return g.fire(ctx, hooks.PostRelationAddKind, instance, nil)
}

// pointBack lets a child refer to the owner in memory.
func (g *Relation) pointBack(child unsafe.Pointer) {
	if f := g.Side.Inverse; f.HasField && g.Owner != nil {
		state := schema.OneAt(child, f.Offset)
		state.Target, state.Loaded, state.Back = g.Owner, true, true
		f.Mark(state)
	}
}

// addItem puts a child into a relation that is loaded.
func (g *Relation) addItem(child, link unsafe.Pointer) {
	if !g.State.Loaded {
		return
	}
	several := g.Side.AllowDuplicates && g.Side.LinkType != nil
	i := -1
	for k, p := range g.State.Items {
		free := !several || k >= len(g.State.Links) || g.State.Links[k] == nil || g.State.Links[k] == link
		if free && (p == child || sameKey(g.Side.Target, p, child)) {
			i = k
			break
		}
	}
	if i < 0 {
		i = len(g.State.Items)
		g.State.Items = append(slices.Clip(g.State.Items), child)
	}
	for g.Side.LinkType != nil && len(g.State.Links) < len(g.State.Items) {
		g.State.Links = append(slices.Clip(g.State.Links), nil)
	}
	if link != nil && i < len(g.State.Links) && g.State.Links[i] != link {
		g.State.Links = slices.Clone(g.State.Links) // it may be part of a block that other lists share
		g.State.Links[i] = link
	}
}

func sameKey(m *schema.Model, a, b unsafe.Pointer) bool {
	x, err := m.Identity().Get(a)
	if err != nil || !engine.HasKey(m, a) || !engine.HasKey(m, b) {
		return false
	}
	y, err := m.Identity().Get(b)
	return err == nil && schema.SameValue(x, y)
}

// dropItem takes a child out of a relation that is loaded, with every link to it.
func (g *Relation) dropItem(child unsafe.Pointer) {
	var items, links []unsafe.Pointer
	for i, p := range g.State.Items {
		if p == child || sameKey(g.Side.Target, p, child) {
			continue
		}
		items = append(items, p)
		if i < len(g.State.Links) {
			links = append(links, g.State.Links[i])
		}
	}
	g.State.Items, g.State.Links = items, links
}
