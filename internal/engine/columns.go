package engine

import (
	"context"
	"errors"
	"reflect"
	"unsafe"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/internal/scan"
)

// Destination is memory of a caller's for rows of plain values: of each, one value or the fields of a struct.
type Destination struct {
	Types   []reflect.Type
	Offsets []uintptr
	// Clear forgets the rows that came: the statement is sent again.
	Clear func()
	// Next is the memory of the next row, of zeros.
	Next func() unsafe.Pointer
}

// Misfit is a value that is the field's own but not one for the caller's type.
type Misfit struct {
	Row    int // from 0
	Column int
	Err    error
}

// Error is the reason.
func (m *Misfit) Error() string { return m.Err.Error() }

// Unwrap is the reason.
func (m *Misfit) Unwrap() error { return m.Err }

// Columns is Values into memory of the caller's. A value that does not fit there is a *Misfit, unless one behind it is none that its field takes.
func (db *DB) Columns(ctx context.Context, q *query.Query, fields []query.Field, to Destination) error {
	if q.Err != nil {
		return q.Err
	}
	shape := db.valuesShape(ctx, q, fields)
	var misfit *Misfit
	err := db.sendShape(ctx, "select", q.Model, shape, func() (*compile.Statement, error) {
		return db.compiler.Values(q, fields, shape)
	}, func(run runner) (int64, error) {
		to.Clear()
		misfit = nil
		c := scan.NewColumns(db.columnsOf(run.outputs, to, &misfit), to.Next)
		err := run.columns(c)
		return int64(c.Rows()), err
	})
	if err == nil && misfit != nil {
		return misfit
	}
	return err
}

// columnsOf are the destinations of a statement's columns. The first misfit is noted, and the rows are read to their end.
func (db *DB) columnsOf(outputs []compile.Output, to Destination, misfit **Misfit) []scan.Column {
	list := make([]scan.Column, len(outputs))
	for i := range outputs {
		o := &outputs[i]
		list[i] = scan.Column{Witness: o.Witness, Dropped: o.Hidden, Attr: o.Attr}
		if o.Hidden {
			continue
		}
		list[i].Type, list[i].Offset = to.Types[i], to.Offsets[i]
		list[i].Long = func(row int, at unsafe.Pointer, src any) error {
			v, err := db.outputValue(o, src)
			if err != nil {
				return scan.Stored(o.Attr, row, err)
			}
			if err := scan.Assign(reflect.NewAt(to.Types[i], at).Elem(), v); err != nil && *misfit == nil {
				*misfit = &Misfit{Row: row - 1, Column: i, Err: err}
			}
			return nil
		}
		if o.Function != "" {
			list[i].Attr = nil
		}
	}
	return list
}

// columns reads the rows of the statement into a caller's memory.
func (r runner) columns(c *scan.Columns) error {
	switch {
	case r.raw():
		rows, err := r.driver.RawRows(r.ctx, &sqlx.Conn{Conn: r.pinned}, r.text, r.args)
		if err != nil {
			return err
		}
		defer rows.Close()
		err = c.Raw(rows)
		if e := (*scan.ColumnError)(nil); errors.As(err, &e) {
			return r.placed(c.Rows(), err)
		}
		return err
	case r.direct:
		return r.directRows(c.Driver)
	}
	return r.tuples(len(r.outputs), c.Row)
}
