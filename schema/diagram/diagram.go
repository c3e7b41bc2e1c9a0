// Package diagram draws the picture of the models: tables, their columns, and what refers to what. SVG has a layout of its own and
// needs no other program; Mermaid and DOT are texts for those who have one. The same models give the same bytes.
package diagram

import (
	"fmt"
	"strings"

	"github.com/ormar-go/ormar/schema"
)

// table is a model with what is said of it.
type table struct {
	model  *schema.Model
	title  string
	rows   []row
	box    box
	refers []*reference
	marked int // by walks of the graph
}

// row is a column: its name, its type, and whether it is a key.
type row struct {
	name, kind         string
	primary, foreign   bool
	optional, isUnique bool
}

// reference is a foreign key: column i of a table refers to the key of another.
type reference struct {
	child, parent *table
	row           int
	backward      bool // it would close a circle, so that it is drawn from left to right
}

// tablesOf are the tables of models, in the order of the registry.
func tablesOf(models *schema.Registry) []*table {
	byModel := map[*schema.Model]*table{}
	var list []*table
	for _, m := range models.Models() {
		t := &table{model: m, title: m.Table}
		if m.View {
			t.title += " (view)"
		}
		byModel[m] = t
		list = append(list, t)
	}
	for _, t := range list {
		for i, a := range t.model.Attributes {
			t.rows = append(t.rows, row{a.Column, kindOf(a), a.PrimaryKey, a.Side != nil || a.Within != nil, a.SQLNullable, a.Unique})
			for _, parent := range within(a) {
				if byModel[parent] != nil {
					t.refers = append(t.refers, &reference{child: t, parent: byModel[parent], row: i})
				}
			}
			if a.Side == nil || byModel[a.Side.Target] == nil {
				continue
			}
			t.refers = append(t.refers, &reference{child: t, parent: byModel[a.Side.Target], row: i})
		}
	}
	return list
}

// within are the models that a relation of several columns leads to, of the column at which its line begins.
func within(a *schema.Attribute) []*schema.Model {
	switch {
	case a.Within == nil:
		return nil
	case a.Within.Legs == nil && a.Part == 0:
		return []*schema.Model{a.Within.Target}
	case a.Within.Legs == nil || a.Part == 0:
		return nil
	}
	var out []*schema.Model
	for _, l := range a.Within.Legs {
		out = append(out, l.Target)
	}
	return out
}

// key is the row that references to a table end at.
func (t *table) key() int {
	for i, r := range t.rows {
		if r.primary {
			return i
		}
	}
	return 0
}

// kindOf is the type of a column for people.
func kindOf(a *schema.Attribute) string {
	name := a.Kind.String()
	switch {
	case a.Cipher != nil:
		return name + ", sealed"
	case a.Kind == schema.KindDecimal:
		return fmt.Sprintf("%s(%d,%d)", name, a.Precision, a.Scale)
	case a.Kind == schema.KindString && a.MaxLength > 0:
		return fmt.Sprintf("%s(%d)", name, a.MaxLength)
	}
	return name
}

// mark tells what kind of key a column is.
func (r row) mark() string {
	switch {
	case r.primary && r.foreign:
		return "PK FK"
	case r.primary:
		return "PK"
	case r.foreign:
		return "FK"
	case r.isUnique:
		return "UK"
	}
	return ""
}

// printable leaves of a name what a line of text can hold.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0xfffe || r == 0xffff || r >= 0xd800 && r <= 0xdfff {
			return '�'
		}
		return r
	}, strings.ToValidUTF8(text, "�"))
}
