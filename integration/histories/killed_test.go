package histories

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// TestKilled ends the connections of a server while transactions run: what was told to be done is there, what failed is not,
// and what is unknown is there whole or not at all.
func TestKilled(t *testing.T) {
	seed, transactions := replay.Seed(t), replay.Setting(t, "ORMAR_TRANSACTIONS", 160)
	for _, name := range dbtest.Names() {
		if name == "sqlite" {
			continue // it has no connections that a server could end; integration/crash kills the process
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := dbtest.Open(t, name, schema.MustRegistry(&Shelf{}, &Guarded{}))
			begin(t, db)
			stop := make(chan struct{})
			var wg sync.WaitGroup
			var killed atomic.Int64
			wg.Go(func() {
				for {
					select {
					case <-stop:
						return
					case <-time.After(15 * time.Millisecond):
						killed.Add(kill(db))
					}
				}
			})
			s := styles["locked instances"]
			history := run(t, db, s, sql.LevelSerializable, seed, transactions, func(error) bool { return true })
			close(stop)
			wg.Wait()
			// What was ended last may lie idle in the pool: it can neither answer the reads below nor say goodbye to Close.
			db.SQLX().SetMaxIdleConns(0)
			check(t, history, lasts(t, db, s), nil)
			if t.Logf("%d connections ended", killed.Load()); killed.Load() == 0 {
				t.Error("no connection was ended")
			}
		})
	}
}

// kill ends a connection of the test by chance, and tells how many it ended.
func kill(db *orm.DB) int64 {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	var id int64
	if db.Dialect() == "postgres" {
		// Other tests have schemas of their own in the same database: the sessions of this one are those that hold its tables.
		const others = "SELECT pg_terminate_backend(pid)::int FROM (SELECT DISTINCT l.pid FROM pg_locks l JOIN pg_class c ON c.oid = l.relation " +
			"WHERE c.relnamespace = current_schema()::regnamespace AND l.pid <> pg_backend_pid()) ours ORDER BY random() LIMIT 1"
		_ = db.SQLX().GetContext(ctx, &id, others) // none is in a transaction
		return id
	}
	const others = "SELECT id FROM information_schema.processlist WHERE db = database() AND id <> connection_id() ORDER BY rand() LIMIT 1"
	if err := db.SQLX().GetContext(ctx, &id, others); err != nil {
		return 0
	}
	if _, err := db.SQLX().ExecContext(ctx, fmt.Sprint("KILL ", id)); err != nil {
		return 0
	}
	return 1
}
