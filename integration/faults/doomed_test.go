package faults

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/orm"
)

func rawSQL(text string) squirrel.Sqlizer { return squirrel.Expr(text) }

// doomed runs a transaction that writes, fails at the second step with the error, goes on as if nothing was and returns nil:
// nothing of it may stay.
func doomed(t *testing.T, db *orm.DB, want error, fail func(ctx context.Context) error) {
	t.Helper()
	err := db.Transaction(t.Context(), func(ctx context.Context) error {
		if err := add(ctx, db, "before"); err != nil {
			return err
		}
		if err := fail(ctx); !errors.Is(err, want) || errors.Is(err, orm.ErrOutcomeUnknown) {
			t.Errorf("%v, want %v and a known outcome", err, want)
		}
		for name, call := range map[string]func() error{
			"write": func() error { return add(ctx, db, "after") },
			"read":  func() error { _, err := orm.Objects[account](db).All(ctx); return err },
			"nest": func() error {
				return db.Transaction(ctx, func(ctx context.Context) error { return add(ctx, db, "nested") })
			},
		} {
			if err := call(); !errors.Is(err, orm.ErrTxDoomed) || !errors.Is(err, want) {
				t.Errorf("%s: %v, want ErrTxDoomed and its cause", name, err)
			}
		}
		return nil
	})
	if !errors.Is(err, orm.ErrTxDoomed) || !errors.Is(err, want) {
		t.Errorf("%v, want ErrTxDoomed and its cause", err)
	}
}

// impatient makes the database give up waiting for a lock soon.
func impatient(dsn string) string {
	switch {
	case strings.HasPrefix(dsn, "postgres://"):
		return parameter(dsn, "lock_timeout", "200ms")
	case strings.Contains(dsn, "@tcp("):
		return parameter(dsn, "innodb_lock_wait_timeout", "1")
	}
	return parameter("file:"+dsn, "_busy_timeout", "200")
}

