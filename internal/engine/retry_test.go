package engine

import (
	"context"
	"errors"
	"fmt"
	"testing"
)

// TestWhichTransactionsAreRunAgain has the failures that another attempt may not meet, and how often a transaction is run for them.
func TestWhichTransactionsAreRunAgain(t *testing.T) {
	for _, c := range []struct {
		name  string
		meets error
		times int // that it is met
		runs  int
		is    error
	}{
		{"success", nil, 0, 1, nil},
		{"a deadlock", ErrDeadlock, 2, 3, nil},
		{"a serialization failure", fmt.Errorf("%w: x", ErrSerialization), 1, 2, nil},
		{"a stale statement", ErrOutdated, 1, 2, nil},
		{"a deadlock that comes again and again", ErrDeadlock, 9, 3, ErrDeadlock},
		{"a constraint", ErrUnique, 9, 1, ErrUnique},
		{"a lost connection", ErrConnect, 9, 1, ErrConnect},
		{"a lock that was not given", ErrLockTimeout, 9, 1, ErrLockTimeout},
		{"a deadlock after which nobody knows", errors.Join(ErrDeadlock, ErrOutcomeUnknown), 9, 1, ErrOutcomeUnknown},
	} {
		runs := 0
		err := Retry(t.Context(), 3, func() error {
			if runs++; runs <= c.times {
				return c.meets
			}
			return nil
		})
		if runs != c.runs || !errors.Is(err, c.is) {
			t.Errorf("%s: it is run %d times, want %d; told %v", c.name, runs, c.runs, err)
		}
	}
}

// Who gives up is not kept waiting, and learns of the failure as well.
func TestRetryEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	runs := 0
	err := Retry(ctx, 1000, func() error { runs++; cancel(); return ErrDeadlock })
	if !errors.Is(err, context.Canceled) || !errors.Is(err, ErrDeadlock) || runs > 10 {
		t.Errorf("%d runs, told %v", runs, err)
	}
}
