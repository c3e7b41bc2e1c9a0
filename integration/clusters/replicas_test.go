package clusters

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// testReplicas does everything that a DB of two replicas does.
func testReplicas(t *testing.T, s *servers) {
	seen := &where{}
	db := s.three(orm.WithObserver(seen), orm.WithCursorKey([]byte("sixteen bytes of key")))
	until(t, 10*time.Second, "both replicas answer", func() bool { return fmt.Sprint(reading(db)) == s.names(1, 2) })
	t.Run("what goes where", func(t *testing.T) { testRouting(t, s, db, seen) })
	t.Run("sessions", func(t *testing.T) { testSessions(t, db) })
	t.Run("positions travel", func(t *testing.T) { testPositions(t, s, db, seen) })
	t.Run("a replica that does not replay", func(t *testing.T) { testPaused(t, s, db, seen) })
	t.Run("a replica that is gone", func(t *testing.T) { testGone(t, s, db) })
	t.Run("a replica that does not answer", func(t *testing.T) { testFrozen(t, s, db) })
	t.Run("a write on a replica", func(t *testing.T) { testWriteOnReplica(t, s) })
}

func testRouting(t *testing.T, s *servers, db *orm.DB, seen *where) {
	ctx, notes, authors := t.Context(), orm.Objects[Note](db), orm.Objects[Author](db)
	a := &Author{Name: "first"}
	must(t, orm.Save(ctx, db, a))
	must(t, orm.Save(ctx, db, &Note{Text: "counted"}))
	until(t, 5*time.Second, "the row arrives", func() bool {
		n, err := notes.Count(ctx)
		return err == nil && n == 1 && !slices.Contains(seen.taken(), s.node(0))
	})
	one := func(_ any, err error) error { return err }
	for name, read := range map[string]func(context.Context) error{
		"All":             func(ctx context.Context) error { return one(authors.PrefetchRelated("notes").All(ctx)) },
		"First":           func(ctx context.Context) error { return one(authors.First(ctx)) },
		"Count":           func(ctx context.Context) error { return one(notes.Count(ctx)) },
		"Exists":          func(ctx context.Context) error { return one(notes.Exists(ctx)) },
		"Values":          func(ctx context.Context) error { return one(notes.Values(ctx, "text")) },
		"Sum":             func(ctx context.Context) error { return one(orm.Sum[int64](ctx, notes, "number")) },
		"Load":            func(ctx context.Context) error { return orm.Load(ctx, db, &Author{ID: a.ID}) },
		"Load a relation": func(ctx context.Context) error { return one(a.Notes.Load(ctx)) },
	} {
		seen.taken()
		if err := read(ctx); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		nodes := seen.taken()
		if len(nodes) == 0 || slices.Contains(nodes, s.node(0)) || len(slices.Compact(nodes)) > 1 {
			t.Errorf("%s was answered by %q, want one replica", name, nodes)
		}
		if err := read(orm.Primary(ctx)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		wantPrimary(t, "Primary and "+name, s, seen)
		must(t, db.Transaction(ctx, read))
		wantPrimary(t, "a transaction and "+name, s, seen)
	}
	off := hooks.PostSave(db.Hooks(), func(ctx context.Context, _ hooks.Save[Note]) error { return one(notes.Count(ctx)) })
	must(t, orm.Save(ctx, db, &Note{Text: "listened to"}))
	off()
	wantPrimary(t, "a listener", s, seen)
	for name, write := range map[string]func(context.Context) error{
		"Save":       func(ctx context.Context) error { return orm.Save(ctx, db, &Note{Text: "saved"}) },
		"BulkCreate": func(ctx context.Context) error { return notes.BulkCreate(ctx, []*Note{{Text: "a"}, {Text: "b"}}) },
		"Update":     func(ctx context.Context) error { return one(notes.Each().Update(ctx, orm.V{"number": 1})) },
		"Add":        func(ctx context.Context) error { return a.Notes.Add(ctx, &Note{Text: "added"}) },
		"SaveRelated": func(ctx context.Context) error {
			return one(orm.SaveRelated(ctx, db, &Note{Text: "related", Author: orm.Ref(&Author{Name: "third"})}))
		},
		"Raw": func(ctx context.Context) error {
			return one(orm.RawInto[int64](ctx, db, sq.Expr("SELECT count(*) FROM notes")))
		},
		"Exec": func(ctx context.Context) error { return one(orm.Exec(ctx, db, sq.Expr("DELETE FROM notes"))) },
		"GetOrCreate": func(ctx context.Context) error {
			_, _, err := authors.GetOrCreate(ctx, orm.V{"name": "first"})
			return err
		},
		"UpdateOrCreate": func(ctx context.Context) error {
			_, _, err := authors.UpdateOrCreate(ctx, orm.V{"name": "second"})
			return err
		},
		"ForUpdate": func(ctx context.Context) error {
			return db.Transaction(ctx, func(ctx context.Context) error { return one(authors.ForUpdate().All(ctx)) })
		},
	} {
		if err := write(ctx); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		wantPrimary(t, name, s, seen)
	}
}

func wantPrimary(t *testing.T, name string, s *servers, seen *where) {
	t.Helper()
	nodes := seen.taken()
	if len(nodes) == 0 || slices.ContainsFunc(nodes, func(n string) bool { return n != s.node(0) }) {
		t.Errorf("%s was answered by %q, want the primary alone", name, nodes)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Every session reads what it has written, by each of the ways to write, from wherever the read is answered.
func testSessions(t *testing.T, db *orm.DB) {
	const workers = 8
	var stale, next atomic.Int64
	var all sync.WaitGroup
	began := time.Now()
	for range workers {
		all.Go(func() {
			for {
				i := next.Add(1)
				if i > int64(*sessions) {
					return
				}
				ok, err := readsOwnWrite(orm.Session(t.Context()), db, i)
				if err != nil {
					t.Error(err)
					return
				}
				if !ok {
					stale.Add(1)
				}
			}
		})
	}
	all.Wait()
	t.Logf("%d sessions in %v, %d stale", *sessions, time.Since(began).Round(time.Millisecond), stale.Load())
	if stale.Load() > 0 {
		t.Errorf("%d sessions did not read what they had written", stale.Load())
	}
}

func readsOwnWrite(ctx context.Context, db *orm.DB, i int64) (bool, error) {
	n := &Note{Number: i, Text: "written"}
	var err error
	switch i % 3 {
	case 0:
		err = orm.Save(ctx, db, n)
	case 1:
		err = db.Transaction(ctx, func(ctx context.Context) error { return orm.Save(ctx, db, n) })
	default:
		err = db.Transaction(context.WithoutCancel(ctx), func(tx context.Context) error {
			return orm.Objects[Note](db).BulkCreate(orm.Session(tx), []*Note{n})
		})
	}
	if err != nil {
		return false, err
	}
	if ok, err := orm.Objects[Note](db).Filter(orm.Q{"id": n.ID}).Exists(ctx); err != nil || !ok {
		return ok, err
	}
	if _, err := orm.Exec(ctx, db, sq.Expr("DELETE FROM notes WHERE id = ?", n.ID)); err != nil {
		return false, err
	}
	there, err := orm.Objects[Note](db).Filter(orm.Q{"id": n.ID}).Exists(ctx)
	return !there, err
}

func testPositions(t *testing.T, s *servers, db *orm.DB, seen *where) {
	ctx := orm.Session(t.Context())
	if p := orm.Position(ctx); p != "" {
		t.Errorf("nothing was written, and the position is %q", p)
	}
	must(t, orm.Save(ctx, db, &Note{Text: "here"}))
	position := orm.Position(ctx)
	other := s.open(s.url(0), []string{s.url(1)}, orm.WithObserver(seen), orm.WithCursorKey([]byte("sixteen bytes of key")))
	defer other.Close()
	foreign := s.open(s.url(0), []string{s.url(1)}, orm.WithObserver(seen))
	defer foreign.Close()
	read := func(db *orm.DB, position string) []string {
		t.Helper()
		seen.taken()
		there, err := orm.Objects[Note](db).Filter(orm.Q{"text": "here"}).Exists(orm.AtPosition(t.Context(), position))
		must(t, err)
		if !there {
			t.Errorf("the row is not there at %q", position)
		}
		return seen.taken()
	}
	if got := read(other, position); fmt.Sprint(got) != s.names(1) {
		t.Errorf("another process reads from %q", got)
	}
	if got := read(other, ""); fmt.Sprint(got) != s.names(1) {
		t.Errorf("without a position it reads from %q", got)
	}
	forged := []byte(position)
	forged[len(forged)-1] ^= 1
	for name, at := range map[string]string{"forged": string(forged), "garbage": "x", "long": fmt.Sprintf("%09000d", 1)} {
		if got := read(other, at); fmt.Sprint(got) != s.names(0) {
			t.Errorf("%s: reads from %q", name, got)
		}
	}
	if got := read(foreign, position); fmt.Sprint(got) != s.names(0) {
		t.Errorf("with another key it reads from %q", got)
	}
	ctx = orm.AtPosition(orm.Session(t.Context()), string(forged))
	must(t, orm.Save(ctx, other, &Note{Text: "later"}))
	if there, err := orm.Objects[Note](other).Filter(orm.Q{"text": "later"}).Exists(ctx); err != nil || !there {
		t.Errorf("after a forged position: %v, %v", there, err)
	}
}

// A session is answered by the primary when no replica arrives in time, and everybody once a replica lags for too long.
func testPaused(t *testing.T, s *servers, db *orm.DB, seen *where) {
	s.replay(1, false)
	s.replay(2, false)
	ctx := orm.Session(t.Context())
	must(t, orm.Save(ctx, db, &Note{Text: "not there yet"}))
	seen.taken()
	began := time.Now()
	there, err := orm.Objects[Note](db).Filter(orm.Q{"text": "not there yet"}).Exists(ctx)
	if err != nil || !there {
		t.Errorf("in the session: %v, %v", there, err)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("the read waited %v", took)
	}
	wantPrimary(t, "a position that does not arrive", s, seen)
	late := s.openFor(schema.MustRegistry(&Late{}), s.url(0), []string{s.url(1), s.url(2)})
	defer late.Close()
	must(t, migrate.CreateAll(t.Context(), late))
	if n, err := orm.Objects[Late](late).Count(t.Context()); err != nil || n != 0 {
		t.Errorf("a table that replicas do not have yet: %d, %v", n, err)
	}
	until(t, 10*time.Second, "lagging replicas leave", func() bool { return len(reading(db)) == 0 })
	if there, err := orm.Objects[Note](db).Filter(orm.Q{"text": "not there yet"}).Exists(t.Context()); err != nil || !there {
		t.Errorf("without a session: %v, %v", there, err)
	}
	s.replay(2, true)
	until(t, 10*time.Second, "a replica comes back", func() bool { return fmt.Sprint(reading(db)) == s.names(2) })
	s.replay(1, true)
	until(t, 10*time.Second, "both come back", func() bool { return len(reading(db)) == 2 })
}

// busy reads until it is told to stop, and gives the number of reads and the first error.
func busy(t *testing.T, db *orm.DB) (stop func() (int64, error)) {
	ctx, cancel := context.WithCancel(t.Context())
	var n atomic.Int64
	var failed atomic.Pointer[error]
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for ctx.Err() == nil {
				if _, err := orm.Objects[Note](db).Limit(3).All(context.WithoutCancel(ctx)); err != nil {
					failed.CompareAndSwap(nil, &err)
					return
				}
				n.Add(1)
			}
		})
	}
	return func() (int64, error) {
		cancel()
		all.Wait()
		if err := failed.Load(); err != nil {
			return n.Load(), *err
		}
		return n.Load(), nil
	}
}

