package ormhttp

import (
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/jsonio"
	"github.com/ormar-go/ormar/schema"
)

// shapeOf is what is shown of the rows of an answer: the fields that the resource shows, or those of them that are asked for, and the
// relations that the request includes, with what may be shown of the rows behind them.
func (c *resource) shapeOf(m *schema.Model, values url.Values) (*jsonio.DumpSettings, error) {
	s := &jsonio.DumpSettings{Hidden: c.hides}
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
			first, _, _ := strings.Cut(name, "__")
			if side := (&resource{model: m}).side(first); side != nil {
				s.Include = append(s.Include, side.Name) // and all that is loaded behind it
			}
		}
	}
	if len(s.Include) == 0 { // which would stand for everything
		s.Exclude = append(s.Exclude, everything(m)...)
	}
	return s, nil
}

// hides reports whether a field is left out of rows behind relations: what is secret, and of the resource's own model what the
// resource does not show, since a way may lead back to it.
func (c *resource) hides(t reflect.Type, a *schema.Attribute) bool {
	if hidden(a) {
		return true
	}
	return t == c.model.Type && !slices.ContainsFunc(c.shown, func(shown *schema.Attribute) bool { return shown.Name == a.Name })
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

// secrets are a model's secret fields.
func secrets(m *schema.Model) []string {
	var out []string
	for _, a := range m.Attributes {
		if hidden(a) && a.JSONName != "-" {
			out = append(out, pathOf(a))
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
