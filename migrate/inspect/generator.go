package inspect

import (
	"fmt"
	"go/format"
	"slices"
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/spelling"
	"github.com/ormar-go/ormar/internal/state"
	"github.com/ormar-go/ormar/schema"
)

// generator plans all models before it writes any, since relations have fields at both ends.
type generator struct {
	dialect *dialect.Dialect
	state   *state.State
	options Options
	types   names // of the package
	models  []*model
	byTable map[[2]string]*model // by schema and name
	enums   []*enum
	notes   []string
	uses    map[string]bool // packages that are imported, and types of its own
	kinds   map[*state.Column]kind
	labeled map[string]string // the names of enumeration types, by their small letters
	names   map[string]bool   // of tables and constraints
}

// kind is how a column is declared, and what stands behind the pointer to its field.
type kind struct {
	goType
	choices string
	element *enum // of an array
}

// model is the model of a table.
type model struct {
	table       *state.Table
	name        string
	fields      []*field
	byColumn    map[string]*field
	far         []*field // the other ends of relations to it
	extra       []*field // relations without a column of their own
	link        []*state.ForeignKey
	taken       names
	notes       []string
	constraints []string
	anyName     bool
	kept        bool // the package has the type already
	skipped     string
}

// field is a field of a struct, and what declares it; the far end of a relation is declared by the other end.
type field struct {
	name, kind string
	line       string
	note       string
	column     *state.Column
	texts      bool // a text, of which a FullText can be
	computed   bool // the database computes it, by an expression that is said when all fields have names
}

func (f *field) attribute() string { return schema.SnakeCase(f.name) }

// enum is a Go type with its values.
type enum struct {
	name   string
	labels []string
	values []string // names of the constants

	declared bool // a column of one such value is written
}

func newGenerator(d *dialect.Dialect, s *state.State, warnings []string, o Options) *generator {
	g := &generator{dialect: d, state: s, options: o, types: names{}, byTable: map[[2]string]*model{}, uses: map[string]bool{},
		kinds: map[*state.Column]kind{}, labeled: map[string]string{}}
	for _, reserved := range []string{"Models", "Decimal"} {
		g.types[reserved] = true
	}
	for _, w := range warnings {
		if !strings.HasSuffix(w, "so that its columns hold values of any type") && !strings.HasSuffix(w, "which is not looked at") {
			g.notes = append(g.notes, w)
		}
	}
	return g
}

// source plans and writes.
func (g *generator) source() (*Written, error) {
	g.plan()
	for _, m := range g.models {
		if m.skipped == "" {
			m.link = g.linkOf(m)
		}
	}
	for _, m := range g.models {
		if m.skipped == "" {
			g.columns(m)
		}
	}
	g.undeclared()
	for _, m := range g.models {
		if m.skipped == "" {
			g.relations(m)
		}
	}
	for _, m := range g.models {
		if m.skipped == "" {
			g.links(m)
		}
	}
	for _, m := range g.models {
		if m.skipped == "" {
			m.pairs()
			g.computed(m)
			g.constraints(m)
		}
	}
	var body strings.Builder
	g.write(&body)
	text, err := format.Source([]byte(g.head() + body.String()))
	if err != nil {
		return nil, fmt.Errorf("inspect: what was written is no Go: %w; please report it with the definition of the tables", err)
	}
	out := &Written{Text: text, Notes: g.allNotes()}
	for _, m := range g.models {
		if m.skipped == "" && !m.kept {
			out.Models = append(out.Models, m.name)
		}
	}
	return out, nil
}

// plan gives each table its model, in the order of their names.
func (g *generator) plan() {
	folded := map[[2]string]string{}
	for i := range g.state.Tables {
		t := &g.state.Tables[i]
		m := &model{table: t, byColumn: map[string]*field{}, taken: names{"Schema": true, "schema": true, "Model": true, "model": true}}
		g.models = append(g.models, m)
		reason := unspeakable(t.Name)
		if strings.HasPrefix(strings.ToLower(t.Name), "sqlite_") {
			reason = "SQLite keeps such names for itself"
		}
		if !slices.Equal(t.Key, []string{"pk"}) {
			m.taken["pk"] = true // which stands for the key
		}
		if other := folded[[2]string{t.Schema, strings.ToLower(t.Name)}]; other != "" {
			reason = "it differs from " + schema.Quote(other) + " in capitals alone"
		}
		if reason != "" {
			m.skipped = reason
			continue
		}
		folded[[2]string{t.Schema, strings.ToLower(t.Name)}] = t.Name
		m.anyName = !spelling.Plain(t.Name) || t.Schema != "" && !spelling.Plain(t.Schema)
		m.name = g.types.free(exported(singular(t.Name)), exported(t.Name))
		m.kept = g.options.declared[m.name]
		g.byTable[[2]string{t.Schema, t.Name}] = m
	}
}

