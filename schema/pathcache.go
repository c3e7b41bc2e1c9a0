package schema

import (
	"maps"
	"strings"
	"sync"
	"sync/atomic"
)

const (
	// maxCachedPaths is how many paths one model keeps of each sort; programs name far fewer, attackers far more.
	maxCachedPaths = 1024
	// maxCachedText is the longest text that is kept.
	maxCachedText = 256
)

// pathCache keeps resolved paths by their text. A hit reads one map that is never written to; new entries wait in a second
// map behind a lock until enough look-ups have missed them.
type pathCache struct {
	settled atomic.Pointer[map[string]pathEntry]

	mu     sync.Mutex
	fresh  map[string]pathEntry
	missed int // look-ups that had to take the lock
}

// pathEntry is a resolved path and the lookup behind it, if any.
type pathEntry struct {
	path   *Path
	lookup string
}

func (c *pathCache) get(text string) (pathEntry, bool) {
	settled := c.settled.Load()
	if settled != nil {
		if e, ok := (*settled)[text]; ok {
			return e, true
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.fresh[text]
	if !ok {
		return e, false
	}
	if c.missed++; c.missed >= len(c.fresh) {
		c.settle()
	}
	return e, true
}

func (c *pathCache) put(text string, e pathEntry) {
	if len(text) > maxCachedText {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	settled := c.settled.Load()
	if settled != nil && len(*settled)+len(c.fresh) >= maxCachedPaths {
		c.settled.Store(nil)
		c.fresh = nil
	}
	if c.fresh == nil {
		c.fresh = map[string]pathEntry{}
	}
	c.fresh[strings.Clone(text)] = e // the caller's text may be a part of a request
	if len(c.fresh) >= maxCachedPaths {
		c.settle()
	}
}

// settle moves the fresh entries to where they are read without a lock.
func (c *pathCache) settle() {
	all := map[string]pathEntry{}
	if settled := c.settled.Load(); settled != nil {
		maps.Copy(all, *settled)
	}
	maps.Copy(all, c.fresh)
	c.settled.Store(&all)
	c.fresh, c.missed = nil, 0
}
