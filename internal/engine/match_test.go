package engine

import (
	"database/sql/driver"
	"errors"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/schema"
)

// TestReturnedRowsFindTheirInstances: the rows of a statement may come back in any order.
func TestReturnedRowsFindTheirInstances(t *testing.T) {
	db, s := scripted(t, "postgres")
	m := db.model("parcel")
	t.Run("by generated keys", func(t *testing.T) {
		a, b, c := &parcel{Code: "a"}, &parcel{Code: "b"}, &parcel{Code: "c"}
		got := [][]any{{int64(12), int64(2)}, {int64(13), int64(3)}, {int64(11), int64(1)}}
		if err := db.assign(t.Context(), m, true, attributes(t, m, "id", "seen"), got, pointers(a, b, c)); err != nil {
			t.Fatal(err)
		}
		if a.ID != 11 || a.Seen != 1 || b.ID != 12 || b.Seen != 2 || c.ID != 13 || c.Seen != 3 {
			t.Errorf("%+v, %+v, %+v", a, b, c)
		}
	})
	t.Run("by their own keys", func(t *testing.T) {
		a, b := &parcel{ID: 5}, &parcel{ID: 4}
		got := [][]any{{int64(4), int64(40)}, {int64(5), int64(50)}}
		if err := db.assign(t.Context(), m, false, attributes(t, m, "id", "seen"), got, pointers(a, b)); err != nil {
			t.Fatal(err)
		}
		if a.Seen != 50 || b.Seen != 40 {
			t.Errorf("%+v, %+v", a, b)
		}
	})
	t.Run("fewer than were sent", func(t *testing.T) {
		err := db.assign(t.Context(), m, true, attributes(t, m, "id"), [][]any{{int64(1)}}, pointers(&parcel{}, &parcel{}))
		if err == nil || !strings.Contains(err.Error(), "2 rows of parcel were inserted, 1 came back") {
			t.Error(err)
		}
	})
	if got := s.all(); got != "" {
		t.Errorf("sent %s", got)
	}
}

// Where no row that came back has just the instance's value, the database is asked; two instances that are one row are refused.
func TestTheDatabaseIsAskedWhichRowItIs(t *testing.T) {
	for _, c := range []struct {
		name  string
		codes [2]string
		gives []answer // to the question
		is    error
		says  string
	}{
		{"it spells it otherwise", [2]string{"a", "B"}, []answer{{rows: [][]driver.Value{{"b", int64(2)}}}}, nil, ""},
		{"it has no such row", [2]string{"a", "B"}, nil, ErrNoMatch, "the row of object 1 of parcel was not found again"},
		{"both are one row", [2]string{"a", "A"}, []answer{{rows: [][]driver.Value{{"a", int64(1)}}}}, schema.ErrQuery, "objects 0 and 1 of parcel are one row"},
		{"two instances of one row", [2]string{"a", "a"}, []answer{{rows: [][]driver.Value{{"a", int64(1)}}}}, schema.ErrQuery, "objects 0 and 1 of parcel are one row"},
		{"it fails", [2]string{"a", "B"}, []answer{{err: ErrConnect}}, ErrConnect, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			db, s := scripted(t, "postgres")
			m := db.model("parcel")
			s.says("SELECT", c.gives...)
			x, y := &parcel{Code: c.codes[0]}, &parcel{Code: c.codes[1]}
			got := [][]any{{"b", int64(2)}, {"a", int64(1)}}
			err := db.match(t.Context(), m, attributes(t, m, "code"), attributes(t, m, "id"), got, pointers(x, y))
			if !errors.Is(err, c.is) || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("told %v", err)
			}
			if x.ID != 1 || err == nil && (y.ID != 2 || y.Code != "b") {
				t.Errorf("%+v, %+v", x, y)
			}
			if n := len(s.sent); n != 1 {
				t.Errorf("%d statements are sent: %s", n, s.all())
			}
		})
	}
}

// What comes back of a bulk write must have what the row cannot be without; a transaction in which it has not is spoilt.
func TestWhatComesBackIsChecked(t *testing.T) {
	for _, c := range []struct {
		name string
		row  []driver.Value
		is   error
	}{
		{"a key that the database did not make", []driver.Value{nil, int64(7)}, ErrUnsupported},
		{"a key of DEFAULT 0", []driver.Value{int64(0), int64(7)}, ErrUnsupported},
		{"NULL where there is none", []driver.Value{int64(1), nil}, schema.ErrStored},
		{"what is no number", []driver.Value{int64(1), "x"}, schema.ErrStored},
	} {
		db, s := scripted(t, "postgres")
		m := db.model("parcel")
		s.says("INSERT", answer{rows: [][]driver.Value{c.row}})
		_, err := db.sendReturning(t.Context(), statement("INSERT", true), nil, attributes(t, m, "id", "seen"))
		if !errors.Is(err, c.is) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestExactKinds: a folding column or a rounding one may take two values for one.
func TestExactKinds(t *testing.T) {
	db, _ := scripted(t, "postgres")
	m := db.model("parcel")
	for name, want := range map[string]bool{"id": true, "seen": true, "code": false, "worth": false, "made": false} {
		if got := exactKind(m.Attribute(name)); got != want {
			t.Errorf("%s is exact: %t", name, got)
		}
	}
	if allExact(attributes(t, m, "id", "code")) || !allExact(attributes(t, m, "id", "seen")) {
		t.Error("one that is not exact is enough")
	}
}