// columns makes fields of the columns that are no relations.
func (g *generator) columns(m *model) {
	folded := map[string]bool{}
	for i := range m.table.Columns {
		c := &m.table.Columns[i]
		reason := unspeakable(c.Name)
		switch {
		case folded[strings.ToLower(c.Name)]:
			reason = "it differs from another in capitals alone"
		case slices.Contains([]string{"tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"}, strings.ToLower(c.Name)):
			reason = "PostgreSQL has it for itself"
		case c.Generated != "" && slices.ContainsFunc(m.table.Constraints, func(k state.Constraint) bool { return k.Method == "fulltext" && k.Name == c.Name }):
			continue // what FullText makes
		case c.Generated != "" && slices.Contains(m.table.Key, c.Name) && reason == "":
			reason = "it is generated, which no key is: " + c.Generated
		}
		if reason == "" && g.relation(m, c) != nil {
			folded[strings.ToLower(c.Name)] = true
			continue
		}
		if reason == "" {
			reason = g.column(m, c)
		}
		if reason != "" {
			m.note("the column %s is left out: %s", schema.Quote(c.Name), reason)
			continue
		}
		folded[strings.ToLower(c.Name)] = true
	}
}

// once notes what may be so of several columns.
func (m *model) once(note string) {
	if !slices.Contains(m.notes, note) {
		m.notes = append(m.notes, note)
	}
}

func (m *model) note(format string, args ...any) {
	m.notes = append(m.notes, fmt.Sprintf(format, args...))
}

// column makes the field of a column, or says why there is none.
func (g *generator) column(m *model, c *state.Column) (reason string) {
	t := g.kind(m, c)
	key := slices.Contains(m.table.Key, c.Name)
	if t.call == "" {
		return t.note
	}
	if key && t.keyless {
		return "no key is a " + t.call
	}
	f := &field{name: m.taken.free(exported(c.Name), exported(c.Name)+"Column"), kind: t.name, column: c, note: t.note, texts: t.texts}
	nullable := c.Null && !key
	line := "schema." + t.call + "(&m." + f.name + t.args + t.choices + ")" + t.option
	switch zero := strings.Contains(c.Default, "'0000-00-00"); {
	case nullable && t.slice:
		line += ".Nullable()"
	case nullable:
		if f.kind = "*" + t.name; zero && t.name == "time.Time" {
			f.also(zeroDefault)
		}
	case zero && t.name == "time.Time" && !key:
		f.kind = "*" + t.name
		line += ".SQLNullable(false)"
		f.also(zeroDefault)
	}
	if f.attribute() != c.Name {
		line += ".Name(" + strconv.Quote(c.Name) + ")"
	}
	if key {
		line += ".PrimaryKey()"
		if len(m.table.Key) == 1 && t.number && !c.Identity && !strings.HasPrefix(c.Default, "nextval(") {
			line += ".Autoincrement(false)"
		}
	}
	if !m.table.View {
		line += g.made(f, c, t, key)
	}
	if c.Comment != "" {
		line += ".Comment(" + strconv.Quote(c.Comment) + ")"
	}
	f.line = line
	m.add(f)
	g.imports(t.name)
	g.imports(t.option)
	return ""
}

func (f *field) also(note string) {
	if f.note != "" {
		f.note += "; "
	}
	f.note += note
}

func (m *model) add(f *field) {
	m.fields = append(m.fields, f)
	m.byColumn[f.column.Name] = f
	m.anyName = m.anyName || !spelling.Plain(f.column.Name)
}

// imports notes what a Go type needs.
func (g *generator) imports(kind string) {
	for prefix, path := range map[string]string{"time.": "time", "json.": "encoding/json", "Decimal": "Decimal"} {
		if strings.Contains(kind, prefix) {
			g.uses[path] = true
		}
	}
}

// valued is the check by which this module keeps a column to a list of values; nil when there is none.
func (m *model) valued(d *dialect.Dialect, c *state.Column, list string) *state.Constraint {
	for i := range m.table.Constraints {
		k := &m.table.Constraints[i]
		if values, is := valuesOf(d, k, c.Name); is && (list == "" || values == list) {
			return k
		}
	}
	return nil
}

// valuesOf takes the list off a check of the form "column" IN (list).
func valuesOf(d *dialect.Dialect, k *state.Constraint, column string) (string, bool) {
	if k.Kind != state.Check || !strings.HasSuffix(k.Name, "_values") {
		return "", false
	}
	rest, is := strings.CutPrefix(k.Expression, d.Ident(column)+" IN (")
	return strings.TrimSuffix(rest, ")"), is
}

// allNotes are the notes of all models, with their tables.
func (g *generator) allNotes() []string {
	out := slices.Clone(g.notes)
	for _, m := range g.models {
		if m.skipped != "" {
			out = append(out, fmt.Sprintf("the table %s is left out: %s", schema.Quote(m.table.Name), m.skipped))
		}
		for _, n := range m.notes {
			out = append(out, schema.Quote(m.table.Name)+": "+n)
		}
		for _, f := range m.fields {
			if f.note != "" {
				out = append(out, schema.Quote(m.table.Name)+"."+schema.Quote(f.column.Name)+": "+f.note)
			}
		}
	}
	return out
}
