package engine

import (
	"fmt"
	"runtime"
	"testing"
	"time"
)

// waitFor waits until what happens in the background has happened.
func waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	for began := time.Now(); !done(); runtime.Gosched() {
		if time.Since(began) > 10*time.Second {
			t.Fatalf("%s did not happen", what)
		}
	}
}

func (s *server) count() (prepared, freed int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.prepared, s.freed
}

// A plan's statement is prepared at its first use and kept; a plan that was dropped prepares nothing any more.
func TestAPlanKeepsItsStatement(t *testing.T) {
	db, s := scripted(t, "mysql")
	p := statement("UPDATE x", true)
	send := func() {
		if _, err := db.exec(t.Context(), p, nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		send()
	}
	if prepared, freed := s.count(); prepared != 1 || freed != 0 {
		t.Errorf("three uses: %d are prepared, %d freed", prepared, freed)
	}
	p.drop()
	send()
	if prepared, freed := s.count(); prepared != 1 || freed != 1 {
		t.Errorf("after the plan was dropped: %d are prepared, %d freed", prepared, freed)
	}
	if got := s.all(); got != "UPDATE x; UPDATE x; UPDATE x; UPDATE x" {
		t.Errorf("sent %s", got)
	}
}

// Dropping a plan waits for who uses its statement.
func TestDroppingWaitsForUsers(t *testing.T) {
	db, s := scripted(t, "mysql")
	p, dropped := statement("UPDATE x", true), make(chan struct{})
	s.says("UPDATE x", answer{then: func() {
		go func() { p.drop(); close(dropped) }()
		select {
		case <-dropped:
			t.Error("the plan is dropped while its statement is in use")
		case <-time.After(20 * time.Millisecond):
		}
	}})
	if _, err := db.exec(t.Context(), p, nil, nil); err != nil {
		t.Error(err)
	}
	<-dropped
	if prepared, freed := s.count(); prepared != 1 || freed != 1 {
		t.Errorf("%d are prepared, %d freed", prepared, freed)
	}
}

// The statements of a generation that leaves the cache are freed, those that are still in use are not; closing frees the rest.
func TestGenerationsFreeTheirStatements(t *testing.T) {
	db, s := scripted(t, "mysql")
	use := func(key string) {
		p, err := db.plans.get([]byte(key), func() (*plan, error) { return statement("UPDATE "+key, true), nil })
		if err == nil {
			_, err = db.exec(t.Context(), p, nil, nil)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	use("popular")
	for i := range 2*generation - 2 {
		use(fmt.Sprint(i))
		if i == generation {
			use("popular") // which brings it into the young generation
		}
	}
	if prepared, freed := s.count(); prepared != 2*generation-1 || freed != 0 {
		t.Errorf("two generations: %d are prepared, %d freed", prepared, freed)
	}
	use("one more")
	waitFor(t, "freeing of the old generation", func() bool { _, freed := s.count(); return freed == generation-1 })
	before, _ := s.count()
	use("popular")
	if after, _ := s.count(); after != before {
		t.Error("what is in use was forgotten")
	}
	db.plans.clear()
	if prepared, freed := s.count(); freed != prepared {
		t.Errorf("at the end %d are prepared, %d freed", prepared, freed)
	}
}

// A plan of tables as they are at this moment is not kept.
func TestPassingPlansAreNotKept(t *testing.T) {
	var c plans
	made := 0
	for range 2 {
		if _, err := c.get([]byte("x"), func() (*plan, error) {
			made++
			p := statement("SELECT 1", false)
			p.statement.Passing = true
			return p, nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	if made != 2 || len(c.young)+len(c.old) != 0 {
		t.Errorf("made %d times, %d are kept", made, len(c.young)+len(c.old))
	}
	if _, err := c.get([]byte("y"), func() (*plan, error) { return nil, errProbe }); err != errProbe || len(c.young) != 0 {
		t.Errorf("a plan that cannot be made: %v", err)
	}
}
