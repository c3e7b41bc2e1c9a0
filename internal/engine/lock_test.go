package engine

import (
	"context"
	"database/sql/driver"
	"errors"
	"strings"
	"testing"
)

// TestNamedLocks has what takes and gives back a named lock where it is the server's, the transaction's or the whole database.
func TestNamedLocks(t *testing.T) {
	gives := func(v driver.Value) answer { return answer{rows: [][]driver.Value{{v}}} }
	for _, c := range []struct {
		dialect string
		says    answer
		sent    string // * stands for the rest of the transaction's own statements
		is      error
	}{
		{"sqlite", answer{}, "BEGIN IMMEDIATE; work; COMMIT", nil},
		{"postgres", gives(""), "BEGIN; SELECT pg_advisory_xact_lock($1); work; COMMIT", nil},
		{"mysql", gives(int64(1)), "SELECT GET_LOCK(?, 50); work; COMMIT; DO RELEASE_LOCK(?)", nil},
		{"mysql", gives(int64(0)), "SELECT GET_LOCK(?, 50); ROLLBACK", ErrLockTimeout},
		{"mysql", gives(nil), "SELECT GET_LOCK(?, 50); ROLLBACK", ErrLockTimeout},
		{"mysql", answer{err: ErrDeadlock}, "SELECT GET_LOCK(?, 50); ROLLBACK", ErrDeadlock},
	} {
		db, s := scripted(t, c.dialect)
		s.says("SELECT", c.says)
		err := db.Locked(t.Context(), "links", func(ctx context.Context) error { return db.text(ctx, "work", true) })
		if got := s.all(); !errors.Is(err, c.is) || !strings.HasSuffix(got, c.sent) {
			t.Errorf("%s: sent %s, want %s; told %v", c.dialect, got, c.sent, err)
		}
	}
}

// The name of a lock is the same for every process, and another for another name.
func TestLocksHaveNames(t *testing.T) {
	db, s := scripted(t, "mysql")
	s.says("SELECT GET_LOCK", answer{rows: [][]driver.Value{{int64(1)}}})
	name := func(of string) (taken, released any) {
		if err := db.Locked(t.Context(), of, func(context.Context) error { return nil }); err != nil {
			t.Fatal(err)
		}
		for i, text := range s.sent {
			if strings.Contains(text, "GET_LOCK") {
				taken = s.args[i][0]
			}
			if strings.Contains(text, "RELEASE_LOCK") {
				released = s.args[i][0]
			}
		}
		s.all()
		return taken, released
	}
	a, given := name("a")
	again, _ := name("a")
	b, _ := name("b")
	if a != given || a != again || a == b || a == nil {
		t.Errorf("taken %v, released %v, again %v, of another name %v", a, given, again, b)
	}
}

// A lock that cannot be given back goes with its connection.
func TestALockThatIsNotGivenBack(t *testing.T) {
	db, s := scripted(t, "mysql")
	s.says("SELECT GET_LOCK", answer{rows: [][]driver.Value{{int64(1)}}})
	s.says("DO RELEASE_LOCK", answer{err: errProbe})
	if err := db.Locked(t.Context(), "a", func(context.Context) error { return nil }); err != nil || s.closed != 1 {
		t.Errorf("%d connections are given up, told %v", s.closed, err)
	}
}
