package schema

import (
	"fmt"
	"reflect"
	"slices"
)

// Registry is a closed set of models with every relation between them resolved. It is immutable, so that any number of
// goroutines and databases share one. The zero Registry has no models; NewRegistry makes others.
type Registry struct {
	models []*Model
	byType map[reflect.Type]*Model
	byName map[string]*Model
}

// NewRegistry reads the Schema of every model, and of every model that is reachable from these through relations. It returns
// all mistakes at once, joined, each a *DefinitionError. The values of the arguments do not matter, only their types.
func NewRegistry(models ...Definer) (*Registry, error) {
	b := newBuilder()
	for i, m := range models {
		t := reflect.TypeOf(m)
		if t == nil || t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct {
			b.add(fmt.Sprint(t), "", "model %d is not a pointer to a struct; give Schema a pointer receiver and pass &%v{}", i+1, t)
			continue
		}
		b.draft(t.Elem())
	}
	return b.build()
}

// MustRegistry is NewRegistry for package variables and tests: it panics with the error.
func MustRegistry(models ...Definer) *Registry {
	r, err := NewRegistry(models...)
	if err != nil {
		panic(err)
	}
	return r
}

// Models are all models: those given to NewRegistry in that order, then those reached from them, then the generated link
// tables. The slice is the caller's.
func (r *Registry) Models() []*Model { return slices.Clone(r.models) }

// Model is the model of a struct type, or nil. Pointers are taken off.
func (r *Registry) Model(t reflect.Type) *Model {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return r.byType[t]
}

// ByName is the model of a bare type name, generated link models included, or nil. Of two types with one name in different
// packages it is the first.
func (r *Registry) ByName(name string) *Model { return r.byName[name] }
