package orm

import (
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/internal/jsonio"
	"github.com/ormar-go/ormar/internal/lookup"
	"github.com/ormar-go/ormar/schema"
)

// Link is a related row and the link row that ties it to the owner.
type Link[T, L any] struct {
	Target  *T
	Through *L
}

// ManyThrough is a Many whose link rows have fields of their own, described by the model L.
type ManyThrough[T, L any] struct{ Many[T] }

// LinksOf fills a relation with link data in memory, for SaveRelated.
func LinksOf[T, L any](links ...Link[T, L]) ManyThrough[T, L] {
	return ManyThrough[T, L]{Many[T]{state: linkedState(unsafe.Slice((*linkPair)(unsafe.Pointer(unsafe.SliceData(links))), len(links)))}}
}

// linkedState is the state of a relation that holds rows with their link rows.
func linkedState(pairs []linkPair) schema.ManyState {
	state := schema.ManyState{Loaded: true}
	for _, p := range pairs {
		state.Items, state.Links = append(state.Items, p.target), append(state.Links, p.through)
	}
	return state
}

// RelationLink is L; it is not for callers.
func (m *ManyThrough[T, L]) RelationLink() reflect.Type { return reflect.TypeFor[L]() }

// Links are the loaded rows with their link rows; nil when the relation was not loaded.
func (m ManyThrough[T, L]) Links() []Link[T, L] {
	pairs := linkPairs(&m.state)
	return unsafe.Slice((*Link[T, L])(unsafe.Pointer(unsafe.SliceData(pairs))), len(pairs))
}

// linkPair is a Link without its types, of the same layout.
type linkPair struct{ target, through unsafe.Pointer }

// linkPairs are the loaded rows with their link rows; nil when the relation was not loaded.
func linkPairs(state *schema.ManyState) []linkPair {
	if !state.Loaded {
		return nil
	}
	out := make([]linkPair, len(state.Items))
	for i, p := range state.Items {
		out[i].target = p
		if i < len(state.Links) {
			out[i].through = state.Links[i]
		}
	}
	return out
}

// ThroughFields names the fields of the link row along this relation, when m is itself a field of what Fields gave.
func (m *ManyThrough[T, L]) ThroughFields() *L {
	return (*L)(lookup.Link(unsafe.Pointer(m), reflect.TypeFor[ManyThrough[T, L]](), reflect.TypeFor[L]()))
}

// Fields names the fields of T along this relation. It holds no data.
func (m *ManyThrough[T, L]) Fields() *T {
	return (*T)(lookup.Along(unsafe.Pointer(m), reflect.TypeFor[ManyThrough[T, L]](), reflect.TypeFor[T]()))
}

// MarshalJSON writes the loaded rows; each has its link row, where that is loaded, under the snake_case name of L.
func (m ManyThrough[T, L]) MarshalJSON() ([]byte, error) {
	return jsonio.WriteMany(reflect.TypeFor[T](), reflect.TypeFor[L](), &m.state)
}

// UnmarshalJSON reads what MarshalJSON writes: rows as Many does, each with its link row under the snake_case name of L.
func (m *ManyThrough[T, L]) UnmarshalJSON(text []byte) error {
	return jsonio.ReadMany(reflect.TypeFor[T](), &m.state, text, reflect.TypeFor[L]())
}
