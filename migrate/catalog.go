package migrate

import (
	"context"
	"strings"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/schema"
)

// catalog is what the database has. The zero catalog is that of an empty one.
type catalog struct {
	folds   bool
	schemas []string
	tables  map[string]bool
	enums   map[string]bool
	labels  map[string][]string // of an enumeration type, in no order
	keys    map[[2]string]bool  // table and foreign key
}

// readCatalog asks once for everything.
func readCatalog(ctx context.Context, conn *sqlx.Conn, d *dialect.Dialect) (*catalog, error) {
	c := &catalog{folds: d.DDL.FoldsNames, tables: map[string]bool{}, enums: map[string]bool{}, labels: map[string][]string{}, keys: map[[2]string]bool{}}
	rows, err := conn.QueryContext(ctx, d.DDL.Catalog)
	if err != nil {
		return nil, &Error{"read the catalog", "", err}
	}
	defer rows.Close()
	for rows.Next() {
		var kind, table, name string
		if err := rows.Scan(&kind, &table, &name); err != nil {
			return nil, &Error{"read the catalog", "", err}
		}
		switch kind {
		case "table":
			c.tables[c.fold(name)] = true
		case "enum":
			c.enums[name] = true
		case "label":
			c.labels[table] = append(c.labels[table], name)
		case "key":
			c.keys[[2]string{c.fold(table), c.fold(name)}] = true
		}
	}
	if err := rows.Err(); err != nil {
		return nil, &Error{"read the catalog", "", err}
	}
	return c, nil
}

func (c *catalog) fold(name string) string {
	if c.folds {
		return strings.ToLower(name)
	}
	return name
}

// has reports whether the table of a model is there.
func (c *catalog) has(m *schema.Model) bool {
	if m.Schema == "" {
		return c.hasTable(m.Table)
	}
	return c.tables[c.fold(m.Place())]
}

func (c *catalog) hasTable(name string) bool { return c.tables[c.fold(name)] }

func (c *catalog) hasKey(table, name string) bool {
	return c.keys[[2]string{c.fold(table), c.fold(name)}]
}
