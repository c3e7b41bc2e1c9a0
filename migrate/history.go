package migrate

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/migration"
)

// The longest ID, and how much of an error, that is noted.
const (
	maxID    = 255
	maxError = 2000
)

// What is noted of a migration's state.
const (
	rowApplied = "applied"
	rowRunning = "running" // up is under way, or was when its process ended
	rowFailed  = "failed"
	rowUndoing = "undoing" // down is under way, or was
	rowLease   = "lease"   // no migration: who applies them, where the database has no lock for that
)

// leaseID is the ID of the lease's row.
const leaseID = "lease"

// record is a row of the history.
type record struct {
	id, hash, state string
	// done statements have finished, of of; begun is done, or the number of one that was sent and
	// has not been answered.
	done, of, begun int
	partial         string // the sum of the statements that are done; of a lease who has it
	at              time.Time
	took            time.Duration
	err             string
}

// columns of the history, in order.
var columns = []string{"id", "hash", "state", "done", "total", "begun", "partial", "at", "took_ms", "error"}

// querier is a pool or a connection.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// history reads and writes the table.
type history struct {
	dialect *dialect.Dialect
	table   string
	schema  string // empty: where names are looked for
}

func (h history) ident() string {
	if h.schema != "" {
		return h.dialect.Ident(h.schema) + "." + h.dialect.Ident(h.table)
	}
	return h.dialect.Ident(h.table)
}

// create makes the table where it is missing.
func (h history) create(ctx context.Context, q querier) error {
	types := []string{"varchar(255) NOT NULL PRIMARY KEY", "varchar(64) NOT NULL", "varchar(16) NOT NULL", "integer NOT NULL", "integer NOT NULL",
		"integer NOT NULL", "varchar(64) NOT NULL", "varchar(40) NOT NULL", "bigint NOT NULL", "text NOT NULL"}
	lines := make([]string, len(columns))
	for i, c := range columns {
		lines[i] = h.dialect.Ident(c) + " " + types[i]
	}
	text := "CREATE TABLE IF NOT EXISTS " + h.ident() + " (" + strings.Join(lines, ", ") + ")" + h.dialect.Migration.TableOptions
	if _, err := q.ExecContext(ctx, text); err != nil {
		return &Error{"create table", h.table, err}
	}
	return nil
}

// exist tells which of the tables there are.
func (h history) exist(ctx context.Context, q querier, names ...string) (map[string]bool, error) {
	list := make([]string, len(names))
	for i, n := range names {
		list[i] = h.dialect.DDL.Literal(n)
	}
	found, err := texts(ctx, q, h.dialect.Migration.Tables+strings.Join(list, ", ")+")")
	if err != nil {
		return nil, &Error{"read the catalog", "", err}
	}
	out := map[string]bool{}
	for _, f := range found {
		for _, n := range names {
			if f == n || h.dialect.DDL.FoldsNames && strings.EqualFold(f, n) {
				out[n] = true
			}
		}
	}
	return out, nil
}

// texts are the first columns of a query's rows.
func texts(ctx context.Context, q querier, query string) ([]string, error) {
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		out = append(out, text)
	}
	return out, rows.Err()
}

// read gives all records, by the order of the migrations; nothing where there is no table.
func (h history) read(ctx context.Context, q querier) ([]record, error) {
	rows, err := q.QueryContext(ctx, "SELECT "+h.list()+" FROM "+h.ident())
	if err != nil {
		return nil, &Error{"read the history in", h.table, err}
	}
	defer rows.Close()
	var out []record
	for rows.Next() {
		var r record
		var at string
		var took int64
		if err := rows.Scan(&r.id, &r.hash, &r.state, &r.done, &r.of, &r.begun, &r.partial, &at, &took, &r.err); err != nil {
			return nil, &Error{"read the history in", h.table, err}
		}
		if r.at, err = time.Parse(time.RFC3339Nano, at); err != nil {
			return nil, &Error{"read the history in", h.table, fmt.Errorf("the time of %s: %w", r.id, err)}
		}
		r.took = time.Duration(took) * time.Millisecond
		out = append(out, r)
	}
	if err := rows.Err(); err != nil {
		return nil, &Error{"read the history in", h.table, err}
	}
	slices.SortFunc(out, func(a, b record) int { return migration.Compare(a.id, b.id) })
	return out, nil
}

func (h history) list() string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = h.dialect.Ident(c)
	}
	return strings.Join(names, ", ")
}

// mark is the n-th placeholder of a statement.
func (h history) mark(n int) string {
	if h.dialect.Numbered {
		return fmt.Sprintf("$%d", n)
	}
	return "?"
}

func (r record) values() []any {
	return []any{r.id, r.hash, r.state, r.done, r.of, r.begun, r.partial, r.at.UTC().Format(time.RFC3339Nano), r.took.Milliseconds(), shortened(r.err)}
}

// shortened is an error's text as far as it is kept.
func shortened(text string) string {
	text = strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "\ufffd")
	if len(text) <= maxError {
		return text
	}
	cut := maxError
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}

// put writes a record that is new, or that is there.
func (h history) put(ctx context.Context, q querier, r record, there bool) error {
	var b strings.Builder
	if there {
		b.WriteString("UPDATE " + h.ident() + " SET ")
		for i, c := range columns[1:] {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(h.dialect.Ident(c) + " = " + h.mark(i+1))
		}
		b.WriteString(" WHERE " + h.dialect.Ident("id") + " = " + h.mark(len(columns)))
		values := r.values()
		_, err := q.ExecContext(ctx, b.String(), append(values[1:], values[0])...)
		return h.failed(err, r.id)
	}
	b.WriteString("INSERT INTO " + h.ident() + " (" + h.list() + ") VALUES (")
	for i := range columns {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(h.mark(i + 1))
	}
	_, err := q.ExecContext(ctx, b.String()+")", r.values()...)
	return h.failed(err, r.id)
}

// take removes a record.
func (h history) take(ctx context.Context, q querier, id string) error {
	_, err := q.ExecContext(ctx, "DELETE FROM "+h.ident()+" WHERE "+h.dialect.Ident("id")+" = "+h.mark(1), id)
	return h.failed(err, id)
}

func (h history) failed(err error, id string) error {
	if err == nil {
		return nil
	}
	return &Error{"write the history of", id, err}
}

// find gives the record of an ID.
func find(list []record, id string) (record, bool) {
	i := slices.IndexFunc(list, func(r record) bool { return r.id == id })
	if i < 0 {
		return record{}, false
	}
	return list[i], true
}
