// Package converge checks that migrations lead where CreateAll would have led, and back, with all
// rows.
package converge

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"
	"go.uber.org/goleak"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/schema"
)

var (
	pairs = flag.Int("pairs", 260, "random pairs of models for each database")
	seed  = flag.Uint64("seed", 0, "the first seed; 0 takes one by chance")
)

// Most of the time is waiting for servers' disks, so that more tests than processors run at once.
func TestMain(m *testing.M) {
	flag.Parse()
	if f := flag.Lookup("test.parallel"); f != nil && f.Value.String() == f.DefValue {
		_ = f.Value.Set("12") // it is slower without
	}
	goleak.VerifyTestMain(m)
}

// target is a pool with models.
type target struct {
	db      *sqlx.DB
	models  *schema.Registry
	dialect string
}

func (t target) SQLX() *sqlx.DB           { return t.db }
func (t target) Models() *schema.Registry { return t.models }
func (t target) Dialect() string          { return t.dialect }

// site is two databases: one that is migrated, and one that shows what is wanted.
type site struct {
	work, want *sqlx.DB
	dialect    string
	asked      int
}

func each(t *testing.T, run func(t *testing.T, s *site)) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, newSite(t, name))
		})
	}
}

func newSite(t *testing.T, name string) *site {
	t.Helper()
	open := func() *sqlx.DB {
		db := dbtest.OpenEmpty(t, name, schema.MustRegistry()).SQLX()
		db.SetMaxOpenConns(1)
		return db
	}
	return &site{work: open(), want: open(), dialect: name}
}

// Random pairs: from → to by generated statements is what CreateAll makes of to; rows and the
// values of columns that stay are kept; and back again.
func TestRandomPairs(t *testing.T) {
	first := *seed
	if first == 0 {
		first = replay.Seed(t)
	}
	const workers = 4 // servers wait for disks, so that several take little longer than one
	for _, name := range dbtest.Names() {
		for w := range workers {
			t.Run(fmt.Sprint(name, w), func(t *testing.T) {
				t.Parallel()
				s := newSite(t, name)
				for n := w; n < *pairs && !t.Failed(); n += workers {
					run(t, s, first+uint64(n))
				}
			})
		}
	}
}

func run(t *testing.T, s *site, seed uint64) {
	m := &maker{r: rand.New(rand.NewPCG(seed, 1)), words: s.words(t)}
	from := m.world()
	to, renames := m.change(from)
	defer func() {
		if t.Failed() {
			t.Logf("seed %d", seed)
		}
	}()
	s.converge(t, mustRegistry(t, from), mustRegistry(t, to), renames, from)
}

func (s *site) converge(t *testing.T, from, to *schema.Registry, renames [][2]string, rows *world) {
	t.Helper()
	s.clear(t, s.work)
	s.create(t, s.work, from)
	s.fill(t, from)
	before, beforeRows := dump(t, s.work, s.dialect), s.counts(t, from)
	values := s.values(t, from, to, renames)
	up, down, err := s.diff(from, to, renames)
	if err != nil {
		t.Fatal(err)
	}
	s.exec(t, "up", up)
	s.clear(t, s.want)
	s.create(t, s.want, to)
	s.same(t, "up", up, dump(t, s.work, s.dialect), dump(t, s.want, s.dialect))
	s.keep(t, beforeRows, s.counts(t, to), renames, up)
	s.undrifted(t, to, up)
	s.exec(t, "down", down)
	s.same(t, "down", append(append(up, "-- down"), down...), dump(t, s.work, s.dialect), before)
	s.keep(t, s.counts(t, from), beforeRows, nil, down)
	if now := s.values(t, from, to, renames); now != values {
		t.Errorf("the values were\n%sand are\n%safter\n%s", values, now, strings.Join(append(append(up, "-- down"), down...), ";\n"))
	}
}

// diff answers every question that is asked with no: what is renamed has been said.
func (s *site) diff(from, to *schema.Registry, renames [][2]string) (up, down []string, err error) {
	return migrate.Diff(s.dialect, from, to, s.answers(from, to, renames)...)
}

func (s *site) answers(from, to *schema.Registry, renames [][2]string) (opts []migrate.MakeOption) {
	for _, r := range renames {
		opts = append(opts, migrate.Rename(r[0], r[1]))
	}
	for _, m := range from.Models() {
		opts = append(opts, migrate.Rename(m.Table, renamed(renames, m.Table)))
		for _, a := range m.Attributes {
			if name := m.Table + "." + a.Column; !has(renames, name) {
				opts = append(opts, migrate.Rename(name, ""))
			}
		}
	}
	for _, m := range to.Models() {
		for _, a := range m.Attributes {
			if v := s.value(a, 1); v != "" && !a.SQLNullable && !a.PrimaryKey {
				opts = append(opts, migrate.Fill(m.Table+"."+a.Column, v))
			}
		}
	}
	return opts
}

// undrifted fails where the database that was migrated is not what inspection says that the models
// want.
func (s *site) undrifted(t *testing.T, models *schema.Registry, list []string) {
	t.Helper()
	changes, warnings, err := migrate.Drift(t.Context(), target{s.work, models, s.dialect})
	if err != nil || len(changes)+len(warnings) > 0 {
		t.Errorf("drift: %v, %v, %v after\n%s", changes, warnings, err, strings.Join(list, ";\n"))
	}
}

func has(list [][2]string, name string) bool {
	return slices.ContainsFunc(list, func(r [2]string) bool { return r[0] == name })
}

func renamed(list [][2]string, name string) string {
	for _, r := range list {
		if r[0] == name {
			return r[1]
		}
	}
	return ""
}
