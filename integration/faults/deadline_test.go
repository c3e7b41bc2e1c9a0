package faults

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/ormar-go/ormar/orm"
)

var late = flag.Duration("late", 5*time.Second, "how long after its deadline a call may return; 50ms on a machine that does nothing else")

// A call returns when its deadline passes, whether the server is at work or says nothing, and leaves nothing at work there; of a write
// nobody knows the outcome, and that is what is said (F5, F12, F13).
func TestDeadlines(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		if err := add(t.Context(), db, "a"); err != nil {
			t.Fatal(err)
		}
		t.Run("read", func(t *testing.T) {
			overdue(t, nil, func(ctx context.Context) error {
				_, err := orm.Raw[account](ctx, db, rawSQL(slow(db)+" /* overdue */"))
				return err
			}, context.DeadlineExceeded)
		})
		t.Run("write", func(t *testing.T) {
			overdue(t, nil, func(ctx context.Context) error {
				_, err := orm.Exec(ctx, db, rawSQL(slowWrite(db)+" /* overdue */"))
				return err
			}, context.DeadlineExceeded)
		})
		unwork(t, db)
	})
}

// The same of a server that says nothing more.
func TestDeadlinesOfASilentServer(t *testing.T) {
	through(t, func(t *testing.T, p *proxy, behind, _ *orm.DB) {
		p.strike(swallow, "victim", 0)
		for name, want := range map[string]error{"read": context.DeadlineExceeded, "write": orm.ErrOutcomeUnknown} {
			t.Run(name, func(t *testing.T) {
				n := 0
				ready := func() {
					n++
					if err := add(t.Context(), behind, fmt.Sprint("before the ", name, " ", n)); err != nil {
						t.Fatal(err)
					}
				}
				overdue(t, ready, func(ctx context.Context) error {
					if name == "write" {
						return add(ctx, behind, "victim")
					}
					_, err := orm.Objects[account](behind).Filter(orm.Q{"name": "victim"}).All(ctx)
					return err
				}, want)
			})
		}
	})
}

// overdue makes a call with a deadline that passes, some times, and says how long after it the calls returned. ready goes ahead of each: it
// leaves a connection, which a busy machine may not make before the deadline.
func overdue(t *testing.T, ready func(), call func(ctx context.Context) error, want error) {
	t.Helper()
	const deadline, calls = 100 * time.Millisecond, 8
	var after []time.Duration
	for range calls {
		if ready != nil {
			ready()
		}
		ctx, cancel := context.WithTimeout(t.Context(), deadline)
		began := time.Now()
		err := call(ctx)
		after = append(after, time.Since(began)-deadline)
		cancel()
		if !errors.Is(err, want) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v, want %v", err, want)
		}
	}
	slices.Sort(after)
	if longest := after[calls-1]; longest > *late {
		t.Errorf("a call returned %v after its deadline", longest)
	}
	t.Logf("returned after the deadline: %v at the median, %v at most", after[calls/2], after[calls-1])
}

// slowWrite is a write that goes on for a long time.
func slowWrite(db *orm.DB) string {
	switch db.Dialect() {
	case "postgres":
		return "UPDATE accounts SET balance = 0 FROM pg_sleep(20)"
	case "sqlite":
		return "UPDATE accounts SET balance = (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) SELECT max(i) FROM n)"
	}
	return "UPDATE accounts SET balance = 0 WHERE sleep(20) = 0"
}

// unwork waits until no server is at work on what was overdue.
func unwork(t *testing.T, db *orm.DB) {
	t.Helper()
	text := ""
	switch db.Dialect() {
	case "sqlite": // works in the caller's own process
		return
	case "postgres":
		text = "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND state = 'active' AND query LIKE '%/* overdue */'"
	default:
		text = "SELECT count(*) FROM information_schema.processlist WHERE id <> connection_id() AND info LIKE '%/* overdue */'"
	}
	n := 0
	for range 500 {
		if err := db.SQLX().GetContext(t.Context(), &n, text); err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d statements go on", n)
}
