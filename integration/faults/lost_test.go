package faults

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/ormar-go/ormar/orm"
)

const (
	operations = 15                     // of each fault on each server
	patience   = 600 * time.Millisecond // enough to connect on a busy machine
	slack      = 1500 * time.Millisecond
)

// times is how often a fault is tried: each that is waited out takes its time.
func times(f fault) int {
	if f == swallow {
		return 4
	}
	return operations
}

// through runs a test on every server, behind a proxy and beside it.
func through(t *testing.T, run func(t *testing.T, p *proxy, behind, beside *orm.DB)) {
	for _, name := range servers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			beside, dsn := fresh(t, name, nil)
			p := newProxy(t, server(t, dsn))
			run(t, p, open(t, at(t, dsn, p.address())), beside)
		})
	}
}

// A write is acknowledged and there once, or refused and not there, or its outcome is unknown and says so; and a reply that
// never comes is waited for until the deadline and no longer (F1, F3, F4, F5, F13).
func TestLostWrites(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault fault
		there bool
	}{
		{"request lost", loseRequest, false}, {"half a request", halfRequest, false},
		{"reply lost", loseReply, true}, {"reply swallowed", swallow, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			through(t, func(t *testing.T, p *proxy, behind, beside *orm.DB) {
				p.strike(c.fault, "victim", 0)
				var want []string
				for i := range times(c.fault) {
					safe, victim := fmt.Sprint("safe ", i), fmt.Sprint("victim ", i)
					if err := add(t.Context(), behind, safe); err != nil {
						t.Errorf("%s: %v", safe, err)
					}
					want = append(want, safe)
					if c.there {
						want = append(want, victim)
					}
					loseOne(t, c.fault, func(ctx context.Context) error { return add(ctx, behind, victim) })
				}
				if n := p.strikes(); n != times(c.fault) {
					t.Errorf("%d requests met the fault, want %d", n, times(c.fault))
				}
				compare(t, beside, want)
			})
		})
	}
}

// compare waits a little: a server may still be at work on what nobody waits for.
func compare(t *testing.T, db *orm.DB, want []string) {
	t.Helper()
	slices.Sort(want)
	var got []string
	for range 100 {
		got = present(t, db)
		if slices.Sort(got); slices.Equal(got, want) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("rows %q, want %q", got, want)
}

// loseOne makes a call that meets a fault: its outcome is unknown.
func loseOne(t *testing.T, f fault, call func(context.Context) error) {
	t.Helper()
	ctx, cancel := t.Context(), func() {}
	if f == swallow {
		ctx, cancel = context.WithTimeout(ctx, patience)
	}
	defer cancel()
	began := time.Now()
	err := call(ctx)
	if !errors.Is(err, orm.ErrOutcomeUnknown) {
		t.Errorf("%v, want ErrOutcomeUnknown", err)
	}
	cause := orm.ErrConnect
	if f == swallow {
		cause = context.DeadlineExceeded
	}
	if !errors.Is(err, cause) {
		t.Errorf("%v, want %v in the chain", err, cause)
	}
	if late := time.Since(began) - patience; late > slack {
		t.Errorf("it came %v after the deadline", late)
	}
}

// An update whose reply is lost was made once, by an instance and by a set (F1).
func TestLostUpdates(t *testing.T) {
	through(t, func(t *testing.T, p *proxy, behind, beside *orm.DB) {
		row := &account{Name: "row"}
		if err := orm.Save(t.Context(), beside, row); err != nil {
			t.Fatal(err)
		}
		set := orm.Objects[account](behind).Filter(orm.Q{"name": "row"})
		for i := range operations {
			p.strike(loseReply, "victim", 0)
			loseOne(t, loseReply, func(ctx context.Context) error {
				if i%2 == 0 {
					_, err := set.Update(ctx, orm.V{"balance": orm.F("balance").Add(1), "note": "victim"})
					return err
				}
				return orm.Update(ctx, behind, &account{ID: row.ID, Name: "row", Note: fmt.Sprint("victim ", i)}, "note")
			})
			if n := p.strikes(); n != 1 {
				t.Errorf("it was sent %d times, want once", n)
			}
		}
		p.strike(none, "", 0)
		if err := orm.Load(t.Context(), beside, row); err != nil || row.Balance != (operations+1)/2 || row.Note != "victim" {
			t.Errorf("%+v, %v, want a balance of %d and the last note", row, err, (operations+1)/2)
		}
	})
}

// A commit whose reply is lost has an unknown outcome, is not retried, and is all or nothing (F2).
func TestLostCommits(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault fault
		there bool
	}{{"request lost", loseRequest, false}, {"reply lost", loseReply, true}, {"reply swallowed", swallow, true}} {
		t.Run(c.name, func(t *testing.T) {
			through(t, func(t *testing.T, p *proxy, behind, beside *orm.DB) {
				var want []string
				for i := range times(c.fault) {
					p.strike(c.fault, "COMMIT", 0)
					attempts := 0
					loseOne(t, c.fault, func(ctx context.Context) error {
						return behind.Transaction(ctx, func(ctx context.Context) error {
							attempts++
							if err := behind.OnCommit(ctx, func() { t.Error("a commit of unknown outcome is no commit") }); err != nil {
								return err
							}
							return errors.Join(add(ctx, behind, fmt.Sprint("one ", i)), add(ctx, behind, fmt.Sprint("two ", i)))
						}, orm.Retry(5))
					})
					if attempts != 1 || p.strikes() != 1 {
						t.Errorf("%d attempts met %d faults, want one", attempts, p.strikes())
					}
					if c.there {
						want = append(want, fmt.Sprint("one ", i), fmt.Sprint("two ", i))
					}
				}
				p.strike(none, "", 0)
				compare(t, beside, want)
			})
		})
	}
}

