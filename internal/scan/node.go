package scan

import (
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// maxSlab is the most objects that share an allocation, so that one kept row does not keep a page.
const maxSlab = 64

// keptKeys is the size up to which a node keeps its emptied maps for the next read.
const keptKeys = 1024

// nodeState is a node during a read: the current row's object, and those of earlier rows by key.
type nodeState struct {
	plan  *nodePlan
	found *loaders.Found // of the current row
	at    unsafe.Pointer // where the current row's columns go; nil for no object and for one that was read already
	alone bool           // every row is a new object

	parts []any // of a composite key

	last    unsafe.Pointer // the object of the row before, which often repeats, and its key
	lastKey schema.Key
	ints    map[int64]unsafe.Pointer
	others  map[schema.Key]unsafe.Pointer

	expect int        // objects, by experience; 0 when nothing is known
	made   int        // objects so far
	texts  [][16]byte // of keys
	slab   unsafe.Pointer
	used   int
	size   int
}

// mark stands for the rows of a table that no type describes.
var mark byte

// leave says that the current row has no object.
func (n *nodeState) leave() {
	n.at = nil
	*n.found = loaders.Found{}
}

// enter moves to the object of a key, and reports whether its columns are to be read.
func (n *nodeState) enter(key schema.Key) bool {
	n.at = nil
	if n.last != nil && n.lastKey == key {
		*n.found = loaders.Found{Row: n.last, Key: key}
		return false
	}
	var row unsafe.Pointer
	if key.Form == schema.IntKey {
		row = n.ints[key.Num]
	} else {
		row = n.others[key]
	}
	n.lastKey = key
	if n.last = row; row != nil {
		*n.found = loaders.Found{Row: row, Key: key}
		return false
	}
	n.make()
	n.found.Key = key
	n.last = n.found.Row
	n.remember(key)
	return n.at != nil
}

func (n *nodeState) remember(key schema.Key) {
	if key.Form == schema.IntKey {
		if n.ints == nil {
			n.ints = make(map[int64]unsafe.Pointer, min(n.expect, keptKeys))
		}
		n.ints[key.Num] = n.found.Row
		return
	}
	if n.others == nil {
		n.others = make(map[schema.Key]unsafe.Pointer, min(n.expect, keptKeys))
	}
	n.others[key] = n.found.Row
}

// make makes the current row's object.
func (n *nodeState) make() {
	n.made++
	if !n.plan.node.Load {
		n.at = nil
		*n.found = loaders.Found{Row: unsafe.Pointer(&mark), Fresh: true}
		return
	}
	n.at = n.alloc()
	*n.found = loaders.Found{Row: n.at, Fresh: true}
	if n.plan.node.Model.HasState {
		n.plan.node.Model.State(n.at).State = n.plan.node.State
	}
	divided := n.plan.node.Model.ShardKey != nil // what is asked along the relation is asked in the row's shard
	for i := range n.plan.ones {
		one := schema.OneAt(n.at, n.plan.ones[i].offset)
		if one.Binding = n.plan.ones[i].binding; divided {
			one.Owner = n.at
		}
	}
	for i := range n.plan.manys {
		schema.ManyAt(n.at, n.plan.manys[i].offset).Binding = n.plan.manys[i].binding
	}
}

// own tells the far sides of a new object whose they are, once its key is read.
func (n *nodeState) own() {
	row := n.at
	if row == nil || !n.plan.owns {
		return
	}
	key := n.key(row)
	for i := range n.plan.ones {
		if n.plan.ones[i].far {
			schema.OneAt(row, n.plan.ones[i].offset).Own(row, key)
		}
	}
	for i := range n.plan.manys {
		if n.plan.manys[i].far {
			schema.ManyAt(row, n.plan.manys[i].offset).Own(row, key)
		}
	}
}

// settle is for what an object's columns say together, once they are read.
func (n *nodeState) settle() {
	for _, l := range n.plan.late {
		key := l.side.Ref.KeyOf(n.at)
		if l.side.ToMany {
			schema.ManyAt(n.at, l.side.Offset).Own(n.at, key)
		} else {
			schema.OneAt(n.at, l.side.Offset).Own(n.at, key)
		}
	}
	for _, s := range n.plan.on {
		s.Sync(n.at)
	}
	if m := n.plan.node.Model; m.HasState {
		m.State(n.at).State = n.plan.node.State.Holding(n.at)
	}
}

// key is the key of a new object. Those of sixteen bytes share blocks, as other values behind pointers do.
func (n *nodeState) key(row unsafe.Pointer) schema.Key {
	if keys := n.plan.node.Model.Keys; len(keys) > 1 {
		return n.plan.node.Model.Identity().KeyOf(row)
	}
	a := n.plan.columns[0].attr
	if !n.plan.uuids {
		return a.KeyOf(row)
	}
	if len(n.texts) == cap(n.texts) {
		n.texts = make([][16]byte, 0, n.batch(n.made-1))
	}
	n.texts = append(n.texts, *(*[16]byte)(unsafe.Add(row, a.Offset)))
	return schema.Key{Str: unsafe.String(&n.texts[len(n.texts)-1][0], 16), Form: schema.UUIDKey}
}

// alloc takes a struct from the node's slab.
func (n *nodeState) alloc() unsafe.Pointer {
	if n.used == n.size {
		n.used, n.size = 0, n.batch(n.made-1)
		if n.size == 1 {
			n.slab = reflect.New(n.plan.node.Model.Type).UnsafePointer()
		} else {
			n.slab = reflect.MakeSlice(n.plan.slice, n.size, n.size).UnsafePointer()
		}
	}
	row := unsafe.Add(n.slab, uintptr(n.used)*n.plan.size)
	n.used++
	return row
}

// batch is how many values to allocate at once when so many objects were made before: as many as are still expected, and
// beyond that as many again.
func (n *nodeState) batch(made int) int {
	if left := n.expect - made; left > 0 {
		return min(left, maxSlab)
	}
	return min(max(made, 4), maxSlab)
}

// reset forgets the rows that were read, and learns from their number.
func (n *nodeState) reset() {
	n.plan.guess.Store(int64(n.made))
	clear(n.parts[:cap(n.parts)])
	next := nodeState{plan: n.plan, found: n.found, alone: n.alone, parts: n.parts[:0]}
	if len(n.ints) <= keptKeys {
		clear(n.ints)
		next.ints = n.ints
	}
	if len(n.others) <= keptKeys {
		clear(n.others)
		next.others = n.others
	}
	*n.found = loaders.Found{}
	*n = next
}
