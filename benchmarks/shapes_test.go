package benchmarks

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

var shapes = flag.Bool("shapes", false, "the whole run of shapes, with at most -rounds rounds; without, the smallest size of each once")

// chained is how many rows the chain of joins begins at.
const chained = 1000

// shaper does the shapes in one way.
type shaper interface {
	// wide is the first n rows of sixty columns, thirty of them NULL.
	wide(ctx context.Context, n int) (any, error)
	// texts is the first n rows with a text of 100 KB.
	texts(ctx context.Context, n int) (any, error)
	// tree is the first n roots with all five levels below them.
	tree(ctx context.Context, n int) (any, error)
	// links is n rows, each tied to the same n others.
	links(ctx context.Context, n int) (any, error)
	// conditions is ten rows by n conditions.
	conditions(ctx context.Context, n int) (any, error)
	// chain is rows with the n rows that follow each, by n joins of one statement.
	chain(ctx context.Context, n int) (any, error)
	close() error
}

// shape is a kind of question whose cost is to grow with its size, and no faster.
type shape struct {
	name  string
	what  string
	sizes []int
	units func(size int) int
	run   func(s shaper, ctx context.Context, size int) (any, error)
}

func itself(n int) int { return n }

func allShapes() []shape {
	return []shape{
		{"wide", "rows of 60 columns, 30 NULL", []int{100, 1000, 10_000}, itself, shaper.wide},
		{"texts", "rows with 100 KB of text", []int{10, 100, 300}, itself, shaper.texts},
		{"tree", "rows on five levels of prefetch", []int{3, 27, 275}, func(n int) int { return n * perRoot() }, shaper.tree},
		{"links", "links of many to many", []int{100, 300, 1000}, func(n int) int { return n * n }, shaper.links},
		{"conditions", "conditions", []int{5, 15, 50}, itself, shaper.conditions},
		{"chain", "joins from 1,000 rows", []int{1, 3, 6}, itself, shaper.chain},
	}
}

// shapeEntry is a contender of the shapes. The first is the measure of all others.
type shapeEntry struct {
	name string
	open func(e engine, dsn string) (shaper, error)
}

func shapeEntries() []shapeEntry {
	return []shapeEntry{
		{"by hand", func(e engine, dsn string) (shaper, error) {
			c, err := openPrepared(e, dsn)
			return shapedHand{c.(*hand)}, err
		}},
		{"gorm", func(e engine, dsn string) (shaper, error) {
			c, err := openGorm(e, dsn)
			return shapedGorm{c.(*gormed)}, err
		}},
		{"bun", func(e engine, dsn string) (shaper, error) {
			c, err := openBun(e, dsn)
			if err == nil {
				c.(*bunned).db.RegisterModel((*bunTie)(nil))
			}
			return shapedBun{c.(*bunned)}, err
		}},
		{ours, func(e engine, dsn string) (shaper, error) { return openShapedOrmar(e, dsn) }},
	}
}

// TestShapes asks for rows that are wide, long, deep and many at growing sizes, and prints the time of each contender beside that by hand in the
// same round, and its slope: the cost of a unit at the largest size beside that at the smallest. All contenders read the same tables, and what
// they return is the same, or nothing is measured.
func TestShapes(t *testing.T) {
	for _, e := range engines() {
		t.Run(e.name, func(t *testing.T) {
			list := allShapes()
			if !*shapes {
				for i := range list {
					list[i].sizes = list[i].sizes[:1]
				}
			}
			list = slices.DeleteFunc(list, func(s shape) bool { return !selected(*only, s.name) })
			f := openShapes(t, e, list)
			var b strings.Builder
			fmt.Fprintf(&b, "| %s | |", e.name)
			for _, name := range f.names[1:] {
				fmt.Fprintf(&b, " %s |", name)
			}
			b.WriteString(" by hand, µs |\n|---|--:|" + strings.Repeat("--:|", len(f.names)) + "\n")
			for _, s := range list {
				f.shape(t, &s, &b)
			}
			t.Log("\n" + b.String())
		})
	}
}

// shapeField is the contenders on one database.
type shapeField struct {
	names   []string
	shapers []shaper
}

