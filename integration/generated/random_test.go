package generated

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dbtest/replay"
)

// TestRandomWrites does random writes through random models, and compares what is stored and what the instances say with the rules. After
// an error both must be what they were.
func TestRandomWrites(t *testing.T) {
	seed := replay.Seed(t)
	plans, steps := 4, 120
	if testing.Short() {
		plans, steps = 2, 50
	}
	if n, err := strconv.Atoi(os.Getenv("ORMAR_PLANS")); err == nil {
		plans = n
	}
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i := range plans {
				t.Run(strconv.Itoa(i), func(t *testing.T) { run(t, name, seed+uint64(i), steps) })
				if t.Failed() {
					t.Fatalf("ORMAR_SEED=%d ORMAR_PLANS=1 repeats it", seed+uint64(i))
				}
			}
		})
	}
}

// run does writes through the models of one seed, the same on every database.
func run(t *testing.T, name string, seed uint64, steps int) {
	rnd := rand.New(rand.NewPCG(seed, 1))
	pl := newPlan(rnd)
	p := &play{t: t, db: dbtest.Open(t, name, registry(t, pl)), rnd: rnd, plan: pl, world: newWorld(pl), known: map[string][]*instance{}}
	for i := range steps {
		if !p.judge(p.next()) {
			t.Fatalf("step %d", i)
		}
	}
}
