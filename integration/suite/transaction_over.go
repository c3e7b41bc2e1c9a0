package suite

import (
	"context"
	"crypto/rand"
	"errors"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// txOver is about contexts that end where no statement notices: the work of a level is not kept, and neither is what it is
// part of.
func txOver(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	late := func(ctx context.Context) (context.Context, context.CancelFunc) {
		ctx, cancel := context.WithCancel(ctx)
		return deadlined{ctx}, cancel
	}
	for name, o := range map[string]ending{
		"cancelled": {db: db, sent: sent, with: context.WithCancel, want: context.Canceled},
		"late":      {db: db, sent: sent, with: late, want: context.DeadlineExceeded},
	} {
		t.Run(name+"/before a nested one", o.before)
		t.Run(name+"/inside a nested one", func(t *testing.T) { o.inside(t, nil) })
		t.Run(name+"/inside one that fails", func(t *testing.T) { o.inside(t, errUndo) })
		t.Run(name+"/inside one that panics", o.panics)
		t.Run(name+"/while it waits for a nested one", o.waits)
		t.Run(name+"/the outermost", o.outermost)
	}
}

// ending is a way in which a context may end.
type ending struct {
	db   *orm.DB
	sent *dbtest.Counter
	with func(context.Context) (context.Context, context.CancelFunc)
	want error
}

func (o ending) check(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, o.want) || errors.Is(err, orm.ErrOutcomeUnknown) {
		t.Errorf("%v, want %v, and an outcome that is known", err, o.want)
	}
}

// outer does something that ends a context inside a transaction, of which nothing must stay.
func (o ending) outer(t *testing.T, inside func(ctx context.Context)) {
	err := o.db.Transaction(t.Context(), func(ctx context.Context) error {
		o.writes(t, ctx)
		inside(ctx)
		o.sent.Reset()
		o.check(t, addAccount(ctx, o.db, "after"))
		o.sent.Want(t, 0)
		return nil
	})
	o.check(t, err)
	equal(t, "doomed", errors.Is(err, orm.ErrTxDoomed), true)
	equal(t, "accounts", accountNames(t, o.db), []string{})
}

func (o ending) writes(t *testing.T, ctx context.Context) {
	noError(t, addAccount(ctx, o.db, rand.Text()))
	noError(t, o.db.OnCommit(ctx, func() { t.Error("OnCommit runs") }))
}

func (o ending) before(t *testing.T) {
	o.outer(t, func(ctx context.Context) {
		ctx, cancel := o.with(ctx)
		cancel()
		o.check(t, o.db.Transaction(ctx, func(context.Context) error { t.Error("it runs"); return nil }))
	})
}

func (o ending) inside(t *testing.T, result error) {
	o.outer(t, func(ctx context.Context) {
		ctx, cancel := o.with(ctx)
		err := o.db.Transaction(ctx, func(ctx context.Context) error {
			o.writes(t, ctx)
			cancel()
			return result
		})
		if result == nil {
			o.check(t, err)
		} else if !errors.Is(err, result) {
			t.Errorf("%v, want its own error", err)
		}
	})
}

func (o ending) panics(t *testing.T) {
	o.outer(t, func(ctx context.Context) {
		ctx, cancel := o.with(ctx)
		defer func() { equal(t, "recovered", recover(), any("mine")) }()
		_ = o.db.Transaction(ctx, func(context.Context) error { cancel(); panic("mine") })
	})
}

func (o ending) waits(t *testing.T) {
	o.outer(t, func(ctx context.Context) {
		given, cancel := o.with(ctx)
		_ = o.db.Transaction(ctx, func(context.Context) error {
			cancel()
			o.check(t, addAccount(given, o.db, "waits"))
			return nil
		})
	})
}

func (o ending) outermost(t *testing.T) {
	ctx, cancel := o.with(t.Context())
	o.check(t, o.db.Transaction(ctx, func(ctx context.Context) error {
		o.writes(t, ctx)
		cancel()
		return nil
	}))
	equal(t, "accounts", accountNames(t, o.db), []string{})
}

// deadlined says of a context that was cancelled that its deadline has passed.
type deadlined struct{ context.Context }

func (d deadlined) Err() error {
	if d.Context.Err() != nil {
		return context.DeadlineExceeded
	}
	return nil
}
