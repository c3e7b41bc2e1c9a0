package inspect

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/spelling"
	"github.com/ormar-go/ormar/internal/state"
	"github.com/ormar-go/ormar/schema"
)

// relation is the foreign key that a column is the only column of, where a relation has the column for its own: it is not part of another
// foreign key, which wants it as a field.
func (g *generator) relation(m *model, c *state.Column) *state.ForeignKey {
	if g.shared(m, c.Name) {
		return nil
	}
	for i := range m.table.ForeignKeys {
		k := &m.table.ForeignKeys[i]
		if len(k.Columns) == 1 && k.Columns[0] == c.Name && g.unrelated(m, k) == "" {
			return k
		}
	}
	return nil
}

// shared reports whether a column is part of a foreign key of several columns that a relation says.
func (g *generator) shared(m *model, column string) bool {
	return slices.ContainsFunc(m.table.ForeignKeys, func(k state.ForeignKey) bool {
		return len(k.Columns) > 1 && slices.Contains(k.Columns, column) && g.unrelated(m, &k) == ""
	})
}

// target is the model that a foreign key leads to; nil where there is none.
func (g *generator) target(k *state.ForeignKey) *model {
	return g.byTable[[2]string{k.Schema, k.Table}]
}

// unrelated says why a foreign key is no relation; empty when it is one.
func (g *generator) unrelated(m *model, k *state.ForeignKey) string {
	target := g.target(k)
	switch {
	case k.Schema == "" && m.table.Schema != "" && g.dialect.DDL.Alter == dialect.AlterClauses && !g.options.Unmanaged:
		return "its target is in the database where the connection looks, to which no foreign key of another database is made to lead"
	case target == nil && k.Schema != m.table.Schema:
		return "its target, in " + elsewhere(k.Schema) + ", is not among the models"
	case target == nil:
		return "its target is not among the models"
	case target.table.View || len(target.table.Key) == 0:
		return "its target has no key"
	case len(k.Targets) > 0 && !sameSet(k.Targets, target.table.Key) && !target.uniqueTogether(k.Targets):
		return "it refers to columns that are not the key"
	case !g.speaks(target, k.Targets) || len(k.Columns) > 1 && !g.speaks(m, k.Columns):
		return "a column of it is left out"
	}
	return ""
}

// elsewhere is where a table is that is not where the others are.
func elsewhere(name string) string {
	if name == "" {
		return "the schema where the connection looks"
	}
	return schema.Quote(name)
}

func sameSet(a, b []string) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(s string) bool { return !slices.Contains(b, s) })
}

// speaks reports whether columns of a model, its key where there are none, will have fields.
func (g *generator) speaks(m *model, columns []string) bool {
	if len(columns) == 0 {
		columns = m.table.Key
	}
	return !slices.ContainsFunc(columns, func(name string) bool {
		c := m.table.Column(name)
		if c == nil || unspeakable(c.Name) != "" || c.Generated != "" && slices.Contains(m.table.Key, name) {
			return true
		}
		if m.byColumn[name] != nil {
			return false
		}
		t := g.kind(m, c)
		return t.call == "" || t.keyless
	})
}

// relations makes both ends of a model's foreign keys. Other foreign keys become notes.
func (g *generator) relations(m *model) {
	done := map[string]bool{}
	for i := range m.table.ForeignKeys {
		k := &m.table.ForeignKeys[i]
		reason := g.unrelated(m, k)
		if reason == "" && done[strings.Join(k.Columns, "\x00")] {
			reason = "its columns have another one"
		}
		if reason != "" {
			m.note("the foreign key of %s to %s is not said: %s", quotedList(k.Columns), schema.Quote(k.Table), reason)
			continue
		}
		done[strings.Join(k.Columns, "\x00")] = true
		if c := m.table.Column(k.Columns[0]); c != nil && len(k.Columns) == 1 && m.byColumn[c.Name] == nil {
			g.relate(m, g.target(k), c, k)
		} else if c != nil {
			g.relateOn(m, g.target(k), k)
		}
	}
}

// pairs notes a type beside a key without a foreign key: what other libraries keep relations to rows of several models in.
func (m *model) pairs() {
	for _, f := range m.fields {
		stem, is := strings.CutSuffix(f.attribute(), "_type")
		key := slices.IndexFunc(m.fields, func(k *field) bool { return k.attribute() == stem+"_id" && !strings.HasPrefix(k.kind, "orm.") })
		if is && f.texts && key >= 0 {
			m.note("%s and %s may lead to rows of several models: schema.Polymorphic declares that", schema.Quote(f.column.Name), schema.Quote(m.fields[key].column.Name))
		}
	}
}

// relateOn makes a relation over fields that are declared besides.
func (g *generator) relateOn(m, target *model, k *state.ForeignKey) {
	targets := k.Targets
	if len(targets) == 0 {
		targets = target.table.Key
	}
	var on []string
	for _, name := range g.inOrderOf(target, targets) {
		at := slices.Index(targets, name)
		f := m.byColumn[k.Columns[at]]
		if f == nil || strings.HasPrefix(f.kind, "orm.") {
			m.note("the foreign key of %s to %s is not said: one of its columns is a relation of its own", quotedList(k.Columns), schema.Quote(k.Table))
			return
		}
		on = append(on, strconv.Quote(f.attribute()))
	}
	base := target.name
	if len(k.Columns) == 1 {
		if stem, is := strings.CutSuffix(exported(k.Columns[0]), "ID"); is && stem != "" {
			base = stem
		}
	}
	if len(k.Columns) > 1 && g.several(m, k) { // by what tells them apart
		for i, column := range k.Columns {
			if i >= len(k.Targets) || column != k.Targets[i] {
				base += exported(column)
			}
		}
	}
	f := &field{name: m.taken.free(base, base+"Ref"), kind: "orm.One[" + target.name + "]", column: &state.Column{Null: true}}
	far := &field{kind: "orm.Many[" + m.name + "]"}
	names := []string{plural(m.name), f.name + plural(m.name)}
	if g.several(m, k) {
		slices.Reverse(names)
	}
	f.line = "schema.ForeignKey(&m." + f.name + ").On(" + strings.Join(on, ", ") + ")" + m.meet(target, far, names) +
		g.references(target, k) + g.keyOptions(m, target, f, k, false)
	m.extra = append(m.extra, f)
}

