package migrate

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Where a session cannot hold a lock, a migration that runs outside of a transaction holds a lease:
// a row of the history that it renews. A lease that nobody renews while others look on for so long
// is over: its process is.
const (
	leaseBeat = time.Second
	leaseEnd  = 8 * time.Second
	// leaseLook is how much one look counts for at most: while the database is locked nobody can
	// renew a lease, and nobody can look.
	leaseLook = time.Second
)

// watch is what a waiter has seen of somebody's lease. Only the waiter's own clock counts.
type watch struct {
	owner string
	at    time.Time // of the lease
	last  time.Time // look
	idle  time.Duration
}

// newOwner tells the holders of leases apart.
func newOwner() string { return rand.Text() }

// leaseOfOthers reports whether somebody else holds the lease.
func (w *worker) leaseOfOthers() bool {
	l := w.standing.lease
	if l == nil || l.partial == w.owner {
		return false
	}
	look := time.Now()
	if w.watch.owner != l.partial || !w.watch.at.Equal(l.at) {
		w.watch = watch{owner: l.partial, at: l.at}
	} else {
		w.watch.idle += min(look.Sub(w.watch.last), leaseLook)
	}
	w.watch.last = look
	return w.watch.idle < leaseEnd
}

// hold waits for the lease. It is not taken when the step is no longer the next one.
func (w *worker) hold(ctx context.Context, still func() (bool, error)) (is bool, err error) {
	err = w.poll(ctx, func() (bool, error) {
		waits := false
		err := w.transaction(ctx, func() (err error) {
			if waits, err = w.begin(ctx); err != nil || waits {
				return err
			}
			if is, err = still(); err != nil || !is {
				return err
			}
			if err := w.ready(ctx); err != nil {
				return err
			}
			return w.history.put(ctx, w.conn, w.lease(), w.standing.lease != nil)
		})
		if err != nil && (w.dialect.Migration.Busy(w.m.code(err)) || ctx.Err() != nil) {
			return false, nil
		}
		return !waits, err
	})
	w.leased = w.leased || is && err == nil
	w.standing.there = w.standing.there || w.leased
	return is, err
}

func (w *worker) lease() record {
	return record{id: leaseID, state: rowLease, partial: w.owner, at: now()}
}

// renew says that the lease is still held; when somebody else has it meanwhile it is ErrLocked.
func (w *worker) renew(ctx context.Context) error {
	if !w.leased {
		return nil
	}
	h := w.history
	result, err := w.conn.ExecContext(ctx, fmt.Sprintf("UPDATE %s SET %s = %s WHERE %s = %s AND %s = %s", h.ident(), h.dialect.Ident("at"), h.mark(1),
		h.dialect.Ident("id"), h.mark(2), h.dialect.Ident("partial"), h.mark(3)), w.lease().values()[7], leaseID, w.owner)
	if err != nil {
		return h.failed(err, leaseID)
	}
	if n, err := result.RowsAffected(); err != nil || n == 1 {
		return err
	}
	w.leased = false
	return fmt.Errorf("%w: it took this one for dead, since it has not answered for %s", ErrLocked, leaseEnd)
}

// renewing renews the lease in the background until stop is called, which gives what went wrong.
func (w *worker) renewing(ctx context.Context) (stop func() error) {
	if !w.leased {
		return func() error { return nil }
	}
	ctx, cancel := context.WithCancel(ctx)
	var wait sync.WaitGroup
	var lost error
	wait.Go(func() {
		tick := time.NewTicker(leaseBeat)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if err := w.renew(ctx); errors.Is(err, ErrLocked) {
				lost = err
				return
			}
		}
	})
	return func() error {
		cancel()
		wait.Wait()
		return lost
	}
}

// release gives the lease up.
func (w *worker) release(ctx context.Context) error {
	if !w.leased {
		return nil
	}
	ctx, cancel := later(ctx)
	defer cancel()
	w.leased = false
	return w.patiently(ctx, func() error { return w.history.take(ctx, w.conn, leaseID) })
}
