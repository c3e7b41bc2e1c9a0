package engine

import (
	"context"
	"database/sql"

	"github.com/ormar-go/ormar/internal/query"
)

// OwnEach sends a statement of a caller's own and hands its rows out while they come. start learns the columns and gives what reads
// a row; give hands it out and says whether to go on. While a row is the caller's, the connection is busy: work in the same transaction
// is refused meanwhile. A statement that may write is refused: a loop that ends early would leave its rows half read.
func (db *DB) OwnEach(ctx context.Context, o Own, start func(*sql.Rows) (take func() error, err error), give func() bool) error {
	if verb := db.Dialect.Syntax.Verb(o.Text); db.Dialect.Syntax.Defines(o.Text) {
		return query.Errorf("%s: %s gives no rows to read; send it through orm.Exec", o.Call, verb)
	}
	s, err := db.own(o, "raw", nil)
	if err != nil {
		return err
	}
	defer s.plan.drop()
	if s.writes {
		return query.Errorf("%s: the statement may write, and a loop that ends early would leave its rows half read; use orm.RawInto", o.Call)
	}
	s.plan.streams = true
	l := db.current(ctx)
	if l == nil {
		defer db.held.add(ctx)()
	}
	return db.send(ctx, s.plan, s.args, func(run runner) (n int64, err error) {
		rows, err := run.query()
		if err != nil {
			return 0, err
		}
		defer rows.Close()
		take, err := start(rows)
		if err != nil {
			return 0, s.misread(err)
		}
		for rows.Next() {
			if err := take(); err != nil {
				return n, err
			}
			n++
			s.plan.begun = true
			more := false
			l.aside(func() { more = give() })
			if !more {
				return n, nil
			}
		}
		return n, replyLost(rows.Err())
	})
}

// aside runs what is the caller's while rows are open on the level's connection. The lock is free meanwhile, so that nobody waits
// for himself; who asks for the connection is told that it is busy. Without a transaction it just runs.
func (l *level) aside(run func()) {
	if l == nil {
		run()
		return
	}
	l.tx.reading = true
	l.tx.mu.Unlock()
	defer func() {
		l.tx.mu.Lock()
		l.tx.reading = false
	}()
	run()
}

// errReading refuses work on a connection on which rows are still coming.
func errReading() error {
	return query.Errorf("the transaction's connection is busy with the rows of orm.RawEach; end that loop first, or read them all with orm.RawInto")
}
