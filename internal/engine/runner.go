package engine

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/internal/scan"
)

// runner sends one statement, in one of three ways: past database/sql, by a kept statement, or by its text.
type runner struct {
	ctx     context.Context
	driver  *Driver
	direct  bool
	stmt    *sql.Stmt
	on      conn
	pinned  *sql.Conn // on, when it is a connection
	text    string
	args    []any
	outputs []compile.Output
}

func (db *DB) runner(ctx context.Context, p *plan, args []any) runner {
	return runner{ctx: ctx, driver: &db.Driver, on: db.Pool, text: p.statement.Text, args: args, outputs: p.statement.Outputs}
}

// pin makes the runner send on a connection.
func (r *runner) pin(conn *sql.Conn) {
	r.on, r.pinned = conn, conn
	if r.driver.Direct == nil {
		return
	}
	if args, ok := plain(r.args); ok {
		r.args, r.direct = args, true
	}
}

// query is for statements whose columns only their rows tell; it never goes past database/sql.
func (r runner) query() (*sql.Rows, error) {
	if r.stmt != nil {
		return r.stmt.QueryContext(r.ctx, r.args...)
	}
	return r.on.QueryContext(r.ctx, r.text, r.args...)
}

func (r runner) exec() (sql.Result, error) {
	switch {
	case r.direct:
		return r.directExec()
	case r.stmt != nil:
		return r.stmt.ExecContext(r.ctx, r.args...)
	}
	return r.on.ExecContext(r.ctx, r.text, r.args...)
}

// objects reads the rows of the statement into objects.
func (r runner) objects(p *scan.Plan, o scan.Options) (result *scan.Result, err error) {
	switch {
	case r.raw():
		return r.rawObjects(p, o)
	case r.direct:
		err = r.directRows(func(rows scan.DriverRows) error {
			result, err = p.ReadDriver(rows, o)
			return err
		})
		return result, err
	}
	rows, err := r.query()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return p.Read(rows, o)
}

// raw reports whether rows come undecoded.
func (r runner) raw() bool { return r.pinned != nil && r.driver.RawRows != nil }

// rawObjects reads undecoded rows: of a single row that halves the allocations, of a list it saves nine in ten.
func (r runner) rawObjects(p *scan.Plan, o scan.Options) (*scan.Result, error) {
	rows, err := r.driver.RawRows(r.ctx, &sqlx.Conn{Conn: r.pinned}, r.text, r.args)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return p.ReadRaw(rows, o)
}

// tuples calls each with every row of so many values. They are the driver's, with bytes of their own; the slice is used again.
func (r runner) tuples(width int, each func([]any) error) error {
	switch {
	case r.raw():
		return r.rawTuples(width, each)
	case r.direct:
		return r.directRows(func(rows scan.DriverRows) error { return driverTuples(rows, r.outputs, width, each) })
	}
	rows, err := r.query()
	if err != nil {
		return err
	}
	defer rows.Close()
	both := make([]any, 2*width)
	row, dest := both[:width:width], both[width:]
	for i := range row {
		dest[i] = &row[i]
	}
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil { // which copies bytes, since the destination is an any
			return err
		}
		if err := each(row); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (r runner) rawTuples(width int, each func([]any) error) error {
	rows, err := r.driver.RawRows(r.ctx, &sqlx.Conn{Conn: r.pinned}, r.text, r.args)
	if err != nil {
		return err
	}
	defer rows.Close()
	decoder, row := scan.NewRawDecoder(rows.Columns()), make([]any, width)
	for n := 1; rows.Next(); n++ {
		if err := decoder.Decode(rows.Values(), row); err != nil {
			return r.placed(n, err)
		}
		if err := each(row); err != nil {
			return err
		}
	}
	return rows.Err()
}

// placed says of a value that could not be decoded which field's it is, where the statement tells.
func (r runner) placed(row int, err error) error {
	var c *scan.ColumnError
	if errors.As(err, &c) && c.Column < len(r.outputs) && r.outputs[c.Column].Attr != nil {
		return scan.Stored(r.outputs[c.Column].Attr, row, c.Err)
	}
	return err
}
