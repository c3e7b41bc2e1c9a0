package state

import (
	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/schema"
)

// liveColumn is a generated column that is 1 in rows which are not deleted and NULL in others, so that a unique constraint over it holds
// among the former alone. It has no name where indexes can leave rows out, and for models that mark no rows as deleted.
func liveColumn(m *schema.Model, d *dialect.Dialect) Column {
	if m.SoftDelete == nil || d.DDL.PartialIndexes {
		return Column{}
	}
	return Column{Name: fitted(m.SoftDelete.Column + "_live"), Type: "tinyint", Null: true,
		Generated: "if(" + d.Ident(m.SoftDelete.Column) + " is null,1,NULL)", Kind: "Live"}
}

// fitted is a name within the bounds of all databases.
func fitted(name string) string { return name[:min(len(name), 63)] }

// amongLive makes a unique constraint one among the rows that are not deleted.
func (c *Constraint) amongLive(m *schema.Model, d *dialect.Dialect, live Column) {
	if live.Name != "" {
		c.Parts = append(c.Parts, Part{Column: live.Name})
		return
	}
	where := d.Ident(m.SoftDelete.Column) + " IS NULL"
	if c.Where != "" {
		where = "(" + c.Where + ") AND " + where
	}
	c.Kind, c.Distinct, c.Where = Index, true, where
}
