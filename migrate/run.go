package migrate

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/ddl"
	"github.com/ormar-go/ormar/internal/dialect"
)

// errBusy says that another process kept the lock for too long.
var errBusy = fmt.Errorf("%w, or is creating or dropping tables, or no database is selected; try again", ErrLocked)

// session is the one connection on which everything happens.
type session struct {
	conn    *sqlx.Conn
	dialect *dialect.Dialect
	schemas []string // beside the one where the connection looks
}

// run sends what build finds to be missing or superfluous.
func run(ctx context.Context, db *sqlx.DB, p *plan, build func(*catalog) ([]ddl.Statement, error), dropping bool) (err error) {
	conn, err := db.Connx(ctx)
	if err != nil {
		return &Error{"connect", "", err}
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	d := p.dialect
	s := &session{conn, d, p.schemas()}
	if dropping {
		restore, err := s.ignoreForeignKeys(ctx)
		if err != nil {
			return err
		}
		defer restore()
	}
	if !d.DDL.Transactional {
		return s.withLock(ctx, func() error { return s.send(ctx, build) })
	}
	return s.transaction(ctx, func() error {
		return s.withLock(ctx, func() error { return s.send(ctx, build) })
	})
}

func (s *session) send(ctx context.Context, build func(*catalog) ([]ddl.Statement, error)) error {
	c, err := readCatalog(ctx, s.conn, s.dialect)
	if err != nil {
		return err
	}
	if err := s.readSchemas(ctx, c); err != nil {
		return err
	}
	list, err := build(c)
	if err != nil {
		return err
	}
	for _, st := range list {
		if _, err := s.conn.ExecContext(ctx, st.Text); err != nil {
			return &Error{st.Action, st.Name, err}
		}
	}
	return nil
}

// transaction runs f inside one.
func (s *session) transaction(ctx context.Context, f func() error) error {
	before, begin, err := s.dialect.Begin(sql.LevelDefault, false)
	if err != nil {
		return err
	}
	texts := append(before, begin)
	if first := s.dialect.DDL.Begin; first != "" {
		texts = append(texts, first)
	}
	for _, text := range texts {
		if _, err := s.conn.ExecContext(ctx, text); err != nil {
			return &Error{"begin", "", err}
		}
	}
	if err := f(); err != nil {
		s.undo(ctx)
		return err
	}
	if _, err := s.conn.ExecContext(ctx, "COMMIT"); err != nil {
		s.undo(ctx)
		return &Error{"commit", "", err}
	}
	return nil
}

// undo rolls back. Its own failure says nothing new: the connection is lost, or the server has rolled back already.
func (s *session) undo(ctx context.Context) {
	ctx, cancel := later(ctx)
	defer cancel()
	_, _ = s.conn.ExecContext(ctx, "ROLLBACK")
}

// later is for what must still be done when the caller's context has ended.
func later(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
}

// withLock runs f while no other process runs this.
func (s *session) withLock(ctx context.Context, f func() error) error {
	if s.dialect.DDL.Lock == "" {
		return f()
	}
	var got sql.NullString
	if err := s.conn.QueryRowContext(ctx, s.dialect.DDL.Lock).Scan(&got); err != nil {
		return &Error{"lock", "", err}
	}
	if !got.Valid || got.String == "0" {
		return &Error{"lock", "", errBusy}
	}
	if s.dialect.DDL.Unlock != "" {
		defer func() {
			ctx, cancel := later(ctx)
			defer cancel()
			var released sql.NullString
			_ = s.conn.QueryRowContext(ctx, s.dialect.DDL.Unlock).Scan(&released) // the lock ends with the connection at the latest
		}()
	}
	return f()
}

// ignoreForeignKeys switches foreign keys off where that is how tables are dropped, and gives what restores them. It must
// happen outside of a transaction, where the database would not listen.
func (s *session) ignoreForeignKeys(ctx context.Context) (restore func(), err error) {
	ddl := &s.dialect.DDL
	if ddl.IgnoreForeignKeys == "" {
		return func() {}, nil
	}
	on, err := s.checksForeignKeys(ctx)
	if err != nil || !on {
		return func() {}, err
	}
	if _, err := s.conn.ExecContext(ctx, ddl.IgnoreForeignKeys); err != nil {
		return nil, &Error{"switch foreign keys off", "", err}
	}
	return func() {
		ctx, cancel := later(ctx)
		defer cancel()
		_, err := s.conn.ExecContext(ctx, ddl.CheckForeignKeys)
		if on, again := s.checksForeignKeys(ctx); err != nil || again != nil || !on {
			s.discard()
		}
	}, nil
}

func (s *session) checksForeignKeys(ctx context.Context) (on bool, err error) {
	if err := s.conn.QueryRowContext(ctx, s.dialect.DDL.ForeignKeys).Scan(&on); err != nil {
		return false, &Error{"read whether foreign keys are on", "", err}
	}
	return on, nil
}

// discard keeps the connection from going back to the pool: nobody else may get it with foreign keys off.
func (s *session) discard() {
	_ = s.conn.Raw(func(any) error { return driver.ErrBadConn })
}
