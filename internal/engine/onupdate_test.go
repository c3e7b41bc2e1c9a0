package engine

import (
	"fmt"
	"testing"
	"unsafe"
)

// TestTouch: a write gives columns their on-update values, unless the caller names them.
func TestTouch(t *testing.T) {
	db, _ := scripted(t, "sqlite")
	m := db.model("parcel")
	for _, c := range []struct {
		named []string
		want  string
		seen  int64
	}{{nil, "[seen]", 7}, {[]string{"code"}, "[seen]", 7}, {[]string{"code", "seen"}, "[]", 0}} {
		touched, p := Touched(m.Attributes, c.named), &parcel{}
		Touch(unsafe.Pointer(p), touched)
		if got := fmt.Sprint(Names(touched)); got != c.want || p.Seen != c.seen {
			t.Errorf("of %v named: %s, %d", c.named, got, p.Seen)
		}
	}
}