// What is lost inside a transaction has an outcome that is known: nothing of it happened (F9).
func TestLostInTransactions(t *testing.T) {
	for _, f := range []fault{loseRequest, halfRequest, loseReply, swallow} {
		t.Run(fmt.Sprint(f), func(t *testing.T) {
			through(t, func(t *testing.T, p *proxy, behind, beside *orm.DB) {
				p.strike(f, "victim", 0)
				for i := range times(f) {
					err := behind.Transaction(t.Context(), func(ctx context.Context) error {
						if err := add(ctx, behind, fmt.Sprint("before ", i)); err != nil {
							return err
						}
						short, cancel := context.WithTimeout(ctx, patience)
						defer cancel()
						if err := add(short, behind, fmt.Sprint("victim ", i)); err == nil || errors.Is(err, orm.ErrOutcomeUnknown) {
							t.Errorf("%v, want a known error", err)
						}
						if err := add(ctx, behind, fmt.Sprint("after ", i)); !errors.Is(err, orm.ErrTxDoomed) {
							t.Errorf("%v, want ErrTxDoomed", err)
						}
						return nil
					})
					if !errors.Is(err, orm.ErrTxDoomed) || errors.Is(err, orm.ErrOutcomeUnknown) {
						t.Errorf("%v, want ErrTxDoomed", err)
					}
				}
				compare(t, beside, nil)
			})
		})
	}
}

// A result that is cut anywhere is an error and never a short slice (F7).
func TestCutResults(t *testing.T) {
	through(t, func(t *testing.T, p *proxy, behind, beside *orm.DB) {
		const rows = 60
		var all []*account
		for i := range rows {
			all = append(all, &account{Name: fmt.Sprintf("account number %d", i), Note: "a note"})
		}
		if err := orm.Objects[account](beside).BulkCreate(t.Context(), all); err != nil {
			t.Fatal(err)
		}
		accounts := orm.Objects[account](behind)
		cut, whole := 0, 0
		for size := 1; whole == 0; size += 97 {
			p.strike(cutReply, "a note", size)
			got, err := accounts.All(t.Context(), orm.Q{"note": "a note"})
			switch {
			case err == nil && len(got) == rows:
				whole++
			case err == nil:
				t.Fatalf("cut after %d bytes: %d rows of %d and no error", size, len(got), rows)
			default:
				cut++
				if got != nil || !errors.Is(err, orm.ErrConnect) || errors.Is(err, orm.ErrOutcomeUnknown) {
					t.Errorf("cut after %d bytes: %d rows, %v, want ErrConnect", size, len(got), err)
				}
			}
			n := 0
			for _, err := range accounts.Filter(orm.Q{"note": "a note"}).Iterate(t.Context()) {
				if err != nil {
					n = rows
					break
				}
				n++
			}
			if n != rows {
				t.Fatalf("cut after %d bytes: Iterate ends after %d rows of %d without an error", size, n, rows)
			}
		}
		p.strike(none, "", 0)
		if cut < 10 {
			t.Errorf("%d results were cut, want more", cut)
		}
	})
}

