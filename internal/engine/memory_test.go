package engine

import (
	"database/sql"
	"errors"
	"reflect"
	"testing"
	"time"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// TestRestore: after a write that is undone a row is what it was: what the server or a default has filled, columns that were changed,
// its state, and whether its relations lead anywhere.
func TestRestore(t *testing.T) {
	db, _ := scripted(t, "sqlite")
	m := db.model("parcel")
	other := &depot{ID: "other"}
	write := func(p *parcel) {
		p.ID, p.Made, p.Kind, p.Code, p.Grams = 9, time.Unix(5, 0), "filled", "changed", sql.Null[int64]{V: 3, Valid: true}
		p.From.state.Target, p.From.state.Loaded = unsafe.Pointer(other), true
		db.Stored(m, unsafe.Pointer(p), m.Attributes)
	}
	for name, was := range map[string]parcel{
		"new":     {Code: "a"},
		"filled":  {Code: "a", ID: 2, Made: time.Unix(1, 0).UTC(), Kind: "own", Grams: sql.Null[int64]{V: 1, Valid: true}},
		"partial": {Code: "a", ID: 2, remembering: remembering{schema.Row{State: &schema.RowState{Model: m, Saved: true, Loaded: schema.NewMask(9)}}}},
	} {
		rows := []*parcel{new(parcel), new(parcel)}
		for _, p := range rows {
			*p = was
		}
		var memory Memory
		memory.Rows(m, pointers(rows...), attributes(t, m, "id", "made", "kind", "code", "grams", "from"))
		for _, p := range rows {
			write(p)
		}
		memory.Restore()
		for i, p := range rows {
			if !reflect.DeepEqual(*p, was) {
				t.Errorf("%s: row %d is %+v, was %+v", name, i, *p, was)
			}
		}
	}
}

// A row that was bound stays so, and a column that the write has not named keeps what it got.
func TestRestoreLeavesTheRest(t *testing.T) {
	db, _ := scripted(t, "sqlite")
	m := db.model("parcel")
	p := &parcel{ID: 2, Code: "a"}
	row := unsafe.Pointer(p)
	db.Bind(m, row)
	var was Memory
	was.Row(m, row, attributes(t, m, "worth"))
	p.Code, p.Worth = "mine", 3
	was.Restore()
	if !Bound(m, row) || p.Code != "mine" || p.Worth != 0 {
		t.Errorf("%+v, bound: %t", p, Bound(m, row))
	}
}

// TestUndoing: a failure and a panic restore, in the opposite order of the noting; success restores nothing.
func TestUndoing(t *testing.T) {
	db, _ := scripted(t, "sqlite")
	m := db.model("parcel")
	for name, c := range map[string]struct {
		write func() error
		kept  bool
	}{
		"success": {func() error { return nil }, true},
		"failure": {func() error { return errProbe }, false},
		"panic":   {func() error { panic(errProbe) }, false},
	} {
		p := &parcel{Code: "a"}
		first, second := unsafe.Pointer(&label{}), unsafe.Pointer(&label{})
		p.Tags.state.Items = []unsafe.Pointer{first}
		var memory Memory
		memory.Whole(m, unsafe.Pointer(p))
		memory.Relation(&p.Tags.state)
		p.Code = "b"
		memory.Whole(m, unsafe.Pointer(p)) // what is noted later is restored earlier
		func() {
			defer func() {
				if got := recover(); (got == any(errProbe)) != (name == "panic") {
					t.Errorf("%s: the panic is %v", name, got)
				}
			}()
			err := memory.Undoing(func() error {
				p.Code, p.ID, p.Tags.state.Items, p.Tags.state.Loaded = "c", 3, []unsafe.Pointer{second}, true
				return c.write()
			})
			if errors.Is(err, errProbe) == c.kept {
				t.Errorf("%s: told %v", name, err)
			}
		}()
		if kept := p.Code == "c" && p.ID == 3 && p.Tags.state.Loaded && p.Tags.state.Items[0] == second; kept != c.kept {
			t.Errorf("%s: %+v", name, p)
		}
		if undone := p.Code == "a" && p.ID == 0 && !p.Tags.state.Loaded && p.Tags.state.Items[0] == first; undone == c.kept {
			t.Errorf("%s: %+v", name, p)
		}
	}
}
