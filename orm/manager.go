package orm

import (
	"context"
	"fmt"
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
	owner unsafe.Pointer
	key   any // of the owner, canonical
	state *schema.ManyState
}

// manage finds the database, the relation and the owner's key behind a Many.
func manage(state *schema.ManyState, target reflect.Type) (*manager, error) {
	b := state.Binding
	if b == nil || state.Owner == nil {
		return nil, fmt.Errorf("%w: the owner of this relation to %s was neither saved nor loaded", ErrNotPersisted, target.Name())
	}
	key, err := engine.KeyOf(b.Side.Owner, state.Owner)
	if err != nil {
		return nil, err
	}
	return &manager{db: b.DB.(*DB), side: b.Side, owner: state.Owner, key: key, state: state}, nil
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
	q.Scope = []*query.Node{{Op: query.Compare, Path: p, Lookup: query.Exact, Value: m.key}}
	q.Along, q.Manager = m.side, m
	return q
}

// transaction runs a manager's call in one transaction, so that nothing half-linked remains.
func (m *manager) transaction(ctx context.Context, fn func(context.Context) error) error {
	return m.db.engine.Transaction(ctx, engine.TxOptions{}, fn)
}

// fire tells the listeners of the owner's model of a change of the relation.
func (m *manager) fire(ctx context.Context, kind hooks.Kind, child, through any) error {
	owner := m.side.Owner
	if !m.db.hooks.Has(kind, owner.Type) {
		return nil
	}
	instance := reflect.NewAt(owner.Type, m.owner).Interface()
	return hooks.Fire(ctx, m.db.hooks, kind, owner.Type, instance, hooks.RelationChange{Child: child, Name: m.side.Name, Through: through})
}

// Objects is the QuerySet of the related rows. Reading through it leaves the relation in memory as it is.
func (m *Many[T]) Objects() QuerySet[T] {
	g, err := manage(&m.state, reflect.TypeFor[T]())
	if err != nil {
		return QuerySet[T]{q: &query.Query{Model: &schema.Model{Name: reflect.TypeFor[T]().Name()}, Err: err}}
	}
	return QuerySet[T]{g.db, g.scoped()}
}

// Create inserts a related row and ties it to the owner.
func (m *Many[T]) Create(ctx context.Context, v T) (*T, error) {
	g, err := manage(&m.state, reflect.TypeFor[T]())
	if err != nil {
		return nil, err
	}
	row := new(T)
	*row = v
	return row, g.transaction(ctx, func(ctx context.Context) error { return create(ctx, g, row, nil) })
}

// create inserts a new child; link is its link row on a many side, nil for one without data.
func create[T any](ctx context.Context, g *manager, row *T, link linkRow) error {
	if g.side.Kind == schema.ReverseSide {
		return g.adopt(ctx, unsafe.Pointer(row), row, func(ctx context.Context) error { return save(ctx, g.db, row) })
	}
	if err := save(ctx, g.db, row); err != nil {
		return err
	}
	return g.link(ctx, unsafe.Pointer(row), row, link)
}

