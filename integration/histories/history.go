package histories

import (
	"fmt"
	"slices"
)

// Operation is a read of a list, or an append to it. Every appended value is unique in its history.
type Operation struct {
	Key    int
	Append int   // 0 for a read
	Read   []int // what was read, oldest first
}

// Outcome says what is known of a transaction's end.
type Outcome int

// The outcomes.
const (
	Committed Outcome = iota
	Aborted
	Unknown // the reply to the commit was lost: it happened or it did not
)

// Transaction is what one transaction did, in its order.
type Transaction struct {
	Operations []Operation
	Outcome    Outcome
}

// Anomaly is a phenomenon that was found.
type Anomaly struct {
	Name string
	Why  string
}

func (a Anomaly) String() string { return a.Name + ": " + a.Why }

// The phenomena, by the names of Adya's thesis and of Elle.
const (
	LostAppend    = "lost append"         // a committed append that the last state does not have
	AbortedRead   = "G1a aborted read"    // a value of a transaction that was rolled back
	TornRead      = "G1b torn read"       // a value that is not the last of its transaction, without the last
	ForkedOrder   = "forked order"        // two reads that are no prefixes of one order
	Duplicate     = "duplicate append"    // a value that is there twice
	UnknownValue  = "unknown value"       // a value that nobody wrote
	OwnWrite      = "own write not read"  // a transaction does not see what it wrote
	WriteCycle    = "G0 write cycle"      // transactions that overwrite each other in a ring
	CircularRead  = "G1c circular read"   // transactions that read each other's writes in a ring
	ReadSkew      = "G-single read skew"  // a ring with one transaction that read what another overwrote
	WriteSkew     = "G2 write skew"       // a ring with several of them
	NonRepeatable = "non-repeatable read" // two reads of one key in one transaction that differ by others' appends
)

// Check looks for phenomena in a history whose last state is known.
func Check(history []Transaction, last map[int][]int) []Anomaly {
	c := newChecker(history, last)
	c.reads()
	c.state()
	if !slices.ContainsFunc(c.found, func(a Anomaly) bool { return a.Name != NonRepeatable }) {
		c.cycles() // the order of versions is known only where reads agree
	}
	return c.found
}

type checker struct {
	history []Transaction
	last    map[int][]int
	writer  map[[2]int]int // of a key and value: the transaction
	found   []Anomaly
}

func newChecker(history []Transaction, last map[int][]int) *checker {
	c := &checker{history: history, last: last, writer: map[[2]int]int{}}
	for i, t := range history {
		for _, o := range t.Operations {
			if o.Append != 0 {
				c.writer[[2]int{o.Key, o.Append}] = i
			}
		}
	}
	return c
}

func (c *checker) add(name, format string, args ...any) {
	c.found = append(c.found, Anomaly{name, fmt.Sprintf(format, args...)})
}

// reads holds each read against the last state and against what its own transaction did before.
func (c *checker) reads() {
	for i, t := range c.history {
		if t.Outcome == Aborted {
			continue // what it read was never told to anybody
		}
		own, earlier := map[int][]int{}, map[int][]int{}
		for _, o := range t.Operations {
			if o.Append != 0 {
				own[o.Key] = append(own[o.Key], o.Append)
				continue
			}
			c.read(i, o, own[o.Key])
			others := withoutAll(o.Read, own[o.Key])
			if before, ok := earlier[o.Key]; ok && len(before) != len(others) {
				c.add(NonRepeatable, "transaction %d read %v of key %d, and then %v", i, before, o.Key, others)
			}
			earlier[o.Key] = others
		}
	}
}

func (c *checker) read(i int, o Operation, own []int) {
	seen := map[int]bool{}
	for _, v := range o.Read {
		if seen[v] {
			c.add(Duplicate, "transaction %d read %d twice in key %d", i, v, o.Key)
		}
		seen[v] = true
		w, ok := c.writer[[2]int{o.Key, v}]
		switch {
		case !ok:
			c.add(UnknownValue, "transaction %d read %d of key %d", i, v, o.Key)
			continue
		case c.history[w].Outcome == Aborted:
			c.add(AbortedRead, "transaction %d read %d of transaction %d", i, v, w)
		}
		if w != i {
			for _, whole := range c.history[w].Operations {
				if whole.Append != 0 && whole.Key == o.Key && !slices.Contains(o.Read, whole.Append) {
					c.add(TornRead, "transaction %d read %d of transaction %d without its %d", i, v, w, whole.Append)
				}
			}
		}
	}
	for _, v := range own {
		if !seen[v] {
			c.add(OwnWrite, "transaction %d wrote %d to key %d and read %v", i, v, o.Key, o.Read)
		}
	}
	// What it wrote itself is behind what others had written by then, and may be elsewhere in the end.
	if others := withoutAll(o.Read, own); !startsWith(withoutAll(c.last[o.Key], own), others) {
		c.add(ForkedOrder, "transaction %d read %v of key %d, whose order is %v", i, o.Read, o.Key, c.last[o.Key])
	}
}

// state holds the last state against what was committed.
func (c *checker) state() {
	for key, list := range c.last {
		seen := map[int]bool{}
		for _, v := range list {
			if seen[v] {
				c.add(Duplicate, "key %d has %d twice", key, v)
			}
			seen[v] = true
			if w, ok := c.writer[[2]int{key, v}]; !ok {
				c.add(UnknownValue, "key %d has %d", key, v)
			} else if c.history[w].Outcome == Aborted {
				c.add(AbortedRead, "key %d has %d of transaction %d, which was rolled back", key, v, w)
			}
		}
	}
	for i, t := range c.history {
		for _, o := range t.Operations {
			if o.Append != 0 && t.Outcome == Committed && !slices.Contains(c.last[o.Key], o.Append) {
				c.add(LostAppend, "key %d has no %d of transaction %d: %v", o.Key, o.Append, i, c.last[o.Key])
			}
		}
	}
}

func withoutAll(list, gone []int) []int {
	out := []int{}
	for _, v := range list {
		if !slices.Contains(gone, v) {
			out = append(out, v)
		}
	}
	return out
}

func startsWith(whole, part []int) bool {
	return len(part) <= len(whole) && slices.Equal(part, whole[:len(part)])
}
