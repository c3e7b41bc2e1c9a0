package migrations

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
)

// many are n migrations, each of which adds a row by itself and a table.
func many(n int) (out []string) {
	out = append(out, "20261129153000_books.sql", first)
	for i := 1; i < n; i++ {
		out = append(out, fmt.Sprintf("202611291530%02d_step.sql", i),
			fmt.Sprintf("-- migrate:up\nCREATE TABLE t%d (id bigint NOT NULL PRIMARY KEY);\nINSERT INTO books (id, title) VALUES (%d, 'step');\n-- migrate:down\nDROP TABLE t%d;\n", i, i+1, i))
	}
	return out
}

// Eight that start at once apply each migration once; together they report each one once.
func TestEightStarters(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		ctx, n := t.Context(), 20
		var all sync.WaitGroup
		var mu sync.Mutex
		applied := map[string]int{}
		for range 8 {
			all.Go(func() {
				m, err := migrate.New(db, dir(many(n)...))
				if err != nil {
					t.Error(err)
					return
				}
				done, err := m.Up(ctx)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				for _, v := range done {
					applied[v.ID]++
				}
			})
		}
		all.Wait()
		if len(applied) != n {
			t.Errorf("applied %v", applied)
		}
		for id, times := range applied {
			if times != 1 {
				t.Errorf("%s was applied %d times", id, times)
			}
		}
		if count, err := orm.Objects[Book](db).Count(ctx); err != nil || count != int64(n) {
			t.Errorf("%d rows, %v", count, err)
		}
	})
}

// A waiter whose context ends says so; one that waits longer finds the work done.
func TestAWaiterGivesUp(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		if db.Stats().MaxOpenConnections == 1 {
			t.Skip("the pool would be waited for")
		}
		for _, outside := range []bool{false, true} {
			ctx := t.Context()
			entered, leave := make(chan struct{}), make(chan struct{})
			slow := migrate.GoMigration{ID: "20261129153010_slow", NoTransaction: outside, Up: func(context.Context) error {
				close(entered)
				<-leave
				return nil
			}, Down: func(context.Context) error { return nil }}
			holder := with(t, db, three(), migrate.WithGo(slow))
			var all sync.WaitGroup
			all.Go(func() {
				if _, err := holder.Up(ctx); err != nil {
					t.Error(err)
				}
			})
			<-entered
			waiter := with(t, db, three(), migrate.WithGo(migrate.GoMigration{ID: slow.ID, Up: func(context.Context) error { return errors.New("twice") }}))
			short, cancel := context.WithTimeout(ctx, 2*time.Second) // on a busy machine it takes a while to come to where one waits
			began := time.Now()
			done, err := waiter.Up(short)
			cancel()
			if !errors.Is(err, migrate.ErrLocked) || !errors.Is(err, context.DeadlineExceeded) || done != nil || time.Since(began) > 20*time.Second {
				t.Errorf("the waiter: %v, %v after %v", done, err, time.Since(began))
			}
			all.Go(func() {
				if done, err := waiter.Up(ctx); err != nil || len(done) != 0 {
					t.Errorf("the patient waiter: %v, %v", done, err)
				}
			})
			time.Sleep(30 * time.Millisecond)
			close(leave)
			all.Wait()
			if _, err := holder.Down(ctx, migrate.To(""), migrate.AllowLoss()); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// A context that has ended already sends nothing.
func TestAContextThatHasEnded(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if done, err := with(t, db, three()).Up(ctx); !errors.Is(err, context.Canceled) || done != nil {
			t.Errorf("%v, %v", done, err)
		}
		if has(t, db, "SELECT 1 FROM books") {
			t.Error("something was applied")
		}
	})
}

// A table that somebody holds is waited for briefly, and the step is tried again.
func TestATableThatIsHeld(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		if db.Stats().MaxOpenConnections == 1 || db.Dialect() == "sqlite" {
			t.Skip("nobody holds a table alone")
		}
		ctx := t.Context()
		m := with(t, db, three())
		if _, err := m.Up(ctx, migrate.Steps(1)); err != nil {
			t.Fatal(err)
		}
		entered, leave := make(chan struct{}), make(chan struct{})
		var all sync.WaitGroup
		all.Go(func() {
			err := db.Transaction(ctx, func(ctx context.Context) error {
				_, err := orm.Objects[Book](db).All(ctx)
				close(entered)
				<-leave
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
		<-entered
		time.AfterFunc(6*time.Second, func() { close(leave) })
		if done, err := m.Up(ctx); err != nil || len(done) != 2 {
			t.Errorf("%v, %v", done, err)
		}
		all.Wait()
	})
}
