package engine

import (
	"database/sql/driver"
	"errors"
	"math"
	"math/big"
	"reflect"
	"testing"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/schema"
)

// TestAggregatesAsDriversGiveThem has the forms in which databases give sums, averages and counts.
func TestAggregatesAsDriversGiveThem(t *testing.T) {
	db, _ := scripted(t, "sqlite")
	whole, float := db.model("parcel").Attribute("seen"), db.model("parcel").Attribute("worth")
	beyond, _ := new(big.Int).SetString("92233720368547758070", 10)
	is := errors.New("an error")
	for _, c := range []struct {
		function string
		of       *schema.Attribute
		gives    any
		want     any
	}{
		{"sum", whole, int64(7), int64(7)},
		{"sum", whole, "7", int64(7)},
		{"sum", whole, []byte("-7.000"), int64(-7)},
		{"sum", whole, "92233720368547758070", beyond},
		{"sum", whole, "1 5", int64(1<<32 + 5)},
		{"sum", whole, "-1 5", int64(-1<<32 + 5)},
		{"sum", whole, 12.0, int64(12)}, // of a server that sums in doubles
		{"sum", whole, "x", is},
		{"sum", whole, "x 5", is},
		{"sum", whole, true, is},
		{"avg", whole, 2.5, 2.5},
		{"avg", whole, "2.5", 2.5},
		{"avg", whole, int64(2), 2.0},
		{"sum", float, 0.5, 0.5},
		{"sum", float, math.Inf(1), is},
		{"sum", float, math.NaN(), is},
		{"sum", float, "1e999", is},
		{"count", nil, int64(3), int64(3)},
		{"count", nil, []byte("3"), int64(3)},
		{"count", nil, 3.5, is},
		{"max", whole, "9", int64(9)},
		{"sum", whole, nil, nil},
	} {
		got, err := db.outputValue(&compile.Output{Function: c.function, Attr: c.of}, c.gives)
		if _, fails := c.want.(error); fails != (err != nil) || !fails && !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s of %v (%T) is %v (%T), want %v: %v", c.function, c.gives, c.gives, got, got, c.want, err)
		}
	}
}

// A column of the main row that is not NULL has a value; where the row has none, the row and the field are named.
func TestNullWhereThereIsNone(t *testing.T) {
	db, _ := scripted(t, "sqlite")
	a := db.model("parcel").Attribute("seen")
	if v, err := db.outputValue(&compile.Output{Attr: a}, nil); v != nil || err != nil {
		t.Errorf("of a row that may be missing: %v, %v", v, err)
	}
	err := db.outputValues([][]any{{int64(1)}, {nil}}, []compile.Output{{Attr: a, Present: true}})
	var where *schema.ValueError
	if !errors.Is(err, schema.ErrStored) || !errors.As(err, &where) {
		t.Errorf("%v", err)
	}
}

// Rows are read into blocks that grow, and keep their values.
func TestAllRowsAreRead(t *testing.T) {
	db, s := scripted(t, "postgres")
	var rows [][]driver.Value
	for i := range 300 {
		rows = append(rows, []driver.Value{int64(i), []byte{byte(i)}})
	}
	s.says("SELECT", answer{rows: rows})
	var got [][]any
	err := db.send(t.Context(), statement("SELECT", false), nil, func(run runner) (n int64, err error) {
		got, err = readAll(run, 2)
		return int64(len(got)), err
	})
	if err != nil || len(got) != len(rows) {
		t.Fatalf("%d rows, %v", len(got), err)
	}
	for i, row := range got {
		if row[0] != int64(i) || row[1].([]byte)[0] != byte(i) {
			t.Fatalf("row %d is %v", i, row)
		}
	}
}

// A count is a number in whatever form; what is none is not taken for one.
func TestWholeNumbers(t *testing.T) {
	for _, c := range []struct {
		gives any
		want  int64
		fails bool
	}{{int64(4), 4, false}, {true, 1, false}, {false, 0, false}, {[]byte("12"), 12, false}, {"-3", -3, false}, {"x", 0, true}, {1.0, 0, true}, {nil, 0, true}} {
		if n, err := wholeNumber(c.gives); n != c.want || (err != nil) != c.fails {
			t.Errorf("%v (%T) is %d, %v", c.gives, c.gives, n, err)
		}
	}
}
