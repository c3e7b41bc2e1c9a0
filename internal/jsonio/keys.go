package jsonio

import (
	"encoding/json"

	"github.com/ormar-go/ormar/schema"
)

// formOf is how a key of a model is written: the primary key, or what a relation refers to instead.
func (s *layout) formOf(a *schema.Attribute) *keyForm {
	if len(a.Parts) == 0 {
		return newKeyForm(a, s.field(a.GoName, a.Offset))
	}
	k := &keyForm{attr: a, name: "-"}
	for _, p := range a.Parts {
		part := newKeyForm(p, s.field(p.GoName, p.Offset))
		if part.name != "-" {
			k.name = ""
		}
		k.parts = append(k.parts, part)
	}
	return k
}

// along is the form of what a relation refers to.
func (s *layout) along(side *schema.Side) *keyForm {
	if side == nil || side.Kind != schema.ForwardSide || side.ByKey() {
		return s.key
	}
	names := make([]string, 0, len(side.Ref.Parts))
	for _, a := range side.Ref.Columns() {
		names = append(names, a.Name)
	}
	return s.formOf(s.model.Joined(names))
}

// referring is along for the relation that a One holds; the key's where it is not known which that is.
func (s *layout) referring(o *schema.OneState) *keyForm {
	if o.Binding == nil {
		return s.key
	}
	return s.along(o.Binding.Side)
}

// partsObject adds the object of a key of several fields.
func (k *keyForm) partsObject(out []byte, canonical any) ([]byte, error) {
	start := len(out)
	out = append(out, '{')
	for i, v := range k.attr.Spread(canonical, nil) {
		if k.parts[i].name == "-" {
			continue
		}
		text, err := k.parts[i].object(nil, v)
		if err != nil {
			return nil, err
		}
		if len(out) > start+1 {
			out = append(out, ',')
		}
		out = append(out, text[1:len(text)-1]...)
	}
	return append(out, '}'), nil
}

// bareParts reads a key of several fields out of a list of their values.
func (k *keyForm) bareParts(text []byte) (any, error) {
	if isNull(text) {
		return nil, nil
	}
	var list []json.RawMessage
	if err := json.Unmarshal(text, &list); err != nil || len(list) != len(k.parts) {
		_, err := k.attr.Convert(string(text)) // which says what is wanted
		return nil, err
	}
	values := make([]any, len(list))
	for i, part := range k.parts {
		v, err := part.bare(list[i])
		if err != nil {
			return nil, err
		}
		values[i] = v
	}
	return k.attr.Convert(values)
}

// onlyParts are the values in an object that has the fields of a key of several and no more, as a list.
func (k *keyForm) onlyParts(members map[string]json.RawMessage) ([]byte, bool) {
	if len(members) != len(k.parts) {
		return nil, false
	}
	list := make([]json.RawMessage, len(k.parts))
	for i, part := range k.parts {
		var ok bool
		if list[i], ok = members[part.name]; !ok {
			return nil, false
		}
	}
	text, err := json.Marshal(list)
	return text, err == nil
}

// partsSchema is the schema of a list of the values of a key of several fields.
func (k *keyForm) partsSchema(b *schemaBuilder) any {
	items := make([]any, len(k.parts))
	for i, part := range k.parts {
		items[i] = part.schema(b)
	}
	return jsonObject{{"type", "array"}, {"prefixItems", items}, {"minItems", len(items)}, {"maxItems", len(items)}}
}

// partsReference is reference for a key of several fields.
func (k *keyForm) partsReference(b *schemaBuilder, alone bool) any {
	var properties jsonObject
	var names []string
	for _, part := range k.parts {
		if part.name != "-" {
			properties, names = append(properties, jsonMember{part.name, part.schema(b)}), append(names, part.name)
		}
	}
	out := jsonObject{{"type", "object"}, {"properties", properties}, {"required", names}}
	if alone {
		out = append(out, jsonMember{"additionalProperties", false})
	}
	return out
}
