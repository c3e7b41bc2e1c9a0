package sqlitego

import (
	"database/sql/driver"
	"fmt"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/ormar-go/ormar/internal/sqlite"

	native "modernc.org/sqlite"
)

// opener opens connections that have this module's functions and keep their statements.
type opener struct{}

// Open opens one more connection.
func (opener) Open(name string) (driver.Conn, error) {
	d, err := registered()
	if err != nil {
		return nil, err
	}
	conn, err := d.Open(name)
	if err != nil {
		return nil, err
	}
	all, ok := conn.(nativeConn)
	if !ok {
		_ = conn.Close()
		return nil, foreignConnection(conn)
	}
	return &connection{nativeConn: all, kept: keep(all, keptBy(name))}, nil
}

// keptBy is how many statements a data source name lets a connection keep.
func keptBy(name string) int {
	_, query, _ := strings.Cut(name, "?")
	values, _ := url.ParseQuery(query)
	n, _ := strconv.Atoi(values.Get("_stmt_cache_size"))
	return n
}

// registered is one driver for the process, not registered with database/sql: what is registered with a driver stays for good.
var registered = sync.OnceValues(func() (*native.Driver, error) {
	d := new(native.Driver)
	name, compare := sqlite.DecimalCollation()
	if err := d.RegisterCollationUtf8(name, compare); err != nil {
		return nil, fmt.Errorf("collation %s: %w", name, err)
	}
	for name, function := range sqlite.Scalars() {
		f := reflect.ValueOf(function)
		impl := &native.FunctionImpl{NArgs: int32(f.Type().NumIn()), Deterministic: true, VolatileArgs: true,
			Scalar: func(_ *native.FunctionContext, args []driver.Value) (driver.Value, error) { return call(f, args) }}
		if err := d.RegisterFunction(name, impl); err != nil {
			return nil, fmt.Errorf("function %s: %w", name, err)
		}
	}
	for name, begin := range sqlite.Aggregates() {
		impl := &native.FunctionImpl{NArgs: 1, Deterministic: true, VolatileArgs: true,
			MakeAggregate: func(native.FunctionContext) (native.AggregateFunction, error) { return aggregate{begin()}, nil }}
		if err := d.RegisterFunction(name, impl); err != nil {
			return nil, fmt.Errorf("aggregate %s: %w", name, err)
		}
	}
	return d, nil
})

// call calls a function with what SQLite gives, whose texts and blobs are gone when it returns.
func call(f reflect.Value, args []driver.Value) (driver.Value, error) {
	in := make([]reflect.Value, len(args))
	for i, arg := range args {
		to := f.Type().In(i)
		if arg == nil {
			in[i] = reflect.Zero(to)
			continue
		}
		if in[i] = reflect.ValueOf(owned(arg)); !in[i].Type().AssignableTo(to) {
			return nil, fmt.Errorf("argument %d is a %T and no %s", i+1, arg, to)
		}
	}
	out := f.Call(in)
	if len(out) > 1 && !out[1].IsNil() {
		return nil, out[1].Interface().(error)
	}
	return out[0].Interface(), nil
}

// owned is a copy of what lies in SQLite's memory. Texts come this way with the NUL that may be in them.
func owned(arg driver.Value) any {
	switch v := arg.(type) {
	case string:
		return strings.Clone(v)
	case []byte:
		return append([]byte{}, v...)
	}
	return arg
}

// aggregate is one over a group; frames of windows are not for it.
type aggregate struct{ sqlite.Aggregate }

// Step takes a row.
func (a aggregate) Step(_ *native.FunctionContext, row []driver.Value) error {
	return a.Aggregate.Step(owned(row[0]))
}

// WindowInverse takes a row back.
func (aggregate) WindowInverse(*native.FunctionContext, []driver.Value) error {
	return fmt.Errorf("no function for the frame of a window")
}

// WindowValue answers for the group.
func (a aggregate) WindowValue(*native.FunctionContext) (driver.Value, error) { return a.Done() }

// Final has nothing to give back.
func (aggregate) Final(*native.FunctionContext) {}

// whole makes an empty blob of the nil that the driver gives for one, which would be NULL.
func whole(dest []driver.Value) {
	for i, v := range dest {
		if b, ok := v.([]byte); ok && b == nil {
			dest[i] = []byte{}
		}
	}
}
