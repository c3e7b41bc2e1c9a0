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
	for attempt := 0; ; attempt++ {
		err := run()
		if err == nil || attempt+1 >= attempts || !retryable(err) {
			return err
		}
		if over := pause(ctx, attempt); over != nil {
			return errors.Join(over, err)
		}
	}
}

// pause waits a random time before another attempt, unless the context ends before.
func pause(ctx context.Context, attempt int) error {
	bound := maxBackoff
	if attempt < 7 { // beyond which the bound is reached
		bound = min(firstBackoff<<attempt, maxBackoff)
	}
	timer := time.NewTimer(rand.N(bound))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// retryable reports whether a transaction was rolled back for reasons that another attempt may not
// meet.
func retryable(err error) bool {
	again := errors.Is(err, ErrDeadlock) || errors.Is(err, ErrSerialization) || errors.Is(err, ErrOutdated)
	return again && !errors.Is(err, ErrOutcomeUnknown)
}

// inVain reports whether a single statement failed for such a reason, or because its connection was lost before it can have done
// anything. cause is the driver's error, err the typed one.
func (db *DB) inVain(ctx context.Context, p *plan, cause, err error) bool {
	if over(ctx) != nil || p.begun {
		return false
	}
	lost := errors.Is(err, ErrConnect) && (db.unsent(cause) || !p.write && !p.own) // SQL of a caller's own may write where it reads
	demoted := db.Cluster != nil && errors.Is(err, ErrReadOnly)                    // which another attempt finds on its new server
	return lost && !errors.Is(err, ErrOutcomeUnknown) || demoted || retryable(err)
}
