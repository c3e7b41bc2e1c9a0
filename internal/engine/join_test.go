package engine

import (
	"context"
	"errors"
	"testing"

	"github.com/ormar-go/ormar/schema"
)

// TestJoin has transactions that a caller begins and ends himself: what is done with the context
// goes over his connection, between his BEGIN and his end, and nothing else is sent.
func TestJoin(t *testing.T) {
	boom := errors.New("boom")
	for _, c := range []struct {
		name string
		fn   func(t *testing.T, db *DB, ctx context.Context) error
		sent string
		is   error
	}{
		{"a write", func(t *testing.T, db *DB, ctx context.Context) error { return db.text(ctx, "UPDATE x", true) }, "UPDATE x", nil},
		{"a nested transaction", func(t *testing.T, db *DB, ctx context.Context) error {
			return db.Transaction(ctx, TxOptions{}, func(ctx context.Context) error { return db.text(ctx, "UPDATE x", true) })
		}, "SAVEPOINT sp_1; UPDATE x; RELEASE SAVEPOINT sp_1", nil},
		{"an error", func(*testing.T, *DB, context.Context) error { return boom }, "", boom},
		{"an error that was passed over", func(t *testing.T, db *DB, ctx context.Context) error {
			_ = db.text(ctx, "UPDATE bad", true)
			return nil
		}, "UPDATE bad", ErrTxDoomed},
	} {
		t.Run(c.name, func(t *testing.T) {
			db, s := scripted(t, "postgres")
			s.says("UPDATE bad", answer{err: errProbe})
			conn, err := db.Pool.Connx(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			done := 0
			var inside context.Context
			committed, err := db.Join(t.Context(), conn, func(ctx context.Context) error {
				inside = ctx
				if err := db.OnCommit(ctx, func() { done++ }); err != nil {
					t.Error(err)
				}
				return c.fn(t, db, ctx)
			})
			if got := s.all(); got != c.sent || !errors.Is(err, c.is) || (err == nil) != (committed != nil) {
				t.Errorf("sent %q, told %v; want %q and %v", got, err, c.sent, c.is)
			}
			if done != 0 {
				t.Error("what waits for the commit has run before it")
			}
			if committed != nil {
				committed()
				if done != 1 {
					t.Errorf("what waits for the commit has run %d times", done)
				}
			}
			if err := db.text(inside, "UPDATE late", true); !errors.Is(err, ErrTxDone) {
				t.Errorf("with the context of before: %v", err)
			}
			if s.opened != 1 {
				t.Errorf("%d connections", s.opened)
			}
		})
	}
}

// What cannot be joined is refused, and a context that ends meanwhile undoes.
func TestJoinRefuses(t *testing.T) {
	db, s := scripted(t, "postgres")
	nothing := func(context.Context) error { return nil }
	if _, err := db.Join(t.Context(), nil, nothing); !errors.Is(err, schema.ErrQuery) {
		t.Errorf("without a connection: %v", err)
	}
	conn, err := db.Pool.Connx(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := db.Transaction(t.Context(), TxOptions{}, func(ctx context.Context) error {
		_, err := db.Join(ctx, conn, nothing)
		return err
	}); !errors.Is(err, schema.ErrQuery) {
		t.Errorf("in a transaction: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := db.Join(ctx, conn, func(context.Context) error { cancel(); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("the context has ended: %v", err)
	}
	s.all()
}