// inOrderOf are the columns of a foreign key's target in the order in which a relation names them: that of the target's fields for its key,
// else as they are.
func (g *generator) inOrderOf(target *model, targets []string) []string {
	if !sameSet(targets, target.table.Key) {
		return targets
	}
	var out []string
	for i := range target.table.Columns {
		if name := target.table.Columns[i].Name; slices.Contains(targets, name) {
			out = append(out, name)
		}
	}
	return out
}

// references names the unique fields of the target that a foreign key refers to, where these are not the key.
func (g *generator) references(target *model, k *state.ForeignKey) string {
	if len(k.Targets) == 0 || sameSet(k.Targets, target.table.Key) {
		return ""
	}
	names := make([]string, len(k.Targets))
	for i, column := range k.Targets {
		if f := target.byColumn[column]; f != nil {
			names[i] = strconv.Quote(f.attribute())
		}
	}
	return ".References(" + strings.Join(names, ", ") + ")"
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
	if slices.Contains(m.table.Key, c.Name) && base == "ID" || base == exported(c.Name) && slices.Contains(target.table.Key, c.Name) {
		base = target.name // emp_no is the employee
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
	line := "schema.ForeignKey(&m." + f.name + ")" + m.meet(target, far, names)
	if f.attribute() != c.Name {
		line += ".Name(" + strconv.Quote(c.Name) + ")"
	}
	line += g.references(target, k) + g.keyOptions(m, target, f, k, unique)
	if c.Comment != "" {
		line += ".Comment(" + strconv.Quote(c.Comment) + ")"
	}
	if c.Default != "" && !strings.EqualFold(c.Default, "NULL") {
		f.also("the column has a default, which a relation has not: " + c.Default)
	}
	f.line = line
	m.add(f)
}

// meet gives the target of a relation its end, which a model without a key has none of, and says so of the other.
func (m *model) meet(target *model, far *field, names []string) string {
	if len(m.table.Key) == 0 {
		return ".SkipReverse()"
	}
	far.name = target.taken.free(names...)
	target.far = append(target.far, far)
	return ".RelatedName(" + strconv.Quote(far.attribute()) + ")"
}

// several reports whether a model has another relation to the same target, or is its own.
func (g *generator) several(m *model, k *state.ForeignKey) bool {
	n := 0
	for i := range m.table.ForeignKeys {
		if o := &m.table.ForeignKeys[i]; o.Table == k.Table && o.Schema == k.Schema {
			n++
		}
	}
	return n > 1 || k.Table == m.table.Name && k.Schema == m.table.Schema
}

// keyOptions are what else is said of a foreign key.
func (g *generator) keyOptions(m, target *model, f *field, k *state.ForeignKey, unique bool) string {
	line := ""
	key := slices.Contains(m.table.Key, f.column.Name)
	switch {
	case key:
		line += ".PrimaryKey()"
	case unique:
		line += ".Unique()"
	}
	if !f.column.Null && !key {
		line += ".NotNull()"
	}
	if k.With != "" {
		f.also("it is " + k.With + ", which no relation says")
	}
	for _, o := range []struct{ call, action string }{{"OnDelete", k.OnDelete}, {"OnUpdate", k.OnUpdate}} {
		constant := map[string]string{"CASCADE": "Cascade", "SET NULL": "SetNull", "RESTRICT": "Restrict", "SET DEFAULT": "SetDefault"}[o.action]
		switch {
		case constant == "", constant == "Restrict" && g.dialect.DDL.Alter == dialect.AlterClauses: // which goes without saying there
		case constant == "SetNull" && (!f.column.Null || key):
			f.also("it is SET NULL of a column that cannot be NULL")
		case constant == "SetDefault":
			f.also("it is SET DEFAULT, and a relation has no default")
		default:
			line += "." + o.call + "(schema." + constant + ")"
		}
	}
	usual := "" // of one over fields that are declared besides
	if f.column.Name != "" {
		usual = "fk_" + m.table.Name + "_" + target.table.Name + "_" + target.table.Key[0] + "_" + f.attribute()
	}
	switch {
	case k.Name == "" || k.Name == usual || unspeakable(k.Name) != "":
	case !g.named(k.Name):
		f.also("another has the name " + k.Name)
	default:
		line += ".ConstraintName(" + strconv.Quote(k.Name) + ")"
		m.anyName = m.anyName || !spelling.Plain(k.Name)
	}
	return line
}

// uniqueTogether reports whether a unique constraint holds these columns and no others.
func (m *model) uniqueTogether(columns []string) bool {
	return slices.ContainsFunc(m.table.Constraints, func(c state.Constraint) bool {
		distinct := c.Kind == state.Unique || c.Kind == state.Index && c.Distinct
		return distinct && c.Where == "" && len(c.Columns()) == len(c.Parts) && sameSet(c.Columns(), columns)
	})
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
