package migrate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// applyInside runs a step and notes it in one transaction. What other sessions are in the way of is
// tried again.
func (w *worker) applyInside(ctx context.Context, s *step, still func() (bool, error)) (applied bool, err error) {
	if w.keysOff(s) {
		restore, err := w.rebuilding(ctx)
		if err != nil {
			return false, err
		}
		defer restore()
	}
	if !w.dialect.DDL.Transactional { // making the table would commit
		if err := w.ready(ctx); err != nil {
			return false, err
		}
		w.standing.there = true
	}
	failures := 0
	err = w.poll(ctx, func() (bool, error) {
		begun := false
		w.failedAt, w.committed = nil, nil
		err := w.transaction(ctx, func() (err error) {
			s.began = time.Now()
			applied, err = w.once(ctx, s, still, &begun)
			return err
		})
		switch {
		case err == nil:
			for _, fn := range w.committed {
				fn()
			}
			return !w.waits, nil
		case !begun && ctx.Err() != nil:
			return false, err
		case !w.dialect.Migration.Busy(w.m.code(err)):
			return true, err
		}
		if begun {
			if failures++; failures == tries {
				return true, err
			}
			w.m.logger.WarnContext(ctx, "others hold what the migration needs; trying again", "version", s.entry.id, "try", failures, "error", err)
		}
		return false, nil
	})
	return applied && err == nil, err
}

// once is one try of it, in the transaction. begun is set when the turn has come.
func (w *worker) once(ctx context.Context, s *step, still func() (bool, error), begun *bool) (applied bool, err error) {
	if w.waits, err = w.begin(ctx); err != nil || w.waits {
		return false, err
	}
	if !w.owns() {
		if is, err := still(); err != nil || !is {
			return false, err
		}
	}
	*begun = true
	if err := w.ready(ctx); err != nil {
		return false, err
	}
	_, there := w.standing.record(s.entry.id)
	if s.section == nil {
		err = w.goes(ctx, s)
	} else {
		err = w.statements(ctx, s)
	}
	if err != nil {
		return false, err
	}
	return true, w.conclude(ctx, s, there)
}

// goes runs a migration in Go inside the transaction.
func (w *worker) goes(ctx context.Context, s *step) error {
	w.tell(s, 0)
	join, ok := w.m.db.(joiner)
	if !ok {
		return fmt.Errorf("%w: %s needs the *orm.DB; give it to New", ErrArgument, s.entry.place())
	}
	committed, err := join.Join(ctx, w.conn, s.run)
	if err != nil {
		return &Error{s.word(), s.entry.id, err}
	}
	w.committed = append(w.committed, committed)
	w.tell(s, 1)
	return nil
}

// statements sends all statements of a file, and looks for foreign keys that they have broken
// unnoticed.
func (w *worker) statements(ctx context.Context, s *step) error {
	var before []string
	off := w.keysOff(s)
	if off {
		var err error
		if before, err = w.violations(ctx); err != nil {
			return err
		}
	}
	w.tell(s, 0)
	keep := &keeper{worker: w, step: s, list: s.section.Statements}
	for i, st := range s.section.Statements {
		text := st.Text
		if off {
			var err error
			if text, err = keep.statement(ctx, i); err != nil {
				return w.at(s, i, err)
			}
		}
		if _, err := w.conn.ExecContext(ctx, text); err != nil {
			return w.at(s, i, err)
		}
		w.tell(s, i+1)
	}
	if !off {
		return nil
	}
	if err := keep.restore(ctx); err != nil {
		return err
	}
	after, err := w.violations(ctx)
	if err != nil {
		return err
	}
	fresh := slices.DeleteFunc(after, func(v string) bool { return slices.Contains(before, v) })
	if len(fresh) == 0 {
		return nil
	}
	return &Error{s.word(), s.entry.id, &FileError{File: s.file(), Line: s.section.Line, Reason: fmt.Sprintf(
		"it would leave %d rows whose foreign keys lead nowhere (%s); all of it is undone", len(fresh), strings.Join(fresh[:min(3, len(fresh))], "; "))}}
}

// violations lists the rows whose foreign keys lead nowhere.
func (w *worker) violations(ctx context.Context) ([]string, error) {
	rows, err := w.conn.QueryContext(ctx, w.dialect.Migration.Violations)
	if err != nil {
		return nil, &Error{"check foreign keys", "", err}
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var table, parent string
		var row *int64
		var key int
		if err := rows.Scan(&table, &row, &parent, &key); err != nil {
			return nil, &Error{"check foreign keys", "", err}
		}
		text := table + " to " + parent
		if row != nil {
			text = fmt.Sprintf("row %d of %s", *row, text)
		}
		out = append(out, text)
	}
	return out, rows.Err()
}

// keysOff reports whether foreign keys are off while a file runs: since its header says so, or
// since it makes a table anew, which would delete the rows that refer to it.
func (w *worker) keysOff(s *step) bool {
	if s.section == nil || w.dialect.Migration.Rebuild == "" {
		return false
	}
	return s.section.ForeignKeysOff || slices.ContainsFunc(dropped(w.dialect.Syntax, s.section.Statements, newFormerly()), func(d drop) bool { return d.kept != nil })
}

// rebuilding sets the connection up for rebuilding tables: foreign keys off, so that dropping a
// table deletes nothing elsewhere, and names in views and triggers left alone.
func (w *worker) rebuilding(ctx context.Context) (restore func(), err error) {
	on, err := w.ignoreForeignKeys(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := w.conn.ExecContext(ctx, w.dialect.Migration.Rebuild); err != nil {
		on()
		return nil, &Error{"prepare a rebuild", "", err}
	}
	return func() {
		ctx, cancel := later(ctx)
		defer cancel()
		if _, err := w.conn.ExecContext(ctx, w.dialect.Migration.Rebuilt); err != nil {
			w.discard()
		}
		on()
	}, nil
}

// at says in which statement of a step an error happened.
func (w *worker) at(s *step, i int, err error) error {
	w.failedAt = &failure{s, i}
	return err
}

// failure is the place of a statement.
type failure struct {
	step *step
	i    int
}

// placed gives an error the file and line in which it happened.
func (f *failure) placed(err error) error {
	if f == nil || err == nil || errors.Is(err, ErrLocked) {
		return err
	}
	return &Error{f.step.word(), f.step.entry.id, &FileError{File: f.step.file(), Line: f.step.section.Statements[f.i].Line, Err: err}}
}
