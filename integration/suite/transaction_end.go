package suite

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

func txDone(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	accounts := orm.Objects[ledgerAccount](db)
	var outer, inner context.Context
	noError(t, db.Transaction(t.Context(), func(ctx context.Context) error {
		outer = ctx
		noError(t, db.Transaction(ctx, func(ctx context.Context) error { inner = ctx; return nil }))
		if _, err := accounts.Count(inner); !errors.Is(err, orm.ErrTxDone) {
			t.Errorf("the context of a nested one that is over: %v, want ErrTxDone", err)
		}
		return nil
	}))
	sent.Reset()
	for _, ctx := range []context.Context{outer, inner} {
		for name, call := range map[string]func() error{
			"read":  func() error { _, err := accounts.All(ctx); return err },
			"write": func() error { return addAccount(ctx, db, "late") },
			"set":   func() error { _, err := accounts.Each().Delete(ctx); return err },
			"transaction": func() error {
				return db.Transaction(ctx, func(context.Context) error { t.Error("it runs"); return nil })
			},
			"on commit": func() error { return db.OnCommit(ctx, func() { t.Error("it runs") }) },
			"iterate": func() error {
				for _, err := range accounts.Iterate(ctx) {
					return err
				}
				return nil
			},
		} {
			if err := call(); !errors.Is(err, orm.ErrTxDone) {
				t.Errorf("%s: %v, want ErrTxDone", name, err)
			}
			sent.Want(t, 0)
		}
	}
}

func txDoomed(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	noError(t, addAccount(t.Context(), db, "taken"))
	accounts := orm.Objects[ledgerAccount](db)
	err := db.Transaction(t.Context(), func(ctx context.Context) error {
		noError(t, addAccount(ctx, db, "lost"))
		if err := addAccount(ctx, db, "taken"); !errors.Is(err, orm.ErrUnique) {
			t.Errorf("%v, want ErrUnique", err)
		}
		sent.Reset()
		for name, call := range map[string]func() error{
			"read":  func() error { _, err := accounts.All(ctx); return err },
			"write": func() error { return addAccount(ctx, db, "more") },
			"nest": func() error {
				return db.Transaction(ctx, func(context.Context) error { t.Error("it runs"); return nil })
			},
			"hook": func() error { return db.OnCommit(ctx, func() { t.Error("it runs") }) },
		} {
			if err := call(); !errors.Is(err, orm.ErrTxDoomed) || !errors.Is(err, orm.ErrUnique) {
				t.Errorf("%s: %v, want ErrTxDoomed and its cause", name, err)
			}
		}
		sent.Want(t, 0)
		return nil
	})
	if !errors.Is(err, orm.ErrTxDoomed) || !errors.Is(err, orm.ErrUnique) {
		t.Errorf("a doomed one whose function returns nil: %v, want ErrTxDoomed and its cause", err)
	}
	noError(t, db.Transaction(t.Context(), func(ctx context.Context) error {
		noError(t, addAccount(ctx, db, "kept"))
		err := db.Transaction(ctx, func(ctx context.Context) error {
			noError(t, addAccount(ctx, db, "undone"))
			_ = addAccount(ctx, db, "taken")
			return nil
		})
		equal(t, "the nested one says that it was doomed", errors.Is(err, orm.ErrTxDoomed), true)
		return addAccount(ctx, db, "also kept")
	}))
	equal(t, "accounts", accountNames(t, db), []string{"taken", "kept", "also kept"})
}

func txCancelled(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	for _, nested := range []bool{false, true} {
		err := db.Transaction(t.Context(), func(ctx context.Context) error {
			noError(t, addAccount(ctx, db, "lost"))
			inside := func(ctx context.Context) error {
				cancelled, cancel := context.WithCancel(ctx)
				cancel()
				if err := addAccount(cancelled, db, "cancelled"); !errors.Is(err, context.Canceled) || errors.Is(err, orm.ErrOutcomeUnknown) {
					t.Errorf("%v, want Canceled, and an outcome that is known: the transaction is lost", err)
				}
				return nil
			}
			if nested {
				_ = db.Transaction(ctx, inside)
			} else {
				_ = inside(ctx)
			}
			if err := addAccount(ctx, db, "after"); !errors.Is(err, orm.ErrTxDoomed) || !errors.Is(err, context.Canceled) {
				t.Errorf("work after it: %v, want ErrTxDoomed and its cause", err)
			}
			return nil
		})
		equal(t, "doomed", errors.Is(err, orm.ErrTxDoomed), true)
		equal(t, "accounts", accountNames(t, db), []string{})
	}
	ctx, cancel := context.WithCancel(t.Context())
	err := db.Transaction(ctx, func(ctx context.Context) error {
		noError(t, addAccount(ctx, db, "lost"))
		cancel()
		return nil
	})
	equal(t, "cancelled before the commit", errors.Is(err, context.Canceled), true)
	equal(t, "which is known not to have happened", errors.Is(err, orm.ErrOutcomeUnknown), false)
	equal(t, "accounts", accountNames(t, db), []string{})
}

func txShared(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	const workers = 8
	noError(t, db.Transaction(t.Context(), func(ctx context.Context) error {
		var group sync.WaitGroup
		for i := range workers {
			group.Go(func() {
				if err := addAccount(ctx, db, fmt.Sprint("plain ", i)); err != nil {
					t.Errorf("plain %d: %v", i, err)
				}
			})
			group.Go(func() {
				err := db.Transaction(ctx, func(ctx context.Context) error {
					if err := addAccount(ctx, db, fmt.Sprint("nested ", i)); err != nil {
						return err
					}
					time.Sleep(time.Millisecond) // lets the others at it
					if i%2 == 0 {
						return errUndo
					}
					return nil
				})
				if want := i%2 == 0; errors.Is(err, errUndo) != want || (err != nil) != want {
					t.Errorf("nested %d: %v", i, err)
				}
			})
		}
		group.Wait()
		return nil
	}))
	var want []string
	for i := range workers {
		want = append(want, fmt.Sprint("plain ", i))
		if i%2 == 1 {
			want = append(want, fmt.Sprint("nested ", i))
		}
	}
	got := accountNames(t, db)
	slices.Sort(got)
	slices.Sort(want)
	equal(t, "accounts", got, want)
}

func txOtherDatabase(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	other := dbtest.Open(t, "sqlite", ledger())
	err := db.Transaction(t.Context(), func(ctx context.Context) error {
		noError(t, addAccount(ctx, db, "lost"))
		noError(t, addAccount(ctx, other, "autocommitted"))
		err := other.Transaction(ctx, func(ctx context.Context) error {
			noError(t, addAccount(ctx, other, "kept"))
			return addAccount(ctx, db, "lost as well")
		})
		noError(t, err)
		return errUndo
	})
	equal(t, "undone", errors.Is(err, errUndo), true)
	equal(t, "accounts", accountNames(t, db), []string{})
	equal(t, "accounts elsewhere", accountNames(t, other), []string{"autocommitted", "kept"})
}
