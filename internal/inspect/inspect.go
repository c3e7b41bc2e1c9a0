// Package inspect reads what the tables of a database look like. What it does not understand
// becomes a warning, and does not hide the rest.
package inspect

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/state"
)

// Conn is one connection to a database.
type Conn interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// cleanup bounds what is still done when the caller's context has ended.
const cleanup = 10 * time.Second

// Read reads the tables of a schema, the current one where it is empty, those alone that wanted says yes to; nil reads all.
// The warnings say what was left out.
func Read(ctx context.Context, conn Conn, d *dialect.Dialect, schema string, wanted func(table string) bool) (*state.State, []string, error) {
	return collect(&reader{ctx: ctx, conn: conn, dialect: d, schema: schema, wanted: wanted})
}

func collect(r *reader) (*state.State, []string, error) {
	r.state = &state.State{Version: 1, Dialect: r.dialect.Name}
	var err error
	switch r.dialect.DDL.Alter {
	case dialect.AlterCommands:
		err = r.postgres()
	case dialect.AlterClauses:
		err = r.mysql()
	default:
		err = r.sqlite()
	}
	if err != nil {
		return nil, nil, fmt.Errorf("inspect: %w", err)
	}
	for i := range r.state.Tables {
		t := &r.state.Tables[i]
		t.Schema = r.schema
		for j := range t.ForeignKeys {
			if r.dialect.DDL.AttachedSchemas { // none leads out of its file
				t.ForeignKeys[j].Schema = r.schema
			}
		}
	}
	r.state.Sort()
	slices.Sort(r.warnings)
	return r.state, r.warnings, nil
}

// ReadAll is Read with views, which have columns and nothing else.
func ReadAll(ctx context.Context, conn Conn, d *dialect.Dialect, schema string, wanted func(table string) bool) (*state.State, []string, error) {
	return collect(&reader{ctx: ctx, conn: conn, dialect: d, schema: schema, wanted: wanted, views: true})
}

// reader collects a state.
type reader struct {
	ctx      context.Context
	conn     Conn
	dialect  *dialect.Dialect
	schema   string // empty for the current one
	wanted   func(string) bool
	state    *state.State
	warnings []string
	views    bool           // they are read as well
	byName   map[string]int // of the tables that were read, as long as there come no more
}

func (r *reader) warn(format string, args ...any) {
	r.warnings = append(r.warnings, fmt.Sprintf(format, args...))
}

// wants reports whether a table is to be read.
func (r *reader) wants(table string) bool { return r.wanted == nil || r.wanted(table) }

// table is the table of that name, or nil for one that is not read.
func (r *reader) table(name string) *state.Table {
	if !r.wants(name) {
		return nil
	}
	if len(r.byName) != len(r.state.Tables) {
		r.byName = make(map[string]int, len(r.state.Tables))
		for i := range r.state.Tables {
			r.byName[r.state.Tables[i].Name] = i
		}
	}
	if i, found := r.byName[name]; found {
		return &r.state.Tables[i]
	}
	return nil
}

// here is the schema that is read, as the catalog compares it, or as it stands before a name on SQLite.
func (r *reader) here() string {
	d := r.dialect
	switch {
	case d.DDL.Alter == dialect.AlterRebuild && r.schema != "":
		return d.Ident(r.schema) + "."
	case d.DDL.Alter == dialect.AlterRebuild:
		return ""
	case d.DDL.Alter == dialect.AlterClauses && r.schema != "":
		return d.DDL.Literal(r.schema)
	case d.DDL.Alter == dialect.AlterClauses:
		return "DATABASE()"
	case r.schema != "":
		return "to_regnamespace(" + d.DDL.Literal(d.Ident(r.schema)) + ")"
	}
	return "current_schema()::regnamespace"
}

// named is the schema that is read, NULL where none was named: what is in it is said to be there, also where the connection looks there.
func (r *reader) named() string {
	if r.schema == "" {
		return "NULL"
	}
	return r.here()
}

// each calls do for every row of a query, which has as many texts as columns; NULL is empty. In its text @here is the schema, @named the
// one that was asked for.
func (r *reader) each(query string, columns int, do func(row []string)) error {
	rows, err := r.conn.QueryContext(r.ctx, strings.NewReplacer("@here", r.here(), "@named", r.named()).Replace(query))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		cells, into := make([]sql.NullString, columns), make([]any, columns)
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		row := make([]string, columns)
		for i, c := range cells {
			row[i] = c.String
		}
		do(row)
	}
	return rows.Err()
}

// noAction takes the action that is meant by none.
func noAction(action string) string {
	if strings.EqualFold(action, "NO ACTION") {
		return ""
	}
	return strings.ToUpper(action)
}
