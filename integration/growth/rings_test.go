package growth

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// digit numbers types: one model for each three.
type digit interface {
	[0]byte | [1]byte | [2]byte | [3]byte | [4]byte | [5]byte | [6]byte | [7]byte
}

// ring is a model that refers to the one whose digits are turned by one: a ring of three models, of one where the digits are the same. All
// refer to hubs as well.
type ring[A, B, C digit] struct {
	orm.Model
	ID   int64                  `json:"id"`
	Next orm.One[ring[B, C, A]] `json:"next,omitzero"`
	Hub  orm.One[hub]           `json:"hub,omitzero"`
	Name string                 `json:"name"`
}

func (r *ring[A, B, C]) Schema() schema.Table {
	var a A
	var b B
	var c C
	name := fmt.Sprintf("ring_%d%d%d", len(a), len(b), len(c))
	return schema.Table{Name: name, Fields: schema.Fields{
		schema.BigInteger(&r.ID).PrimaryKey(), schema.ForeignKey(&r.Next).RelatedName("before"), schema.ForeignKey(&r.Hub).RelatedName(name).OnDelete(schema.Cascade), schema.String(&r.Name, 20).Index(),
	}}
}

func rings[A, B digit]() []schema.Definer {
	return []schema.Definer{&ring[A, B, [0]byte]{}, &ring[A, B, [1]byte]{}, &ring[A, B, [2]byte]{}, &ring[A, B, [3]byte]{}, &ring[A, B, [4]byte]{}, &ring[A, B, [5]byte]{}, &ring[A, B, [6]byte]{}, &ring[A, B, [7]byte]{}}
}

func ringsOf[A digit]() []schema.Definer {
	var out []schema.Definer
	for _, list := range [][]schema.Definer{rings[A, [0]byte](), rings[A, [1]byte](), rings[A, [2]byte](), rings[A, [3]byte](), rings[A, [4]byte](), rings[A, [5]byte](), rings[A, [6]byte](), rings[A, [7]byte]()} {
		out = append(out, list...)
	}
	return out
}

// manyModels are 513, in rings.
func manyModels() []schema.Definer {
	out := []schema.Definer{&hub{}}
	for _, list := range [][]schema.Definer{ringsOf[[0]byte](), ringsOf[[1]byte](), ringsOf[[2]byte](), ringsOf[[3]byte](), ringsOf[[4]byte](), ringsOf[[5]byte](), ringsOf[[6]byte](), ringsOf[[7]byte]()} {
		out = append(out, list...)
	}
	return out
}

// fewModels are three models in a ring.
func fewModels() []schema.Definer {
	return []schema.Definer{&hub{}, &first{}, &second{}, &third{}}
}

type (
	first  = ring[[1]byte, [2]byte, [3]byte]
	second = ring[[2]byte, [3]byte, [1]byte]
	third  = ring[[3]byte, [1]byte, [2]byte]
)

// What five hundred models in rings cost is what each of them costs, times their number: the registry, and the statements that make the
// tables.
func TestFiveHundredModels(t *testing.T) {
	few, many := schema.MustRegistry(fewModels()...), schema.MustRegistry(manyModels()...)
	if n := len(many.Models()); n != 513 {
		t.Fatalf("%d models", n)
	}
	times := float64(len(many.Models())) / float64(len(few.Models()))
	for name, work := range map[string]func(defined []schema.Definer, r *schema.Registry) error{
		"registry": func(defined []schema.Definer, _ *schema.Registry) error {
			_, err := schema.NewRegistry(defined...)
			return err
		},
		"statements": func(_ []schema.Definer, r *schema.Registry) error {
			_, err := migrate.SQL("postgres", r)
			return err
		},
		"plan": func(_ []schema.Definer, r *schema.Registry) error {
			_, _, err := migrate.Diff("mysql", schema.MustRegistry(&hub{}), r)
			return err
		},
		"nothing to do": func(_ []schema.Definer, r *schema.Registry) error {
			up, _, err := migrate.Diff("postgres", r, r)
			if err == nil && len(up) > 0 {
				err = fmt.Errorf("there are %d statements", len(up))
			}
			return err
		},
	} {
		a, aBytes := cost(t, func() error { return work(fewModels(), few) })
		b, bBytes := cost(t, func() error { return work(manyModels(), many) })
		t.Logf("%s: %.0f allocations and %.0f bytes, %.1f and %.1f times that of %d models", name, b, bBytes, b/a, bBytes/aBytes, len(few.Models()))
		if b > 2*times*a || bBytes > 2*times*aBytes {
			t.Errorf("%s: %.0f allocations and %.0f bytes, of %d models %.0f and %.0f", name, b, bBytes, len(few.Models()), a, aBytes)
		}
	}
}

