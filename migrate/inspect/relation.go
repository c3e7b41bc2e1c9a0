package inspect

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/internal/state"
	"github.com/ormar-go/ormar/schema"
)

// relation is the foreign key that a column is the only column of, where a relation can say it.
func (g *generator) relation(m *model, c *state.Column) *state.ForeignKey {
	for i := range m.table.ForeignKeys {
		k := &m.table.ForeignKeys[i]
		if len(k.Columns) == 1 && k.Columns[0] == c.Name && g.unrelated(m, k) == "" {
			return k
		}
	}
	return nil
}

// unrelated says why a foreign key is no relation; empty when it is one.
func (g *generator) unrelated(m *model, k *state.ForeignKey) string {
	target := g.byTable[k.Table]
	switch {
	case k.Schema != "":
		return "its target is in another schema"
	case target == nil:
		return "its target is not among the models"
	case len(k.Columns) > 1:
		return "it has several columns"
	case len(m.table.Key) > 1:
		return "its table has a key of several columns"
	case !target.keyed():
		return "its target has a key of several columns, or none"
	case len(k.Targets) > 0 && !slices.Equal(k.Targets, target.table.Key):
		return "it does not refer to the primary key"
	case target.byColumn[target.table.Key[0]] == nil && !g.speaks(target):
		return "the key of its target is left out"
	}
	return ""
}

// speaks reports whether the key of a model will have a field.
func (g *generator) speaks(m *model) bool {
	c := m.table.Column(m.table.Key[0])
	if c == nil || unspeakable(c.Name) != "" || c.Generated != "" {
		return false
	}
	t, _ := g.kind(m, c)
	return t.call != "" && t.call != "Float" && t.call != "JSON" && t.call != "Array"
}

// relations makes both ends of a model's foreign keys. Other foreign keys become notes.
func (g *generator) relations(m *model) {
	done := map[string]bool{}
	for i := range m.table.ForeignKeys {
		k := &m.table.ForeignKeys[i]
		reason := g.unrelated(m, k)
		if reason == "" && done[k.Columns[0]] {
			reason = "its column has another one"
		}
		if reason != "" {
			m.note("the foreign key of %s to %s is not said: %s", quotedList(k.Columns), schema.Quote(k.Table), reason)
			continue
		}
		if c := m.table.Column(k.Columns[0]); c != nil && unspeakable(c.Name) == "" && c.Generated == "" {
			done[c.Name] = true
			g.relate(m, g.byTable[k.Table], c, k)
		}
	}
}

func quotedList(list []string) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = schema.Quote(s)
	}
	return strings.Join(out, ", ")
}

// relate makes a relation: a field of its own, and one of the target, whose name says along which column it leads where there are several.
func (g *generator) relate(m, target *model, c *state.Column, k *state.ForeignKey) {
	base := exported(c.Name)
	if stem, is := strings.CutSuffix(base, "ID"); is && stem != "" {
		base = stem
	}
	if slices.Contains(m.table.Key, c.Name) && base == "ID" {
		base = target.name
	}
	f := &field{name: m.taken.free(base, base+"Ref", exported(c.Name)), kind: "orm.One[" + target.name + "]", column: c}
	unique := len(m.table.Key) == 1 && m.table.Key[0] == c.Name || m.unique(c.Name) != nil
	far := &field{kind: "orm.Many[" + m.name + "]"}
	names := []string{plural(m.name), base + plural(m.name)}
	if unique {
		far.kind, names = "orm.One["+m.name+"]", []string{m.name, base + m.name}
	}
	if g.several(m, k) {
		slices.Reverse(names)
	}
	far.name = target.taken.free(names...)
	target.far = append(target.far, far)
	line := "schema.ForeignKey(&m." + f.name + ").RelatedName(" + strconv.Quote(far.attribute()) + ")"
	if f.attribute() != c.Name {
		line += ".Name(" + strconv.Quote(c.Name) + ")"
	}
	line += g.keyOptions(m, target, f, k, unique)
	if c.Comment != "" {
		line += ".Comment(" + strconv.Quote(c.Comment) + ")"
	}
	if c.Default != "" && !strings.EqualFold(c.Default, "NULL") {
		f.also("the column has a default, which a relation has not: " + c.Default)
	}
	f.line = line
	m.add(f)
}

// several reports whether a model has another relation to the same target, or is its own.
func (g *generator) several(m *model, k *state.ForeignKey) bool {
	n := 0
	for i := range m.table.ForeignKeys {
		if m.table.ForeignKeys[i].Table == k.Table {
			n++
		}
	}
	return n > 1 || k.Table == m.table.Name
}

// keyOptions are what else is said of a foreign key.
func (g *generator) keyOptions(m, target *model, f *field, k *state.ForeignKey, unique bool) string {
	line := ""
	key := len(m.table.Key) == 1 && m.table.Key[0] == f.column.Name
	switch {
	case key:
		line += ".PrimaryKey()"
	case unique:
		line += ".Unique()"
	}
	if !f.column.Null && !key {
		line += ".NotNull()"
	}
	for _, o := range []struct{ call, action string }{{"OnDelete", k.OnDelete}, {"OnUpdate", k.OnUpdate}} {
		constant := map[string]string{"CASCADE": "Cascade", "SET NULL": "SetNull", "RESTRICT": "Restrict", "SET DEFAULT": "SetDefault"}[o.action]
		switch {
		case constant == "":
		case constant == "SetNull" && (!f.column.Null || key):
			f.also("it is SET NULL of a column that cannot be NULL")
		case constant == "SetDefault":
			f.also("it is SET DEFAULT, and a relation has no default")
		default:
			line += "." + o.call + "(schema." + constant + ")"
		}
	}
	name := "fk_" + m.table.Name + "_" + target.table.Name + "_" + target.table.Key[0] + "_" + f.attribute()
	if k.Name != "" && k.Name != name && unspeakable(k.Name) == "" {
		line += ".ConstraintName(" + strconv.Quote(k.Name) + ")"
		m.anyName = m.anyName || !plain(k.Name)
	}
	return line
}

// unique is the unique constraint over one column alone.
func (m *model) unique(column string) *state.Constraint {
	for i := range m.table.Constraints {
		c := &m.table.Constraints[i]
		distinct := c.Kind == state.Unique || c.Kind == state.Index && c.Distinct
		if distinct && c.Where == "" && len(c.Parts) == 1 && c.Parts[0].Column == column && c.Parts[0].Length == 0 {
			return c
		}
	}
	return nil
}
