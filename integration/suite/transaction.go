package suite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"testing"

	"github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// transactionCases are what a transaction promises. What ends one on the server is tried with the faults.
func transactionCases() []Case {
	return []Case{
		{Name: "transactions/commit, and rollback on an error (T-03)", Models: ledger, Needs: Isolation, Run: txRollback},
		{Name: "transactions/nested ones are savepoints (T-03)", Models: ledger, Needs: Savepoints, Run: txNested},
		{Name: "transactions/force rollback (T-05)", Models: ledger, Needs: Savepoints | Isolation, Run: txForced},
		{Name: "transactions/read-only refuses writes (T-06)", Models: ledger, Needs: Savepoints, Run: txReadOnly},
		{Name: "transactions/isolation levels (T-06)", Models: ledger, Run: txIsolation},
		{Name: "transactions/on commit (T-06)", Models: ledger, Needs: Savepoints, Run: txOnCommit},
		{Name: "transactions/a panic or Goexit rolls back, returns the connection and goes on", Models: ledger, Needs: Savepoints | Isolation, Run: txPanic},
		{Name: "transactions/a finished one is ErrTxDone", Models: ledger, Needs: Savepoints, Run: txDone},
		{Name: "transactions/a constraint error dooms its level on every database", Models: ledger, Needs: Savepoints | Isolation, Run: txDoomed},
		{Name: "transactions/a cancelled call dooms all of it", Models: ledger, Needs: Savepoints | Isolation, Run: txCancelled},
		{Name: "transactions/a context that is over ends all of it, also when no statement notices", Models: ledger, Needs: Savepoints | Isolation, Run: txOver},
		{Name: "transactions/goroutines that share one take turns (T-04)", Models: ledger, Needs: Savepoints | Isolation, Run: txShared},
		{Name: "transactions/a context of another database is another database (T-04)", Models: ledger, Needs: Isolation, Run: txOtherDatabase},
		{Name: "transactions/retry runs the whole function again (T-06)", Models: ledger, Needs: Savepoints | Isolation, Run: txRetry},
		{Name: "transactions/bulk, iterate, prefetch and managers inside (T-04)", Models: ledger, Needs: Savepoints, Run: txEverything},
	}
}

var errUndo = errors.New("undo")

// names are the accounts that the database holds, seen from outside of any transaction.
func accountNames(t *testing.T, db *orm.DB) []string {
	t.Helper()
	names, err := orm.Pluck[string](t.Context(), orm.Objects[ledgerAccount](db).OrderBy("id"), "name")
	noError(t, err)
	return names
}

func addAccount(ctx context.Context, db *orm.DB, name string) error {
	_, err := orm.Objects[ledgerAccount](db).Create(ctx, ledgerAccount{Name: name})
	return err
}

func txRollback(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	noError(t, db.Transaction(t.Context(), func(ctx context.Context) error { return addAccount(ctx, db, "kept") }))
	err := db.Transaction(t.Context(), func(ctx context.Context) error {
		return errors.Join(addAccount(ctx, db, "lost"), errUndo)
	})
	equal(t, "the function's own error", errors.Is(err, errUndo), true)
	equal(t, "accounts", accountNames(t, db), []string{"kept"})
	noError(t, db.Transaction(t.Context(), func(context.Context) error { return nil }))
	equal(t, "connections in use", db.Stats().InUse, 0)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	sent.Reset()
	err = db.Transaction(cancelled, func(context.Context) error { t.Error("it runs"); return nil })
	equal(t, "a cancelled context", errors.Is(err, context.Canceled), true)
	equal(t, "which leaves nothing unknown", errors.Is(err, orm.ErrOutcomeUnknown), false)
	sent.Want(t, 0)
}

func txNested(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	noError(t, db.Transaction(t.Context(), func(ctx context.Context) error {
		noError(t, addAccount(ctx, db, "outer"))
		err := db.Transaction(ctx, func(ctx context.Context) error {
			noError(t, addAccount(ctx, db, "inner"))
			noError(t, db.Transaction(ctx, func(ctx context.Context) error { return addAccount(ctx, db, "innermost") }))
			return errUndo
		})
		equal(t, "the inner error", errors.Is(err, errUndo), true)
		noError(t, db.Transaction(ctx, func(ctx context.Context) error { return addAccount(ctx, db, "second") }))
		return addAccount(ctx, db, "last")
	}))
	equal(t, "accounts", accountNames(t, db), []string{"outer", "second", "last"})
	err := db.Transaction(t.Context(), func(ctx context.Context) error {
		noError(t, db.Transaction(ctx, func(ctx context.Context) error { return addAccount(ctx, db, "released") }))
		return errUndo
	})
	equal(t, "the outer error", errors.Is(err, errUndo), true)
	equal(t, "accounts", accountNames(t, db), []string{"outer", "second", "last"})
}