func testGone(t *testing.T, s *servers, db *orm.DB) {
	stop := busy(t, db)
	s.do("kill", "1")
	until(t, 5*time.Second, "it leaves", func() bool { return fmt.Sprint(reading(db)) == s.names(2) })
	s.do("start", "1")
	until(t, 20*time.Second, "it comes back to "+s.node(1), func() bool { return len(reading(db)) == 2 })
	n, err := stop()
	if err != nil || n == 0 {
		t.Errorf("%d reads, then %v", n, err)
	}
}

func testFrozen(t *testing.T, s *servers, db *orm.DB) {
	stop := busy(t, db)
	s.do("freeze", "1")
	until(t, 5*time.Second, "it leaves", func() bool { return fmt.Sprint(reading(db)) == s.names(2) })
	time.Sleep(4 * time.Second) // its connections are given up, and what waits on them goes on elsewhere
	n, err := stop()
	s.do("thaw", "1")
	if err != nil || n == 0 {
		t.Errorf("%d reads, then %v", n, err)
	}
	until(t, 20*time.Second, "it comes back to "+s.node(1), func() bool { return len(reading(db)) == 2 })
}

func testWriteOnReplica(t *testing.T, s *servers) {
	db := s.open(s.url(1), nil)
	defer db.Close()
	if err := orm.Save(t.Context(), db, &Note{Text: "misplaced"}); !errors.Is(err, orm.ErrReadOnly) || errors.Is(err, orm.ErrOutcomeUnknown) {
		t.Errorf("a write on a replica: %v", err)
	}
}
