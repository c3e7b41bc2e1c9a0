package schema

import (
	"reflect"
)

var (
	rowType    = reflect.TypeFor[Row]()
	toOneType  = reflect.TypeFor[ToOne]()
	toManyType = reflect.TypeFor[ToMany]()
)

// shape is what kind of relation value a Go field is.
type shape uint8

const (
	noRelation shape = iota
	oneValue
	manyValue
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
	l.walk(t, 0, 0, names, map[reflect.Type]bool{t: true})
	names.settle()
	return l
}

// walk adds the fields of t, which begins at base. A nil names means that t is not a part of the outer JSON object.
func (l *layout) walk(t reflect.Type, base uintptr, depth int, names jsonNames, on map[reflect.Type]bool) {
	for f := range t.Fields() {
		offset := base + f.Offset
		if f.Anonymous && f.Type.Kind() == reflect.Struct && relationShape(f.Type) == noRelation {
			l.embed(f, offset, depth, names, on)
			continue
		}
		if f.Type == rowType && depth > 0 {
			l.rows = append(l.rows, offset)
			continue
		}
		if f.Name == "_" {
			continue
		}
		field := &structField{name: f.Name, typ: f.Type, offset: offset, depth: depth, json: "-"}
		field.relate()
		l.fields = append(l.fields, field)
		if f.Anonymous && f.Type.Kind() == reflect.Pointer {
			names.promote(f, depth+1, on)
		}
		names.add(f, depth, field)
	}
}

func (l *layout) embed(f reflect.StructField, offset uintptr, depth int, names jsonNames, on map[reflect.Type]bool) {
	if tag := parseTag(f); tag.skip || tag.name != "" {
		names.add(f, depth, nil)
		names = nil
	}
	l.walk(f.Type, offset, depth+1, names, on)
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
