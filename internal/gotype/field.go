package gotype

import "reflect"

// Field is a field that lies in a struct, in it directly or in a struct that it embeds.
type Field struct {
	reflect.StructField
	Offset uintptr // from the start of the outermost struct
	Depth  int     // of embedding
	Outer  *Field  // the embedded struct that it lies in; nil at depth 0
}

// Walk gives visit the fields that lie in a struct in the order of declaration. Of an embedded
// struct it says whether to go on to the fields in it, which come next; of other fields, and of
// what is behind a pointer, the answer is not asked.
func Walk(t reflect.Type, visit func(f *Field) (inside bool)) { walk(t, nil, visit) }

func walk(t reflect.Type, outer *Field, visit func(*Field) bool) {
	base, depth := uintptr(0), 0
	if outer != nil {
		base, depth = outer.Offset, outer.Depth+1
	}
	for s := range t.Fields() {
		f := &Field{StructField: s, Offset: base + s.Offset, Depth: depth, Outer: outer}
		if visit(f) && s.Anonymous && s.Type.Kind() == reflect.Struct {
			walk(s.Type, f, visit)
		}
	}
}

// Fields lists the fields that lie in a struct, those of embedded structs in the place of these.
// What is behind an embedded pointer lies elsewhere and is left out; relations of a model are not
// looked into.
func Fields(t reflect.Type) []*Field {
	var out []*Field
	Walk(t, func(f *Field) bool {
		switch {
		case f.EmbedsStruct() && !IsRelation(f.Type):
			return true
		case !f.EmbedsPointer():
			out = append(out, f)
		}
		return false
	})
	return out
}

var relationType = reflect.TypeFor[interface{ RelationTarget() reflect.Type }]()

// IsRelation reports whether values of a type are relations of a model: package schema's ToOne or
// ToMany.
func IsRelation(t reflect.Type) bool { return reflect.PointerTo(t).Implements(relationType) }

// EmbedsStruct reports whether the field is an embedded struct, not a pointer to one.
func (f *Field) EmbedsStruct() bool { return f.Anonymous && f.Type.Kind() == reflect.Struct }

// EmbedsPointer reports whether the field is an embedded pointer, whose fields lie elsewhere.
func (f *Field) EmbedsPointer() bool { return f.Anonymous && f.Type.Kind() == reflect.Pointer }

// Written reports whether encoding/json writes the field in the object of the outermost struct, its
// own tag aside: of an embedded struct that a tag names it makes an object of its own, or none.
func (f *Field) Written() bool {
	for o := f.Outer; o != nil; o = o.Outer {
		if tag := ParseJSONTag(o.Tag); tag.Skip || tag.Name != "" {
			return false
		}
	}
	return true
}
