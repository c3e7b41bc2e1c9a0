package converge

import (
	"errors"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/migrate"
)

// Histories of files: models change six times; each change is made, applied by a Migrator and found
// to be what CreateAll makes. A database that CreateAll made is taken over at every version. All is
// taken back, to the first version and to nothing.
func TestHistories(t *testing.T) {
	first := *seed
	if first == 0 {
		first = replay.Seed(t)
	}
	each(t, func(t *testing.T, s *site) {
		for n := range max(*pairs/60, 1) {
			s.history(t, first+uint64(n))
			if t.Failed() {
				t.Logf("seed %d", first+uint64(n))
				return
			}
		}
	})
}

func (s *site) history(t *testing.T, seed uint64) {
	m := &maker{r: rand.New(rand.NewPCG(seed, 2)), words: s.words(t)}
	dir, clock := t.TempDir(), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	s.clear(t, s.work)
	w := m.world()
	var last, before *world
	var renames [][2]string
	var ids []string
	var dumps []string
	for range 6 {
		models := mustRegistry(t, w)
		opts := []migrate.MakeOption{migrate.Dialects(s.dialect), migrate.Clock(func() time.Time { clock = clock.Add(time.Minute); return clock })}
		if before != nil {
			opts = append(opts, s.answers(mustRegistry(t, before), models, renames)...)
		}
		made, err := migrate.Make(dir, models, opts...)
		if err != nil && !errors.Is(err, migrate.ErrNothingToDo) {
			t.Fatal(err)
		}
		if before = w; err == nil {
			db := target{s.work, models, s.dialect}
			applied(t, db, dir)
			if last == nil {
				s.fill(t, models)
			}
			last = w
			s.clear(t, s.want)
			s.create(t, s.want, models)
			s.same(t, "up to "+made.ID, made.Files, without(dump(t, s.work, s.dialect)), dump(t, s.want, s.dialect))
			s.undrifted(t, models, made.Files)
			if err := migrator(t, target{s.want, models, s.dialect}, dir).Baseline(t.Context(), made.ID); err != nil {
				t.Errorf("%s is not what CreateAll made: %v", made.ID, err)
			}
			ids, dumps = append(ids, made.ID), append(dumps, without(dump(t, s.work, s.dialect)))
		}
		if t.Failed() {
			return
		}
		w, renames = m.change(w)
	}
	back := migrator(t, target{s.work, mustRegistry(t, last), s.dialect}, dir)
	for i := len(ids) - 2; i >= 0; i-- {
		if _, err := back.Down(t.Context(), migrate.To(ids[i]), migrate.AllowLoss()); err != nil {
			t.Fatal(err)
		}
		s.same(t, "down to "+ids[i], ids, without(dump(t, s.work, s.dialect)), dumps[i])
	}
	if _, err := back.Down(t.Context(), migrate.To(""), migrate.AllowLoss()); err != nil {
		t.Fatal(err)
	}
	if left := without(dump(t, s.work, s.dialect)); left != "" {
		t.Errorf("something is left: %s", left)
	}
}

func migrator(t *testing.T, db migrate.Target, dir string) *migrate.Migrator {
	t.Helper()
	m, err := migrate.New(db, os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func applied(t *testing.T, db migrate.Target, dir string) {
	t.Helper()
	if _, err := migrator(t, db, dir).Up(t.Context()); err != nil {
		t.Fatal(err)
	}
}
