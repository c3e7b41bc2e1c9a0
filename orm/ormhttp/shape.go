package ormhttp

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/jsonio"
	"github.com/ormar-go/ormar/schema"
)

// shapeOf is what is shown of the rows of an answer: the fields that the resource shows, or those of them that are asked for, and the
// relations that the request includes, without what is secret in them.
func (c *resource) shapeOf(m *schema.Model, values url.Values) (*jsonio.DumpSettings, error) {
	s := &jsonio.DumpSettings{}
	asked := values.Get("fields")
	if asked != "" {
		s.Include = attributesOf(m, asked)
	} else {
		for _, a := range c.shown {
			s.Include = append(s.Include, pathOf(a))
		}
	}
	if include := values.Get("include"); include != "" {
		for _, name := range strings.Split(include, ",") {
			path := relationPath(m, name)
			s.Include = append(s.Include, path)
			s.Exclude = append(s.Exclude, secretsAlong(m, path)...)
		}
	}
	if len(s.Include) == 0 { // which would stand for everything
		s.Exclude = append(s.Exclude, everything(m)...)
	}
	return s, nil
}

// pathOf is the path of an attribute, which for a foreign key is that of its relation.
func pathOf(a *schema.Attribute) string {
	if a.Side != nil {
		return a.Side.Name
	}
	return a.Name
}

func everything(m *schema.Model) []string {
	var out []string
	for _, a := range m.Attributes {
		out = append(out, pathOf(a))
	}
	return out
}

// attributesOf are the attributes of a list of names, which a query has checked.
func attributesOf(m *schema.Model, list string) []string {
	c := resource{model: m}
	var out []string
	for _, name := range strings.Split(list, ",") {
		if a := c.attribute(name); a != nil {
			out = append(out, pathOf(a))
		}
	}
	return out
}

// relationPath spells a path of relations by their names.
func relationPath(m *schema.Model, name string) string {
	parts := strings.Split(name, "__")
	for i, part := range parts {
		c := resource{model: m}
		s := c.side(part)
		if s == nil {
			break
		}
		parts[i], m = s.Name, s.Target
	}
	return strings.Join(parts, "__")
}

// secretsAlong are the paths of what is secret in each model on a path of relations.
func secretsAlong(m *schema.Model, path string) []string {
	var out []string
	prefix := ""
	for _, part := range strings.Split(path, "__") {
		s := m.Side(part)
		if s == nil {
			break
		}
		prefix, m = prefix+part+"__", s.Target
		out = append(out, secrets(m, prefix)...)
	}
	return out
}

// secrets are the paths of a model's secret fields behind a prefix.
func secrets(m *schema.Model, prefix string) []string {
	var out []string
	for _, a := range m.Attributes {
		if hidden(a) && a.JSONName != "-" {
			out = append(out, prefix+pathOf(a))
		}
	}
	return out
}

func copied(values url.Values) url.Values {
	out := maps.Clone(values)
	if out == nil {
		out = url.Values{}
	}
	return out
}

// sortedErrors are field errors by their pointers.
func sortedErrors(list []FieldError) []FieldError {
	slices.SortFunc(list, func(a, b FieldError) int { return strings.Compare(a.Pointer, b.Pointer) })
	return list
}
