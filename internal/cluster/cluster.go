// Package cluster knows the servers that stand for one database: which of them is the primary, which replicas answer, how far behind
// they are, and where what a caller has written has arrived. It watches each server by a connection of its own, so that choosing one
// costs a statement nothing but a look into memory.
package cluster

import (
	"context"
	"database/sql"
	"sync"
	"time"
)

const (
	// interval is how often a server is asked when nothing hurries.
	interval = 250 * time.Millisecond
	// hurry is how often it is asked while a read waits for it, or after it has failed.
	hurry = 2 * time.Millisecond
	// again is how soon a server that has failed is asked once more.
	again = 100 * time.Millisecond
	// askTimeout is how long an answer may take.
	askTimeout = time.Second
	// failures is how many answers in a row a server owes until its connections are given up.
	failures = 3
	// patience is how long a read waits for what its session has written.
	patience = 100 * time.Millisecond
	// MaxLag is how long a replica may lack what the primary has and still be read.
	MaxLag = 5 * time.Second
	// sameLag is the difference between two replicas' lags that decides nothing.
	sameLag = 100 * time.Millisecond
)

// State is what a server says of itself.
type State struct {
	// Replica: it follows another server and takes no writes.
	Replica bool
	// Term counts the promotions before this primary's: of two servers that take writes the later one is the primary. 0 where servers
	// do not count them.
	Term uint64
	// Position is where its log is; empty where it keeps none.
	Position string
	// Address is that of the other end of the connection.
	Address string
}

// Server is one server as its database package tells it.
type Server struct {
	Name string
	// Writes: it may be the primary.
	Writes bool
	// Pool is for reads; nil for a server that gets none as a replica.
	Pool *sql.DB
	// Ask asks the server what it is.
	Ask func(ctx context.Context) (State, error)
	// Drop closes the connections of Pool, those in use too; nil without Pool.
	Drop func()
	// Close ends what Ask needs.
	Close func()
}

// Config is what a database package tells of its servers.
type Config struct {
	Servers []Server
	// Covers reports whether a position includes all that another one does.
	Covers func(have, want string) bool
	// Position is the statement for the primary's position.
	Position string
	// Moved is told which server is the primary, at first and whenever that changes; connections to others are of no more use.
	Moved func(name, address string)
	// Database binds signed positions to this database; Key signs them.
	Database string
	Key      []byte
}

// Cluster watches the servers of one database. It is safe for concurrent use.
type Cluster struct {
	config   Config
	nodes    []*Node
	replicas []*Node // those with a pool
	stop     context.CancelFunc
	ctx      context.Context
	watchers sync.WaitGroup

	mu      sync.Mutex
	asked   bool // every server was asked: before, the first to answer would be the primary
	primary *Node
	address string // of the primary
	samples []sample
	changed chan struct{} // closed when a node was heard of
	waiting int           // reads that wait for a position
}

// sample is where the primary was at a time.
type sample struct {
	at       time.Time
	position string
}

// maxSamples go back further than MaxLag at the pace of interval.
const maxSamples = 64

// New asks every server once, for at most askTimeout, and watches them from then on. Close ends that.
func New(config Config) *Cluster {
	ctx, stop := context.WithCancel(context.Background())
	c := &Cluster{config: config, ctx: ctx, stop: stop, changed: make(chan struct{})}
	for i := range config.Servers {
		n := &Node{Server: config.Servers[i], nudge: make(chan struct{}, 1)}
		n.state.Store(&known{})
		c.nodes = append(c.nodes, n)
		if n.Pool != nil {
			c.replicas = append(c.replicas, n)
		}
	}
	var first sync.WaitGroup
	for _, n := range c.nodes {
		first.Go(func() { c.look(n) })
	}
	first.Wait()
	c.mu.Lock()
	c.asked = true
	c.elect()
	c.mu.Unlock()
	for _, n := range c.nodes {
		c.watchers.Go(func() { c.watch(n) })
	}
	return c
}

// Close stops watching and closes the replicas' pools.
func (c *Cluster) Close() error {
	c.stop()
	c.watchers.Wait()
	var first error
	for _, n := range c.nodes {
		if n.Server.Close != nil {
			n.Server.Close()
		}
		if n.Pool == nil {
			continue
		}
		if err := n.Pool.Close(); err != nil && first == nil {
			first = err
		}
	}
	return first
}

// Nodes are all servers.
func (c *Cluster) Nodes() []*Node { return c.nodes }

// Primary is the name of the server that takes the writes, empty while none is known.
func (c *Cluster) Primary() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.primary == nil {
		return ""
	}
	return c.primary.Name
}

// IsPrimary reports whether a node takes the writes.
func (c *Cluster) IsPrimary(n *Node) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.primary == n
}

// Nudge has every server asked at once: a statement has failed as it does after a failover.
func (c *Cluster) Nudge() {
	for _, n := range c.nodes {
		n.hurry()
	}
}

// Reader is the replica that answers a read with ctx; nil where the primary does.
func (c *Cluster) Reader(ctx context.Context) *Node {
	if len(c.replicas) == 0 {
		return nil
	}
	want, anywhere := c.wanted(ctx)
	if !anywhere {
		return nil
	}
	if n := c.choose(want); n != nil || want == "" {
		return n
	}
	return c.await(ctx, want)
}

// Another is Reader after a replica has failed, without a wait.
func (c *Cluster) Another(ctx context.Context, failed *Node) *Node {
	failed.doubt()
	want, anywhere := c.wanted(ctx)
	if !anywhere {
		return nil
	}
	return c.choose(want)
}

// choose is the healthy replica with the least lag, and of those alike the one least in use.
func (c *Cluster) choose(want string) *Node {
	var best *Node
	var lag time.Duration
	var busy int64
	for _, n := range c.replicas {
		k := n.state.Load()
		if !k.reads() || want != "" && !c.config.Covers(k.Position, want) {
			continue
		}
		l, b := k.lag/sameLag, n.busy.Load()
		if best == nil || l < lag || l == lag && b < busy {
			best, lag, busy = n, l, b
		}
	}
	return best
}

// await waits for a replica at which a position arrives, at most for patience, and not at all where none is near it.
func (c *Cluster) await(ctx context.Context, want string) *Node {
	c.mu.Lock()
	c.waiting++
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		c.waiting--
		c.mu.Unlock()
	}()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for {
		c.mu.Lock()
		changed, near := c.changed, false
		c.mu.Unlock()
		if n := c.choose(want); n != nil {
			return n
		}
		for _, n := range c.replicas {
			if k := n.state.Load(); k.reads() && k.lag <= patience+interval {
				near = true
				n.hurry()
			}
		}
		if !near {
			return nil
		}
		select {
		case <-changed:
		case <-timer.C:
			return nil
		case <-ctx.Done():
			return nil
		}
	}
}