func txForced(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	noError(t, db.Transaction(t.Context(), func(ctx context.Context) error { return addAccount(ctx, db, "lost") }, orm.ForceRollback()))
	equal(t, "accounts", accountNames(t, db), []string{})
	noError(t, db.Transaction(t.Context(), func(ctx context.Context) error {
		noError(t, db.Transaction(ctx, func(ctx context.Context) error { return addAccount(ctx, db, "lost") }, orm.ForceRollback()))
		return addAccount(ctx, db, "kept")
	}))
	equal(t, "accounts", accountNames(t, db), []string{"kept"})
}

func txReadOnly(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	noError(t, addAccount(t.Context(), db, "there"))
	accounts := orm.Objects[ledgerAccount](db)
	sent.Reset()
	noError(t, db.Transaction(t.Context(), func(ctx context.Context) error {
		if err := addAccount(ctx, db, "lost"); !errors.Is(err, orm.ErrReadOnly) {
			t.Errorf("a write: %v, want ErrReadOnly", err)
		}
		sent.Want(t, 0)
		rows, err := orm.Raw[ledgerAccount](ctx, db, squirrel.Expr("SELECT id, name, balance FROM ledger_accounts"))
		noError(t, err)
		equal(t, "raw rows", len(rows), 1)
		n, err := accounts.Count(ctx)
		equal(t, "count after a refusal", n, int64(1))
		return err
	}, orm.ReadOnly()))
	err := db.Transaction(t.Context(), func(ctx context.Context) error {
		_, err := orm.Raw[ledgerAccount](ctx, db, squirrel.Expr("DELETE FROM ledger_accounts"))
		return err
	}, orm.ReadOnly())
	equal(t, "raw SQL that writes", errors.Is(err, orm.ErrReadOnly), true)
	noError(t, db.Transaction(t.Context(), func(ctx context.Context) error {
		noError(t, db.Transaction(ctx, func(ctx context.Context) error {
			if err := addAccount(ctx, db, "lost"); !errors.Is(err, orm.ErrReadOnly) {
				t.Errorf("a write in a nested read-only transaction: %v, want ErrReadOnly", err)
			}
			err := db.Transaction(ctx, func(ctx context.Context) error { return addAccount(ctx, db, "lost") })
			if !errors.Is(err, orm.ErrReadOnly) {
				t.Errorf("a write nested in that: %v, want ErrReadOnly", err)
			}
			return nil
		}, orm.ReadOnly()))
		return addAccount(ctx, db, "kept")
	}))
	equal(t, "accounts; writes work again on the same connection", accountNames(t, db), []string{"there", "kept"})
}

func txIsolation(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	levels := []sql.IsolationLevel{sql.LevelReadUncommitted, sql.LevelReadCommitted, sql.LevelRepeatableRead, sql.LevelSerializable}
	for _, level := range levels {
		noError(t, db.Transaction(t.Context(), func(ctx context.Context) error { return addAccount(ctx, db, level.String()) }, orm.Isolation(level)))
	}
	equal(t, "accounts", len(accountNames(t, db)), len(levels))
	err := db.Transaction(t.Context(), func(context.Context) error { return nil }, orm.Isolation(sql.LevelLinearizable))
	if want := family(db) != "sqlite"; errors.Is(err, orm.ErrUnsupported) != want || (err != nil) != want {
		t.Errorf("linearizable: %v, want ErrUnsupported %v", err, want)
	}
	err = db.Transaction(t.Context(), func(context.Context) error { return nil }, orm.Isolation(99))
	equal(t, "no level at all is unsupported", errors.Is(err, orm.ErrUnsupported), true)
	noError(t, db.Transaction(t.Context(), func(ctx context.Context) error {
		err := db.Transaction(ctx, func(context.Context) error { t.Error("it runs"); return nil }, orm.Isolation(sql.LevelSerializable))
		equal(t, "the level of a nested one", errors.Is(err, orm.ErrQuery), true)
		return nil
	}))
}

func txOnCommit(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	var heard []string
	say := func(ctx context.Context, what string) {
		noError(t, db.OnCommit(ctx, func() { heard = append(heard, what) }))
	}
	say(t.Context(), "at once")
	equal(t, "outside", heard, []string{"at once"})
	heard = nil
	noError(t, db.Transaction(t.Context(), func(ctx context.Context) error {
		say(ctx, "first")
		_ = db.Transaction(ctx, func(ctx context.Context) error { say(ctx, "undone"); return errUndo })
		noError(t, db.Transaction(ctx, func(ctx context.Context) error { say(ctx, "nested"); return nil }))
		say(ctx, "last")
		equal(t, "before the commit", heard, []string(nil))
		return nil
	}))
	equal(t, "after the commit", heard, []string{"first", "nested", "last"})
	heard = nil
	_ = db.Transaction(t.Context(), func(ctx context.Context) error { say(ctx, "undone"); return errUndo })
	noError(t, db.Transaction(t.Context(), func(ctx context.Context) error { say(ctx, "undone"); return nil }, orm.ForceRollback()))
	equal(t, "after rollbacks", heard, []string(nil))
	noError(t, db.Transaction(t.Context(), func(ctx context.Context) error {
		return db.OnCommit(ctx, func() { noError(t, addAccount(t.Context(), db, "written after the commit")) })
	}))
	equal(t, "accounts", len(accountNames(t, db)), 1)
}

