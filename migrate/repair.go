package migrate

import (
	"context"
	"fmt"

	"github.com/ormar-go/ormar/internal/migration"
	"github.com/ormar-go/ormar/schema"
)

// Repair writes down what a person has found out about a migration, under the lock, and sends
// nothing else. MarkApplied: all of it is done, whatever the history says; a file that was changed
// since counts as it is now. MarkUndone: nothing of it counts, and Up will apply it when there is a
// file; this is also how a migration is forgotten whose file is gone for good. id is an ID, a
// number, or the ID of a missing file.
func (m *Migrator) Repair(ctx context.Context, id string, r Resolution) error {
	if r != MarkApplied && r != MarkUndone {
		return fmt.Errorf("%w: the resolution %s is unknown; use %q or %q", ErrArgument, schema.Quote(string(r)), MarkApplied, MarkUndone)
	}
	s, err := m.look(ctx, m.db.SQLX())
	if err != nil {
		return err
	}
	e := byID(s.entries, id)
	known, noted := s.recordOf(id)
	if e == nil && (!noted || r == MarkApplied) {
		return unknown(id)
	}
	if e != nil {
		id = e.id
	} else {
		id = known.id
	}
	return m.work(ctx, s, runSettings{}, func(ctx context.Context, w *worker) error {
		return w.guarded(ctx, func() error {
			if err := w.again(ctx); err != nil {
				return err
			}
			return w.mark(ctx, e, id, r)
		})
	})
}

// recordOf finds a record by ID or number.
func (s *standing) recordOf(id string) (record, bool) {
	if r, ok := s.record(id); ok {
		return r, true
	}
	for _, r := range s.records {
		if migration.Number(r.id) == id {
			return r, true
		}
	}
	return record{}, false
}

// mark writes the resolution.
func (w *worker) mark(ctx context.Context, e *entry, id string, r Resolution) error {
	if err := w.ready(ctx); err != nil {
		return err
	}
	_, there := w.standing.record(id)
	if r == MarkUndone {
		if !there {
			return nil
		}
		return w.history.take(ctx, w.conn, id)
	}
	s := &step{entry: e}
	if e.file != nil {
		s.section = &e.file.Up
	}
	return w.history.put(ctx, w.conn, s.final(), there)
}
