package loaders

import (
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// Found is what one row of a result has for one node of its tree.
type Found struct {
	Row   unsafe.Pointer // the object, nil when the key is NULL
	Fresh bool           // this row is the first that has it
	Key   schema.Key     // of the object; not needed at the root
}

// Link says how the objects of a node are tied to those of the node above. It is immutable.
type Link struct {
	side          *schema.Side // from the parent's model
	parent, child int          // nodes
	link          int          // the node of the link rows of a many side, else -1
	data          bool         // link rows are objects
}

// Links are the ties of a tree, parents before children. Nodes that are only filtered through tie nothing, nor do relations
// for which the parent has no field.
func Links(t *Tree) []Link {
	var out []Link
	for _, n := range t.Nodes[1:] {
		if len(n.Columns) == 0 || n == t.Link || !n.Load {
			continue
		}
		side, via := n.Step.Side, n.Step.Via
		switch {
		case via == nil:
			if n.Parent.Load && side.HasField {
				out = append(out, Link{side: side, parent: n.Parent.Index, child: n.Index, link: -1})
			}
		case side == via.LinkTarget && via.HasField && n.Parent.Parent.Load:
			out = append(out, Link{side: via, parent: n.Parent.Parent.Index, child: n.Index, link: n.Parent.Index,
				data: via.LinkType != nil && n.Parent.Load})
		}
	}
	return out
}

// Listed is the node whose rows the items of a list are counted by; -1 when the relation is no list.
func (l *Link) Listed() int {
	switch {
	case !l.side.ToMany:
		return -1
	case l.link >= 0:
		return l.link
	}
	return l.child
}

// Unread are the nodes of a many side whose link rows are not read: of the parent, the child, and the link rows. ok is false for others.
func (l *Link) Unread(t *Tree) (parent, child, link int, ok bool) {
	if l.link < 0 || len(t.Nodes[l.link].Columns) > 0 {
		return 0, 0, 0, false
	}
	return l.parent, l.child, l.link, true
}

// List is the list that a row adds to, nil when the row has no parent for it.
func (l *Link) List(row []Found) *schema.ManyState {
	if row[l.parent].Row == nil {
		return nil
	}
	return schema.ManyAt(row[l.parent].Row, l.side.Offset)
}

// Tie ties the objects of one row, given by node. It is called once for every row, in their order.
func (l *Link) Tie(row []Found) {
	parent, child := &row[l.parent], &row[l.child]
	switch {
	case parent.Row == nil:
	case l.side.ToMany:
		l.tieMany(parent, child, row)
	case parent.Fresh: // what it leads to is the same in every row
		l.tieOne(parent, child)
	}
}

// tieMany adds the child unless an earlier row has added it: the rows repeat it for every row of a relation below it or, when
// a statement multiplies several relations, beside it.
func (l *Link) tieMany(parent, child *Found, row []Found) {
	m := schema.ManyAt(parent.Row, l.side.Offset)
	if m.Items == nil {
		m.Items, m.Loaded = nothing(), true
	}
	fresh := child.Fresh
	if l.link >= 0 {
		fresh = row[l.link].Fresh
	}
	if child.Row == nil || !fresh {
		return
	}
	switch {
	case l.data:
		m.Links = append(m.Links, row[l.link].Row)
	case l.side.AllowDuplicates && !child.Fresh && slices.Contains(m.Items, child.Row):
		return
	}
	if cap(m.Items) == 0 {
		m.Items = make([]unsafe.Pointer, 0, firstItems)
	}
	m.Items = append(m.Items, child.Row)
	if l.side.Kind == schema.ReverseSide {
		tieBack(l.side, parent.Row, child.Row)
	}
}

// firstItems is the room for the first children of a parent: their number is not known before the last row.
const firstItems = 4

// nothing are the items of a relation that is loaded and empty, however it was loaded: no memory, but not nil.
func nothing() []unsafe.Pointer { return []unsafe.Pointer{} }

func (l *Link) tieOne(parent, child *Found) {
	state := schema.OneAt(parent.Row, l.side.Offset)
	if child.Row == nil && !l.side.Leads(parent.Row) {
		return
	}
	state.Target, state.Loaded, state.Back = child.Row, true, false
	if child.Row == nil {
		return
	}
	l.side.Mark(state)
	if l.side.Kind == schema.ReverseSide {
		tieBack(l.side, parent.Row, child.Row)
	} else if state.Key().IsZero() { // else it is the parent's own, which a folding column may spell differently
		state.SetKey(keyOf(l.side, child))
	}
}

// keyOf is the key of a child that a foreign key refers to.
func keyOf(side *schema.Side, child *Found) schema.Key {
	if side.ByKey() {
		return child.Key
	}
	return side.Ref.KeyOf(child.Row)
}

// tieBack lets a child point at the parent through which it was reached, unless the caller asked for what it points at: then
// that is an object of its own path, with what was loaded there.
func tieBack(side *schema.Side, parent, child unsafe.Pointer) {
	back := side.Inverse
	if back == nil || !back.HasField {
		return
	}
	state := schema.OneAt(child, back.Offset)
	if state.Loaded && !state.Back {
		return
	}
	state.Target, state.Loaded, state.Back = parent, true, true
	back.Mark(state)
}

// Children are the distinct objects that a loaded relation of rows leads to, in the order of the rows; none when the rows have
// no field for the relation.
func Children(side *schema.Side, rows []unsafe.Pointer) []unsafe.Pointer {
	if !side.HasField {
		return nil
	}
	var out []unsafe.Pointer
	seen := make(map[unsafe.Pointer]struct{}, len(rows))
	add := func(p unsafe.Pointer) {
		if _, ok := seen[p]; !ok && p != nil {
			seen[p] = struct{}{}
			out = append(out, p)
		}
	}
	for _, row := range rows {
		if !side.ToMany {
			add(side.At(row))
			continue
		}
		for _, p := range schema.ManyAt(row, side.Offset).Items {
			add(p)
		}
	}
	return out
}
