package engine

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// TestSavepoints has what levels of a transaction send, and what is left of them.
func TestSavepoints(t *testing.T) {
	boom := errors.New("boom")
	db, s := scripted(t, "postgres")
	ctx := t.Context()
	nested := func(ctx context.Context, o TxOptions, fn func(context.Context) error) error {
		return db.Transaction(ctx, o, fn)
	}
	nothing := func(context.Context) error { return nil }
	var after []string
	note := func(ctx context.Context, what string) {
		if err := db.OnCommit(ctx, func() { after = append(after, what) }); err != nil {
			t.Error(err)
		}
	}
	err := nested(ctx, TxOptions{}, func(one context.Context) error {
		note(one, "one")
		if err := nested(one, TxOptions{}, func(two context.Context) error {
			note(two, "two")
			return nested(two, TxOptions{}, nothing)
		}); err != nil {
			return err
		}
		err := nested(one, TxOptions{}, func(two context.Context) error { note(two, "undone"); return boom })
		if err != boom {
			t.Errorf("the error of the function is %v", err)
		}
		if err := nested(one, TxOptions{ForceRollback: true}, func(two context.Context) error { note(two, "never"); return nil }); err != nil {
			t.Error(err)
		}
		func() {
			defer func() { _ = recover() }()
			_ = nested(one, TxOptions{}, func(two context.Context) error { note(two, "panicked"); panic("oops") })
		}()
		note(one, "last")
		return nil
	})
	const want = "BEGIN; SAVEPOINT sp_1; SAVEPOINT sp_2; RELEASE SAVEPOINT sp_2; RELEASE SAVEPOINT sp_1; " +
		"SAVEPOINT sp_1; ROLLBACK TO SAVEPOINT sp_1; RELEASE SAVEPOINT sp_1; " +
		"SAVEPOINT sp_1; ROLLBACK TO SAVEPOINT sp_1; RELEASE SAVEPOINT sp_1; " +
		"SAVEPOINT sp_1; ROLLBACK TO SAVEPOINT sp_1; RELEASE SAVEPOINT sp_1; COMMIT"
	if got := s.all(); err != nil || got != want {
		t.Errorf("sent\n%s, want\n%s, told %v", got, want, err)
	}
	if got := strings.Join(after, " "); got != "one two last" {
		t.Errorf("after the commit: %s", got)
	}
}

// A context of a level that is over is refused, at its own level and at the transaction's.
func TestAContextIsOverWithItsLevel(t *testing.T) {
	db, s := scripted(t, "postgres")
	var inner, outer context.Context
	err := db.Transaction(t.Context(), TxOptions{}, func(ctx context.Context) error {
		outer = ctx
		if err := db.Transaction(ctx, TxOptions{}, func(ctx context.Context) error { inner = ctx; return nil }); err != nil {
			return err
		}
		if err := db.text(inner, "SELECT 1", false); !errors.Is(err, ErrTxDone) {
			t.Errorf("a statement with the context of a savepoint that is over: %v", err)
		}
		return nil
	})
	s.all()
	for name, ctx := range map[string]context.Context{"savepoint": inner, "transaction": outer} {
		if err := db.text(ctx, "SELECT 2", false); !errors.Is(err, ErrTxDone) {
			t.Errorf("a statement after the %s: %v", name, err)
		}
		if err := db.OnCommit(ctx, func() { t.Error("it is called") }); !errors.Is(err, ErrTxDone) {
			t.Errorf("OnCommit after the %s: %v", name, err)
		}
		if err := db.Transaction(ctx, TxOptions{}, func(context.Context) error { return nil }); !errors.Is(err, ErrTxDone) {
			t.Errorf("a savepoint after the %s: %v", name, err)
		}
	}
	if got := s.all(); err != nil || got != "" {
		t.Errorf("sent %s, told %v", got, err)
	}
}

