package cluster

import (
	"context"
	"database/sql"
	"database/sql/driver"
)

// Watch is a server that is asked on the one connection of a pool of its own. A name that moves from server to server is looked up anew
// once the server behind it takes no writes any more.
func Watch(name string, pool *sql.DB, moves bool, ask func(context.Context, *sql.Conn) (State, error)) Server {
	pool.SetMaxOpenConns(1)
	return Server{Name: name, Close: func() { _ = pool.Close() }, Ask: func(ctx context.Context) (State, error) {
		conn, err := pool.Conn(ctx)
		if err != nil {
			return State{}, err
		}
		defer conn.Close()
		state, err := ask(ctx, conn)
		if err != nil || moves && state.Replica {
			_ = conn.Raw(func(any) error { return driver.ErrBadConn })
		}
		return state, err
	}}
}

// Abandon ends what the servers of a cluster that will not be have open.
func (c *Config) Abandon() {
	if c == nil {
		return
	}
	for _, s := range c.Servers {
		s.Close()
		if s.Pool != nil {
			_ = s.Pool.Close()
		}
	}
}
