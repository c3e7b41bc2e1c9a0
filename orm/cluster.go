package orm

import (
	"context"
	"database/sql"
	"time"

	"github.com/ormar-go/ormar/internal/cluster"
)

// Primary is ctx for reads that only the primary of a cluster answers: what must see the last committed state, whoever wrote it. It
// changes nothing for a DB that was not opened with OpenCluster.
func Primary(ctx context.Context) context.Context { return cluster.Primary(ctx) }

// Session is ctx with a memory: reads with it, and with contexts made of it, see what was written with them. Each write, commit and
// db.Conn in a session costs one more statement on the primary, which asks for the position of its log; a read is answered by
// a replica that has arrived there, waits up to a tenth of a second for one, and is the primary's otherwise. A write of unknown outcome
// leaves the session with the primary until the next one. Inside a session Session gives ctx itself. A session is safe for concurrent use; make one for each
// request, or for each user with AtPosition. It changes nothing for a DB that was not opened with OpenCluster.
func Session(ctx context.Context) context.Context { return cluster.Session(ctx) }

// Position is where the last write of ctx's session is in the primary's log, as a text of letters, digits and -_~ that fits into a
// cookie: with AtPosition it takes the session to another request or another machine. It is signed with the key of WithCursorKey, which all machines
// need alike, and bound to the database's name. Empty where nothing was written, and without a session.
func Position(ctx context.Context) string { return cluster.Position(ctx) }

// AtPosition is ctx with a session that begins behind a position that Position gave, an empty one included. What is written with it
// is also remembered by the session that ctx has. A position that was changed, or is signed with another key, is not followed: reads
// are the primary's then, until something is written.
func AtPosition(ctx context.Context, position string) context.Context {
	return cluster.AtPosition(ctx, position)
}

// Topology is what a database package tells this one about the servers behind a DB. Programs do not use it.
type Topology struct {
	Servers []Server
	// Covers reports whether a position includes all that another one does.
	Covers func(have, want string) bool
	// Position is the statement for the position of the primary's log.
	Position string
	// Moved is told which server is the primary, at first and whenever that changes.
	Moved func(name, address string)
	// Database is what positions are bound to.
	Database string
}

// Server is one server of a Topology. Programs do not use it.
type Server struct {
	Name string
	// Writes: it may be the primary.
	Writes bool
	// Pool is for reads; nil for a server that gets none as a replica.
	Pool *sql.DB
	// Ask asks the server what it is.
	Ask func(ctx context.Context) (ServerState, error)
	// Drop closes the connections of Pool, those in use too.
	Drop func()
	// Close ends what Ask needs.
	Close func()
}

// ServerState is what a server says of itself. Programs do not use it.
type ServerState struct {
	// Replica: it follows another server and takes no writes.
	Replica bool
	// Term counts promotions; 0 where servers do not.
	Term uint64
	// Position is where its log is; empty where it keeps none.
	Position string
	// Address is that of the other end of the connection.
	Address string
}

// Watched is a server that is asked on the one connection of a pool of its own; moves says that its name is one of several servers in
// turn. Programs do not use it.
func Watched(name string, pool *sql.DB, moves bool, ask func(context.Context, *sql.Conn) (ServerState, error)) Server {
	watch := cluster.Watch(pool, moves, func(ctx context.Context, conn *sql.Conn) (cluster.State, error) {
		state, err := ask(ctx, conn)
		return cluster.State(state), err
	})
	return Server{Name: name, Close: func() { _ = pool.Close() }, Ask: func(ctx context.Context) (ServerState, error) {
		state, err := watch(ctx)
		return ServerState(state), err
	}}
}

// Abandon ends what the servers of a topology that will not be used have open. Programs do not use it.
func (t *Topology) Abandon() {
	if t == nil {
		return
	}
	for _, s := range t.Servers {
		s.Close()
		if s.Pool != nil {
			_ = s.Pool.Close()
		}
	}
}

// clustered is the topology as the engine wants it.
func clustered(t *Topology, key []byte) *cluster.Cluster {
	c := cluster.Config{Covers: t.Covers, Position: t.Position, Moved: t.Moved, Database: t.Database, Key: key}
	for _, s := range t.Servers {
		ask := s.Ask
		c.Servers = append(c.Servers, cluster.Server{Name: s.Name, Writes: s.Writes, Pool: s.Pool, Drop: s.Drop, Close: s.Close,
			Ask: func(ctx context.Context) (cluster.State, error) {
				state, err := ask(ctx)
				return cluster.State(state), err
			}})
	}
	return cluster.New(c)
}

// Node is a server of a cluster as it was when it was last asked, at most a quarter of a second ago unless it does not answer.
type Node struct {
	Name string // host and port
	// Primary: it takes the writes. Up: it has answered. Reads: it answers reads as a replica.
	Primary, Up, Reads bool
	// Lag is for how long the primary has had something that a replica lacks; 0 where nothing is missing.
	Lag time.Duration
	// Pool are the connections for reads, whose limits may be changed; nil for a server that gets none as a replica.
	Pool *sql.DB
}

// Nodes are the servers of a DB that was opened with OpenCluster, or with several hosts; nil for any other.
func (db *DB) Nodes() []Node {
	if db.engine.Cluster == nil {
		return nil
	}
	var list []Node
	for _, n := range db.engine.Cluster.Nodes() {
		up, _ := n.Up()
		reads, lag := n.Reads()
		list = append(list, Node{n.Name, db.engine.Cluster.IsPrimary(n), up, reads, lag, n.Pool})
	}
	return list
}

// addStats adds the figures of a replica's pool; its limit counts too.
func addStats(to *sql.DBStats, s sql.DBStats) {
	to.MaxOpenConnections += s.MaxOpenConnections
	to.OpenConnections += s.OpenConnections
	to.InUse += s.InUse
	to.Idle += s.Idle
	to.WaitCount += s.WaitCount
	to.WaitDuration += s.WaitDuration
	to.MaxIdleClosed += s.MaxIdleClosed
	to.MaxIdleTimeClosed += s.MaxIdleTimeClosed
	to.MaxLifetimeClosed += s.MaxLifetimeClosed
}
