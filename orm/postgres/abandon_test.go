package postgres

import (
	"context"
	"testing"
	"time"
)

// A statement whose caller has gone ends on the server: the driver asks for that on a connection of its own.
func TestAbandonedStatementsEnd(t *testing.T) {
	pool, watch := fresh(t), fresh(t)
	for name, send := range map[string]func(ctx context.Context) error{
		"query": func(ctx context.Context) error {
			var n int
			return pool.GetContext(ctx, &n, "SELECT 1 FROM pg_sleep(120) /* abandoned */")
		},
		"prepared": func(ctx context.Context) error {
			var n int
			return pool.GetContext(ctx, &n, "SELECT 1 FROM pg_sleep($1) /* abandoned */", 120)
		},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			if err := send(ctx); err == nil || ctx.Err() == nil {
				t.Fatalf("%v, %v", err, ctx.Err())
			}
			for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
				var n int
				if err := watch.Get(&n, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(%/* abandoned */' AND state = 'active'"); err != nil {
					t.Fatal(err)
				}
				if n == 0 {
					break
				}
				if time.Now().After(deadline) {
					t.Fatal("it goes on running")
				}
			}
		})
	}
}
