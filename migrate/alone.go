package migrate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/migration"
)

// applyAlone runs a step outside of one transaction: each statement is noted before it is sent and
// after it was answered, so that the next run goes on behind what has finished.
func (w *worker) applyAlone(ctx context.Context, s *step) error {
	if err := w.ready(ctx); err != nil {
		return err
	}
	w.standing.there = true
	s.began = time.Now()
	r, there := w.standing.record(s.entry.id)
	state := rowRunning
	if s.back {
		state = rowUndoing
	}
	switch {
	case there && (r.state == state || r.state == rowFailed && !s.back) && r.done > 0 && !w.same(s, r):
		return fmt.Errorf("%w: in %s one of the first %d statements, which are done, is another now; put it back, or say what is so with Repair",
			ErrChanged, s.file(), r.done)
	case there && (r.state == state || r.state == rowFailed && !s.back):
		w.m.logger.InfoContext(ctx, "going on with a migration", "version", r.id, "done", r.done, "of", s.of())
	default:
		r = record{id: s.entry.id, partial: w.partial(s, 0)}
	}
	r.hash, r.state, r.of, r.at, r.err = s.entry.hash, state, s.of(), now(), ""
	if err := w.patiently(ctx, func() error { return w.history.put(ctx, w.conn, r, there) }); err != nil {
		return err
	}
	err := w.each(ctx, s, &r)
	if err == nil {
		return w.patiently(ctx, func() error { return w.conclude(ctx, s, true) })
	}
	return errors.Join(err, w.note(ctx, s, r, err))
}

// same reports whether the statements that are done are those of the file.
func (w *worker) same(s *step, r record) bool {
	return r.done <= s.of() && r.partial == w.partial(s, r.done)
}

func (w *worker) partial(s *step, n int) string {
	if s.section == nil {
		return ""
	}
	return s.section.Partial(n)
}

// each runs what is not done yet.
func (w *worker) each(ctx context.Context, s *step, r *record) error {
	w.tell(s, r.done)
	if s.section == nil {
		stop := w.renewing(ctx)
		err := s.run(ctx)
		if lost := stop(); lost != nil {
			return errors.Join(err, lost)
		}
		if err != nil {
			return &Error{s.word(), s.entry.id, err}
		}
		w.tell(s, 1)
		return nil
	}
	own := s.section.Controls(w.dialect.Syntax)
	for i := r.done; i < s.of(); i++ {
		var err error
		text := s.section.Statements[i].Text
		if !own && together(w.dialect, text) {
			err = w.together(ctx, s, r, i)
		} else {
			err = w.apart(ctx, s, r, i, own)
		}
		if err != nil {
			return err
		}
		w.tell(s, i+1)
	}
	return nil
}

// together reports whether a statement can be noted in the transaction in which it runs, so that it
// is never in doubt.
func together(d *dialect.Dialect, text string) bool {
	switch d.Syntax.Verb(text) {
	case "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH", "MERGE":
		return true
	case "CREATE", "ALTER", "DROP", "COMMENT", "GRANT", "REVOKE", "TRUNCATE":
		return d.DDL.Transactional && !migration.Alone(d.Syntax, text)
	}
	return false
}

// together sends a statement and notes it in one transaction.
func (w *worker) together(ctx context.Context, s *step, r *record, i int) error {
	return w.retrying(ctx, s, func() error {
		return w.transaction(ctx, func() error {
			if _, err := w.conn.ExecContext(ctx, s.section.Statements[i].Text); err != nil {
				return w.at(s, i, err)
			}
			next := *r
			next.done, next.begun, next.partial = i+1, i+1, w.partial(s, i+1)
			if err := w.noting(ctx, next); err != nil {
				return err
			}
			*r = next
			return nil
		})
	})
}

// noting writes a record of a step under way, and renews the lease.
func (w *worker) noting(ctx context.Context, r record) error {
	return w.patiently(ctx, func() error {
		if err := w.renew(ctx); err != nil {
			return err
		}
		return w.history.put(ctx, w.conn, r, true)
	})
}

// patiently tries until no other session is in the way.
func (w *worker) patiently(ctx context.Context, try func() error) error {
	return w.poll(ctx, func() (bool, error) {
		if err := try(); err == nil || !w.dialect.Migration.Busy(w.m.code(err)) {
			return true, err
		}
		return false, nil
	})
}

// apart sends a statement between two notes. One that was begun before, and of which nobody knows
// how it ended, is sent again where that does no harm.
func (w *worker) apart(ctx context.Context, s *step, r *record, i int, own bool) error {
	text := s.section.Statements[i].Text
	doubt := r.begun > i
	if doubt && !repeatable(w.dialect.Syntax, text) {
		return fmt.Errorf("%w: %w", ErrUnclear, &FileError{File: s.file(), Line: s.section.Statements[i].Line, Reason: "a process that was ended had sent this statement; look whether it is done. " +
			"When it is, do by hand what follows and say so: ormar migrate repair " + r.id + " applied; when not, undo what was done before and say so: … undone"})
	}
	next := *r
	next.begun = i + 1
	if err := w.noting(ctx, next); err != nil {
		return err
	}
	*r = next
	commits := doubt && own && slices.Contains([]string{"COMMIT", "END"}, w.dialect.Syntax.Verb(text))
	err := w.retryingUnless(ctx, own, s, func() error {
		if commits { // that it was begun was noted in the transaction, and stands only since that was committed
			return nil
		}
		if err := w.clear(ctx, text); err != nil {
			return err
		}
		if _, err := w.conn.ExecContext(ctx, text); err != nil {
			return w.at(s, i, err)
		}
		return w.impatient(ctx, text)
	})
	if err != nil && !(doubt && w.dialect.Migration.Done(w.m.code(err))) {
		return err
	}
	w.failedAt = nil
	next.done, next.partial = i+1, w.partial(s, i+1)
	if err := w.noting(ctx, next); err != nil {
		return err
	}
	*r = next
	return nil
}

