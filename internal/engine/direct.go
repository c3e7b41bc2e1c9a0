package engine

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"slices"
	"sync"

	"github.com/ormar-go/ormar/internal/scan"
)

// Direct sends on a driver's connection itself, which keeps what it is sent prepared. Between the driver and the rows there is
// then no database/sql, whose general conversions cost as much as the decoding itself; the pool still owns the connection.
type Direct interface {
	Query(ctx context.Context, conn any, text string, args []driver.NamedValue) (driver.Rows, error)
	Exec(ctx context.Context, conn any, text string, args []driver.NamedValue) (driver.Result, error)
}

// plain reports whether parameters are what drivers take without a conversion by database/sql. A caller's own may be more.
func plain(args []any) bool {
	return !slices.ContainsFunc(args, func(v any) bool { return !driver.IsValue(v) })
}

// parameters are those of a statement as drivers want them; the lists are used again.
type parameters struct{ list []driver.NamedValue }

var parameterLists = sync.Pool{New: func() any { return new(parameters) }}

// maxKeptParameters is how long a list may be that is used again.
const maxKeptParameters = 4096

func parametersOf(args []any) *parameters {
	p := parameterLists.Get().(*parameters)
	p.list = slices.Grow(p.list[:0], len(args))
	for i, v := range args {
		p.list = append(p.list, driver.NamedValue{Ordinal: i + 1, Value: v})
	}
	return p
}

func (p *parameters) free() {
	if cap(p.list) <= maxKeptParameters {
		clear(p.list)
		parameterLists.Put(p)
	}
}

func (r runner) directExec() (result sql.Result, err error) {
	err = r.onDriver(func(conn any) error {
		p := parametersOf(r.args)
		defer p.free()
		result, err = r.driver.Direct.Exec(r.ctx, conn, r.text, p.list)
		return err
	})
	return result, err
}

func (r runner) directRows(read func(scan.DriverRows) error) error {
	return r.onDriver(func(conn any) error {
		p := parametersOf(r.args)
		rows, err := r.driver.Direct.Query(r.ctx, conn, r.text, p.list)
		p.free()
		if err != nil {
			return err
		}
		defer rows.Close()
		return read(rows)
	})
}

// onDriver hands out the driver's connection. A panic of a field's own Scan goes on behind the pool's lock: under it, the pool
// would take the connection for broken.
func (r runner) onDriver(use func(conn any) error) error {
	var panicked any
	err := r.pinned.Raw(func(conn any) error {
		defer func() { panicked = recover() }()
		return use(conn)
	})
	if panicked != nil {
		panic(panicked)
	}
	return err
}

// driverTuples calls each with the rows of a driver, whose bytes are copied.
func driverTuples(rows scan.DriverRows, width int, each func([]any) error) error {
	row, dest := make([]any, width), make([]driver.Value, width)
	for {
		if err := rows.Next(dest); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		for i, v := range dest {
			if b, ok := v.([]byte); ok {
				v = slices.Clone(b)
			}
			row[i] = v
		}
		if err := each(row); err != nil {
			return err
		}
	}
}
