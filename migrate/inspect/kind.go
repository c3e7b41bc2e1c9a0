package inspect

import (
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/state"
	"github.com/ormar-go/ormar/schema"
)

// kind is how a column is declared. Of an enumeration the constants are its choices.
func (g *generator) kind(m *model, c *state.Column) kind {
	k, known := g.kinds[c]
	if !known {
		if labels := g.labels(m, c); labels != nil {
			k = g.enumeration(m, c, labels)
		} else {
			k.goType = g.plainKind(m, c)
		}
		g.kinds[c] = k
	}
	return k
}

func (g *generator) plainKind(m *model, c *state.Column) (t goType) {
	if t, is := m.unsignedKind(g.dialect, c); is {
		return t
	}
	switch g.dialect.DDL.Alter {
	case dialect.AlterCommands:
		t = postgresType(c)
	case dialect.AlterClauses:
		t = mysqlType(c)
	default:
		if m.valued(g.dialect, c, "0, 1") != nil {
			return boolean
		}
		if inside, scale := g.formatted(c); inside != "" && scale <= 30 {
			return decimal(65, scale)
		}
		t = sqliteType(c)
	}
	if c.Generated != "" && t.call == "Native" && t.name == "Decimal" { // whose values are made in Go
		t = decimal(65, 30).but("the column is a %s, and would be made one with 30 digits behind the point", c.Type)
	}
	if t.texts && t.option == "" {
		t.option = g.collation(m, c)
	}
	return t
}

// collation says the collation of a text, where it is not the one that goes without saying.
func (g *generator) collation(m *model, c *state.Column) string {
	name := c.Collation
	_, folding := g.dialect.SplitCollation(g.dialect.Type(&schema.Attribute{Kind: schema.KindText, CaseInsensitive: true}))
	_, usual := g.dialect.SplitCollation(g.dialect.Type(&schema.Attribute{Kind: schema.KindText}))
	switch {
	case name == "" || name == usual || strings.EqualFold(name, "BINARY"):
		return ""
	case strings.EqualFold(name, folding):
		return ".CaseInsensitive()"
	case strings.HasSuffix(name, "_ci") && g.dialect.DDL.Alter == dialect.AlterClauses:
		m.once("its texts have the collation " + name + ", and would be made with " + folding)
		return ".CaseInsensitive()"
	case unspeakable(name) != "":
		m.once("the collation " + name + " is not said")
		return ""
	}
	return ".Collation(" + strconv.Quote(name) + ")"
}
