package engine

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/jmoiron/sqlx"
)

// TestWhatAnErrorDooms has what a statement in a savepoint meets, and what may still be done: nothing more in the savepoint, and
// in the transaction around it whatever the server has not ended.
func TestWhatAnErrorDooms(t *testing.T) {
	for _, c := range []struct {
		name  string
		meets error
		inTx  any // what the driver says of the transaction: a bool or an error; nil: it is not asked
		all   bool
	}{
		{"a constraint", errProbe, nil, false},
		{"a constraint, and the server has the transaction open", errProbe, true, false},
		{"a constraint, and the server has ended the transaction", errProbe, false, true},
		{"a constraint, and the server does not answer any more", errProbe, ErrConnect, true},
		{"a unique constraint", ErrUnique, nil, false},
		{"a lost connection", ErrConnect, nil, true},
		{"a deadlock", ErrDeadlock, nil, true},
		{"a serialization failure", ErrSerialization, nil, true},
		{"a lock that was not given", ErrLockTimeout, nil, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			db, s := scripted(t, "postgres")
			s.says("UPDATE bad", answer{err: c.meets})
			if c.inTx != nil {
				db.Driver.InTx = func(context.Context, *sqlx.Conn) (bool, error) {
					open, _ := c.inTx.(bool)
					err, _ := c.inTx.(error)
					return open, err
				}
			}
			err := db.Transaction(t.Context(), TxOptions{}, func(ctx context.Context) error {
				inner := db.Transaction(ctx, TxOptions{}, func(ctx context.Context) error {
					if err := db.text(ctx, "UPDATE bad", true); !errors.Is(err, c.meets) || errors.Is(err, ErrOutcomeUnknown) {
						t.Errorf("the statement's caller is told %v", err)
					}
					if err := db.text(ctx, "UPDATE next", true); !errors.Is(err, ErrTxDoomed) || !errors.Is(err, c.meets) {
						t.Errorf("the next statement: %v", err)
					}
					return nil
				})
				if !errors.Is(inner, ErrTxDoomed) || !errors.Is(inner, c.meets) {
					t.Errorf("the savepoint's caller is told %v", inner)
				}
				if err := db.text(ctx, "UPDATE outer", true); errors.Is(err, ErrTxDoomed) != c.all {
					t.Errorf("a statement behind the savepoint: %v", err)
				}
				return nil
			})
			want := "BEGIN; SAVEPOINT sp_1; UPDATE bad; ROLLBACK TO SAVEPOINT sp_1; RELEASE SAVEPOINT sp_1; UPDATE outer; COMMIT"
			if c.all {
				want = "BEGIN; SAVEPOINT sp_1; UPDATE bad; ROLLBACK"
			}
			if got := s.all(); got != want || (err == nil) == c.all {
				t.Errorf("sent %s, want %s; the transaction's caller is told %v", got, want, err)
			}
		})
	}
}

// A caller who has given up already sends nothing more, and the transaction is not committed.
func TestNothingIsSentInATransactionAfterTheEnd(t *testing.T) {
	db, s := scripted(t, "postgres")
	err := db.Transaction(t.Context(), TxOptions{}, func(ctx context.Context) error {
		gone, cancel := context.WithCancel(ctx)
		cancel()
		if err := db.text(gone, "UPDATE x", true); !errors.Is(err, context.Canceled) {
			t.Errorf("the statement: %v", err)
		}
		return nil
	})
	if got := s.all(); got != "BEGIN; ROLLBACK" || !errors.Is(err, ErrTxDoomed) {
		t.Errorf("sent %s, told %v", got, err)
	}
}

// A level that is for reading refuses writes before they are sent; of own SQL the server decides, unless only a savepoint is for reading.
func TestReadOnlyLevels(t *testing.T) {
	own := func(text string) *plan { p := statement(text, true); p.own = true; return p }
	for _, c := range []struct {
		outer, inner bool
		plan         *plan
		refused      bool
	}{
		{false, false, statement("UPDATE x", true), false},
		{true, false, statement("UPDATE x", true), true},
		{false, true, statement("UPDATE x", true), true},
		{true, true, statement("SELECT x", false), false},
		{true, false, own("UPDATE x"), false},
		{false, true, own("UPDATE x"), true},
	} {
		db, s := scripted(t, "postgres")
		s.says("ROLLBACK")
		err := db.Transaction(t.Context(), TxOptions{ReadOnly: c.outer}, func(ctx context.Context) error {
			return db.Transaction(ctx, TxOptions{ReadOnly: c.inner}, func(ctx context.Context) error {
				_, err := db.exec(ctx, c.plan, nil, nil)
				return err
			})
		})
		if errors.Is(err, ErrReadOnly) != c.refused || err != nil && !c.refused {
			t.Errorf("%s (own: %t), read-only: %t, in it %t: %v", c.plan.statement.Text, c.plan.own, c.outer, c.inner, err)
		}
		s.all()
	}
}

// A transaction prepares a text once and frees it at its end; how many it keeps is bounded.
func TestStatementsOfATransaction(t *testing.T) {
	db, s := scripted(t, "mysql")
	err := db.Transaction(t.Context(), TxOptions{}, func(ctx context.Context) error {
		for range 3 {
			if err := db.text(ctx, "UPDATE x", true); err != nil {
				return err
			}
		}
		if s.prepared != 1 || s.freed != 0 {
			t.Errorf("a text that is sent three times: %d are prepared, %d freed", s.prepared, s.freed)
		}
		for i := range generation {
			if err := db.text(ctx, fmt.Sprint("UPDATE ", i), true); err != nil {
				return err
			}
		}
		if s.freed != generation {
			t.Errorf("%d statements are prepared, %d freed", s.prepared, s.freed)
		}
		return nil
	})
	if err != nil || s.prepared != generation+1 || s.freed != s.prepared {
		t.Errorf("at the end %d statements are prepared, %d freed: %v", s.prepared, s.freed, err)
	}
}
