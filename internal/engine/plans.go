package engine

import (
	"context"
	"database/sql"
	"sync"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/internal/scan"
	"github.com/ormar-go/ormar/schema"
)

// generation is how many plans a generation of the cache holds; two are kept.
const generation = 512

// plan is everything about a shape that can be known once: the text, which value goes where, how rows become objects, and
// the statement that the server keeps prepared where the driver does not keep its own.
type plan struct {
	statement *compile.Statement
	scan      *scan.Plan
	operation string
	model     *schema.Model // nil for what belongs to none
	write     bool
	own       bool // a caller's own SQL, of which only the server knows what it does
	streams   bool // its rows are handed out while they come, at the caller's pace
	locks     bool // its rows, which only the primary can
	begun     bool // rows of it have reached the caller, so that it must not be sent again
	// Of the INSERT of a row: what it names, what the server makes, whether that comes back with it, and whether reading it may
	// fail after the row was written.
	columns, made []*schema.Attribute
	returning     bool
	risky         bool

	mu   sync.RWMutex // held for reading while kept is in use
	kept *sql.Stmt
	dead bool // dropped from the cache: nothing is kept any more
}

// plans is the cache of plans by shape: two generations of bounded size, so that what is used survives and a flood of new
// shapes costs no more than the bound. A look-up of a plan in use takes a read lock and allocates nothing.
type plans struct {
	mu         sync.RWMutex
	young, old map[string]*plan
}

// get is the plan of a shape, made by compile when it is not there. Two goroutines may both compile a new shape; one wins.
func (c *plans) get(key []byte, compile func() (*plan, error)) (*plan, error) {
	c.mu.RLock()
	p := c.young[string(key)]
	c.mu.RUnlock()
	if p != nil {
		return p, nil
	}
	c.mu.Lock()
	if p = c.old[string(key)]; p != nil {
		delete(c.old, string(key))
		c.put(string(key), p)
	}
	c.mu.Unlock()
	if p != nil {
		return p, nil
	}
	p, err := compile()
	if err != nil || p.statement != nil && p.statement.Passing {
		return p, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if q := c.young[string(key)]; q != nil {
		return q, nil
	}
	c.put(string(key), p)
	return p, nil
}

func (c *plans) put(key string, p *plan) {
	if len(c.young) >= generation {
		go dropAll(c.old) // which waits for those that are in use
		c.young, c.old = nil, c.young
	}
	if c.young == nil {
		c.young = make(map[string]*plan)
	}
	c.young[key] = p
}

func dropAll(list map[string]*plan) {
	for _, p := range list {
		p.drop()
	}
}

// clear forgets every plan and closes what they keep.
func (c *plans) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range []map[string]*plan{c.young, c.old} {
		dropAll(m)
	}
	c.young, c.old = nil, nil
}

// drop closes the kept statement once nobody uses it.
func (p *plan) drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dead = true
	if p.kept != nil {
		p.kept.Close()
		p.kept = nil
	}
}

// prepare returns the kept statement with the read lock held, preparing it at first use; nil, without the lock, when the
// plan was dropped.
func (p *plan) prepare(ctx context.Context, on conn) (*sql.Stmt, error) {
	p.mu.RLock()
	if p.kept != nil {
		return p.kept, nil
	}
	dead := p.dead
	p.mu.RUnlock()
	if dead {
		return nil, nil
	}
	st, err := on.PrepareContext(ctx, p.statement.Text)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	switch {
	case p.dead, p.kept != nil:
		st.Close()
	default:
		p.kept = st
	}
	p.mu.Unlock()
	p.mu.RLock()
	if p.kept == nil {
		p.mu.RUnlock()
		return nil, nil
	}
	return p.kept, nil
}
