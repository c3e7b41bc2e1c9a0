package ormhttp

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/jsonio"
	"github.com/ormar-go/ormar/schema"
)

// bodies are references to the schemas of what a resource answers and takes.
type bodies struct{ row, create, replace, patch object }

func (d *document) bodies(c *resource) (b bodies, err error) {
	if b.row, err = d.row(c); err != nil {
		return b, err
	}
	var written []*schema.Attribute
	var needed []string
	for _, a := range c.model.Members() {
		name := jsonName(a)
		if c.written[name] != a {
			continue
		}
		if written = append(written, a); required(a) {
			needed = append(needed, name)
		}
	}
	create, err := d.described(c, written, nil)
	if err != nil {
		return b, err
	}
	create["required"] = needed
	if needed == nil {
		delete(create, "required")
	}
	b.create = d.component(c.model.Name+".Create", create)
	// A row that is there may be sent back as it was read.
	known := written
	for _, a := range c.model.Members() {
		if !slices.Contains(known, a) && (a.PrimaryKey || a == c.model.Version || slices.Contains(c.shown, a)) {
			known = append(known, a)
		}
	}
	replace, err := d.described(c, known, nil)
	if err != nil {
		return b, err
	}
	for _, name := range needed {
		if a := c.written[name]; !a.PrimaryKey {
			replace["required"] = append(asList(replace["required"]), name)
		}
	}
	patch, err := d.described(c, known, nil)
	if err != nil {
		return b, err
	}
	c.loosen(patch)
	b.replace, b.patch = d.component(c.model.Name+".Replace", replace), d.component(c.model.Name+".Patch", patch)
	return b, nil
}

func asList(v any) []string { list, _ := v.([]string); return list }

// loosen lets a patch say of a document what it changes of it, by RFC 7396.
func (c *resource) loosen(patch object) {
	properties, _ := patch["properties"].(object)
	for _, a := range c.model.Attributes {
		if property, ok := properties[a.JSONName].(object); ok && a.Kind == schema.KindJSON {
			loose := object{}
			if text, ok := property["description"]; ok {
				loose["description"] = text
			}
			properties[a.JSONName] = loose
		}
	}
}

// row is the schema of a row in an answer, which may show some fields alone, and the relations that a request may include.
func (d *document) row(c *resource) (object, error) {
	s, err := d.described(c, c.shown, c.policy.Include)
	if err != nil {
		return nil, err
	}
	return d.component(c.model.Name, s), nil
}

// described is the schema of some fields, none of which is required.
func (d *document) described(c *resource, fields []*schema.Attribute, include []string) (object, error) {
	paths := c.paths(fields, include)
	if len(paths) == 0 {
		return object{"type": "object", "additionalProperties": false}, nil
	}
	text, err := jsonio.Schema(c.model, jsonio.DumpSettings{Include: paths})
	if err != nil {
		return nil, err
	}
	var s object
	numbers := json.NewDecoder(strings.NewReader(strings.ReplaceAll(string(text), `"#/$defs/`, `"#/components/schemas/`+c.model.Name+".")))
	numbers.UseNumber() // a float64 does not hold the bounds of an int64
	if err := numbers.Decode(&s); err != nil {
		return nil, err
	}
	defs, _ := s["$defs"].(object) // of what a relation without a single key leads to
	for name, value := range defs {
		d.schemas[c.model.Name+"."+name] = value
	}
	for _, name := range []string{"$schema", "$defs", "required"} {
		delete(s, name)
	}
	properties, _ := s["properties"].(object)
	for _, a := range c.model.Members() {
		if property, ok := properties[jsonName(a)].(object); ok && a.Side != nil && !slices.ContainsFunc(include, c.leadsBy(a.Side)) {
			onlyKeys(property)
		}
		if property, ok := properties[jsonName(a)].(object); ok && c.written != nil && c.written[jsonName(a)] != a {
			property["readOnly"] = true
		}
	}
	return s, nil
}

// leadsBy reports of paths whether they begin with a relation.
func (c *resource) leadsBy(side *schema.Side) func(path string) bool {
	return func(path string) bool {
		first, _, _ := strings.Cut(path, "__")
		return c.side(first) == side
	}
}

// onlyKeys leaves of the forms of a relation those that have a key.
func onlyKeys(property object) {
	forms, _ := property["anyOf"].([]any)
	property["anyOf"] = slices.DeleteFunc(forms, func(form any) bool {
		o, _ := form.(object)
		return o["type"] == "object" && o["required"] == nil
	})
	if len(forms) == 0 {
		delete(property, "anyOf")
	}
}
