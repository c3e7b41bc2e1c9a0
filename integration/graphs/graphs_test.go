package graphs

import (
	"context"
	"math/rand/v2"
	"reflect"
	"testing"
	"unsafe"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// TestLoadings compares what each way of loading makes of the same graph (J-01, J-02, J-04, J-05, J-06, J-07, J-09, R-15, R-17).
func TestLoadings(t *testing.T) {
	seed := replay.Seed(t)
	usual := 4
	if testing.Short() {
		usual = 2
	}
	graphs := replay.Setting(t, "ORMAR_GRAPHS", usual)
	t.Logf("ORMAR_SEED=%d, %d graphs of each family", seed, graphs)
	for number, family := range families {
		t.Run(family.name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, schema.MustRegistry(family.models...), func(t *testing.T, db *orm.DB) {
				for i := range graphs {
					random := rand.New(rand.NewPCG(seed, uint64(number*1000+i)))
					if i > 0 {
						empty(t, db)
					}
					family.fill(&filler{t, db, random})
					for _, root := range family.roots {
						root(&loading{t, db, random})
					}
					if t.Failed() {
						t.Fatalf("ORMAR_SEED=%d, graph %d", seed, i)
					}
				}
			})
		})
	}
}

// empty deletes all rows, those first that refer to others.
func empty(t *testing.T, db *orm.DB) {
	t.Helper()
	quote := `"`
	if db.SQLX().DriverName() == "mysql" {
		quote = "`"
	}
	left := db.Models().Models()
	for len(left) > 0 {
		var refused []*schema.Model
		var last error
		for _, m := range left {
			table := quote + m.Table + quote
			for _, s := range m.Sides {
				if s.Kind == schema.ForwardSide && s.Target == m {
					_, last = db.SQLX().Exec("UPDATE " + table + " SET " + quote + s.Key.Column + quote + " = NULL")
				}
			}
			if _, err := db.SQLX().Exec("DELETE FROM " + table); err != nil {
				refused, last = append(refused, m), err
			}
		}
		if len(refused) == len(left) {
			t.Fatal(last)
		}
		left = refused
	}
}

// loading compares the ways of loading rows of one graph.
type loading struct {
	t  *testing.T
	db *orm.DB
	*rand.Rand
}

// from loads everything below the rows of a model, then a few random choices of paths.
func from[T any, P orm.PtrTo[T]](l *loading) {
	l.t.Helper()
	model := l.db.Models().Model(reflect.TypeFor[T]())
	all := paths(model, true)
	compare[T, P](l, model, all)
	compare[T, P](l, model, paths(model, false))
	for range 4 {
		var chosen []string
		for range 1 + l.IntN(3) {
			chosen = append(chosen, l.path(model))
		}
		compare[T, P](l, model, chosen)
	}
	everything[T, P](l, model, all)
}

// path walks one to three relations at random, back and forth as it comes.
func (l *loading) path(m *schema.Model) string {
	text := ""
	for range 1 + l.IntN(3) {
		var sides []*schema.Side
		for _, s := range m.Sides {
			if s.HasField {
				sides = append(sides, s)
			}
		}
		s := sides[l.IntN(len(sides))]
		if text != "" {
			text += "__"
		}
		text, m = text+s.Name, s.Target
	}
	return text
}

// compare loads paths by joins, by prefetches, by both, and one relation of one row at a time.
func compare[T any, P orm.PtrTo[T]](l *loading, m *schema.Model, chosen []string) {
	l.t.Helper()
	ctx, q := l.t.Context(), orm.Objects[T, P](l.db)
	cut := l.IntN(len(chosen) + 1)
	naive, err := q.All(ctx)
	l.check(err)
	tree := treeOf(chosen)
	for _, row := range naive {
		load(l.t, m, unsafe.Pointer(row), tree)
	}
	want := texts(l.t, m, naive, tree, false)
	for name, q := range map[string]orm.QuerySet[T]{
		"SelectRelated": q.SelectRelated(chosen...), "PrefetchRelated": q.PrefetchRelated(chosen...),
		"both": q.SelectRelated(chosen[:cut]...).PrefetchRelated(chosen[cut:]...),
	} {
		rows, err := q.All(ctx)
		l.check(err)
		same(l.t, name, chosen, texts(l.t, m, rows, tree, true), want)
	}
}

// everything is SelectAll and LoadAll, which must be what the paths are that they stand for.
func everything[T any, P orm.PtrTo[T]](l *loading, m *schema.Model, all []string) {
	l.t.Helper()
	ctx, q := l.t.Context(), orm.Objects[T, P](l.db)
	for _, follow := range []bool{false, true} {
		var opts []orm.GraphOption
		named := paths(m, false)
		if follow {
			named, opts = all, append(opts, orm.Follow())
		}
		tree := treeOf(named)
		rows, err := q.PrefetchRelated(named...).All(ctx)
		l.check(err)
		want := texts(l.t, m, rows, tree, true)
		rows, err = q.SelectAll(follow).All(ctx)
		l.check(err)
		same(l.t, "SelectAll", named, texts(l.t, m, rows, tree, true), want)
		bare, err := q.All(ctx)
		l.check(err)
		for _, row := range bare {
			l.check(orm.LoadAll(ctx, l.db, P(row), opts...))
		}
		same(l.t, "LoadAll", named, texts(l.t, m, bare, tree, false), want)
	}
}

func (l *loading) check(err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(err)
	}
}

func same(t *testing.T, name string, chosen, got, want []string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s %q: %d rows of %d", name, chosen, len(got), len(want))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%s %q, row %d:\n got %s\nwant %s", name, chosen, i, got[i], want[i])
			return
		}
	}
}

// load loads the relations of a row by their own methods, as a program would in a loop.
func load(t *testing.T, m *schema.Model, row unsafe.Pointer, tree tree) {
	t.Helper()
	for _, s := range m.Sides {
		below, ok := tree[s.Name]
		if !ok {
			continue
		}
		field := reflect.NewAt(m.Type, row).Elem().FieldByName(s.GoName).Addr()
		out := field.MethodByName("Load").Call([]reflect.Value{reflect.ValueOf(context.Context(t.Context()))})
		if err, _ := out[1].Interface().(error); err != nil {
			t.Fatalf("loading %s: %v", s.Name, err)
		}
		for _, target := range targets(s, row) {
			load(t, s.Target, target, below)
		}
	}
}
