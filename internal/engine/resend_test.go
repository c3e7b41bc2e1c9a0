package engine

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/internal/dialect"
)

// nowhere is a driver whose connections do nothing: what a statement meets is scripted by the test.
type nowhere struct{}

func (nowhere) Connect(context.Context) (driver.Conn, error) { return nowhereConn{}, nil }
func (nowhere) Driver() driver.Driver                        { return nil }
func (nowhereConn) Prepare(string) (driver.Stmt, error) {
	return nil, errors.New("nothing is prepared here")
}
func (nowhereConn) Close() error              { return nil }
func (nowhereConn) Begin() (driver.Tx, error) { return nil, errors.New("nothing begins here") }

type nowhereConn struct{}

var (
	errUnique = errors.New("unique")
	errEarly  = errors.New("refused before the first byte")
)

// TestWhatIsSentAgain has what a statement outside a transaction meets, how often it is sent for that, and what its caller is told.
func TestWhatIsSentAgain(t *testing.T) {
	pinned := func(d *DB) { d.Driver.Prepare = func(context.Context, *sqlx.Conn) error { return nil } }
	thrice := func(d *DB) { d.Attempts = 3 }
	ambiguous := func(d *DB) { d.Driver.AmbiguousBadConn = true }
	always := func(err error) []error { return []error{err, err, err, err, err, err, err, err, err, err} }
	for _, c := range []struct {
		name    string
		write   bool
		set     func(*DB)
		meets   []error // one after the other; then all is well
		sent    int
		is      error // nil: it succeeds
		unknown bool  // whether the outcome is
	}{
		{"a read that works", false, nil, nil, 1, nil, false},
		{"a kept statement that was stale", false, nil, []error{ErrOutdated}, 2, nil, false},
		{"a write with one", true, nil, []error{ErrOutdated}, 2, nil, false},
		{"one that stays stale", true, nil, always(ErrOutdated), 2, ErrOutdated, false},
		{"a read whose connection is lost", false, nil, []error{ErrConnect}, 1, ErrConnect, false},
		{"a write whose connection is lost", true, nil, []error{ErrConnect}, 1, ErrConnect, true},
		{"a write that the server refuses", true, nil, []error{errUnique}, 1, errUnique, false},
		{"a write that was not sent", true, nil, []error{errEarly}, 1, ErrConnect, false},
		{"a pinned read on connections that were closed", false, pinned, []error{driver.ErrBadConn, driver.ErrBadConn}, 3, nil, false},
		{"a pinned write on one", true, pinned, []error{driver.ErrBadConn}, 2, nil, false},
		{"a pinned write on a server that is gone", true, pinned, always(driver.ErrBadConn), 4, driver.ErrBadConn, false},
		{"a write where the driver's word may mean a lost reply", true, ambiguous, []error{driver.ErrBadConn}, 1, ErrConnect, true},
		{"a deadlock, with attempts", true, thrice, []error{ErrDeadlock, ErrSerialization}, 3, nil, false},
		{"one that stays", true, thrice, always(ErrDeadlock), 3, ErrDeadlock, false},
		{"a lost read, with attempts", false, thrice, []error{ErrConnect}, 2, nil, false},
		{"a lost write, with attempts", true, thrice, []error{ErrConnect}, 1, ErrConnect, true},
		{"a write that was not sent, with attempts", true, thrice, []error{errEarly, errEarly}, 3, nil, false},
		{"a refusal, with attempts", true, thrice, []error{errUnique}, 1, errUnique, false},
		{"a read there", false, ambiguous, []error{driver.ErrBadConn}, 1, driver.ErrBadConn, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			pool := sqlx.NewDb(sql.OpenDB(nowhere{}), "nowhere")
			defer pool.Close()
			db := &DB{Pool: pool, Dialect: &dialect.Dialect{}, Driver: Driver{Wrap: verdict, Unsent: func(err error) bool { return errors.Is(err, errEarly) }}}
			if c.set != nil {
				c.set(db)
			}
			sent := 0
			_, err := db.sendPooled(t.Context(), &plan{statement: &compile.Statement{}, write: c.write}, nil, func(runner) (int64, error) {
				if sent++; sent <= len(c.meets) {
					return 0, c.meets[sent-1]
				}
				return 1, nil
			})
			if sent != c.sent {
				t.Errorf("it is sent %d times, want %d", sent, c.sent)
			}
			if !errors.Is(err, c.is) || errors.Is(err, ErrOutcomeUnknown) != c.unknown {
				t.Errorf("the caller is told %v, want %v, unknown outcome: %t", err, c.is, c.unknown)
			}
			if n := pool.Stats().InUse; n != 0 {
				t.Errorf("%d connections are in use", n)
			}
		})
	}
}

