package clusters

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/mysql"
	"github.com/ormar-go/ormar/orm/postgres"
	"github.com/ormar-go/ormar/schema"
)

var (
	rounds   = flag.Int("rounds", 2, "failovers, or killed nodes, in each audit")
	sessions = flag.Int("sessions", 1000, "sessions that read what they wrote")
)

// servers are the nodes that .ci/clusters has started in a folder.
type servers struct {
	t     *testing.T
	kind  string
	dir   string
	first int
}

// start starts the nodes of a kind for one test.
func start(t *testing.T, kind string, first int) *servers {
	t.Helper()
	if os.Getenv("ORMAR_CLUSTERS") != "1" {
		t.Skip("ORMAR_CLUSTERS is not 1: nothing was tested with several servers; bash .ci/run clusters does")
	}
	dir, err := os.MkdirTemp("", "ormar-cluster-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	s := &servers{t, flavour(kind), filepath.Join(dir, kind), first}
	t.Cleanup(func() {
		s.do("stop")
		_ = os.RemoveAll(dir)
	})
	s.do(kind)
	return s
}

// do calls the script.
func (s *servers) do(verb string, args ...string) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, "bash", append([]string{"../../.ci/clusters", verb, s.dir}, args...)...)
	c.Env = append(os.Environ(), "ORMAR_CLUSTER_PORT="+strconv.Itoa(s.first))
	c.WaitDelay = time.Second
	out, err := c.CombinedOutput()
	if err != nil && !errors.Is(err, exec.ErrWaitDelay) { // the servers that it started keep its output open
		s.t.Fatalf("clusters %s %q: %v\n%s", verb, args, err, out)
	}
}

func (s *servers) node(n int) string { return "127.0.0.1:" + strconv.Itoa(s.first+n) }

// url is how to open some nodes.
func (s *servers) url(nodes ...int) string {
	list := ""
	for i, n := range nodes {
		if i > 0 {
			list += ","
		}
		list += s.node(n)
	}
	if s.kind == "postgres" {
		return "postgres://postgres@" + list + "/postgres?sslmode=disable"
	}
	return "app@tcp(" + list + ")/app"
}

// open opens a cluster whose primary is one of some nodes.
func (s *servers) open(primary string, replicas []string, opts ...orm.Option) *orm.DB {
	s.t.Helper()
	return s.openFor(models(), primary, replicas, opts...)
}

func (s *servers) openFor(models *schema.Registry, primary string, replicas []string, opts ...orm.Option) *orm.DB {
	s.t.Helper()
	open := mysql.OpenCluster
	if s.kind == "postgres" {
		open = postgres.OpenCluster
	}
	db, err := open(primary, replicas, models, opts...)
	if err != nil {
		s.t.Fatal(err)
	}
	return db
}

// three opens three nodes, any of which may be the primary, with the tables.
func (s *servers) three(opts ...orm.Option) *orm.DB {
	s.t.Helper()
	db := s.open(s.url(0, 1, 2), []string{s.url(0), s.url(1), s.url(2)}, opts...)
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

// where collects the nodes of statements.
type where struct {
	mu    sync.Mutex
	nodes []string
}

func (w *where) Before(ctx context.Context, _ *orm.Statement) context.Context { return ctx }

func (w *where) After(_ context.Context, s *orm.Statement) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.nodes = append(w.nodes, s.Node)
}

// taken are the nodes since the last call.
func (w *where) taken() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := w.nodes
	w.nodes = nil
	return n
}

// until waits for something that becomes true.
func until(t *testing.T, patience time.Duration, what string, holds func() bool) {
	t.Helper()
	for began := time.Now(); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Since(began) > patience {
			t.Fatalf("not within %v: %s", patience, what)
		}
	}
}

// reading are the nodes that answer reads as replicas.
func reading(db *orm.DB) []string {
	var names []string
	for _, n := range db.Nodes() {
		if n.Reads {
			names = append(names, n.Name)
		}
	}
	slices.Sort(names)
	return names
}

func (s *servers) names(nodes ...int) string {
	var names []string
	for _, n := range nodes {
		names = append(names, s.node(n))
	}
	return fmt.Sprint(names)
}
