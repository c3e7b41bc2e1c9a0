package dbtest

import (
	"context"
	"slices"
	"sync"
	"testing"

	"github.com/ormar-go/ormar/orm"
)

// Counter counts the statements of a database; give it to Open or Each through [orm.WithObserver]. It is safe for
// concurrent use.
type Counter struct {
	mu         sync.Mutex
	statements []string
	rows       int64
}

var _ orm.Observer = (*Counter)(nil)

// Before takes note of a statement.
func (c *Counter) Before(ctx context.Context, s *orm.Statement) context.Context {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.statements = append(c.statements, s.Text)
	return ctx
}

// After takes note of the rows; a statement that failed has been sent too.
func (c *Counter) After(_ context.Context, s *orm.Statement) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rows += s.Rows
}

// Rows is the number of rows that were read or written since the last Reset or Want.
func (c *Counter) Rows() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.rows
}

// Reset forgets what was counted and returns its texts, in the order in which they were sent.
func (c *Counter) Reset() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	sent := slices.Clone(c.statements)
	c.statements, c.rows = c.statements[:0], 0
	return sent
}

// Want fails t, with the texts, unless exactly n statements were sent since the last Reset or Want, and starts anew.
func (c *Counter) Want(t testing.TB, n int) {
	t.Helper()
	if sent := c.Reset(); len(sent) != n {
		t.Errorf("%d statements were sent, want %d:\n%q", len(sent), n, sent)
	}
}
