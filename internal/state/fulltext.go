package state

import (
	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/schema"
)

// fullText adds what the database has for a full text.
func (t *Table) fullText(m *schema.Model, c *schema.ResolvedConstraint, d *dialect.Dialect) {
	if m.Key() == nil && d.DDL.RowidKey {
		return // migrations refuse it
	}
	x := d.FullText.Index(m, c)
	switch {
	case x.Create != "":
		t.Constraints = append(t.Constraints, Constraint{Kind: FullText, Name: c.Name, With: x.Create, Expression: x.Fill})
	case x.Generated != "":
		t.Columns = append(t.Columns, Column{Name: c.Name, Type: x.Type, Null: true, Generated: x.Generated, Stored: true, Kind: "FullText"})
		t.Constraints = append(t.Constraints, Constraint{Kind: Index, Name: c.Name, Method: x.Method, Parts: []Part{{Column: c.Name}}})
	default:
		t.Constraints = append(t.Constraints, Constraint{Kind: Index, Name: c.Name, Method: x.Method, Parts: []Part{{Expression: x.Expression}}})
	}
	for _, g := range x.Triggers {
		t.Triggers = append(t.Triggers, Trigger{Name: g.Name, Text: g.Text})
	}
}
