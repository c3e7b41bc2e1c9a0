package benchmarks

import (
	"context"
	_ "embed"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

//go:embed gates.txt
var gates string

// TestGates holds the allocations of one run to the numbers of gates.txt, and the reads to those of raw. Unlike times they are
// the same on every machine.
func TestGates(t *testing.T) {
	limits := gateLimits()
	gated := []item{get, list100, insert, bulk1k, update, prefetch, count}
	for _, e := range engines() {
		t.Run(e.name, func(t *testing.T) {
			f := duel(open(t, e))
			for _, it := range gated {
				hand, own := f.allocations(t, it, 0), f.allocations(t, it, 1)
				limit, ok := limits[e.name+" "+string(it)]
				t.Logf("%s %s: %.0f, raw %.0f, limit %.0f", e.name, it, own, hand, limit)
				switch {
				case !ok:
					t.Errorf("gates.txt has no line %s %s", e.name, it)
				case own > limit:
					t.Errorf("%s %s allocates %.0f times, %.0f are allowed", e.name, it, own, limit)
				case it == get && own > hand, it == list100 && own > .8*hand, it == prefetch && own > hand:
					t.Errorf("%s %s allocates %.0f times, by hand %.0f", e.name, it, own, hand)
				}
			}
			for _, g := range slices.Concat(wayGates(f.contenders[1].(*ormar)), textGates(t, f.contenders[1].(*ormar)), shapeGates(t, e)) {
				limit, ok := limits[e.name+" "+string(g.name)]
				n := g.least(t)
				t.Logf("%s %s: %.0f, limit %.0f", e.name, g.name, n, limit)
				if !ok || n > limit {
					t.Errorf("%s %s allocates %.0f times, %.0f are allowed by gates.txt", e.name, g.name, n, limit)
				}
			}
			if e.name == "postgres" {
				if n := f.allocations(t, list10k, 1); n > 3*bookCount {
					t.Errorf("a list of %d allocates %.0f times", bookCount, n)
				}
			}
		})
	}
}

// gateLimits are the numbers of gates.txt by database and item.
func gateLimits() map[string]float64 {
	limits := map[string]float64{}
	for line := range strings.Lines(gates) {
		var database, it string
		var limit float64
		if n, _ := fmt.Sscan(line, &database, &it, &limit); n == 3 && database != "#" {
			limits[database+" "+it] = limit
		}
	}
	return limits
}

// duel leaves raw and this module of a field.
func duel(f *field) *field {
	i := slices.Index(f.names, ours)
	return &field{e: f.e, names: []string{raw, ours}, contenders: []contender{f.contenders[0], f.contenders[i]}}
}

func (f *field) allocations(t *testing.T, it item, i int) float64 {
	t.Helper()
	j, ctx := jobs()[it], context.Background()
	r := rand.New(rand.NewPCG(1, 1))
	runs := 50
	if it == list10k {
		runs = 3
	}
	n := 0
	run := func() {
		if err := j.run(ctx, f.contenders[i], r, n); err != nil {
			t.Fatal(err)
		}
		n++
	}
	run() // the first insert of a table finds out how its keys are made, and the second, which is not counted, is compiled anew
	total := testing.AllocsPerRun(runs, run)
	// A collection that empties pools, or a connection's own housekeeping, adds to some series and takes from none: the least of
	// them is what the calls cost, and a call that costs more does so in each.
	for range 2 {
		total = min(total, testing.AllocsPerRun(runs, run))
	}
	if j.after != nil {
		if err := j.after(ctx, f.contenders[i].pool()); err != nil {
			t.Fatal(err)
		}
	}
	return total
}
