package migrate

import (
	"context"
	"fmt"
	"slices"

	"github.com/ormar-go/ormar/internal/ddl"
	"github.com/ormar-go/ormar/internal/state"
	"github.com/ormar-go/ormar/schema"
)

// schemas are those that the plan's tables are in, beside the one where the connection looks.
func (p *plan) schemas() []string {
	var out []string
	for _, m := range p.all {
		if m.Schema != "" && p.chosen[m] && !slices.Contains(out, m.Schema) {
			out = append(out, m.Schema)
		}
	}
	slices.Sort(out)
	return out
}

// table is the state of a model's table.
func (p *plan) table(m *schema.Model) *state.Table {
	i := slices.IndexFunc(p.state.Tables, func(t state.Table) bool { return t.Name == m.Table && t.Schema == m.Schema })
	return &p.state.Tables[i]
}

// createSchemas makes the schemas that may be missing, where a database makes them at all.
func (p *plan) createSchemas(c *catalog) []ddl.Statement {
	if !p.dialect.DDL.CreatesSchemas {
		return nil
	}
	var out []ddl.Statement
	for _, name := range p.schemas() {
		if !slices.Contains(c.schemas, name) {
			out = append(out, ddl.Statement{Action: "create schema", Name: name, Text: "CREATE SCHEMA IF NOT EXISTS " + p.dialect.Ident(name)})
		}
	}
	return out
}

// checkSchemas refuses foreign keys that a database does not have between schemas.
func (p *plan) checkSchemas(m *schema.Model) []error {
	if !p.dialect.DDL.AttachedSchemas {
		return nil
	}
	var found []error
	for _, s := range p.constraints(m) {
		if s.Target.Schema != m.Schema {
			found = append(found, problem(s.Key.Columns()[0], "%s has no foreign keys from one attached file to another; make the table Unmanaged, or put both into one file",
				p.dialect.Name))
		}
	}
	return found
}

// readSchemas asks for the tables of other schemas.
func (s *session) readSchemas(ctx context.Context, c *catalog) error {
	for _, name := range s.schemas {
		rows, err := s.conn.QueryContext(ctx, s.dialect.DDL.TablesOf(name))
		if err != nil {
			return &Error{"read the catalog of", name, fmt.Errorf("is there such a schema? %w", err)}
		}
		for rows.Next() {
			var table string
			if err := rows.Scan(&table); err != nil {
				_ = rows.Close()
				return &Error{"read the catalog of", name, err}
			}
			c.tables[c.fold(name+"\x00"+table)] = true
		}
		if err := rows.Close(); err != nil {
			return &Error{"read the catalog of", name, err}
		}
	}
	return nil
}