// A server that cannot be reached any more refuses what was not sent: the outcome is known (F11).
func TestServerGone(t *testing.T) {
	through(t, func(t *testing.T, p *proxy, behind, beside *orm.DB) {
		if err := add(t.Context(), behind, "there"); err != nil {
			t.Fatal(err)
		}
		p.close()
		time.Sleep(20 * time.Millisecond) // until the ends of the connections have arrived
		for name, call := range map[string]func() error{
			"write":       func() error { return add(t.Context(), behind, "lost") },
			"read":        func() error { _, err := orm.Objects[account](behind).All(t.Context()); return err },
			"transaction": func() error { return behind.Transaction(t.Context(), func(context.Context) error { return nil }) },
			"set": func() error {
				_, err := orm.Objects[account](behind).Each().Update(t.Context(), orm.V{"balance": 1})
				return err
			},
		} {
			if err := call(); !errors.Is(err, orm.ErrConnect) || errors.Is(err, orm.ErrOutcomeUnknown) {
				t.Errorf("%s: %v, want ErrConnect and nothing unknown", name, err)
			}
		}
		compare(t, beside, []string{"there"})
	})
}

// Idle connections that died are replaced without an error, for reads, writes and transactions (F8).
func TestIdleConnectionsDie(t *testing.T) {
	through(t, func(t *testing.T, p *proxy, behind, _ *orm.DB) {
		accounts := orm.Objects[account](behind)
		behind.SQLX().SetMaxIdleConns(4)
		for i := range operations {
			if err := fill(t.Context(), behind, 4); err != nil {
				t.Fatal(err)
			}
			p.cutAll()
			time.Sleep(20 * time.Millisecond) // until the ends of the connections have arrived
			var err error
			switch i % 4 {
			case 0:
				err = add(t.Context(), behind, fmt.Sprint("name ", i))
			case 1:
				_, err = accounts.All(t.Context())
			case 2:
				err = behind.Transaction(t.Context(), func(ctx context.Context) error { return add(ctx, behind, fmt.Sprint("name ", i)) })
			case 3:
				_, err = accounts.Filter(orm.Q{"balance": 10}).Update(t.Context(), orm.V{"balance": 10})
			}
			if err != nil {
				t.Errorf("operation %d: %v", i, err)
			}
		}
	})
}

// fill makes the pool hold n idle connections.
func fill(ctx context.Context, db *orm.DB, n int) error {
	var open []func() error
	for range n {
		conn, err := db.SQLX().Connx(ctx)
		if err != nil {
			return err
		}
		open = append(open, conn.Close)
	}
	var err error
	for _, end := range open {
		err = errors.Join(err, end())
	}
	return err
}

// A set-wise write without parameters is sent once, though its reply is lost: drivers treat such statements apart (F1).
func TestLostSetWrites(t *testing.T) {
	through(t, func(t *testing.T, p *proxy, behind, beside *orm.DB) {
		if err := add(t.Context(), beside, "one"); err != nil {
			t.Fatal(err)
		}
		accounts := orm.Objects[account](behind)
		marker := "DELETE"
		if behind.Dialect() != "postgres" {
			marker = "\x00\x17" // the first packet of a command, to execute what was prepared
		}
		for range operations {
			p.strike(loseReply, marker, 0)
			loseOne(t, loseReply, func(ctx context.Context) error {
				_, err := accounts.Each().Delete(ctx) // a Raw that writes has a transaction around it, and so an outcome
				return err
			})
			if n := p.strikes(); n != 1 {
				t.Errorf("it was sent %d times, want once", n)
			}
		}
		p.strike(none, "", 0)
		compare(t, beside, nil)
	})
}
