package ormhttp

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// What the page shows of a document.
type (
	docsPage struct {
		Title, Version, Description string
		Groups                      []docsGroup
		Schemas                     []docsSchema
	}
	docsGroup struct {
		Name       string
		Operations []docsOperation
	}
	docsOperation struct {
		ID, Method, Path, Summary, Media, Example string
		Parameters                                []docsParameter
		Answers                                   []docsAnswer
	}
	docsParameter struct {
		Name, In, Type, Description string
		Required                    bool
		Values                      []string
	}
	docsAnswer struct{ Status, Description, Schema string }
	docsSchema struct{ Name, Text string }
)

// docsMethods are the methods of a path in the order in which they are shown.
var docsMethods = []string{"get", "post", "put", "patch", "delete", "head", "options", "trace"}

// reader reads a document that need not be one of OpenAPI's: what is missing in it is empty.
type reader struct{ doc map[string]any }

func pageOfDocument(d map[string]any) docsPage {
	r := reader{d}
	info := within(d, "info")
	p := docsPage{Title: text(info, "title"), Version: text(info, "version"), Description: text(info, "description")}
	paths := within(d, "paths")
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		item, _ := paths[path].(map[string]any)
		for _, method := range docsMethods {
			o, ok := item[method].(map[string]any)
			if !ok {
				continue
			}
			group := "other"
			if tags, ok := o["tags"].([]any); ok && len(tags) > 0 {
				group = fmt.Sprint(tags[0])
			}
			at := slices.IndexFunc(p.Groups, func(g docsGroup) bool { return g.Name == group })
			if at < 0 {
				at, p.Groups = len(p.Groups), append(p.Groups, docsGroup{Name: group})
			}
			p.Groups[at].Operations = append(p.Groups[at].Operations, r.operation(strings.ToUpper(method), path, item, o))
		}
	}
	schemas := within(within(d, "components"), "schemas")
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		indented, _ := json.MarshalIndent(schemas[name], "", "  ") // it was JSON
		p.Schemas = append(p.Schemas, docsSchema{name, string(indented)})
	}
	return p
}

func (r reader) operation(method, path string, item, o map[string]any) docsOperation {
	out := docsOperation{ID: text(o, "operationId"), Method: method, Path: path, Summary: text(o, "summary")}
	if out.ID == "" {
		out.ID = strings.ToLower(method) + path
	}
	for _, list := range []any{item["parameters"], o["parameters"]} {
		parameters, _ := list.([]any)
		for _, one := range parameters {
			out.Parameters = append(out.Parameters, r.parameter(r.resolved(one)))
		}
	}
	content := within(r.resolved(o["requestBody"]), "content")
	for _, media := range []string{mediaJSON, mediaMerge} {
		if body, ok := content[media].(map[string]any); ok {
			indented, _ := json.MarshalIndent(r.example(body["schema"], 0), "", "  ") // it is made of JSON
			out.Media, out.Example = media, string(indented)
			break
		}
	}
	responses := within(o, "responses")
	for _, status := range slices.Sorted(maps.Keys(responses)) {
		answer := r.resolved(responses[status])
		a := docsAnswer{Status: status, Description: text(answer, "description")}
		for _, media := range slices.Sorted(maps.Keys(within(answer, "content"))) {
			ref := text(within(within(within(answer, "content"), media), "schema"), "$ref")
			a.Schema = ref[strings.LastIndex(ref, "/")+1:]
		}
		out.Answers = append(out.Answers, a)
	}
	return out
}

func (r reader) parameter(p map[string]any) docsParameter {
	s := r.resolved(p["schema"])
	out := docsParameter{Name: text(p, "name"), In: text(p, "in"), Type: text(s, "type"), Description: text(p, "description")}
	out.Required, _ = p["required"].(bool)
	if format := text(s, "format"); format != "" {
		out.Type = format
	}
	values, _ := s["enum"].([]any)
	if items := r.resolved(s["items"]); values == nil {
		values, _ = items["enum"].([]any)
	}
	for _, v := range values {
		out.Values = append(out.Values, fmt.Sprint(v))
	}
	return out
}

// resolved follows a reference within the document.
func (r reader) resolved(node any) map[string]any {
	o, _ := node.(map[string]any)
	for range 8 {
		ref, ok := o["$ref"].(string)
		if !ok || !strings.HasPrefix(ref, "#/") {
			break
		}
		at := r.doc
		for _, part := range strings.Split(ref[2:], "/") {
			at = within(at, strings.NewReplacer("~1", "/", "~0", "~").Replace(part))
		}
		o = at
	}
	return o
}

// example is a value that a schema might take, with what it requires.
func (r reader) example(schema any, depth int) any {
	s := r.resolved(schema)
	if given, ok := s["example"]; ok {
		return given
	}
	for _, choice := range []string{"oneOf", "anyOf"} {
		if list, ok := s[choice].([]any); ok && len(list) > 0 {
			return r.example(list[0], depth)
		}
	}
	if list, ok := s["enum"].([]any); ok && len(list) > 0 {
		return list[0]
	}
	kind := text(s, "type")
	if list, ok := s["type"].([]any); ok && len(list) > 0 {
		kind = fmt.Sprint(list[0])
	}
	switch kind {
	case "integer", "number":
		if least, ok := s["minimum"].(float64); ok && least > -1e6 {
			return least
		}
		return 1
	case "boolean":
		return true
	case "string":
		formats := map[string]string{"date": "2026-01-31", "date-time": "2026-01-31T12:00:00Z", "uuid": "00000000-0000-0000-0000-000000000001"}
		if text, ok := formats[text(s, "format")]; ok {
			return text
		}
		return "text"
	case "array":
		return []any{}
	}
	out := map[string]any{}
	required, _ := s["required"].([]any)
	for _, name := range required {
		if depth < 4 {
			out[fmt.Sprint(name)] = r.example(within(s, "properties")[fmt.Sprint(name)], depth+1)
		}
	}
	return out
}

// within is an object within an object, empty where there is none.
func within(o map[string]any, name string) map[string]any {
	out, _ := o[name].(map[string]any)
	return out
}

func text(o map[string]any, name string) string { out, _ := o[name].(string); return out }
