package engine

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"unsafe"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/internal/scan"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// Raw reads the rows of a caller's statement into instances of a model. Columns are found by name; spelled are those that a path of
// the model stands for in the text, by what the database may call them.
func (db *DB) Raw(ctx context.Context, m *schema.Model, o Own, spelled map[string]*schema.Attribute) ([]unsafe.Pointer, error) {
	var roots []unsafe.Pointer
	err := db.ownRows(ctx, o, m, func(rows *sql.Rows) (int64, error) {
		p, in, err := db.rawScan(m, rows, spelled)
		if err != nil {
			return 0, &unfit{err}
		}
		result, err := p.Read(in, scan.Options{})
		if err != nil {
			return 0, err
		}
		roots = result.Roots
		return int64(result.Rows), nil
	})
	if err != nil {
		return nil, err
	}
	return roots, nil
}

// rawScan plans the rows by the names of their columns, which may come in any order.
func (db *DB) rawScan(m *schema.Model, rows *sql.Rows, spelled map[string]*schema.Attribute) (*scan.Plan, scan.Rows, error) {
	names, err := rows.Columns()
	if err != nil {
		return nil, nil, err
	}
	tree := loaders.NewTree(m)
	n := tree.Root()
	n.Load, n.State = true, &schema.RowState{Model: m, Saved: true, Loaded: schema.NewMask(len(m.Attributes))}
	at := make([]int, len(m.Attributes)) // of an attribute's column, counted from 1
	for i, name := range names {
		a := columnOf(m, name)
		if a == nil {
			a = spelled[name]
		}
		switch {
		case a == nil:
			return nil, nil, fmt.Errorf("%s has no column %s", m.Name, schema.Quote(name))
		case at[a.Index] > 0:
			return nil, nil, fmt.Errorf("column %s of %s comes twice", schema.Quote(name), m.Name)
		}
		at[a.Index] = i + 1
		n.State.Loaded.Set(a.Index)
	}
	n.Columns = slices.Clone(m.Keys)
	for _, a := range m.Keys {
		if at[a.Index] == 0 {
			return nil, nil, fmt.Errorf("the primary key of %s must be among the columns: %s", m.Name, keyNames(m))
		}
	}
	for _, a := range m.Attributes {
		if at[a.Index] > 0 && !slices.Contains(m.Keys, a) {
			n.Columns = append(n.Columns, a)
		}
	}
	switch {
	case n.State.Loaded.Len() == len(m.Attributes):
		n.State = m.Saved
	case !m.HasState:
		return nil, nil, fmt.Errorf("%s does not embed orm.Model, so every column must be selected", m.Name)
	}
	p, err := scan.NewPlan(tree, db.binder(false))
	if err != nil {
		return nil, nil, err
	}
	from := make([]int, len(n.Columns))
	for i, a := range n.Columns {
		from[i] = at[a.Index] - 1
	}
	padded, err := scan.Padded(rows)
	if err != nil || slices.IsSorted(from) {
		return p, scan.Unpadded(rows, padded), err
	}
	for i, column := range padded {
		padded[i] = slices.Index(from, column)
	}
	return p, scan.Unpadded(scan.Reordered(rows, from), padded), nil
}

// columnOf finds an attribute by its column, else by its own name.
func columnOf(m *schema.Model, name string) *schema.Attribute {
	for _, a := range m.Attributes {
		if a.Column == name {
			return a
		}
	}
	for _, a := range m.Attributes {
		if a.Name == name {
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
	shape := db.under(ctx, func(s *query.Shape) { shapeSelect(s, q) })
	shape(s)
	if err := s.Scopes.Err(); err != nil {
		return "", err
	}
	st, err := db.compileForms(ctx, func() (*compile.Statement, error) { return db.compiler.Select(q, shape) })
	if err != nil {
		return "", err
	}
	args, err := st.Bind(db.Dialect, s.Args)
	if err != nil {
		return "", err
	}
	p := &plan{statement: &compile.Statement{Text: db.Dialect.Explain + st.Text, Slots: st.Slots}, operation: "explain", model: q.Model}
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

// Padded are the columns whose texts the server fills with blanks.
func Padded(rows *sql.Rows) ([]int, error) { return scan.Padded(rows) }
