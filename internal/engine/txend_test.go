package engine

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"testing"

	"github.com/jmoiron/sqlx"
)

// TestHowATransactionEnds has what the end of a transaction meets, what is sent for that, what the caller is told, and how many
// connections are given up since nobody knows their state.
func TestHowATransactionEnds(t *testing.T) {
	boom := errors.New("boom")
	fails := func(context.Context) error { return boom }
	for _, c := range []struct {
		name      string
		options   TxOptions
		script    map[string][]answer
		ambiguous bool
		fn        func(context.Context) error
		sent      string
		is        error
		unknown   bool
		givenUp   int
	}{
		{name: "it commits", sent: "BEGIN; COMMIT"},
		{name: "it rolls back for an error", fn: fails, sent: "BEGIN; ROLLBACK", is: boom},
		{name: "it was to be rolled back", options: TxOptions{ForceRollback: true}, sent: "BEGIN; ROLLBACK"},
		{name: "the reply of the commit is lost", script: map[string][]answer{"COMMIT": {{err: ErrConnect}}},
			sent: "BEGIN; COMMIT", is: ErrConnect, unknown: true, givenUp: 1},
		{name: "the server refuses the commit", script: map[string][]answer{"COMMIT": {{err: ErrSerialization}}},
			sent: "BEGIN; COMMIT", is: ErrSerialization, givenUp: 1},
		{name: "the commit was not sent", script: map[string][]answer{"COMMIT": {{err: driver.ErrBadConn}}},
			sent: "BEGIN; COMMIT", is: driver.ErrBadConn, givenUp: 1},
		{name: "or so a driver says that cannot know", script: map[string][]answer{"COMMIT": {{err: driver.ErrBadConn}}}, ambiguous: true,
			sent: "BEGIN; COMMIT", is: ErrConnect, unknown: true, givenUp: 1},
		{name: "the rollback fails", options: TxOptions{ForceRollback: true}, script: map[string][]answer{"ROLLBACK": {{err: ErrConnect}}},
			sent: "BEGIN; ROLLBACK", is: ErrConnect, givenUp: 1},
		{name: "an error of the function is told before one of the rollback", fn: fails, script: map[string][]answer{"ROLLBACK": {{err: ErrConnect}}},
			sent: "BEGIN; ROLLBACK", is: boom, givenUp: 1},
		{name: "what comes after cannot be sent", options: TxOptions{ReadOnly: true}, script: map[string][]answer{"PRAGMA query_only = 0": {{err: errProbe}}},
			sent: "PRAGMA query_only = 1; BEGIN; COMMIT; PRAGMA query_only = 0", givenUp: 1},
		{name: "BEGIN is refused", script: map[string][]answer{"BEGIN": {{err: errProbe}}}, sent: "BEGIN", is: errProbe, givenUp: 1},
		{name: "BEGIN on a connection that was closed", script: map[string][]answer{"BEGIN": {{err: driver.ErrBadConn}, {}}},
			sent: "BEGIN; BEGIN; COMMIT", givenUp: 1},
		{name: "an isolation that the database does not know", options: TxOptions{Isolation: 99}, is: ErrUnsupported},
	} {
		t.Run(c.name, func(t *testing.T) {
			db, s := scripted(t, "sqlite")
			db.Dialect.Begin = plainBegin(db)
			db.Driver.AmbiguousBadConn = c.ambiguous
			for begin, list := range c.script {
				s.says(begin, list...)
			}
			committed := false
			err := db.Transaction(t.Context(), c.options, func(ctx context.Context) error {
				if err := db.OnCommit(ctx, func() { committed = true }); err != nil || c.fn == nil {
					return err
				}
				return c.fn(ctx)
			})
			if got := s.all(); got != c.sent {
				t.Errorf("sent %s, want %s", got, c.sent)
			}
			if !errors.Is(err, c.is) || errors.Is(err, ErrOutcomeUnknown) != c.unknown {
				t.Errorf("the caller is told %v, want %v, unknown outcome: %t", err, c.is, c.unknown)
			}
			if s.closed != c.givenUp {
				t.Errorf("%d connections are given up, want %d", s.closed, c.givenUp)
			}
			if committed != (err == nil && !c.options.ForceRollback) {
				t.Errorf("after %v the function for after the commit was called: %t", err, committed)
			}
		})
	}
}

// plainBegin says BEGIN where the dialect would lock the database.
func plainBegin(db *DB) func(sql.IsolationLevel, bool) ([]string, string, error) {
	begin := db.Dialect.Begin
	return func(level sql.IsolationLevel, readOnly bool) ([]string, string, error) {
		before, text, err := begin(level, readOnly)
		if text != "" {
			text = "BEGIN"
		}
		return before, text, err
	}
}

// A panic in the function rolls back and goes on; the connection can be used again.
func TestAPanicRollsBack(t *testing.T) {
	db, s := scripted(t, "postgres")
	defer func() {
		if p := recover(); p != "oops" {
			t.Errorf("the panic is %v", p)
		}
		if got := s.all(); got != "BEGIN; ROLLBACK" || s.closed != 0 {
			t.Errorf("sent %s, %d connections are given up", got, s.closed)
		}
	}()
	_ = db.Transaction(t.Context(), TxOptions{}, func(context.Context) error { panic("oops") })
}

// A context that ends while the function works rolls back, by a context of its own, though the function returns nil.
func TestACancelledContextRollsBack(t *testing.T) {
	db, s := scripted(t, "postgres")
	ctx, cancel := context.WithCancel(t.Context())
	err := db.Transaction(ctx, TxOptions{}, func(context.Context) error { cancel(); return nil })
	if got := s.all(); !errors.Is(err, context.Canceled) || errors.Is(err, ErrOutcomeUnknown) || got != "BEGIN; ROLLBACK" {
		t.Errorf("sent %s, told %v", got, err)
	}
}

// A pool that was opened elsewhere has each connection set up before it is used; one that cannot be is given up.
func TestConnectionsAreSetUp(t *testing.T) {
	db, s := scripted(t, "postgres")
	fails := true
	db.Driver.Prepare = func(ctx context.Context, conn *sqlx.Conn) error {
		if fails {
			return errProbe
		}
		_, err := conn.ExecContext(ctx, "SET up")
		return err
	}
	begin := func() error {
		return db.Transaction(t.Context(), TxOptions{}, func(context.Context) error { return nil })
	}
	if err := begin(); !errors.Is(err, errProbe) || s.closed != 1 {
		t.Errorf("%v, %d connections are given up", err, s.closed)
	}
	if err := db.text(t.Context(), "UPDATE x", true); !errors.Is(err, errProbe) {
		t.Errorf("a statement without a transaction: %v", err)
	}
	fails = false
	if err := begin(); err != nil {
		t.Error(err)
	}
	if got := s.all(); got != "SET up; BEGIN; COMMIT" {
		t.Errorf("sent %s", got)
	}
}
