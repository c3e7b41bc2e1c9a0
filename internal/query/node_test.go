package query

import (
	"math/rand/v2"
	"testing"

	"github.com/ormar-go/ormar/schema"
)

// The three values of a predicate.
const (
	no = iota
	unknown
	yes
)

// The columns of the random predicates: one of the row itself, and one along a relation, which may lead nowhere.
var (
	ownColumn = &schema.Path{Text: "own"}
	farColumn = &schema.Path{Text: "far__own", Steps: []schema.Step{{}}}
)

func isFar(p *schema.Path) bool { return p == farColumn }

// random is a predicate over the two columns.
func random(r *rand.Rand, depth int) *Node {
	if depth > 0 && r.IntN(3) > 0 {
		op := []Op{And, Or, Not}[r.IntN(3)]
		n := &Node{Op: op}
		kids := r.IntN(4)
		if op == Not {
			kids = 1
		}
		for range kids {
			n.Kids = append(n.Kids, random(r, depth-1))
		}
		return n
	}
	n := &Node{Op: Compare, Path: []*schema.Path{ownColumn, farColumn}[r.IntN(2)], Lookup: Exact, Value: int64(r.IntN(2))}
	switch r.IntN(3) {
	case 0:
		n.Lookup, n.Value = IsNull, r.IntN(2) == 0
	case 1:
		n.Lookup, n.Value, n.List = In, nil, [][]any{{}, {int64(0)}}[r.IntN(2)]
	}
	return n
}

// eval is the predicate's value where the columns have the values, nil for NULL.
func eval(n *Node, own, far any) int {
	switch n.Op {
	case Not:
		return yes - eval(n.Kids[0], own, far)
	case And:
		v := yes
		for _, k := range n.Kids {
			v = min(v, eval(k, own, far))
		}
		return v
	case Or:
		v := no
		for _, k := range n.Kids {
			v = max(v, eval(k, own, far))
		}
		return v
	}
	v := own
	if isFar(n.Path) {
		v = far
	}
	truth := map[bool]int{false: no, true: yes}
	switch {
	case n.Lookup == IsNull:
		return truth[(v == nil) == n.Value.(bool)]
	case n.Lookup == In && len(n.List) == 0:
		return no
	case v == nil:
		return unknown
	case n.Lookup == In:
		return truth[v == n.List[0]]
	}
	return truth[v == n.Value]
}

// TestPromisesOfNodes holds what is said of a predicate against its values: one that rejects NULL is never TRUE where nothing is
// related.
func TestPromisesOfNodes(t *testing.T) {
	const seed = 20261126
	r := rand.New(rand.NewPCG(seed, 1))
	values := []any{nil, int64(0), int64(1)}
	rejecting := 0
	for i := range 20000 {
		n := random(r, 4)
		rejects, rejectsNot := n.RejectsNull(isFar, false), n.RejectsNull(isFar, true)
		if rejects {
			rejecting++
		}
		for _, own := range values {
			if v := eval(n, own, nil); rejects && v == yes || rejectsNot && v == no {
				t.Fatalf("seed %d, predicate %d: rejects NULL (%v, negated %v), but is %d without a related row", seed, i, rejects, rejectsNot, v)
			}
		}
	}
	if rejecting < 100 {
		t.Errorf("%d rejecting predicates are too few to say anything", rejecting)
	}
}

func TestApplyCuts(t *testing.T) {
	for _, c := range []struct {
		cuts     []Cut
		rows     int
		from, to int
	}{
		{nil, 5, 0, 5},
		{[]Cut{{From: 1, Count: 2}}, 5, 1, 3},
		{[]Cut{{From: -2, Count: 2}}, 5, 3, 5},
		{[]Cut{{From: -9, Count: 9}}, 5, 0, 5},
		{[]Cut{{From: 9, Count: 1}}, 5, 5, 5},
		{[]Cut{{From: -3, Count: 3}, {From: 1, Count: -1}}, 5, 3, 5},
		{[]Cut{{From: 0, Count: 0}, {From: -1, Count: 1}}, 5, 0, 0},
		{[]Cut{{From: -2, Count: 2}, {From: -1, Count: 1}}, 0, 0, 0},
	} {
		if from, to := Apply(c.cuts, c.rows); from != c.from || to != c.to {
			t.Errorf("%v of %d rows: %d to %d, want %d to %d", c.cuts, c.rows, from, to, c.from, c.to)
		}
	}
}

// TestKeysetFollowsTheOrder sorts small rows by every order of two keys and asks for those after each of them.
func TestKeysetFollowsTheOrder(t *testing.T) {
	own := &schema.Path{Text: "own", Attr: &schema.Attribute{SQLNullable: true}}
	far := &schema.Path{Text: "far__own", Attr: &schema.Attribute{}, Steps: []schema.Step{{}}}
	values := []any{nil, int64(0), int64(1)}
	for order := range 36 {
		keys := []Order{{Path: own, Desc: order&1 == 1, Nulls: Nulls(order / 4 % 3)}, {Path: far, Desc: order&2 == 2, Nulls: Nulls(order / 12 % 3)}}
		for _, last := range []bool{false, true} {
			for _, a := range pairs(values) {
				after := Keyset(keys, []any{a[0], a[1]}, last)
				for _, b := range pairs(values) {
					want := compareRows(keys, a, b, last) < 0
					if got := satisfied(after, own, b); got != want {
						t.Fatalf("order %+v, nulls last %v: %v after %v is %v, want %v", keys, last, b, a, got, want)
					}
				}
			}
		}
	}
}

func pairs(values []any) (out [][2]any) {
	for _, a := range values {
		for _, b := range values {
			out = append(out, [2]any{a, b})
		}
	}
	return out
}

// compareRows is how a database sorts two rows.
func compareRows(keys []Order, a, b [2]any, nullsLast bool) int {
	for i, k := range keys {
		last := nullsLast != k.Desc
		if k.Nulls != NullsDefault {
			last = k.Nulls == NullsLast
		}
		x, xok := a[i].(int64)
		y, yok := b[i].(int64)
		switch {
		case !xok && !yok, xok && yok && x == y:
			continue
		case !xok:
			return map[bool]int{true: 1, false: -1}[last]
		case !yok:
			return map[bool]int{true: -1, false: 1}[last]
		case (x < y) != k.Desc:
			return -1
		}
		return 1
	}
	return 0
}

// satisfied evaluates a keyset predicate on a row.
func satisfied(n *Node, own *schema.Path, row [2]any) bool {
	switch n.Op {
	case And:
		for _, k := range n.Kids {
			if !satisfied(k, own, row) {
				return false
			}
		}
		return true
	case Or:
		for _, k := range n.Kids {
			if satisfied(k, own, row) {
				return true
			}
		}
		return false
	}
	v := row[1]
	if n.Path == own {
		v = row[0]
	}
	if n.Lookup == IsNull {
		return (v == nil) == n.Value.(bool)
	}
	x, ok := v.(int64)
	if !ok {
		return false
	}
	y := n.Value.(int64)
	return n.Lookup == Exact && x == y || n.Lookup == Gt && x > y || n.Lookup == Lt && x < y
}