// A database of five hundred models in rings opens, makes its tables, and answers at the cost of one with three.
func TestFiveHundredTables(t *testing.T) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			few, many := turning(t, name, fewModels()), turning(t, name, manyModels())
			if changes, warnings, err := migrate.Drift(t.Context(), many); err != nil || len(changes) > 0 || len(warnings) > 0 {
				t.Errorf("%d changes, %q, %v", len(changes), warnings, err)
			}
			for question, ask := range turns(t) {
				a, aBytes := cost(t, func() error { return ask(few) })
				b, bBytes := cost(t, func() error { return ask(many) })
				if b > 1.2*a+200 || bBytes > 1.3*aBytes+64<<10 {
					t.Errorf("%s: %.0f allocations and %.0f bytes beside %.0f and %.0f of three models", question, b, bBytes, a, aBytes)
				}
			}
		})
	}
}

// turning is a database of the models in which three rows refer to each other in a ring.
func turning(t *testing.T, name string, models []schema.Definer) *orm.DB {
	t.Helper()
	db := dbtest.Open(t, name, schema.MustRegistry(models...))
	h := &hub{Name: "hub"}
	a := &first{Name: "a", Hub: orm.Ref(h)}
	b, c := &second{Name: "b", Hub: orm.Ref(h)}, &third{Name: "c", Hub: orm.Ref(h)}
	ctx := t.Context()
	save := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	save(orm.Save(ctx, db, h))
	save(orm.Save(ctx, db, a))
	c.Next = orm.Ref(a)
	save(orm.Save(ctx, db, c))
	b.Next = orm.Ref(c)
	save(orm.Save(ctx, db, b))
	a.Next = orm.Ref(b)
	save(orm.Update(ctx, db, a))
	return db
}

// turns are questions that go round the ring, each of which checks its answer.
func turns(t *testing.T) map[string]func(*orm.DB) error {
	ctx := t.Context()
	round := strings.Repeat("next__", 30)
	return map[string]func(*orm.DB) error{
		"a condition ten times round": func(db *orm.DB) error {
			got, err := orm.Objects[first](db).Get(ctx, orm.Q{round + "name": "a", round + "next__hub__name": "hub"})
			if err == nil && got.Name != "a" {
				err = fmt.Errorf("got %s", got.Name)
			}
			return err
		},
		"a join once round": func(db *orm.DB) error {
			got, err := orm.Objects[first](db).SelectRelated("next__next__next", "hub").Get(ctx, orm.Q{"name": "a"})
			if err == nil && got.Next.Get().Next.Get().Next.Get().Name != "a" {
				err = fmt.Errorf("got %+v", got)
			}
			return err
		},
		"a prefetch round": func(db *orm.DB) error {
			got, err := orm.Objects[first](db).PrefetchRelated("next__next__next__next").Get(ctx, orm.Q{"name": "a"})
			if err == nil && got.Next.Get().Next.Get().Next.Get().Next.Get().Name != "b" {
				err = fmt.Errorf("got %+v", got)
			}
			return err
		},
		"everything that it leads to": func(db *orm.DB) error {
			got, err := orm.Objects[first](db).Get(ctx, orm.Q{"name": "a"})
			if err == nil {
				err = orm.LoadAll(ctx, db, got, orm.Follow())
			}
			if err != nil {
				return err
			}
			if end := got.Next.Get().Next.Get().Next.Get(); end == nil || end.Name != "a" {
				return fmt.Errorf("the ring ends in %+v", end)
			}
			text, err := json.Marshal(orm.JSON(got))
			if err == nil && len(text) > 4000 {
				err = fmt.Errorf("the ring is %d bytes of JSON", len(text))
			}
			return err
		},
	}
}
