package engine

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"io"
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/internal/scan"
	"github.com/ormar-go/ormar/schema"
)

// Whatever is converted must be what database/sql would make of it; what is not is left to it.
func TestPlain(t *testing.T) {
	type name string
	type number int32
	same := []any{nil, int64(1), 0.5, true, []byte{1}, "text", time.Time{}}
	if got, ok := plain(same); !ok || !reflect.DeepEqual(got, same) {
		t.Errorf("%v", got)
	}
	for _, v := range []any{1, int8(-3), uint16(7), uint64(math.MaxInt64), number(4), name("n"), float32(0.25), uint8(255)} {
		got, ok := plain([]any{"text", v})
		want, err := driver.DefaultParameterConverter.ConvertValue(v)
		if !ok || err != nil || got[1] != want || got[0] != "text" {
			t.Errorf("%T %v is %v (%T), want %v (%T), %v", v, v, got, got, want, want, err)
		}
	}
	for _, v := range []any{[]int64{1}, new(string), struct{}{}, uint64(math.MaxUint64), json.RawMessage("1"), sql.NullString{}, sql.Named("a", 1)} {
		if got, ok := plain([]any{"text", v}); ok {
			t.Errorf("%T is taken for %v", v, got)
		}
	}
}

func TestParametersAreUsedAgainEmpty(t *testing.T) {
	p := parametersOf([]any{"secret", int64(2)})
	if len(p.list) != 2 || p.list[1] != (driver.NamedValue{Ordinal: 2, Value: int64(2)}) {
		t.Fatalf("%v", p.list)
	}
	list := p.list
	p.free()
	for _, v := range list {
		if v != (driver.NamedValue{}) {
			t.Errorf("%v is kept", v)
		}
	}
}

// lending gives rows whose bytes are overwritten by the next one, as a driver's buffer is.
type lending struct {
	rows [][]byte
	last []byte
}

// Next lends a row.
func (l *lending) Next(dest []driver.Value) error {
	clear(l.last)
	if len(l.rows) == 0 {
		return io.EOF
	}
	l.last, l.rows = l.rows[0], l.rows[1:]
	dest[0], dest[1] = l.last, int64(len(l.rows))
	return nil
}

func TestDriverTuplesOwnTheirBytes(t *testing.T) {
	var got []any
	err := driverTuples(&lending{rows: [][]byte{[]byte("one"), []byte("two")}}, nil, 2, func(row []any) error {
		got = append(got, row...)
		return nil
	})
	if err != nil || len(got) != 4 || string(got[0].([]byte)) != "one" || got[1] != int64(1) || string(got[2].([]byte)) != "two" {
		t.Errorf("%q, %v", got, err)
	}
}

// A text that a driver lends as bytes is copied once, into the text that it becomes.
func TestDriverTuplesMakeTexts(t *testing.T) {
	text := schema.MustRegistry(&sample{}).Models()[0].Attributes[1]
	var got []any
	err := driverTuples(&lending{rows: [][]byte{[]byte("one"), []byte("two")}}, []compile.Output{{Attr: text}}, 2, func(row []any) error {
		got = append(got, row...)
		return nil
	})
	if err != nil || len(got) != 4 || got[0] != "one" || got[1] != int64(1) || got[2] != "two" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestDriverTuplesEndEarly(t *testing.T) {
	want := io.ErrUnexpectedEOF
	n := 0
	err := driverTuples(&lending{rows: [][]byte{[]byte("one"), []byte("two")}}, nil, 2, func([]any) error { n++; return want })
	if err != want || n != 1 {
		t.Errorf("%v after %d rows", err, n)
	}
}

// closing is a driver that gives rows and notes that they are closed.
type closing struct {
	lending
	closed int
}

func (c *closing) Close() error      { c.closed++; return nil }
func (c *closing) Columns() []string { return []string{"a", "b"} }

func (c *closing) Query(context.Context, any, string, []driver.NamedValue) (driver.Rows, error) {
	c.rows = [][]byte{[]byte("one"), []byte("two")}
	return c, nil
}

func (c *closing) Exec(context.Context, any, string, []driver.NamedValue) (driver.Result, error) {
	return nil, errProbe
}

// The rows of a driver are closed however their reading ends; the connection goes back to the pool.
func TestDirectRowsAreClosed(t *testing.T) {
	db, _ := scripted(t, "postgres")
	conn, err := db.Pool.DB.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	c := &closing{}
	run := runner{ctx: t.Context(), text: "SELECT 1", driver: &Driver{Direct: c}}
	run.pin(conn)
	for i, want := range []error{nil, errProbe} {
		n := 0
		err := run.directRows(func(rows scan.DriverRows) error {
			n++
			return want
		})
		if err != want || n != 1 || c.closed != i+1 {
			t.Errorf("%v after %d readings, closed %d times", err, n, c.closed)
		}
	}
	if _, err := run.directExec(); err != errProbe {
		t.Errorf("a statement that fails: %v", err)
	}
}
