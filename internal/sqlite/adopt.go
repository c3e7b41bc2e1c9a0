package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/spelling"
	"github.com/ormar-go/ormar/orm"
)

// Adopt is Take without the models: it looks at one connection of a pool that was opened elsewhere, and refuses the pool
// when its connections do not behave as this module needs. Every connection of a pool has the same settings.
func (b Binding) Adopt(pool *sqlx.DB) (orm.Driver, error) {
	if pool == nil {
		return orm.Driver{}, fmt.Errorf("%w: sqlite: the pool is nil", orm.ErrConnect)
	}
	ctx, cancel := context.WithTimeout(context.Background(), openTimeout)
	defer cancel()
	conn, err := pool.Connx(ctx)
	if err != nil {
		return orm.Driver{}, fmt.Errorf("%w: sqlite: %w", orm.ErrConnect, spelling.Line(err))
	}
	defer func() { _ = conn.Close() }()
	if err := b.probe(ctx, pool, conn); err != nil {
		if errors.Is(err, orm.ErrConnect) {
			return orm.Driver{}, err
		}
		return orm.Driver{}, fmt.Errorf("%w: sqlite: %w", orm.ErrConnect, spelling.Line(err))
	}
	d := b.describe()
	d.NoFunctions = !HasFunctions(ctx, conn)
	return d, nil
}

func (b Binding) probe(ctx context.Context, pool *sqlx.DB, conn *sqlx.Conn) error {
	if err := b.raw(conn, func(any) error { return nil }); err != nil {
		return err
	}
	var name, file string
	var sequence int
	if err := conn.QueryRowContext(ctx, "PRAGMA database_list").Scan(&sequence, &name, &file); err != nil {
		return err
	}
	var foreignKeys bool
	if err := conn.QueryRowContext(ctx, "PRAGMA foreign_keys").Scan(&foreignKeys); err != nil {
		return err
	}
	if !foreignKeys {
		return refuse(file, "foreign keys are not enforced; open the pool with _foreign_keys=on")
	}
	immediate, err := b.locksAtBegin(ctx, conn)
	if err != nil {
		return err
	}
	if !immediate {
		return refuse(file, "transactions lock at the first write and then fail instead of waiting; open the pool with _txlock=immediate")
	}
	if file == "" && pool.Stats().MaxOpenConnections != 1 {
		return refuse(":memory:", "each connection may have a database of its own; call SetMaxOpenConns(1) on the pool")
	}
	return nil
}

// locksAtBegin tells an immediate transaction by what it does under query_only: it is refused, and a deferred one is not.
// So no lock is taken.
func (b Binding) locksAtBegin(ctx context.Context, conn *sqlx.Conn) (immediate bool, err error) {
	var before bool
	if err := conn.QueryRowContext(ctx, "PRAGMA query_only").Scan(&before); err != nil {
		return false, err
	}
	if before {
		return true, nil
	}
	if _, err := conn.ExecContext(ctx, "PRAGMA query_only = 1"); err != nil {
		return false, err
	}
	defer func() {
		_, restoring := conn.ExecContext(ctx, "PRAGMA query_only = 0")
		err = errors.Join(err, restoring)
	}()
	tx, err := conn.BeginTx(ctx, &sql.TxOptions{})
	if err == nil {
		return false, tx.Rollback()
	}
	if kind, _, _ := b.Classify(err); errors.Is(kind, orm.ErrReadOnly) {
		return true, nil
	}
	return false, err
}

// HasFunctions reports whether the connection knows the functions of [Scalars] and [Aggregates]. The only answer of SQLite to a missing name
// is a general error.
func HasFunctions(ctx context.Context, conn *sqlx.Conn) bool {
	const all = "SELECT orm_decimal_sum(orm_decimal_add(orm_decimal_sub('1', '1'), orm_decimal_mul('1', orm_decimal_div('1', '1')))), " +
		"orm_decimal_avg(orm_decimal_cast('1', 1, 0)), orm_regexp('a', 'a'), '1' < '2' COLLATE orm_decimal, " +
		"orm_datetime(orm_date(orm_time(orm_uuid(orm_abs(orm_round(orm_floor(orm_ceil(orm_mod('1', '1'))), 0)), 32))))"
	var ignored any
	return conn.QueryRowContext(ctx, all).Scan(&ignored, &ignored, &ignored, &ignored, &ignored) == nil
}