func txPanic(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	for kind, end := range map[string]func(){"panic": func() { panic("mine") }, "goexit": runtime.Goexit} {
		for _, nested := range []bool{false, true} {
			recovered, returned := make(chan any, 1), false
			go func() {
				defer func() { recovered <- recover() }()
				_ = db.Transaction(t.Context(), func(ctx context.Context) error {
					if err := addAccount(ctx, db, "lost"); err != nil || !nested {
						end()
					}
					return db.Transaction(ctx, func(ctx context.Context) error { end(); return nil })
				})
				returned = true
			}()
			if got := <-recovered; kind == "panic" && got != "mine" {
				t.Errorf("the panic became %v", got)
			}
			equal(t, kind+": Transaction returned", returned, false)
			equal(t, kind+": connections in use", db.Stats().InUse, 0)
		}
	}
	noError(t, db.Transaction(t.Context(), func(ctx context.Context) error {
		func() {
			defer func() { equal(t, "recovered inside", recover(), any("mine")) }()
			_ = db.Transaction(ctx, func(ctx context.Context) error { noError(t, addAccount(ctx, db, "lost")); panic("mine") })
		}()
		return addAccount(ctx, db, "kept")
	}))
	equal(t, "accounts", accountNames(t, db), []string{"kept"})
}

func txRetry(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	attempts := 0
	failing := func(until int, err error) func(context.Context) error {
		attempts = 0
		return func(ctx context.Context) error {
			attempts++
			if e := addAccount(ctx, db, "retried"); e != nil {
				return e
			}
			if attempts < until {
				return fmt.Errorf("attempt %d: %w", attempts, err)
			}
			return nil
		}
	}
	noError(t, db.Transaction(t.Context(), failing(3, orm.ErrDeadlock), orm.Retry(5)))
	equal(t, "attempts until it works", attempts, 3)
	equal(t, "accounts", accountNames(t, db), []string{"retried"})
	_, err := orm.Objects[ledgerAccount](db).Each().Delete(t.Context())
	noError(t, err)
	for _, c := range []struct {
		err   error
		retry int
		want  int
	}{
		{orm.ErrSerialization, 3, 3}, {orm.ErrDeadlock, 1, 1}, {orm.ErrDeadlock, 0, 1}, {orm.ErrLockTimeout, 3, 1},
		{errUndo, 3, 1}, {errors.Join(orm.ErrDeadlock, orm.ErrOutcomeUnknown), 3, 1},
	} {
		err := db.Transaction(t.Context(), failing(99, c.err), orm.Retry(c.retry))
		equal(t, fmt.Sprint("the last error after ", c.err), errors.Is(err, c.err), true)
		equal(t, fmt.Sprint("attempts after ", c.err), attempts, c.want)
	}
	err = db.Transaction(t.Context(), func(ctx context.Context) error {
		return db.Transaction(ctx, failing(99, orm.ErrDeadlock), orm.Retry(3))
	})
	equal(t, "an inner failure reaches the outside", errors.Is(err, orm.ErrDeadlock), true)
	equal(t, "attempts inside an outer transaction", attempts, 1)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err = db.Transaction(ctx, failing(99, orm.ErrDeadlock), orm.Retry(1_000_000))
	equal(t, "a cancelled one ends", errors.Is(err, context.Canceled), true)
	equal(t, "accounts", accountNames(t, db), []string{})
}

func txEverything(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	accounts, entries := orm.Objects[ledgerAccount](db), orm.Objects[ledgerEntry](db)
	noError(t, db.Transaction(t.Context(), func(ctx context.Context) error {
		rows := []*ledgerAccount{{Name: "a"}, {Name: "b"}}
		noError(t, accounts.BulkCreate(ctx, rows, orm.BatchSize(1)))
		for _, row := range rows {
			noError(t, entries.BulkCreate(ctx, []*ledgerEntry{{Account: orm.Ref(row)}, {Account: orm.Ref(row)}}))
		}
		for entry, err := range entries.Iterate(ctx) {
			noError(t, err)
			account, err := entry.Account.Load(ctx)
			noError(t, err)
			entry.Text = "of " + account.Name
			noError(t, orm.Update(ctx, db, entry))
		}
		_, created, err := accounts.GetOrCreate(ctx, orm.V{"name": "a"})
		noError(t, err)
		equal(t, "created", created, false)
		_, created, err = accounts.UpdateOrCreate(ctx, orm.V{"name": "c"}, orm.V{"balance": 3})
		noError(t, err)
		equal(t, "created", created, true)
		return nil
	}))
	texts, err := orm.Pluck[string](t.Context(), entries.OrderBy("id"), "text")
	noError(t, err)
	equal(t, "texts", texts, []string{"of a", "of a", "of b", "of b"})
	equal(t, "accounts", accountNames(t, db), []string{"a", "b", "c"})
}
