package jsonio

import (
	"encoding/json"
	"net/url"
	"reflect"
	"strconv"

	"github.com/ormar-go/ormar/schema"
)

// Schema describes the JSON of a model in JSON Schema 2020-12.
func Schema(m *schema.Model, settings DumpSettings) ([]byte, error) {
	plan, err := newDumpPlan(m, settings)
	if err != nil {
		return nil, err
	}
	b := schemaBuilder{plan: plan, away: distances(m), names: map[*schema.Model]string{}, taken: map[string]bool{}}
	root, err := b.object(m, plan.only, plan.drop, nil)
	if err != nil {
		return nil, err
	}
	out := jsonObject{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", m.Name}}
	if m.Comment != "" {
		out = append(out, jsonMember{"description", m.Comment})
	}
	out = append(out, root...)
	if len(b.defs) > 0 {
		out = append(out, jsonMember{"$defs", b.defs})
	}
	return encodeJSON(out)
}

// jsonObject is a JSON object that keeps its order.
type jsonObject []jsonMember

type jsonMember struct {
	name  string
	value any
}

// MarshalJSON writes the members in order.
func (o jsonObject) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, m := range o {
		if i > 0 {
			out = append(out, ',')
		}
		name, err := encodeJSON(m.name)
		if err != nil {
			return nil, err
		}
		value, err := encodeJSON(m.value)
		if err != nil {
			return nil, err
		}
		out = append(append(append(out, name...), ':'), value...)
	}
	return append(out, '}'), nil
}

// schemaBuilder makes the schemas of one model and of what is behind it.
type schemaBuilder struct {
	plan   *dumpPlan
	away   map[*schema.Model]int
	names  map[*schema.Model]string // of those that have a definition
	taken  map[string]bool
	defs   jsonObject
	inside int // objects that are being described; 1 is the model's own
}

// distances counts the relations between a model and all that can be reached from it. Only what is
// further away is described inside an object, so that no description contains itself.
func distances(m *schema.Model) map[*schema.Model]int {
	out := map[*schema.Model]int{m: 0}
	for queue := []*schema.Model{m}; len(queue) > 0; queue = queue[1:] {
		for _, s := range queue[0].Sides {
			if !s.HasField || s.JSONName == "-" {
				continue
			}
			if _, ok := out[s.Target]; !ok {
				out[s.Target] = out[queue[0]] + 1
				queue = append(queue, s.Target)
			}
		}
	}
	return out
}

// object is the schema of a whole row; along is the many side that leads to it with link data, else
// nil.
func (b *schemaBuilder) object(m *schema.Model, only, drop *branch, along *schema.Side) (jsonObject, error) {
	b.inside++
	defer func() { b.inside-- }()
	layout, err := layoutOf(m.Type)
	if err != nil {
		return nil, err
	}
	p := propertyList{}
	for _, f := range layout.fields {
		if err := b.property(&p, m, layout, f, only, drop); err != nil {
			return nil, err
		}
	}
	if along != nil && !b.plan.Through && !layout.taken(linkName(along)) && selects(only, drop, linkName(along)) {
		only, drop := below(only, drop, linkName(along))
		link, err := b.object(along.Through(), only, drop, nil)
		if err != nil {
			return nil, err
		}
		p.add(linkName(along), link, false)
	}
	out := jsonObject{{"type", "object"}, {"properties", p.properties}}
	if writesItself(m.Type) {
		return out, nil // its own MarshalJSON may write more, or less
	}
	if len(p.required) > 0 {
		out = append(out, jsonMember{"required", p.required})
	}
	return append(out, jsonMember{"additionalProperties", false}), nil
}

// propertyList collects the properties of an object.
type propertyList struct {
	properties jsonObject
	required   []string
}

func (p *propertyList) add(name string, value any, required bool) {
	p.properties = append(p.properties, jsonMember{name, value})
	if required {
		p.required = append(p.required, name)
	}
}

