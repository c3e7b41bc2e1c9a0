package cluster

import (
	"context"
	"database/sql"
	"database/sql/driver"
)

// Watch asks a server on the one connection of a pool of its own. A name that moves from server to server is looked up anew
// once the server behind it takes no writes any more.
func Watch(pool *sql.DB, moves bool, ask func(context.Context, *sql.Conn) (State, error)) func(context.Context) (State, error) {
	pool.SetMaxOpenConns(1)
	return func(ctx context.Context) (State, error) {
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
	}
}
