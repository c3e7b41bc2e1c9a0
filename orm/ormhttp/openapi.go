package ormhttp

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// object is a JSON object on its way into the document.
type object = map[string]any

// OpenAPI is the 3.1 document of the resources, by the path where each is mounted: "/books". It has a parameter for each field and
// lookup that a policy admits, bodies and answers from orm.JSONSchema, and problems for every 4xx and 5xx. An error is what is wrong
// with a resource's options, or two models of one name.
func OpenAPI(title, version string, resources map[string]*Handler) ([]byte, error) {
	d := &document{paths: object{}, schemas: object{"Problem": problemSchema()}, models: map[string]*schema.Model{}}
	for _, path := range slices.Sorted(maps.Keys(resources)) {
		if err := d.resource("/"+strings.Trim(path, "/"), resources[path]); err != nil {
			return nil, fmt.Errorf("ormhttp: OpenAPI: %s: %w", schema.Quote(path), err)
		}
	}
	return json.MarshalIndent(object{
		"openapi": "3.1.0",
		"info":    object{"title": title, "version": version},
		"paths":   d.paths,
		"components": object{
			"schemas":   d.schemas,
			"responses": object{"Problem": object{"description": "what is wrong", "content": problemContent()}},
		},
	}, "", "  ")
}

func problemContent() object {
	return object{"application/problem+json": object{
		"schema": reference("schemas", "Problem"),
		"example": object{"type": "about:blank", "title": "Unprocessable Entity", "status": 422, "detail": "fields are wrong",
			"errors": []object{{"pointer": "/title", "rule": "max_length", "detail": "takes a length of at most 100"}}},
	}}
}

func reference(kind, name string) object { return object{"$ref": "#/components/" + kind + "/" + name} }

func problemSchema() object {
	text := object{"type": "string"}
	return object{
		"type": "object", "required": []string{"type", "title", "status"},
		"properties": object{"type": text, "title": text, "status": object{"type": "integer"}, "detail": text,
			"errors": object{"type": "array", "items": object{"type": "object", "required": []string{"pointer", "rule", "detail"},
				"properties": object{"pointer": text, "rule": text, "detail": text}}}},
	}
}

// document is an OpenAPI document in the making.
type document struct {
	paths   object
	schemas object
	models  map[string]*schema.Model
}

func (d *document) resource(path string, h *Handler) error {
	if h == nil || h.core.err != nil {
		if h == nil {
			return fmt.Errorf("%w: the handler is nil", orm.ErrQuery)
		}
		return h.core.err
	}
	c := h.core
	if other := d.models[c.model.Name]; other != nil && other != c.model {
		return fmt.Errorf("%w: two models are called %s", orm.ErrQuery, c.model.Name)
	}
	d.models[c.model.Name] = c.model
	if err := d.bodies(c); err != nil {
		return err
	}
	name := c.model.Name
	id := strings.NewReplacer("/", "_", "{", "", "}", "").Replace(strings.Trim(path, "/"))
	if id == "" {
		id = name
	}
	top, row := object{}, object{"parameters": []object{c.keyParameter()}}
	add := func(at object, a Action, method string, operation object) {
		if c.does(a) {
			operation["operationId"] = string(a) + "_" + id
			operation["tags"] = []string{name}
			operation["responses"].(object)["4XX"] = reference("responses", "Problem")
			operation["responses"].(object)["5XX"] = reference("responses", "Problem")
			at[strings.ToLower(method)] = operation
		}
	}
	one, many := reference("schemas", name), object{"type": "array", "items": reference("schemas", name)}
	add(top, List, http.MethodGet, object{"summary": "a page of " + name, "parameters": c.listParameters(), "responses": object{
		"200": answers200(object{mediaJSON: object{"schema": pageSchema(name)}, mediaNDJSON: object{"schema": one}})}})
	add(top, Create, http.MethodPost, object{"summary": "create one " + name + " or many", "parameters": []object{header("Idempotency-Key")},
		"requestBody": body(object{"oneOf": []any{reference("schemas", name+".Create"), object{"type": "array", "items": reference("schemas", name+".Create")}}}, mediaJSON),
		"responses":   object{"201": answers200(object{mediaJSON: object{"schema": object{"oneOf": []any{one, many}}}})}})
	answer := func() object { return object{"200": answers200(object{mediaJSON: object{"schema": one}})} }
	add(row, Get, http.MethodGet, object{"summary": "read a " + name, "parameters": c.shapeParameters(), "responses": answer()})
	add(row, Replace, http.MethodPut, object{"summary": "replace a " + name, "parameters": []object{header("If-Match")},
		"requestBody": body(reference("schemas", name+".Create"), mediaJSON), "responses": answer()})
	add(row, Patch, http.MethodPatch, object{"summary": "change a " + name, "parameters": []object{header("If-Match")},
		"requestBody": body(reference("schemas", name+".Patch"), mediaMerge, mediaJSON), "responses": answer()})
	add(row, Delete, http.MethodDelete, object{"summary": "delete a " + name, "parameters": []object{header("If-Match")},
		"responses": object{"204": object{"description": "it is gone"}}})
	d.paths[path] = top
	d.paths[strings.TrimSuffix(path, "/")+"/{key}"] = row
	d.relations(path, id, c)
	return nil
}

