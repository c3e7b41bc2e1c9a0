package engine

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"strconv"

	"github.com/ormar-go/ormar/internal/compile"
)

// Locked runs fn in a transaction that holds a lock of the given name until its end, so that callers of this library do one
// after the other what no constraint guards.
func (db *DB) Locked(ctx context.Context, name string, fn func(context.Context) error) error {
	return db.Transaction(ctx, TxOptions{}, func(ctx context.Context) error {
		if db.Dialect.TakeLock == "" { // BEGIN has locked the database
			return fn(ctx)
		}
		if err := db.take(ctx, "orm:"+name); err != nil {
			return err
		}
		return fn(ctx)
	})
}

// LocksHold reports why Locked does not keep out everybody: nil where it does. What a unique constraint guards needs no more.
func (db *DB) LocksHold() error {
	if !db.Driver.LocalLocks && !db.Dialect.LocalLocks {
		return nil
	}
	return fmt.Errorf("%w: several servers write, and a lock holds on one of them; declare a unique constraint over the fields that are "+
		"looked for, which all of them keep", ErrUnsupported)
}

func (db *DB) take(ctx context.Context, name string) error {
	h := fnv.New64a()
	h.Write([]byte(name))
	key := int64(h.Sum64())
	var arg any = key
	if db.Dialect.ReleaseLock != "" {
		arg = "orm." + strconv.FormatUint(uint64(key), 16)
	}
	p := &plan{statement: &compile.Statement{Text: db.Dialect.TakeLock}, operation: "lock"}
	var got any
	err := db.send(ctx, p, []any{arg}, func(run runner) (int64, error) {
		rows, err := readAll(run, 1)
		if err == nil && len(rows) == 1 {
			got = rows[0][0]
		}
		return int64(len(rows)), err
	})
	if err != nil || db.Dialect.ReleaseLock == "" {
		return err
	}
	if n, err := wholeNumber(got); err != nil || n != 1 {
		return errors.Join(ErrLockTimeout, err)
	}
	l := db.current(ctx)
	if err := l.lock(ctx); err != nil {
		return err
	}
	defer l.tx.mu.Unlock()
	l.tx.locks = append(l.tx.locks, arg)
	return nil
}
