package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"sync"
	"time"

	"github.com/mattn/go-sqlite3"
)

// connector opens connections with this module's functions on them. Nothing is registered with database/sql, so that two
// pools never share a name.
type connector struct {
	target target
	driver *sqlite3.SQLiteDriver

	mu     sync.Mutex
	anchor driver.Conn // keeps an in-memory database alive
}

func newConnector(t target) *connector {
	shared := new(patterns)
	hook := func(conn *sqlite3.SQLiteConn) error {
		if err := register(conn, shared); err != nil {
			return err
		}
		for _, a := range t.attached {
			if err := a.attach(conn); err != nil {
				return err
			}
		}
		return nil
	}
	return &connector{target: t, driver: &sqlite3.SQLiteDriver{ConnectHook: hook}}
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
		var e sqlite3.Error
		if err == nil || !errors.As(err, &e) || e.Code != sqlite3.ErrBusy || time.Now().After(deadline) {
			return conn, err
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), err)
		case <-time.After(20 * time.Millisecond):
		}
	}
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
