package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"sync"
	"time"
)

// connector opens connections with this module's functions on them. Nothing is registered with database/sql, so that two
// pools never share a name.
type connector struct {
	binding Binding
	target  target
	driver  driver.Driver

	mu     sync.Mutex
	anchor driver.Conn // keeps an in-memory database alive
}

func newConnector(b Binding, t target) *connector {
	return &connector{binding: b, target: t, driver: b.Driver()}
}

// Connect opens one more connection.
func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	if c.target.memory {
		if err := c.hold(ctx); err != nil {
			return nil, err
		}
	}
	return c.open(ctx)
}

// hold opens the anchor, once.
func (c *connector) hold(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.anchor != nil {
		return nil
	}
	anchor, err := c.open(ctx)
	if err != nil {
		return err
	}
	c.anchor = anchor
	return nil
}

// open waits while another process switches the file to its journal mode: SQLite does not apply the busy timeout there.
func (c *connector) open(ctx context.Context) (driver.Conn, error) {
	for deadline := time.Now().Add(openTimeout); ; {
		conn, err := c.driver.Open(c.target.dsn)
		if err == nil {
			return c.attach(ctx, conn)
		}
		if f, ok := c.binding.Fault(err); !ok || f.primary() != codeBusy || time.Now().After(deadline) {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// attach attaches the further files to a connection.
func (c *connector) attach(ctx context.Context, conn driver.Conn) (driver.Conn, error) {
	for _, a := range c.target.attached {
		if err := a.attach(ctx, conn); err != nil {
			return nil, errors.Join(err, conn.Close())
		}
	}
	return conn, nil
}

// Driver is the driver below.
func (c *connector) Driver() driver.Driver { return c.driver }

// Close lets an in-memory database go; database/sql calls it when the pool is closed.
func (c *connector) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.anchor == nil {
		return nil
	}
	err := c.anchor.Close()
	c.anchor = nil
	return err
}
