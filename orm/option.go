package orm

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/ormar-go/ormar/internal/engine"
)

// Option is a setting of a DB, given when it is opened.
type Option struct{ apply func(*settings) }

type settings struct {
	observer  Observer
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

// WithObserver shows every statement to o. Several observers are called in the order given.
func WithObserver(o Observer) Option {
	return Option{func(s *settings) {
		if s.observer != nil {
			o = observers{s.observer, o}
		}
		s.observer = o
	}}
}

// WithArguments lets observers see the values of the parameters, which are withheld otherwise: they may be personal or
// secret. Values of encrypted fields are shown as they are stored.
func WithArguments() Option { return Option{func(s *settings) { s.arguments = true }} }

// WithCursorKey signs cursors with a key of at least 16 bytes, so that a token that one process made is taken by another.
// Without it each DB has a random key of its own.
func WithCursorKey(secret []byte) Option {
	key := append([]byte(nil), secret...)
	return Option{func(s *settings) { s.cursorKey, s.keyGiven = key, true }}
}

// Observer sees every statement; Before may return a derived context, which After and the driver get. Both are called by
// the goroutine that sends the statement and must be safe for concurrent use.
type Observer interface {
	Before(ctx context.Context, s *Statement) context.Context
	After(ctx context.Context, s *Statement)
}

// Statement is one statement as an observer sees it. Rows, Duration and Err are set in After.
type Statement struct {
	Operation string // select, count, exists, aggregate, insert, update, delete, raw
	Model     string
	Caller    string // file:line of the call outside this module
	Text      string
	Args      []any // nil unless WithArguments
	Rows      int64 // read or matched
	Duration  time.Duration
	Err       error
}

type observers [2]Observer

func (o observers) Before(ctx context.Context, s *Statement) context.Context {
	return o[1].Before(o[0].Before(ctx, s), s)
}

func (o observers) After(ctx context.Context, s *Statement) {
	o[1].After(ctx, s)
	o[0].After(ctx, s)
}

// observerAdapter shows the engine's events to an Observer.
type observerAdapter struct {
	to        Observer
	arguments bool
}

type statementKey struct{}

// Before makes the Statement and remembers it in the context for After.
func (a *observerAdapter) Before(ctx context.Context, e *engine.Event) context.Context {
	s := &Statement{Operation: e.Operation, Model: e.Model, Caller: caller(), Text: e.Text}
	if a.arguments {
		s.Args = e.Args
	}
	return context.WithValue(a.to.Before(ctx, s), statementKey{}, s)
}

// After completes the Statement that Before made.
func (a *observerAdapter) After(ctx context.Context, e *engine.Event) {
	s, ok := ctx.Value(statementKey{}).(*Statement)
	if !ok {
		return
	}
	s.Rows, s.Duration, s.Err = e.Rows, e.Duration, e.Err
	a.to.After(ctx, s)
}
