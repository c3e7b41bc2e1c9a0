package cluster

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strconv"
	"sync"
	"testing"
	"time"
)

// fake is a server whose state a test sets.
type fake struct {
	mu    sync.Mutex
	state State
	err   error
	drops int
}

func (f *fake) set(s State, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.state, f.err = s, err
}

func (f *fake) ask(context.Context) (State, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.state, f.err
}

func (f *fake) drop() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.drops++
}

// nobody makes no connections.
type nobody struct{}

func (nobody) Connect(context.Context) (driver.Conn, error) {
	return nil, errors.New("nobody is there")
}
func (nobody) Driver() driver.Driver { return nil }

func numbers(have, want string) bool {
	h, err := strconv.Atoi(have)
	w, invalid := strconv.Atoi(want)
	return err == nil && invalid == nil && h >= w
}

// three is a cluster of a primary at 10 and two replicas there.
func three(t testing.TB, moved func(string, string)) (c *Cluster, primary, one, two *fake) {
	primary = &fake{state: State{Term: 1, Position: "10", Address: "p"}}
	one = &fake{state: State{Replica: true, Position: "10", Address: "1"}}
	two = &fake{state: State{Replica: true, Position: "10", Address: "2"}}
	c = New(Config{Covers: numbers, Moved: moved, Database: "d", Key: []byte("key"), Servers: []Server{
		{Name: "p", Writes: true, Ask: primary.ask},
		{Name: "1", Writes: true, Ask: one.ask, Pool: sql.OpenDB(nobody{}), Drop: one.drop},
		{Name: "2", Ask: two.ask, Pool: sql.OpenDB(nobody{}), Drop: two.drop},
	}})
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c, primary, one, two
}

func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for began := time.Now(); !holds(); time.Sleep(time.Millisecond) {
		if time.Since(began) > 30*time.Second {
			t.Fatalf("%s: not within half a minute", what)
		}
	}
}

func name(n *Node) string {
	if n == nil {
		return ""
	}
	return n.Name
}

func TestReaderIsTheLeastInUse(t *testing.T) {
	c, _, _, _ := three(t, nil)
	first := c.Reader(t.Context())
	first.Use()
	if second := c.Reader(t.Context()); second == nil || second == first {
		t.Errorf("%s is in use, and then comes %s", name(first), name(second))
	}
	first.Done()
	if n := c.Reader(Primary(t.Context())); n != nil {
		t.Errorf("Primary is answered by %s", name(n))
	}
}

func TestReplicasLeaveAndComeBack(t *testing.T) {
	c, primary, one, two := three(t, nil)
	reads := func(want string) func() bool {
		return func() bool { return name(c.Reader(t.Context())) == want }
	}
	one.set(State{}, errors.New("gone"))
	two.set(State{Replica: false, Position: "10", Address: "2"}, nil)
	until(t, "one that is gone and one that takes writes are not read", reads(""))
	until(t, "connections to what owes answers are dropped", func() bool { one.mu.Lock(); defer one.mu.Unlock(); return one.drops == 1 })
	one.set(State{Replica: true, Position: "10", Address: "1"}, nil)
	until(t, "it is back", reads("1"))
	if next := c.Another(t.Context(), c.Reader(t.Context())); next != nil {
		t.Errorf("after the only replica failed comes %s", name(next))
	}
	until(t, "it has answered again", reads("1"))
	primary.set(State{Term: 1, Position: "11", Address: "p"}, nil)
	until(t, "lag is seen", func() bool {
		for _, n := range c.Nodes() {
			if _, lag := n.Reads(); n.Name == "1" && lag > 0 {
				return true
			}
		}
		return false
	})
}

func TestLag(t *testing.T) {
	now := time.Now()
	c := &Cluster{config: Config{Covers: numbers}, samples: []sample{{now.Add(-9 * time.Second), "5"}, {now.Add(-4 * time.Second), "7"}, {now.Add(-time.Second), "8"}}}
	for position, want := range map[string]time.Duration{"8": 0, "9": 0, "7": time.Second, "6": 4 * time.Second, "4": 9 * time.Second, "": 9 * time.Second} {
		if got := c.lag(now, position); got != want {
			t.Errorf("at %q the lag is %v, want %v", position, got, want)
		}
	}
	if got := (&Cluster{}).lag(now, "1"); got != 0 {
		t.Errorf("nothing is known, and the lag is %v", got)
	}
}

func TestElection(t *testing.T) {
	var mu sync.Mutex
	var moves []string
	c, primary, one, _ := three(t, func(name, address string) {
		mu.Lock()
		defer mu.Unlock()
		moves = append(moves, name+" "+address)
	})
	if c.Primary() != "p" {
		t.Fatalf("the primary is %q", c.Primary())
	}
	one.set(State{Term: 2, Position: "12", Address: "1"}, nil)
	until(t, "the later primary wins, although the earlier one goes on", func() bool { return c.Primary() == "1" })
	one.set(State{}, errors.New("a moment of silence"))
	primary.set(State{Replica: true, Position: "12", Address: "p"}, nil)
	time.Sleep(2 * again)
	one.set(State{Term: 2, Position: "12", Address: "1"}, nil)
	if c.Primary() != "1" {
		t.Errorf("after a moment of silence the primary is %q", c.Primary())
	}
	one.set(State{Term: 2, Position: "12", Address: "1b"}, nil)
	until(t, "a name that has moved is told", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return len(moves) == 3
	})
	mu.Lock()
	defer mu.Unlock()
	if want := []string{"p p", "1 1", "1 1b"}; moves[0] != want[0] || moves[1] != want[1] || moves[2] != want[2] {
		t.Errorf("told %q, want %q", moves, want)
	}
}

func TestReaderWaitsForThePosition(t *testing.T) {
	c, _, one, two := three(t, nil)
	ctx := Session(t.Context())
	c.Wrote(ctx, "20")
	began := time.Now()
	if n := c.Reader(ctx); n != nil {
		t.Errorf("%s is not there yet", name(n))
	}
	if took := time.Since(began); took < patience {
		t.Errorf("it waited only %v", took)
	}
	time.AfterFunc(patience/4, func() { two.set(State{Replica: true, Position: "20", Address: "2"}, nil) })
	until(t, "it arrived at 2", func() bool { return name(c.Reader(ctx)) == "2" })
	c.Wrote(ctx, "")
	if n := c.Reader(ctx); n != nil {
		t.Errorf("nobody knows where the last write is, and %s is read", name(n))
	}
	one.set(State{}, errors.New("gone"))
	two.set(State{}, errors.New("gone"))
	until(t, "none is left", func() bool { return c.Reader(t.Context()) == nil })
	c.Wrote(ctx, "30")
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if n := c.Reader(ended); n != nil {
		t.Errorf("all are gone, and %s is read", name(n))
	}
}

// Choosing a node costs less than a microsecond.
func BenchmarkReader(b *testing.B) {
	c, _, _, _ := three(b, nil)
	session := Session(b.Context())
	c.Wrote(session, "10")
	for name, ctx := range map[string]context.Context{"plain": b.Context(), "session": session} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if c.Reader(ctx) == nil {
					b.Fatal("no replica")
				}
			}
		})
	}
}
