package engine

import (
	"context"
	"database/sql/driver"
	"errors"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

var madeAt = time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)

// TestInsertReadsBack has how a new row learns what the server made of it, and what it means that it cannot: the row is not kept.
func TestInsertReadsBack(t *testing.T) {
	gives := func(v ...driver.Value) answer { return answer{rows: [][]driver.Value{v}} }
	for _, c := range []struct {
		name, dialect  string
		insert, reload answer
		begins, ends   string // of what is sent
		is             error
	}{
		{"by RETURNING", "postgres", gives(int64(4), madeAt), answer{}, "BEGIN; INSERT", "COMMIT", nil},
		{"no row", "postgres", answer{}, answer{}, "BEGIN; INSERT", "ROLLBACK", ErrNoMatch},
		{"no key", "postgres", gives(nil, madeAt), answer{}, "BEGIN; INSERT", "ROLLBACK", ErrUnsupported},
		{"a key that is zero", "postgres", gives(int64(0), madeAt), answer{}, "BEGIN; INSERT", "ROLLBACK", ErrUnsupported},
		{"a time that is none", "postgres", gives(int64(4), "x"), answer{}, "BEGIN; INSERT", "ROLLBACK", schema.ErrStored},
		{"by the driver's key and one more read", "mysql", answer{id: 4}, gives(madeAt), "START TRANSACTION; INSERT", "COMMIT", nil},
		{"the driver has no key", "mysql", answer{}, gives(madeAt), "START TRANSACTION; INSERT", "ROLLBACK", ErrUnsupported},
		{"the row is not found again", "mysql", answer{id: 4}, answer{}, "START TRANSACTION; INSERT", "ROLLBACK", ErrNoMatch},
		{"the server refuses", "postgres", answer{err: ErrUnique}, answer{}, "BEGIN; INSERT", "ROLLBACK", ErrUnique},
	} {
		t.Run(c.name, func(t *testing.T) {
			db, s := scripted(t, c.dialect)
			m, p := db.model("parcel"), &parcel{Code: "a"}
			s.says("INSERT", c.insert)
			s.says("SELECT", c.reload)
			err := db.Insert(t.Context(), m, unsafe.Pointer(p))
			got := s.all()
			if !errors.Is(err, c.is) || !strings.Contains(got, c.begins) || !strings.Contains(got, c.ends) {
				t.Errorf("sent %s, told %v", got, err)
			}
			if saved := p.row.State == m.Saved; saved != (err == nil) || saved && (p.ID != 4 || !p.Made.Equal(madeAt)) {
				t.Errorf("%+v", p)
			}
		})
	}
}

// Once reading back has gone well it is known to go well: the next rows need no transaction.
func TestInsertOfWhatIsProved(t *testing.T) {
	db, s := scripted(t, "postgres")
	s.says("INSERT", answer{rows: [][]driver.Value{{int64(4), madeAt}}})
	for i := range 2 {
		if err := db.Insert(t.Context(), db.model("parcel"), unsafe.Pointer(&parcel{Code: "a"})); err != nil {
			t.Fatal(err)
		}
		if got := s.all(); strings.Contains(got, "BEGIN") != (i == 0) {
			t.Errorf("row %d: sent %s", i, got)
		}
	}
}

// A failure inside a transaction of the caller's dooms that, since the row is there.
func TestInsertSpoilsTheTransaction(t *testing.T) {
	db, s := scripted(t, "postgres")
	s.says("INSERT", answer{rows: [][]driver.Value{{int64(0), madeAt}}})
	err := db.Transaction(t.Context(), TxOptions{}, func(ctx context.Context) error {
		if err := db.Insert(ctx, db.model("parcel"), unsafe.Pointer(&parcel{Code: "a"})); !errors.Is(err, ErrUnsupported) {
			t.Errorf("the caller of the insert is told %v", err)
		}
		return nil
	})
	if !errors.Is(err, ErrTxDoomed) || !strings.HasSuffix(s.all(), "ROLLBACK") {
		t.Errorf("told %v", err)
	}
}

// TestRowsThatAreNotThere: an update and a reading of none are errors, a deletion says that there were none, and the instance
// forgets its row.
func TestRowsThatAreNotThere(t *testing.T) {
	db, s := scripted(t, "mysql")
	m := db.model("parcel")
	p := &parcel{ID: 3, remembering: remembering{schema.Row{State: m.Saved}}}
	row := unsafe.Pointer(p)
	s.says("UPDATE", answer{none: true})
	s.says("DELETE", answer{none: true})
	if err := db.UpdateRow(t.Context(), m, row, attributes(t, m, "code")); !errors.Is(err, ErrNoMatch) {
		t.Errorf("an update: %v", err)
	}
	if err := db.Reload(t.Context(), m, row, attributes(t, m, "code")); !errors.Is(err, ErrNoMatch) {
		t.Errorf("a reading: %v", err)
	}
	if n, err := db.DeleteRow(t.Context(), m, row); n != 0 || err != nil || p.row.State != nil {
		t.Errorf("a deletion: %d, %v; it remembers %+v", n, err, p.row.State)
	}
	OnlyKey(m, row)
	if _, err := db.DeleteRow(t.Context(), m, row); err != nil || Part(m, row) == nil || KnownSaved(m, row) {
		t.Errorf("of one that was read in part: %v; it remembers %+v", err, p.row.State)
	}
}

// TestHasKey: a row has one that is saved, also with a zero key, or whose key is not zero.
func TestHasKey(t *testing.T) {
	db, _ := scripted(t, "sqlite")
	m := db.model("parcel")
	for _, c := range []struct {
		p    *parcel
		want bool
	}{{&parcel{}, false}, {&parcel{ID: 1}, true}, {&parcel{remembering: remembering{schema.Row{State: m.Saved}}}, true}} {
		if got := HasKey(m, unsafe.Pointer(c.p)); got != c.want {
			t.Errorf("%+v has a key: %t", c.p, got)
		}
	}
}

// TestFillDefaults: a zero takes its default, unless the instance has its defaults already.
func TestFillDefaults(t *testing.T) {
	db, _ := scripted(t, "sqlite")
	m := db.model("parcel")
	for want, p := range map[string]*parcel{"plain": {}, "own": {Kind: "own"}, "": {remembering: remembering{schema.Row{State: &schema.RowState{Filled: true}}}}} {
		if FillDefaults(m, unsafe.Pointer(p)); p.Kind != want {
			t.Errorf("the default is %q, want %q", p.Kind, want)
		}
	}
}
