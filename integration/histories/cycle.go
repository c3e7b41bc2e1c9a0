package histories

import "slices"

// dependency says why one transaction comes before another.
type dependency int

const (
	writes dependency = iota // overwritten by
	reads                    // read by
	misses                   // overwritten after it had been read
)

type edge struct {
	to  int
	why dependency
}

// cycles looks for rings of dependencies, the least excusable ones first.
func (c *checker) cycles() {
	graph := c.graph()
	for _, look := range []struct {
		name   string
		admits func(dependency) bool
		misses int // how many edges of that kind the ring has; -1 for any number
	}{
		{WriteCycle, func(d dependency) bool { return d == writes }, 0},
		{CircularRead, func(d dependency) bool { return d != misses }, 0},
		{ReadSkew, func(dependency) bool { return true }, 1},
		{WriteSkew, func(dependency) bool { return true }, -1},
	} {
		if ring := ring(graph, look.admits, look.misses); ring != nil {
			c.add(look.name, "the ring of transactions %v", ring)
			return
		}
	}
}

// graph has an edge from each transaction to those that come after it. Those of unknown outcome count where their values are.
func (c *checker) graph() [][]edge {
	graph := make([][]edge, len(c.history))
	add := func(from, to int, why dependency) {
		if from != to && !slices.Contains(graph[from], edge{to, why}) {
			graph[from] = append(graph[from], edge{to, why})
		}
	}
	for key, list := range c.last {
		for n := 1; n < len(list); n++ {
			add(c.writer[[2]int{key, list[n-1]}], c.writer[[2]int{key, list[n]}], writes)
		}
	}
	for i, t := range c.history {
		if t.Outcome == Aborted {
			continue
		}
		var own []int
		for _, o := range t.Operations {
			if o.Append != 0 {
				own = append(own, o.Append)
				continue
			}
			list := withoutAll(o.Read, own)
			if len(list) > 0 {
				add(c.writer[[2]int{o.Key, list[len(list)-1]}], i, reads)
			}
			if next := withoutAll(c.last[o.Key], own); len(list) < len(next) {
				add(i, c.writer[[2]int{o.Key, next[len(list)]}], misses)
			}
		}
	}
	return graph
}

// ring is a shortest ring along admitted edges from some transaction, with so many missed writes; nil without one.
func ring(graph [][]edge, admits func(dependency) bool, missed int) []int {
	for start := range graph {
		if path := from(graph, start, admits, missed); path != nil {
			return path
		}
	}
	return nil
}

// state is a transaction on the way, and how many missed writes, up to two, led to it.
type state struct{ at, missed int }

func from(graph [][]edge, start int, admits func(dependency) bool, missed int) []int {
	came := map[state]state{}
	queue := []state{{start, 0}}
	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		for _, e := range graph[s.at] {
			next := state{e.to, s.missed}
			if e.why == misses {
				next.missed = min(next.missed+1, 2)
			}
			if !admits(e.why) || missed >= 0 && next.missed > missed {
				continue
			}
			if e.to == start && (missed < 0 || next.missed == missed) {
				return trail(came, s, start)
			}
			if _, ok := came[next]; !ok && e.to != start {
				came[next] = s
				queue = append(queue, next)
			}
		}
	}
	return nil
}

func trail(came map[state]state, s state, start int) []int {
	out := []int{s.at}
	for s.at != start {
		s = came[s]
		out = append(out, s.at)
	}
	slices.Reverse(out)
	return out
}
