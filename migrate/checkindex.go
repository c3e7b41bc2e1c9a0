package migrate

import (
	"fmt"

	"github.com/ormar-go/ormar/schema"
)

// checkIndex refuses what the database has no index for, with what to use instead.
func (p *plan) checkIndex(m *schema.Model, c *schema.ResolvedConstraint) []error {
	var found []error
	report := func(format string, args ...any) {
		e := &schema.DefinitionError{Model: m.Name, Reason: fmt.Sprintf("%q: ", c.Name) + fmt.Sprintf(format, args...)}
		if len(c.Attributes) > 0 {
			if e.Field = c.Attributes[0].GoName; e.Field == "" {
				e.Field = c.Attributes[0].Name
			}
		}
		found = append(found, e)
	}
	ddl, name := &p.dialect.DDL, p.dialect.Name
	if c.Kind == schema.ExclusionConstraint {
		if !ddl.IndexMethods {
			report("%s has no exclusion constraints; look for rows in the way in a transaction that locks, and declare it for PostgreSQL alone", name)
		}
		return found
	}
	if c.Kind == schema.FullTextConstraint {
		if ddl.NoFullText != "" {
			report("%s has no full text; search with icontains, or in an engine beside it", ddl.NoFullText)
		}
		if ddl.RowidKey && (m.Key() == nil || !m.Key().Kind.IsInteger()) {
			report("%s finds words by a whole number as key; give the model one, or search with icontains there", name)
		}
		return found
	}
	if !c.Where.Empty() && !ddl.PartialIndexes {
		report("%s has no indexes over some of the rows; use a generated column that is NULL in the others, and an index over it", name)
	}
	if !ddl.IndexMethods && (c.Method != "" || len(c.Include) > 0) {
		report("%s has neither kinds of indexes nor included columns; leave Using out there, and add what Include names to the index itself", name)
	}
	for _, part := range c.Parts {
		switch {
		case part.Attribute == nil && !ddl.ExpressionIndexes:
			report("%s has no indexes over expressions; use a generated column of the expression, and an index over it", name)
		case part.Class != "" && !ddl.IndexMethods:
			report("%s has no operator classes; leave Class out there", name)
		case part.Length > 0 && !ddl.PrefixIndexes:
			report("%s has no indexes over the beginning of values; use an expression: \"(substr({%s}, 1, %d))\"", name, part.Spelled, part.Length)
		}
	}
	return found
}
