package sqlitego

import (
	"context"
	"database/sql/driver"
	"io"

	native "modernc.org/sqlite"
)

// nativeConn is a connection of the driver, with what this package uses of it.
type nativeConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
	ColumnInfo(query string) ([]native.ColumnInfo, error)
}

// connection keeps the statements that it is sent. Like every driver's, it serves one goroutine at a time.
type connection struct {
	nativeConn
	kept *statements
}

// ExecContext sends a statement, or several.
func (c *connection) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	st, err := c.kept.take(ctx, text)
	if err != nil {
		return nil, err
	}
	result, err := st.ExecContext(ctx, args)
	c.kept.give(text, st, err == nil)
	return result, err
}

// QueryContext sends a statement that returns rows; it is kept again when they are closed.
func (c *connection) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	st, err := c.kept.take(ctx, text)
	if err != nil {
		return nil, err
	}
	found, err := st.QueryContext(ctx, args)
	if err != nil {
		c.kept.give(text, st, false)
		return nil, err
	}
	typed, ok := found.(nativeRows)
	if !ok {
		_ = found.Close()
		c.kept.give(text, st, false)
		return nil, foreignConnection(found)
	}
	return &rows{nativeRows: typed, ctx: ctx, done: func(ok bool) { c.kept.give(text, st, ok) }}, nil
}

// Close gives the statements up first.
func (c *connection) Close() error {
	err := c.kept.close()
	if closing := c.nativeConn.Close(); closing != nil {
		return closing
	}
	return err
}

// nativeRows are the driver's, with what database/sql may ask of their columns.
type nativeRows interface {
	driver.Rows
	driver.RowsColumnTypeDatabaseTypeName
	driver.RowsColumnTypeLength
	driver.RowsColumnTypeNullable
	driver.RowsColumnTypePrecisionScale
	driver.RowsColumnTypeScanType
}

// rows give their statement back when they are closed.
type rows struct {
	nativeRows
	ctx  context.Context
	done func(ok bool)
}

// Next reads a row, unless the caller has gone.
func (r *rows) Next(dest []driver.Value) error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	err := r.nativeRows.Next(dest)
	if err == nil {
		whole(dest)
	} else if over := r.ctx.Err(); err != io.EOF && over != nil {
		return over
	}
	return err
}

// Close may be called twice.
func (r *rows) Close() error {
	done := r.done
	if done == nil {
		return nil
	}
	r.done = nil
	err := r.nativeRows.Close()
	done(err == nil)
	return err
}
