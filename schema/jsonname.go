package schema

import (
	"reflect"

	"github.com/ormar-go/ormar/internal/gotype"
)

// jsonNames finds the names under which encoding/json writes the fields of a struct, promoted ones included: of several
// fields with one name the least embedded is written, among those the only one that is tagged, else none.
type jsonNames map[string][]jsonField

type jsonField struct {
	depth  int
	tagged bool
	field  *structField // nil for a field that is no part of the layout
}

// add notes a field at a depth of embedding. It is harmless on the nil jsonNames.
func (n jsonNames) add(f reflect.StructField, depth int, field *structField) {
	tag := gotype.ParseJSONTag(f.Tag)
	if n == nil || tag.Skip || !f.IsExported() {
		return
	}
	name := tag.Name
	if name == "" {
		name = f.Name
	}
	n[name] = append(n[name], jsonField{depth: depth, tagged: tag.Name != "", field: field})
}

// promote notes the fields behind an embedded pointer: they are not columns, but can hide fields that are.
func (n jsonNames) promote(f reflect.StructField, depth int, on map[reflect.Type]bool) {
	t := f.Type.Elem()
	tag := gotype.ParseJSONTag(f.Tag)
	if n == nil || tag.Skip || tag.Name != "" || t.Kind() != reflect.Struct || on[t] {
		return
	}
	on[t] = true
	defer delete(on, t)
	for inner := range t.Fields() {
		if inner.Anonymous && inner.Type.Kind() == reflect.Struct {
			inner.Type = reflect.PointerTo(inner.Type)
		}
		if inner.Anonymous && inner.Type.Kind() == reflect.Pointer {
			n.promote(inner, depth+1, on)
			continue
		}
		n.add(inner, depth, nil)
	}
}

// settle decides between fields of one name.
func (n jsonNames) settle() {
	for name, list := range n {
		if winner := dominant(list); winner != nil && winner.field != nil {
			winner.field.json = name
		}
	}
}

func dominant(list []jsonField) *jsonField {
	best := -1
	alone := true
	for i, c := range list {
		switch {
		case best < 0 || c.before(list[best]):
			best, alone = i, true
		case !list[best].before(c):
			alone = false
		}
	}
	if !alone {
		return nil
	}
	return &list[best]
}

func (c jsonField) before(o jsonField) bool {
	if c.depth != o.depth {
		return c.depth < o.depth
	}
	return c.tagged && !o.tagged
}
