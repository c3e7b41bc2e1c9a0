package orm

import (
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/ormar-go/ormar/internal/gotype"
	"github.com/ormar-go/ormar/schema"
)

// goField is a field of a model's struct as encoding/json sees it, those of embedded structs included.
type goField struct {
	name   string // of the Go field
	json   string // "-" when it is not written
	typ    reflect.Type
	offset uintptr // from the start of the model
	tag    reflect.StructTag

	exported bool
	hidden   bool // its embedded struct is no part of the object
	quoted   bool // the tag says ",string"
	omits    bool // the tag lets it be absent
}

// jsonShape is what JSON needs to know of a model beyond its schema.Model.
type jsonShape struct {
	model  *schema.Model
	fields []goField
	extra  []goField // exported fields that Schema does not mention
	key    *keyForm  // nil for a composite key
}

// jsonShapes are the shapes by type: a named cache.
var jsonShapes sync.Map // reflect.Type to *jsonShape

// shapeOf reads a model type once per process.
func shapeOf(t reflect.Type) (*jsonShape, error) {
	if s, ok := jsonShapes.Load(t); ok {
		return s.(*jsonShape), nil
	}
	m, err := schema.Describe(t)
	if err != nil {
		return nil, err
	}
	s := &jsonShape{model: m, fields: goFields(t)}
	for _, f := range s.fields {
		if s.isExtra(f) {
			s.extra = append(s.extra, f)
		}
	}
	if k := m.Key(); k != nil {
		s.key = newKeyForm(k, s.field(k.GoName, k.Offset))
	}
	actual, _ := jsonShapes.LoadOrStore(t, s)
	return actual.(*jsonShape), nil
}

// goFields lists the fields of a struct that encoding/json may write; what is behind an embedded pointer is left out, since it
// does not lie in the struct.
func goFields(t reflect.Type) []goField {
	var out []goField
	for _, g := range structFields(t, 0, nil) {
		if !g.exported {
			continue
		}
		name, quoted, omits := gotype.JSONTag(g.tag)
		g.json, g.quoted, g.omits = g.name, quoted, omits
		if name != "" {
			g.json = name
		}
		if g.hidden || g.tag.Get("json") == "-" {
			g.json = "-"
		}
		out = append(out, g)
	}
	return out
}

// structFields lists the fields that lie in a struct, those of embedded structs in the place of these.
func structFields(t reflect.Type, base uintptr, out []goField) []goField {
	for f := range t.Fields() {
		if f.Anonymous && f.Type.Kind() == reflect.Struct && !isRelation(f.Type) {
			start := len(out)
			out = structFields(f.Type, base+f.Offset, out)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			for i := start; i < len(out); i++ {
				out[i].hidden = out[i].hidden || name != "" // "-", or an object of its own
			}
			continue
		}
		if f.Anonymous && f.Type.Kind() == reflect.Pointer {
			continue
		}
		out = append(out, goField{name: f.Name, typ: f.Type, offset: base + f.Offset, tag: f.Tag, exported: f.IsExported()})
	}
	return out
}

func isRelation(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(reflect.TypeFor[schema.ToOne]()) || p.Implements(reflect.TypeFor[schema.ToMany]())
}

// isExtra reports whether a field takes part in JSON without being a column or a relation.
func (s *jsonShape) isExtra(f goField) bool {
	if f.json == "-" || isRelation(f.typ) || f.typ == reflect.TypeFor[Model]() {
		return false
	}
	for _, a := range s.model.Attributes {
		if a.GoName == f.name && a.Offset == f.offset || a.JSONName == f.json {
			return false
		}
	}
	for _, side := range s.model.Sides {
		if side.HasField && side.JSONName == f.json {
			return false
		}
	}
	return true
}

// field is the Go field of that name at that offset, or nil.
func (s *jsonShape) field(name string, offset uintptr) *goField {
	for i := range s.fields {
		if s.fields[i].name == name && s.fields[i].offset == offset {
			return &s.fields[i]
		}
	}
	return nil
}

// taken reports whether a JSON name belongs to a field of the model.
func (s *jsonShape) taken(name string) bool {
	for i := range s.fields {
		if s.fields[i].json == name {
			return true
		}
	}
	return false
}

// linkName is the name under which link data stands in a target that was reached along a many side.
func linkName(side *schema.Side) string { return schema.SnakeCase(side.Through().Name) }

// taggedStruct makes a struct type of one field that encoding/json writes under a name.
func taggedStruct(t reflect.Type, name string, quoted bool) reflect.Type {
	if quoted {
		name += ",string"
	}
	return reflect.StructOf([]reflect.StructField{{Name: "Key", Type: t, Tag: reflect.StructTag(`json:` + strconv.Quote(name))}})
}
