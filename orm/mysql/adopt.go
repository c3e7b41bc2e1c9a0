package mysql

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/spelling"
	"github.com/ormar-go/ormar/orm"
)

// adopt is New without the models: it looks at one connection of a pool that was opened elsewhere, and refuses the pool when
// the driver's own options, which no SQL can change, are not what this module needs.
func adopt(pool *sqlx.DB) (orm.Driver, error) {
	if pool == nil {
		return orm.Driver{}, fmt.Errorf("%w: mysql: the pool is nil", orm.ErrConnect)
	}
	ctx, cancel := context.WithTimeout(context.Background(), openTimeout)
	defer cancel()
	conn, err := pool.Connx(ctx)
	if err != nil {
		return orm.Driver{}, fmt.Errorf("%w: mysql: %w", orm.ErrConnect, spelling.Line(err))
	}
	defer func() { _ = conn.Close() }()
	s, err := ask(ctx, conn)
	if err == nil {
		err = probe(ctx, conn)
	}
	preparer := &preparer{server: s}
	if err == nil {
		err = preparer.prepare(ctx, conn)
	}
	if err == nil {
		err = checkSession(ctx, conn)
	}
	if err != nil {
		return orm.Driver{}, fmt.Errorf("%w: mysql: %w", orm.ErrConnect, spelling.Line(err))
	}
	d := s.describe()
	d.Prepare = preparer.prepare
	return d, nil
}

// probe finds the options out by what they do.
func probe(ctx context.Context, conn *sqlx.Conn) error {
	var value any
	if err := conn.QueryRowxContext(ctx, "SELECT CAST('2001-02-03 04:05:06' AS DATETIME)").Scan(&value); err != nil {
		return err
	}
	at, ok := value.(time.Time)
	if !ok {
		return errors.New("times come as text; open the pool with parseTime=true")
	}
	if at.Location() != time.UTC {
		return fmt.Errorf("times are read in the zone %s; open the pool with loc=UTC", at.Location())
	}
	return probeFoundRows(ctx, conn)
}

// probeFoundRows updates a row of a temporary table to what it is.
func probeFoundRows(ctx context.Context, conn *sqlx.Conn) (err error) {
	if _, err := conn.ExecContext(ctx, "CREATE TEMPORARY TABLE orm_found_rows (n INT)"); err != nil {
		return fmt.Errorf("finding out about clientFoundRows takes a temporary table: %w", err)
	}
	defer func() {
		_, dropping := conn.ExecContext(ctx, "DROP TEMPORARY TABLE orm_found_rows")
		err = errors.Join(err, dropping)
	}()
	if _, err := conn.ExecContext(ctx, "INSERT INTO orm_found_rows VALUES (1)"); err != nil {
		return err
	}
	result, err := conn.ExecContext(ctx, "UPDATE orm_found_rows SET n = 1")
	if err != nil {
		return err
	}
	matched, err := result.RowsAffected()
	if err == nil && matched != 1 {
		err = errors.New("an update counts the rows that it changed; open the pool with clientFoundRows=true, so that it counts those that matched")
	}
	return err
}

// maxRemembered bounds the connections that a preparer remembers; what it forgets is only prepared once more.
const maxRemembered = 256

// preparer sets sessions up that were opened elsewhere, each once. It is safe for concurrent use.
type preparer struct {
	server server

	mu   sync.Mutex
	done map[any]struct{} // the driver's connections
}

// prepare costs a round trip on a connection that it has not seen.
func (p *preparer) prepare(ctx context.Context, conn *sqlx.Conn) error {
	var own any
	if err := conn.Raw(func(c any) error { own = c; return nil }); err != nil {
		return err
	}
	p.mu.Lock()
	_, done := p.done[own]
	p.mu.Unlock()
	if done {
		return nil
	}
	set := "SET NAMES utf8mb4 COLLATE " + p.server.collation() + ", time_zone = '+00:00', div_precision_increment = " + divisionDigits +
		", group_concat_max_len = " + listBytes + ", sql_mode = " + strictly("@@sql_mode")
	if variable, expression := p.server.plans(""); variable != "" {
		set += ", " + variable + " = " + expression
	}
	_, err := conn.ExecContext(ctx, set)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.done == nil || len(p.done) >= maxRemembered {
		p.done = map[any]struct{}{}
	}
	p.done[own] = struct{}{}
	return nil
}
