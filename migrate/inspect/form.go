package inspect

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
	read "github.com/ormar-go/ormar/internal/inspect"
	"github.com/ormar-go/ormar/internal/state"
	"github.com/ormar-go/ormar/schema"
)

// samples is how many rows are looked at for what a column holds.
const samples = 500

// forms looks at values where a declaration says little: of columns without a type that is known, and of times, which SQLite may hold as
// numbers. What is not what was declared gets an exclamation mark. A column with a guard of this module's is what that says.
func forms(ctx context.Context, conn read.Conn, d *dialect.Dialect, s *state.State) error {
	if d.DDL.Alter != dialect.AlterRebuild {
		return nil
	}
	for i := range s.Tables {
		t := &s.Tables[i]
		for j := range t.Columns {
			c := &t.Columns[j]
			if c.Form = guarding(t, c); c.Form != "" || c.Generated != "" {
				continue
			}
			known := sqliteType(c)
			timed := known.name == "time.Time"
			if known.call != "" && !timed {
				continue
			}
			v, err := held(ctx, conn, d, t, c.Name)
			if err != nil {
				return err
			}
			if c.Holds = v.kind; timed {
				c.Holds = v.timed(known.call)
			}
		}
	}
	return nil
}

// guarding is the form in which a trigger of this module's keeps the values of a column; empty where there is none.
func guarding(t *state.Table, c *state.Column) string {
	for _, g := range t.Triggers {
		a := dialect.Guarded(t.Name, c.Name, g.Name, g.Text)
		switch {
		case a == nil:
		case a.Kind == schema.KindDecimal:
			return fmt.Sprintf("decimal %d %d", a.Precision, a.Scale)
		case a.UUIDText:
			return "uuidtext"
		default:
			return strings.ToLower(a.Kind.String())
		}
	}
	return ""
}

// values are those of a column: the one type that all have, and for numbers the bounds between which they are.
type values struct {
	kind        string // numbers where whole and others are among them, empty where there is none or where they differ
	least, most float64
}

// Numbers of milliseconds are from 1973 on, so as not to be taken for seconds; Julian days are those of four digits of a year.
const (
	leastMillis = 1e11
	leastJulian = 1_721_425
	mostJulian  = 5_373_485
)

// timed is what a column of times holds: nothing to say where it is text, the form of its numbers, or with an exclamation mark what it is.
func (v values) timed(call string) string {
	switch {
	case v.kind == "" || v.kind == "text":
		return ""
	case v.kind == "blob" || call != "DateTime":
		return "!" + v.kind
	case v.kind != "integer" && v.least >= leastJulian && v.most < mostJulian:
		return "stored:JulianDay"
	case v.kind != "integer":
		return "!" + v.kind
	case v.most >= leastMillis:
		return "stored:UnixMilliseconds"
	}
	return "stored:UnixSeconds"
}

// held looks at the first values of a column.
func held(ctx context.Context, conn read.Conn, d *dialect.Dialect, table *state.Table, column string) (values, error) {
	name, from := d.Ident(column), d.Ident(table.Name)
	if table.Schema != "" {
		from = d.Ident(table.Schema) + "." + from
	}
	fail := func(err error) (values, error) {
		return values{}, fmt.Errorf("inspect: look at %s.%s: %w", table.Name, column, err)
	}
	rows, err := conn.QueryContext(ctx, fmt.Sprintf("SELECT typeof(v), CASE WHEN typeof(v) IN ('integer', 'real') THEN min(v) END, CASE WHEN typeof(v) IN ('integer', 'real') THEN max(v) END"+
		" FROM (SELECT +%s AS v FROM %s WHERE %s IS NOT NULL LIMIT %d) GROUP BY typeof(v) ORDER BY typeof(v)", name, from, name, samples))
	if err != nil {
		return fail(err)
	}
	defer rows.Close()
	var out values
	var found []string
	for rows.Next() {
		var kind string
		var least, most sql.NullFloat64
		if err := rows.Scan(&kind, &least, &most); err != nil {
			return fail(err)
		}
		if out.least, out.most = min(out.least, least.Float64), max(out.most, most.Float64); len(found) == 0 {
			out.least, out.most = least.Float64, most.Float64
		}
		found = append(found, kind)
	}
	if err := rows.Err(); err != nil {
		return fail(err)
	}
	switch list := strings.Join(found, " "); {
	case list == "integer real":
		out.kind = "numbers"
	case slices.Contains([]string{"integer", "real", "text", "blob"}, list):
		out.kind = list
	}
	return out, nil
}
