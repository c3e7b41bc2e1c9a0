package engine

import (
	"database/sql/driver"
	"io"
	"testing"
	"time"
)

func TestPlain(t *testing.T) {
	if !plain([]any{nil, int64(1), 0.5, true, []byte{1}, "text", time.Time{}}) || !plain(nil) {
		t.Error("what drivers take is not plain")
	}
	for _, v := range []any{1, []int64{1}, new(string), struct{}{}} {
		if plain([]any{"text", v}) {
			t.Errorf("%T is plain", v)
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
	err := driverTuples(&lending{rows: [][]byte{[]byte("one"), []byte("two")}}, 2, func(row []any) error {
		got = append(got, row...)
		return nil
	})
	if err != nil || len(got) != 4 || string(got[0].([]byte)) != "one" || got[1] != int64(1) || string(got[2].([]byte)) != "two" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestDriverTuplesEndEarly(t *testing.T) {
	want := io.ErrUnexpectedEOF
	n := 0
	err := driverTuples(&lending{rows: [][]byte{[]byte("one"), []byte("two")}}, 2, func([]any) error { n++; return want })
	if err != want || n != 1 {
		t.Errorf("%v after %d rows", err, n)
	}
}