// Add ties rows to the owner, all or none. Over a foreign key a child without a row is inserted, a saved one gets the new
// owner. Over a link table the rows must be saved, and one that is tied already stays as it is.
func (m *Many[T]) Add(ctx context.Context, items ...*T) error {
	g, err := manage(&m.state, reflect.TypeFor[T]())
	if err == nil {
		err = g.checkItems(pointers(items))
	}
	if err != nil {
		return err
	}
	return g.transaction(ctx, func(ctx context.Context) error {
		for _, item := range items {
			if err := add(ctx, g, item); err != nil {
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

func add[T any](ctx context.Context, g *manager, item *T) error {
	p := unsafe.Pointer(item)
	if g.side.Kind == schema.ManySide {
		return g.link(ctx, p, item, nil)
	}
	target := g.side.Target
	return g.adopt(ctx, p, item, func(ctx context.Context) error {
		if !isSaved(target, p) {
			return save(ctx, g.db, item)
		}
		return update(ctx, g.db, item, []string{g.side.Key.Name})
	})
}

// isSaved reports whether a row is known to be in the database; without an embedded orm.Model a key says so.
func isSaved(m *schema.Model, row unsafe.Pointer) bool {
	if !m.HasState {
		return engine.HasKey(m, row)
	}
	s := m.State(row).State
	return s != nil && s.Saved
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
	if f := m.side.Inverse; f.HasField {
		state := schema.OneAt(child, f.Offset)
		state.Target, state.Loaded, state.Back = m.owner, true, true
	}
	m.remember(child, nil)
	return m.fire(ctx, hooks.PostRelationAddKind, instance, nil)
}

// remember puts a child into a relation that is loaded.
func (m *manager) remember(child, link unsafe.Pointer) {
	if !m.state.Loaded {
		return
	}
	same := func(p unsafe.Pointer) bool { return p == child || sameKey(m.side.Target, p, child) }
	i := slices.IndexFunc(m.state.Items, same)
	if i < 0 {
		i = len(m.state.Items)
		m.state.Items = append(slices.Clip(m.state.Items), child)
		if m.side.LinkType != nil {
			m.state.Links = append(slices.Clip(m.state.Links), nil)
		}
	}
	if link != nil && i < len(m.state.Links) {
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

// forget takes a child out of a relation that is loaded.
func (m *manager) forget(child unsafe.Pointer) {
	for i, p := range m.state.Items {
		if p == child || sameKey(m.side.Target, p, child) {
			m.state.Items = append(slices.Clone(m.state.Items[:i]), m.state.Items[i+1:]...)
			if i < len(m.state.Links) {
				m.state.Links = append(slices.Clone(m.state.Links[:i]), m.state.Links[i+1:]...)
			}
			return
		}
	}
}

// linkRow is the data of a link: its fields, and how its own save hooks are told of it. A nil linkRow has no data.
type linkRow interface {
	pointer() unsafe.Pointer
	instance() any
	before(ctx context.Context, db *DB) error
	after(ctx context.Context, db *DB) error
}

// link writes the link row to a target and puts the target into the relation.
func (m *manager) link(ctx context.Context, target unsafe.Pointer, instance any, data linkRow) error {
	if data == nil && m.side.LinkType != nil {
		data = plainLink{m.side.Through(), reflect.New(m.side.LinkType)}
	}
	var through any
	l := engine.Link{Side: m.side, Owner: m.key}
	if data != nil {
		through, l.Row = data.instance(), data.pointer()
		engine.FillDefaults(m.side.Through(), l.Row)
	}
	if err := m.fire(ctx, hooks.PreRelationAddKind, instance, through); err != nil {
		return err
	}
	var err error
	if l.Target, err = engine.KeyOf(m.side.Target, target); err != nil {
		return err
	}
	if data != nil {
		if err := data.before(ctx, m.db); err != nil {
			return err
		}
		if err := m.db.validate(m.side.Through(), through, nil); err != nil {
			return err
		}
	}
	written, err := m.db.engine.InsertLink(ctx, l)
	if err != nil {
		return err
	}
	if data != nil && written {
		if err := data.after(ctx, m.db); err != nil {
			return err
		}
	}
	m.remember(target, l.Row)
	return m.fire(ctx, hooks.PostRelationAddKind, instance, through)
}

// plainLink is a link row whose fields the caller did not give; the link model's type is known at run time only.
type plainLink struct {
	model *schema.Model
	row   reflect.Value
}

func (p plainLink) pointer() unsafe.Pointer { return p.row.UnsafePointer() }

func (p plainLink) instance() any { return p.row.Interface() }

func (p plainLink) before(ctx context.Context, db *DB) error {
	return p.fire(ctx, db, hooks.PreSaveKind)
}

func (p plainLink) after(ctx context.Context, db *DB) error {
	return p.fire(ctx, db, hooks.PostSaveKind)
}

func (p plainLink) fire(ctx context.Context, db *DB, kind hooks.Kind) error {
	if !db.hooks.Has(kind, p.model.Type) {
		return nil
	}
	return hooks.Fire(ctx, db.hooks, kind, p.model.Type, p.row.Interface(), nil)
}
