package orm

import (
	"crypto/rand"
	"fmt"
	"time"
)

// Option is a setting of a DB, given when it is opened.
type Option struct{ apply func(*settings) }

type settings struct {
	observers observers
	arguments bool
	cursorKey []byte
	keyGiven  bool
	timeout   limit[time.Duration]
	attempts  limit[int]
	scopes    []declaredScope
	driver    []DriverSetting
	zeroDates bool // are NULL
}

// limit is a number above zero, where it was given.
type limit[N time.Duration | int] struct {
	n     N
	given bool
}

func (l limit[N]) check(option string) error {
	if l.given && l.n <= 0 {
		return fmt.Errorf("%w: %s takes more than 0, got %v", ErrQuery, option, l.n)
	}
	return nil
}

// complete checks the settings and fills in what was not given.
func (s *settings) complete() error {
	if s.keyGiven && len(s.cursorKey) < 16 {
		return fmt.Errorf("%w: WithCursorKey takes at least 16 bytes, got %d", ErrQuery, len(s.cursorKey))
	}
	if err := s.timeout.check("WithTimeout"); err != nil {
		return err
	}
	if err := s.attempts.check("WithRetry"); err != nil {
		return err
	}
	if !s.keyGiven {
		s.cursorKey = make([]byte, 32)
		_, err := rand.Read(s.cursorKey)
		return err
	}
	return nil
}

// WithObserver shows every statement to o; see Observer. Of several, the first to be given is called first before a statement
// and last after it. A nil observer is none.
func WithObserver(o Observer) Option {
	return Option{func(s *settings) {
		if o != nil {
			s.observers = append(s.observers, o)
		}
	}}
}

// WithArguments lets observers see the values of the parameters, which are withheld otherwise since they may be personal. What
// belongs to a secret or opaque field is shown as "***", what belongs to an encrypted one as it is stored; in a statement of the
// caller's own (Raw, and the fragments of SQL) every value is shown.
func WithArguments() Option { return Option{func(s *settings) { s.arguments = true }} }

// WithCursorKey signs cursors with a key of at least 16 bytes, so that a token that one process made is taken by another.
// Without it each DB has a random key of its own.
func WithCursorKey(secret []byte) Option {
	key := append([]byte(nil), secret...)
	return Option{func(s *settings) { s.cursorKey, s.keyGiven = key, true }}
}

// WithZeroDatesAsNull reads the zero dates of MySQL and MariaDB, 0000-00-00, as NULL, which isnull finds too; see mysql.ZeroDates. Other
// databases have none.
func WithZeroDatesAsNull() Option { return Option{func(s *settings) { s.zeroDates = true }} }

// WithTimeout ends a statement after d where its context has no deadline of its own, with context.DeadlineExceeded, and with
// ErrOutcomeUnknown too where it was a write that had been sent: without either, a call waits for ever for a server that has gone
// without a word. It counts from the wait for a connection to the last row that is read; BEGIN and COMMIT are statements of their
// own, and inside a transaction the end of a statement's time ends the whole transaction. The loop of RawEach is at its caller's pace
// and has no such end. d is above 0, else opening is ErrQuery.
func WithTimeout(d time.Duration) Option {
	return Option{func(s *settings) { s.timeout = limit[time.Duration]{d, true} }}
}

// WithRetry tries a single statement outside a transaction up to attempts times in all when the server reports a deadlock or a
// serialization failure, and when the connection was lost before anything was sent, or during a read. What may have been done is never
// sent again. Between two attempts it waits a random time, whose bound doubles from 5 ms to 500 ms, and not past the context's deadline.
// Calls that need several statements begin a transaction and are not tried again; give Retry to a Transaction around them. attempts is
// above 0, else opening is ErrQuery.
func WithRetry(attempts int) Option {
	return Option{func(s *settings) { s.attempts = limit[int]{attempts, true} }}
}
