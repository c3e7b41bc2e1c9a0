package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Own is a statement of a caller's own, with ? placeholders.
type Own struct {
	Call string // that sends it, for messages: "orm.Exec"
	Text string
	Args []any // as the driver takes them
	// Attrs are the fields whose values arguments are, by their position; nil where an argument is a bare value.
	Attrs []*schema.Attribute
}

// own is one statement of a caller's own on its way.
type own struct {
	db      *DB
	call    string
	plan    *plan
	args    []any
	writes  bool // or may
	refused bool // it was run, and its rows cannot be read
}

// unfit is an error of rows whose columns are not those that their destination has: a mistake of the caller's.
type unfit struct{ err error }

// Error is the cause's text.
func (e *unfit) Error() string { return e.err.Error() }

// Unwrap is the cause.
func (e *unfit) Unwrap() error { return e.err }

// Unfit says that the columns of rows do not fit their destination.
func Unfit(err error) error { return &unfit{err} }

// own checks a statement and makes it ready to be sent. m may be nil.
func (db *DB) own(o Own, operation string, m *schema.Model) (*own, error) {
	syntax := db.Dialect.Syntax
	if n := len(o.Args); n > db.Dialect.MaxParameters {
		return nil, query.Errorf("%s: the statement has %d parameters; %s takes %d", o.Call, n, db.Dialect.Name, db.Dialect.MaxParameters)
	}
	if err := syntax.CheckStatement(o.Text, len(o.Args)); err != nil {
		return nil, query.Errorf("%s: %w", o.Call, err)
	}
	switch verb := syntax.Verb(o.Text); verb {
	case "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE":
		return nil, query.Errorf("%s: %s belongs to a transaction; use db.Transaction", o.Call, verb)
	case "USE", "LISTEN", "UNLISTEN", "DISCARD", "RESET":
		return nil, query.Errorf("%s: %s belongs to a connection, and the pool has many; use db.Conn", o.Call, verb)
	}
	st, err := compile.Own(o.Text, o.Attrs, db.Dialect)
	if err != nil {
		return nil, err
	}
	p := &plan{statement: st, operation: operation, model: m, write: true, own: true}
	return &own{db: db, call: o.Call, plan: p, args: o.Args, writes: !syntax.OnlyReads(o.Text)}, nil
}

// Exec sends a statement of a caller's own that gives no rows, and gives the number of rows that it inserted, updated or deleted.
func (db *DB) Exec(ctx context.Context, o Own) (n int64, err error) {
	s, err := db.own(o, "exec", nil)
	if err != nil {
		return 0, err
	}
	verb, defines := db.Dialect.Syntax.Verb(o.Text), db.Dialect.Syntax.Defines(o.Text)
	l := db.current(ctx)
	if defines && l != nil && !db.Dialect.DDL.Transactional && !db.Dialect.Syntax.Temporary(o.Text) {
		return 0, query.Errorf("%s: %s would commit the transaction that it is sent in; send it outside of one", o.Call, verb)
	}
	defer s.plan.drop()
	err = db.send(ctx, s.plan, s.args, func(run runner) (int64, error) {
		if len(s.args) == 0 { // as a text: not every statement can be prepared, and a driver waits for ever for rows of some that are
			run.stmt, run.direct = nil, false
		}
		result, err := run.exec()
		if err != nil || !counts(verb) {
			return 0, err
		}
		n, err = result.RowsAffected()
		return n, err
	})
	if defines {
		db.Forget()
	}
	if err == nil && l != nil && !counts(verb) { // some other statements end a transaction without a word
		err = l.stillOpen(ctx, o.Call)
	}
	if err != nil {
		return 0, err
	}
	return n, nil
}

// stillOpen dooms the transaction of a level when it was ended by what was sent in it.
func (l *level) stillOpen(ctx context.Context, call string) error {
	if err := l.lock(ctx); err != nil {
		return err
	}
	defer l.tx.mu.Unlock()
	return l.tx.stillOpen(ctx, call)
}

// counts reports whether drivers count what a statement of that verb did; of others some repeat the count of the one before.
func counts(verb string) bool {
	switch verb {
	case "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "WITH", "COPY", "LOAD":
		return true
	}
	return false
}

// OwnRows sends a statement of a caller's own and reads its rows. read must be done with them when it returns, and gives their
// number. Rows that it cannot read undo what the statement wrote.
func (db *DB) OwnRows(ctx context.Context, o Own, read func(*sql.Rows) (int64, error)) error {
	return db.ownRows(ctx, o, nil, read)
}

func (db *DB) ownRows(ctx context.Context, o Own, m *schema.Model, read func(*sql.Rows) (int64, error)) error {
	if verb := db.Dialect.Syntax.Verb(o.Text); db.Dialect.Syntax.Defines(o.Text) {
		return query.Errorf("%s: %s gives no rows to read; send it through orm.Exec", o.Call, verb)
	}
	s, err := db.own(o, "raw", m)
	if err != nil {
		return err
	}
	defer s.plan.drop()
	if s.writes {
		return s.whole(ctx, read)
	}
	return s.send(ctx, read)
}

// send runs the statement and reads its rows.
func (s *own) send(ctx context.Context, read func(*sql.Rows) (int64, error)) error {
	return s.db.send(ctx, s.plan, s.args, func(run runner) (int64, error) {
		rows, err := run.query()
		if err != nil {
			return 0, err
		}
		defer rows.Close()
		n, err := read(rows)
		if err == nil {
			return n, rows.Err()
		}
		s.refused = rows.Err() == nil
		return 0, s.misread(err)
	})
}

// misread types the error of rows that cannot be read: what was sent is no ErrQuery when it may have written.
func (s *own) misread(err error) error {
	var u *unfit
	if errors.As(err, &u) && !s.writes {
		return query.Errorf("%s: %w", s.call, err)
	}
	return err
}

// whole sends a statement that may write, in a transaction of its own or a savepoint, so that an error leaves nothing of it. What
// the database itself refuses dooms the transaction that it was sent in, as anywhere.
func (s *own) whole(ctx context.Context, read func(*sql.Rows) (int64, error)) error {
	outer := s.db.current(ctx)
	err := s.db.Transaction(ctx, TxOptions{}, func(ctx context.Context) error { return s.send(ctx, read) })
	switch {
	case err == nil:
		return nil
	case s.refused:
		return fmt.Errorf("%s: what the statement wrote is undone, since its rows cannot be read: %w", s.call, err)
	case outer != nil:
		outer.doom(err)
	}
	return err
}

// Column is what stands for a column in a statement of a caller's own.
func (db *DB) Column(a *schema.Attribute) string { return db.compiler.OwnColumn(a) }
