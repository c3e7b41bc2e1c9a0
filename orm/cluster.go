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
type Topology = cluster.Config

// Server is one server of a Topology. Programs do not use it.
type Server = cluster.Server

// ServerState is what a server says of itself. Programs do not use it.
type ServerState = cluster.State

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
