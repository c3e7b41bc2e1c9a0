package engine

import (
	"context"
	"errors"
	"testing"
	"time"
)

// late is a context whose deadline has passed, but whose timer has not fired yet.
type late struct{ context.Context }

// Deadline is over.
func (late) Deadline() (time.Time, bool) { return time.Now().Add(-time.Microsecond), true }

func TestOver(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	if err := over(ctx); err != nil {
		t.Errorf("a context that goes on: %v", err)
	}
	if err := over(late{ctx}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a deadline that has passed: %v", err)
	}
	cancel()
	if err := over(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled context: %v", err)
	}
	if err := over(late{ctx}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled first: %v", err)
	}
}

// An error of the network that comes with the deadline is the caller's doing, whichever timer was first.
func TestWrapKnowsTheDeadline(t *testing.T) {
	lost := errors.New("i/o timeout")
	db := &DB{Driver: Driver{Wrap: func(err error, _, _ string) (error, bool) { return errors.Join(ErrConnect, err), false }}}
	if err := db.wrap(late{t.Context()}, nil, lost, false); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, ErrConnect) || !errors.Is(err, lost) {
		t.Errorf("a read: %v", err)
	}
	if err := db.wrap(late{t.Context()}, nil, lost, true); !errors.Is(err, ErrOutcomeUnknown) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a write: %v", err)
	}
	if err := db.wrap(t.Context(), nil, lost, false); !errors.Is(err, ErrConnect) || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("in time: %v", err)
	}
}
