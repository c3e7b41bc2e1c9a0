package clusters

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/ormar-go/ormar/orm"
)

// A primary and two replicas are started once for all tests, since they cost more time than these.
func TestCluster(t *testing.T) {
	for _, kind := range []string{"postgres", "mariadb"} {
		t.Run(kind, func(t *testing.T) {
			s := start(t, kind, map[string]int{"postgres": 15540, "mariadb": 15560}[kind])
			testReplicas(t, s)
			t.Run("failover", func(t *testing.T) { testFailover(t, s) })
		})
	}
}

// testFailover lets primaries die, or not answer any more, while rows are written; a replica is promoted each time. No acknowledged row is
// lost, since a replica confirms each commit.
func testFailover(t *testing.T, s *servers) {
	db := s.three(orm.WithRetry(3))
	a := begin(t, db)
	primary := 0
	var after []time.Duration
	for round := range *rounds {
		until(t, 20*time.Second, "both replicas answer", func() bool { return len(reading(db)) == 2 })
		a.wait(t, time.Now(), 10*time.Second)
		verb := []string{"kill", "freeze"}[round%2]
		s.do(verb, strconv.Itoa(primary))
		next, rest := s.foremost(primary)
		s.do("follow", strconv.Itoa(rest), strconv.Itoa(next))
		s.promote(next)
		promoted := time.Now()
		after = append(after, a.wait(t, promoted, 10*time.Second))
		if got := reading(db); fmt.Sprint(got) == s.names(next) {
			t.Errorf("the new primary is read as a replica")
		}
		s.do("rebuild", strconv.Itoa(primary), strconv.Itoa(next))
		primary = next
		until(t, 5*time.Second, "the primary is known", func() bool {
			for _, n := range db.Nodes() {
				if n.Primary {
					return n.Name == s.node(next)
				}
			}
			return false
		})
	}
	durations(t, "first write after a promotion", after)
	for _, d := range after {
		if d > time.Second {
			t.Errorf("the first write came %v after the promotion", d)
		}
	}
	a.end(t)
}