// A lock that is not to be had in time dooms the transaction: some databases would keep half of it (F17).
func TestLockTimeout(t *testing.T) {
	for _, name := range servers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, _ := fresh(t, name, impatient)
			if err := add(t.Context(), db, "row"); err != nil {
				t.Fatal(err)
			}
			lock := func(ctx context.Context) error {
				_, err := orm.Objects[account](db).Filter(orm.Q{"id": 1}).Update(ctx, orm.V{"balance": 5})
				return err
			}
			err := db.Transaction(t.Context(), func(holding context.Context) error {
				if err := lock(holding); err != nil {
					return err
				}
				doomed(t, db, orm.ErrLockTimeout, lock)
				doomed(t, db, orm.ErrLockTimeout, func(ctx context.Context) error {
					return db.Transaction(ctx, lock)
				})
				return nil
			})
			if err != nil {
				t.Error(err)
			}
			compare(t, db, []string{"row"})
		})
	}
	t.Run("sqlite", func(t *testing.T) {
		db, _ := fresh(t, "sqlite", impatient)
		err := db.Transaction(t.Context(), func(context.Context) error {
			for name, call := range map[string]func() error{
				"write":       func() error { return add(t.Context(), db, "lost") },
				"transaction": func() error { return db.Transaction(t.Context(), func(context.Context) error { return nil }) },
			} {
				if err := call(); !errors.Is(err, orm.ErrLockTimeout) {
					t.Errorf("%s beside a writer: %v, want ErrLockTimeout", name, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		compare(t, db, nil)
	})
}

// The victim of a deadlock is doomed, and with Retry both sides finish (F15).
func TestDeadlock(t *testing.T) {
	for _, name := range servers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, _ := fresh(t, name, func(dsn string) string {
				if strings.HasPrefix(dsn, "postgres://") {
					return parameter(dsn, "deadlock_timeout", "100ms")
				}
				return dsn
			})
			populate(t, db)
			var mu sync.Mutex
			attempts, victims := 0, 0
			first := make(chan struct{}, 2)
			cross := func(mine, theirs int64) error {
				return db.Transaction(t.Context(), func(ctx context.Context) error {
					mu.Lock()
					attempts++
					fresh := attempts <= 2
					mu.Unlock()
					if err := move(ctx, db, mine, -1); err != nil {
						return err
					}
					if fresh { // both hold their row before either asks for the other's
						first <- struct{}{}
						for len(first) < 2 {
							time.Sleep(time.Millisecond)
						}
					}
					err := move(ctx, db, theirs, 1)
					if errors.Is(err, orm.ErrDeadlock) {
						mu.Lock()
						victims++
						mu.Unlock()
						if err := add(ctx, db, "survives the rollback"); !errors.Is(err, orm.ErrTxDoomed) {
							t.Errorf("work of a victim: %v, want ErrTxDoomed", err)
						}
						return nil // swallowed, and retried all the same
					}
					return err
				}, orm.Retry(5))
			}
			var group sync.WaitGroup
			for _, pair := range [][2]int64{{1, 2}, {2, 1}} {
				group.Go(func() {
					if err := cross(pair[0], pair[1]); err != nil {
						t.Error(err)
					}
				})
			}
			group.Wait()
			if victims == 0 || attempts < 3 {
				t.Errorf("%d victims in %d attempts, want a deadlock", victims, attempts)
			}
			balances, err := orm.Pluck[int](t.Context(), orm.Objects[account](db).OrderBy("id"), "balance")
			if err != nil || fmt.Sprint(balances) != "[10 10]" {
				t.Errorf("balances %v, %v, want as before", balances, err)
			}
			compare(t, db, []string{"second", "taken"})
		})
	}
}

func move(ctx context.Context, db *orm.DB, id int64, amount int) error {
	_, err := orm.Objects[account](db).Filter(orm.Q{"id": id}).Update(ctx, orm.V{"balance": orm.F("balance").Add(amount)})
	return err
}

// Many transfers under the strictest isolation: what cannot be serialised is retried, and no money is lost (F16).
func TestSerializable(t *testing.T) {
	const workers, transfers = 4, 8
	each(t, func(t *testing.T, db *orm.DB) {
		for i := range int64(2) {
			if err := orm.Save(t.Context(), db, &account{ID: i + 1, Name: fmt.Sprint(i), Balance: 1000}); err != nil {
				t.Fatal(err)
			}
		}
		var group sync.WaitGroup
		for range workers {
			group.Go(func() {
				for n := range transfers {
					if err := transfer(t.Context(), db, int64(n%2)+1, int64((n+1)%2)+1); err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		balances, err := orm.Pluck[int](t.Context(), orm.Objects[account](db).OrderBy("id"), "balance")
		if err != nil || fmt.Sprint(balances) != "[1000 1000]" {
			t.Errorf("balances %v, %v, want as before", balances, err)
		}
	})
}

// transfer reads both accounts and writes what it computed, which only a serial order makes right.
func transfer(ctx context.Context, db *orm.DB, from, to int64) error {
	return db.Transaction(ctx, func(ctx context.Context) error {
		for id, amount := range map[int64]int{from: -7, to: 7} {
			row, err := orm.Objects[account](db).Get(ctx, orm.Q{"id": id})
			if err != nil {
				return err
			}
			row.Balance += amount
			if err := orm.Update(ctx, db, row, "balance"); err != nil {
				return err
			}
		}
		return nil
	}, orm.Isolation(sql.LevelSerializable), orm.Retry(100))
}

// A cancelled call in a transaction dooms it, also one that the database was already working on (F14).
func TestCancelledInTransaction(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		doomed(t, db, context.DeadlineExceeded, func(ctx context.Context) error {
			ctx, cancel := context.WithTimeout(ctx, patience/3)
			defer cancel()
			_, err := orm.Raw[account](ctx, db, rawSQL(slow(db)))
			return err
		})
		compare(t, db, nil)
	})
}

// slow is a query that takes much longer than anybody waits.
func slow(db *orm.DB) string {
	switch db.Dialect() {
	case "postgres":
		return "SELECT id, name, balance, note, owner FROM accounts, pg_sleep(20)"
	case "sqlite":
		return "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) " +
			"SELECT max(i) AS id, '' AS name, 0 AS balance, '' AS note, NULL AS owner FROM n"
	}
	return "SELECT id, name, balance, note, owner FROM accounts WHERE sleep(20) = 0"
}

// A backend that is killed takes its transaction along; idle ones are replaced without an error (F8, F9).
func TestKilledBackends(t *testing.T) {
	for _, name := range servers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, dsn := fresh(t, name, nil)
			side := open(t, dsn)
			doomed(t, db, orm.ErrConnect, func(ctx context.Context) error {
				kill(t, side, backend(ctx, t, db))
				return add(ctx, db, "after the kill")
			})
			compare(t, db, nil)
			for i := range 6 {
				if err := fill(t.Context(), db, 3); err != nil {
					t.Fatal(err)
				}
				for range 3 {
					conn, err := db.SQLX().Connx(t.Context())
					if err != nil {
						t.Fatal(err)
					}
					var id int64
					if err := conn.GetContext(t.Context(), &id, backendID(db)); err != nil {
						t.Fatal(err)
					}
					conn.Close()
					kill(t, side, id)
				}
				var err error
				if i%2 == 0 {
					err = add(t.Context(), db, fmt.Sprint("name ", i))
				} else {
					err = db.Transaction(t.Context(), func(ctx context.Context) error { return add(ctx, db, fmt.Sprint("name ", i)) })
				}
				if err != nil {
					t.Errorf("write %d on killed connections: %v", i, err)
				}
			}
		})
	}
}

func backendID(db *orm.DB) string {
	if db.Dialect() == "postgres" {
		return "SELECT pg_backend_pid()"
	}
	return "SELECT connection_id()"
}

// backend is the server's number for the transaction's connection.
func backend(ctx context.Context, t *testing.T, db *orm.DB) int64 {
	t.Helper()
	text := backendID(db) + " AS id, '' AS name, '' AS email"
	rows, err := orm.Raw[holder](ctx, db, rawSQL(text))
	if err != nil || len(rows) != 1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	return rows[0].ID
}

// kill ends a connection and waits until the server has let it go.
func kill(t *testing.T, side *orm.DB, id int64) {
	t.Helper()
	text, count := fmt.Sprint("KILL ", id), "SELECT count(*) FROM information_schema.processlist WHERE id = %d"
	if side.Dialect() == "postgres" {
		text, count = fmt.Sprintf("SELECT pg_terminate_backend(%d)", id), "SELECT count(*) FROM pg_stat_activity WHERE pid = %d"
	}
	if _, err := side.SQLX().ExecContext(t.Context(), text); err != nil {
		t.Fatal(err)
	}
	for range 200 {
		var n int
		if err := side.SQLX().GetContext(t.Context(), &n, fmt.Sprintf(count, id)); err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			time.Sleep(5 * time.Millisecond) // until the end of the connection has arrived
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("backend %d does not end", id)
}
