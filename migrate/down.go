package migrate

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/ormar-go/ormar/internal/migration"
)

// Down undoes the last applied migration, or several: Steps says how many, To which one stays
// applied, To("") that none does. It gives those that this call has undone, the last first, also
// beside an error; with nothing to do that is nil.
//
// Before anything is sent, a table with rows or a column with values that would be dropped is
// ErrLoss, unless AllowLoss says that it is meant. A file without a migrate:down section is
// ErrFile, a GoMigration without Down an error, and applied files that were changed or are gone are
// ErrChanged and ErrMissing. Locks, transactions and interruptions are as in Up; what an
// interruption leaves half undone is finished by the next Down.
func (m *Migrator) Down(ctx context.Context, opts ...RunOption) ([]Version, error) {
	o, err := settings(opts)
	if err != nil {
		return nil, err
	}
	s, err := m.look(ctx, m.db.SQLX())
	if err != nil {
		return nil, err
	}
	list, err := s.toUndo(o)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	var done []Version
	err = m.work(ctx, s, o, func(ctx context.Context, w *worker) error {
		if !o.loss { // of all of them, before anything is sent; each looks again, since those behind it may have renamed
			if err := w.losses(ctx, list); err != nil {
				return err
			}
		}
		for _, e := range list {
			v, err := w.undo(ctx, e)
			if v != nil {
				done = append(done, *v)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	return done, err
}

// toUndo are the migrations to undo, the last first, after everything that keeps them from being
// undone was looked for.
func (s *standing) toUndo(o runSettings) ([]*entry, error) {
	limit := 1
	var last *entry
	switch {
	case o.steps != nil:
		limit = *o.steps
	case o.to != nil:
		limit = len(s.records)
		if *o.to != "" {
			if last = byID(s.entries, *o.to); last == nil {
				return nil, unknown(*o.to)
			}
		}
	}
	var out []*entry
	var problems []error
	for _, r := range slices.Backward(s.records) {
		if len(out) == limit || last != nil && migration.Compare(r.id, last.id) <= 0 {
			break
		}
		e := s.index[r.id]
		if e == nil {
			return nil, missing(r)
		}
		problems = append(problems, undoable(e, r))
		out = append(out, e)
	}
	return out, errors.Join(problems...)
}

// undoable reports why a migration cannot be undone.
func undoable(e *entry, r record) error {
	switch {
	case r.state == rowRunning || r.state == rowFailed:
		return fmt.Errorf("%w: %s is half applied, %d of %d statements; finish it with Up, or say what is so with Repair", ErrUnfinished, e.place(), r.done, r.of)
	case r.hash != e.hash:
		return fmt.Errorf("%w: %s; put it back as it was, or, when its way back is right, say so: ormar migrate repair %s applied", ErrChanged, e.place(), e.id)
	case e.goes != nil && e.goes.Down == nil:
		return fmt.Errorf("%w: %s has no Down; write one, or restore a backup", ErrFile, e.place())
	case e.file != nil && e.file.Down == nil:
		return &FileError{File: e.file.Path, Reason: "it has no way back; write one behind -- migrate:down, or restore a backup"}
	case e.file != nil:
		return errors.Join(unfilled(e.file.Path, e.file.Down)...)
	}
	return nil
}

// undo undoes one migration; nil when somebody else has.
func (w *worker) undo(ctx context.Context, e *entry) (*Version, error) {
	if err := w.again(ctx); err != nil {
		return nil, err
	}
	still := func() (bool, error) {
		r, ok := w.standing.record(e.id)
		if !ok {
			return false, nil
		}
		return true, undoable(e, r)
	}
	if is, err := still(); err != nil || !is {
		return nil, err
	}
	s := &step{entry: e, back: true}
	if e.file != nil {
		s.section = e.file.Down
		if !w.settings.loss {
			if err := w.losses(ctx, []*entry{e}); err != nil {
				return nil, err
			}
		}
	} else {
		s.run = e.goes.Down
	}
	applied, err := w.apply(ctx, s, still)
	if err != nil || !applied {
		return nil, err
	}
	v := w.finished(ctx, s)
	return &v, w.settle(ctx)
}
