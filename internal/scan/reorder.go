package scan

import "database/sql"

// Reordered gives the columns of rows in another order: the i-th is their column from[i].
func Reordered(rows Rows, from []int) Rows {
	r := &reordered{Rows: rows, from: from, values: make([]any, len(from)), dest: make([]any, len(from))}
	for i := range r.values {
		r.dest[i] = &r.values[i]
	}
	return r
}

type reordered struct {
	Rows
	from   []int
	values []any
	dest   []any
}

// Scan hands the values over in the new order, to destinations that are all of this package.
func (r *reordered) Scan(dest ...any) error {
	if err := r.Rows.Scan(r.dest...); err != nil {
		return err
	}
	for i, d := range dest {
		if err := d.(sql.Scanner).Scan(r.values[r.from[i]]); err != nil {
			return err
		}
	}
	return nil
}
