package orm

import (
	"context"
	"fmt"
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// One is a relation to at most one row of T. It knows the key of that row without having loaded it; the zero value is NULL.
// Methods that change it must not run concurrently with others.
type One[T any] struct {
	_     [0]*T
	state schema.OneState
}

// Ref is the relation to an instance, which must be saved before the owner is; Ref(nil) is NULL.
func Ref[T any](t *T) One[T] {
	return One[T]{state: schema.OneState{Target: unsafe.Pointer(t), Loaded: t != nil}}
}

// RefPK is the relation to the row with a primary key, which need not be loaded. A value that is no key of T gives a relation
// that every write and condition refuses.
func RefPK[T any](pk any) One[T] {
	m, err := schema.Describe(reflect.TypeFor[T]())
	if err != nil || m.Key() == nil {
		return withKey[T](schema.BadKey())
	}
	v, err := m.Key().Convert(pk)
	if err != nil {
		return withKey[T](schema.BadKey())
	}
	return withKey[T](schema.KeyOf(v))
}

// withKey is the relation to the row that has a key.
func withKey[T any](k schema.Key) (o One[T]) {
	o.state.SetKey(k)
	return o
}

// ToOneRelation marks the type for package schema; it is not for callers.
func (o *One[T]) ToOneRelation() {}

// RelationTarget is the model that the relation leads to; it is not for callers.
func (o *One[T]) RelationTarget() reflect.Type { return reflect.TypeFor[T]() }

// Fields names the fields of T along this relation, when o is itself a field of what Fields gave: for conditions and Path.
// It holds no data.
func (o *One[T]) Fields() *T {
	return childFields[T](unsafe.Pointer(o), reflect.TypeFor[One[T]]())
}

// Get is the related instance, nil when it was not loaded or none is related.
func (o One[T]) Get() *T { return (*T)(o.state.Target) }

// Loaded reports whether the related row, or its absence, is in memory.
func (o One[T]) Loaded() bool { return o.state.Loaded }

// Require is Get, or ErrNotLoaded naming the relation.
func (o One[T]) Require() (*T, error) {
	if !o.state.Loaded {
		return nil, notLoaded(o.state.Binding, reflect.TypeFor[T]())
	}
	return o.Get(), nil
}

// notLoaded names the relation as far as it is known.
func notLoaded(b *schema.Binding, target reflect.Type) error {
	const advice = "name it in SelectRelated or PrefetchRelated, or call Load"
	switch {
	case b == nil || b.Side == nil:
		return fmt.Errorf("%w: the relation to %s; %s", ErrNotLoaded, target.Name(), advice)
	case b.Strict:
		return fmt.Errorf("%w: %s.%s; the queryset is Strict, so name it in SelectRelated or PrefetchRelated", ErrNotLoaded, b.Side.Owner.Name, b.Side.Name)
	}
	return fmt.Errorf("%w: %s.%s; %s", ErrNotLoaded, b.Side.Owner.Name, b.Side.Name, advice)
}

// PK is the related row's primary key in its field's own type, nil for NULL or an instance that has none yet.
func (o One[T]) PK() any {
	m, err := schema.Describe(reflect.TypeFor[T]())
	if err != nil || m.Key() == nil {
		return nil
	}
	canonical := o.state.Key().Canonical()
	if canonical == nil && o.state.Target != nil && hasKey(m, o.state.Target) {
		canonical, _ = m.Key().Get(o.state.Target)
	}
	if canonical == nil {
		return nil
	}
	v, err := m.Key().GoValue(canonical)
	if err != nil {
		return nil
	}
	return v
}

// IsZero reports whether the relation is NULL; encoding/json asks it for omitzero.
func (o One[T]) IsZero() bool { return o.state.Target == nil && o.state.Key().IsZero() }

// Load reads the related row, by one statement; NULL gives nil and is loaded. It needs an owner that was read or saved, and
// refuses with ErrNotLoaded behind a Strict QuerySet. A copy of the relation leads to the same row, and is filled itself.
func (o *One[T]) Load(ctx context.Context) (*T, error) {
	b := o.state.Binding
	db := bound(b)
	if db == nil || b.Strict {
		return nil, notLoaded(b, reflect.TypeFor[T]())
	}
	if err := db.loadOne(ctx, b, &o.state); err != nil {
		return nil, err
	}
	return o.Get(), nil
}

// bound is the database that a relation came from, nil for one that was made in memory.
func bound(b *schema.Binding) *DB {
	if b == nil {
		return nil
	}
	db, _ := b.DB.(*DB)
	return db
}
