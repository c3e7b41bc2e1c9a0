package schema

import (
	"testing"
	"time"
	"unsafe"
)

// TestChanges: a state compares canonical values, of memory that nobody else writes to, and leaves out what was not loaded.
func TestChanges(t *testing.T) {
	specimenSays = func(s *specimen) Table {
		return Table{Fields: Fields{BigInteger(&s.ID).PrimaryKey(), String(&s.Name, 9), DateTime(&s.Day), LargeBinary(&s.Blob, 9), Float(&s.Ratio), Integer(&s.Whole).Version()}}
	}
	m := MustRegistry(&specimen{}).Models()[0]
	now := time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC)
	s := specimen{ID: 1, Name: "a", Day: now, Blob: []byte{1}}
	row := unsafe.Pointer(&s)
	names := func(s *RowState) string {
		out := ""
		for _, a := range s.Changed(row) {
			out += a.Name + " "
		}
		return out
	}
	state := m.Saved.Remembering(row)
	if m.Saved.Was != nil || m.Saved.Changed(row) != nil || (*RowState)(nil).Changed(row) != nil {
		t.Error("a state without values knows changes")
	}
	s.Day, s.Whole = now.In(time.FixedZone("", 60)).Add(1), 9
	if got := names(state); got != "" {
		t.Errorf("equal values, and the version, are changes: %s", got)
	}
	s.Blob[0], s.Name = 2, "b"
	if got := names(state); got != "name blob " {
		t.Errorf("changed: %s", got)
	}
	if got := names(state.Noting(row, []*Attribute{m.Attribute("blob")})); got != "name " || names(state) != "name blob " {
		t.Errorf("changed after noting: %s", got)
	}
	part := &RowState{Model: m, Saved: true, Loaded: NewMask(len(m.Attributes))}
	part.Loaded.Set(m.Attribute("ratio").Index)
	s.Ratio = 1
	if part = part.Remembering(row); part.Changed(row) != nil {
		t.Errorf("of a part: %s", names(part))
	}
	s.Ratio, s.Name = 2, "c"
	if got := names(part); got != "ratio " {
		t.Errorf("of a part: %s", got)
	}
	specimenSays = func(s *specimen) Table {
		return Table{TrackChanges: true, Fields: Fields{BigInteger(&s.ID).PrimaryKey()}}
	}
	reports(t, []Definer{&specimen{}}, mistake{"specimen", "", "TrackChanges needs the memory of orm.Model"})
}
