package engine

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"math"
	"reflect"
	"slices"
	"sync"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/internal/scan"
)

// Direct sends on a driver's connection itself, which keeps what it is sent prepared. Between the driver and the rows there is
// then no database/sql, whose general conversions cost as much as the decoding itself; the pool still owns the connection.
type Direct interface {
	Query(ctx context.Context, conn any, text string, args []driver.NamedValue) (driver.Rows, error)
	Exec(ctx context.Context, conn any, text string, args []driver.NamedValue) (driver.Result, error)
}

// plain is parameters as drivers take them. Of a caller's own the common ones, whole numbers of other sizes and named types, are converted
// as database/sql would; what else there may be is left to it.
func plain(args []any) (list []any, ok bool) {
	if !slices.ContainsFunc(args, func(v any) bool { return !driver.IsValue(v) }) {
		return args, true
	}
	list = make([]any, len(args))
	for i, v := range args {
		if list[i], ok = plainValue(v); !ok {
			return nil, false
		}
	}
	return list, true
}

func plainValue(v any) (any, bool) {
	if driver.IsValue(v) {
		return v, true
	}
	if _, own := v.(driver.Valuer); own {
		return nil, false
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return r.Int(), true
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return int64(r.Uint()), r.Uint() <= math.MaxInt64
	case reflect.Float32, reflect.Float64:
		return r.Float(), true
	case reflect.Bool:
		return r.Bool(), true
	case reflect.String:
		return r.String(), true
	}
	return nil, false
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

// driverTuples calls each with the rows of a driver, whose bytes are copied, to texts where they are such.
func driverTuples(rows scan.DriverRows, outputs []compile.Output, width int, each func([]any) error) error {
	row, dest, texts := make([]any, width), make([]driver.Value, width), make([]bool, width)
	for i := range min(width, len(outputs)) {
		texts[i] = asIs(&outputs[i]) == reflect.String
	}
	for {
		if err := rows.Next(dest); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		for i, v := range dest {
			switch b, ok := v.([]byte); {
			case ok && texts[i]:
				v = string(b)
			case ok:
				v = slices.Clone(b)
			}
			row[i] = v
		}
		if err := each(row); err != nil {
			return err
		}
	}
}
