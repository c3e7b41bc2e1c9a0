package ormhttp

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// object is a JSON object on its way into the document.
type object = map[string]any

// OpenAPI is the 3.1 document of the resources, by the path where each is mounted: "/books". It has a parameter for each field and
// lookup that a policy admits, bodies and answers from orm.JSONSchema, and problems for every 4xx and 5xx. A model that two resources
// show differently has several schemas. An error is what is wrong with a resource's options, or two models of one name.
func OpenAPI(title, version string, resources map[string]*Handler) ([]byte, error) {
	d := &document{paths: object{}, schemas: object{}, models: map[string]*schema.Model{}, ids: map[string]bool{}}
	for _, path := range slices.Sorted(maps.Keys(resources)) {
		h := resources[path]
		if h == nil {
			return nil, fmt.Errorf("ormhttp: OpenAPI: %s: %w: the handler is nil", schema.Quote(path), orm.ErrQuery)
		}
		if err := d.resource("/"+strings.Trim(path, "/"), h.core); err != nil {
			return nil, fmt.Errorf("ormhttp: OpenAPI: %s: %w", schema.Quote(path), err)
		}
	}
	problem := d.component("Problem", problemSchema())
	return json.MarshalIndent(object{
		"openapi": "3.1.0",
		"info":    object{"title": title, "version": version},
		"paths":   d.paths,
		"components": object{
			"schemas":   d.schemas,
			"responses": object{"Problem": object{"description": "what is wrong", "content": problemContent(problem)}},
		},
	}, "", "  ")
}

func problemContent(schema object) object {
	return object{"application/problem+json": object{
		"schema": schema,
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
	ids     map[string]bool // of operations
}

// component adds a schema, under another name where that one is taken by another schema, and refers to it.
func (d *document) component(name string, s object) object {
	free := name
	for i := 2; ; i++ {
		other, taken := d.schemas[free]
		if !taken {
			d.schemas[free] = s
		}
		if !taken || reflect.DeepEqual(other, s) {
			return reference("schemas", free)
		}
		free = name + strconv.Itoa(i)
	}
}

// operation adds an operation to the methods of a path.
func (d *document) operation(at object, method, id string, operation object) {
	free := id
	for i := 2; d.ids[free]; i++ {
		free = id + "_" + strconv.Itoa(i)
	}
	d.ids[free] = true
	operation["operationId"] = free
	responses := operation["responses"].(object)
	responses["4XX"], responses["5XX"] = reference("responses", "Problem"), reference("responses", "Problem")
	at[strings.ToLower(method)] = operation
}

func (d *document) resource(path string, c *resource) error {
	if c.err != nil {
		return c.err
	}
	if other := d.models[c.model.Name]; other != nil && other != c.model {
		return fmt.Errorf("%w: two models are called %s", orm.ErrQuery, c.model.Name)
	}
	d.models[c.model.Name] = c.model
	b, err := d.bodies(c)
	if err != nil {
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
			operation["tags"] = []string{name}
			d.operation(at, method, string(a)+"_"+id, operation)
		}
	}
	many := object{"type": "array", "items": b.row}
	add(top, List, http.MethodGet, object{"summary": "a page of " + name, "parameters": c.listParameters(), "responses": object{"200": pageOf(b.row, true)}})
	add(top, Create, http.MethodPost, object{"summary": "create one " + name + " or many", "parameters": []object{header("Idempotency-Key", "the same answer again")},
		"requestBody": body(object{"oneOf": []any{b.create, object{"type": "array", "items": b.create}}}, mediaJSON),
		"responses": object{"201": object{"description": "created", "content": object{mediaJSON: object{"schema": object{"oneOf": []any{b.row, many}}}},
			"headers": headers("Location", "ETag")}}})
	answer := func() object {
		return object{"200": object{"description": "the row", "content": object{mediaJSON: object{"schema": b.row}}, "headers": headers("ETag")}}
	}
	read := answer()
	read["304"] = object{"description": "it has not changed"}
	match := header("If-Match", "the version that is changed")
	add(row, Get, http.MethodGet, object{"summary": "read one " + name, "parameters": append(c.shapeParameters(), header("If-None-Match", "a version that is known")),
		"responses": read})
	add(row, Replace, http.MethodPut, object{"summary": "replace one " + name, "parameters": []object{match}, "requestBody": body(b.replace, mediaJSON), "responses": answer()})
	add(row, Patch, http.MethodPatch, object{"summary": "change one " + name, "parameters": []object{match},
		"requestBody": body(b.patch, mediaMerge, mediaJSON), "responses": answer()})
	add(row, Delete, http.MethodDelete, object{"summary": "delete one " + name, "parameters": []object{match},
		"responses": object{"204": object{"description": "it is gone"}}})
	d.paths[path] = top
	d.paths[strings.TrimSuffix(path, "/")+"/{key}"] = row
	return d.relations(path, id, c)
}

// relations are the addresses of what is behind a row.
func (d *document) relations(path, id string, c *resource) error {
	for _, given := range c.relations {
		s := c.related[given]
		far := c.over(s)
		row, err := d.row(far)
		if err != nil {
			return err
		}
		at := object{"parameters": []object{c.keyParameter()}}
		if c.does(Get) {
			d.operation(at, http.MethodGet, "list_"+id+"_"+s.JSONName, object{"tags": []string{c.model.Name}, "summary": "a page of " + s.Target.Name,
				"parameters": far.listParameters(), "responses": object{"200": pageOf(row, false)}})
		}
		d.paths[strings.TrimSuffix(path, "/")+"/{key}/"+strings.NewReplacer("~", "~0", "/", "%2F").Replace(s.JSONName)] = at
	}
	return nil
}

// pageOf is the answer with a page.
func pageOf(row object, lines bool) object {
	content := object{mediaJSON: object{"schema": object{"type": "object", "required": []string{"items", "size"}, "additionalProperties": false,
		"properties": object{"items": object{"type": "array", "items": row}, "total": object{"type": "integer", "minimum": 0},
			"size": object{"type": "integer", "minimum": 1}}}}}
	if lines {
		content[mediaNDJSON] = object{"schema": object{"type": "string", "description": "a row on each line"}}
	}
	return object{"description": "a page", "content": content, "headers": headers("Link")}
}

func headers(names ...string) object {
	out := object{}
	for _, name := range names {
		out[name] = object{"schema": object{"type": "string"}}
	}
	return out
}

func header(name, description string) object {
	return object{"name": name, "in": "header", "description": description, "schema": object{"type": "string"}}
}

func body(schema any, media ...string) object {
	content := object{}
	for _, m := range media {
		content[m] = object{"schema": schema}
	}
	return object{"required": true, "content": content}
}
