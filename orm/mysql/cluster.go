package mysql

import (
	"context"
	"database/sql"
	"net"
	"sync/atomic"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/cluster"
	"github.com/ormar-go/ormar/orm"
)

// watchTimeout bounds the connection that watches a server.
const watchTimeout = time.Second

// openCluster is OpenCluster without the models.
func openCluster(primary string, replicas []string) (*sqlx.DB, orm.Driver, error) {
	t, err := parse(primary)
	if err != nil {
		return nil, orm.Driver{}, err
	}
	var nodes []target
	for _, dsn := range replicas {
		r, err := parse(dsn)
		if err != nil {
			return nil, orm.Driver{}, err
		}
		for _, address := range r.addresses() {
			nodes = append(nodes, r.only(address))
		}
	}
	return openServers(t, nodes)
}

// addresses are those of all hosts.
func (t target) addresses() []string {
	if len(t.hosts) > 0 {
		return t.hosts
	}
	return []string{t.config.Addr}
}

// only is the target with one of its hosts, whatever that takes.
func (t target) only(address string) target {
	c := t.config.Clone()
	c.Addr = address
	return target{name: name(c), config: c}
}

// openServers opens the pool of the server that takes writes, and those of replicas, which are taken to be of the same kind.
func openServers(t target, replicas []target) (*sqlx.DB, orm.Driver, error) {
	t.conns = &cluster.Connections{}
	if len(t.hosts) == 0 {
		t.config.DialFunc = t.conns.Dialing(dialer(t.config))
	}
	pool, s, err := connect(t)
	if err != nil {
		return nil, orm.Driver{}, err
	}
	d := s.describe()
	d.Direct = direct{}
	top := &orm.Topology{Covers: coversMySQL, Position: "SELECT @@global.gtid_executed", Moved: t.conns.Move, Database: "mysql " + t.config.DBName}
	if s.mariadb {
		top.Covers, top.Position = coversMaria, "SELECT @@global.gtid_current_pos"
	}
	d.Topology = top
	hosts := t.addresses()
	for _, address := range hosts {
		own := t.only(address)
		own.config.DialFunc = nil
		node, err := watched(own, s, len(hosts) == 1)
		if err != nil {
			_ = pool.Close()
			top.Abandon()
			return nil, orm.Driver{}, err
		}
		node.Writes = true
		top.Servers = append(top.Servers, node)
	}
	for _, r := range replicas {
		node, err := watched(r, s, false)
		if err == nil {
			conns := &cluster.Connections{}
			r.config = r.config.Clone()
			r.config.DialFunc = conns.Dialing(dialer(r.config))
			var reads *sqlx.DB
			if reads, err = r.pool(s); err == nil {
				node.Pool, node.Drop = reads.DB, conns.Drop
			}
			top.Servers = append(top.Servers, node)
		}
		if err != nil {
			_ = pool.Close()
			top.Abandon()
			return nil, orm.Driver{}, err
		}
	}
	return pool, d, nil
}

// watched is a server that is asked on a connection of its own; moves says that its name is one of several servers in turn.
func watched(t target, s server, moves bool) (orm.Server, error) {
	var address atomic.Pointer[string]
	c := t.config.Clone()
	c.Timeout = watchTimeout
	dial := dialer(c)
	c.DialFunc = func(ctx context.Context, network, to string) (net.Conn, error) {
		conn, err := dial(ctx, network, to)
		if err == nil {
			remote := conn.RemoteAddr().String()
			address.Store(&remote)
		}
		return conn, err
	}
	inner, err := mysql.NewConnector(c)
	if err != nil {
		return orm.Server{}, err
	}
	return orm.Watched(t.config.Addr, sql.OpenDB(inner), moves, func(ctx context.Context, conn *sql.Conn) (orm.ServerState, error) {
		state, err := s.look(ctx, conn)
		if at := address.Load(); at != nil {
			state.Address = *at
		}
		return state, err
	}), nil
}

// look asks a server what it is. A replica's position is what it has applied: what it writes itself, by mistake, does not count.
func (s server) look(ctx context.Context, conn *sql.Conn) (state orm.ServerState, err error) {
	text := "SELECT @@global.read_only, @@global.gtid_executed, @@global.gtid_executed"
	if s.mariadb {
		text = "SELECT @@global.read_only, @@global.gtid_slave_pos, @@global.gtid_current_pos"
	}
	if s.galera {
		var name, local string
		if err := conn.QueryRowContext(ctx, "SHOW GLOBAL STATUS LIKE 'wsrep_local_state'").Scan(&name, &local); err != nil {
			return state, err
		}
		if !inStep(local) {
			return state, errNoWrites
		}
	}
	var reads string
	var applied, written sql.NullString
	if err := conn.QueryRowContext(ctx, text).Scan(&reads, &applied, &written); err != nil {
		return state, err
	}
	state.Replica = readOnly(reads)
	if state.Position = written.String; state.Replica {
		state.Position = applied.String
	}
	return state, nil
}
