package orm

import (
	"context"
	"fmt"
	"reflect"

	"github.com/ormar-go/ormar/internal/jsonio"
	"github.com/ormar-go/ormar/schema"
)

// Any is a relation to at most one row of one of several models, which schema.Polymorphic declares. It knows model and key of that
// row without having loaded it; the zero value is NULL. Methods that change it must not run concurrently with others.
type Any struct{ state schema.AnyState }

// RefAny is the relation to an instance, given by its pointer, which must be saved before the owner is; nil is NULL. What is no
// instance gives a relation that every write and condition refuses, and so does one of a model that the relation does not lead to.
func RefAny(m any) Any {
	v := reflect.ValueOf(m)
	var a Any
	switch {
	case m == nil:
	case v.Kind() != reflect.Pointer || v.Type().Elem().Kind() != reflect.Struct:
		a.state.SetKey(schema.BadKey(m))
	case !v.IsNil():
		a.state.Target, a.state.Type, a.state.Loaded = v.UnsafePointer(), v.Type().Elem(), true
	}
	return a
}

// ToAnyRelation marks the type for package schema; it is not for callers.
func (a *Any) ToAnyRelation() {}

// RelationTarget is nil, since the value does not say which models it may lead to; it is not for callers.
func (a *Any) RelationTarget() reflect.Type { return nil }

// Get is the related instance, a pointer to its model, nil when it was not loaded or none is related.
func (a Any) Get() any {
	if a.state.Target == nil {
		return nil
	}
	return reflect.NewAt(a.state.Type, a.state.Target).Interface()
}

// Loaded reports whether the related row, or its absence, is in memory.
func (a Any) Loaded() bool { return a.state.Loaded }

// PK is the related row's primary key in its field's own type, nil for NULL or an instance that has none yet.
func (a Any) PK() any {
	leg, m := a.leg(), a.model()
	switch k, isKey := a.state.Key().Canonical().(schema.Tuple); {
	case isKey && leg != nil:
		if v, err := leg.Target.Key().GoValue(k.Part(1)); err == nil {
			return v
		}
		return k.Part(1)
	case isKey:
		return k.Part(1)
	case m == nil || m.Key() == nil || !hasKey(m, a.state.Target):
		return nil
	}
	canonical, err := m.Key().Get(a.state.Target)
	if err != nil || canonical == nil {
		return nil
	}
	v, err := m.Key().GoValue(canonical)
	if err != nil {
		return nil
	}
	return v
}

// Type is what the type column has for the related row: the name of its table unless schema.Relation.TypeNames says otherwise, which a
// relation that RefAny made knows when its owner is written. It is empty for NULL.
func (a Any) Type() string {
	if k, ok := a.state.Key().Canonical().(schema.Tuple); ok {
		name, _ := k.Part(0).(string)
		return name
	}
	if leg := a.leg(); leg != nil {
		return leg.TypeName
	}
	if m := a.model(); m != nil {
		return m.Table
	}
	return ""
}

// leg is the relation to the model of the row, nil when that or the relation is not known.
func (a *Any) leg() *schema.Side {
	if s := a.state.Relation(); s != nil {
		leg, _ := s.Leg(&a.state)
		return leg
	}
	return nil
}

// model is the model of the instance in memory.
func (a *Any) model() *schema.Model {
	if a.state.Target == nil {
		return nil
	}
	m, err := schema.Describe(a.state.Type)
	if err != nil {
		return nil
	}
	return m
}

// IsZero reports whether the relation is NULL; encoding/json asks it for omitzero.
func (a Any) IsZero() bool { return a.state.Target == nil && a.state.Key().IsZero() }

// Load reads the related row, by one statement, and gives a pointer to its model; NULL gives nil and is loaded. It needs an owner that was
// read or saved, and refuses with ErrNotLoaded behind a Strict QuerySet; a row that is gone is ErrNoMatch, a type that the relation
// does not know ErrRelationship. A copy of the relation leads to the same row, and is filled itself.
func (a *Any) Load(ctx context.Context) (any, error) {
	b := a.state.Binding
	db := bound(b)
	if db == nil || b.Strict || b.Side.Any == nil {
		return nil, anyNotLoaded(b)
	}
	leg, known := b.Side.Any.Leg(&a.state)
	switch {
	case !known:
		return nil, fmt.Errorf("%w: %s.%s has the type %s, which is none of its models", ErrRelationship, b.Side.Owner.Name, b.Side.Any.Name,
			schema.Quote(a.Type()))
	case leg == nil:
		a.state.Target, a.state.Loaded = nil, true
		return nil, nil
	}
	if err := db.engine.LoadOne(db.engine.Reads(ctx), db.engine.Binding(leg, false), &a.state.OneState); err != nil {
		return nil, err
	}
	a.state.Type = leg.Target.Type
	return a.Get(), nil
}

// anyNotLoaded names the relation as far as it is known.
func anyNotLoaded(b *schema.Binding) error {
	switch {
	case b == nil || b.Side == nil || b.Side.Any == nil:
		return fmt.Errorf("%w: the polymorphic relation; name it in PrefetchRelated, or save or read its owner and call Load", ErrNotLoaded)
	case b.Strict:
		return fmt.Errorf("%w: %s.%s; the queryset is Strict, so name it in PrefetchRelated", ErrNotLoaded, b.Side.Owner.Name, b.Side.Any.Name)
	}
	return fmt.Errorf("%w: %s.%s; name it in PrefetchRelated, or call Load", ErrNotLoaded, b.Side.Owner.Name, b.Side.Any.Name)
}

// MarshalJSON writes the related row as a One does, with its type in front: {"type": "posts", "id": 1, …}, which is all of a row that is
// not loaded; null for none. A model whose JSON has a field "type" of its own is ErrQuery.
func (a Any) MarshalJSON() ([]byte, error) { return jsonio.WriteAny(&a.state) }

// UnmarshalJSON reads an object of only type and key, or null, as RefAny would of the row. A whole row is ErrQuery, since the text does not say
// of which struct it is: Decode of the owner reads these.
func (a *Any) UnmarshalJSON(text []byte) error { return jsonio.ReadAny(&a.state, text) }
