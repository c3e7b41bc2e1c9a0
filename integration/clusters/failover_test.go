package clusters

import (
	databasesql "database/sql"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/ormar-go/ormar/orm"
)

const failoverPorts = 15550

// Primaries die, or do not answer any more, while rows are written; a replica is promoted each time. No acknowledged row is lost, since
// a replica confirms each commit.
func TestFailover(t *testing.T) {
	s := start(t, "postgres", failoverPorts)
	db := s.postgres(orm.WithRetry(3))
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
		sql(t, s.url(next), "SELECT pg_promote(true, 30)")
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

// foremost is the replica that has most of the log, and the other one.
func (s *servers) foremost(primary int) (next, rest int) {
	s.t.Helper()
	at := map[int]string{}
	for n := range 3 {
		if n == primary {
			continue
		}
		pool, err := databasesql.Open("pgx", s.url(n))
		must(s.t, err)
		var received string
		err = pool.QueryRowContext(s.t.Context(), "SELECT lpad(to_hex((pg_last_wal_receive_lsn() - '0/0')::bigint), 16, '0')").Scan(&received)
		must(s.t, err)
		must(s.t, pool.Close())
		at[n] = received
	}
	next, rest = (primary+1)%3, (primary+2)%3
	if at[rest] > at[next] {
		return rest, next
	}
	return next, rest
}
