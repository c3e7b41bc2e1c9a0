package clusters

import (
	"flag"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/mysql"
	"github.com/ormar-go/ormar/orm/postgres"
)

var kills = flag.Int("kills", 10, "how often a lone server is killed under its writers")

// A server without replicas is killed while eight writers write, and starts again from its files: what was acknowledged is there once,
// what was refused is not, and of nothing else is anything said but that nobody knows.
func TestKilledServer(t *testing.T) {
	for kind, first := range map[string]int{"postgres": 15700, "mariadb": 15720} {
		t.Run(kind, func(t *testing.T) {
			s := start(t, "lone-"+kind, first)
			db := s.alone()
			a, random := begin(t, db), rand.New(rand.NewPCG(replay.Seed(t), 7))
			var after []time.Duration
			for range *kills {
				a.wait(t, time.Now(), 10*time.Second)
				time.Sleep(time.Duration(random.IntN(150)) * time.Millisecond)
				s.do("kill", "0")
				s.do("start", "0")
				after = append(after, a.wait(t, time.Now(), 10*time.Second))
			}
			durations(t, "first write after the server answers again", after)
			a.end(t)
		})
	}
}

// alone opens the one server, with the tables.
func (s *servers) alone() *orm.DB {
	s.t.Helper()
	open := mysql.Open
	if s.kind == "postgres" {
		open = postgres.Open
	}
	db, err := open(s.url(0), models(), orm.WithRetry(3))
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		if err := db.Close(); err != nil {
			s.t.Error(err)
		}
	})
	if err := migrate.CreateAll(s.t.Context(), db); err != nil {
		s.t.Fatal(err)
	}
	return db
}

// flavour is the kind of server that a way to start one gives.
func flavour(kind string) string { return strings.TrimPrefix(kind, "lone-") }
