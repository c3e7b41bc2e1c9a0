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
	Was    []any  // canonical values as the row has them, by position; nil unless the model tracks changes
	Named  []NamedRows
	Held   []Key // of the relations On and then the KeySides of the model; nil in models without
	Given  Mask  // values that were said, be they zero: an insert leaves none of them to the server
}

// NamedRows are rows related to an instance that were read under a name, beside the relation itself. Items has the layout of a []*T.
type NamedRows struct {
	Name  string
	Side  *Side
	Items []unsafe.Pointer
}

// Naming is a state that holds rows under a name.
func (s *RowState) Naming(rows NamedRows) *RowState {
	made := *s
	made.Named = make([]NamedRows, 0, len(s.Named)+1)
	for _, n := range s.Named {
		if n.Name != rows.Name {
			made.Named = append(made.Named, n)
		}
	}
	made.Named = append(made.Named, rows)
	return &made
}

// Row is the word by which package orm's embedded Model remembers; a model that embeds it is found by this type.
type Row struct{ State *RowState }

// Source is the database that relation values came from: the DB of package orm, which alone implements it.
type Source interface {
	// Models is the registry of its models, by which the ends of a relation are known.
	Models() *Registry
}

// Binding ties a relation value to where it came from. It is shared by all rows that a query reads.
type Binding struct {
	DB     Source
	Side   *Side // the relation
	Strict bool  // Load is refused
	// Rendered is the relation as JSON while the row around it is being encoded: it was written already, by what knows the
	// ancestors. Only a copy of the row has it.
	Rendered []byte
}

// OneState is the memory of package orm's One[T], which has no other fields. Target is a *T. It holds one key: of the row that
// it leads to, or, on a far side that a database knows, of its owner. The value may be copied anywhere, so that nothing is ever
// concluded from where it lies but whether it lies in Owner.
type OneState struct {
	Target  unsafe.Pointer
	Binding *Binding
	Owner   unsafe.Pointer // the instance that it was bound in; of a copy not its own, and then never read or written

	// A Key's parts, since a Key of its own would end in seven bytes that nothing uses.
	num  int64
	str  string
	form KeyForm
	far  bool // the key is the owner's
	held bool // the key is that of declared fields

	Loaded bool // Target, or its absence, is what the database holds
	Back   bool // Target is the parent through which this row was reached: written as its key only
}

// ManyState is the memory of package orm's Many[T]. Items has the layout of a []*T; Links, when there is link data, that of
// a []*L parallel to it. What OneState says of Owner and of copies holds here too.
type ManyState struct {
	Items   []unsafe.Pointer
	Links   []unsafe.Pointer
	Owner   unsafe.Pointer
	Binding *Binding

	num    int64 // of the owner's key
	str    string
	form   KeyForm
	Loaded bool
}

// Key is the key of the row that the relation leads to, as far as it is known apart from Target.
func (o *OneState) Key() Key {
	if o.far || o.form == brokenTuple {
		return Key{}
	}
	return Key{o.num, o.str, o.form}
}

// SetKey sets what Key gives.
func (o *OneState) SetKey(k Key) {
	o.num, o.str, o.form, o.far, o.held = k.Num, k.Str, k.Form, false, false
}

// OwnerKey is the key of the row whose far side this is: of the row as it was read or written, whatever has become of the
// instance. It is zero on a forward side, and where no database knows the owner.
func (o *OneState) OwnerKey() Key {
	if !o.far {
		return Key{}
	}
	return Key{o.num, o.str, o.form}
}

// Own makes the relation the far side of an owner's row.
func (o *OneState) Own(owner unsafe.Pointer, k Key) {
	o.Owner, o.num, o.str, o.form, o.far = owner, k.Num, k.Str, k.Form, !k.IsZero()
}

// In reports whether the relation is the field at an offset of the instance that it was bound in, and not a copy.
func (o *OneState) In(offset uintptr) bool {
	return o.Owner != nil && unsafe.Add(o.Owner, offset) == unsafe.Pointer(o)
}

// Unread reports of a far side that what it leads to is not known, so that it is not NULL either.
func (o *OneState) Unread() bool { return o.far && !o.Loaded && o.Target == nil }

// Cleared is the relation without what it leads to: it still knows whose it is.
func (o *OneState) Cleared() OneState {
	c := OneState{Binding: o.Binding}
	c.Own(o.Owner, o.OwnerKey())
	return c
}

// OwnerKey is that of OneState.
func (m *ManyState) OwnerKey() Key { return Key{m.num, m.str, m.form} }

// Own makes the relation one of an owner's row.
func (m *ManyState) Own(owner unsafe.Pointer, k Key) {
	m.Owner, m.num, m.str, m.form = owner, k.Num, k.Str, k.Form
}

// In is that of OneState.
func (m *ManyState) In(offset uintptr) bool {
	return m.Owner != nil && unsafe.Add(m.Owner, offset) == unsafe.Pointer(m)
}

// Cleared is the relation as if it had not been loaded.
func (m *ManyState) Cleared() ManyState {
	c := ManyState{Binding: m.Binding}
	c.Own(m.Owner, m.OwnerKey())
	return c
}

// OneAt is the state of the to-one relation of a row.
func OneAt(row unsafe.Pointer, offset uintptr) *OneState {
	return (*OneState)(unsafe.Add(row, offset))
}

// ManyAt is the state of the to-many relation of a row.
func ManyAt(row unsafe.Pointer, offset uintptr) *ManyState {
	return (*ManyState)(unsafe.Add(row, offset))
}
