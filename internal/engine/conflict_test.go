package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// TestWhichConflictIsMeant: where the database cannot be told, rows that could meet another one are not written in one statement.
func TestWhichConflictIsMeant(t *testing.T) {
	for _, c := range []struct {
		dialect string
		row     parcel
		ignore  bool
		target  string
		want    bool
	}{
		{"postgres", parcel{ID: 1, Code: "a"}, false, "code", true},
		{"mysql", parcel{Code: "a"}, false, "code", true},           // the key is the server's
		{"mysql", parcel{ID: 1, Code: "a"}, false, "code", false},   // or that of another row
		{"mysql", parcel{ID: 1, Code: "a"}, false, "id", false},     // or the code is
		{"mysql", parcel{ID: 1, Code: "a"}, true, "", true},         // whichever it is
		{"mysql", parcel{ID: 1, Code: "a"}, true, "code", false},    // just that one
		{"mysql", parcel{ID: 1, Code: "a"}, true, "id,code", false}, // which is no constraint
	} {
		db, _ := scripted(t, c.dialect)
		m := db.model("parcel")
		conflict := &Conflict{Ignore: c.ignore}
		for _, a := range m.Attributes {
			if c.target == a.Name || c.target == "id,code" && (a.Name == "id" || a.Name == "code") {
				conflict.Target = append(conflict.Target, a)
			}
		}
		if got := db.tells(m, pointers(&c.row), conflict); got != c.want {
			t.Errorf("%s, ID %d, ignore %t, target %q: %t", c.dialect, c.row.ID, c.ignore, c.target, got)
		}
	}
}

// TestOverwritten has what an upsert writes into a row that is there, by what the instance knows of it.
func TestOverwritten(t *testing.T) {
	db, _ := scripted(t, "sqlite")
	m := db.model("parcel")
	mask := schema.NewMask(len(m.Attributes))
	for _, a := range attributes(t, m, "id", "code", "worth") {
		mask.Set(a.Index)
	}
	memory := func(s *schema.RowState) remembering { return remembering{schema.Row{State: s}} }
	for _, c := range []struct {
		name         string
		row          parcel
		named        []string
		write, touch string
	}{
		{"a new one", parcel{}, nil, "[grams worth from]", "[seen]"},
		{"one with a time of its own", parcel{Made: madeAt}, nil, "[grams worth made from]", "[seen]"},
		{"one that is saved", parcel{remembering: memory(m.Saved)}, nil, "[grams worth made kind from]", "[seen]"},
		{"one that was read in part", parcel{remembering: memory(&schema.RowState{Model: m, Saved: true, Loaded: mask})}, nil, "[worth]", "[seen]"},
		{"named columns", parcel{}, []string{"kind", "made"}, "[made kind]", "[seen]"},
		{"a named on-update column", parcel{}, []string{"seen"}, "[seen]", "[]"},
		{"the key, which stays", parcel{}, []string{"id", "code", "worth"}, "[worth]", "[seen]"},
	} {
		write, touch := Overwritten(m, unsafe.Pointer(&c.row), attributes(t, m, "code"), attributes(t, m, c.named...))
		if w, u := fmt.Sprint(Names(write)), fmt.Sprint(Names(touch)); w != c.write || u != c.touch {
			t.Errorf("%s: it writes %s and touches %s, want %s and %s", c.name, w, u, c.write, c.touch)
		}
	}
}

