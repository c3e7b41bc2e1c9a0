package scan

import (
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// cellFor is a destination in a new object, and the field that it writes to.
func cellFor(m *schema.Model, a *schema.Attribute, make maker) (cell, reflect.Value) {
	row := reflect.New(m.Type)
	n := &nodeState{plan: &nodePlan{node: &loaders.Node{Model: m}}, at: row.UnsafePointer(), made: 1}
	return make(target{n, a, a.Offset}), row.Elem().FieldByName(a.GoName)
}

// outcome is what a destination makes of a value.
func outcome(field reflect.Value, err error) string {
	if err != nil {
		return "refused: " + err.Error()
	}
	if field.Kind() == reflect.Pointer && !field.IsNil() {
		field = field.Elem()
	}
	return fmt.Sprintf("%#v", field.Interface())
}

// TestShortWay: the destinations of one type give for every value what the long way gives, which schema's rules have written.
func TestShortWay(t *testing.T) {
	m := everythingModel(t)
	tried := 0
	for _, a := range m.Attributes {
		if a.Cipher != nil {
			continue
		}
		for _, src := range sources() {
			short, into := cellFor(m, a, makerOf(a))
			slow, want := cellFor(m, a, long)
			got, expected := outcome(into, short.Scan(src)), outcome(want, slow.Scan(src))
			if got != expected {
				t.Errorf("%s from %T %v: %s, the long way %s", a.Name, src, src, got, expected)
			}
			tried++
		}
		for f := textForm; f <= uuidText; f++ {
			for _, src := range rawSources() {
				short, into := cellFor(m, a, makerOf(a))
				slow, want := cellFor(m, a, long)
				got, expected := outcome(into, short.scanRaw(f, src)), outcome(want, slow.scanRaw(f, src))
				if got != expected {
					t.Errorf("%s from %q in form %d: %s, the long way %s", a.Name, src, f, got, expected)
				}
				tried++
			}
		}
	}
	if tried < 30_000 {
		t.Errorf("only %d values were tried", tried)
	}
}

// sources are values as drivers give them, near the bounds of every kind.
func sources() []any {
	list := []any{nil, true, false, 1.5, math.Copysign(0, -1), math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, []byte{}, "", "x", []byte("x"),
		uuid[:], instant, instant.Add(time.Nanosecond), day(2024, 5, 6), day(1, 1, 1), day(1, 1, 1).Add(-time.Microsecond), day(9999, 12, 31),
		day(10000, 1, 1), day(0, 1, 1), day(2024, 5, 6).Add(time.Second), day(2024, 5, 6).Add(1),
		instant.In(time.FixedZone("east", 7200)), day(2024, 5, 6).In(time.FixedZone("east", 7200)), "sad", []byte("sad"), "angry", `{"a": 1}`, "[]"}
	for _, n := range edges {
		list = append(list, n)
	}
	for _, s := range clockTexts {
		list = append(list, s, []byte(s))
	}
	for _, s := range uuidTexts() {
		list = append(list, s, []byte(s))
	}
	return list
}

var edges = []int64{0, 1, 2, 3, -1, 127, 128, -128, -129, 255, 256, 257, 32767, 32768, -32768, -32769, math.MaxInt32, math.MaxInt32 + 1, math.MinInt32,
	math.MinInt32 - 1, math.MaxInt64, math.MinInt64}

// uuidTexts are a UUID in its two spellings, with each place once wrong.
func uuidTexts() []string {
	var out []string
	for _, s := range []string{"12345678-9abc-def0-1234-56789ABCDEF0", "123456789abcdef0123456789ABCDEF0"} {
		out = append(out, s, s[1:], s+"0")
		for i := range s {
			for _, c := range "-g/:@`G" {
				out = append(out, s[:i]+string(c)+s[i+1:])
			}
		}
	}
	return out
}

// rawSources are bytes as PostgreSQL sends them, of every width, near the bounds of every form.
func rawSources() [][]byte {
	list := [][]byte{nil, {}, {0}, {1}, {2}, {0, 1}, []byte("t"), []byte("f"), []byte("x"), []byte("sad"), []byte("sad "), []byte("  "), []byte(`\x00ff`),
		[]byte(`\x`), []byte(`\`), []byte(`xx`), []byte(`\xf`), []byte(`\y00`), []byte("12"), []byte("2024-05-06 07:08:09.5+00"), []byte("2024-05-06"),
		[]byte("07:08:09"), []byte(`{"a": 1}`), uuid[:], []byte("2024-05-06 07:08:09+01"), []byte("+00")}
	for _, n := range append([]int64{math.MaxInt64 - microsTo2000, math.MaxInt64 - microsTo2000 + 1, math.MinInt64 + 1,
		(yearOne*1_000_000 - microsTo2000), (yearOne*1_000_000 - microsTo2000) - 1, (yearTenK*1_000_000 - microsTo2000), (yearTenK*1_000_000 - microsTo2000) - 1},
		edges...) {
		list = append(list, binary.BigEndian.AppendUint64(nil, uint64(n)), binary.BigEndian.AppendUint32(nil, uint32(n)), binary.BigEndian.AppendUint16(nil, uint16(n)))
	}
	for _, v := range []float64{1.5, math.NaN(), math.Inf(1), math.Copysign(0, -1)} {
		list = append(list, binary.BigEndian.AppendUint64(nil, math.Float64bits(v)), binary.BigEndian.AppendUint32(nil, math.Float32bits(float32(v))))
	}
	for _, s := range uuidTexts()[:20] {
		list = append(list, []byte(s))
	}
	return list
}

// TestRawValues: the long way itself, against what PostgreSQL's manual says of its forms.
func TestRawValues(t *testing.T) {
	for _, c := range []struct {
		f    form
		src  string
		want any // nil for what is refused
	}{
		{textForm, "12", "12"}, {textForm, "", ""}, {paddedText, "a  ", "a"}, {paddedText, "   ", ""}, {paddedText, " a", " a"},
		{boolForm, "\x00", false}, {boolForm, "\x01", true}, {boolForm, "\x00\x00", nil}, {boolForm, "", nil},
		{boolText, "t", true}, {boolText, "f", false}, {boolText, "x", nil}, {boolText, "tt", nil},
		{int2Form, "\xff\xfe", int64(-2)}, {int2Form, "\x00\x00\x00\x01", nil}, {int4Form, "\xff\xff\xff\xfe", int64(-2)}, {int4Form, "\x00\x01", nil},
		{int8Form, "\xff\xff\xff\xff\xff\xff\xff\xfe", int64(-2)}, {int8Form, "\x00\x00\x00\x01", nil},
		{float4Form, "\x3f\xc0\x00\x00", 1.5}, {float4Form, "\x3f\xf8\x00\x00\x00\x00\x00\x00", nil},
		{float8Form, "\x3f\xf8\x00\x00\x00\x00\x00\x00", 1.5}, {float8Form, "\x3f\xc0\x00\x00", nil},
		{instantForm, "\x00\x00\x00\x00\x00\x00\x00\x01", time.Date(2000, 1, 1, 0, 0, 0, 1000, time.UTC)},
		{instantForm, "\x7f\xff\xff\xff\xff\xff\xff\xff", nil}, {instantForm, "\x80\x00\x00\x00\x00\x00\x00\x00", nil},
		{instantForm, string(binary.BigEndian.AppendUint64(nil, uint64(math.MaxInt64-microsTo2000))), time.UnixMicro(math.MaxInt64).UTC()},
		{instantForm, string(binary.BigEndian.AppendUint64(nil, uint64(math.MaxInt64-microsTo2000+1))), nil},
		{instantForm, "\x00", nil}, {instantText, "2024-05-06 07:08:09+00", time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)},
		{instantText, "+00", "+00"}, {instantText, "infinity", "infinity"}, {dateText, "2024-05-06", day(2024, 5, 6)}, {dateText, "infinity", "infinity"},
		{bytesForm, "\x00", []byte{0}}, {bytesText, `\x00fF`, []byte{0, 255}}, {bytesText, `\x`, []byte{}}, {bytesText, `\`, nil}, {bytesText, `ax00`, nil},
		{bytesText, `\a00`, nil}, {uuidText, "123400000000000000000000000000ff", uuid}, {uuidText, "x", nil}, {unknownForm, "x", nil},
	} {
		got, err := c.f.value([]byte(c.src))
		if (err != nil) != (c.want == nil) || !reflect.DeepEqual(got, c.want) {
			t.Errorf("form %d of %q is %#v (%v), want %#v", c.f, c.src, got, err, c.want)
		}
	}
	if got := unpadded(nil); got != nil {
		t.Errorf("NULL without blanks is %q", got)
	}
}

// TestParseTimePlaces tries every place of a text with what does not belong there.
func TestParseTimePlaces(t *testing.T) {
	for _, s := range []string{"2024-02-28 23:59:58.123456", "2024-02-28 23:59:58.123456+00:00", "2024-02-28 23:59:58", "2024-02-28", "23:59:58.5", "1600-12-31",
		"2004-01-01 01:01:01.1", "01:01:01"} {
		checkParsers(t, s)
		for i := range s {
			checkParsers(t, s[:i])
			for _, c := range "0123456789/:-. +\x00" {
				checkParsers(t, s[:i]+string(c)+s[i+1:])
			}
		}
	}
	if _, ok := parseInstant("2024-02-28 23:59:58+01:00"); ok {
		t.Error("another offset is read")
	}
}

// TestValuesShareBlocks: values behind pointers are allocated by blocks, and each is a row's own.
func TestValuesShareBlocks(t *testing.T) {
	n := &nodeState{plan: &nodePlan{}}
	c := &behind[int]{target: target{n: n, attr: &schema.Attribute{}}}
	held := make([]*int, 200)
	for i := range held {
		n.made, n.at = i+1, unsafe.Pointer(&held[i])
		c.put(i)
	}
	for i, p := range held {
		if *p != i {
			t.Fatalf("the value of row %d is %d", i, *p)
		}
	}
	if allocs := testing.AllocsPerRun(1, func() {
		for i := range 64 {
			n.made, n.at = 1000+i, unsafe.Pointer(&held[i])
			c.put(i)
		}
	}); allocs > 2 {
		t.Errorf("%v allocations for 64 values", allocs)
	}
	if c.reset(); c.slab != nil {
		t.Error("values are kept behind the read")
	}
}

// TestFieldErrorWithoutRow is of a row that was read back.
func TestFieldErrorWithoutRow(t *testing.T) {
	a := everythingModel(t).Attribute("i8")
	if err := Stored(a, 0, nil); err != nil {
		t.Errorf("nothing is %v", err)
	}
	inner := &schema.ValueError{Field: "i8", Want: "a number", Got: "x"}
	err := Stored(a, 0, inner)
	if strings.Contains(err.Error(), "row") || !strings.Contains(err.Error(), "everything.i8") || inner.Model != "everything" {
		t.Errorf("%v, %+v", err, inner)
	}
	if err := Stored(a, 3, inner); !strings.Contains(err.Error(), "in row 3") || inner.Row != 3 {
		t.Errorf("%v, %+v", err, inner)
	}
	if f := fieldError(a, inner); f.Err != error(inner) {
		t.Errorf("an error that names its value is wrapped: %#v", f.Err)
	}
}

// TestShortWayIsTaken by the forms in which drivers usually give a kind: what goes the long way is right, and slow.
func TestShortWayIsTaken(t *testing.T) {
	took := map[string]bool{}
	note := func(name string, ok bool) { took[name] = ok }
	for _, s := range []string{"12345678-9abc-def0-1234-56789ABCDEF0", "123456789abcdef0123456789ABCDEF0"} {
		_, ok := readUUID(s)
		note("text "+s, ok)
		_, ok = readUUID([]byte(s))
		note("bytes "+s, ok)
		_, ok = rawUUID(textForm, []byte(s))
		note("undecoded "+s, ok)
		_, ok = rawUUID(uuidText, []byte(s))
		note("undecoded uuid "+s, ok)
	}
	_, ok := readUUID(uuid[:])
	note("sixteen bytes", ok)
	_, ok = readUUID(uuid)
	note("an array", ok)
	_, ok = readInstant(instant)
	note("an instant", ok)
	_, ok = readInstant("2024-05-06 07:08:09.123456")
	note("the text of an instant", ok)
	_, ok = rawInstant(instantForm, make([]byte, 8))
	note("an undecoded instant", ok)
	_, ok = readDate(day(2024, 5, 6))
	note("a date", ok)
	_, ok = rawDate(dateText, []byte("2024-05-06"))
	note("an undecoded date", ok)
	_, ok = readClock([]byte("07:08:09"))
	note("a time", ok)
	_, ok = rawClock(textForm, []byte("07:08:09"))
	note("an undecoded time", ok)
	_, ok = readInteger[int8](int64(-128))
	note("a number", ok)
	_, ok = rawInteger[int16](int4Form, []byte{0, 0, 0, 1})
	note("an undecoded number", ok)
	_, ok = rawFloat(float8Form, make([]byte, 8))
	note("an undecoded float", ok)
	_, ok = rawBool(boolForm, []byte{0})
	note("an undecoded boolean", ok)
	_, ok = rawBytes(bytesForm, nil)
	note("undecoded bytes", ok)
	for name, ok := range took {
		if !ok {
			t.Errorf("%s goes the long way", name)
		}
	}
}
