package engine

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// The waits between attempts are drawn from zero up to a bound that doubles from the first to the
// second of these.
const (
	firstBackoff = 5 * time.Millisecond
	maxBackoff   = 500 * time.Millisecond
)

// Retry runs a transaction again while its failure is one that another attempt may not meet.
func Retry(ctx context.Context, attempts int, run func() error) error {
	bound := firstBackoff
	for attempt := 1; ; attempt++ {
		err := run()
		if err == nil || attempt >= attempts || !retryable(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(rand.N(bound)):
		}
		bound = min(2*bound, maxBackoff)
	}
}

// retryable reports whether a transaction was rolled back for reasons that another attempt may not
// meet.
func retryable(err error) bool {
	again := errors.Is(err, ErrDeadlock) || errors.Is(err, ErrSerialization) || errors.Is(err, ErrOutdated)
	return again && !errors.Is(err, ErrOutcomeUnknown)
}
