package orm

import (
	"context"
	"reflect"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// manager is a to-many relation of an owner that the database knows.
type manager struct {
	db    *DB
	side  *schema.Side
	owner unsafe.Pointer // nil when the relation is a copy, whose owner is known by its key alone
	key   any            // of the owner, canonical
	state *schema.ManyState
}

// manage finds the database, the relation and the owner's key behind a Many.
func manage(state *schema.ManyState, target reflect.Type) (*manager, error) {
	db, key := bound(state.Binding), state.OwnerKey()
	if db == nil || key.IsZero() {
		return nil, noOwner(target)
	}
	side := state.Binding.Side
	return &manager{db: db, side: side, owner: ownerOf(state.Binding, state, state.Owner, key), key: key.Canonical(), state: state}, nil
}

// scoped is the question to the rows related to the owner.
func (m *manager) scoped() *query.Query {
	q := m.db.base(m.side.Target.Type).Clone()
	p := &schema.Path{Root: q.Model, Attr: m.side.Key}
	if m.side.Kind == schema.ManySide {
		back := m.side.Inverse.LinkOwner
		p.Steps, p.Attr = []schema.Step{{Side: back}}, m.side.LinkOwner.Key
		p.Text = back.Name + "__" + p.Attr.Name
	} else {
		p.Text = p.Attr.Name
	}
	q.Extend(func(x *query.Extras) {
		x.Scope = []*query.Node{{Op: query.Compare, Path: p, Lookup: query.Exact, Value: m.key}}
		x.Along, x.Relation = m.side, &query.Relation{Side: m.side, Owner: m.owner, Key: m.key, State: m.state}
	})
	return q
}

// run runs a manager's call that sends one statement without a transaction, unless somebody listens; any other call in one.
func (m *manager) run(ctx context.Context, one bool, children []unsafe.Pointer, fn func(context.Context) error) error {
	for _, kind := range [...]hooks.Kind{hooks.PreRelationAddKind, hooks.PostRelationAddKind, hooks.PreRelationRemoveKind, hooks.PostRelationRemoveKind} {
		one = one && !m.db.hooks.Has(kind, m.side.Owner.Type)
	}
	if !one {
		return m.transaction(ctx, children, fn)
	}
	return m.again(ctx, children, func() error { return fn(ctx) })
}

// transaction runs a manager's call in one transaction, so that nothing half-linked remains: neither in the database nor, of
// the relation and of the children that it may change, in memory.
func (m *manager) transaction(ctx context.Context, children []unsafe.Pointer, fn func(context.Context) error) error {
	return m.again(ctx, children, func() error { return m.db.engine.Transaction(ctx, engine.TxOptions{}, fn) })
}

// managerAttempts is how often a manager's call is tried while it deadlocks with others of its kind.
const managerAttempts = 10

// again runs a call anew when it was the victim of a deadlock: what it does may be done twice. Inside the caller's own
// transaction only the caller can begin anew.
func (m *manager) again(ctx context.Context, children []unsafe.Pointer, call func() error) error {
	attempts := managerAttempts
	if m.db.engine.InTransaction(ctx) {
		attempts = 1
	}
	return retried(ctx, attempts, func() error { return m.undoing(children, call) })
}

// undoing puts the relation and the children in memory back when a call fails.
func (m *manager) undoing(children []unsafe.Pointer, fn func() error) error {
	var before undo
	for _, child := range children {
		before.keep(m.side.Target, child)
	}
	items, links := m.state.Items, m.state.Links
	forget := func() {
		if m.state.Loaded {
			m.state.Items, m.state.Links = items, links
		}
	}
	return before.undoing(forget, fn)
}

// fire tells the listeners of the owner's model of a change of the relation.
func (m *manager) fire(ctx context.Context, kind hooks.Kind, child, through any) error {
	owner := m.side.Owner
	if !m.db.hooks.Has(kind, owner.Type) {
		return nil
	}
	instance, err := m.instance()
	if err != nil {
		return err
	}
	return hooks.Fire(ctx, m.db.hooks, kind, owner.Type, instance, hooks.RelationChange{Child: child, Name: m.side.Name, Through: through})
}

// instance is the owner as a listener sees it: of a copied relation an instance with nothing but the key, as a row is of which
// no other column was read.
func (m *manager) instance() (any, error) {
	model := m.side.Owner
	if m.owner != nil {
		return reflect.NewAt(model.Type, m.owner).Interface(), nil
	}
	row := reflect.New(model.Type)
	if err := model.Key().Set(row.UnsafePointer(), m.key); err != nil {
		return nil, err
	}
	engine.OnlyKey(model, row.UnsafePointer())
	m.db.engine.Bind(model, row.UnsafePointer())
	return row.Interface(), nil
}

// Objects is the QuerySet of the related rows. Reading through it leaves the relation in memory as it is.
func (m *Many[T]) Objects() QuerySet[T] {
	return QuerySet[T]{relatedSet(&m.state, reflect.TypeFor[T]())}
}

// relatedSet is the question to the rows of a relation.
func relatedSet(state *schema.ManyState, t reflect.Type) question {
	g, err := manage(state, t)
	if err != nil {
		return question{intent: &query.Query{Model: &schema.Model{Name: t.Name()}, Err: err}}
	}
	return question{g.db, g.scoped()}
}

// Create inserts a related row and ties it to the owner.
func (m *Many[T]) Create(ctx context.Context, v T) (*T, error) {
	row := new(T)
	*row = v
	if err := createRelated(ctx, &m.state, reflect.TypeFor[T](), unsafe.Pointer(row)); err != nil {
		return nil, err
	}
	return row, nil
}

func createRelated(ctx context.Context, state *schema.ManyState, t reflect.Type, row unsafe.Pointer) error {
	g, err := manage(state, t)
	if err != nil {
		return err
	}
	return g.createIn(ctx, row)
}

// create inserts a new child; link is its link row on a many side, nil for one without data.
func (g *manager) create(ctx context.Context, row unsafe.Pointer, link linkRow) error {
	if g.side.Kind == schema.ReverseSide {
		return g.adopt(ctx, row, object(g.side.Target, row), func(ctx context.Context) error { return save(ctx, g.db, g.side.Target, row) })
	}
	if err := save(ctx, g.db, g.side.Target, row); err != nil {
		return err
	}
	_, err := g.db.tie(ctx, []tie{{g, row, link}})
	return err
}

// Add ties rows to the owner, all or none. Over a foreign key a child without a row is inserted, a saved one gets the new
// owner. Over a link table the rows must be saved, and one that is tied already stays as it is.
func (m *Many[T]) Add(ctx context.Context, items ...*T) error {
	return addRelated(ctx, &m.state, reflect.TypeFor[T](), pointers(items))
}

func addRelated(ctx context.Context, state *schema.ManyState, t reflect.Type, items []unsafe.Pointer) error {
	g, err := manage(state, t)
	if err == nil {
		err = g.checkItems(items)
	}
	if err != nil {
		return err
	}
	if len(items) == 0 {
		return nil
	}
	if g.side.Kind == schema.ManySide {
		one := g.side.Through().Type == nil && len(items) <= engine.LinkBatch
		return g.run(ctx, one, nil, func(ctx context.Context) error { return g.tie(ctx, items) })
	}
	one := len(items) == 1 && presenceOf(g.side.Target, items[0]) != keyed
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
func (m *manager) checkItems(items []unsafe.Pointer) error {
	for i, item := range items {
		if item == nil {
			return query.Errorf("item %d of %s.%s is nil", i, m.side.Owner.Name, m.side.Name)
		}
		if m.side.Kind == schema.ManySide {
			if err := persisted(m.side.Target, item); err != nil {
				return err
			}
		}
	}
	return nil
}

// add ties one child to the owner over its foreign key.
func (g *manager) add(ctx context.Context, p unsafe.Pointer) error {
	m := g.side.Target
	return g.adopt(ctx, p, object(m, p), func(ctx context.Context) error {
		switch known := presenceOf(m, p); known {
		case absent:
			return save(ctx, g.db, m, p)
		case keyed:
			there, err := g.db.there(ctx, m, []unsafe.Pointer{p})
			if err != nil {
				return err
			}
			if !there[0] {
				return save(ctx, g.db, m, p)
			}
			return update(ctx, g.db, m, p, nil)
		}
		return update(ctx, g.db, m, p, []string{g.side.Key.Name})
	})
}

// adopt sets a child's foreign key in memory, writes it, and puts the child into the relation.
func (m *manager) adopt(ctx context.Context, child unsafe.Pointer, instance any, write func(context.Context) error) error {
	if err := m.fire(ctx, hooks.PreRelationAddKind, instance, nil); err != nil {
		return err
	}
	if err := m.side.Key.Set(child, m.key); err != nil {
		return err
	}
	if err := write(ctx); err != nil {
		return err
	}
	m.pointBack(child)
	m.remember(child, nil)
	return m.fire(ctx, hooks.PostRelationAddKind, instance, nil)
}

// pointBack lets a child refer to the owner in memory.
func (m *manager) pointBack(child unsafe.Pointer) {
	if f := m.side.Inverse; f.HasField && m.owner != nil {
		state := schema.OneAt(child, f.Offset)
		state.Target, state.Loaded, state.Back = m.owner, true, true
	}
}

// remember puts a child into a relation that is loaded.
func (m *manager) remember(child, link unsafe.Pointer) {
	if !m.state.Loaded {
		return
	}
	several := m.side.AllowDuplicates && m.side.LinkType != nil
	i := -1
	for k, p := range m.state.Items {
		free := !several || k >= len(m.state.Links) || m.state.Links[k] == nil || m.state.Links[k] == link
		if free && (p == child || sameKey(m.side.Target, p, child)) {
			i = k
			break
		}
	}
	if i < 0 {
		i = len(m.state.Items)
		m.state.Items = append(slices.Clip(m.state.Items), child)
	}
	for m.side.LinkType != nil && len(m.state.Links) < len(m.state.Items) {
		m.state.Links = append(slices.Clip(m.state.Links), nil)
	}
	if link != nil && i < len(m.state.Links) && m.state.Links[i] != link {
		m.state.Links = slices.Clone(m.state.Links) // it may be part of a block that other lists share
		m.state.Links[i] = link
	}
}

func sameKey(m *schema.Model, a, b unsafe.Pointer) bool {
	x, err := m.Key().Get(a)
	if err != nil || !engine.HasKey(m, a) || !engine.HasKey(m, b) {
		return false
	}
	y, err := m.Key().Get(b)
	return err == nil && x == y
}

// forget takes a child out of a relation that is loaded, with every link to it.
func (m *manager) forget(child unsafe.Pointer) {
	var items, links []unsafe.Pointer
	for i, p := range m.state.Items {
		if p == child || sameKey(m.side.Target, p, child) {
			continue
		}
		items = append(items, p)
		if i < len(m.state.Links) {
			links = append(links, m.state.Links[i])
		}
	}
	m.state.Items, m.state.Links = items, links
}
