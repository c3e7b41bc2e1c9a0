package diagram

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/ormar-go/ormar/schema"
)

// Mermaid is the diagram as an erDiagram, which GitHub and others draw in a block of Markdown. Names that Mermaid cannot take have
// underscores where they have other characters.
func Mermaid(models *schema.Registry) string {
	var b strings.Builder
	b.WriteString("erDiagram\n")
	tables := tablesOf(models)
	for _, t := range tables {
		fmt.Fprintf(&b, "  %s {\n", entity(t))
		for _, r := range t.rows {
			kind, _, _ := strings.Cut(r.kind, ",")
			if strings.Contains(r.kind, "(") {
				kind = r.kind
			}
			fmt.Fprintf(&b, "    %s %s", word(kind), word(r.name))
			if mark := strings.ReplaceAll(r.mark(), " ", ", "); mark != "" {
				b.WriteString(" " + mark)
			}
			b.WriteString("\n")
		}
		b.WriteString("  }\n")
	}
	for _, t := range tables {
		for _, r := range t.refers {
			one, many := "||", "o{"
			if t.rows[r.row].optional {
				one = "|o"
			}
			if t.rows[r.row].isUnique || t.rows[r.row].primary && len(t.model.Keys) == 1 {
				many = "o|"
			}
			fmt.Fprintf(&b, "  %s %s--%s %s : %s\n", entity(r.parent), one, many, entity(t), word(t.rows[r.row].name))
		}
	}
	return b.String()
}

// entity is the name of a table for Mermaid, which takes blanks in quotes.
func entity(t *table) string {
	return `"` + strings.Map(func(r rune) rune {
		if r == '"' || r == '%' || r == '\\' || r == '\n' {
			return '_'
		}
		return r
	}, printable(t.model.Table)) + `"`
}

// word is a name of letters, digits and underscores that begins with a letter.
func word(text string) string {
	text = strings.Trim(strings.Map(func(r rune) rune {
		if r == '_' || unicode.IsLetter(r) && r < 0x80 || unicode.IsDigit(r) && r < 0x80 {
			return r
		}
		return '_'
	}, text), "_")
	if text == "" || unicode.IsDigit(rune(text[0])) {
		text = "x" + text
	}
	return text
}

// DOT is the diagram for Graphviz: dot -Tsvg. A table is a node with a port for each column.
func DOT(models *schema.Registry) string {
	var b strings.Builder
	b.WriteString("digraph models {\n  rankdir=RL;\n  node [shape=plaintext fontname=\"monospace\" fontsize=10];\n  edge [arrowhead=tee arrowtail=crow dir=both];\n")
	tables := tablesOf(models)
	for _, t := range tables {
		fmt.Fprintf(&b, "  %s [label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\"><tr><td bgcolor=\"#dde3ea\" colspan=\"3\"><b>%s</b></td></tr>", quoted(t.model.Table), escaped(t.title))
		for i, r := range t.rows {
			fmt.Fprintf(&b, "<tr><td align=\"left\" port=\"p%d\">%s</td><td align=\"left\">%s</td><td align=\"left\">%s</td></tr>", i, escaped(r.mark())+" ", escaped(r.name), escaped(r.kind))
		}
		b.WriteString("</table>>];\n")
	}
	for _, t := range tables {
		for _, r := range t.refers {
			look := ""
			if t.rows[r.row].optional {
				look = " [style=dashed]"
			}
			fmt.Fprintf(&b, "  %s:p%d -> %s:p%d%s;\n", quoted(t.model.Table), r.row, quoted(r.parent.model.Table), r.parent.key(), look)
		}
	}
	b.WriteString("}\n")
	return b.String()
}

// quoted is a name in DOT.
func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(printable(text)) + `"`
}

// escaped is a text in XML.
func escaped(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;").Replace(printable(text))
}