// relations are the addresses of what is behind a row.
func (d *document) relations(path, id string, c *resource) {
	for _, given := range c.relations {
		s := c.related[given]
		d.paths[strings.TrimSuffix(path, "/")+"/{key}/"+s.JSONName] = object{
			"parameters": []object{c.keyParameter()},
			"get": object{"operationId": "list_" + id + "_" + s.JSONName, "tags": []string{c.model.Name}, "summary": "a page of " + s.Target.Name,
				"responses": object{"200": answers200(object{mediaJSON: object{"schema": object{"type": "object", "required": []string{"items", "size"},
					"properties": object{"items": object{"type": "array", "items": object{"type": "object"}}, "total": object{"type": "integer"},
						"size": object{"type": "integer"}}}}}),
					"4XX": reference("responses", "Problem"), "5XX": reference("responses", "Problem")}},
		}
	}
}

func answers200(content object) object { return object{"description": "done", "content": content} }

func header(name string) object {
	return object{"name": name, "in": "header", "schema": object{"type": "string"}}
}

func body(schema any, media ...string) object {
	content := object{}
	for _, m := range media {
		content[m] = object{"schema": schema}
	}
	return object{"required": true, "content": content}
}

func pageSchema(name string) object {
	return object{"type": "object", "required": []string{"items", "size"}, "properties": object{
		"items": object{"type": "array", "items": reference("schemas", name)}, "total": object{"type": "integer"}, "size": object{"type": "integer"}}}
}

// bodies are the schemas of what a resource answers and takes.
func (d *document) bodies(c *resource) error {
	var shown, written []string
	for _, a := range c.shown {
		shown = append(shown, pathOf(a))
	}
	var needed []string
	for name, a := range c.written {
		written = append(written, pathOf(a))
		if required(a) && a != c.model.Version {
			needed = append(needed, name)
		}
	}
	slices.Sort(needed)
	name := c.model.Name
	if err := d.schema(c, name, shown, nil); err != nil {
		return err
	}
	if err := d.schema(c, name+".Create", written, needed); err != nil {
		return err
	}
	return d.schema(c, name+".Patch", written, nil)
}

// schema adds a schema of some fields of a model, with what it refers to.
func (d *document) schema(c *resource, name string, fields, needed []string) error {
	if len(fields) == 0 {
		d.schemas[name] = object{"type": "object"}
		return nil
	}
	text, err := c.rows.schema([]orm.DumpOption{orm.Include(fields...)})
	if err != nil {
		return err
	}
	local := strings.ReplaceAll(string(text), `"#/$defs/`, `"#/components/schemas/`+name+".")
	var s object
	if err := json.Unmarshal([]byte(local), &s); err != nil {
		return err
	}
	if defs, ok := s["$defs"].(object); ok {
		for def, value := range defs {
			d.schemas[name+"."+def] = value
		}
	}
	delete(s, "$defs")
	delete(s, "$schema")
	delete(s, "required")
	if needed != nil {
		s["required"] = needed
	}
	d.schemas[name] = s
	return nil
}
