package engine

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unsafe"
)

// TestBatchesAreCut has how many rows go into each statement: by their number, by their bytes, and a row alone that has too many.
func TestBatchesAreCut(t *testing.T) {
	long := func(n int) string { return strings.Repeat("x", n) }
	for _, dialectName := range []string{"sqlite", "postgres"} {
		db, _ := scripted(t, dialectName)
		db.Driver.MaxPacket = 2000 // half of it goes into a statement
		columns := attributes(t, db.model("parcel"), "code", "seen")
		for _, c := range []struct {
			codes []string
			size  int
			want  []int
		}{
			{[]string{"a"}, 10, []int{1}},
			{[]string{"a", "b", "c", "d", "e"}, 2, []int{2, 2, 1}},
			{[]string{"a", "b", "c", "d"}, 2, []int{2, 2}},
			{[]string{"a", "b", "c"}, 1, []int{1, 1, 1}},
			{[]string{long(400), long(400), long(400), "d"}, 10, []int{2, 2}},
			{[]string{"a", long(5000), "c", "d"}, 10, []int{1, 1, 2}},
			{[]string{long(5000), long(5000)}, 10, []int{1, 1}},
			{[]string{long(968 - 1*2*valueBytes), "", "c"}, 10, []int{2, 1}},
		} {
			rows := make([]unsafe.Pointer, len(c.codes))
			for i, code := range c.codes {
				rows[i] = unsafe.Pointer(&parcel{Code: code, Seen: int64(i)})
			}
			var got []int
			var seen []string
			err := db.eachBatch(rows, columns, evenly(c.size), func(batch []unsafe.Pointer, values []any) error {
				got = append(got, len(batch))
				seen = append(seen, readValues(values, db.Dialect.Arrays)...)
				return nil
			})
			if err != nil || !reflect.DeepEqual(got, c.want) {
				t.Errorf("%s: %d rows in batches of %v, want %v: %v", dialectName, len(rows), got, c.want, err)
			}
			for i, code := range c.codes {
				if want := fmt.Sprint(len(code), " ", i); i >= len(seen) || seen[i] != want {
					t.Errorf("%s: the values of row %d are not %s: %v", dialectName, i, want, seen)
				}
			}
		}
	}
}

// readValues writes of each row how long the code is, and the number.
func readValues(values []any, arrays bool) (out []string) {
	codes, numbers := []any{}, []any{}
	each := func(list any) (out []any) {
		for i, v := 0, reflect.ValueOf(list); i < v.Len(); i++ {
			out = append(out, v.Index(i).Interface())
		}
		return out
	}
	if arrays {
		codes, numbers = each(values[0]), each(values[1])
	} else {
		for i := 0; i < len(values); i += 2 {
			codes, numbers = append(codes, values[i]), append(numbers, values[i+1])
		}
	}
	for i, code := range codes {
		out = append(out, fmt.Sprint(len(code.(string)), " ", numbers[i]))
	}
	return out
}

// An error of a batch ends the writing.
func TestTheFirstBatchThatFailsIsTheLast(t *testing.T) {
	db, _ := scripted(t, "sqlite")
	n := 0
	err := db.eachBatch(pointers(&parcel{}, &parcel{}, &parcel{}), attributes(t, db.model("parcel"), "code"), evenly(1), func([]unsafe.Pointer, []any) error {
		if n++; n == 2 {
			return errProbe
		}
		return nil
	})
	if err != errProbe || n != 2 {
		t.Errorf("%d batches, told %v", n, err)
	}
}

// What fits is one statement beyond doubt: half of what a batch may have.
func TestWhatFits(t *testing.T) {
	db, _ := scripted(t, "sqlite")
	m := db.model("parcel")
	columns := attributes(t, m, "code", "seen")
	for packet, want := range map[int]int{0: maxBatchBytes, 1000: 500, 1 << 30: maxBatchBytes} {
		if db.Driver.MaxPacket = packet; db.batchBytes() != want {
			t.Errorf("of a packet of %d bytes a batch has %d, want %d", packet, db.batchBytes(), want)
		}
	}
	// A row cannot have too many bytes by the length that the column has at most, of more the values are looked at.
	for n, want := range map[int]bool{1: true, 3: true, 5: false} {
		var rows []unsafe.Pointer
		for range n {
			rows = append(rows, unsafe.Pointer(&parcel{Code: strings.Repeat("x", 40)}))
		}
		if db.Driver.MaxPacket = 1000; db.fits(rows, columns) != want {
			t.Errorf("%d rows of 56 bytes fit half of 500: %t", n, !want)
		}
	}
}
