package inspect

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
	read "github.com/ormar-go/ormar/internal/inspect"
	"github.com/ormar-go/ormar/internal/state"
)

// samples is how many rows are looked at for what a column holds.
const samples = 500

// forms looks at values where a declaration says little: of columns without a type that is known, and of times, which SQLite may hold as
// numbers. What is not what was declared gets an exclamation mark.
func forms(ctx context.Context, conn read.Conn, d *dialect.Dialect, s *state.State) error {
	if d.DDL.Alter != dialect.AlterRebuild {
		return nil
	}
	for i := range s.Tables {
		t := &s.Tables[i]
		for j := range t.Columns {
			c := &t.Columns[j]
			known := sqliteType(c)
			timed := known.name == "time.Time"
			if known.call != "" && !timed || c.Generated != "" {
				continue
			}
			holds, err := held(ctx, conn, d, t.Name, c.Name)
			if err != nil {
				return err
			}
			switch {
			case timed && (holds == "integer" || holds == "real" || holds == "blob"):
				c.Holds = "!" + holds
			case !timed:
				c.Holds = holds
			}
		}
	}
	return nil
}

// held is the type that all values of a column have; numbers where whole and others are among them, empty where there is none or where they
// differ.
func held(ctx context.Context, conn read.Conn, d *dialect.Dialect, table, column string) (string, error) {
	name := d.Ident(column)
	rows, err := conn.QueryContext(ctx, fmt.Sprintf("SELECT DISTINCT typeof(%s) FROM (SELECT %s FROM %s WHERE %s IS NOT NULL LIMIT %d)", name, name, d.Ident(table), name, samples))
	if err != nil {
		return "", fmt.Errorf("inspect: look at %s.%s: %w", table, column, err)
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		var kind string
		if err := rows.Scan(&kind); err != nil {
			return "", err
		}
		found = append(found, kind)
	}
	slices.Sort(found)
	switch list := strings.Join(found, " "); list {
	case "integer real":
		return "numbers", rows.Err()
	case "integer", "real", "text", "blob":
		return list, rows.Err()
	}
	return "", rows.Err()
}