// property adds what a Go field is in JSON.
func (b *schemaBuilder) property(p *propertyList, m *schema.Model, layout *layout, f goField, only, drop *branch) error {
	if f.json == "-" {
		return nil
	}
	for _, s := range m.Sides {
		if s = s.Field(); s != nil && s.GoName == f.Name && s.Offset == f.Offset && s.JSONName == f.json {
			return b.relationProperty(p, s, f, only, drop)
		}
	}
	for _, a := range m.Attributes {
		if a.Type == nil || a.GoName != f.Name || a.Offset != f.Offset || a.JSONName != f.json {
			continue
		}
		if !selects(only, drop, a.Name) || b.plan.Keys && a.PrimaryKey {
			return nil
		}
		v, err := b.column(a, f)
		p.add(f.json, v, needed(a, f))
		return err
	}
	for _, e := range layout.extra {
		if e.Offset == f.Offset && e.Name == f.Name && selects(only, drop, schema.SnakeCase(f.Name)) {
			p.add(f.json, extraSchema(f), false)
		}
	}
	return nil
}

// needed reports whether a new row has to bring the field.
func needed(a *schema.Attribute, f goField) bool {
	return !a.Nullable && !a.Autoincrement && !a.ReadOnly && a.Default == nil && a.ServerDefault == "" && !f.omits
}

// relationProperty adds a relation.
func (b *schemaBuilder) relationProperty(p *propertyList, s *schema.Side, f goField, only, drop *branch) error {
	if !selects(only, drop, s.Name) || b.plan.Lists && s.ToMany {
		return nil
	}
	forward := s.Kind == schema.ForwardSide
	if forward && b.plan.Keys && s.Key.PrimaryKey {
		return nil
	}
	only, drop = below(only, drop, s.Name)
	forms, err := b.forms(s, only, drop)
	if err != nil {
		return err
	}
	null := !b.plan.Null || b.inside > 1
	if s.ToMany {
		list := jsonObject{{"type", "array"}, {"items", anyOf(forms...)}}
		if null {
			list[0].value = []string{"array", "null"}
		}
		p.add(f.json, described(list, s.Comment), false)
		return nil
	}
	if null && (!forward || s.Key.Nullable) {
		forms = append(forms, jsonObject{{"type", "null"}})
	}
	p.add(f.json, described(anyOf(forms...), s.Comment), forward && needed(s.Key, goField{}))
	return nil
}

// target lists the forms that a related row can have.
func (b *schemaBuilder) target(s *schema.Side, only, drop *branch) ([]any, error) {
	layout, err := layoutOf(s.Target.Type)
	if err != nil {
		return nil, err
	}
	var forms []any
	inline := only != nil || drop != nil
	further := inline || b.away[s.Target] > b.away[s.Owner]
	if k := layout.along(s); k != nil && selects(only, drop, k.attr.Name) {
		if k.name != "-" {
			forms = append(forms, k.schema(b))
		}
		forms = append(forms, k.reference(b, further))
	}
	if !further {
		return forms, nil
	}
	var along *schema.Side
	if s.LinkType != nil {
		along = s
	}
	if inline || along != nil {
		whole, err := b.object(s.Target, only, drop, along)
		return append(forms, whole), err
	}
	ref, err := b.define(s.Target)
	return append(forms, ref), err
}

// define is a reference to the definition of a model, which is made on first use.
func (b *schemaBuilder) define(m *schema.Model) (jsonObject, error) {
	name, ok := b.names[m]
	if !ok {
		name = m.Name
		for i := 2; b.taken[name]; i++ {
			name = m.Name + strconv.Itoa(i)
		}
		b.names[m], b.taken[name] = name, true
		at := len(b.defs)
		b.defs = append(b.defs, jsonMember{name, nil})
		whole, err := b.object(m, nil, nil, nil)
		if err != nil {
			return nil, err
		}
		b.defs[at].value = whole
	}
	return jsonObject{{"$ref", "#/$defs/" + url.PathEscape(name)}}, nil
}

// anyOf is a choice, without ceremony where there is none.
func anyOf(forms ...any) jsonObject {
	if len(forms) == 1 {
		if only, ok := forms[0].(jsonObject); ok {
			return only
		}
	}
	if len(forms) == 0 {
		return jsonObject{{"type", "object"}}
	}
	return jsonObject{{"anyOf", forms}}
}

func described(o jsonObject, comment string) jsonObject {
	if comment == "" {
		return o
	}
	return append(o[:len(o):len(o)], jsonMember{"description", comment})
}

// writesItself reports whether a type has a MarshalJSON of its own.
func writesItself(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[json.Marshaler]())
}