// TestRunsOfAnUpsert: rows are written in their order, by one statement as long as they are written alike.
func TestRunsOfAnUpsert(t *testing.T) {
	db, _ := scripted(t, "sqlite")
	m := db.model("parcel")
	saved := remembering{schema.Row{State: m.Saved}}
	part := &parcel{ID: 6, Code: "f"}
	OnlyKey(m, unsafe.Pointer(part))
	rows := []*parcel{{Code: "a"}, {Code: "b"}, {ID: 3, Code: "c"}, {ID: 4, Code: "d", remembering: saved}, part, {Code: "g"}}
	var got []int
	for _, r := range mergeRuns(m, pointers(rows...), &Conflict{Target: attributes(t, m, "code")}) {
		got = append(got, len(r.rows))
		if want := len(got) == 4; r.part != want || r.fresh {
			t.Errorf("run %d: read in part %t, only inserted %t", len(got), r.part, r.fresh)
		}
	}
	if fmt.Sprint(got) != "[2 1 1 1 1]" {
		t.Errorf("runs of %v", got)
	}
	if !lacks(unsafe.Pointer(&parcel{}), attributes(t, m, "grams")) || lacks(unsafe.Pointer(&parcel{Grams: sql.Null[int64]{Valid: true}}), attributes(t, m, "grams")) {
		t.Error("NULL conflicts with nothing, a zero does")
	}
}

// A write that is the victim of a deadlock is done anew from what the rows were; another failure is not.
func TestUntilOneWins(t *testing.T) {
	db, _ := scripted(t, "postgres")
	m := db.model("parcel")
	for _, c := range []struct {
		meets error
		times int
		runs  int
		is    error
	}{{ErrDeadlock, 2, 3, nil}, {ErrUnique, 2, 1, ErrUnique}, {ErrDeadlock, 99, mergeAttempts, ErrDeadlock}} {
		p, runs := &parcel{Code: "a"}, 0
		err := db.untilOneWins(m, pointers(p), func(context.Context) error {
			if p.ID != 0 {
				t.Errorf("run %d begins with the key %d", runs, p.ID)
			}
			if runs++; runs <= c.times {
				p.ID = int64(runs)
				return c.meets
			}
			return nil
		})(t.Context())
		if runs != c.runs || err != c.is {
			t.Errorf("%v: %d runs, want %d; told %v", c.meets, runs, c.runs, err)
		}
	}
}

// TestReadsBack: what instances do not know is read, and what they say where that may not be what the row has.
func TestReadsBack(t *testing.T) {
	db, _ := scripted(t, "mysql")
	m := db.model("parcel")
	back := attributes(t, m, "seen")
	for _, c := range []struct {
		target string
		back   []*schema.Attribute
		want   bool
	}{{"id", nil, false}, {"id", back, true}, {"code", nil, true}, {"code", back, true}} {
		r := &merged{back: c.back}
		if got := r.reads(&Conflict{Target: attributes(t, m, c.target)}); got != c.want {
			t.Errorf("by %s with %v: %t", c.target, Names(c.back), got)
		}
	}
}

// TestHiddenConflicts: what the database computes may be in the way of whole new objects, where it tells which row that is.
func TestHiddenConflicts(t *testing.T) {
	whole := func() *merged { return &merged{columns: []*schema.Attribute{{}}} }
	part, versioned, empty := whole(), whole(), &merged{}
	part.part, versioned.version = true, &schema.Attribute{}
	for _, c := range []struct {
		dialect string
		runs    []*merged
		refused bool
	}{
		{"sqlite", []*merged{whole(), whole()}, false}, {"postgres", []*merged{whole()}, false}, {"mariadb", []*merged{whole()}, false},
		{"mysql", []*merged{whole()}, true}, {"sqlite", []*merged{part}, true}, {"sqlite", []*merged{whole(), part, whole()}, true},
		{"sqlite", []*merged{versioned}, true}, {"sqlite", []*merged{versioned, whole()}, true}, {"sqlite", []*merged{empty}, true},
	} {
		db, _ := scripted(t, c.dialect)
		m := db.model("parcel")
		hidden := &Conflict{Target: []*schema.Attribute{{Generated: "lower(code)"}}}
		if !hidden.hidden() {
			t.Fatal("the conflict is not hidden")
		}
		if err := db.mergeableBy(m, c.runs, hidden); errors.Is(err, ErrUnsupported) != c.refused || (err != nil) != c.refused {
			t.Errorf("%s, %+v: %v", c.dialect, c.runs, err)
		}
		if err := db.mergeableBy(m, c.runs, &Conflict{Target: attributes(t, m, "code")}); err != nil {
			t.Errorf("%s, a conflict of a column: %v", c.dialect, err)
		}
	}
}
