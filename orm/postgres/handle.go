package postgres

import (
	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Open opens the database that dsn names, a URL or key=value pairs, for the models; pgx reads what is missing from the
// environment (PGHOST, PGUSER, …). The server is asked once before Open returns; what fails, within ten seconds, is
// orm.ErrConnect with host and database, never with the password. Close the DB at the end: that closes the pool.
func Open(dsn string, models *schema.Registry, opts ...orm.Option) (*orm.DB, error) {
	pool, d, err := open(dsn)
	if err != nil {
		return nil, err
	}
	db, err := orm.Connect(pool, models, d, opts...)
	if err != nil {
		_ = pool.Close()
		d.Topology.Abandon()
		return nil, err
	}
	return db, nil
}

// OpenCluster opens a primary and replicas of it, by streaming replication, for the models. Reads outside of transactions are answered
// by a healthy replica, of several by the one with the least lag and then the least in use, and by the primary where there is none;
// everything else goes to the primary: writes, transactions, locks, SQL of your own, orm.Primary. Take orm.Session for reads that see
// what was written before them.
//
// primary is a connection string as Open takes it. With several hosts in it the one that takes writes is found
// (target_session_attrs=read-write, which need not be said) and followed when another one is promoted. Each replica is a connection
// string too; all hosts of the cluster may be in both places, since a server that is not in recovery is not read as a replica. A replica that does
// not answer, now or later, gets no reads until it does, nor does one that lacks for five seconds what the primary has; a connection string that cannot be read
// is orm.ErrConnect. Each server is watched by a connection of its own, besides its pool of at most sixteen.
func OpenCluster(primary string, replicas []string, models *schema.Registry, opts ...orm.Option) (*orm.DB, error) {
	pool, d, err := openCluster(primary, replicas)
	if err != nil {
		return nil, err
	}
	db, err := orm.Connect(pool, models, d, opts...)
	if err != nil {
		_ = pool.Close()
		d.Topology.Abandon()
		return nil, err
	}
	return db, nil
}

// New takes a pool that was opened elsewhere with github.com/jackc/pgx/v5/stdlib, for the models; one of another driver is
// orm.ErrConnect. Time zone, encoding and literals are set on each connection that does not have them. The pool keeps its
// limits; the DB's Close closes it.
func New(pool *sqlx.DB, models *schema.Registry, opts ...orm.Option) (*orm.DB, error) {
	d, err := adopt(pool)
	if err != nil {
		return nil, err
	}
	return orm.Connect(pool, models, d, opts...)
}
