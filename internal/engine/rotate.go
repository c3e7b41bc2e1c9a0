package engine

import (
	"context"
	"fmt"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/internal/scan"
	"github.com/ormar-go/ormar/schema"
)

// Reseal reads the rows of a query, which is one batch in the order of its primary key, and writes the encrypted columns of those
// that an earlier key sealed, in a transaction that holds the rows. It gives the number of rows written, and the key of the last
// row that was read; nil when there was none.
func (db *DB) Reseal(ctx context.Context, q *query.Query, sealed []*schema.Attribute) (n int64, last []any, err error) {
	m := q.Model
	var fields []query.Field
	for _, list := range [][]*schema.Attribute{m.Keys, sealed} {
		for _, a := range list {
			p, err := m.Path(a.Name)
			if err != nil {
				return 0, nil, err
			}
			fields = append(fields, query.Field{Name: a.Name, Path: p})
		}
	}
	if db.Dialect.RowLocks { // elsewhere BEGIN has locked the database
		q.Lock = &query.Lock{}
	}
	err = db.Transaction(ctx, TxOptions{}, func(ctx context.Context) error {
		rows, _, err := db.rawValues(ctx, q, fields)
		if err != nil || len(rows) == 0 {
			return err
		}
		var stale [][]any
		for _, row := range rows {
			changed, err := resealRow(m, row, sealed)
			if err != nil {
				return err
			}
			if changed {
				stale = append(stale, row)
			}
		}
		last = rows[len(rows)-1][:len(m.Keys)]
		n, err = db.updateTuples(ctx, m, sealed, stale)
		return err
	})
	if err != nil {
		return 0, nil, err
	}
	return n, last, nil
}

// resealRow makes, in place, canonical keys and texts of today's cipher key of what a driver gave.
func resealRow(m *schema.Model, row []any, sealed []*schema.Attribute) (changed bool, err error) {
	for i, a := range m.Keys {
		if row[i], err = Canonical(a, row[i]); err != nil {
			return false, scan.Stored(a, 0, err)
		}
	}
	for i, a := range sealed {
		text, was, err := a.Reseal(row[len(m.Keys)+i])
		if err != nil {
			return false, fmt.Errorf("orm: %s with the key %v: %w", m.Name, row[:len(m.Keys)], err)
		}
		row[len(m.Keys)+i], changed = text, changed || was
	}
	return changed, nil
}

// updateTuples writes columns by key, in statements of the usual size.
func (db *DB) updateTuples(ctx context.Context, m *schema.Model, columns []*schema.Attribute, rows [][]any) (int64, error) {
	var total int64
	size := db.batchSize(0, len(m.Keys)+len(columns))
	for len(rows) > 0 {
		batch := rows[:min(size, len(rows))]
		rows = rows[len(batch):]
		values := make([]any, 0, len(batch)*(len(m.Keys)+len(columns)))
		for _, row := range batch {
			values = append(values, row...)
		}
		n, err := db.updateBatch(ctx, &rowStatement{form: updateRows, model: m, by: m.Keys, columns: columns, rows: len(batch)}, db.lists(values, len(m.Keys)+len(columns)))
		if err != nil {
			return total, err
		}
		total += n
	}
	return total, nil
}
