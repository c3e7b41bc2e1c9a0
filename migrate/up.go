package migrate

import (
	"context"
	"errors"
	"fmt"

	"github.com/ormar-go/ormar/internal/migration"
)

// Up applies the pending migrations, in the order of their numbers, and gives those that this call
// has applied, also beside an error. With nothing to do that is nil, for two statements; they take
// no lock.
//
// One process at a time migrates a database; the others wait and find it done. A waiter whose
// context ends gets ErrLocked, with the context's error. On PostgreSQL and SQLite a file is one
// transaction together with the note that it was applied, unless its header says transaction:false:
// what fails leaves no trace. Elsewhere each statement is noted before and after, and the next Up
// goes on behind those that have finished, also after a killed process; where it cannot tell
// whether one has, it is ErrUnclear.
//
// Nothing is applied when an applied file was changed (ErrChanged) or is gone (ErrMissing), when a
// pending file is older than an applied one (ErrOutOfOrder), or when a pending file has lines that
// a person must fill (ErrFile). A statement that fails is an *Error with the driver's error, typed
// as everywhere, and the file and line. Up never asks whether data may be lost: see Lint and Plan.
//
// A lock that others hold on a table is waited for briefly and then given way to, so that no queue
// forms behind it; the step is tried again several times. It takes one connection of the pool, and
// never that of a transaction in ctx. The pool of the *orm.DB goes on working: statements kept from
// before are prepared anew.
func (m *Migrator) Up(ctx context.Context, opts ...RunOption) ([]Version, error) {
	o, err := settings(opts)
	if err != nil {
		return nil, err
	}
	s, err := m.look(ctx, m.db.SQLX())
	if err != nil {
		return nil, err
	}
	list, err := s.toApply(o)
	if err != nil || len(list) == 0 && !s.adopted {
		return nil, err
	}
	if n := len(list); n > 0 { // others may apply some of them meanwhile
		o.to, o.steps = &list[n-1].id, nil
	}
	var done []Version
	err = m.work(ctx, s, o, func(ctx context.Context, w *worker) error {
		if len(list) == 0 {
			return w.adopt(ctx)
		}
		for {
			v, more, err := w.next(ctx)
			if v != nil {
				done = append(done, *v)
			}
			if err != nil || !more {
				return err
			}
		}
	})
	return done, err
}

// toApply are the pending migrations, after everything that keeps them from being applied was
// looked for.
func (s *standing) toApply(o runSettings) ([]*entry, error) {
	list, err := s.pending(o)
	if err != nil {
		return nil, err
	}
	problems := []error{s.check(o)}
	for _, e := range list {
		if e.file != nil {
			problems = append(problems, unfilled(e.file.Path, &e.file.Up)...)
		}
	}
	return list, errors.Join(problems...)
}

// unfilled are the lines that a person has to fill.
func unfilled(file string, s *migration.Section) []error {
	var out []error
	for _, line := range s.Unfilled {
		out = append(out, &FileError{File: file, Line: line, Reason: "this line is yours to fill: write what existing rows get, take the comment with " +
			migration.Fill + " away, and write the sums anew (ormar migrate sum)"})
	}
	return out
}

// next applies one migration; more is false when there was none.
func (w *worker) next(ctx context.Context) (v *Version, more bool, err error) {
	if err := w.again(ctx); err != nil {
		return nil, false, err
	}
	list, err := w.standing.toApply(w.settings)
	if err != nil || len(list) == 0 {
		return nil, false, err
	}
	e := list[0]
	s := &step{entry: e}
	if e.file != nil {
		s.section = &e.file.Up
	} else {
		s.run = e.goes.Up
	}
	applied, err := w.apply(ctx, s, func() (bool, error) {
		list, err := w.standing.toApply(w.settings)
		return len(list) > 0 && list[0].id == e.id, err
	})
	if err != nil || !applied {
		return nil, err == nil, err
	}
	version := w.finished(ctx, s)
	return &version, true, w.settle(ctx)
}

// adopt writes down what another tool has applied, where nothing else is to do.
func (w *worker) adopt(ctx context.Context) error {
	return w.guarded(ctx, func() error {
		if err := w.again(ctx); err != nil {
			return err
		}
		return w.ready(ctx)
	})
}

// guarded writes to the history while nobody else does.
func (w *worker) guarded(ctx context.Context, write func() error) error {
	if !w.dialect.DDL.Transactional {
		return write()
	}
	return w.poll(ctx, func() (bool, error) {
		waits := false
		err := w.transaction(ctx, func() (err error) {
			if waits, err = w.begin(ctx); err != nil || waits {
				return err
			}
			return write()
		})
		if err != nil && w.dialect.Migration.Busy(w.m.code(err)) {
			return false, nil
		}
		return !waits, err
	})
}

// apply runs a step. still is asked, with the database locked, whether the step is the next one;
// applied is false when it is not.
func (w *worker) apply(ctx context.Context, s *step, still func() (bool, error)) (applied bool, err error) {
	if w.inside(s) {
		return w.applyInside(ctx, s, still)
	}
	if s.section == nil && w.m.db.SQLX().Stats().MaxOpenConnections == 1 {
		return false, fmt.Errorf("%w: %s runs outside of a transaction over the pool, whose only connection applies migrations; allow two: SetMaxOpenConns(2)", ErrArgument, s.entry.place())
	}
	if !w.owns() {
		if applied, err := w.hold(ctx, still); err != nil || !applied {
			return false, err
		}
	}
	return true, w.applyAlone(ctx, s)
}