func openShapes(t *testing.T, e engine, list []shape) *shapeField {
	t.Helper()
	rows := shapeRows{wide: 100, docs: 10, roots: 3, links: []int{100}}
	for _, s := range list {
		largest := slices.Max(s.sizes)
		switch s.name {
		case "wide":
			rows.wide = largest
		case "texts":
			rows.docs = largest
		case "tree":
			rows.roots = max(rows.roots, largest)
		case "links":
			rows.links = s.sizes
		}
	}
	dsn := e.empty(t)
	fillShapes(t, e, dsn, rows)
	f := &shapeField{}
	for i, n := range shapeEntries() {
		if i > 0 && !selected(*runners, n.name) {
			continue
		}
		s, err := n.open(e, dsn)
		if err != nil {
			t.Fatalf("%s: %v", n.name, err)
		}
		t.Cleanup(func() {
			if err := s.close(); err != nil {
				t.Errorf("%s: %v", n.name, err)
			}
		})
		f.names, f.shapers = append(f.names, n.name), append(f.shapers, s)
	}
	return f
}

// shape measures a shape at each of its sizes.
func (f *shapeField) shape(t *testing.T, s *shape, b *strings.Builder) {
	t.Helper()
	perUnit := make([][]float64, len(f.names))
	for _, size := range s.sizes {
		if !f.agree(t, s, size) {
			return
		}
		times := f.times(t, s, size)
		fmt.Fprintf(b, "| %s | %d |", s.what, s.units(size))
		for i := range f.names {
			ratios := make([]float64, len(times[i]))
			for round, took := range times[i] {
				ratios[round] = took / times[0][round]
			}
			perUnit[i] = append(perUnit[i], median(times[i])/float64(s.units(size)))
			if i > 0 {
				fmt.Fprintf(b, " %.2f |", median(ratios))
			}
		}
		fmt.Fprintf(b, " %.0f |\n", median(times[0])*1e6)
	}
	if len(s.sizes) > 1 {
		b.WriteString("| slope | |")
		for i := range f.names {
			list := perUnit[(i+1)%len(f.names)] // by hand comes last
			fmt.Fprintf(b, " %.2f |", list[len(list)-1]/list[0])
		}
		b.WriteString("\n")
	}
}

// agree reports whether all contenders return the same.
func (f *shapeField) agree(t *testing.T, s *shape, size int) bool {
	t.Helper()
	var first tally
	for i, c := range f.shapers {
		result, err := s.run(c, t.Context(), size)
		if err != nil {
			t.Errorf("%s: %s of %d: %v", f.names[i], s.name, size, err)
			return false
		}
		got := tallyOf(result)
		if i == 0 {
			first = got
		}
		if got != first || got.rows == 0 {
			t.Errorf("%s: %s of %d: %d rows, sum %x; by hand %d, %x", f.names[i], s.name, size, got.rows, got.sum, first.rows, first.sum)
			return false
		}
	}
	return true
}

// The run of a size ends after -rounds rounds, or, when three are done, once those by hand have taken two seconds.
const (
	leastRounds = 3
	enough      = 2.0
)

// times are the seconds of each contender in each round; those of a round are taken in an order of chance.
func (f *shapeField) times(t *testing.T, s *shape, size int) [][]float64 {
	t.Helper()
	once := func(i, burst int) float64 {
		runtime.GC() // nobody pays for the rows of the one before
		began := time.Now()
		for range burst {
			if _, err := s.run(f.shapers[i], t.Context(), size); err != nil {
				t.Fatalf("%s: %s: %v", f.names[i], s.name, err)
			}
		}
		return time.Since(began).Seconds() / float64(burst)
	}
	burst, count := 1, 1
	if *shapes {
		hand := min(once(0, 1), once(0, 1))
		burst = max(int(turn.Seconds()/hand), 1)
		count = max(leastRounds, min(*rounds, int(enough/(hand*float64(burst)))))
	}
	times, order := make([][]float64, len(f.names)), rand.Perm(len(f.names))
	for range count {
		rand.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		for _, i := range order {
			times[i] = append(times[i], once(i, burst))
		}
	}
	return times
}
