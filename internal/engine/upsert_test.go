package engine

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"testing"
	"unsafe"
)

// TestWhatAnInsertMayMeet: the key alone, or another constraint as well, and whether the database can be told which is meant.
func TestWhatAnInsertMayMeet(t *testing.T) {
	for _, c := range []struct {
		dialect, model string
		row            unsafe.Pointer
		want           Conflicts
	}{
		{"postgres", "depot", unsafe.Pointer(&depot{ID: "a"}), ByKey},
		{"mysql", "depot", unsafe.Pointer(&depot{ID: "a"}), ByKey},
		{"postgres", "parcel", unsafe.Pointer(&parcel{ID: 1}), Named},
		{"mysql", "parcel", unsafe.Pointer(&parcel{ID: 1}), Any},
		{"postgres", "parcel", unsafe.Pointer(&parcel{}), Any}, // without a key
	} {
		db, _ := scripted(t, c.dialect)
		if got := db.Conflicts(db.model(c.model), c.row); got != c.want {
			t.Errorf("%s, %s: %v, want %v", c.dialect, c.model, got, c.want)
		}
	}
}

// TestWhatAnUpsertLeavesUnknown: what it has not written, and what the server or an update makes.
func TestWhatAnUpsertLeavesUnknown(t *testing.T) {
	for _, c := range []struct {
		dialect string
		write   []string
		back    string
		risky   bool
	}{
		{"postgres", []string{"code", "grams", "worth", "made", "kind", "from"}, "[made seen]", true}, // made is left to the server
		{"postgres", []string{"code", "grams", "worth", "seen", "kind", "from"}, "[made]", true},
		{"mysql", []string{"code", "grams", "worth", "kind", "from"}, "[made seen]", true},
	} {
		db, _ := scripted(t, c.dialect)
		m := db.model("parcel")
		back, risky := db.Unknown(m, unsafe.Pointer(&parcel{ID: 1}), attributes(t, m, c.write...))
		if got := fmt.Sprint(Names(back)); got != c.back || risky != c.risky {
			t.Errorf("%s after %v: %s, risky %t", c.dialect, c.write, got, risky)
		}
	}
	row := &parcel{ID: 1, Made: madeAt}
	for dialect, want := range map[string]bool{"postgres": false, "mysql": true} {
		db, _ := scripted(t, dialect)
		m := db.model("parcel")
		if back, risky := db.Unknown(m, unsafe.Pointer(row), attributes(t, m, "code", "grams", "worth", "made", "kind", "from")); len(back) != 1 || risky != want {
			t.Errorf("%s: of on-update values alone %v, risky %t", dialect, Names(back), risky)
		}
	}
}

// What an upsert has to read back and cannot find is an error, though its statement was done.
func TestAnUpsertThatIsNotReadBack(t *testing.T) {
	for _, dialect := range []string{"postgres", "mysql"} {
		db, s := scripted(t, dialect)
		m := db.model("parcel")
		row := unsafe.Pointer(&parcel{ID: 1, Made: madeAt})
		write, back := attributes(t, m, "code"), attributes(t, m, "seen")
		if err := db.Upsert(t.Context(), m, row, row, write, back); !errors.Is(err, ErrNoMatch) {
			t.Errorf("%s: told %v after %s", dialect, err, s.all())
		}
		next := &parcel{ID: 1}
		gives := answer{rows: [][]driver.Value{{int64(9)}}}
		s.says("INSERT", gives)
		s.says("SELECT", gives)
		if err := db.Upsert(t.Context(), m, row, unsafe.Pointer(next), write, back); err != nil || next.Seen != 9 {
			t.Errorf("%s: %v, %+v", dialect, err, next)
		}
	}
}
