package ormhttp

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/jsonio"
	"github.com/ormar-go/ormar/schema"
)

// shapeOf is what is shown of the rows of an answer: the fields that the resource shows, or those of them that are asked for, and of the
// relations that the request includes what may be shown. It names every field, so that nothing is shown because it is in memory.
func (c *resource) shapeOf(values url.Values) (*jsonio.Writer, error) {
	fields, include := values.Get("fields"), values.Get("include")
	if fields == "" && include == "" && c.plain != nil {
		return c.plain, nil
	}
	shown := c.shown
	if fields != "" {
		shown = c.attributesOf(fields)
	}
	var relations []string
	if include != "" {
		relations = strings.Split(include, ",")
	}
	paths := c.paths(shown, relations)
	if len(paths) == 0 { // which would stand for everything
		return jsonio.NewWriter(c.model, jsonio.DumpSettings{Exclude: everything(c.model)})
	}
	return jsonio.NewWriter(c.model, jsonio.DumpSettings{Include: paths})
}

// paths are the fields of an answer: some of the model, and those of the rows behind relations.
func (c *resource) paths(shown []*schema.Attribute, relations []string) []string {
	out := attributePaths("", shown)
	for _, relation := range relations {
		m, prefix := c.model, ""
		for _, part := range strings.Split(relation, "__") {
			side := (&resource{model: m}).side(part)
			if side == nil {
				break
			}
			name := side.Name
			if side.Any != nil {
				name = side.Part()
			}
			prefix, m = prefix+name+"__", side.Target
			for _, leg := range side.Legs {
				out = append(out, attributePaths(prefix+leg.Part()+"__", c.open(leg.Target))...)
			}
			out = append(out, attributePaths(prefix, c.open(m))...)
			if link := jsonio.LinkName(side); link != "" {
				out = append(out, attributePaths(prefix+link+"__", c.open(side.Through()))...)
			}
		}
	}
	return out
}

// open are the fields of a model that are shown where a relation leads to it: none that is secret, and of the resource's own model what
// the resource shows, since a way may lead back to it.
func (c *resource) open(m *schema.Model) []*schema.Attribute {
	if m == c.model {
		return slices.DeleteFunc(slices.Clone(c.shown), hidden)
	}
	return slices.DeleteFunc(m.Members(), hidden)
}

// attributePaths are the paths of fields behind a prefix. A foreign key is the key of the row that it refers to, whatever is loaded.
func attributePaths(prefix string, list []*schema.Attribute) []string {
	var out []string
	for _, a := range list {
		switch {
		case a.Side == nil || !a.Side.HasField:
			out = append(out, prefix+a.Name)
		case a.Side.Legs != nil:
			for _, leg := range a.Side.Legs {
				out = append(out, prefix+a.Side.Name+"__"+leg.Part()+"__"+leg.Target.Key().Name)
			}
		default:
			for _, p := range a.Side.Ref.Columns() {
				out = append(out, prefix+a.Side.Name+"__"+p.Name)
			}
		}
	}
	return out
}

func everything(m *schema.Model) []string {
	var out []string
	for _, a := range m.Members() {
		if a.Side != nil && a.Side.HasField {
			out = append(out, a.Side.Name)
		} else {
			out = append(out, a.Name)
		}
	}
	return out
}

// attributesOf are the attributes of a list of names, which a query has checked.
func (c *resource) attributesOf(list string) []*schema.Attribute {
	var out []*schema.Attribute
	for _, name := range strings.Split(list, ",") {
		if a := c.attribute(name); a != nil {
			out = append(out, a)
		}
	}
	return out
}

// over is the resource of the rows behind a relation: its model's own fields, none of them secret.
func (c *resource) over(side *schema.Side) *resource {
	out := &resource{db: c.db, model: side.Target}
	out.shown = slices.DeleteFunc(side.Target.Members(), hidden)
	out.defaults()
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
