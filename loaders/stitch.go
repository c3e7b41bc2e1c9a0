package loaders

import (
	"context"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// Stitch gives the rows of follow-up queries to the parents that they belong to. It is used by one goroutine: Keys, Add for
// every follow-up query, Finish. Whether a row is a parent's is the database's word: a key that is not the parent's to the letter is
// asked about.
type Stitch struct {
	side    *schema.Side
	parents []unsafe.Pointer
	binding *schema.Binding
	// into takes the children of a parent in place of its relation's field.
	into func(parent unsafe.Pointer, children []unsafe.Pointer)

	keys  []schema.Key // distinct
	group []int32      // of each parent: the place of its key, -1 without one
	index keyIndex     // of keys

	rows     []stitched
	children []unsafe.Pointer
	known    map[schema.Key]unsafe.Pointer // children by key, where several queries can give one
	last     struct{ child, known unsafe.Pointer }
	childKey func(child unsafe.Pointer) schema.Key
}

// stitched is a child of a group of parents.
type stitched struct {
	child, link unsafe.Pointer
	group       int32
}

// NewStitch is the work of giving children to parents along a side; binding is what their relation fields hold. The same
// parent may be given twice, and two parents may have the same key.
func NewStitch(side *schema.Side, parents []unsafe.Pointer, binding *schema.Binding) *Stitch {
	parents = leading(side, parents)
	s := &Stitch{side: side, parents: parents, binding: binding, group: make([]int32, len(parents)),
		childKey: childKey(side)}
	read := keyAlong(side)
	for i, p := range parents {
		k := read(p)
		if k.IsZero() {
			s.group[i] = -1
			continue
		}
		if s.keys == nil {
			s.keys = make([]schema.Key, 0, len(parents)-i)
			s.index = newKeyIndex(k, len(parents)-i)
		}
		g, ok := s.index.find(k)
		if !ok {
			g = int32(len(s.keys))
			s.keys = append(s.keys, k)
			s.index.add(k, g)
		}
		s.group[i] = g
	}
	return s
}

// leading are the parents whose relation leads along a side, if anywhere: those of a polymorphic relation to rows of another model have
// no part in the work.
func leading(side *schema.Side, parents []unsafe.Pointer) []unsafe.Pointer {
	if side.Any == nil {
		return parents
	}
	out := make([]unsafe.Pointer, 0, len(parents))
	for _, p := range parents {
		if side.Leads(p) {
			out = append(out, p)
		}
	}
	return out
}

// childKey is the key by which the related rows are told apart: on a forward side what the parents refer to.
func childKey(side *schema.Side) func(child unsafe.Pointer) schema.Key {
	if side.Kind == schema.ForwardSide {
		return side.Ref.KeyOf
	}
	return side.Target.Identity().KeyOf
}

// Keys are the distinct keys that the follow-up queries must ask for. The slice belongs to the Stitch.
func (s *Stitch) Keys() []schema.Key { return s.keys }

// Add takes the rows of the follow-up query that asked for the keys from one place up to another. Rows of keys that it did not ask
// for are dropped, unless the source says that they equal one of these. Along a many side a child of an earlier query is used again. The
// error is the source's; no parent has been changed then.
func (s *Stitch) Add(ctx context.Context, from, to int, f Fetched, source Source) error {
	b := batch{row: len(s.rows), from: int32(from), to: int32(to)}
	s.rows = slices.Grow(s.rows, len(f.Parents))
	var last schema.Key
	group := int32(-1)
	for i, k := range f.Parents {
		if k != last || i == 0 {
			var ok bool
			if group, ok = s.index.find(k); !ok || group < b.from || group >= b.to {
				group = b.stranger(k)
			}
			last = k
		}
		row := stitched{child: f.Children[i], group: group}
		if group >= 0 {
			row.child = s.shared(row.child)
		}
		if f.Links != nil {
			row.link = f.Links[i]
		}
		s.rows = append(s.rows, row)
	}
	return s.settle(ctx, &b, source)
}

// shared is the object that stands for a child, and notes the children that are new.
func (s *Stitch) shared(child unsafe.Pointer) unsafe.Pointer {
	if s.known == nil && s.side.Kind == schema.ManySide {
		s.known = map[schema.Key]unsafe.Pointer{}
	}
	if s.known == nil {
		s.children = append(s.children, child)
		return child
	}
	if child == s.last.child { // ordered by the children, each comes once for every parent
		return s.last.known
	}
	k := s.childKey(child)
	known, ok := s.known[k]
	if !ok {
		known = child
		s.known[k] = child
		s.children = append(s.children, child)
	}
	s.last.child, s.last.known = child, known
	return known
}

// Finish gives every parent its children, in the order in which they came, and returns the distinct children. All parents
// count as loaded. The lists of one relation share a block of memory; appending to one does not reach into the next.
func (s *Stitch) Finish() []unsafe.Pointer {
	if !s.side.HasField && s.into == nil {
		return s.children
	}
	ends := s.sort()
	items, links := s.blocks()
	owners := make([]unsafe.Pointer, len(s.keys))
	for i, p := range s.parents {
		g := s.group[i]
		if g < 0 {
			s.give(p, nil, nil)
			continue
		}
		start, end := 0, ends[g]
		if g > 0 {
			start = ends[g-1]
		}
		own, data := items[start:end:end], links
		if links != nil {
			data = links[start:end:end]
		}
		switch owners[g] {
		case nil:
			owners[g] = p
			s.give(p, own, data)
			s.back(p, own)
		case p:
		default: // another object of the same row, whose list must be its own
			s.give(p, slices.Clip(slices.Clone(own)), slices.Clip(slices.Clone(data)))
		}
	}
	return s.children
}

// sort brings the rows of a group together, keeping their order, and returns where each group ends.
func (s *Stitch) sort() (ends []int) {
	ends = make([]int, len(s.keys))
	sorted := true
	for i, r := range s.rows {
		ends[r.group]++
		sorted = sorted && (i == 0 || s.rows[i-1].group <= r.group)
	}
	total := 0
	for g, n := range ends {
		ends[g] = total
		total += n
	}
	out := s.rows
	if !sorted {
		out = make([]stitched, len(s.rows))
	}
	for _, r := range s.rows {
		out[ends[r.group]] = r
		ends[r.group]++
	}
	s.rows = out
	return ends
}

// blocks are the children of all parents, and the link rows where the parents' fields hold such.
func (s *Stitch) blocks() (items, links []unsafe.Pointer) {
	items = make([]unsafe.Pointer, len(s.rows))
	if s.side.LinkType != nil {
		links = make([]unsafe.Pointer, len(s.rows))
	}
	for i := range s.rows {
		items[i] = s.rows[i].child
		if links != nil {
			links[i] = s.rows[i].link
		}
	}
	return items, links
}

func (s *Stitch) give(parent unsafe.Pointer, own, links []unsafe.Pointer) {
	switch {
	case s.into != nil:
		s.into(parent, distinct(own))
		return
	case !s.side.ToMany:
		s.giveOne(parent, own)
		return
	case s.side.AllowDuplicates && s.side.LinkType == nil:
		own = distinct(own)
	}
	if len(own) == 0 {
		own, links = nothing(), nil
	}
	m := schema.ManyAt(parent, s.side.Offset)
	m.Items, m.Links, m.Loaded, m.Binding = own, links, true, s.binding
	if m.Owner != parent {
		m.Own(parent, KeyAttribute(s.side).KeyOf(parent))
	}
}

func (s *Stitch) giveOne(parent unsafe.Pointer, own []unsafe.Pointer) {
	state := schema.OneAt(parent, s.side.Offset)
	if s.side.Kind == schema.ForwardSide && state.Key().IsZero() && state.Target != nil {
		state.SetKey(s.childKey(state.Target)) // or it would be lost with the target
	}
	state.Target, state.Loaded, state.Back = nil, true, false
	if state.Binding == nil {
		state.Binding = s.binding
	}
	if s.side.Kind == schema.ReverseSide && state.Owner != parent {
		state.Own(parent, KeyAttribute(s.side).KeyOf(parent))
	}
	if len(own) > 0 {
		state.Target = own[0]
		s.side.Mark(state)
	}
}

// back lets the children of a reverse side point at their parent.
func (s *Stitch) back(parent unsafe.Pointer, own []unsafe.Pointer) {
	if s.side.Kind != schema.ReverseSide {
		return
	}
	for _, c := range own {
		tieBack(s.side, parent, c)
	}
}

// distinct keeps the first of each item.
func distinct(items []unsafe.Pointer) []unsafe.Pointer {
	seen := make(map[unsafe.Pointer]struct{}, len(items))
	out := make([]unsafe.Pointer, 0, len(items))
	for _, p := range items {
		if _, ok := seen[p]; !ok {
			seen[p] = struct{}{}
			out = append(out, p)
		}
	}
	return slices.Clip(out)
}