// repeatable reports whether a statement that may have been done can be sent again: it does the
// same again, or finds that it is done.
func repeatable(x dialect.Syntax, text string) bool {
	switch x.Verb(text) {
	case "CREATE", "ALTER", "DROP", "RENAME", "TRUNCATE", "SET", "PRAGMA", "VACUUM", "ANALYZE", "REINDEX", "REFRESH", "COMMENT", "GRANT", "REVOKE",
		"OPTIMIZE", "RESET", "BEGIN", "START", "COMMIT", "ROLLBACK", "SAVEPOINT", "USE", "LOCK", "UNLOCK", "SELECT":
		return x.Verb(text) != "SELECT" || x.OnlyReads(text)
	}
	return false
}

// clear drops the broken index that a failed CREATE INDEX CONCURRENTLY has left, and lets that
// statement wait for as long as others take: giving up would break it again.
func (w *worker) clear(ctx context.Context, text string) error {
	mig := &w.dialect.Migration
	if mig.InvalidIndex == nil || !migration.Alone(w.dialect.Syntax, text) {
		return nil
	}
	if w.owns() {
		if _, err := w.conn.ExecContext(ctx, mig.Patient); err != nil {
			return err
		}
	}
	name := indexName(w.dialect.Syntax, text)
	if name == "" {
		return nil
	}
	left, err := texts(ctx, w.conn, mig.InvalidIndex(w.dialect.DDL.Literal(name)))
	if err != nil || len(left) == 0 {
		return err
	}
	_, err = w.conn.ExecContext(ctx, mig.DropIndex+w.dialect.Ident(name))
	return err
}

// impatient takes back what clear has set.
func (w *worker) impatient(ctx context.Context, text string) error {
	if w.dialect.Migration.InvalidIndex == nil || !migration.Alone(w.dialect.Syntax, text) {
		return nil
	}
	return w.sets(ctx)
}

// indexName is the name of the index that a statement makes concurrently; empty for another
// statement.
func indexName(x dialect.Syntax, text string) string {
	t := x.Tokens(text)
	i := 1
	if len(t) > 1 && t[1].Is("UNIQUE") {
		i++
	}
	if len(t) < i+3 || !t[0].Is("CREATE") || !t[i].Is("INDEX") || !t[i+1].Is("CONCURRENTLY") {
		return ""
	}
	i += 2
	if t[i].Is("IF") {
		i += 3
	}
	if i >= len(t) || t[i].Is("ON") {
		return ""
	}
	if t[i].Kind == dialect.NameToken {
		return t[i].Text
	}
	return strings.ToLower(t[i].Text)
}

// retrying tries again what other sessions are in the way of.
func (w *worker) retrying(ctx context.Context, s *step, try func() error) error {
	failures := 0
	return w.poll(ctx, func() (bool, error) {
		w.failedAt = nil
		err := try()
		if err == nil || !w.dialect.Migration.Busy(w.m.code(err)) {
			return true, err
		}
		if failures++; failures == tries {
			return true, err
		}
		w.m.logger.WarnContext(ctx, "others hold what the migration needs; trying again", "version", s.entry.id, "try", failures, "error", err)
		return false, nil
	})
}

// retryingUnless does not try again inside a transaction that the file has begun.
func (w *worker) retryingUnless(ctx context.Context, own bool, s *step, try func() error) error {
	if own {
		w.failedAt = nil
		return try()
	}
	return w.retrying(ctx, s, try)
}

// note writes down what went wrong, also when the caller's context has ended. Where the connection
// is gone nothing is noted, and the statement is in doubt.
func (w *worker) note(ctx context.Context, s *step, r record, cause error) error {
	if errors.Is(cause, ErrLocked) || errors.Is(cause, ErrUnclear) {
		return nil
	}
	after, cancel := later(ctx)
	defer cancel()
	if s.section != nil && s.section.Controls(w.dialect.Syntax) {
		_, _ = w.conn.ExecContext(after, "ROLLBACK") // there may be nothing to roll back
		list, err := w.history.read(after, w.conn)
		if kept, ok := find(list, r.id); err == nil && ok {
			r = kept // what was noted in that transaction is undone with it
		}
	}
	if ctx.Err() == nil { // else the server may still be at it
		r.begun = r.done
	}
	r.err = cause.Error()
	if !s.back {
		r.state = rowFailed
	}
	if err := w.history.put(after, w.conn, r, true); err != nil {
		w.m.logger.WarnContext(after, "what went wrong could not be noted", "version", r.id, "error", err)
	}
	return nil
}
