package mysql

import (
	"context"
	"database/sql/driver"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
)

// A statement whose caller has gone ends on the server, on each way by which statements are sent.
func TestAbandonedStatementsEnd(t *testing.T) {
	pool, watch := fresh(t), fresh(t)
	for name, send := range map[string]func(ctx context.Context, mark string) error{
		"query": func(ctx context.Context, mark string) error {
			var n int
			return pool.GetContext(ctx, &n, "SELECT BENCHMARK(400000000, SHA1('x')) /* "+mark+" */")
		},
		"exec": func(ctx context.Context, mark string) error {
			_, err := pool.ExecContext(ctx, "DO BENCHMARK(400000000, SHA1('x')) /* "+mark+" */")
			return err
		},
		"prepared": func(ctx context.Context, mark string) error {
			var n int
			return pool.GetContext(ctx, &n, "SELECT BENCHMARK(?, SHA1('x')) /* "+mark+" */", 400000000)
		},
		"direct": func(ctx context.Context, mark string) error {
			conn := pinned(t, pool)
			return conn.Raw(func(c any) error {
				_, err := direct{}.Exec(ctx, c, "DO BENCHMARK(400000000, SHA1('x')) /* "+mark+" */", []driver.NamedValue{})
				return err
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			mark := "abandoned_" + name
			ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
			defer cancel()
			began := time.Now()
			if err := send(ctx, mark); err == nil || ctx.Err() == nil {
				t.Fatalf("%v, %v", err, ctx.Err())
			}
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("the caller waited for %v", took)
			}
			for deadline := time.Now().Add(20 * time.Second); running(t, watch, mark); time.Sleep(20 * time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatal("it goes on running")
				}
			}
		})
	}
}

// running reports whether a statement with the mark runs.
func running(t *testing.T, watch *sqlx.DB, mark string) bool {
	t.Helper()
	var texts []string
	if err := watch.SelectContext(t.Context(), &texts, "SELECT COALESCE(INFO, '') FROM information_schema.PROCESSLIST WHERE ID <> CONNECTION_ID()"); err != nil {
		t.Fatal(err)
	}
	for _, text := range texts {
		if strings.Contains(text, mark) {
			return true
		}
	}
	return false
}

// A statement that fails by itself, or in time, kills nothing.
func TestOthersAreLeftAlone(t *testing.T) {
	pool := fresh(t)
	pool.SetMaxOpenConns(1)
	before := one[int64](t, pool, "SELECT CONNECTION_ID()")
	if _, err := pool.ExecContext(t.Context(), "NO SUCH STATEMENT"); err == nil {
		t.Fatal("no error")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := pool.ExecContext(ctx, "DO 1"); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if after := one[int64](t, pool, "SELECT CONNECTION_ID()"); after != before {
		t.Errorf("connection %d, it was %d", after, before)
	}
}

// A caller that has gone before anything was sent leaves a connection that others use next: it is not ended.
func TestNothingWasSent(t *testing.T) {
	pool := fresh(t)
	conn := pinned(t, pool)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for name, send := range map[string]func(g *guarded) error{
		"query": func(g *guarded) error { _, err := g.QueryContext(gone, "SELECT 1", nil); return err },
		"exec":  func(g *guarded) error { _, err := g.ExecContext(gone, "DO 1", nil); return err },
		"prepared": func(g *guarded) error {
			s, err := g.PrepareContext(t.Context(), "SELECT 1")
			if err != nil {
				return err
			}
			defer s.Close()
			_, err = s.(*guardedStatement).QueryContext(gone, nil)
			return err
		},
		"direct": func(g *guarded) error { _, err := direct{}.Exec(gone, g, "DO 1", nil); return err },
	} {
		err := conn.Raw(func(c any) error {
			g := c.(*guarded)
			if err := send(g); !errors.Is(err, context.Canceled) {
				t.Errorf("%s: %v", name, err)
			}
			if g.ended.Load() && g.IsValid() {
				t.Errorf("%s: the thread of a connection in use is killed", name)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
