package scan

import (
	"database/sql"
	"strings"
)

// Unpadded gives rows without the blanks that fill the values of some columns.
func Unpadded(rows Rows, columns []int) Rows {
	if len(columns) == 0 {
		return rows
	}
	return &trimmed{Rows: rows, columns: columns}
}

// Padded are the columns of database/sql whose values PostgreSQL fills with blanks, char(n).
func Padded(rows *sql.Rows) (columns []int, err error) {
	types, err := rows.ColumnTypes()
	for i, t := range types {
		if t.DatabaseTypeName() == "BPCHAR" {
			columns = append(columns, i)
		}
	}
	return columns, err
}

type trimmed struct {
	Rows
	columns []int
	dest    []any
}

// Scan hands the values on to destinations that are all of this package.
func (r *trimmed) Scan(dest ...any) error {
	r.dest = append(r.dest[:0], dest...)
	for _, i := range r.columns {
		r.dest[i] = blankless{dest[i].(sql.Scanner)}
	}
	return r.Rows.Scan(r.dest...)
}

type blankless struct{ to sql.Scanner }

// Scan takes the blanks off a text.
func (b blankless) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return b.to.Scan(strings.TrimRight(v, " "))
	case []byte:
		return b.to.Scan(unpadded(v))
	}
	return b.to.Scan(src)
}
