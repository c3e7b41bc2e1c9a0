package orm

import (
	"context"
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/internal/jsonio"
	"github.com/ormar-go/ormar/internal/lookup"
	"github.com/ormar-go/ormar/schema"
)

// Many is a relation to any number of rows of T: those that were loaded, and, once its owner was saved or loaded, the way to
// ask for and change the related rows. The zero value is not loaded. Methods that change it, Load among them, must not run
// concurrently with others.
type Many[T any] struct {
	_     [0]*T
	state schema.ManyState
}

// ManyOf fills a relation in memory, for SaveRelated.
func ManyOf[T any](items ...*T) Many[T] {
	return Many[T]{state: schema.ManyState{Items: pointers(items), Loaded: true}}
}

// ToManyRelation marks the type for package schema; it is not for callers.
func (m *Many[T]) ToManyRelation() {}

// RelationTarget is the model that the relation leads to; it is not for callers.
func (m *Many[T]) RelationTarget() reflect.Type { return reflect.TypeFor[T]() }

// RelationLink is the model of the link rows, nil without one; it is not for callers.
func (m *Many[T]) RelationLink() reflect.Type { return nil }

// Fields names the fields of T along this relation, when m is itself a field of what Fields gave. It holds no data.
func (m *Many[T]) Fields() *T {
	return (*T)(lookup.Along(unsafe.Pointer(m), reflect.TypeFor[Many[T]](), reflect.TypeFor[T]()))
}

// All are the loaded rows; nil when the relation was not loaded.
func (m Many[T]) All() []*T { return loaded[*T](&m.state) }

// loaded are the rows of a relation in memory, nil when it was not loaded; P is the pointer, as for typed.
func loaded[P any](state *schema.ManyState) []P {
	if !state.Loaded {
		return nil
	}
	rows, _ := typed[P](state.Items, nil)
	return rows
}

// Len is the number of loaded rows.
func (m Many[T]) Len() int { return len(m.state.Items) }

// At is the i-th loaded row; like a slice it panics outside of Len.
func (m Many[T]) At(i int) *T { return (*T)(m.state.Items[i]) }

// Loaded reports whether the related rows are in memory; there may be none.
func (m Many[T]) Loaded() bool { return m.state.Loaded }

// Require is All, or ErrNotLoaded naming the relation.
func (m Many[T]) Require() ([]*T, error) {
	if !m.state.Loaded {
		return nil, notLoaded(m.state.Binding, reflect.TypeFor[T]())
	}
	return m.All(), nil
}

// IsZero reports whether the relation is not loaded; encoding/json asks it for omitzero.
func (m Many[T]) IsZero() bool { return !m.state.Loaded }

// Load reads the related rows in the relation's order, by one statement. It needs an owner that was read or saved, and
// refuses with ErrNotLoaded behind a Strict QuerySet. A copy belongs to the same row; it is filled itself, and its children hold
// their owner's key without pointing at an instance.
func (m *Many[T]) Load(ctx context.Context) ([]*T, error) {
	return typed[*T](loadRelated(ctx, reflect.TypeFor[T](), &m.state))
}

// loadRelated loads the rows of a relation to many.
func loadRelated(ctx context.Context, t reflect.Type, state *schema.ManyState) ([]unsafe.Pointer, error) {
	b := state.Binding
	db := bound(b)
	switch {
	case db == nil:
		_, _, err := manage(state, t)
		return nil, err
	case b.Strict:
		return nil, notLoaded(b, t)
	}
	if err := db.engine.LoadMany(db.engine.Reads(ctx), b, state); err != nil {
		return nil, err
	}
	return state.Items, nil
}

// MarshalJSON writes the loaded rows; a relation that is not loaded is null, and absent where the field's tag says omitzero.
func (m Many[T]) MarshalJSON() ([]byte, error) {
	return jsonio.WriteMany(reflect.TypeFor[T](), nil, &m.state)
}

// UnmarshalJSON reads a list of keys and objects; a key gives a row with nothing but that key. null is a relation that is not
// loaded. See One for what it trusts.
func (m *Many[T]) UnmarshalJSON(text []byte) error {
	return jsonio.ReadMany(reflect.TypeFor[T](), &m.state, text, nil)
}
