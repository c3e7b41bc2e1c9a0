package engine

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// TestJoinTuples compares with every pair, in the order of both lists; what two texts have in common with a third says nothing of them.
func TestJoinTuples(t *testing.T) {
	random := rand.New(rand.NewPCG(replay.Seed(t), 0))
	for round := range 300 {
		tuples := func() [][]any {
			list := make([][]any, random.IntN(12))
			for i := range list {
				list[i] = []any{string(rune('a' + random.IntN(5))), int64(random.IntN(2)), string(rune('a' + random.IntN(5)))}
			}
			return list
		}
		left, right := tuples(), tuples()
		same := []map[[2]string]bool{{}, nil, {}}
		for range random.IntN(6) {
			same[2*random.IntN(2)][[2]string{string(rune('a' + random.IntN(5))), string(rune('a' + random.IntN(5)))}] = true
		}
		var want []loaders.Same
		for i := range left {
			for j := range right {
				if tuplesEqual(left[i], right[j], same) {
					want = append(want, loaders.Same{Found: i, Asked: j})
				}
			}
		}
		if got := joinTuples(left, right, same); !reflect.DeepEqual(got, want) {
			t.Fatalf("round %d: %v and %v by %v are %v, want %v", round, left, right, same, got, want)
		}
	}
}

// TestTuplesEqual: each part is the same or taken for it; of numbers and of other columns' texts the database was not asked.
func TestTuplesEqual(t *testing.T) {
	same := []map[[2]string]bool{{{"a", "A"}: true}, nil}
	for _, c := range []struct {
		left, right []any
		want        bool
	}{
		{[]any{"a", int64(1)}, []any{"a", int64(1)}, true}, {[]any{"a", int64(1)}, []any{"A", int64(1)}, true},
		{[]any{"A", int64(1)}, []any{"a", int64(1)}, false}, {[]any{"a", int64(1)}, []any{"A", int64(2)}, false}, {[]any{"b", int64(1)}, []any{"A", int64(1)}, false},
		{[]any{"a", "a"}, []any{"a", "A"}, false},
	} {
		if got := tuplesEqual(c.left, c.right, same); got != c.want {
			t.Errorf("%v and %v: %t", c.left, c.right, got)
		}
	}
}

// TestJoinTuplesOfManyRows: a hundred thousand keys on each side are joined while each pair of them could not be looked at.
func TestJoinTuplesOfManyRows(t *testing.T) {
	const n = 100_000
	left, right, same := make([][]any, n), make([][]any, n), []map[[2]string]bool{{}, nil}
	for i := range n {
		left[i], right[n-1-i] = []any{fmt.Sprint("k", i), int64(i)}, []any{fmt.Sprint("K", i), int64(i)}
		same[0][[2]string{fmt.Sprint("k", i), fmt.Sprint("K", i)}] = true
	}
	began := time.Now()
	got := joinTuples(left, right, same)
	if took := time.Since(began); len(got) != n || got[0] != (loaders.Same{Found: 0, Asked: n - 1}) || took > 20*time.Second {
		t.Errorf("%d pairs in %v", len(got), took)
	}
}

// TestEqualTuplesAsksOfTexts: of each column of texts the database is asked once, with the values that occur, and of numbers not at all.
func TestEqualTuplesAsksOfTexts(t *testing.T) {
	models, err := schema.NewRegistry(&slot{})
	if err != nil {
		t.Fatal(err)
	}
	id := models.ByName("slot").Identity()
	key := func(hall string, number int64) schema.Key { return schema.KeyOf(schema.NewTuple([]any{hall, number})) }
	db, s := scripted(t, "mysql")
	s.says("SELECT", answer{rows: [][]driver.Value{{int64(0), int64(0)}}})
	found := []schema.Key{key("a", 1), key("a", 2), key("b", 1)}
	pairs, err := db.equalKeys(t.Context(), id, found, id, []schema.Key{key("A", 2), key("b", 1)})
	if want := []loaders.Same{{Found: 1, Asked: 0}, {Found: 2, Asked: 1}}; err != nil || !reflect.DeepEqual(pairs, want) || len(s.sent) != 1 {
		t.Errorf("%v, %v after %s", pairs, err, s.all())
	}
	s.says("SELECT", answer{err: errProbe})
	if _, err := db.equalKeys(t.Context(), id, found, id, found[:1]); !errors.Is(err, errProbe) {
		t.Errorf("a server that refuses: %v", err)
	}
}

type slot struct {
	Hall   string
	Number int64
}

func (s *slot) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.String(&s.Hall, 9).PrimaryKey(), schema.BigInteger(&s.Number).PrimaryKey()}}
}

// TestAssign: a key is written to each of its columns; NULL to those that can be.
func TestAssign(t *testing.T) {
	first, second := &schema.Attribute{Name: "a", SQLNullable: true}, &schema.Attribute{Name: "b", Part: 1}
	whole := &schema.Attribute{Name: "ab", Parts: []*schema.Attribute{first, second}}
	alone := &schema.Attribute{Name: "c"}
	type assigned struct {
		a *schema.Attribute
		v any
	}
	for name, c := range map[string]struct {
		a    *schema.Attribute
		v    any
		want []assigned
	}{
		"one column":                {alone, int64(1), []assigned{{alone, int64(1)}}},
		"one column, NULL":          {alone, nil, []assigned{{alone, nil}}},
		"several":                   {whole, schema.NewTuple([]any{"x", int64(2)}), []assigned{{first, "x"}, {second, int64(2)}}},
		"several, NULL where it is": {whole, nil, []assigned{{first, nil}}},
	} {
		var got []assigned
		for _, x := range Assign(c.a, c.v) {
			got = append(got, assigned{x.Attr, x.Value})
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v", name, got)
		}
	}
}
