package divided

import (
	"os"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// account is what accounts were in the first release: without a name.
type account struct {
	TenantID int64
	Number   int64
	Plan     orm.One[Plan]
}

func (a *account) Schema() schema.Table {
	return schema.Table{Name: "accounts", ShardKey: "tenant_id", Fields: schema.Fields{
		schema.BigInteger(&a.TenantID).PrimaryKey(), schema.BigInteger(&a.Number).PrimaryKey(), schema.ForeignKey(&a.Plan),
	}}
}

// TestMigrations: tables that are divided are made, changed, joined by another one, and taken back.
func TestMigrations(t *testing.T) {
	latest := schema.MustRegistry(&Plan{}, &Account{}, &Task{})
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, db, dir, n := t.Context(), dbtest.OpenEmpty(t, name, latest), t.TempDir(), 0
			clock := migrate.Clock(func() time.Time { n++; return time.Date(2026, 11, 30, 12, n, 0, 0, time.UTC) })
			_, err := migrate.Make(dir, schema.MustRegistry(&Plan{}, &account{}), migrate.Name("tables"), migrate.Dialects(db.Dialect()), clock)
			_, more := migrate.Make(dir, latest, migrate.Name("tasks"), clock, migrate.Fill("accounts.name", "'account'"))
			if err != nil || more != nil {
				t.Fatal(err, more)
			}
			m, err := migrate.New(db, os.DirFS(dir))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := m.Up(ctx, migrate.Steps(1)); err != nil {
				t.Fatal(err)
			}
			for _, text := range []string{"INSERT INTO plans (id, name) VALUES (1, 'large')", "INSERT INTO accounts (tenant_id, number, plan) VALUES (7, 1, 1)"} {
				if _, err := db.SQLX().ExecContext(ctx, text); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := m.Up(ctx); err != nil {
				t.Fatal(err)
			}
			if changes, warnings, err := migrate.Drift(ctx, db); err != nil || len(changes)+len(warnings) > 0 {
				t.Errorf("drift: %v, %v, %v", changes, warnings, err)
			}
			a, err := orm.Objects[Account](db).Get(ctx, orm.Q{"tenant_id": 7, "name": "account"})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := a.Tasks.Create(ctx, Task{Number: 1, Title: "made"}); err != nil {
				t.Error(err)
			}
			if done, err := m.Down(ctx, migrate.To(""), migrate.AllowLoss()); err != nil || len(done) < 2 {
				t.Errorf("back: %v, %v", done, err)
			}
		})
	}
}
