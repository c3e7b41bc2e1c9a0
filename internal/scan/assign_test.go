package scan

import (
	"database/sql"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"testing"
	"time"
)

// What was read goes into a destination exactly, or not at all.
func TestAssign(t *testing.T) {
	type named string
	big1, err := new(big.Int).SetString("9223372036854775808", 10)
	if !err {
		t.Fatal("no number")
	}
	for _, c := range []struct {
		value, dest any // dest is the zero value of the destination
		want        string
	}{
		{int64(7), int64(0), "7"},
		{int64(7), uint8(0), "7"},
		{int64(7), float32(0), "7"},
		{int64(256), uint8(0), ""},
		{int64(-1), uint(0), ""},
		{int64(1<<53 + 1), float64(0), ""},
		{2.0, 0, "2"},
		{2.5, 0, ""},
		{math.Inf(1), 0, ""},
		{big.NewInt(5), 0, "5"},
		{big1, int64(0), ""},
		{"x", named(""), "x"},
		{"x", 0, ""},
		{true, false, "true"},
		{"x", sql.Null[string]{}, "{x true}"},
		{int64(3), sql.Null[int8]{}, "{3 true}"},
		{int64(300), sql.Null[int8]{}, ""},
		{"x", sql.NullString{}, "{x true}"},
		{big1, sql.NullString{}, "{9223372036854775808 true}"},
		{nil, sql.Null[int8]{V: 3, Valid: true}, "{0 false}"},
		{nil, sql.NullString{String: "x", Valid: true}, "{ false}"},
		{nil, []byte("x"), "[]"},
		{nil, any(nil), "<nil>"},
		{nil, 0, ""},
		{nil, time.Time{}, ""},
	} {
		typ := reflect.TypeOf(c.dest)
		if typ == nil {
			typ = reflect.TypeFor[any]()
		}
		dest := reflect.New(typ).Elem()
		if c.dest != nil {
			dest.Set(reflect.ValueOf(c.dest))
		}
		err := Assign(dest, c.value)
		if got := fmt.Sprint(dest.Interface()); c.want == "" && err == nil || c.want != "" && (err != nil || got != c.want) {
			t.Errorf("%T %v into %s: %s, %v; want %q", c.value, c.value, typ, got, err, c.want)
		}
	}
	var p **int8
	if err := Assign(reflect.ValueOf(&p).Elem(), int64(4)); err != nil || **p != 4 {
		t.Errorf("into a pointer to a pointer: %v, %v", p, err)
	}
	if err := Assign(reflect.ValueOf(&p).Elem(), nil); err != nil || p != nil {
		t.Errorf("NULL into a pointer: %v, %v", p, err)
	}
}
