package orm

import (
	"reflect"
	"unsafe"
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
	var m ManyThrough[T, L]
	m.state.Loaded = true
	for _, l := range links {
		m.state.Items = append(m.state.Items, unsafe.Pointer(l.Target))
		m.state.Links = append(m.state.Links, unsafe.Pointer(l.Through))
	}
	return m
}

// RelationLink is L; it is not for callers.
func (m *ManyThrough[T, L]) RelationLink() reflect.Type { return reflect.TypeFor[L]() }

// Links are the loaded rows with their link rows; nil when the relation was not loaded.
func (m ManyThrough[T, L]) Links() []Link[T, L] {
	if !m.state.Loaded {
		return nil
	}
	out := make([]Link[T, L], len(m.state.Items))
	for i, p := range m.state.Items {
		out[i].Target = (*T)(p)
		if i < len(m.state.Links) {
			out[i].Through = (*L)(m.state.Links[i])
		}
	}
	return out
}

// ThroughFields names the fields of the link row along this relation, when m is itself a field of what Fields gave.
func (m *ManyThrough[T, L]) ThroughFields() *L {
	p := placeOf(m)
	if p == nil || p.side == nil || p.side.LinkOwner == nil {
		return Fields[L]()
	}
	name := p.side.LinkPath()
	return (*L)(prototypes.child(protoKey{unsafe.Pointer(m), reflect.TypeFor[L]()}, reflect.TypeFor[L](), p.root, p.owner+name+"__"))
}

// Fields names the fields of T along this relation. It holds no data.
func (m *ManyThrough[T, L]) Fields() *T {
	return childFields[T](unsafe.Pointer(m), reflect.TypeFor[ManyThrough[T, L]]())
}