// Whoever has the context of an outer level waits for the levels below it, so that its work is not undone with theirs.
func TestAnOuterLevelWaitsForItsTurn(t *testing.T) {
	db, s := scripted(t, "postgres")
	err := db.Transaction(t.Context(), TxOptions{}, func(ctx context.Context) error {
		done := make(chan error, 1)
		begun := make(chan struct{})
		_ = db.Transaction(ctx, TxOptions{ForceRollback: true}, func(inner context.Context) error {
			go func() {
				close(begun)
				done <- db.text(ctx, "UPDATE outer", true)
			}()
			<-begun
			return db.text(inner, "UPDATE inner", true)
		})
		return <-done
	})
	const want = "BEGIN; SAVEPOINT sp_1; UPDATE inner; ROLLBACK TO SAVEPOINT sp_1; RELEASE SAVEPOINT sp_1; UPDATE outer; COMMIT"
	if got := s.all(); err != nil || got != want {
		t.Errorf("sent %s, told %v", got, err)
	}
}

// Who gives up waiting for its turn dooms the transaction, as who gives up a statement does.
func TestWaitingThatIsGivenUpDooms(t *testing.T) {
	db, s := scripted(t, "postgres")
	err := db.Transaction(t.Context(), TxOptions{}, func(ctx context.Context) error {
		_ = db.Transaction(ctx, TxOptions{}, func(context.Context) error {
			gone, cancel := context.WithCancel(ctx)
			cancel()
			if err := db.text(gone, "UPDATE outer", true); !errors.Is(err, context.Canceled) {
				t.Errorf("who gave up is told %v", err)
			}
			return nil
		})
		return nil
	})
	if got := s.all(); !errors.Is(err, ErrTxDoomed) || !errors.Is(err, context.Canceled) || strings.Contains(got, "COMMIT") {
		t.Errorf("sent %s, told %v", got, err)
	}
}

// A function that returns before the savepoint of its goroutine ends has not done its work: nothing is kept.
func TestALevelThatIsStillOpenIsNotKept(t *testing.T) {
	db, s := scripted(t, "postgres")
	open, end, ended := make(chan struct{}), make(chan struct{}), make(chan error)
	err := db.Transaction(t.Context(), TxOptions{}, func(ctx context.Context) error {
		go func() {
			ended <- db.Transaction(ctx, TxOptions{}, func(context.Context) error { close(open); <-end; return nil })
		}()
		<-open
		return nil
	})
	close(end)
	if inner := <-ended; !errors.Is(inner, ErrTxDone) {
		t.Errorf("the savepoint that was left behind: %v", inner)
	}
	if got := s.all(); !errors.Is(err, ErrTxDoomed) || !errors.Is(err, errStillOpen) || got != "BEGIN; SAVEPOINT sp_1; ROLLBACK" {
		t.Errorf("sent %s, told %v", got, err)
	}
}

// What a server says to the statements of a savepoint dooms what is around it.
func TestSavepointsThatFail(t *testing.T) {
	for begin, want := range map[string]string{
		"SAVEPOINT":             "BEGIN; SAVEPOINT sp_1; ROLLBACK",
		"ROLLBACK TO SAVEPOINT": "BEGIN; SAVEPOINT sp_1; ROLLBACK TO SAVEPOINT sp_1; ROLLBACK",
		"RELEASE SAVEPOINT":     "BEGIN; SAVEPOINT sp_1; ROLLBACK TO SAVEPOINT sp_1; RELEASE SAVEPOINT sp_1; ROLLBACK",
	} {
		db, s := scripted(t, "postgres")
		s.says(begin, answer{err: errProbe})
		err := db.Transaction(t.Context(), TxOptions{}, func(ctx context.Context) error {
			if err := db.Transaction(ctx, TxOptions{ForceRollback: true}, func(context.Context) error { return nil }); !errors.Is(err, errProbe) {
				t.Errorf("%s fails, and the caller is told %v", begin, err)
			}
			return nil
		})
		if got := s.all(); !errors.Is(err, ErrTxDoomed) || got != want {
			t.Errorf("%s: sent %s, told %v", begin, got, err)
		}
	}
}
