package engine

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"unsafe"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/internal/scan"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// Raw reads the rows of a caller's statement, with ? placeholders, into instances of a model. Columns are found by name.
func (db *DB) Raw(ctx context.Context, m *schema.Model, text string, args []any) ([]unsafe.Pointer, error) {
	if n := db.Dialect.Syntax.Placeholders(text); n != len(args) {
		return nil, query.Errorf("orm.Raw: the text has %d placeholders and %d arguments", n, len(args))
	}
	text, err := compile.Number(text, db.Dialect)
	if err != nil {
		return nil, err
	}
	st := &compile.Statement{Text: text}
	p := &plan{statement: st, operation: "raw", model: m, write: true}
	defer p.drop()
	var result *scan.Result
	err = db.send(ctx, p, args, func(run runner) (int64, error) {
		rows, err := run.query()
		if err != nil {
			return 0, err
		}
		defer rows.Close()
		sp, err := db.rawScan(m, rows)
		if err != nil {
			return 0, err
		}
		result, err = sp.Read(rows, scan.Options{})
		if err != nil {
			return 0, err
		}
		return int64(result.Rows), nil
	})
	if err != nil {
		return nil, err
	}
	return result.Roots, nil
}

// rawScan plans the rows by the names of their columns, which may come in any order.
func (db *DB) rawScan(m *schema.Model, rows *sql.Rows) (*scan.Plan, error) {
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	tree := loaders.NewTree(m)
	n := tree.Root()
	n.Load, n.State = true, &schema.RowState{Model: m, Saved: true, Loaded: schema.NewMask(len(m.Attributes))}
	for _, name := range names {
		a := columnOf(m, name)
		if a == nil {
			return nil, query.Errorf("orm.Raw: %s has no column %q", m.Name, name)
		}
		n.Columns = append(n.Columns, a)
		n.State.Loaded.Set(a.Index)
	}
	for i, a := range m.Keys {
		if i >= len(n.Columns) || n.Columns[i] != a {
			return nil, query.Errorf("orm.Raw: select the primary key of %s first: %s", m.Name, keyNames(m))
		}
	}
	switch {
	case n.State.Loaded.Len() == len(m.Attributes):
		n.State = SavedState(m)
	case !m.HasState:
		return nil, query.Errorf("orm.Raw: %s does not embed orm.Model, so every column must be selected", m.Name)
	}
	return scan.NewPlan(tree, db.binder(false))
}

func columnOf(m *schema.Model, name string) *schema.Attribute {
	for _, a := range m.Attributes {
		if a.Column == name || a.Name == name {
			return a
		}
	}
	return nil
}

func keyNames(m *schema.Model) string {
	names := make([]string, len(m.Keys))
	for i, a := range m.Keys {
		names[i] = a.Column
	}
	return strings.Join(names, ", ")
}

// Explain is the database's plan of a query, a line per row with the columns separated by tabs.
func (db *DB) Explain(ctx context.Context, q *query.Query) (string, error) {
	s := db.shape()
	defer db.shapes.Put(s)
	shapeSelect(s, q)
	st, err := db.compiler.Select(q, func(s *query.Shape) { shapeSelect(s, q) })
	if err != nil {
		return "", err
	}
	args, err := st.Bind(db.Dialect, s.Args)
	if err != nil {
		return "", err
	}
	p := &plan{statement: &compile.Statement{Text: db.Dialect.Explain + st.Text}, operation: "explain", model: q.Model}
	defer p.drop()
	var b strings.Builder
	err = db.send(ctx, p, args, func(run runner) (int64, error) {
		rows, err := run.query()
		if err != nil {
			return 0, err
		}
		defer rows.Close()
		return explained(rows, &b)
	})
	return b.String(), err
}

func explained(rows *sql.Rows, b *strings.Builder) (n int64, err error) {
	names, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	values, dest := make([]any, len(names)), make([]any, len(names))
	for i := range values {
		dest[i] = &values[i]
	}
	for ; rows.Next(); n++ {
		if err := rows.Scan(dest...); err != nil {
			return n, err
		}
		for i, v := range values {
			if raw, ok := v.([]byte); ok {
				v = string(raw)
			}
			if i > 0 {
				b.WriteByte('\t')
			}
			fmt.Fprint(b, v)
		}
		b.WriteByte('\n')
	}
	return n, rows.Err()
}
