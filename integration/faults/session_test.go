package faults

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/ormar-go/ormar/orm"
)

// ledger is what a session believes of its writes.
type ledger struct {
	acked, refused, unknown []string
	ended                   bool // without an error
}

// note files the names that a call wrote together under its outcome, and reports whether the session goes on.
func (l *ledger) note(err error, names ...string) bool {
	switch {
	case err == nil:
		l.acked = append(l.acked, names...)
	case errors.Is(err, orm.ErrOutcomeUnknown):
		l.unknown = append(l.unknown, names...)
	default:
		l.refused = append(l.refused, names...)
	}
	return err == nil
}

// session is a day in the life of a program: writes one by one, in a set, in bulk and in a transaction with a savepoint, and
// reads of every kind in between. It stops at the first error.
func session(ctx context.Context, db *orm.DB) (l ledger) {
	accounts := orm.Objects[account](db)
	if !l.note(add(ctx, db, "single"), "single") {
		return l
	}
	row, created, err := accounts.GetOrCreate(ctx, orm.V{"name": "found"}, orm.V{"balance": 1, "note": ""})
	if !l.note(err, "found") || !created {
		return l
	}
	if !l.note(orm.Upsert(ctx, db, &account{ID: row.ID, Name: "found", Balance: 2})) {
		return l
	}
	bulk := []*account{{Name: "bulk 1"}, {Name: "bulk 2"}, {Name: "bulk 3"}}
	if !l.note(accounts.BulkCreate(ctx, bulk, orm.BatchSize(2)), "bulk 1", "bulk 2", "bulk 3") {
		return l
	}
	err = db.Transaction(ctx, func(ctx context.Context) error {
		if err := add(ctx, db, "outer"); err != nil {
			return err
		}
		return db.Transaction(ctx, func(ctx context.Context) error { return add(ctx, db, "inner") })
	}, orm.Retry(3))
	if !l.note(err, "outer", "inner") {
		return l
	}
	rows, err := accounts.SelectRelated("owner").OrderBy("id").All(ctx)
	if err == nil && len(rows) != 7 {
		err = fmt.Errorf("%d rows instead of 7 and no error", len(rows))
		l.acked = append(l.acked, "short")
	}
	if !l.note(err) {
		return l
	}
	n := 0
	for _, err := range accounts.Iterate(ctx) {
		if !l.note(err) {
			return l
		}
		n++
	}
	l.ended = n == 7
	return l
}

// The session is cut at its first request, at its second, and so on until it ends uncut, before the server has seen the
// request and after it: whatever the moment, what was acknowledged is there once, what was refused is not, and nothing is
// there in part (F6).
func TestExhaustiveCuts(t *testing.T) {
	for _, f := range []fault{loseRequest, loseReply} {
		t.Run(fmt.Sprint(f), func(t *testing.T) {
			through(t, func(t *testing.T, p *proxy, behind, beside *orm.DB) {
				cuts := 0
				for n := 1; ; n++ {
					if n > 400 {
						t.Fatal("the session never ends")
					}
					anew(behind)
					p.strikeNth(f, n)
					l := session(t.Context(), behind)
					struck := p.strikes()
					p.strike(none, "", 0)
					l.check(t, n, beside)
					if _, err := orm.Objects[account](beside).Each().Delete(t.Context()); err != nil {
						t.Fatal(err)
					}
					if struck == 0 {
						if !l.ended {
							t.Errorf("the uncut session did not end: %+v", l)
						}
						break
					}
					cuts++
				}
				if cuts < 20 {
					t.Errorf("%d cuts, want more", cuts)
				}
			})
		})
	}
}

// check compares what the session believes with what is there.
func (l ledger) check(t *testing.T, n int, db *orm.DB) {
	t.Helper()
	there := present(t, db)
	for _, name := range l.acked {
		if !slices.Contains(there, name) {
			t.Errorf("cut %d: %q was acknowledged and is not there", n, name)
		}
	}
	for _, name := range l.refused {
		if slices.Contains(there, name) {
			t.Errorf("cut %d: %q was refused and is there", n, name)
		}
	}
	for _, together := range [][]string{{"bulk 1", "bulk 2", "bulk 3"}, {"outer", "inner"}} {
		found := 0
		for _, name := range together {
			if slices.Contains(there, name) {
				found++
			}
		}
		if found != 0 && found != len(together) {
			t.Errorf("cut %d: of %q only %d are there", n, together, found)
		}
	}
}
