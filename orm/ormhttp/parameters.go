package ormhttp

import (
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// reserved are the parameters that are no lookups; a field of one of these names is asked for by name__exact.
var reserved = []string{"sort", "page", "size", "after", "before", "q", "fields", "include", "total"}

func (c *resource) keyParameter() object {
	description := "the key of a row"
	if len(c.model.Keys) > 1 {
		names := make([]string, len(c.model.Keys))
		for i, a := range c.model.Keys {
			names[i] = jsonName(a)
		}
		description = strings.Join(names, ",") + ", with commas between them"
	}
	return object{"name": "key", "in": "path", "required": true, "description": description, "schema": object{"type": "string"}}
}

// listParameters are what the query string of a list may have.
func (c *resource) listParameters() []object {
	var out []object
	add := func(name, description string, s object) {
		p := object{"name": name, "in": "query", "description": description, "schema": s}
		if s["type"] == "array" {
			p["style"], p["explode"] = "form", false
		}
		out = append(out, p)
	}
	for _, entry := range c.policy.Filter {
		p, only, err := c.model.PathLookup(entry, query.LookupNames)
		if err != nil || p.Attr == nil {
			continue
		}
		base := c.outside(p)
		if only != "" {
			add(base+"__"+only, only, lookupSchema(p.Attr, only))
			continue
		}
		if slices.Contains(reserved, base) {
			add(base+"__exact", "equals", textSchema(p.Attr))
		} else {
			add(base, "equals", textSchema(p.Attr))
		}
		for _, lookup := range lookupsOf(p.Attr) {
			add(base+"__"+lookup, lookup, lookupSchema(p.Attr, lookup))
		}
	}
	keys := make([]string, 0, 2*len(c.policy.Sort))
	for _, entry := range c.policy.Sort {
		if p, err := c.model.Path(entry); err == nil && p.Attr != nil && query.Sortable(p.Attr) == nil {
			keys = append(keys, c.outside(p), "-"+c.outside(p))
		}
	}
	size := c.policy.MaxSize
	if size == 0 {
		size = 100
	}
	out = append(out, listOf("sort", "the order", keys))
	add("page", "a page by its number", object{"type": "integer", "minimum": 1})
	add("size", "rows of a page", object{"type": "integer", "minimum": 1, "maximum": size, "default": min(50, size)})
	add("after", "the cursor that a page is after", object{"type": "string"})
	add("before", "the cursor that a page is before", object{"type": "string"})
	add("total", "whether to count", object{"type": "boolean", "default": true})
	if len(c.policy.Search) > 0 {
		add("q", "words to look for", object{"type": "string"})
	}
	return append(out, c.shapeParameters()...)
}

// shapeParameters say what of a row is shown.
func (c *resource) shapeParameters() []object {
	var fields []string
	for _, name := range c.policy.Fields {
		if a := c.attribute(name); a != nil {
			fields = append(fields, jsonName(a))
		}
	}
	out := []object{listOf("fields", "these fields alone", fields)}
	if len(c.policy.Include) > 0 {
		out = append(out, listOf("include", "relations to load", c.policy.Include))
	}
	return out
}

// listOf is a parameter that is a list with commas.
func listOf(name, description string, of []string) object {
	items := object{"type": "string"}
	if len(of) > 0 {
		items["enum"] = of
	}
	return object{"name": name, "in": "query", "description": description, "style": "form", "explode": false,
		"schema": object{"type": "array", "items": items}}
}

// outside is how clients spell a path: an own field by its JSON name.
func (c *resource) outside(p *schema.Path) string {
	if len(p.Steps) == 0 && p.Attr != nil {
		if name := jsonName(p.Attr); name != "-" {
			return name
		}
	}
	return p.Text
}

// lookupsOf are the lookups that a field can be asked with, beside equality and regex.
func lookupsOf(a *schema.Attribute) []string {
	var out []string
	for _, name := range query.LookupNames {
		l, _ := query.LookupOf(name)
		switch {
		case name == "exact" || l == query.Regex:
		case a.Elem != nil && (l == query.Contains || l.Array()):
			out = append(out, name)
		case l == query.Contains && query.Holds(a):
			out = append(out, name)
		case l.Array():
		case l.Text() && !a.Kind.IsText() && a.Kind != schema.KindEnum:
		case slices.Contains([]string{"gt", "gte", "lt", "lte", "range"}, name) && query.Sortable(a) != nil:
		case a.Kind == schema.KindJSON && name != "isnull" && name != "ne":
		default:
			out = append(out, name)
		}
	}
	return out
}

func lookupSchema(a *schema.Attribute, lookup string) object {
	l, _ := query.LookupOf(lookup)
	switch {
	case l == query.IsNull:
		return object{"type": "boolean"}
	case a.Elem != nil && l == query.Len:
		return object{"type": "integer", "minimum": 0}
	case a.Elem != nil && l == query.Any:
		return textSchema(a.Elem)
	case a.Elem != nil && (l == query.Contains || l.Array()):
		return object{"type": "array", "items": textSchema(a.Elem)}
	case l == query.In:
		return object{"type": "array", "items": textSchema(a), "minItems": 1}
	case l == query.Range:
		return object{"type": "array", "items": textSchema(a), "minItems": 2, "maxItems": 2}
	case l.Text() && !query.Holds(a):
		return object{"type": "string"}
	}
	return textSchema(a)
}

// textSchema is what a query string takes for a field.
func textSchema(a *schema.Attribute) object {
	if len(a.Parts) > 0 {
		return object{"type": "string"}
	}
	a = a.Like()
	switch {
	case a.Kind == schema.KindEnum && len(a.Choices) > 0:
		return object{"enum": a.Choices}
	case a.Kind == schema.KindBinary:
		return object{"type": "string", "contentEncoding": "base64"}
	case a.Kind.IsInteger():
		return object{"type": "integer"}
	case a.Kind.IsNumeric():
		return object{"type": "number"}
	case a.Kind == schema.KindBoolean:
		return object{"type": "boolean"}
	case a.Kind == schema.KindUUID:
		return object{"type": "string", "format": "uuid"}
	case a.Kind == schema.KindDate:
		return object{"type": "string", "format": "date"}
	}
	return object{"type": "string"}
}
