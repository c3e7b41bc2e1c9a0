// Package concurrency has many callers at once ask for the same rows: none may see an error, and no row may be there twice.
package concurrency

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// account has a unique name, entry has none.
type account struct {
	orm.Model
	ID    int64
	Name  string
	Calls int
}

func (a *account) Schema() schema.Table {
	return schema.Table{Name: "accounts", Fields: schema.Fields{
		schema.Integer(&a.ID).PrimaryKey(), schema.String(&a.Name, 50).Unique(), schema.Integer(&a.Calls),
	}}
}

type entry struct {
	orm.Model
	ID    int64
	Name  string
	Calls int
}

func (e *entry) Schema() schema.Table {
	return schema.Table{Name: "entries", Fields: schema.Fields{
		schema.Integer(&e.ID).PrimaryKey(), schema.String(&e.Name, 50), schema.Integer(&e.Calls),
	}}
}

func each(t *testing.T, run func(t *testing.T, db *orm.DB)) {
	dbtest.Each(t, schema.MustRegistry(&account{}, &entry{}), run)
}

const callers = 32

// together runs 32 callers at once, each with every key, and reports every error.
func together(t *testing.T, keys int, run func(ctx context.Context, caller int, name string) error) {
	t.Helper()
	var wg sync.WaitGroup
	for caller := range callers {
		wg.Go(func() {
			for k := range keys {
				if err := run(t.Context(), caller, fmt.Sprint("key", k)); err != nil {
					t.Errorf("caller %d, key %d: %v", caller, k, err)
					return
				}
			}
		})
	}
	wg.Wait()
}

func wantCount[T any, P orm.PtrTo[T]](t *testing.T, db *orm.DB, want int64) {
	t.Helper()
	n, err := orm.Objects[T, P](db).Count(t.Context())
	if err != nil || n != want {
		t.Errorf("%d rows, want %d, %v", n, want, err)
	}
}

// through the unique constraint.
func TestGetOrCreateUnique(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		q := orm.Objects[account](db)
		together(t, 8, func(ctx context.Context, _ int, name string) error {
			row, _, err := q.GetOrCreate(ctx, orm.V{"name": name})
			if err == nil && row.Name != name {
				err = fmt.Errorf("got %s for %s", row.Name, name)
			}
			return err
		})
		wantCount[account](t, db, 8)
	})
}

// inside a transaction of the caller's.
func TestGetOrCreateUniqueInTransaction(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		q := orm.Objects[account](db)
		together(t, 8, func(ctx context.Context, _ int, name string) error {
			return db.Transaction(ctx, func(ctx context.Context) error {
				_, _, err := q.GetOrCreate(ctx, orm.V{"name": name})
				return err
			})
		})
		wantCount[account](t, db, 8)
	})
}

// outside and inside a transaction.
func TestUpdateOrCreateUnique(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		q := orm.Objects[account](db)
		together(t, 4, func(ctx context.Context, caller int, name string) error {
			_, _, err := q.UpdateOrCreate(ctx, orm.V{"name": name}, orm.V{"calls": caller})
			return err
		})
		wantCount[account](t, db, 4)
		together(t, 4, func(ctx context.Context, caller int, name string) error {
			return db.Transaction(ctx, func(ctx context.Context) error {
				_, _, err := q.UpdateOrCreate(ctx, orm.V{"name": "in " + name}, orm.V{"calls": caller})
				return err
			})
		})
		wantCount[account](t, db, 8)
	})
}

// without a constraint, among the callers of this library.
func TestWithoutConstraint(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		q := orm.Objects[entry](db)
		together(t, 2, func(ctx context.Context, caller int, name string) error {
			if _, _, err := q.GetOrCreate(ctx, orm.V{"name": name}); err != nil {
				return err
			}
			return db.Transaction(ctx, func(ctx context.Context) error {
				_, _, err := q.UpdateOrCreate(ctx, orm.V{"name": "in " + name}, orm.V{"calls": caller})
				return err
			})
		})
		wantCount[entry](t, db, 4)
	})
}

// B-01: every object of a bulk insert gets the key of its own row, while others insert.
func TestBulkKeys(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		if db.Dialect() == "mariadb" || db.Dialect() == "mysql" {
			db.SQLX().SetMaxOpenConns(1) // the setting is the connection's
			if _, err := db.SQLX().ExecContext(t.Context(), "SET SESSION auto_increment_increment = 3, auto_increment_offset = 2"); err != nil {
				t.Fatal(err)
			}
		}
		q := orm.Objects[entry](db)
		var wg sync.WaitGroup
		for w := range 8 {
			wg.Go(func() {
				list := make([]*entry, 50)
				for i := range list {
					list[i] = &entry{Name: fmt.Sprint(w, "/", i)}
				}
				if err := q.BulkCreate(t.Context(), list, orm.BatchSize(20)); err != nil {
					t.Error(err)
					return
				}
				for _, e := range list {
					row, err := q.Get(t.Context(), orm.Q{"id": e.ID})
					if err != nil || row.Name != e.Name {
						t.Errorf("%s has the key of another row: %v", e.Name, err)
					}
				}
			})
		}
		wg.Wait()
		wantCount[entry](t, db, 400)
	})
}

// Two may share a lock, and a third may not have it for itself.
func TestForShare(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		if _, err := orm.Objects[account](db).Create(ctx, account{Name: "row"}); err != nil {
			t.Fatal(err)
		}
		q := orm.Objects[account](db).Filter(orm.Q{"name": "row"})
		if db.Dialect() == "sqlite" {
			err := db.Transaction(ctx, func(ctx context.Context) error {
				_, err := q.ForShare().All(ctx)
				return err
			})
			if !errors.Is(err, orm.ErrUnsupported) {
				t.Errorf("ForShare: %v, want ErrUnsupported", err)
			}
			return
		}
		if _, err := q.ForShare().All(ctx); !errors.Is(err, orm.ErrQuery) {
			t.Errorf("outside a transaction: %v, want ErrQuery", err)
		}
		err := db.Transaction(ctx, func(first context.Context) error {
			if rows, err := q.ForShare().All(first); err != nil || len(rows) != 1 {
				return fmt.Errorf("%d rows: %w", len(rows), err)
			}
			if err := db.Transaction(ctx, func(second context.Context) error {
				_, err := q.ForShare(orm.NoWait()).All(second)
				return err
			}); err != nil {
				return err
			}
			err := db.Transaction(ctx, func(third context.Context) error {
				_, err := q.ForUpdate(orm.NoWait()).All(third)
				return err
			})
			if !errors.Is(err, orm.ErrLockTimeout) {
				t.Errorf("ForUpdate beside a share: %v, want ErrLockTimeout", err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}
