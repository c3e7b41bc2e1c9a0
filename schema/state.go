package schema

import (
	"math/bits"
	"unsafe"
)

// Mask is a set of attribute positions. The nil Mask of a RowState means all of them.
type Mask []uint64

// NewMask is an empty set with room for n positions.
func NewMask(n int) Mask { return make(Mask, (n+63)/64) }

// Has reports whether position i is in the set.
func (m Mask) Has(i int) bool { return i/64 < len(m) && m[i/64]&(1<<(i%64)) != 0 }

// Set adds position i.
func (m Mask) Set(i int) { m[i/64] |= 1 << (i % 64) }

// Len is the number of positions in the set.
func (m Mask) Len() int {
	n := 0
	for _, w := range m {
		n += bits.OnesCount64(w)
	}
	return n
}

// RowState is what an instance remembers of its row. It is immutable and shared by all rows that a statement reads, so that
// remembering costs an instance one word.
type RowState struct {
	Model  *Model // whose attributes Loaded counts; set whenever Loaded is
	Saved  bool   // the row is known to be in the database
	Filled bool   // defaults were applied already (New, Decode): an explicit zero is meant
	Loaded Mask   // nil: every attribute
}

// Row is the word by which package orm's embedded Model remembers; a model that embeds it is found by this type.
type Row struct{ State *RowState }

// Binding ties a relation value to where it came from. It is shared by all rows that a query reads.
type Binding struct {
	DB     any   // the *orm.DB
	Side   *Side // the relation
	Strict bool  // Load is refused
}

// OneState is the memory of package orm's One[T], which has no other fields. Target is a *T.
type OneState struct {
	Target  unsafe.Pointer
	Binding *Binding
	Key     Key
	Loaded  bool // Target, or its absence, is what the database holds
	Back    bool // Target is the parent through which this row was reached: written as its key only
}

// ManyState is the memory of package orm's Many[T]. Items has the layout of a []*T; Links, when there is link data, that of
// a []*L parallel to it. Owner is the instance that holds the relation.
type ManyState struct {
	Items   []unsafe.Pointer
	Links   []unsafe.Pointer
	Owner   unsafe.Pointer
	Binding *Binding
	Loaded  bool
}

// OneAt is the state of the to-one relation of a row.
func OneAt(row unsafe.Pointer, offset uintptr) *OneState {
	return (*OneState)(unsafe.Add(row, offset))
}

// ManyAt is the state of the to-many relation of a row.
func ManyAt(row unsafe.Pointer, offset uintptr) *ManyState {
	return (*ManyState)(unsafe.Add(row, offset))
}
