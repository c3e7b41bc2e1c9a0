package migrate

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/migration"
)

// How long a waiter waits between two tries to get the lock, and how often a step is tried again
// that other sessions were in the way of.
const (
	firstWait = 20 * time.Millisecond
	lastWait  = 500 * time.Millisecond
	tries     = 12
)

// worker applies migrations over one connection.
type worker struct {
	*session
	m        *Migrator
	history  history
	standing *standing
	settings runSettings
	path     string // where names are looked for
	owner    string // of the lease
	leased   bool
	watch    watch
	waits    bool // since somebody else has the lease
	// committed are called after the commit of the transaction that is under way.
	committed []func()
	failedAt  *failure
}

// detached is a context without values: the connection must not be that of a transaction which the
// caller's context carries.
type detached struct{ context.Context }

// Value has none.
func (*detached) Value(any) any { return nil }

// work takes a connection, sets it up, takes the lock, and calls do. What is known of the tables is
// forgotten afterwards.
func (m *Migrator) work(ctx context.Context, s *standing, o runSettings, do func(context.Context, *worker) error) error {
	select { // in this process nobody waits with a connection in hand
	case m.turn <- struct{}{}:
		defer func() { <-m.turn }()
	case <-ctx.Done():
		return locked(ctx)
	}
	w := &worker{m: m, history: m.history(), standing: s, settings: o, owner: newOwner()}
	use := func(conn *sqlx.Conn) error {
		w.session = &session{conn, m.dialect, nil}
		return w.run(ctx, do)
	}
	pool, ok := m.db.(interface {
		Conn(ctx context.Context, use func(*sqlx.Conn) error) error
	})
	if ok {
		err := pool.Conn(&detached{ctx}, use) // which types the driver's errors
		return w.failedAt.placed(err)
	}
	conn, err := m.db.SQLX().Connx(ctx)
	if err != nil {
		return &Error{"connect", "", err}
	}
	defer conn.Close()
	err = use(conn)
	return w.failedAt.placed(err)
}

// run sets the connection up, and puts it back or gives it up.
func (w *worker) run(ctx context.Context, do func(context.Context, *worker) error) (err error) {
	restore, err := w.keepSettings(ctx)
	if err != nil {
		return err
	}
	defer restore()
	if err := w.settle(ctx); err != nil {
		return err
	}
	if !w.owns() {
		defer func() { err = errors.Join(err, w.release(ctx)) }()
		return do(ctx, w)
	}
	if err := w.lock(ctx); err != nil {
		return err
	}
	defer w.unlock(ctx)
	return do(ctx, w)
}

// owns reports whether the session is the worker's own from statement to statement, and can hold a
// lock.
func (w *worker) owns() bool {
	shared, ok := w.m.db.(interface{ SharedSessions() bool })
	return w.dialect.Migration.TryLock != nil && !(ok && shared.SharedSessions())
}

// settle sets the session up, at first and after each file, which may have set something for
// itself.
func (w *worker) settle(ctx context.Context) error {
	mig := &w.dialect.Migration
	if mig.Home != nil && w.history.schema == "" {
		var home, path sql.NullString
		err := w.conn.QueryRowContext(ctx, mig.Home(w.dialect.DDL.Literal(w.m.table))).Scan(&home)
		if err == nil {
			err = w.conn.QueryRowContext(ctx, mig.Path).Scan(&path)
		}
		if err != nil {
			return &Error{"set up the connection", "", err}
		}
		w.history.schema, w.path = home.String, path.String
	} else if mig.SetPath != "" && w.owns() {
		if _, err := w.conn.ExecContext(ctx, mig.SetPath, w.path); err != nil {
			return &Error{"set up the connection", "", err}
		}
	}
	return w.sets(ctx)
}

// sets sends the settings of a session that is the worker's own.
func (w *worker) sets(ctx context.Context) error {
	if !w.owns() {
		return nil
	}
	for _, text := range w.dialect.Migration.Session {
		if _, err := w.conn.ExecContext(ctx, text); err != nil {
			return &Error{"set up the connection", "", err}
		}
	}
	return nil
}

// begin is what a transaction begins with whose session is not the worker's own: the lock, and
// settings. waits says that somebody else has the lock, or the lease.
func (w *worker) begin(ctx context.Context) (waits bool, err error) {
	if w.owns() {
		return false, nil
	}
	for _, text := range w.dialect.Migration.Local {
		if _, err := w.conn.ExecContext(ctx, text); err != nil {
			return false, &Error{"set up the transaction", "", err}
		}
	}
	if lock := w.dialect.Migration.TryTxLock; lock != nil {
		var got int
		if err := w.conn.QueryRowContext(ctx, lock(w.dialect.DDL.Literal(w.m.table))).Scan(&got); err != nil || got != 1 {
			return true, err
		}
	}
	if err := w.again(ctx); err != nil { // only now nobody else writes
		return false, err
	}
	return w.leaseOfOthers(), nil
}

