package orm

import (
	"context"

	"github.com/ormar-go/ormar/internal/lookup"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// LockOption is a setting of ForUpdate and ForShare.
type LockOption struct {
	apply func(*query.Lock, *schema.Model) error
}

// SkipLocked leaves out rows that another transaction has locked.
func SkipLocked() LockOption {
	return LockOption{func(l *query.Lock, _ *schema.Model) error { l.SkipLocked = true; return nil }}
}

// NoWait fails with ErrLockTimeout instead of waiting for a lock.
func NoWait() LockOption {
	return LockOption{func(l *query.Lock, _ *schema.Model) error { l.NoWait = true; return nil }}
}

// OfPaths locks the rows of to-one relations as well, which must be there: the joins become inner.
func OfPaths(paths ...string) LockOption {
	return LockOption{func(l *query.Lock, m *schema.Model) error {
		for _, text := range paths {
			p, err := lookup.Relation(m, text)
			if err != nil {
				return err
			}
			l.Of = append(l.Of, p)
		}
		return nil
	}}
}

// lock is QuerySet.ForUpdate, or ForShare.
func (q question) lock(share bool, opts []LockOption) question {
	return q.with(func(n *query.Query) error {
		n.Lock = &query.Lock{Share: share}
		for _, o := range opts {
			if err := o.apply(n.Lock, n.Model); err != nil {
				return err
			}
		}
		if n.Lock.SkipLocked && n.Lock.NoWait {
			return query.Errorf("%s: SkipLocked and NoWait exclude each other", n.Lock.Call())
		}
		return nil
	})
}

// checkLock refuses a lock outside a transaction.
func (q question) checkLock(ctx context.Context) error {
	if q.intent.Lock != nil && !q.db.engine.InTransaction(ctx) && q.db.engine.Dialect.RowLocks {
		return query.Errorf("%s holds its locks until the transaction ends; call it inside db.Transaction", q.intent.Lock.Call())
	}
	return nil
}

// refuseLock refuses a lock where no rows are read: nothing would be locked.
func refuseLock(q *query.Query, call string) error {
	if q.Lock != nil {
		return query.Errorf("%s after %s locks nothing: a lock needs rows; read them with All, First or Values", call, q.Lock.Call())
	}
	return nil
}
