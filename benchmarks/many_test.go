package benchmarks

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var many = flag.Bool("many", false, "the whole run of many goroutines, with -rounds rounds; without, a cell of it")

// crowd is a number of goroutines that share a pool.
type crowd struct{ pool, goroutines int }

// TestMany runs items from many goroutines over one pool of each contender. In each round every contender has its turn once, in random
// order; printed are the medians of its throughput and of the 50th and 99th percentile of its answers, beside those of statements
// prepared by hand in the same round.
func TestMany(t *testing.T) {
	crowds := []crowd{{4, 16}}
	work := []item{get}
	if *many {
		crowds = nil
		for _, pool := range []int{4, 16} {
			for _, n := range []int{1, 4, 16, 64, 256} {
				crowds = append(crowds, crowd{pool, n})
			}
		}
		work = []item{get, list100, insert, update}
	}
	for _, e := range []engine{postgresEngine(), mariaEngine()} {
		t.Run(e.name, func(t *testing.T) {
			relax(t, e)
			f := openMany(t, e)
			for _, it := range work {
				if !selected(*only, string(it)) {
					continue
				}
				var b strings.Builder
				fmt.Fprintf(&b, "%s %s: throughput, p50, p99 beside prepared\n| pool | goroutines |", e.name, it)
				for _, name := range f.names {
					fmt.Fprintf(&b, " %s |", name)
				}
				b.WriteString(" prepared, a second |\n|--:|--:|" + strings.Repeat("--:|", len(f.names)+1) + "\n")
				for _, c := range crowds {
					f.meet(t, it, c, &b)
				}
				t.Log("\n" + b.String())
			}
		})
	}
}

// openMany leaves out who only repeats what raw does, and sets prepared to the front.
func openMany(t *testing.T, e engine) *field {
	t.Helper()
	if *runners == "" {
		*runners = "prepared,gorm,bun,ent," + ours
		defer func() { *runners = "" }()
	}
	f := open(t, e)
	if len(f.names) < 2 || f.names[1] != "prepared" {
		t.Fatal("prepared has to take part")
	}
	return f
}

// meet lets each contender work at an item with so many goroutines.
func (f *field) meet(t *testing.T, it item, c crowd, b *strings.Builder) {
	t.Helper()
	j, ctx := jobs()[it], context.Background()
	for _, contender := range f.contenders {
		contender.pool().SetMaxOpenConns(c.pool)
		contender.pool().SetMaxIdleConns(c.pool)
		if err := f.e.settle(ctx, contender.pool()); err != nil {
			t.Fatal(err)
		}
	}
	runs := max(400, 8*c.goroutines)
	if it == list100 {
		runs = max(100, 2*c.goroutines)
	}
	order := make([]int, len(f.contenders))
	figures := make([][3][]float64, len(order)) // throughput, p50, p99 beside prepared
	var perSecond []float64
	for i := range order {
		order[i] = i
	}
	for round := range *rounds + 1 {
		rand.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		all := make([][3]float64, len(order))
		for _, i := range order {
			var err error
			if all[i], err = j.crowded(ctx, f.contenders[i], c.goroutines, runs); err != nil {
				t.Fatalf("%s: %s: %v", f.names[i], it, err)
			}
		}
		if round == 0 { // it opens connections and prepares statements
			continue
		}
		perSecond = append(perSecond, all[1][0])
		for i := range all {
			for k := range figures[i] {
				figures[i][k] = append(figures[i][k], all[i][k]/all[1][k])
			}
		}
	}
	fmt.Fprintf(b, "| %d | %d |", c.pool, c.goroutines)
	for i := range figures {
		fmt.Fprintf(b, " %.2f, %.2f, %.2f |", median(figures[i][0]), median(figures[i][1]), median(figures[i][2]))
	}
	fmt.Fprintf(b, " %.0f |\n", median(perSecond))
}

// crowded runs a job so often from so many goroutines: runs a second, and the 50th and 99th percentile of their seconds.
func (j *job) crowded(ctx context.Context, c contender, goroutines, runs int) (figures [3]float64, err error) {
	runtime.GC() // nobody pays for the rows of the one before
	took := make([]time.Duration, runs)
	var next atomic.Int64
	var failed atomic.Pointer[error]
	var group sync.WaitGroup
	began := time.Now()
	for g := range goroutines {
		group.Go(func() {
			r := rand.New(rand.NewPCG(uint64(g), 1))
			for {
				i := int(next.Add(1)) - 1
				if i >= runs || failed.Load() != nil {
					return
				}
				start := time.Now()
				if err := j.run(ctx, c, r, i); err != nil {
					failed.Store(&err)
				}
				took[i] = time.Since(start)
			}
		})
	}
	group.Wait()
	whole := time.Since(began)
	if err := failed.Load(); err != nil {
		return figures, *err
	}
	if j.after != nil {
		if err := j.after(ctx, c.pool()); err != nil {
			return figures, err
		}
	}
	slices.Sort(took)
	return [3]float64{float64(runs) / whole.Seconds(), took[runs/2].Seconds(), took[runs*99/100].Seconds()}, nil
}
