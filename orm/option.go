package orm

import (
	"crypto/rand"
	"fmt"
)

// Option is a setting of a DB, given when it is opened.
type Option struct{ apply func(*settings) }

type settings struct {
	observers observers
	arguments bool
	cursorKey []byte
	keyGiven  bool
}

// complete checks the settings and fills in what was not given.
func (s *settings) complete() error {
	if s.keyGiven && len(s.cursorKey) < 16 {
		return fmt.Errorf("%w: WithCursorKey takes at least 16 bytes, got %d", ErrQuery, len(s.cursorKey))
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
