package schema

import (
	"reflect"
	"sync"
)

// described is the named cache behind Describe: reflect.Type to description. Types are never unloaded, so neither are they.
var described sync.Map

// description is the outcome of reading a type once.
type description struct {
	model *Model
	err   error
}

// Describe is the model of a struct type for what works without a registry: naming fields, JSON, references. It reads the
// Schema of the type and of all models reachable from it, once per process, and reports their mistakes as NewRegistry does.
// Relations that only other models know of are not in it.
func Describe(t reflect.Type) (*Model, error) {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nil {
		return nil, &DefinitionError{Model: "nil", Reason: "nil is not a model; name a struct type with a Schema method"}
	}
	if d, ok := described.Load(t); ok {
		d := d.(*description)
		return d.model, d.err
	}
	b := newBuilder()
	b.reach(t, bareName(t.String()), "")
	r, err := b.build()
	if err != nil {
		d, _ := described.LoadOrStore(t, &description{err: err})
		return d.(*description).model, d.(*description).err
	}
	for _, m := range r.models {
		if m.Type != nil {
			described.LoadOrStore(m.Type, &description{model: m})
		}
	}
	d, _ := described.Load(t)
	return d.(*description).model, d.(*description).err
}
