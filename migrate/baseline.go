package migrate

import (
	"context"
	"errors"
	"fmt"

	"github.com/ormar-go/ormar/internal/migration"
)

// Baseline records everything up to id as applied, without sending any of it, after the database
// was found to be in the state that id leaves: for a database that is older than its migrations.
// The state is what ormar.json has of that version; what differs is ErrDrift, which names it, and
// nothing is recorded. A directory that has no record of states is an error: say of each migration
// with Repair that it is applied. What is recorded already stays as it is. id is an ID or a number;
// the lock is as in Up.
func (m *Migrator) Baseline(ctx context.Context, id string) error {
	s, err := m.look(ctx, m.db.SQLX())
	if err != nil {
		return err
	}
	last := byID(s.entries, id)
	if last == nil {
		return unknown(id)
	}
	want, err := recordedState(m.dir, m.dialect.Name, last.id)
	if err != nil {
		return told(err)
	}
	if want == nil {
		return fmt.Errorf("%w: ormar.json has no state of %s for %s, so that the database cannot be compared with it; when you know that it is there, "+
			"say so of each migration: ormar migrate repair ID applied", ErrFile, last.id, m.dialect.Name)
	}
	if err := undrifted(ctx, m.db.SQLX(), m.dialect, want); errors.Is(err, ErrDrift) {
		return fmt.Errorf("%w; change the models or the database, or, where it is to stay so, say that it is applied all the same: ormar migrate repair %s applied", err, last.id)
	} else if err != nil {
		return err
	}
	return m.work(ctx, s, runSettings{}, func(ctx context.Context, w *worker) error {
		return w.guarded(ctx, func() error {
			if err := w.again(ctx); err != nil {
				return err
			}
			return w.baseline(ctx, last)
		})
	})
}

// baseline writes the records.
func (w *worker) baseline(ctx context.Context, last *entry) error {
	if err := w.ready(ctx); err != nil {
		return err
	}
	for _, e := range w.standing.entries {
		if migration.Compare(e.id, last.id) > 0 {
			break
		}
		r, there := w.standing.record(e.id)
		if there && r.state == rowApplied {
			continue
		}
		if err := w.mark(ctx, e, e.id, MarkApplied); err != nil {
			return err
		}
	}
	return nil
}
