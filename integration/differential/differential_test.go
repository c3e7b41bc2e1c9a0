package differential

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/orm"
)

// worlds is over how many sets of rows the questions of a database are spread.
const worlds = 3

// questions is how many are asked in all, where ORMAR_QUERIES does not say.
func questions() int {
	if testing.Short() {
		return 1_500
	}
	return 10_000
}

// TestDifferential asks random questions of the model and of each database, which must agree.
func TestDifferential(t *testing.T) {
	seed := replay.Seed(t)
	each := replay.Setting(t, "ORMAR_QUERIES", questions()) / len(dbtest.Names()) / worlds
	t.Logf("ORMAR_SEED=%d, %d questions of each of %d sets of rows on every database", seed, each, worlds)
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i := range uint64(worlds) {
				run := newRun(t, name, seed+i)
				for n := range each {
					if n%4 == 3 {
						run.derived(n)
					} else {
						run.question(n)
					}
					if run.failures >= 3 {
						return
					}
				}
			}
		})
	}
}

// run is the questions about one set of rows on one database.
type run struct {
	t        *testing.T
	name     string
	seed     uint64
	world    *world
	builder  *builder
	last     *lastStatements
	failures int
}

// lastStatements keeps what was sent for the last question.
type lastStatements struct {
	texts []string
	rows  int64
}

func (l *lastStatements) Before(ctx context.Context, s *orm.Statement) context.Context {
	l.texts = append(l.texts, fmt.Sprintf("%s\n    %v", s.Text, s.Args))
	return ctx
}

func (l *lastStatements) After(_ context.Context, s *orm.Statement) { l.rows += s.Rows }

func newRun(t *testing.T, name string, seed uint64) *run {
	w := newWorld(name)
	w.fill(rand.New(rand.NewPCG(seed, 0)))
	last := &lastStatements{}
	db := dbtest.Open(t, name, models(), orm.WithObserver(last), orm.WithArguments())
	b := &builder{db, w}
	others := seed%2 == 1 // the crates are somebody else's
	steps := []func(context.Context) error{b.byOthers, b.insert, func(ctx context.Context) error { return b.respell(ctx, rand.New(rand.NewPCG(seed, 1))) }}
	for i, step := range steps {
		if i != 1 && !others {
			continue
		}
		if err := step(t.Context()); err != nil {
			t.Fatalf("ORMAR_SEED=%d: %v", seed, err)
		}
	}
	return &run{t: t, name: name, seed: seed, world: w, builder: b, last: last}
}

// question makes the n-th question of the run and compares the answers.
func (r *run) question(n int) {
	g := &generator{rand.New(rand.NewPCG(r.seed, uint64(n)+1)), r.world}
	q := g.question()
	if _, _, _, agreed := r.compare(q); agreed {
		return
	}
	r.failures++
	q = r.shrink(q)
	want, got, err, _ := r.compare(q)
	r.t.Errorf("%s, ORMAR_SEED=%d, question %d:\n%s\nerror: %v\n%sstatements:\n  %s", r.name, r.seed, n, q, err,
		difference(want, got), strings.Join(r.last.texts, "\n  "))
}

// derived makes the n-th question one about what is made of rows.
func (r *run) derived(n int) {
	g := &generator{rand.New(rand.NewPCG(r.seed, uint64(n)+1)), r.world}
	d := g.derived()
	if _, _, _, agreed := r.compareDerived(d); agreed {
		return
	}
	r.failures++
	for smaller := d; smaller != nil; {
		d, smaller = smaller, nil
		for _, c := range d.reduced() {
			if _, _, _, agreed := r.compareDerived(c); !agreed {
				smaller = c
				break
			}
		}
	}
	want, got, err, _ := r.compareDerived(d)
	r.t.Errorf("%s, ORMAR_SEED=%d, question %d:\n%s\nerror: %v\n%sstatements:\n  %s", r.name, r.seed, n, d, err,
		difference(want, got), strings.Join(r.last.texts, "\n  "))
}

func (r *run) compareDerived(d *derived) (want, got []string, err error, agreed bool) {
	a, err := newEvaluator(r.world, r.name == "postgres").derive(d)
	if errors.Is(err, errLarge) {
		return nil, nil, nil, true
	}
	r.last.texts = nil
	got, err = r.builder.derive(r.t.Context(), d)
	return a.lines, got, err, err == nil && a.agrees(got)
}

// compare asks both; questions that are too large for the model agree.
func (r *run) compare(q *question) (want, got []string, err error, agreed bool) {
	a, err := newEvaluator(r.world, r.name == "postgres").answer(q)
	if errors.Is(err, errLarge) {
		return nil, nil, nil, true
	}
	r.last.texts = nil
	got, err = r.builder.ask(r.t.Context(), q)
	return a.lines, got, err, err == nil && a.agrees(got)
}

// difference shows the lines that differ, around the place where they begin to.
func difference(want, got []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "the model has %d lines, the database %d\n", len(want), len(got))
	shown := 0
	for i := range max(len(want), len(got)) {
		model, database := "-", "-"
		if i < len(want) {
			model = want[i]
		}
		if i < len(got) {
			database = got[i]
		}
		if model == database {
			continue
		}
		if shown++; shown > 6 {
			break
		}
		same := 0
		for same < min(len(model), len(database)) && model[same] == database[same] {
			same++
		}
		from := max(0, same-100)
		fmt.Fprintf(&b, "line %d from byte %d\n  model    %.300s\n  database %.300s\n", i, from, model[min(from, len(model)):], database[min(from, len(database)):])
	}
	return b.String()
}

// shrink looks for a smaller question on which the two still differ.
func (r *run) shrink(q *question) *question {
	for range 100 {
		smaller := q
		for _, c := range reductions(q) {
			if _, _, _, agreed := r.compare(c); !agreed {
				smaller = c
				break
			}
		}
		if smaller == q {
			break
		}
		q = smaller
	}
	return q
}
