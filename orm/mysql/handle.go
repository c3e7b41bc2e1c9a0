package mysql

import (
	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Open opens the database that dsn names, user:password@tcp(host:3306)/database?options or
// mysql://user:password@host:3306/database?options, for the models. The server is asked
// for its version and the session's settings before Open returns; what fails, within ten seconds, is orm.ErrConnect with host
// and database, never with the password. Close the DB at the end: that closes the pool.
func Open(dsn string, models *schema.Registry, opts ...orm.Option) (*orm.DB, error) {
	pool, d, err := open(dsn)
	if err != nil {
		return nil, err
	}
	return assemble(pool, models, d, opts)
}

// OpenCluster opens a primary and replicas of it for the models. Reads outside of transactions are answered by a healthy replica, of
// several by the one with the least lag and then the least in use, and by the primary where there is none; everything else goes to the
// primary: writes, transactions, locks, SQL of your own, orm.Primary. Take orm.Session for reads that see what was written before them:
// it needs global transaction identifiers, which MariaDB always has and MySQL with gtid_mode=ON; without them a session that has written
// reads from the primary.
//
// primary is a data source name or a URL as Open takes it. With several hosts in it, user@tcp(a:3306,b:3306)/shop or mysql://user@a,b/shop, the
// one that takes writes is found, by read_only and, on nodes of Galera, wsrep_local_state, and followed when another one takes them. Each replica
// is a data source name too; all hosts may be in both places, since a server that is not read_only is not read as a replica. A replica
// that does not answer, now or later, gets no reads until it does, nor does one that lacks for five seconds what the primary has; a data
// source name that cannot be read is orm.ErrConnect. Each server is watched by a connection of its own, besides its pool of at most sixteen.
func OpenCluster(primary string, replicas []string, models *schema.Registry, opts ...orm.Option) (*orm.DB, error) {
	pool, d, err := openCluster(primary, replicas)
	if err != nil {
		return nil, err
	}
	return assemble(pool, models, d, opts)
}

// assemble makes the DB, or closes what is open.
func assemble(pool *sqlx.DB, models *schema.Registry, d orm.Driver, opts []orm.Option) (*orm.DB, error) {
	db, err := orm.Connect(pool, models, d, opts...)
	if err != nil {
		_ = pool.Close()
		d.Topology.Abandon()
		return nil, err
	}
	return db, nil
}

// New takes a pool that was opened elsewhere with github.com/go-sql-driver/mysql, for the models. What no SQL can change must
// be right already: parseTime=true, loc=UTC and clientFoundRows=true are found out on one connection, with a temporary table,
// and orm.ErrConnect names the one that is missing. Character set, time zone and strict modes are set on each connection
// when it is first used. The pool keeps its limits; the DB's Close closes it.
func New(pool *sqlx.DB, models *schema.Registry, opts ...orm.Option) (*orm.DB, error) {
	d, err := adopt(pool)
	if err != nil {
		return nil, err
	}
	return orm.Connect(pool, models, d, opts...)
}
