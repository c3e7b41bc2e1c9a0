package benchmarks

import (
	"context"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
)

// deadlock is lost by a transaction that goes on all the same.
func (r *trial) deadlock(dsn string) {
	s, ctx := r.open(dsn, 2), r.t.Context()
	other, err := r.e.open(dsn)
	if err != nil {
		r.t.Fatal(err)
	}
	defer other.Close()
	tx, err := other.Begin()
	if err != nil {
		r.t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.Exec("UPDATE books SET pages = pages + 1 WHERE id BETWEEN 2 AND 500"); err != nil {
		r.t.Fatal(err)
	}
	var second, dead error
	waited := make(chan error, 1)
	err = s.transaction(ctx, func(in suspect, ctx context.Context) error {
		if err := add(ctx, in, "before the deadlock"); err != nil {
			return err
		}
		if err := in.touch(ctx, 1); err != nil {
			return err
		}
		go func() {
			_, err := tx.Exec("UPDATE books SET pages = pages + 1 WHERE id = 1")
			waited <- err
		}()
		time.Sleep(300 * time.Millisecond)
		dead = in.touch(ctx, 2)
		second = add(ctx, in, "behind the deadlock")
		return nil
	})
	if e := <-waited; e != nil || dead == nil {
		r.t.Fatalf("the other transaction lost: %v, %v", e, dead)
	}
	before, behind := r.titled(dsn, "before the deadlock"), r.titled(dsn, "behind the deadlock")
	verdict := map[bool]string{true: "whole", false: "**half**"}[before == behind]
	r.note("a deadlock is lost in a transaction that goes on", "next: %s; commit: %s; %s (%d before it, %d behind it)", said(second), said(err), verdict, before, behind)
	if r.name == ours && before != behind {
		r.t.Errorf("%d before it, %d behind it", before, behind)
	}
}

// lax is a server that takes what does not fit.
func (r *trial) lax() {
	dsn := r.e.dsn(r.t)
	config, err := mysql.ParseDSN(dsn)
	if err != nil {
		r.t.Fatal(err)
	}
	config.Params = map[string]string{"sql_mode": "''"}
	var c contender
	for _, entry := range entries() {
		if entry.name == r.name {
			c, err = entry.open(r.e, config.FormatDSN())
		}
	}
	if err != nil {
		r.note("a session without strict mode: a number too large, a text too long", "not opened: %s", said(err))
		return
	}
	one := asSuspect(c)
	defer one.close()
	large, long := newRow(0), newRow(0)
	large.Pages, large.Title = 1<<40, "large"
	long.Title = strings.Repeat("long", 40)
	_, errLarge := one.insert(r.t.Context(), large)
	_, errLong := one.insert(r.t.Context(), long)
	r.note("a session without strict mode: a number too large, a text too long", "%s, %d there; %s, %d cut", said(errLarge), r.titled(dsn, "large"), said(errLong),
		r.titled(dsn, long.Title[:100]))
}

// callers make mistakes.
func (r *trial) callers(dsn string) {
	s, ctx := r.open(dsn, 2), r.t.Context()
	n, err := s.zero(ctx)
	r.note("rows of author 0, who does not exist", "%s; %d rows", said(err), n)
	err = s.retitle(ctx, 7, "another title")
	got, e := s.get(ctx, 7)
	if e != nil {
		r.t.Fatal(e)
	}
	row, want := s.rows(got)[0], newBook(7)
	kept := row.Pages == want.Pages && row.AuthorID == want.AuthorID && row.Price == want.Price
	r.note("a row of which two columns were read is saved", "%s; the others are %s", said(err), map[bool]string{true: "kept", false: "**overwritten with zeros**"}[kept])
	if r.name == ours && (!kept || err != nil) {
		r.t.Errorf("%+v, %v", row, err)
	}
	err = s.blank(ctx, 8)
	if got, e = s.get(ctx, 8); e != nil {
		r.t.Fatal(e)
	}
	r.note("an update to zero by a struct", "%s; %s", said(err), map[bool]string{true: "written", false: "**not written**"}[s.rows(got)[0].Pages == 0])
	r.note("an order by a column that is not there", "%s", said(s.misspelt(ctx)))
	err = s.nobody(ctx)
	left, e := s.count(ctx, 50)
	if e != nil {
		r.t.Fatal(e)
	}
	r.note("a delete of an empty list", "%s; %d of 10 rows left", said(err), left)
	err = s.everything(ctx)
	if left, e = s.count(ctx, 50); e != nil {
		r.t.Fatal(e)
	}
	r.note("a delete without a condition", "%s; %d of 10 rows left", said(err), left)
	if r.name == ours && left != 10 {
		r.t.Errorf("%d rows left", left)
	}
}
