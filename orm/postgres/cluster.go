package postgres

import (
	"context"
	"database/sql"
	"net"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/cluster"
	"github.com/ormar-go/ormar/orm"
)

// watchTimeout bounds the connection that watches a server.
const watchTimeout = time.Second

// stateQuery asks a server what it is. The number of its timeline grows with each promotion.
const stateQuery = `SELECT r.is, CASE WHEN r.is THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_insert_lsn() END::text,
CASE WHEN r.is THEN '0' ELSE substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) END
FROM (SELECT pg_is_in_recovery() AS is) r`

// positionQuery is behind what the session has written, also what is committed without waiting for the disk.
const positionQuery = "SELECT pg_current_wal_insert_lsn()::text"

// wantsPrimary reports whether a connection string, or the environment, asks for the server that takes writes.
func wantsPrimary(dsn string) bool {
	given := regexp.MustCompile(`target_session_attrs\s*=\s*'?([a-z-]+)`).FindStringSubmatch(dsn)
	attrs := os.Getenv("PGTARGETSESSIONATTRS")
	if len(given) > 0 {
		attrs = given[1]
	}
	return attrs == "read-write" || attrs == "primary"
}

// host is one server of a connection string, with the ways to connect to it: with TLS, and without where that may be.
type host struct {
	name string
	ways []*pgconn.FallbackConfig
}

// hosts are those of a connection string, each once, in their order.
func (t target) hosts() []host {
	c := t.config
	var list []host
	for _, way := range append([]*pgconn.FallbackConfig{{Host: c.Host, Port: c.Port, TLSConfig: c.TLSConfig}}, c.Fallbacks...) {
		name := way.Host
		if !strings.HasPrefix(name, "/") {
			name = net.JoinHostPort(way.Host, strconv.Itoa(int(way.Port)))
		}
		at := -1
		for i := range list {
			if list[i].name == name {
				at = i
			}
		}
		if at < 0 {
			list, at = append(list, host{name: name}), len(list)
		}
		list[at].ways = append(list[at].ways, way)
	}
	return list
}

// toward makes a configuration that tries hosts in an order of their own.
func toward(c *pgx.ConnConfig, hosts ...host) {
	var ways []*pgconn.FallbackConfig
	for _, h := range hosts {
		ways = append(ways, h.ways...)
	}
	c.Host, c.Port, c.TLSConfig, c.Fallbacks = ways[0].Host, ways[0].Port, ways[0].TLSConfig, ways[1:]
}

// only is the target with one of its hosts, whatever that takes.
func (t target) only(h host) target {
	c := t.config.Copy()
	toward(c, h)
	c.ValidateConnect = nil
	return target{name: name(c), config: c, pooled: t.pooled}
}

// openCluster is OpenCluster without the models.
func openCluster(primary string, replicas []string) (*sqlx.DB, orm.Driver, error) {
	t, err := parse(primary)
	if err != nil {
		return nil, orm.Driver{}, err
	}
	if len(t.hosts()) > 1 && t.config.ValidateConnect == nil {
		t.config.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	var nodes []target
	for _, dsn := range replicas {
		r, err := parse(dsn)
		if err != nil {
			return nil, orm.Driver{}, err
		}
		for _, h := range r.hosts() {
			nodes = append(nodes, r.only(h))
		}
	}
	return openServers(t, nodes)
}

// openServers opens the pool of the server that takes writes, and those of replicas.
func openServers(t target, replicas []target) (*sqlx.DB, orm.Driver, error) {
	conns, hosts := &cluster.Connections{}, t.hosts()
	t.config.DialFunc = pgconn.DialFunc(conns.Dialing(cluster.Dial(t.config.DialFunc)))
	pool, d, err := connect(t, t.pool(stdlib.OptionBeforeConnect(func(_ context.Context, c *pgx.ConnConfig) error {
		toward(c, preferred(hosts, conns.Preferred())...)
		return nil
	})))
	if err != nil {
		return nil, orm.Driver{}, err
	}
	top := &orm.Topology{Covers: covers, Position: positionQuery, Moved: conns.Move, Database: "postgres " + t.config.Database}
	for _, h := range hosts {
		s := watched(t.only(h), h.name, len(hosts) == 1)
		s.Writes = true
		top.Servers = append(top.Servers, s)
	}
	for _, r := range replicas {
		own := &cluster.Connections{}
		s := watched(r, r.hosts()[0].name, false)
		r.config = r.config.Copy()
		r.config.DialFunc = pgconn.DialFunc(own.Dialing(cluster.Dial(r.config.DialFunc)))
		s.Pool, s.Drop = r.pool(), own.Drop
		top.Servers = append(top.Servers, s)
	}
	d.Topology = top
	return pool, d, nil
}

// preferred puts a host to the front.
func preferred(hosts []host, name string) []host {
	var first, rest []host
	for _, h := range hosts {
		if h.name == name {
			first = append(first, h)
		} else {
			rest = append(rest, h)
		}
	}
	return append(first, rest...)
}

// watched is a server that is asked on a connection of its own; moves says that its name is one of several servers in turn.
func watched(t target, name string, moves bool) orm.Server {
	c := t.config.Copy()
	c.ConnectTimeout = watchTimeout
	c.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol
	return orm.Watched(name, sql.OpenDB(stdlib.GetConnector(*c)), moves, ask)
}

// ask asks a server what it is.
func ask(ctx context.Context, conn *sql.Conn) (state orm.ServerState, err error) {
	var position sql.NullString
	var timeline string
	if err := conn.QueryRowContext(ctx, stateQuery).Scan(&state.Replica, &position, &timeline); err != nil {
		return state, err
	}
	state.Position = position.String
	if state.Term, err = strconv.ParseUint(timeline, 16, 64); err != nil {
		return state, err
	}
	err = conn.Raw(func(c any) error {
		if own, ok := c.(*stdlib.Conn); ok {
			state.Address = own.Conn().PgConn().Conn().RemoteAddr().String()
		}
		return nil
	})
	return state, err
}

// covers reports whether a place in the log is not before another one. What cannot be read covers nothing.
func covers(have, want string) bool {
	h, ok := lsn(have)
	w, valid := lsn(want)
	return ok && valid && h >= w
}

const (
	walPage    = 8192
	walHeaders = 40 // of a page at most
)

// lsn reads a place in the log. Right behind the header of a page nothing was written on it yet: who has the page before has everything.
func lsn(text string) (uint64, bool) {
	high, low, ok := strings.Cut(text, "/")
	h, err := strconv.ParseUint(high, 16, 32)
	l, invalid := strconv.ParseUint(low, 16, 32)
	if !ok || err != nil || invalid != nil {
		return 0, false
	}
	at := h<<32 | l
	if within := at % walPage; within <= walHeaders {
		at -= within
	}
	return at, true
}
