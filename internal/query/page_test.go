package query

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/schema"
)

// read is what a query with a page gives of n rows: the database limits, and what is read from the
// end is turned and cut.
func read(q *Query, n int) []int {
	rows := make([]int, n)
	for i := range rows {
		rows[i] = i
	}
	if q.Reverse {
		slices.Reverse(rows)
	}
	rows = rows[min(int(q.Offset), len(rows)):]
	if q.HasLimit {
		rows = rows[:min(int(q.Limit), len(rows))]
	}
	if q.Reverse {
		slices.Reverse(rows)
	}
	from, to := Apply(q.Cuts(), len(rows))
	return rows[from:to]
}

// Slices of slices are slices of what was there, also from the end.
func TestSlicesNarrow(t *testing.T) {
	seed := replay.Seed(t)
	r := rand.New(rand.NewPCG(seed, 0))
	for range 3000 {
		n := r.IntN(8)
		q := &Query{}
		want := read(q, n)
		var calls []any
		for range r.IntN(4) {
			a, b := r.IntN(6), r.IntN(6)
			size := len(want)
			var err error
			switch r.IntN(3) {
			case 0:
				err = q.Slice(a, b)
				want = want[min(a, size):max(min(a, size), min(b, size))]
				calls = append(calls, "Slice", a, b)
			case 1:
				err = q.SliceFrom(a)
				want = want[min(a, size):]
				calls = append(calls, "SliceFrom", a)
			default:
				err = q.Tail(a)
				want = want[max(size-a, 0):]
				calls = append(calls, "Tail", a)
			}
			if err != nil {
				t.Fatalf("seed %d: %v: %v", seed, calls, err)
			}
		}
		if got := read(q, n); !slices.Equal(got, want) {
			t.Fatalf("seed %d: %v of %d rows: %v, want %v", seed, calls, n, got, want)
		}
	}
}

// A page is told by its number and size, and what is beyond counting is refused.
func TestPagesAreRefused(t *testing.T) {
	q := &Query{}
	if err := q.Paginate(3, 10); err != nil || q.Limit != 10 || q.Offset != 20 || !q.HasOffset {
		t.Errorf("page 3: %d rows from %d, %v", q.Limit, q.Offset, err)
	}
	if err := q.Paginate(1, 10); err != nil || q.HasOffset {
		t.Errorf("page 1 has an offset of %d, %v", q.Offset, err)
	}
	for name, err := range map[string]error{
		"page 0": q.Paginate(0, 10), "size 0": q.Paginate(1, 0), "beyond 64 bits": q.Paginate(math.MaxInt, 2), "Bound": q.Bound(-1),
		"Skip": q.Skip(-1), "Slice": q.Slice(-1, 2), "Slice to": q.Slice(1, -2), "SliceFrom": q.SliceFrom(-1), "Tail": q.Tail(-1),
		"offsets beyond 64 bits": errors.Join(q.Skip(math.MaxInt), q.SliceFrom(1)),
	} {
		if !errors.Is(err, schema.ErrQuery) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
