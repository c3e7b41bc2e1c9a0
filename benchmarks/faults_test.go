package benchmarks

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest/servers"
	"github.com/ormar-go/ormar/orm"
)

var faults = flag.Bool("faults", false, "do the same faults to gorm, bun, ent and ormar, and write what came of them to results/faults.md")

// suspects are the libraries that are compared, as entries opens them.
var suspects = []string{"gorm", "bun", "ent", ours}

// TestFaults does to each library what networks, servers and callers do, and writes down what it did and said. Only what was
// promised of this module can fail it.
func TestFaults(t *testing.T) {
	if !*faults {
		t.Skip("by hand: go test -run Faults -faults .")
	}
	sheet := &sheet{cells: map[string]map[string]string{}}
	for _, e := range engines() {
		for _, name := range suspects {
			t.Run(e.name+"/"+name, func(t *testing.T) { (&trial{t: t, e: e, name: name, sheet: sheet}).run() })
		}
	}
	text := sheet.String()
	t.Log("\n" + text)
	if err := os.WriteFile("results/faults.md", []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// sheet has what was seen: by question, by library.
type sheet struct {
	order []string
	cells map[string]map[string]string
}

func (s *sheet) note(question, name, seen string) {
	if s.cells[question] == nil {
		s.order = append(s.order, question)
		s.cells[question] = map[string]string{}
	}
	s.cells[question][name] = strings.ReplaceAll(seen, "|", "/")
}

// String is the table.
func (s *sheet) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "| | %s |\n|---|---|---|---|---|\n", strings.Join(suspects, " | "))
	for _, q := range s.order {
		fmt.Fprintf(&b, "| %s |", q)
		for _, name := range suspects {
			fmt.Fprintf(&b, " %s |", s.cells[q][name])
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// trial is one library on one database.
type trial struct {
	t     *testing.T
	e     engine
	name  string
	sheet *sheet
}

func (r *trial) note(question, format string, args ...any) {
	r.sheet.note(r.e.name+": "+question, r.name, fmt.Sprintf(format, args...))
}

func (r *trial) run() {
	dsn := r.e.dsn(r.t)
	if r.e.name != servers.SQLite {
		r.lost(dsn)
		r.writers(dsn)
	}
	if r.e.name == servers.MariaDB {
		r.deadlock(dsn)
		r.lax()
	}
	r.deadline(dsn)
	r.callers(dsn)
}

func (r *trial) open(dsn string, connections int) suspect {
	r.t.Helper()
	for _, one := range entries() {
		if one.name != r.name {
			continue
		}
		c, err := one.open(r.e, dsn)
		if err != nil {
			r.t.Fatal(err)
		}
		r.t.Cleanup(func() { _ = c.close() })
		c.pool().SetMaxOpenConns(connections)
		c.pool().SetMaxIdleConns(connections)
		return asSuspect(c)
	}
	r.t.Fatalf("no library %s", r.name)
	return nil
}

func asSuspect(c contender) suspect {
	if b, ok := c.(*bunned); ok {
		return &bunner{b, b.db}
	}
	return c.(suspect)
}

// titled counts the books of a title, past the library.
func (r *trial) titled(dsn, title string) (n int) {
	r.t.Helper()
	pool, err := r.e.open(dsn)
	if err != nil {
		r.t.Fatal(err)
	}
	defer pool.Close()
	if err := pool.QueryRow(r.e.number("SELECT count(*) FROM books WHERE title = ?"), title).Scan(&n); err != nil {
		r.t.Fatal(err)
	}
	return n
}

// written counts the books of every title of the writers.
func (r *trial) written(dsn string) map[string]int {
	r.t.Helper()
	pool, err := r.e.open(dsn)
	if err != nil {
		r.t.Fatal(err)
	}
	defer pool.Close()
	rows, err := pool.Query("SELECT title, count(*) FROM books WHERE title LIKE 'writer %' GROUP BY title")
	if err != nil {
		r.t.Fatal(err)
	}
	defer rows.Close()
	out := map[string]int{}
	for rows.Next() {
		var title string
		var n int
		if err := rows.Scan(&title, &n); err != nil {
			r.t.Fatal(err)
		}
		out[title] = n
	}
	if err := rows.Err(); err != nil {
		r.t.Fatal(err)
	}
	return out
}

func add(ctx context.Context, s suspect, title string) error {
	b := newRow(0)
	b.Title = title
	_, err := s.insert(ctx, b)
	return err
}

// said is what a caller is told.
func said(err error) string {
	switch {
	case err == nil:
		return "success"
	case errors.Is(err, orm.ErrOutcomeUnknown):
		return "`ErrOutcomeUnknown`"
	case errors.Is(err, orm.ErrTxDoomed):
		return "`ErrTxDoomed`"
	}
	text := strings.ReplaceAll(err.Error(), "\n", " ")
	if i := strings.LastIndex(text, "(SQLSTATE"); i > 0 {
		text = text[i:]
	}
	if len(text) > 60 {
		text = "…" + text[len(text)-60:]
	}
	return "`" + text + "`"
}

// lost loses a request, a reply, and the reply to a commit.
func (r *trial) lost(dsn string) {
	w, through := wired(r.t, r.e, dsn)
	s, ctx := r.open(through, 2), r.t.Context()
	if err := add(ctx, s, "warm"); err != nil {
		r.t.Fatal(err)
	}
	for _, c := range []struct {
		name, marker string
		request      bool
	}{{"an insert never arrives", "victim one", true}, {"the answer to an insert is lost", "victim two", false}} {
		w.lose(c.marker, c.request)
		err := add(ctx, s, c.marker)
		time.Sleep(100 * time.Millisecond)
		r.note(c.name, "%s; %d there", said(err), r.titled(dsn, c.marker))
	}
	commit := "\x03commit" // the command's byte, or the length of the message: an option of the connection has the word too
	if r.e.name == servers.Postgres {
		commit = "\x0bcommit"
	}
	w.lose(commit, false)
	err := s.transaction(ctx, func(in suspect, ctx context.Context) error { return add(ctx, in, "one of a transaction") })
	time.Sleep(100 * time.Millisecond)
	r.note("the answer to a commit is lost", "%s; %d there", said(err), r.titled(dsn, "one of a transaction"))
	if r.name == ours && !errors.Is(err, orm.ErrOutcomeUnknown) {
		r.t.Errorf("a lost commit is %v", err)
	}
}

// writers insert while their connections are cut, and try again until they are told that it is done, unless they are told that nobody
// knows.
func (r *trial) writers(dsn string) {
	const cuts, workers = 20, 4
	w, through := wired(r.t, r.e, dsn)
	s, ctx := r.open(through, workers), r.t.Context()
	var mu sync.Mutex
	acknowledged, unknown := map[string]bool{}, 0
	done := make(chan struct{})
	over := func() bool {
		select {
		case <-done:
			return true
		default:
			return false
		}
	}
	var group sync.WaitGroup
	for g := range workers {
		group.Go(func() {
			for i := 0; !over(); i++ {
				title := fmt.Sprintf("writer %d %d", g, i)
				for again := true; again; {
					err := add(ctx, s, title)
					mu.Lock()
					acknowledged[title] = err == nil
					again = err != nil && !errors.Is(err, orm.ErrOutcomeUnknown)
					if err != nil && !again {
						unknown++
					}
					mu.Unlock()
				}
			}
		})
	}
	for range cuts {
		time.Sleep(time.Duration(150+rand.IntN(200)) * time.Millisecond)
		w.cut()
	}
	close(done)
	group.Wait()
	lost, doubled, told := 0, 0, 0
	there := r.written(dsn)
	for title, ok := range acknowledged {
		if ok {
			told++
		}
		if ok && there[title] == 0 {
			lost++
		}
		doubled += max(0, there[title]-1)
	}
	r.note("connections cut under writers who try again", "%d told to be done, %d of them lost; %d of unknown outcome; **%d rows doubled**", told, lost, unknown, doubled)
	if r.name == ours && (lost > 0 || doubled > 0) {
		r.t.Errorf("%d lost, %d doubled", lost, doubled)
	}
}

// deadline lets one pass while the server works, outside a transaction and inside one that goes on.
func (r *trial) deadline(dsn string) {
	s := r.open(dsn, 2)
	short := func(ctx context.Context, in suspect) (time.Duration, error) {
		ctx, cancel := context.WithTimeout(ctx, 300*time.Millisecond)
		defer cancel()
		began := time.Now()
		err := in.stall(ctx, stalls[r.e.name])
		return (time.Since(began) - 300*time.Millisecond).Round(time.Millisecond), err
	}
	late, err := short(r.t.Context(), s)
	if r.e.name != servers.SQLite {
		time.Sleep(150 * time.Millisecond)
		r.note("a deadline passes", "%v late; %d still at work on the server", late, r.working(dsn))
		time.Sleep(4 * time.Second)
	}
	if err == nil {
		r.t.Errorf("the deadline passed, and nothing was said")
	}
	var second error
	err = s.transaction(r.t.Context(), func(in suspect, ctx context.Context) error {
		if err := add(ctx, in, "before it"); err != nil {
			return err
		}
		_, _ = short(ctx, in) // the caller thinks that it can do without
		second = add(ctx, in, "behind it")
		return nil
	})
	for range 100 {
		if s.pool().Stats().InUse == 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	before, behind := r.titled(dsn, "before it"), r.titled(dsn, "behind it")
	verdict := map[bool]string{true: "whole", false: "**half**"}[before == behind]
	r.note("a statement's deadline passes in a transaction that goes on", "next: %s; commit: %s; %s (%d before it, %d behind it); %d connections in use", said(second),
		said(err), verdict, before, behind, s.pool().Stats().InUse)
	if r.name == ours && (before != behind || s.pool().Stats().InUse != 0) {
		r.t.Errorf("%d before it, %d behind it", before, behind)
	}
}

// working counts the statements of stall that the server is still at.
func (r *trial) working(dsn string) (n int) {
	r.t.Helper()
	pool, err := r.e.open(dsn)
	if err != nil {
		r.t.Fatal(err)
	}
	defer pool.Close()
	text := "SELECT count(*) FROM information_schema.processlist WHERE db = database() AND id <> connection_id() AND info LIKE 'UPDATE%SLEEP(3)%'"
	if r.e.name == servers.Postgres {
		text = "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND state = 'active' AND query LIKE 'UPDATE%pg_sleep(3)%'"
	}
	if err := pool.QueryRow(text).Scan(&n); err != nil {
		r.t.Fatal(err)
	}
	return n
}
