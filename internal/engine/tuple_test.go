package engine

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/loaders"
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
