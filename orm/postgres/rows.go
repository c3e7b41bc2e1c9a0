package postgres

import (
	"context"
	"database/sql/driver"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/orm"
)

// rows are pgx's, undecoded.
type rows struct {
	rows    pgx.Rows
	columns []orm.RawColumn
	first   bool // a row has been read ahead
}

// binaryForms are the types whose values come in their binary form, where the protocol lets us choose; all others are text.
var binaryForms = pgx.QueryResultFormatsByOID{
	pgtype.BoolOID: pgx.BinaryFormatCode, pgtype.ByteaOID: pgx.BinaryFormatCode, pgtype.Int2OID: pgx.BinaryFormatCode,
	pgtype.Int4OID: pgx.BinaryFormatCode, pgtype.Int8OID: pgx.BinaryFormatCode, pgtype.Float4OID: pgx.BinaryFormatCode,
	pgtype.Float8OID: pgx.BinaryFormatCode, pgtype.TimestampOID: pgx.BinaryFormatCode, pgtype.TimestamptzOID: pgx.BinaryFormatCode,
}

// rawRows sends a query. Its rows stay on the connection until they are closed; the caller keeps it for that long. An error
// before the first byte is driver.ErrBadConn: on another connection the query may be sent again.
func rawRows(ctx context.Context, conn *sqlx.Conn, query string, args []any) (orm.RawRows, error) {
	var result *rows
	err := raw(conn, func(c *pgx.Conn) error {
		if c.IsClosed() {
			return driver.ErrBadConn
		}
		given := append(append(make([]any, 0, len(args)+1), binaryForms), args...)
		answer, err := c.Query(ctx, query, given...)
		if err != nil {
			return unsent(err)
		}
		// The first row is read here, so that an error of the query itself is returned by this call.
		first := answer.Next()
		if err := answer.Err(); err != nil {
			answer.Close()
			return unsent(err)
		}
		fields := answer.FieldDescriptions()
		result = &rows{rows: answer, first: first, columns: make([]orm.RawColumn, len(fields))}
		for i, field := range fields {
			result.columns[i] = orm.RawColumn{OID: field.DataTypeOID, Binary: field.Format == pgx.BinaryFormatCode}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return result, nil
}

// Columns says how the values come.
func (r *rows) Columns() []orm.RawColumn { return r.columns }

// Next moves on.
func (r *rows) Next() bool {
	if r.first {
		r.first = false
		return true
	}
	return r.rows.Next()
}

// Values are the current row's, until the next call of Next.
func (r *rows) Values() [][]byte { return r.rows.RawValues() }

// Err is what ended the rows early, a cancelled context included.
func (r *rows) Err() error { return r.rows.Err() }

// Close gives the connection back to the caller's use; it may be called again.
func (r *rows) Close() { r.rows.Close() }
