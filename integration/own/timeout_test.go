package own

import (
	"context"
	"errors"
	"testing"
	"time"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
)

// slow is a statement that takes far longer than a test.
var slow = map[string]string{
	"sqlite":   "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 2000000000) SELECT COUNT(*) FROM c",
	"postgres": "SELECT COUNT(*) FROM pg_sleep(60)",
	"mysql":    "SELECT SLEEP(60)",
	"mariadb":  "SELECT SLEEP(60)",
}

// A statement whose context has no deadline ends when WithTimeout says; one with a deadline of its own when that says.
func TestWithTimeout(t *testing.T) {
	const d = 400 * time.Millisecond
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		text := sq.Expr(slow[db.Dialect()])
		began := time.Now()
		if _, err := orm.RawInto[int64](t.Context(), db, text); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("without a deadline: %v", err)
		}
		if took := time.Since(began); took < d {
			t.Errorf("it ended after %v, before its time", took)
		}
		began = time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 3*d)
		defer cancel()
		if _, err := orm.RawInto[int64](ctx, db, text); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("with a deadline: %v", err)
		}
		if took := time.Since(began); took < 3*d {
			t.Errorf("it ended after %v, before its own deadline", took)
		}
		err := db.Transaction(t.Context(), func(ctx context.Context) error {
			if err := orm.Save(ctx, db, &Item{Name: "lost"}); err != nil {
				return err
			}
			if _, err := orm.RawInto[int64](ctx, db, text); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("in a transaction: %v", err)
			}
			if err := orm.Save(ctx, db, &Item{Name: "later"}); !errors.Is(err, orm.ErrTxDoomed) {
				t.Errorf("after it: %v", err)
			}
			return nil
		})
		if !errors.Is(err, orm.ErrTxDoomed) {
			t.Errorf("the transaction: %v", err)
		}
		if n, err := orm.Objects[Item](db).Count(t.Context()); err != nil || n != 0 {
			t.Errorf("%d rows stayed, %v", n, err)
		}
	}, orm.WithTimeout(d))
}

func TestLimitsAboveZero(t *testing.T) {
	for name, o := range map[string]orm.Option{"WithTimeout": orm.WithTimeout(0), "WithRetry": orm.WithRetry(-1)} {
		if db, err := sqlite.Open(":memory:", models(), o); !errors.Is(err, orm.ErrQuery) || db != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
