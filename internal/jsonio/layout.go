package jsonio

import (
	"reflect"
	"strconv"
	"sync"

	"github.com/ormar-go/ormar/internal/gotype"
	"github.com/ormar-go/ormar/schema"
)

// goField is a field of a model's struct as encoding/json sees it, those of embedded structs
// included.
type goField struct {
	*gotype.Field
	json   string // "-" when it is not written
	quoted bool   // the tag says ",string"
	omits  bool   // the tag lets it be absent
	reader valueReader
}

// layout is what JSON needs to know of a model beyond its schema.Model.
type layout struct {
	model     *schema.Model
	fields    []goField
	extra     []goField           // exported fields that Schema does not mention
	key       *keyForm            // nil without a key
	names     map[string]string   // what JSON calls the fields, by itself
	positions map[string]position // what a member of an object fills, by its name

	entries []entry // nil where encoding/json writes the row
}

// layouts are the layouts by type: a named cache.
var layouts sync.Map // reflect.Type to *layout

// layoutOf reads a model type once per process.
func layoutOf(t reflect.Type) (*layout, error) {
	if s, ok := layouts.Load(t); ok {
		return s.(*layout), nil
	}
	m, err := schema.Describe(t)
	if err != nil {
		return nil, err
	}
	s := &layout{model: m, fields: goFields(t), names: map[string]string{}}
	for _, f := range s.fields {
		s.names[f.json] = f.json
		if s.isExtra(f) {
			s.extra = append(s.extra, f)
		}
	}
	if k := m.Identity(); k != nil {
		s.key = s.formOf(k)
	}
	s.positions = s.positionsOf()
	s.entries = entriesOf(s)
	actual, _ := layouts.LoadOrStore(t, s)
	return actual.(*layout), nil
}

// goFields lists the fields of a struct that encoding/json may write; what is behind an embedded
// pointer is left out, since it does not lie in the struct.
func goFields(t reflect.Type) []goField {
	var out []goField
	for _, f := range gotype.Fields(t) {
		if !f.IsExported() {
			continue
		}
		tag := gotype.ParseJSONTag(f.Tag)
		g := goField{Field: f, json: f.Name, quoted: tag.Quoted, omits: tag.Omits, reader: readerOf(f.Type, tag.Quoted)}
		if tag.Name != "" {
			g.json = tag.Name
		}
		if tag.Skip || !f.Written() {
			g.json = "-"
		}
		out = append(out, g)
	}
	return out
}

// isExtra reports whether a field takes part in JSON without being a column or a relation.
func (s *layout) isExtra(f goField) bool {
	if f.json == "-" || gotype.IsRelation(f.Type) || isMemory(f.Type) {
		return false
	}
	for _, a := range s.model.Attributes {
		if a.GoName == f.Name && a.Offset == f.Offset || a.JSONName == f.json {
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

// isMemory reports whether a type is the memory of an instance, orm.Model: a struct of nothing but
// a schema.Row.
func isMemory(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.NumField() == 1 && t.Field(0).Type == reflect.TypeFor[schema.Row]()
}

// field is the Go field of that name at that offset, or nil.
func (s *layout) field(name string, offset uintptr) *goField {
	for i := range s.fields {
		if s.fields[i].Name == name && s.fields[i].Offset == offset {
			return &s.fields[i]
		}
	}
	return nil
}

// readerOf is how the JSON of a column is read.
func (s *layout) readerOf(a *schema.Attribute) *valueReader {
	if f := s.field(a.GoName, a.Offset); f != nil {
		return &f.reader
	}
	r := readerOf(a.Type, false)
	return &r
}

// taken reports whether a JSON name belongs to a field of the model.
func (s *layout) taken(name string) bool {
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
