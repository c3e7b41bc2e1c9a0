package scan

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math"
	"reflect"
	"testing"

	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// fakeRaw is an undecoded result in memory.
type fakeRaw struct {
	columns []RawColumn
	rows    [][][]byte
	next    int
	err     error
}

func (f *fakeRaw) Columns() []RawColumn { return f.columns }
func (f *fakeRaw) Next() bool           { f.next++; return f.next <= len(f.rows) }
func (f *fakeRaw) Values() [][]byte     { return f.rows[f.next-1] }
func (f *fakeRaw) Err() error           { return f.err }
func (f *fakeRaw) Close()               {}

// readRaw reads one row with a key and one more column of bytes.
func readRaw(t testing.TB, field string, c RawColumn, src []byte) (any, error) {
	t.Helper()
	m := everythingModel(t)
	var a *schema.Attribute
	for _, b := range m.Attributes {
		if b.GoName == field {
			a = b
		}
	}
	tree := loaders.NewTree(m)
	tree.Root().Load, tree.Root().Columns = true, []*schema.Attribute{m.Key(), a}
	rows := &fakeRaw{columns: []RawColumn{{oidInt4, true}, c}, rows: [][][]byte{{{0, 0, 0, 7}, src}}}
	result, err := plan(t, tree).ReadRaw(rows, Options{})
	if err != nil {
		return nil, err
	}
	row := (*everything)(result.Roots[0])
	if row.ID != 7 {
		t.Errorf("%s: the key is %d", field, row.ID)
	}
	return reflect.ValueOf(row).Elem().FieldByName(field).Interface(), nil
}

func eight(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// TestRawForms reads what PostgreSQL sends; the rest of the forms is tried against a server.
func TestRawForms(t *testing.T) {
	micros := instant.UnixMicro() - microsTo2000
	for _, c := range []struct {
		field string
		col   RawColumn
		src   string
		want  any
	}{
		{"I64", RawColumn{oidInt8, true}, string(eight(math.MaxUint64)), int64(-1)},
		{"I8", RawColumn{oidInt2, true}, "\xff\x80", int8(-128)},
		{"I64", RawColumn{oidInt8, false}, "-12", int64(-12)},
		{"B", RawColumn{oidBool, true}, "\x01", true},
		{"B", RawColumn{oidBool, false}, "f", false},
		{"F", RawColumn{oidFloat8, true}, string(eight(math.Float64bits(math.Copysign(0, -1)))), 0.0},
		{"F", RawColumn{oidFloat4, true}, "\x3f\xc0\x00\x00", 1.5},
		{"At", RawColumn{oidTimestampTZ, true}, string(eight(uint64(micros))), instant},
		{"At", RawColumn{oidTimestamp, true}, string(eight(uint64(micros))), instant},
		{"At", RawColumn{oidTimestampTZ, false}, "2024-05-06 07:08:09.123456+00", instant},
		{"Day", RawColumn{oidDate, false}, "2024-05-06", day(2024, 5, 6)},
		{"Data", RawColumn{oidBytes, true}, "\x00\xff", []byte{0, 255}},
		{"Data", RawColumn{oidBytes, false}, `\x00ff`, []byte{0, 255}},
		{"U", RawColumn{2950, false}, hex.EncodeToString(uuid[:]), uuid},
		{"M", RawColumn{99999, false}, "sad", mood("sad")},
		{"S", RawColumn{1043, false}, "x", "x"},
	} {
		got, err := readRaw(t, c.field, c.col, []byte(c.src))
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s of %+v %q is %v (%v), want %v", c.field, c.col, c.src, got, err, c.want)
		}
	}
}

// TestRawRefused: bytes that are no value of the field are an error that names it.
func TestRawRefused(t *testing.T) {
	for _, c := range []struct {
		field string
		col   RawColumn
		src   string
	}{
		{"I64", RawColumn{oidInt8, true}, "\x00\x01"},
		{"I8", RawColumn{oidInt2, true}, "\x7f\xff"},
		{"I64", RawColumn{oidInt8, false}, "1x"},
		{"B", RawColumn{oidBool, true}, ""},
		{"B", RawColumn{oidBool, false}, "x"},
		{"F", RawColumn{oidFloat8, true}, string(eight(math.Float64bits(math.Inf(1))))},
		{"F", RawColumn{oidFloat8, true}, "\x00"},
		{"At", RawColumn{oidTimestampTZ, true}, string(eight(math.MaxInt64))},
		{"At", RawColumn{oidTimestampTZ, true}, string(eight(1 << 63))},
		{"At", RawColumn{oidTimestampTZ, true}, string(eight(math.MaxInt64 - 1))},
		{"At", RawColumn{oidTimestampTZ, false}, "infinity"},
		{"Day", RawColumn{oidDate, false}, "0044-03-15 BC"},
		{"Data", RawColumn{oidBytes, false}, "\\xf"},
		{"Data", RawColumn{oidBytes, false}, "plain"},
		{"M", RawColumn{99999, false}, "furious"},
		{"S", RawColumn{1700, true}, "\x00\x01"},
		{"S", RawColumn{oidInt8, true}, string(eight(1))},
	} {
		got, err := readRaw(t, c.field, c.col, []byte(c.src))
		var f *FieldError
		if !errors.As(err, &f) || f.Row != 1 {
			t.Errorf("%s of %+v %q is %v (%v)", c.field, c.col, c.src, got, err)
		}
	}
	if _, err := readRaw(t, "S", RawColumn{1043, false}, nil); err == nil {
		t.Error("NULL in a field that cannot hold it")
	}
	if got, err := readRaw(t, "PS", RawColumn{1043, false}, nil); err != nil || got != (*string)(nil) {
		t.Errorf("NULL in a pointer: %v, %v", got, err)
	}
	p := tenPlan(t)
	if _, err := p.ReadRaw(&fakeRaw{columns: []RawColumn{{oidInt8, true}}}, Options{}); err == nil {
		t.Error("rows of another width")
	}
	broken := errors.New("broken")
	if _, err := p.ReadRaw(&fakeRaw{columns: make([]RawColumn, 10), err: broken}, Options{}); !errors.Is(err, broken) {
		t.Errorf("rows that end with an error: %v", err)
	}
}

func TestRawDecoder(t *testing.T) {
	d := NewRawDecoder([]RawColumn{{OID: oidInt8, Binary: true}, {OID: 25}, {OID: oidBool}, {OID: oidBytes, Binary: true}, {OID: 1700}})
	row := make([]any, 5)
	lent := []byte{1, 2}
	for range 2 {
		if err := d.Decode([][]byte{{0, 0, 0, 0, 0, 0, 1, 0}, []byte("text"), []byte("t"), lent, []byte("1.50")}, row); err != nil {
			t.Fatal(err)
		}
	}
	lent[0] = 9
	if row[0] != int64(256) || row[1] != "text" || row[2] != true || string(row[3].([]byte)) != "\x01\x02" || row[4] != "1.50" {
		t.Errorf("%#v", row)
	}
	if err := d.Decode(make([][]byte, 5), row); err != nil || row[0] != nil || row[4] != nil {
		t.Errorf("NULL is %v, %v", row, err)
	}
	for _, wrong := range [][][]byte{{{1}, nil, nil, nil, nil}, {nil}, {nil, nil, []byte("x"), nil, nil}} {
		if err := d.Decode(wrong, row); err == nil {
			t.Errorf("%q is read as %v", wrong, row)
		}
	}
	if err := d.Decode(make([][]byte, 5), row[:1]); err == nil {
		t.Error("rows of another width are read")
	}
}
