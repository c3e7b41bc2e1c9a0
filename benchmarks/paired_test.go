package benchmarks

import (
	"context"
	"flag"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

var (
	rounds   = flag.Int("rounds", 2, "rounds of the paired run")
	write    = flag.Bool("write", false, "write the results of the paired run to results/")
	only     = flag.String("items", "", "comma-separated items of the paired run; all of them without")
	runners  = flag.String("contenders", "", "comma-separated contenders of the paired run and the benchmarks; all of them without; raw always runs")
	warmups  = 3
	selected = func(list, name string) bool { return list == "" || slices.Contains(strings.Split(list, ","), name) }
)

// field is the contenders of a run on one database, each with a copy of the tables.
type field struct {
	e          engine
	names      []string
	contenders []contender
}

func open(t testing.TB, e engine) *field {
	t.Helper()
	f := &field{e: e}
	for _, n := range entries() {
		if n.name != raw && !selected(*runners, n.name) {
			continue
		}
		c, err := n.open(e, e.dsn(t))
		if err != nil {
			t.Fatalf("%s: %v", n.name, err)
		}
		t.Cleanup(func() {
			if err := c.close(); err != nil {
				t.Errorf("%s: %v", n.name, err)
			}
		})
		f.names, f.contenders = append(f.names, n.name), append(f.contenders, c)
	}
	return f
}

// TestPaired lets every contender do every item once per round, in random order, and prints the medians of the ratios to raw
// in the same round. It asserts nothing about time. With -write the tables and charts of results/ are written.
func TestPaired(t *testing.T) {
	var all []*outcome
	for _, e := range engines() {
		t.Run(e.name, func(t *testing.T) {
			relax(t, e)
			f := open(t, e)
			o := newOutcome(e.name, f.names)
			for _, it := range items {
				if selected(*only, string(it)) {
					f.pair(t, it, o)
				}
			}
			t.Log("\n" + o.table())
			all = append(all, o)
		})
	}
	if *write {
		if err := publish(all, *rounds); err != nil {
			t.Fatal(err)
		}
	}
}

func (f *field) pair(t *testing.T, it item, o *outcome) {
	t.Helper()
	j := jobs()[it]
	ctx := context.Background()
	order := make([]int, len(f.contenders))
	times := make([][]time.Duration, len(f.contenders))
	for i := range order {
		order[i] = i
		if err := f.e.settle(ctx, f.contenders[i].pool()); err != nil {
			t.Fatal(err)
		}
	}
	burst := f.burst(t, it, &j)
	runtime.GC()
	for round := range *rounds + warmups {
		r := rand.New(rand.NewPCG(uint64(round), 7))
		r.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		for _, i := range order {
			took, err := j.turn(ctx, f.e, f.contenders[i], burst, uint64(round))
			if err != nil {
				t.Fatalf("%s: %s: %v", f.names[i], it, err)
			}
			if round >= warmups {
				times[i] = append(times[i], took)
			}
		}
	}
	o.add(it, times)
}

// turn is how long raw takes for a turn: so long that the first run, for which the turns before have emptied the processor's caches,
// does not count for much.
const turn = 2 * time.Millisecond

// burst is how many runs of an item make a turn.
func (f *field) burst(t *testing.T, it item, j *job) int {
	t.Helper()
	best := time.Second
	for round := range 5 {
		took, err := j.turn(context.Background(), f.e, f.contenders[0], 1, uint64(round))
		if err != nil {
			t.Fatalf("raw: %s: %v", it, err)
		}
		best = min(best, took)
	}
	return max(int(turn/best), 1)
}

// relax lets MariaDB's commits not wait for the disk while results are measured; PostgreSQL and SQLite have a setting of the
// session for that. It is the server's setting, so it is put back.
func relax(t *testing.T, e engine) {
	if e.name != "mariadb" || !*write && os.Getenv("BENCH_RELAX") == "" {
		return
	}
	pool, err := e.open(e.dsn(t))
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	var before int
	if err := pool.QueryRow("SELECT @@innodb_flush_log_at_trx_commit").Scan(&before); err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec("SET GLOBAL innodb_flush_log_at_trx_commit = 2"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		again, err := e.open("root@tcp(127.0.0.1:3306)/")
		if err != nil {
			t.Error(err)
			return
		}
		defer again.Close()
		if _, err := again.Exec("SET GLOBAL innodb_flush_log_at_trx_commit = ?", before); err != nil {
			t.Error(err)
		}
	})
}
