package engine

import (
	"reflect"
	"testing"
	"unsafe"
)

// TestBatchSizes has how many rows a statement takes of what was asked, of so many columns.
func TestBatchSizes(t *testing.T) {
	for _, c := range []struct {
		dialect        string
		asked, columns int
		want           int
	}{
		{"sqlite", 0, 5, defaultBatch},
		{"sqlite", 500, 5, 500},
		{"sqlite", 1 << 20, 5, 32_766 / 5},
		{"sqlite", 1 << 20, 0, 32_766},
		{"sqlite", 0, 40_000, 1},
		{"sqlite", -3, 1, defaultBatch},
		{"mysql", 1 << 20, 3, 65_535 / 3},
		{"postgres", 0, 5, arrayBatch},
		{"postgres", 1 << 20, 5, 1 << 20}, // a parameter is a column
	} {
		db, _ := scripted(t, c.dialect)
		if got := db.batchSize(c.asked, c.columns); got != c.want {
			t.Errorf("%s: of %d rows of %d columns a statement takes %d, want %d", c.dialect, c.asked, c.columns, got, c.want)
		}
	}
}

// Many rows go in large statements of one size where that pays, the rest as usual.
func TestInsertsAreCut(t *testing.T) {
	for _, c := range []struct {
		dialect              string
		asked, columns, rows int
		want                 []int
	}{
		{"mariadb", 0, 5, 1_000, []int{500, 500}},
		{"mariadb", 0, 5, 1_730, []int{500, 500, 500, 100, 100, 30}},
		{"mariadb", 0, 5, 499, []int{100, 100, 100, 100, 99}},
		{"mariadb", 300, 5, 1_000, []int{300, 300, 300, 100}},
		{"mariadb", 0, 200, 600, []int{100, 100, 100, 100, 100, 100}}, // of more parameters than a statement has
		{"sqlite", 0, 5, 600, []int{100, 100, 100, 100, 100, 100}},
		{"postgres", 0, 5, 1_730, []int{1000, 730}},
	} {
		db, _ := scripted(t, c.dialect)
		next := db.insertCut(c.asked, c.columns)
		var got []int
		for left := c.rows; left > 0; left -= got[len(got)-1] {
			got = append(got, min(next(left), left))
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %d rows of %d columns are cut into %v, want %v", c.dialect, c.rows, c.columns, got, c.want)
		}
	}
}

// Where the database takes arrays the values of rows become those of columns.
func TestValuesAreTurned(t *testing.T) {
	db, _ := scripted(t, "postgres")
	rows := []any{1, "a", nil, 2, "b", 0.5}
	want := []any{[]any{1, 2}, []any{"a", "b"}, []any{nil, 0.5}}
	if got := db.lists(rows, 3); !reflect.DeepEqual(got, want) {
		t.Errorf("%v", got)
	}
	if got := db.lists(nil, 0); len(got) != 0 {
		t.Errorf("no columns: %v", got)
	}
	db, _ = scripted(t, "sqlite")
	if got := db.lists(rows, 3); !reflect.DeepEqual(got, rows) {
		t.Errorf("without arrays: %v", got)
	}
}

// Rows are written in their order: a run ends where the columns of the next row are others.
func TestRunsOfTheSameColumns(t *testing.T) {
	db, _ := scripted(t, "sqlite")
	rows := pointers(&parcel{}, &parcel{}, &parcel{ID: 3}, &parcel{ID: 4}, &parcel{})
	var got []int
	at := 0
	for _, run := range sameColumns(db.model("parcel"), rows) {
		got = append(got, len(run))
		for _, row := range run {
			if row != rows[at] {
				t.Fatalf("row %d is out of order", at)
			}
			at++
		}
	}
	if !reflect.DeepEqual(got, []int{2, 2, 1}) {
		t.Errorf("runs of %v", got)
	}
	if got := sameColumns(db.model("parcel"), []unsafe.Pointer{rows[0]}); len(got) != 1 {
		t.Errorf("a row alone is %d runs", len(got))
	}
}

// TestOneInsert: rows go in one statement outside of a transaction where nothing can fail after it.
func TestOneInsert(t *testing.T) {
	for _, c := range []struct {
		dialect        string
		conflict, sure bool
		row            parcel
		want           bool
	}{
		{"sqlite", false, false, parcel{Code: "a"}, false}, // the key may be no key
		{"sqlite", false, true, parcel{Code: "a"}, true},
		{"sqlite", false, false, parcel{ID: 1, Code: "a", Made: madeAt}, true},
		{"sqlite", true, false, parcel{Code: "a"}, false},
		{"sqlite", true, true, parcel{Code: "a"}, true},
		{"mysql", false, false, parcel{Code: "a"}, false}, // one by one, to learn of the keys
		{"mysql", true, false, parcel{Code: "a"}, true},
	} {
		db, _ := scripted(t, c.dialect)
		m, o := db.model("parcel"), Bulk{}
		if c.conflict {
			o.Conflict = &Conflict{Target: attributes(t, m, "code")}
		}
		if c.sure {
			db.prove(attributes(t, m, "id", "made"))
		}
		if got := db.oneInsert(m, pointers(&c.row, &c.row), o); got != c.want {
			t.Errorf("%+v: %t", c, got)
		}
	}
}