// keepSettings gives what undoes the settings that migrations may leave on the connection: it is
// given up, or, where the database may live in it, its foreign keys are switched to what they were.
func (w *worker) keepSettings(ctx context.Context) (restore func(), err error) {
	ddl := &w.dialect.DDL
	if ddl.ForeignKeys == "" {
		return w.discard, nil
	}
	on, err := w.checksForeignKeys(ctx)
	if err != nil {
		return nil, err
	}
	patience := w.dialect.Migration.Patience
	var before int
	if err := w.conn.QueryRowContext(ctx, patience).Scan(&before); err != nil {
		return nil, &Error{"set up the connection", "", err}
	}
	if _, err := w.conn.ExecContext(ctx, fmt.Sprintf("%s = %d", patience, min(before, shortPatience))); err != nil {
		return nil, &Error{"set up the connection", "", err}
	}
	return func() {
		ctx, cancel := later(ctx)
		defer cancel()
		text := ddl.IgnoreForeignKeys
		if on {
			text = ddl.CheckForeignKeys
		}
		for _, text := range []string{text, w.dialect.Migration.Rebuilt, fmt.Sprintf("%s = %d", patience, before)} {
			if _, err := w.conn.ExecContext(ctx, text); err != nil {
				w.discard()
				return
			}
		}
	}, nil
}

// shortPatience is for how many milliseconds the driver waits by itself, during which no context
// ends.
const shortPatience = 100

// lock waits for the session's lock.
func (w *worker) lock(ctx context.Context) error {
	query := w.dialect.Migration.TryLock(w.dialect.DDL.Literal(w.m.table))
	return w.poll(ctx, func() (bool, error) {
		var got int
		if err := w.conn.QueryRowContext(ctx, query).Scan(&got); err != nil {
			return false, &Error{"lock", "", err}
		}
		return got == 1, nil
	})
}

// poll tries until it is done. A context that ends while it is not is ErrLocked.
func (w *worker) poll(ctx context.Context, try func() (done bool, err error)) error {
	told := false
	for wait := firstWait; ; wait = min(2*wait, lastWait) {
		done, err := try()
		switch {
		case done:
			return err
		case ctx.Err() != nil:
			return locked(ctx)
		case err != nil:
			return err
		}
		if !told {
			w.m.logger.InfoContext(ctx, "waiting for another process that migrates the database")
			told = true
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait/2 + rand.N(wait)):
		}
	}
}

// locked is the error of a wait that the context has ended.
func locked(ctx context.Context) error {
	return fmt.Errorf("%w; wait longer, or look whether that one hangs: %w", ErrLocked, ctx.Err())
}

func (w *worker) unlock(ctx context.Context) {
	ctx, cancel := later(ctx)
	defer cancel()
	var got any
	_ = w.conn.QueryRowContext(ctx, w.dialect.Migration.Unlock(w.dialect.DDL.Literal(w.m.table))).Scan(&got) // it ends with the connection
}

// again reads the history anew.
func (w *worker) again(ctx context.Context) error {
	return w.m.refresh(ctx, w.conn, w.standing, w.history)
}

// step is one migration on its way, forth or back.
type step struct {
	entry   *entry
	back    bool
	section *migration.Section // of a file
	run     func(context.Context) error
	began   time.Time
}

func (s *step) word() string {
	if s.back {
		return "down"
	}
	return "up"
}

// file is the name of the file in which the statements stand.
func (s *step) file() string {
	if s.back && s.entry.file.DownPath != "" {
		return s.entry.file.DownPath
	}
	return s.entry.file.Path
}

// of is how many statements there are.
func (s *step) of() int {
	if s.section != nil {
		return len(s.section.Statements)
	}
	return 1
}

// inside reports whether the step and its record are one transaction.
func (w *worker) inside(s *step) bool {
	if s.section != nil {
		return w.dialect.DDL.Transactional && s.section.Transaction
	}
	return !s.entry.goes.NoTransaction
}

// finished is the version of a step that has gone well.
func (w *worker) finished(ctx context.Context, s *step) Version {
	state := Applied
	if s.back {
		state = Pending
	}
	v := Version{ID: s.entry.id, Name: migration.Name(s.entry.id), State: state, At: now(), Took: time.Since(s.began), Done: s.of(), Of: s.of()}
	if s.back {
		v.Done, v.Of = 0, s.entry.statements()
	}
	w.m.logger.InfoContext(ctx, "migration "+s.word(), "version", v.ID, "took", v.Took, "statements", s.of())
	return v
}

// final is the record of a step that has gone well.
func (s *step) final() record {
	n := s.of()
	r := record{id: s.entry.id, hash: s.entry.hash, state: rowApplied, done: n, of: n, begun: n, at: now()}
	if !s.began.IsZero() {
		r.took = time.Since(s.began)
	}
	if s.section != nil {
		r.partial = s.section.Partial(n)
	}
	return r
}

// conclude writes down that a step has gone well.
func (w *worker) conclude(ctx context.Context, s *step, there bool) error {
	if s.back {
		return w.history.take(ctx, w.conn, s.entry.id)
	}
	return w.history.put(ctx, w.conn, s.final(), there)
}

// ready makes the history's table, and writes down what another tool has applied.
func (w *worker) ready(ctx context.Context) error {
	if w.standing.there {
		return nil
	}
	if err := w.history.create(ctx, w.conn); err != nil {
		return err
	}
	for _, r := range w.standing.records {
		if err := w.history.put(ctx, w.conn, r, false); err != nil {
			return err
		}
	}
	return nil
}

func (w *worker) tell(s *step, done int) {
	w.m.progress(Progress{Version: s.entry.id, Done: done, Of: s.of()})
}
