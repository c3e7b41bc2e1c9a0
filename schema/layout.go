package schema

import (
	"reflect"

	"github.com/ormar-go/ormar/internal/gotype"
)

var (
	rowType    = reflect.TypeFor[Row]()
	toOneType  = reflect.TypeFor[ToOne]()
	toManyType = reflect.TypeFor[ToMany]()
	toAnyType  = reflect.TypeFor[ToAny]()
)

// shape is what kind of relation value a Go field is.
type shape uint8

const (
	noRelation shape = iota
	oneValue
	manyValue
	anyValue
)

// structField is a field of a model's struct, those of embedded structs included.
type structField struct {
	name   string
	typ    reflect.Type
	offset uintptr // from the start of the model
	depth  int     // of embedding
	json   string  // "-" when encoding/json does not write it

	shape        shape
	target, link reflect.Type
	claimed      bool // some relation is kept here
}

// attributeName is the field's name in paths.
func (f *structField) attributeName() string { return snakeCase(f.name) }

// layout is what a model's struct looks like in memory and in JSON.
type layout struct {
	size   uintptr
	fields []*structField
	rows   []uintptr // offsets of the Row words in embedded structs
}

// layoutOf reads a struct type.
func layoutOf(t reflect.Type) *layout {
	l := &layout{size: t.Size()}
	names := jsonNames{}
	gotype.Walk(t, func(f *gotype.Field) bool {
		if !f.Written() {
			return l.visit(f, nil, t)
		}
		return l.visit(f, names, t)
	})
	names.settle()
	return l
}

// visit adds a field of the type outermost, and says whether those in it are fields of the model. A nil names means that the field
// is not a part of the outer JSON object.
func (l *layout) visit(f *gotype.Field, names jsonNames, outermost reflect.Type) (inside bool) {
	switch {
	case f.EmbedsStruct() && !gotype.IsRelation(f.Type):
		if tag := gotype.ParseJSONTag(f.Tag); tag.Skip || tag.Name != "" {
			names.add(f.StructField, f.Depth, nil)
		}
		return true
	case f.Type == rowType && f.Depth > 0:
		l.rows = append(l.rows, f.Offset)
		return false
	case f.Name == "_":
		return false
	}
	field := &structField{name: f.Name, typ: f.Type, offset: f.Offset, depth: f.Depth, json: "-"}
	field.relate()
	l.fields = append(l.fields, field)
	if f.EmbedsPointer() {
		names.promote(f.StructField, f.Depth+1, map[reflect.Type]bool{outermost: true})
	}
	names.add(f.StructField, f.Depth, field)
	return false
}

// relate finds out whether the field holds a relation, and of what.
func (f *structField) relate() {
	f.shape = relationShape(f.typ)
	switch f.shape {
	case oneValue:
		f.target = reflect.New(f.typ).Interface().(ToOne).RelationTarget()
	case manyValue:
		many := reflect.New(f.typ).Interface().(ToMany)
		f.target, f.link = many.RelationTarget(), many.RelationLink()
	}
}

func relationShape(t reflect.Type) shape {
	if t.Kind() != reflect.Struct {
		return noRelation
	}
	p := reflect.PointerTo(t)
	switch {
	case p.Implements(toOneType):
		return oneValue
	case p.Implements(toManyType):
		return manyValue
	case p.Implements(toAnyType):
		return anyValue
	}
	return noRelation
}

// at is the field of that type at that offset, or nil. The type matters: a struct and its first field share their address.
func (l *layout) at(offset uintptr, t reflect.Type) *structField {
	for _, f := range l.fields {
		if f.offset == offset && f.typ == t {
			return f
		}
	}
	return nil
}

// relationNamed is the relation field of that attribute name, or nil; of several the least embedded.
func (l *layout) relationNamed(attribute string) *structField {
	var found *structField
	for _, f := range l.fields {
		if f.shape != noRelation && f.attributeName() == attribute && (found == nil || f.depth < found.depth) {
			found = f
		}
	}
	return found
}
