package engine

import (
	"context"
	"errors"
	"fmt"
	"strconv"
)

// level is a transaction itself or a savepoint in it. A context carries the level that it was made for; while a level below
// is open, whoever has the context of an outer one waits for it to end, so that nobody's work is undone with another's.
type level struct {
	tx       *Tx
	depth    int
	name     string // of the savepoint
	readOnly bool
	alone    bool // each statement in it has a savepoint of its own
	hooks    int  // len(tx.onCommit) when it began
	ended    chan struct{}

	doomed error // nothing more may run before this level is rolled back
	over   bool
}

// current is the level of the transaction that ctx carries, nil without one.
func (db *DB) current(ctx context.Context) *level {
	l, _ := ctx.Value(db.txKey()).(*level)
	return l
}

func (tx *Tx) innermost() *level { return tx.levels[len(tx.levels)-1] }

// lock waits until the level is the innermost one and keeps the transaction locked, unless it gives an error.
func (l *level) lock(ctx context.Context) error {
	for {
		l.tx.mu.Lock()
		if l.tx.done || l.over {
			l.tx.mu.Unlock()
			return ErrTxDone
		}
		if l.tx.reading {
			l.tx.mu.Unlock()
			return errReading()
		}
		if l.tx.innermost() == l {
			return nil
		}
		below := l.tx.levels[l.depth+1]
		l.tx.mu.Unlock()
		select {
		case <-below.ended:
		case <-ctx.Done():
			return l.abandon(ctx)
		}
	}
}

// abandon dooms the transaction since work in it was given up while it waited for its turn, as it does where that was sent.
func (l *level) abandon(ctx context.Context) error {
	l.tx.mu.Lock()
	defer l.tx.mu.Unlock()
	err := fmt.Errorf("orm: waiting for a nested transaction of the same context: %w", over(ctx))
	if !l.tx.done {
		l.tx.doom(ctx, err)
	}
	return err
}

// usable refuses work in a level that is doomed.
func (l *level) usable() error {
	switch {
	case l.tx.dead != nil:
		return doomedBy(l.tx.dead)
	case l.doomed != nil:
		return doomedBy(l.doomed)
	}
	return nil
}

// doomedBy says once that a transaction is doomed, and why.
func doomedBy(cause error) error {
	if errors.Is(cause, ErrTxDoomed) {
		return cause
	}
	return fmt.Errorf("%w: %w", ErrTxDoomed, cause)
}

// takes refuses a statement that the level would not send.
func (l *level) takes(p *plan) error {
	if err := l.usable(); err != nil {
		return err
	}
	if p.write && l.readOnly && (!p.own || !l.tx.levels[0].readOnly || l.tx.db.Dialect.NoReadOnly) { // a server knows what own SQL does
		return fmt.Errorf("%w: the transaction was begun with orm.ReadOnly() and refuses writes", ErrReadOnly)
	}
	return nil
}

// errStillOpen is a transaction whose function has returned before those of transactions in it.
var errStillOpen = errors.New("a nested transaction is still open in another goroutine, which must be waited for")

// nest runs fn in a savepoint.
func (l *level) nest(ctx context.Context, o TxOptions, fn func(context.Context) error) error {
	n, err := l.savepoint(ctx, o)
	if err != nil {
		return err
	}
	finished := false
	defer func() {
		if !finished { // a panic or runtime.Goexit
			_ = n.leave(ctx, false)
		}
	}()
	err = fn(context.WithValue(ctx, l.tx.db.txKey(), n))
	finished = true
	l.tx.mu.Lock()
	if err == nil {
		err = n.complete()
	}
	l.tx.mu.Unlock()
	if e := n.leave(ctx, err == nil && !o.ForceRollback); e != nil && err == nil {
		err = e
	}
	return err
}

// doom dooms the level for what was refused in a savepoint of it, unless it is over or doomed.
func (l *level) doom(err error) {
	l.tx.mu.Lock()
	defer l.tx.mu.Unlock()
	if !l.over && l.doomed == nil {
		l.doomed = err
	}
}

// complete reports why a level whose function has returned nil cannot be kept.
func (l *level) complete() error {
	if l.over {
		return ErrTxDone
	}
	if l.tx.innermost() != l {
		return doomedBy(errStillOpen)
	}
	if l.tx.reading {
		return doomedBy(errReading())
	}
	return l.usable()
}

func (l *level) savepoint(ctx context.Context, o TxOptions) (*level, error) {
	if err := l.lock(ctx); err != nil {
		return nil, err
	}
	tx := l.tx
	defer tx.mu.Unlock()
	if err := l.usable(); err != nil {
		return nil, err
	}
	if err := over(ctx); err != nil { // drivers differ in whether they still send
		return nil, tx.fail(ctx, nil, err)
	}
	n := &level{tx: tx, depth: len(tx.levels), readOnly: l.readOnly || o.ReadOnly, alone: o.Savepoints, hooks: len(tx.onCommit), ended: make(chan struct{})}
	n.name = "sp_" + strconv.Itoa(n.depth)
	ctx, cancel := tx.db.bounded(ctx)
	defer cancel()
	if _, err := tx.conn.ExecContext(ctx, "SAVEPOINT "+n.name); err != nil {
		return nil, tx.fail(ctx, nil, err)
	}
	tx.levels = append(tx.levels, n)
	return n, nil
}

// leave releases the savepoint of a level or rolls back to it, with whatever is still open below. When the level's context is
// over, so is the whole transaction: whoever gave up this work has given up what it is part of.
func (l *level) leave(ctx context.Context, keep bool) error {
	tx := l.tx
	tx.mu.Lock()
	defer tx.mu.Unlock()
	if l.over {
		return nil
	}
	cause := over(ctx)
	if cause != nil && !tx.done {
		tx.doom(ctx, cause)
	}
	tx.endFrom(l.depth)
	if !keep {
		tx.onCommit = tx.onCommit[:l.hooks]
	}
	if tx.dead != nil || tx.done {
		return cause
	}
	ctx, cancel := ending(ctx)
	defer cancel()
	if !keep {
		if _, err := tx.conn.ExecContext(ctx, "ROLLBACK TO SAVEPOINT "+l.name); err != nil {
			return tx.fail(ctx, nil, err)
		}
	}
	if _, err := tx.conn.ExecContext(ctx, "RELEASE SAVEPOINT "+l.name); err != nil {
		return tx.fail(ctx, nil, err)
	}
	return nil
}

// endFrom ends the levels from a depth on; whoever waited for them goes on.
func (tx *Tx) endFrom(depth int) {
	for _, l := range tx.levels[depth:] {
		l.over = true
		close(l.ended)
	}
	tx.levels = tx.levels[:depth]
}

// OnCommit runs fn after the transaction in ctx has committed, at once without one.
func (db *DB) OnCommit(ctx context.Context, fn func()) error {
	l := db.current(ctx)
	if l == nil {
		fn()
		return nil
	}
	if err := l.lock(ctx); err != nil {
		return err
	}
	defer l.tx.mu.Unlock()
	if err := l.usable(); err != nil {
		return err
	}
	l.tx.onCommit = append(l.tx.onCommit, fn)
	return nil
}
