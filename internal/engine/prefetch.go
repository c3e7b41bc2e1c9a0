package engine

import (
	"context"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// hop is one relation of the prefetches of a query, with those below it.
type hop struct {
	side     *schema.Side
	steps    []schema.Step // from the query's model
	selected bool          // loaded by the main statement already
	custom   *query.Query
	below    []*hop
}

// prefetch loads the prefetched relations of rows that were read.
func (db *DB) prefetch(ctx context.Context, q *query.Query, rows []unsafe.Pointer) error {
	root := &hop{}
	for i := range q.Related {
		root.add(q.Related[i], nil, true)
	}
	for i := range q.Prefetch {
		if p := &q.Prefetch[i]; p.Name == "" {
			root.add(p.Path, p.Query, false)
		} else if way := wayTo(p.Path); len(way.Steps) > 0 {
			root.add(way, nil, false)
		}
	}
	if err := db.descend(ctx, q, root, rows); err != nil {
		return err
	}
	for i := range q.Prefetch {
		if p := &q.Prefetch[i]; p.Name != "" {
			if err := db.prefetchAs(ctx, q, p, rows); err != nil {
				return err
			}
		}
	}
	return nil
}

// wayTo is the path of the rows from which the last relation of a path goes.
func wayTo(p *schema.Path) *schema.Path {
	steps := p.Steps[:len(p.Steps)-1]
	if last := p.Steps[len(p.Steps)-1]; last.Via != nil { // the second half of a many side
		steps = steps[:len(steps)-1]
	}
	return &schema.Path{Root: p.Root, Steps: steps, Text: p.Text}
}

// prefetchAs loads a relation under a name.
func (db *DB) prefetchAs(ctx context.Context, q *query.Query, p *query.Prefetch, rows []unsafe.Pointer) error {
	hops := sidesOf(p.Path)
	for _, s := range hops[:len(hops)-1] {
		rows = loaders.Children(s.Side, rows)
	}
	side := hops[len(hops)-1].Side
	if len(rows) == 0 {
		return nil
	}
	c := db.childQuery(q, &hop{side: side, steps: p.Path.Steps, custom: p.Query})
	m := side.Owner
	c = inShards(c, side, rows)
	children, err := loaders.PrefetchInto(ctx, side, rows, db.KeyBatch(loaders.KeyAttribute(side)), &followUp{db, side, c}, func(row unsafe.Pointer, list []unsafe.Pointer) {
		if state := m.State(row); state.State != nil {
			state.State = state.State.Naming(schema.NamedRows{Name: p.Name, Side: side, Items: list})
		}
	})
	if err == nil && len(children) > 0 && hasOwnPrefetch(c) {
		err = db.prefetch(ctx, c.Clone(), children)
	}
	return err
}

// sidesOf are the relations of a path, a many side once.
func sidesOf(p *schema.Path) []schema.Step {
	var out []schema.Step
	for _, s := range p.Steps {
		switch {
		case s.Via == nil:
			out = append(out, s)
		case s.Side == s.Via.LinkTarget:
			out = append(out, schema.Step{Side: s.Via, Via: s.Via})
		}
	}
	return out
}

// add puts a path into the tree.
func (h *hop) add(p *schema.Path, custom *query.Query, selected bool) {
	done := 0
	for _, s := range sidesOf(p) {
		width := 1
		if s.Via != nil {
			width = 2
		}
		done += width
		i := slices.IndexFunc(h.below, func(b *hop) bool { return b.side == s.Side })
		if i < 0 {
			h.below = append(h.below, &hop{side: s.Side, steps: p.Steps[:done], selected: selected})
			i = len(h.below) - 1
		}
		h = h.below[i]
	}
	if custom != nil {
		h.custom, h.selected = custom, false
	}
}

// wanted reports whether something below must be fetched.
func (h *hop) wanted() bool {
	return !h.selected || slices.ContainsFunc(h.below, (*hop).wanted)
}

func (db *DB) descend(ctx context.Context, q *query.Query, h *hop, rows []unsafe.Pointer) error {
	for _, b := range h.below {
		if !b.wanted() || len(rows) == 0 {
			continue
		}
		children, err := db.children(ctx, q, b, rows)
		if err != nil {
			return err
		}
		if err := db.descend(ctx, q, b, children); err != nil {
			return err
		}
	}
	return nil
}

// children are the objects that a hop leads to: fetched now, or loaded by the main statement.
func (db *DB) children(ctx context.Context, q *query.Query, h *hop, rows []unsafe.Pointer) ([]unsafe.Pointer, error) {
	if h.selected {
		return loaders.Children(h.side, rows), nil
	}
	return db.fetch(ctx, h.side, rows, db.childQuery(q, h))
}

// childQuery is the question to the related rows: the caller's own, or every one, with what the main query says of the
// hop's columns and order.
func (db *DB) childQuery(q *query.Query, h *hop) *query.Query {
	if h.custom != nil {
		c := h.custom.Clone()
		c.Strict = c.Strict || q.Strict
		return c
	}
	c := &query.Query{Model: h.side.Target, Strict: q.Strict, Derived: true}
	if len(q.Only())+len(q.Without()) > 0 {
		c.Extend(func(x *query.Extras) { x.Only, x.Without = h.only(q.Only()), rerooted(q.Without(), h) })
	}
	if l := q.Lifted(); l.All || len(l.Names) > 0 {
		c.Extend(func(x *query.Extras) { x.Lifted = l })
	}
	for _, o := range q.Order {
		if o.Path == nil {
			continue
		}
		if p := sortsChildren(o.Path, h); p != nil {
			o.Path = p
			c.Order = append(c.Order, o)
		}
	}
	for _, b := range h.below { // a foreign key that a deeper hop follows must be read
		c.Prefetch = append(c.Prefetch, query.Prefetch{Path: &schema.Path{Root: c.Model, Steps: b.steps[len(h.steps):], Text: b.side.Name}})
	}
	return c
}

// only are the columns that the main query asks for of the hop's rows; none, which is all, when it names the relation as a whole or
// nothing but what is behind it.
func (h *hop) only(list []*schema.Path) []*schema.Path {
	out, named := rerooted(list, h), false
	for _, p := range list {
		if full, ok := query.Whole(p); ok && sameSides(full, h.steps) {
			return nil
		}
		named = named || sameSides(p.Steps, h.steps)
	}
	switch {
	case !named:
		return nil
	case len(out) == 0: // a composite key, which is no column
		key := h.side.Target.Keys[0]
		return []*schema.Path{{Root: h.side.Target, Attr: key, Text: key.Name}}
	}
	return out
}

func rerooted(list []*schema.Path, h *hop) []*schema.Path {
	var out []*schema.Path
	for _, p := range list {
		if r := reroot(p, h); r != nil {
			out = append(out, r)
		}
	}
	return out
}

// reroot is a path as the hop's model sees it, nil when it does not lead through the hop to a column.
func reroot(p *schema.Path, h *hop) *schema.Path {
	n := len(h.steps)
	if p.Attr == nil || len(p.Steps) < n || !sameSides(p.Steps[:n], h.steps) {
		return nil
	}
	text := p.Attr.Name
	for i := len(p.Steps) - 1; i >= n; i-- {
		text = p.Steps[i].Side.Name + "__" + text
	}
	return &schema.Path{Root: h.side.Target, Steps: p.Steps[n:], Attr: p.Attr, Side: p.Side, Text: text}
}

// sortsChildren is a sort key of the main query as the hop's model sees it when the hop's rows are what it sorts: the last
// relation to many rows on its path is the hop's own, or the link rows by which the hop is reached. Else it is nil.
func sortsChildren(p *schema.Path, h *hop) *schema.Path {
	n := len(h.steps)
	if !h.side.ToMany || p.Attr == nil {
		return nil
	}
	own := reroot(p, h)
	if own == nil && h.side.Kind == schema.ManySide && len(p.Steps) >= n-1 && sameSides(p.Steps[:n-1], h.steps[:n-1]) {
		own = linkedPath(h.side, p, n-1)
	}
	if own == nil {
		return nil
	}
	rest := own.Steps
	if len(rest) > 0 && rest[0].Via == nil && rest[0].Side == h.side.Inverse.LinkOwner {
		rest = rest[1:]
	}
	if slices.ContainsFunc(rest, func(s schema.Step) bool { return s.Side.ToMany }) {
		return nil
	}
	return own
}

// linkedPath is what follows the first n steps of a path, which lead to the link rows of a many side, as the side's target
// sees it.
func linkedPath(s *schema.Side, p *schema.Path, n int) *schema.Path {
	steps := []schema.Step{{Side: s.Inverse.LinkOwner}}
	text := s.Inverse.LinkOwner.Name
	for _, step := range p.Steps[n:] {
		steps = append(steps, schema.Step{Side: step.Side})
		text += "__" + step.Side.Name
	}
	return &schema.Path{Root: s.Target, Steps: steps, Attr: p.Attr, Side: p.Side, Text: text + "__" + p.Attr.Name}
}

func sameSides(a, b []schema.Step) bool {
	return slices.EqualFunc(a, b, func(x, y schema.Step) bool { return x.Side == y.Side })
}

// fetch reads the rows related to parents along a side and gives them to the parents.
func (db *DB) fetch(ctx context.Context, side *schema.Side, parents []unsafe.Pointer, c *query.Query) ([]unsafe.Pointer, error) {
	c = inShards(c, side, parents)
	source := &followUp{db, side, c}
	children, err := loaders.Prefetch(ctx, side, parents, db.Binding(side, c.Strict), db.KeyBatch(loaders.KeyAttribute(side)), source)
	if err != nil {
		return nil, err
	}
	if len(children) > 0 && hasOwnPrefetch(c) {
		own := c.Clone()
		if err := db.prefetch(ctx, own, children); err != nil {
			return nil, err
		}
	}
	return children, nil
}

// inShards asks for related rows in the parents' shards alone.
func inShards(q *query.Query, side *schema.Side, parents []unsafe.Pointer) *query.Query {
	if side.Owner.ShardKey == nil || q.Combined() {
		return q
	}
	c := q.Clone()
	c.Where = append(c.Where, Along(side, Shards(side.Owner, parents))...)
	return c
}

// followUp is the source of a prefetch: what a query asks of the rows related along a side.
type followUp struct {
	db   *DB
	side *schema.Side
	q    *query.Query
}

// Fetch reads the rows related to some parents.
func (f *followUp) Fetch(ctx context.Context, keys []schema.Key) (loaders.Fetched, error) {
	q := f.q.Clone()
	q.Batch = &query.Batch{Side: f.side, Keys: canonicals(keys)}
	result, err := f.db.rows(ctx, q)
	if err != nil {
		return loaders.Fetched{}, err
	}
	if q.Reverse { // read from the end, handed out in order
		slices.Reverse(result.Parents)
		slices.Reverse(result.RowRoots)
		slices.Reverse(result.RowLinks)
	}
	return loaders.Fetched{Parents: result.Parents, Children: result.RowRoots, Links: result.RowLinks}, nil
}

// Same compares keys as a join along the side would.
func (f *followUp) Same(ctx context.Context, found, asked []schema.Key) ([]loaders.Same, error) {
	b := query.Batch{Side: f.side}
	parent := f.side.Key
	if f.side.Kind != schema.ForwardSide {
		parent = loaders.KeyAttribute(f.side)
	}
	return f.db.equalKeys(ctx, b.Attr(), found, parent, asked)
}

// hasOwnPrefetch reports whether the caller's own query prefetches.
func hasOwnPrefetch(c *query.Query) bool { return len(c.Prefetch) > 0 && !c.Derived }

// binder gives the bindings of a plan's relations.
func (db *DB) binder(strict bool) func(*schema.Side) *schema.Binding {
	return func(s *schema.Side) *schema.Binding { return db.Binding(s, strict) }
}

// Related reads the rows related along a far side to the row that has a key: those that a join finds, also where the condition,
// which compares with a value, finds more.
func (db *DB) Related(ctx context.Context, side *schema.Side, owner schema.Key, shards []any) (loaders.Fetched, error) {
	source := &followUp{db, side, &query.Query{Model: side.Target, Derived: true, Where: Along(side, shards)}}
	f, err := source.Fetch(ctx, []schema.Key{owner})
	if err != nil {
		return f, err
	}
	return loaders.OfOwner(ctx, owner, f, source)
}
