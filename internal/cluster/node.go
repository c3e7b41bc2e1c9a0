package cluster

import (
	"context"
	"sync/atomic"
	"time"
)

// Node is a server and what is known of it.
type Node struct {
	Server
	state atomic.Pointer[known]
	busy  atomic.Int64
	nudge chan struct{}
}

// known is what a node has last said. It is not changed once it is seen.
type known struct {
	State
	up     bool
	failed int // answers that it owes, in a row
	lag    time.Duration
}

// reads reports whether the node answers reads as a replica. One that takes writes does not: another one may be the primary.
func (k *known) reads() bool { return k.up && k.Replica && k.lag <= MaxLag }

// Use counts a statement that is sent to the node.
func (n *Node) Use() { n.busy.Add(1) }

// Done counts one that is answered.
func (n *Node) Done() { n.busy.Add(-1) }

// Reads reports whether the node answers reads as a replica, and by how much it is behind.
func (n *Node) Reads() (ok bool, lag time.Duration) {
	k := n.state.Load()
	return n.Pool != nil && k.reads(), k.lag
}

// Up reports whether the node has answered when it was last asked, and whether it follows another.
func (n *Node) Up() (up, replica bool) {
	k := n.state.Load()
	return k.up, k.Replica
}

// hurry has the node asked at once.
func (n *Node) hurry() {
	select {
	case n.nudge <- struct{}{}:
	default: // it is about to be
	}
}

// doubt takes reads off the node until it has answered again.
func (n *Node) doubt() {
	k := *n.state.Load()
	if k.up {
		k.up = false
		n.state.Store(&k)
	}
	n.hurry()
}

// watch asks a node again and again.
func (c *Cluster) watch(n *Node) {
	timer := time.NewTimer(interval)
	defer timer.Stop()
	for {
		timer.Reset(c.pace(n))
		select {
		case <-c.ctx.Done():
			return
		case <-timer.C:
		case <-n.nudge:
			if !c.rest(hurry) { // however many ask for it
				return
			}
		}
		c.look(n)
	}
}

// pace is how long a node may be left alone.
func (c *Cluster) pace(n *Node) time.Duration {
	c.mu.Lock()
	waiting := c.waiting > 0 && n.Pool != nil
	c.mu.Unlock()
	k := n.state.Load()
	switch {
	case waiting && k.up:
		return hurry
	case k.failed > 0 && k.failed < failures:
		return again
	}
	return interval
}

func (c *Cluster) rest(d time.Duration) bool {
	select {
	case <-c.ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// look asks a node once and notes what it says.
func (c *Cluster) look(n *Node) {
	ctx, cancel := context.WithTimeout(c.ctx, askTimeout)
	defer cancel()
	s, err := n.Ask(ctx)
	if c.ctx.Err() != nil {
		return
	}
	now := time.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	k := &known{State: s, up: err == nil}
	switch last := n.state.Load(); {
	case err != nil:
		k.State, k.failed, k.lag = last.State, last.failed+1, last.lag
	case s.Replica:
		k.lag = c.lag(now, s.Position)
	}
	n.state.Store(k)
	if n.Writes && c.asked {
		c.elect()
	}
	if c.primary == n && err == nil {
		c.note(now, s.Position)
	}
	if k.failed == failures && n.Drop != nil {
		n.Drop()
	}
	close(c.changed)
	c.changed = make(chan struct{})
}

// elect finds the primary among the nodes that take writes: the one that was promoted last, and of equals the one that it is already,
// as long as it does not owe too many answers.
func (c *Cluster) elect() {
	var best *Node
	var at *known
	for _, n := range c.nodes {
		k := n.state.Load()
		alive := k.up || n == c.primary && k.failed < failures
		if !n.Writes || !alive || k.Replica || k.Address == "" {
			continue
		}
		if best == nil || k.Term > at.Term || k.Term == at.Term && n == c.primary {
			best, at = n, k
		}
	}
	if best == nil || best == c.primary && at.Address == c.address {
		return
	}
	c.primary, c.address, c.samples = best, at.Address, nil
	if c.config.Moved != nil {
		c.config.Moved(best.Name, at.Address)
	}
}

// note remembers where the primary is.
func (c *Cluster) note(now time.Time, position string) {
	if last := len(c.samples) - 1; position == "" || last >= 0 && c.samples[last].position == position {
		return
	}
	if len(c.samples) == maxSamples {
		c.samples = append(c.samples[:0], c.samples[1:]...)
	}
	c.samples = append(c.samples, sample{now, position})
}

// lag is for how long the primary has had something that a position does not include.
func (c *Cluster) lag(now time.Time, position string) time.Duration {
	for i := len(c.samples) - 1; i >= 0; i-- {
		if !c.config.Covers(position, c.samples[i].position) {
			continue
		}
		if i == len(c.samples)-1 {
			return 0
		}
		return now.Sub(c.samples[i+1].at)
	}
	if len(c.samples) == 0 {
		return 0
	}
	return now.Sub(c.samples[0].at)
}
