package orm

import (
	"context"
	"fmt"
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/internal/jsonio"
	"github.com/ormar-go/ormar/internal/lookup"
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

// RefPK is the relation to the row with a primary key, which need not be loaded: of a model with several key fields a slice of their
// values in key order, for a relation that References other fields the value of these. A value that is no key of T gives a relation
// that every write and condition refuses.
func RefPK[T any](pk any) One[T] { return One[T]{state: keyedState(reflect.TypeFor[T](), pk)} }

// keyedState is the state of a relation to the row of a model that has a primary key.
func keyedState(t reflect.Type, pk any) (state schema.OneState) {
	if m, err := schema.Describe(t); err == nil && m.Identity() != nil {
		if v, err := m.Identity().Convert(pk); err == nil && (v != nil || len(m.Identity().Columns()) == 1) {
			state.SetKey(schema.KeyOf(v))
			return state
		}
	}
	state.SetKey(schema.BadKey(pk)) // describing what was given costs more than the key
	return state
}

// ToOneRelation marks the type for package schema; it is not for callers.
func (o *One[T]) ToOneRelation() {}

// RelationTarget is the model that the relation leads to; it is not for callers.
func (o *One[T]) RelationTarget() reflect.Type { return reflect.TypeFor[T]() }

// Fields names the fields of T along this relation, when o is itself a field of what Fields gave: for conditions and Path.
// It holds no data.
func (o *One[T]) Fields() *T {
	return (*T)(lookup.Along(unsafe.Pointer(o), reflect.TypeFor[One[T]](), reflect.TypeFor[T]()))
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

// PK is the related row's primary key in its field's own type, nil for NULL or an instance that has none yet. Of a model with several
// key fields it is a []any of their values in key order, and of a relation that References other fields it is the value of these.
func (o One[T]) PK() any { return keyOfRelation(reflect.TypeFor[T](), &o.state) }

// keyOfRelation is the key that a relation holds, in the type of the target's key field.
func keyOfRelation(t reflect.Type, state *schema.OneState) any {
	m, err := schema.Describe(t)
	if err != nil || m.Identity() == nil {
		return nil
	}
	key := m.Identity()
	if b := state.Binding; b != nil && b.Side != nil && b.Side.Kind == schema.ForwardSide {
		key = b.Side.Ref
	}
	canonical := state.Key().Canonical()
	if canonical == nil && state.Target != nil && hasKey(m, state.Target) {
		canonical, _ = key.Get(state.Target)
	}
	if canonical == nil {
		return nil
	}
	if v, err := key.GoValue(canonical); err == nil {
		return v
	}
	return plainKey(canonical)
}

// plainKey is a key of a column that is not the primary key, of a relation that no database has told which that is.
func plainKey(canonical any) any {
	if t, ok := canonical.(schema.Tuple); ok {
		return t.Parts()
	}
	return canonical
}

// IsZero reports whether the relation is NULL; encoding/json asks it for omitzero.
func (o One[T]) IsZero() bool { return o.state.Target == nil && o.state.Key().IsZero() }

// Load reads the related row, by one statement; NULL gives nil and is loaded. It needs an owner that was read or saved, and
// refuses with ErrNotLoaded behind a Strict QuerySet. A copy of the relation leads to the same row, and is filled itself.
func (o *One[T]) Load(ctx context.Context) (*T, error) {
	target, err := loadRelation(ctx, reflect.TypeFor[T](), &o.state)
	return (*T)(target), err
}

// loadRelation loads the row that a relation to one leads to.
func loadRelation(ctx context.Context, t reflect.Type, state *schema.OneState) (unsafe.Pointer, error) {
	b := state.Binding
	db := bound(b)
	if db == nil || b.Strict {
		return nil, notLoaded(b, t)
	}
	if err := db.engine.LoadOne(db.engine.Reads(ctx), b, state); err != nil {
		return nil, err
	}
	return state.Target, nil
}

// bound is the database that a relation came from, nil for one that was made in memory.
func bound(b *schema.Binding) *DB {
	if b == nil {
		return nil
	}
	db, _ := b.DB.(*DB)
	return db
}

// MarshalJSON writes the related row when it is loaded, else its key alone, as {"id": 1}, and null for none. The way back to
// the parent through which a row was loaded is its key alone, and so is a row that is met again inside itself. A relation
// whose key JSON does not show ("-") is an empty object. A row that is reached on several ways is written on each of them; rows that
// lead to each other on so many ways that more than 100,000 would be written, and each more than ten times, are ErrQuery. Of a row
// that was read in part only what was read is written.
func (o One[T]) MarshalJSON() ([]byte, error) {
	return jsonio.WriteOne(reflect.TypeFor[T](), &o.state)
}

// UnmarshalJSON reads a bare key, an object of only the key, a whole object or null. The first two give a relation that is not
// loaded, as RefPK does; a whole object gives what Ref of it would. It trusts the text as encoding/json does; bodies that
// strangers send are for Decode.
func (o *One[T]) UnmarshalJSON(text []byte) error {
	return jsonio.ReadOne(reflect.TypeFor[T](), &o.state, text)
}
