package engine

import (
	"context"
	"errors"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/schema"
)

// TestConnOutsideATransaction has in what state a function leaves its connection, and what becomes of it.
func TestConnOutsideATransaction(t *testing.T) {
	for _, c := range []struct {
		name    string
		use     error
		open    bool
		probe   error
		is      error
		givenUp int
	}{
		{"as it was", nil, false, nil, nil, 0},
		{"an error", errProbe, false, nil, errProbe, 0},
		{"a transaction that is open", nil, true, nil, schema.ErrQuery, 1},
		{"an error, and a transaction that is open", errProbe, true, nil, errProbe, 1},
		{"it does not answer", nil, false, ErrConnect, nil, 1},
		{"a lost connection", ErrConnect, false, nil, ErrOutcomeUnknown, 0},
	} {
		db, s := scripted(t, "postgres")
		db.Driver.InTx = func(context.Context, *sqlx.Conn) (bool, error) { return c.open, c.probe }
		err := db.Conn(t.Context(), func(*sqlx.Conn) error { return c.use })
		if !errors.Is(err, c.is) || s.closed != c.givenUp {
			t.Errorf("%s: told %v, want %v; %d connections are given up", c.name, err, c.is, s.closed)
		}
	}
}

// A panic leaves a connection of which nobody knows what was done on it.
func TestAPanicInConnGivesItUp(t *testing.T) {
	db, s := scripted(t, "postgres")
	func() {
		defer func() { _ = recover() }()
		_ = db.Conn(t.Context(), func(*sqlx.Conn) error { panic("oops") })
	}()
	if s.closed != 1 {
		t.Errorf("%d connections are given up", s.closed)
	}
}

// TestConnInATransaction: an error dooms it, and so does what the function has done to it; the function may use the context as well.
func TestConnInATransaction(t *testing.T) {
	for _, c := range []struct {
		name string
		use  error
		open bool
		ping answer
		ends string
		is   error
	}{
		{"as it was", nil, true, answer{}, "BEGIN; own; SELECT 1; COMMIT", nil},
		{"an error", errProbe, true, answer{}, "BEGIN; own; ROLLBACK", errProbe},
		{"it is ended", nil, false, answer{}, "BEGIN; own; ROLLBACK", errEnded},
		{"it only rolls back", nil, true, answer{err: errProbe}, "BEGIN; own; SELECT 1; ROLLBACK", errProbe},
	} {
		db, s := scripted(t, "postgres")
		s.says("SELECT 1", c.ping)
		db.Driver.InTx = func(context.Context, *sqlx.Conn) (bool, error) { return c.open, nil }
		err := db.Transaction(t.Context(), TxOptions{}, func(ctx context.Context) error {
			_ = db.Conn(ctx, func(*sqlx.Conn) error {
				if err := db.text(ctx, "own", true); err != nil {
					t.Errorf("%s: a statement with the context: %v", c.name, err)
				}
				return c.use
			})
			return nil
		})
		if got := s.all(); got != c.ends || !errors.Is(err, c.is) || errors.Is(err, ErrTxDoomed) != (c.is != nil) {
			t.Errorf("%s: sent %s, want %s; told %v", c.name, got, c.ends, err)
		}
	}
}

// A context that keeps the last connection of the pool would wait for itself; it is told so.
func TestAContextDoesNotWaitForItself(t *testing.T) {
	db, _ := scripted(t, "postgres")
	db.Pool.SetMaxOpenConns(1)
	err := db.Conn(t.Context(), func(*sqlx.Conn) error { return db.Conn(t.Context(), func(*sqlx.Conn) error { return nil }) })
	if !errors.Is(err, schema.ErrQuery) {
		t.Errorf("told %v", err)
	}
	db.Pool.SetMaxOpenConns(2)
	if err := db.Conn(t.Context(), func(*sqlx.Conn) error { return db.Conn(t.Context(), func(*sqlx.Conn) error { return nil }) }); err != nil {
		t.Errorf("with a second connection: %v", err)
	}
}
