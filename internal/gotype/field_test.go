package gotype

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unsafe"
)

type inner struct {
	A int8
	B int64
}

type middle struct {
	inner
	C string
}

type named struct{ D int }

type outer struct {
	X      int16
	middle `json:"m"`
	named
	*strings.Reader
	Y inner // in a field of its own: its fields are not the outer struct's
	_ int
}

// TestWalk has the order of the fields, how deep they lie, whether JSON has them in the outer
// object; offsets are Go's own.
func TestWalk(t *testing.T) {
	var got []string
	o := outer{X: 1, Y: inner{A: 2, B: 3}}
	o.A, o.B, o.C, o.D = 4, 5, "six", 7
	Walk(reflect.TypeFor[outer](), func(f *Field) bool {
		kind := ""
		if f.EmbedsStruct() {
			kind = " struct"
		} else if f.EmbedsPointer() {
			kind = " pointer"
		}
		got = append(got, fmt.Sprintf("%d %s %t%s", f.Depth, f.Name, f.Written(), kind))
		if f.Type.Kind() == reflect.Int64 && *(*int64)(unsafe.Add(unsafe.Pointer(&o), f.Offset)) != 5 {
			t.Errorf("%s lies elsewhere than at %d", f.Name, f.Offset)
		}
		if f.Name == "D" && *(*int)(unsafe.Add(unsafe.Pointer(&o), f.Offset)) != 7 {
			t.Errorf("%s lies elsewhere than at %d", f.Name, f.Offset)
		}
		return true
	})
	want := "0 X true, 0 middle true struct, 1 inner false struct, 2 A false, 2 B false, 1 C false, 0 named true struct, 1 D true, " +
		"0 Reader true pointer, 0 Y true, 0 _ true"
	if text := strings.Join(got, ", "); text != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
}

// An embedded struct that visit declines is one field.
func TestWalkStaysOutside(t *testing.T) {
	n := 0
	Walk(reflect.TypeFor[outer](), func(f *Field) bool {
		n++
		return f.Name != "middle"
	})
	if n != 7 {
		t.Errorf("%d fields, want 7", n)
	}
}

// related is a relation as package schema knows them, by its method.
type related struct{ A int }

func (*related) RelationTarget() reflect.Type { return nil }

// TestFields: structs that are embedded are looked into, relations and what a pointer leads to are
// not.
func TestFields(t *testing.T) {
	type row struct {
		named
		related
		*inner
		Y inner
	}
	var got []string
	for _, f := range Fields(reflect.TypeFor[row]()) {
		got = append(got, f.Name)
	}
	if text := strings.Join(got, " "); text != "D related Y" {
		t.Error(text)
	}
}
