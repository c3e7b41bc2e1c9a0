package inspect

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/schema"
)

// head is what stands before the models. It is written last, when it is known what they use.
func (g *generator) head() string {
	var b strings.Builder
	b.WriteString(header + "\n\n// Package " + g.options.Package + " has the models of a database that was there.\npackage " + g.options.Package + "\n\nimport (\n")
	uses := maps.Clone(g.uses)
	if uses["Decimal"] {
		delete(uses, "Decimal")
		if !g.options.declared["Decimal"] {
			uses["database/sql/driver"], uses["fmt"] = true, true
		}
	}
	for _, path := range slices.Sorted(maps.Keys(uses)) {
		b.WriteString("\t" + strconv.Quote(path) + "\n")
	}
	b.WriteString("\n")
	if slices.ContainsFunc(g.models, func(m *model) bool { return m.skipped == "" && !m.kept && len(m.embeds()) > 0 }) {
		b.WriteString("\t\"github.com/ormar-go/ormar/orm\"\n")
	}
	b.WriteString("\t\"github.com/ormar-go/ormar/schema\"\n)\n\n")
	return b.String()
}

// embeds is what the struct of a model embeds.
func (m *model) embeds() string {
	if m.table.View && len(m.table.Key) == 0 || len(m.table.Key) == 0 {
		for _, f := range slices.Concat(m.fields, m.far, m.extra) {
			if strings.HasPrefix(f.kind, "orm.") {
				return "-" // nothing, but the package is used
			}
		}
		return ""
	}
	return "orm.Model"
}

// write writes the models and what belongs to them.
func (g *generator) write(b *strings.Builder) {
	for _, n := range g.notes {
		comment(b, "", "Not looked at: "+n)
	}
	g.list(b)
	for _, e := range g.enums {
		g.writeEnum(b, e)
	}
	done := 0
	for _, m := range g.models {
		switch {
		case m.skipped != "":
			comment(b, "", "The table "+schema.Quote(m.table.Name)+" has no model: "+m.skipped+".")
			b.WriteString("\n")
		case !m.kept:
			g.writeModel(b, m)
		}
		if done++; g.options.Progress != nil {
			g.options.Progress(done, len(g.models))
		}
	}
	if g.uses["Decimal"] && !g.options.declared["Decimal"] {
		b.WriteString(decimalType)
	}
}

// list is the function that gives all models.
func (g *generator) list(b *strings.Builder) {
	if g.options.declared["Models"] {
		return
	}
	b.WriteString("// Models are all models, for schema.NewRegistry.\nfunc Models() []schema.Definer {\n\treturn []schema.Definer{\n")
	for _, m := range g.models {
		if m.skipped == "" {
			b.WriteString("\t\t&" + m.name + "{},\n")
		}
	}
	b.WriteString("\t}\n}\n\n")
}

func (g *generator) writeEnum(b *strings.Builder, e *enum) {
	if g.options.declared[e.name] {
		return
	}
	b.WriteString("// " + e.name + " is one of the values below.\ntype " + e.name + " string\n\n// The values of " + e.name + ".\nconst (\n")
	for i, v := range e.values {
		b.WriteString("\t" + v + " " + e.name + " = " + strconv.Quote(e.labels[i]) + "\n")
	}
	b.WriteString(")\n\n")
}

func (g *generator) writeModel(b *strings.Builder, m *model) {
	what := "table"
	if m.table.View {
		what = "view"
	}
	comment(b, "", m.name+" is a row of the "+what+" "+schema.Quote(m.table.Name)+".")
	if m.table.Comment != "" {
		comment(b, "", "")
		comment(b, "", schema.Quote(m.table.Comment))
	}
	b.WriteString("type " + m.name + " struct {\n")
	if m.embeds() == "orm.Model" {
		b.WriteString("\torm.Model\n")
	}
	fields := m.inOrder()
	for _, f := range fields {
		b.WriteString("\t" + f.name + " " + f.kind + "\n")
	}
	for _, f := range m.far {
		b.WriteString("\t" + f.name + " " + f.kind + "\n")
	}
	b.WriteString("}\n\n// Schema describes the table.\nfunc (m *" + m.name + ") Schema() schema.Table {\n")
	for _, n := range m.notes {
		comment(b, "\t", n+".")
	}
	b.WriteString("\treturn schema.Table{\n\t\tName: " + strconv.Quote(m.table.Name) + ",\n")
	if m.table.Schema != "" {
		b.WriteString("\t\tSchema: " + strconv.Quote(m.table.Schema) + ",\n")
	}
	if m.table.Comment != "" {
		b.WriteString("\t\tComment: " + strconv.Quote(m.table.Comment) + ",\n")
	}
	for _, o := range []struct {
		name string
		on   bool
	}{{"View", m.table.View}, {"Keyless", len(m.table.Key) == 0 && !m.table.View}, {"Unmanaged", g.options.Unmanaged && !m.table.View}, {"AnyName", m.anyName}} {
		if o.on {
			b.WriteString("\t\t" + o.name + ": true,\n")
		}
	}
	b.WriteString("\t\tFields: schema.Fields{\n")
	for _, f := range fields {
		if f.note != "" {
			comment(b, "\t\t\t", f.note+".")
		}
		b.WriteString("\t\t\t" + f.line + ",\n")
	}
	b.WriteString("\t\t},\n")
	if len(m.constraints) > 0 {
		b.WriteString("\t\tConstraints: []schema.Constraint{\n")
		for _, c := range m.constraints {
			b.WriteString("\t\t\t" + c + ",\n")
		}
		b.WriteString("\t\t},\n")
	}
	b.WriteString("\t}\n}\n\n")
}

// inOrder are the fields in the order of their columns.
func (m *model) inOrder() []*field {
	var out []*field
	for i := range m.table.Columns {
		if f := m.byColumn[m.table.Columns[i].Name]; f != nil {
			out = append(out, f)
		}
	}
	return append(out, m.extra...)
}

// comment writes a line of comment, whatever is in the text.
func comment(b *strings.Builder, indent, text string) {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 || r == 0xFEFF || r == 0xFFFD || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, " "))
	b.WriteString(strings.TrimRight(indent+"// "+text, " ") + "\n")
}

// decimalType is an exact number that needs no other module.
const decimalType = `// Decimal is an exact number as its digits; a type like shopspring's decimal.Decimal, which computes, can take its place: declare it as Decimal in
// another file of this package, and run ormar inspect again.
type Decimal string

// Scan reads a number.
func (d *Decimal) Scan(src any) error {
	switch v := src.(type) {
	case string:
		*d = Decimal(v)
	case []byte:
		*d = Decimal(v)
	case int64, float64:
		*d = Decimal(fmt.Sprint(v))
	default:
		return fmt.Errorf("a decimal of a %T", src)
	}
	return nil
}

// Value writes a number.
func (d Decimal) Value() (driver.Value, error) {
	if d == "" {
		return "0", nil
	}
	return string(d), nil
}
`
