package engine

import (
	"context"
	"errors"
	"time"
)

// Observer is told of every statement, before and after.
type Observer interface {
	Before(ctx context.Context, e *Event) context.Context
	After(ctx context.Context, e *Event)
}

// Event is one statement as an observer sees it. Rows, Duration and Err are known afterwards.
type Event struct {
	Operation, Model, Table, Text string
	// Node is the server, where there may be several; after the statement the one that answered.
	Node     string
	Args     []any // nil unless the DB shows them
	Rows     int64
	Duration time.Duration
	Err      error
}

// errPanic is what an observer sees of a statement whose rows a panic in somebody's Scan or Value left unread.
var errPanic = errors.New("orm: a panic ended the statement")

// sendObserved sends a statement and shows it. What a transaction refuses is not sent and so not shown. The observer is not called
// under the transaction's lock: it may send statements of its own.
func (db *DB) sendObserved(ctx context.Context, l *level, p *plan, args []any, fn func(runner) (int64, error)) (err error) {
	if l != nil {
		if err := l.lock(ctx); err != nil {
			return err
		}
		err := l.takes(p)
		l.tx.mu.Unlock()
		if err != nil {
			return err
		}
	}
	e := &Event{Operation: p.operation, Text: p.statement.Text}
	if p.model != nil {
		e.Model, e.Table = p.model.Name, p.model.Table
	}
	e.Node = db.node(ctx, l, p)
	if db.ShowArguments {
		e.Args = p.statement.Shown(args)
	}
	ctx = db.Observer.Before(ctx, e)
	start, returned := time.Now(), false
	defer func() {
		if e.Duration, e.Err = time.Since(start), err; !returned {
			e.Err = errPanic
		}
		db.Observer.After(ctx, e)
	}()
	e.Rows, err = db.route(ctx, l, p, args, fn)
	if l == nil {
		e.Node = db.node(ctx, l, p)
	}
	returned = true
	return err
}
