package engine

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"testing"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/internal/scan"
	"github.com/ormar-go/ormar/schema"
)

// direct answers past database/sql, by the server of the connection that it is given.
type directly struct{ queries, execs int }

func (d *directly) Query(ctx context.Context, conn any, text string, args []driver.NamedValue) (driver.Rows, error) {
	d.queries++
	return conn.(*serverConn).QueryContext(ctx, text, args)
}

func (d *directly) Exec(ctx context.Context, conn any, text string, args []driver.NamedValue) (driver.Result, error) {
	d.execs++
	return conn.(*serverConn).ExecContext(ctx, text, args)
}

// TestWaysOfSending: rows come the same way whichever it is, and writes without rows have nothing to gain past database/sql.
func TestWaysOfSending(t *testing.T) {
	for _, c := range []struct {
		name           string
		direct         bool
		args           []any
		write, returns bool
		queries, execs int
		fails          bool
	}{
		{"by database/sql", false, nil, false, false, 0, 0, false},
		{"past it", true, nil, false, false, 1, 0, false},
		{"past it, with a value that is converted", true, []any{int8(3)}, false, false, 1, 0, false},
		{"a value that is left to database/sql, which knows none such", true, []any{[]int{1}}, false, false, 0, 0, true},
		{"a write that returns rows", true, nil, true, true, 1, 0, false},
		{"a write that does not", true, nil, true, false, 0, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			db, s := scripted(t, "postgres")
			d := &directly{}
			if c.direct {
				db.Driver.Direct = d
			}
			s.says("x", answer{rows: [][]driver.Value{{int64(1), "a"}, {int64(2), "b"}}})
			p := &plan{statement: &compile.Statement{Text: "x", Returns: c.returns}, write: c.write}
			var got [][]any
			err := db.send(t.Context(), p, c.args, func(run runner) (n int64, err error) {
				if c.write && !c.returns {
					_, err := run.exec()
					return 0, err
				}
				got, err = readAll(run, 2)
				return int64(len(got)), err
			})
			if (err != nil) != c.fails {
				t.Errorf("told %v", err)
			} else if want := [][]any{{int64(1), "a"}, {int64(2), "b"}}; !c.fails && (!c.write || c.returns) && !reflect.DeepEqual(got, want) {
				t.Errorf("%v", got)
			}
			if d.queries != c.queries || d.execs != c.execs {
				t.Errorf("past database/sql went %d queries and %d writes", d.queries, d.execs)
			}
		})
	}
}

// In a transaction the connection is at hand, and writes go past database/sql as well.
func TestWritesOfATransactionGoDirectly(t *testing.T) {
	db, s := scripted(t, "postgres")
	d := &directly{}
	db.Driver.Direct = d
	err := db.Transaction(t.Context(), TxOptions{}, func(ctx context.Context) error { return db.text(ctx, "UPDATE x", true) })
	if got := s.all(); err != nil || d.execs != 1 || got != "BEGIN; UPDATE x; COMMIT" {
		t.Errorf("%d writes went directly of %s: %v", d.execs, got, err)
	}
}

// A panic of a field's own Scan leaves the connection in the pool.
func TestAPanicKeepsTheConnection(t *testing.T) {
	db, s := scripted(t, "postgres")
	db.Driver.Direct = &directly{}
	s.says("x", answer{rows: [][]driver.Value{{int64(1)}}})
	func() {
		defer func() {
			if p := recover(); fmt.Sprint(p) != "oops" {
				t.Errorf("the panic is %v", p)
			}
		}()
		_ = db.send(t.Context(), statement("x", false), nil, func(run runner) (int64, error) {
			return 0, run.tuples(1, func([]any) error { panic("oops") })
		})
	}()
	if s.closed != 0 {
		t.Errorf("%d connections are given up", s.closed)
	}
}

// The first error of whoever reads the rows ends the reading.
func TestReadingEndsEarly(t *testing.T) {
	db, s := scripted(t, "postgres")
	s.says("x", answer{rows: [][]driver.Value{{int64(1)}, {int64(2)}}})
	n := 0
	err := db.send(t.Context(), statement("x", false), nil, func(run runner) (int64, error) {
		return 0, run.tuples(1, func([]any) error { n++; return errProbe })
	})
	if err != errProbe || n != 1 {
		t.Errorf("%v after %d rows", err, n)
	}
}

// TestPlaced: of a value that could not be decoded the field is named where the statement tells it.
func TestPlaced(t *testing.T) {
	db, _ := scripted(t, "postgres")
	a := db.model("parcel").Attribute("seen")
	run := db.runner(t.Context(), &plan{statement: &compile.Statement{Outputs: []compile.Output{{Attr: a}, {}}}}, nil)
	var field *scan.FieldError
	if err := run.placed(3, &scan.ColumnError{Column: 0, Err: errProbe}); !errors.As(err, &field) || !errors.Is(err, schema.ErrStored) {
		t.Errorf("a field's: %v", err)
	}
	for _, column := range []int{1, 7} {
		if err := run.placed(3, &scan.ColumnError{Column: column, Err: errProbe}); errors.As(err, &field) || !errors.Is(err, errProbe) {
			t.Errorf("column %d, which is no field's: %v", column, err)
		}
	}
}
