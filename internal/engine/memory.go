package engine

import (
	"reflect"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// Memory is what instances and relations were before a call that may fail: what was rolled back in
// the database must not stay in memory. The zero value remembers nothing; a field that a write
// changes beside those that Row knows of is given to it, or the whole instance is noted.
type Memory struct {
	first rowMemory // of most calls the only row, which so needs no memory of its own
	rest  []rowMemory
	lists []listMemory
}

// Row notes what a row is before a write, which may also change the values of some attributes.
func (k *Memory) Row(m *schema.Model, row unsafe.Pointer, changed []*schema.Attribute) {
	k.room().note(m, row, changed)
}

// Rows is Row for many rows.
func (k *Memory) Rows(m *schema.Model, rows []unsafe.Pointer, changed []*schema.Attribute) {
	if len(rows) > 1 {
		k.rest = slices.Grow(k.rest, len(rows)-1)
	}
	for _, row := range rows {
		k.Row(m, row, changed)
	}
}

// Whole notes all of an instance, its relations included.
func (k *Memory) Whole(m *schema.Model, row unsafe.Pointer) {
	was := k.room()
	was.model, was.row = m, row
	was.copied(m.Type, 0)
	was.whole = true
}

// Relation notes which rows a relation has in memory.
func (k *Memory) Relation(state *schema.ManyState) {
	k.lists = append(k.lists, listMemory{state, state.Items, state.Links, state.Loaded})
}

// Undoing runs a write and restores everything when it fails or panics.
func (k *Memory) Undoing(write func() error) (err error) {
	undone := true
	defer func() {
		if undone {
			k.Restore()
		}
	}()
	err = write()
	undone = err != nil
	return err
}

// Restore makes everything what it was, what was noted last first.
func (k *Memory) Restore() {
	for _, l := range slices.Backward(k.lists) {
		l.state.Items, l.state.Links, l.state.Loaded = l.items, l.links, l.loaded
	}
	for i := len(k.rest) - 1; i >= 0; i-- {
		k.rest[i].restore()
	}
	if k.first.model != nil {
		k.first.restore()
	}
}

// room is where the next row is noted.
func (k *Memory) room() *rowMemory {
	if k.first.model == nil {
		return &k.first
	}
	k.rest = append(k.rest, rowMemory{})
	return &k.rest[len(k.rest)-1]
}

// listMemory is a relation and the rows that it had.
type listMemory struct {
	state        *schema.ManyState
	items, links []unsafe.Pointer
	loaded       bool
}

// rowMemory is what a row was: its state, which fields were zero that a default or the server
// fills, whether its relations led anywhere, and values of fields that the write changes otherwise;
// or all of it.
type rowMemory struct {
	model *schema.Model
	row   unsafe.Pointer
	state *schema.RowState
	bound bool // its relations can reach a database
	whole bool // all is in kept
	owner ownership
	unset uint64 // by position
	kept  []keptValue
}

// keptValue is something in a row and a copy of it.
type keptValue struct{ at, was reflect.Value }

func (was *rowMemory) note(m *schema.Model, row unsafe.Pointer, changed []*schema.Attribute) {
	was.model, was.row, was.bound = m, row, Bound(m, row)
	if was.bound {
		was.owners()
	}
	if m.HasState {
		was.state = m.State(row).State
	}
	for _, a := range m.Attributes {
		if a.ServerMade() {
			was.keep(a)
			continue
		}
		if !a.Autoincrement && a.ServerDefault == "" && a.Default == nil {
			continue
		}
		if a.Index >= 64 { // no room for it in unset
			was.keep(a)
		} else if a.IsZero(row) {
			was.unset |= 1 << a.Index
		}
	}
	for _, a := range changed {
		if a.Index >= 64 || was.unset&(1<<a.Index) == 0 {
			was.keep(a)
		}
	}
}

var (
	oneState  = reflect.TypeFor[schema.OneState]()
	manyState = reflect.TypeFor[schema.ManyState]()
	anyState  = reflect.TypeFor[schema.AnyState]()
)

func (was *rowMemory) keep(a *schema.Attribute) {
	typ := a.Type
	if a.Side != nil && a.Side.HasField {
		typ = oneState
	}
	if a.Within != nil && a.Within.Legs != nil {
		was.copied(anyState, a.Within.Offset)
	} else if a.Within != nil {
		was.copied(oneState, a.Within.Offset)
	} else if typ != nil { // else no field holds it
		was.copied(typ, a.Offset)
	}
}

// copied keeps what a row has at an offset.
func (was *rowMemory) copied(typ reflect.Type, offset uintptr) {
	at, value := reflect.NewAt(typ, unsafe.Add(was.row, offset)).Elem(), reflect.New(typ).Elem()
	value.Set(at)
	was.kept = append(was.kept, keptValue{at, value})
}

// restore makes the row what it was.
func (was *rowMemory) restore() {
	if was.bound {
		was.giveBack()
	}
	for _, k := range was.kept {
		k.at.Set(k.was)
	}
	if was.whole {
		return
	}
	if was.model.HasState {
		was.model.State(was.row).State = was.state
	}
	if was.unset != 0 {
		for _, a := range was.model.Attributes {
			switch {
			case a.Index >= 64 || was.unset&(1<<a.Index) == 0:
			case a.Side != nil && a.Side.HasField:
				state := schema.OneAt(was.row, a.Offset)
				*state = schema.OneState{Binding: state.Binding}
			case a.Type != nil:
				reflect.NewAt(a.Type, unsafe.Add(was.row, a.Offset)).Elem().SetZero()
			}
		}
	}
	if !was.bound {
		Unbind(was.model, was.row)
	}
}