// verdict is the part of a database package: a server's answer, or the network's.
func verdict(err error, _, _ string) (typed error, answered bool) {
	switch {
	case errors.Is(err, errEarly):
		return errors.Join(ErrConnect, err), false
	default:
		return err, errors.Is(err, errUnique) || errors.Is(err, ErrOutdated)
	}
}

// A caller who has given up already sends nothing, and knows that.
func TestNothingIsSentAfterTheEnd(t *testing.T) {
	pool := sqlx.NewDb(sql.OpenDB(nowhere{}), "nowhere")
	defer pool.Close()
	db := &DB{Pool: pool, Dialect: &dialect.Dialect{}, Driver: Driver{Wrap: verdict}}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := db.sendPooled(ctx, &plan{statement: &compile.Statement{}, write: true}, nil, func(runner) (int64, error) {
		t.Error("it is sent")
		return 0, nil
	})
	if !errors.Is(err, context.Canceled) || errors.Is(err, ErrOutcomeUnknown) {
		t.Errorf("the caller is told %v", err)
	}
}

// TestWhatIsNotSentAgain: rows that have reached the caller are not read once more, and SQL of one's own may write where it reads.
func TestWhatIsNotSentAgain(t *testing.T) {
	for name, c := range map[string]struct {
		plan  *plan
		meets error
		sent  int
	}{
		"a stale statement":                     {&plan{}, ErrOutdated, 2},
		"a stale statement whose rows are read": {&plan{begun: true}, ErrOutdated, 1},
		"a lost read":                           {&plan{}, ErrConnect, 2},
		"a lost read whose rows are read":       {&plan{begun: true}, ErrConnect, 1},
		"a lost read of SQL of one's own":       {&plan{own: true}, ErrConnect, 1},
		"a lost write":                          {&plan{write: true}, ErrConnect, 1},
	} {
		pool := sqlx.NewDb(sql.OpenDB(nowhere{}), "nowhere")
		db := &DB{Pool: pool, Dialect: &dialect.Dialect{}, Driver: Driver{Wrap: verdict}, Attempts: 3}
		sent := 0
		c.plan.statement = &compile.Statement{}
		_, err := db.sendPooled(t.Context(), c.plan, nil, func(runner) (int64, error) {
			if sent++; sent == 1 {
				return 0, c.meets
			}
			return 1, nil
		})
		if sent != c.sent || (err == nil) != (c.sent == 2) {
			t.Errorf("%s: sent %d times, %v", name, sent, err)
		}
		if err := pool.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestWaits: a statement waits for a connection where there are no more, and whoever can be cancelled has to know whether it was sent.
func TestWaits(t *testing.T) {
	db, _ := scripted(t, "postgres")
	db.Pool.SetMaxOpenConns(1)
	if db.waits(t.Context()) {
		t.Error("it waits though a connection is free")
	}
	conn, err := db.Pool.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if !db.waits(t.Context()) || db.waits(context.Background()) {
		t.Errorf("without a free connection: %t, and who cannot be cancelled: %t", db.waits(t.Context()), db.waits(context.Background()))
	}
	db.Pool.SetMaxOpenConns(0)
	if db.waits(t.Context()) {
		t.Error("it waits though there may be any number of connections")
	}
}
