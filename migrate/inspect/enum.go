package inspect

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/internal/state"
	"github.com/ormar-go/ormar/schema"
)

// labels are the values of a column that has an enumeration; nil for any other.
func (g *generator) labels(m *model, c *state.Column) []string {
	if c.Enum != "" {
		if e := g.state.Enum(c.Enum); e != nil {
			return e.Labels
		}
	}
	if strings.HasPrefix(c.Type, "enum(") {
		return g.quoted(strings.TrimSuffix(strings.TrimPrefix(c.Type, "enum("), ")"))
	}
	if k := m.valued(g.dialect, c, ""); k != nil && c.Type == "TEXT" {
		list, _ := valuesOf(g.dialect, k, c.Name)
		return g.quoted(list)
	}
	return nil
}

// enumeration declares a column with labels, or an array of such values.
func (g *generator) enumeration(m *model, c *state.Column, labels []string) kind {
	e, reason := g.enum(m, c, labels)
	if other := g.labeled[strings.ToLower(c.Enum)]; e != nil && c.Enum != "" && other != "" && other != c.Enum {
		e, reason = nil, "the enumeration type "+schema.Quote(other)+" has the same name but for capitals"
	}
	if t := own("string", c.Type); e == nil && c.Enum == "" && t.call != "" {
		return kind{goType: t}
	}
	if e == nil {
		return kind{goType: text.but("its labels are no values of a Go type: %s", reason)}
	}
	if c.Enum != "" {
		g.labeled[strings.ToLower(c.Enum)] = c.Enum
	}
	if strings.HasSuffix(c.Type, "[]") {
		return kind{goType: goType{name: "[]" + e.name, call: "Array", slice: true, keyless: true}, element: e}
	}
	e.declared = true
	k := kind{goType: goType{name: e.name, call: "Enum"}}
	for _, v := range e.values {
		if c.Null && !slices.Contains(m.table.Key, c.Name) {
			v = "new(" + v + ")"
		}
		k.choices += ", " + v
	}
	if c.Enum != "" && c.Enum != schema.SnakeCase(e.name) {
		k.option = ".TypeName(" + strconv.Quote(c.Enum) + ")"
	}
	return k
}

// undeclared says so of arrays of an enumeration that no column of one value declares: their elements are texts.
func (g *generator) undeclared() {
	for _, m := range g.models {
		for _, f := range m.fields {
			if e := g.kinds[f.column].element; e != nil && !e.declared {
				f.also("its elements are texts, since no other column has the enumeration " + schema.Quote(f.column.Enum))
			}
		}
	}
}

// quoted reads texts in quotes with commas between them; nil when there is anything else.
func (g *generator) quoted(list string) []string {
	var out []string
	for i := 0; i < len(list); {
		end := g.dialect.Syntax.Skip(list, i)
		switch {
		case list[i] == ',' || list[i] == ' ':
			i++
		case list[i] == '\'' && end > i+1:
			out = append(out, strings.ReplaceAll(list[i+1:end-1], "''", "'"))
			i = end
		default:
			return nil
		}
	}
	return out
}

// enum is the Go type of a column's labels: one for each type that has a name, else one for each column.
func (g *generator) enum(m *model, c *state.Column, labels []string) (*enum, string) {
	name := exported(m.name + "_" + c.Name)
	if c.Enum != "" {
		name = exported(c.Enum)
		for _, e := range g.enums {
			if e.name == name && slices.Equal(e.labels, labels) {
				return e, ""
			}
		}
	}
	for _, l := range labels {
		if unspeakable(l) != "" {
			return nil, schema.Quote(l) + " is none"
		}
	}
	if len(labels) == 0 {
		return nil, "there are none"
	}
	e := &enum{name: g.types.free(name, name+"Value"), labels: labels}
	for _, l := range labels {
		e.values = append(e.values, g.types.free(e.name+exported(l)))
	}
	g.enums = append(g.enums, e)
	return e, ""
}
