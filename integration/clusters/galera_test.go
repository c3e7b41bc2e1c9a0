package clusters

import (
	"errors"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/mysql"
)

const provider = "/usr/lib/galera/libgalera_smm.so"

// Nodes of a cluster in which all write are killed while rows are written: the others go on with them.
func TestGalera(t *testing.T) {
	if _, err := os.Stat(provider); err != nil && os.Getenv("ORMAR_CLUSTERS") == "1" {
		t.Skipf("Galera is not tested: %v; apt-get install galera-4", err)
	}
	s := start(t, "galera", 15580)
	db, err := mysql.Open(s.url(0, 1, 2), models(), orm.WithRetry(3))
	must(t, err)
	defer db.Close()
	must(t, migrate.CreateAll(t.Context(), db))
	if _, _, err := orm.Objects[Note](db).GetOrCreate(t.Context(), orm.V{"number": 1}); !errors.Is(err, orm.ErrUnsupported) {
		t.Errorf("get-or-create that only a lock on one node guards: %v", err)
	}
	if _, created, err := orm.Objects[Author](db).GetOrCreate(t.Context(), orm.V{"name": "only"}); err != nil || !created {
		t.Errorf("get-or-create that a constraint guards: %v, %v", created, err)
	}
	a := begin(t, db)
	var after []time.Duration
	for range *rounds {
		a.wait(t, time.Now(), 30*time.Second)
		at := s.writing(t, db)
		killed := time.Now()
		s.do("kill", strconv.Itoa(at))
		time.Sleep(time.Second) // what is still on its way
		after = append(after, a.wait(t, time.Now(), 30*time.Second)+time.Second)
		t.Logf("node %d was killed, and node %d goes on; %v", at, s.writing(t, db), time.Since(killed).Round(time.Millisecond))
		s.do("start", strconv.Itoa(at))
	}
	durations(t, "first write after a node was killed", after)
	a.end(t)
	const count = "SELECT COUNT(*) FROM app.notes"
	for n := range 3 {
		until(t, 20*time.Second, "all nodes have the same rows", func() bool { return s.ask(n, count) == s.ask(0, count) })
	}
}

// writing is the node that takes the writes.
func (s *servers) writing(t *testing.T, db *orm.DB) int {
	t.Helper()
	nodes := db.Nodes()
	i := slices.IndexFunc(nodes, func(n orm.Node) bool { return n.Primary })
	if i < 0 {
		t.Fatalf("nobody takes writes: %v", nodes)
	}
	return i
}
