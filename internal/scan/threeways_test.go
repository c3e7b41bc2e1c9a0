package scan

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// threeWays reads rows by way of database/sql, without it, and undecoded where a value has such a form, which must not differ: not in
// the graph that comes out, and not in what is refused.
func threeWays(t testing.TB, p *Plan, rows [][]any, end error, o Options) (*Result, error) {
	t.Helper()
	result, err := p.Read(&fakeRows{rows: rows, err: end}, o)
	same := func(way string, other *Result, otherErr error) {
		t.Helper()
		if fmt.Sprint(err) != fmt.Sprint(otherErr) || errors.Is(err, end) != errors.Is(otherErr, end) {
			t.Errorf("%s: %v, want %v", way, otherErr, err)
		}
		if (result == nil) != (other == nil) {
			t.Fatalf("%s: %v, want %v", way, other, result)
		}
		if result == nil {
			return
		}
		if got, want := described(t, p, other), described(t, p, result); got != want {
			t.Errorf("%s give another result:\n%s\nwant\n%s", way, got, want)
		}
	}
	direct, directErr := p.ReadDriver(driverRows{&fakeRows{rows: rows, err: end}}, o)
	same("the driver's own rows", direct, directErr)
	if raw := undecoded(rows); raw != nil {
		raw.err = end
		other, otherErr := p.ReadRaw(raw, o)
		same("undecoded rows", other, otherErr)
	}
	return result, err
}

// undecoded is what PostgreSQL sends for the rows; nil where a value has no such form, or a column two.
func undecoded(rows [][]any) *fakeRaw {
	if len(rows) == 0 {
		return nil
	}
	f := &fakeRaw{columns: make([]RawColumn, len(rows[0]))}
	for _, row := range rows {
		out := make([][]byte, len(row))
		for i, v := range row {
			if v == nil {
				continue
			}
			oid, b := sent(v)
			if len(row) != len(f.columns) || b == nil || f.columns[i].OID != 0 && f.columns[i].OID != oid {
				return nil
			}
			f.columns[i], out[i] = RawColumn{OID: oid, Binary: oid != oidText}, b
		}
		f.rows = append(f.rows, out)
	}
	return f
}

const oidText = 25

// sent is a value as PostgreSQL sends it; nil where it has no such form.
func sent(v any) (uint32, []byte) {
	switch v := v.(type) {
	case int64:
		return oidInt8, binary.BigEndian.AppendUint64(nil, uint64(v))
	case string:
		return oidText, append([]byte{}, v...)
	case []byte:
		return oidBytes, append([]byte{}, v...)
	case bool:
		return oidBool, []byte{map[bool]byte{true: 1}[v]}
	case float64:
		return oidFloat8, binary.BigEndian.AppendUint64(nil, math.Float64bits(v))
	case time.Time:
		if v.Location() == time.UTC && v.Equal(v.Truncate(time.Microsecond)) && v.Year() > 1 && v.Year() < 9999 {
			return oidTimestampTZ, binary.BigEndian.AppendUint64(nil, uint64(v.UnixMicro()-microsTo2000))
		}
	}
	return 0, nil
}

// described is a result as text: the main rows in their order, everything that can be reached from each, and the parents of a prefetch.
func described(t testing.TB, p *Plan, r *Result) string {
	t.Helper()
	d := &description{t: t, seen: map[unsafe.Pointer]int{}}
	d.printf("%d rows, %d main rows\n", r.Rows, len(r.Roots))
	m := p.tree.Root().Model
	for _, row := range r.Roots {
		d.row(m, row)
	}
	if r.Pairs != nil {
		for i, parent := range r.Parents {
			d.printf("parent %v, row %d of %d links\n", parent, slices.Index(r.Roots, r.RowRoots[i]), len(r.RowLinks))
		}
	}
	return d.String()
}

type description struct {
	strings.Builder
	t    testing.TB
	seen map[unsafe.Pointer]int
}

func (d *description) printf(format string, args ...any) { fmt.Fprintf(d, format, args...) }

// row describes an object when it is met first, and later by its number.
func (d *description) row(m *schema.Model, row unsafe.Pointer) {
	if row == nil {
		d.printf("nil\n")
		return
	}
	if n, ok := d.seen[row]; ok {
		d.printf("%s %d again\n", m.Name, n)
		return
	}
	d.seen[row] = len(d.seen)
	text, err := json.Marshal(reflect.NewAt(m.Type, row).Interface())
	if err != nil {
		d.t.Fatal(err)
	}
	d.printf("%s %d %s\n", m.Name, d.seen[row], text)
	if m.HasState {
		state := *m.State(row).State
		d.printf("saved %v, remembers %v\n", state.Saved, state.Model.Tracks)
	}
	for _, s := range m.Sides {
		switch {
		case !s.HasField || s.Legs != nil:
		case s.ToMany:
			many := schema.ManyAt(row, s.Offset)
			d.printf("%s of %d: %v, %d with %d links of %v, bound %t\n", s.Name, d.seen[row], many.Loaded, len(many.Items), len(many.Links),
				many.OwnerKey(), many.Binding != nil)
			for i, item := range many.Items {
				d.row(s.Target, item)
				if i < len(many.Links) {
					d.row(s.Through(), many.Links[i])
				}
			}
		default:
			one := schema.OneAt(row, s.Offset)
			d.printf("%s of %d: %v, back %v, key %v, owner %v: ", s.Name, d.seen[row], one.Loaded, one.Back, one.Key(), one.OwnerKey())
			d.row(s.Target, one.Target)
		}
	}
}
