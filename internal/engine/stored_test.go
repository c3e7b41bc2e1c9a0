package engine

import (
	"math"
	"testing"
	"time"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// TestStored: an instance that was written holds what the database does.
func TestStored(t *testing.T) {
	db, _ := scripted(t, "sqlite")
	m := db.model("parcel")
	here := time.Date(2024, 5, 6, 7, 8, 9, 123_456_789, time.FixedZone("x", 3600))
	p := &parcel{ID: 1, Made: here, Worth: math.Copysign(0, -1)}
	db.Stored(m, unsafe.Pointer(p), m.Attributes)
	if want := time.Date(2024, 5, 6, 6, 8, 9, 123_456_000, time.UTC); p.Made != want {
		t.Errorf("the time is %v, want %v", p.Made, want)
	}
	if math.Signbit(p.Worth) {
		t.Error("a negative zero is kept")
	}
	if p.row.State != m.Saved || !Bound(m, unsafe.Pointer(p)) {
		t.Errorf("it remembers %+v", p.row.State)
	}
	other := &parcel{Made: here}
	db.Stored(m, unsafe.Pointer(other), attributes(t, m, "worth"))
	if other.Made != here {
		t.Error("a column that was not written is changed")
	}
}

// TestUpdated: an instance that was read in part stays so, and knows the columns that it has written.
func TestUpdated(t *testing.T) {
	db, _ := scripted(t, "sqlite")
	m := db.model("parcel")
	p := &parcel{ID: 1}
	OnlyKey(m, unsafe.Pointer(p))
	before := p.row.State
	db.Updated(m, unsafe.Pointer(p), attributes(t, m, "code"))
	has := func(s *schema.RowState, name string) bool { return s.Loaded.Has(m.Attribute(name).Index) }
	if s := p.row.State; !s.Saved || !has(s, "id") || !has(s, "code") || has(s, "seen") {
		t.Errorf("it remembers %+v", s)
	}
	if has(before, "code") {
		t.Error("the memory of other rows has changed")
	}
	whole := &parcel{ID: 2}
	db.Updated(m, unsafe.Pointer(whole), attributes(t, m, "code"))
	if whole.row.State != m.Saved {
		t.Errorf("one that has all remembers %+v", whole.row.State)
	}
}
