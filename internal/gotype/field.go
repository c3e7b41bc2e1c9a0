package gotype

import (
	"reflect"
	"strings"

	"github.com/ormar-go/ormar/schema"
)

// Field is a field that lies in a struct, those of embedded structs included.
type Field struct {
	Name     string
	Type     reflect.Type
	Offset   uintptr // from the start of the outer struct
	Tag      reflect.StructTag
	Exported bool
	Hidden   bool // its embedded struct has a json tag, so that encoding/json does not write its fields among the outer ones
}

// Fields lists the fields of a struct, those of embedded structs in the place of these. What is behind an embedded pointer does
// not lie in the struct and is left out; relations are not looked into.
func Fields(t reflect.Type) []Field { return appendFields(nil, t, 0) }

func appendFields(out []Field, t reflect.Type, base uintptr) []Field {
	for f := range t.Fields() {
		if f.Anonymous && f.Type.Kind() == reflect.Struct && !IsRelation(f.Type) {
			start := len(out)
			out = appendFields(out, f.Type, base+f.Offset)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			for i := start; i < len(out); i++ {
				out[i].Hidden = out[i].Hidden || name != "" // "-", or an object of its own
			}
			continue
		}
		if f.Anonymous && f.Type.Kind() == reflect.Pointer {
			continue
		}
		out = append(out, Field{Name: f.Name, Type: f.Type, Offset: base + f.Offset, Tag: f.Tag, Exported: f.IsExported()})
	}
	return out
}

// IsRelation reports whether values of a type are relations of a model.
func IsRelation(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(reflect.TypeFor[schema.ToOne]()) || p.Implements(reflect.TypeFor[schema.ToMany]())
}

// IsMemory reports whether a type is the memory of an instance, orm.Model: a struct of nothing but a schema.Row.
func IsMemory(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.NumField() == 1 && t.Field(0).Type == reflect.TypeFor[schema.Row]()
}
