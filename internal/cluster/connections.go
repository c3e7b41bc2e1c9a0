package cluster

import (
	"context"
	"net"
	"sync"
)

// Connections are those that a pool has open, so that they can be closed from the outside when their server has gone or is no longer the
// one that is wanted: whoever waits for an answer on one of them gets an error instead of waiting for ever.
type Connections struct {
	mu        sync.Mutex
	open      map[*connection]struct{}
	preferred string
}

// Dial is how a driver makes connections.
type Dial func(ctx context.Context, network, address string) (net.Conn, error)

// Dialing is dial with a memory of what it has made.
func (l *Connections) Dialing(dial Dial) Dial {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return l.add(conn), nil
	}
}

// add gives a connection that is known until it is closed. It can still be asked for its descriptor, as drivers do before they use a
// connection again.
func (l *Connections) add(conn net.Conn) net.Conn {
	c := &connection{Conn: conn, of: l, address: conn.RemoteAddr().String()}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open == nil {
		l.open = map[*connection]struct{}{}
	}
	l.open[c] = struct{}{}
	switch conn := conn.(type) {
	case *net.TCPConn:
		return &tcpConnection{conn, c}
	case *net.UnixConn:
		return &unixConnection{conn, c}
	}
	return c
}

// Move says which server is wanted from now on, and closes the connections to others.
func (l *Connections) Move(name, address string) {
	l.mu.Lock()
	l.preferred = name
	l.mu.Unlock()
	l.close(func(c *connection) bool { return c.address != address })
}

// Preferred is the name of the server that is wanted, empty while none is known.
func (l *Connections) Preferred() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.preferred
}

// Drop closes all of them.
func (l *Connections) Drop() { l.close(func(*connection) bool { return true }) }

func (l *Connections) close(which func(*connection) bool) {
	l.mu.Lock()
	var list []*connection
	for c := range l.open {
		if which(c) {
			list = append(list, c)
		}
	}
	l.mu.Unlock()
	for _, c := range list {
		_ = c.Close()
	}
}

// connection is one of them.
type connection struct {
	net.Conn
	of      *Connections
	address string
}

// Close closes the connection and forgets it. That it was closed from the outside is no failure.
func (c *connection) Close() error {
	c.of.mu.Lock()
	_, open := c.of.open[c]
	delete(c.of.open, c)
	c.of.mu.Unlock()
	if !open {
		return nil
	}
	return c.Conn.Close()
}

type tcpConnection struct {
	*net.TCPConn
	known *connection
}

// Close closes the connection and forgets it.
func (c *tcpConnection) Close() error { return c.known.Close() }

type unixConnection struct {
	*net.UnixConn
	known *connection
}

// Close closes the connection and forgets it.
func (c *unixConnection) Close() error { return c.known.Close() }
