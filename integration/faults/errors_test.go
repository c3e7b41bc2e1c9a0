package faults

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/ormar-go/ormar/orm"
)

// isDriver reports whether the driver's own error is in the chain.
func isDriver(err error) bool {
	var (
		postgres *pgconn.PgError
		maria    *mysql.MySQLError
	)
	return errors.As(err, &postgres) || errors.As(err, &maria) || isSQLite(err)
}

// The same condition is the same typed error on every database, with table, constraint and fields, and with the driver's error
// in its chain. Where a database does not tell a name, this module finds it among the models: SQLite never says which
// foreign key it was, and where a statement can violate a single one there is no doubt.
func TestConstraintErrors(t *testing.T) {
	for _, c := range []struct {
		name       string
		kind       error
		table      string
		constraint string
		fields     []string
		call       func(ctx context.Context, db *orm.DB) error
	}{
		{"unique on save", orm.ErrUnique, "accounts", "uc_accounts_name", []string{"name"}, func(ctx context.Context, db *orm.DB) error {
			return add(ctx, db, "taken")
		}},
		{"unique on update", orm.ErrUnique, "accounts", "uc_accounts_name", []string{"name"}, func(ctx context.Context, db *orm.DB) error {
			return orm.Update(ctx, db, &account{ID: 2, Name: "taken"}, "name")
		}},
		{"unique over two fields", orm.ErrUnique, "holders", "uc_holders_name_email", []string{"name", "email"}, func(ctx context.Context, db *orm.DB) error {
			return orm.Save(ctx, db, &holder{Name: "ada", Email: "a@b"})
		}},
		{"unique in bulk", orm.ErrUnique, "holders", "uc_holders_name_email", []string{"name", "email"}, func(ctx context.Context, db *orm.DB) error {
			return orm.Objects[holder](db).BulkCreate(ctx, []*holder{{Name: "new"}, {Name: "new"}})
		}},
		{"primary key", orm.ErrUnique, "accounts", "", []string{"id"}, func(ctx context.Context, db *orm.DB) error {
			return orm.Save(ctx, db, &account{ID: 2, Name: "third"})
		}},
		{"primary key of another table", orm.ErrUnique, "holders", "", []string{"id"}, func(ctx context.Context, db *orm.DB) error {
			return orm.Save(ctx, db, &holder{ID: 1})
		}},
		{"foreign key of a child", orm.ErrForeignKey, "accounts", "fk_accounts_holders_id_owner", []string{"owner"}, func(ctx context.Context, db *orm.DB) error {
			return orm.Save(ctx, db, &account{Name: "orphan", Owner: orm.RefPK[holder](99)})
		}},
		{"foreign key of a parent", orm.ErrForeignKey, "accounts", "fk_accounts_holders_id_owner", []string{"owner"}, func(ctx context.Context, db *orm.DB) error {
			return orm.Delete(ctx, db, &holder{ID: 1})
		}},
		{"not null", orm.ErrNotNull, "accounts", "", []string{"name"}, func(ctx context.Context, db *orm.DB) error {
			// Only SQL can try: package orm refuses it before.
			_, err := orm.Raw[account](ctx, db, rawSQL("INSERT INTO accounts (id, name, balance, note) VALUES (7, NULL, 1, '')"))
			return err
		}},
		{"not null of another table", orm.ErrNotNull, "holders", "", []string{"name"}, func(ctx context.Context, db *orm.DB) error {
			_, err := orm.Raw[holder](ctx, db, rawSQL("INSERT INTO holders (id, name, email) VALUES (7, NULL, '')"))
			return err
		}},
		{"check on save", orm.ErrCheck, "accounts", "solvent", nil, func(ctx context.Context, db *orm.DB) error {
			return orm.Save(ctx, db, &account{Name: "poor", Balance: -1})
		}},
		{"check in a set", orm.ErrCheck, "accounts", "solvent", nil, func(ctx context.Context, db *orm.DB) error {
			_, err := orm.Objects[account](db).Each().Update(ctx, orm.V{"balance": orm.F("balance").Sub(1000)})
			return err
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			each(t, func(t *testing.T, db *orm.DB) {
				populate(t, db)
				err := c.call(t.Context(), db)
				var e *orm.ConstraintError
				if !errors.As(err, &e) || !errors.Is(err, c.kind) || e.Kind != c.kind {
					t.Fatalf("%v, want a ConstraintError that is %v", err, c.kind)
				}
				if e.Table != c.table || !slices.Equal(e.Fields, c.fields) {
					t.Errorf("table %q and fields %q, want %q and %q", e.Table, e.Fields, c.table, c.fields)
				}
				if c.constraint != "" && e.Constraint != c.constraint {
					t.Errorf("constraint %q, want %q", e.Constraint, c.constraint)
				}
				if !isDriver(err) {
					t.Errorf("%v lacks the driver's error", err)
				}
				for _, other := range []error{orm.ErrUnique, orm.ErrForeignKey, orm.ErrNotNull, orm.ErrCheck, orm.ErrConnect, orm.ErrOutcomeUnknown} {
					if other != c.kind && errors.Is(err, other) {
						t.Errorf("%v is also %v", err, other)
					}
				}
			})
		})
	}
}

// populate makes two accounts and a holder of the first.
func populate(t *testing.T, db *orm.DB) {
	t.Helper()
	ada := &holder{Name: "ada", Email: "a@b"}
	for _, err := range []error{
		orm.Save(t.Context(), db, ada),
		orm.Save(t.Context(), db, &account{Name: "taken", Balance: 10, Owner: orm.Ref(ada)}),
		orm.Save(t.Context(), db, &account{Name: "second", Balance: 10}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// What does not fit a column, what is cancelled, and what cannot be are typed alike everywhere, before SQL where they can be.
func TestOtherErrors(t *testing.T) {
	accounts := orm.Objects[account]
	for _, c := range []struct {
		name string
		kind error
		call func(ctx context.Context, db *orm.DB) error
	}{
		{"too long on save", orm.ErrValidation, func(ctx context.Context, db *orm.DB) error {
			return orm.Save(ctx, db, &account{Name: strings.Repeat("é", 81)})
		}},
		{"too long in a set", orm.ErrValidation, func(ctx context.Context, db *orm.DB) error {
			_, err := accounts(db).Each().Update(ctx, orm.V{"name": strings.Repeat("é", 81)})
			return err
		}},
		{"out of range on save", orm.ErrValidation, func(ctx context.Context, db *orm.DB) error {
			return orm.Save(ctx, db, &account{Name: "rich", Balance: 1 << 40})
		}},
		{"NUL in a text", orm.ErrValidation, func(ctx context.Context, db *orm.DB) error {
			return orm.Save(ctx, db, &account{Name: "a\x00b"})
		}},
		{"cancelled before a read", context.Canceled, func(ctx context.Context, db *orm.DB) error {
			_, err := accounts(db).All(cancelled(ctx))
			return err
		}},
		{"cancelled before a write", context.Canceled, func(ctx context.Context, db *orm.DB) error {
			return add(cancelled(ctx), db, "lost")
		}},
		{"cancelled before a transaction", context.Canceled, func(ctx context.Context, db *orm.DB) error {
			return db.Transaction(cancelled(ctx), func(context.Context) error { return nil })
		}},
		{"read-only", orm.ErrReadOnly, func(ctx context.Context, db *orm.DB) error {
			return db.Transaction(ctx, func(ctx context.Context) error { return add(ctx, db, "lost") }, orm.ReadOnly())
		}},
		{"read-only by the server", orm.ErrReadOnly, func(ctx context.Context, db *orm.DB) error {
			return db.Transaction(ctx, func(ctx context.Context) error {
				_, err := orm.Raw[account](ctx, db, rawSQL("DELETE FROM accounts"))
				return err
			}, orm.ReadOnly())
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			each(t, func(t *testing.T, db *orm.DB) {
				populate(t, db)
				if err := c.call(t.Context(), db); !errors.Is(err, c.kind) || errors.Is(err, orm.ErrOutcomeUnknown) {
					t.Errorf("%v, want %v and a known outcome", err, c.kind)
				}
				compare(t, db, []string{"second", "taken"})
			})
		})
	}
}

func cancelled(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	return ctx
}

// A write that waits for a connection until its deadline was not sent, and says so (F22).
func TestPoolExhausted(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		db.SQLX().SetMaxOpenConns(1)
		conn, err := db.SQLX().Connx(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for name, call := range map[string]func(context.Context) error{
			"write": func(ctx context.Context) error { return add(ctx, db, "lost") },
			"read":  func(ctx context.Context) error { _, err := orm.Objects[account](db).All(ctx); return err },
			"transaction": func(ctx context.Context) error {
				return db.Transaction(ctx, func(context.Context) error { return nil })
			},
		} {
			ctx, cancel := context.WithTimeout(t.Context(), patience/3)
			if err := call(ctx); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, orm.ErrOutcomeUnknown) {
				t.Errorf("%s: %v, want DeadlineExceeded and a known outcome", name, err)
			}
			cancel()
		}
		conn.Close()
		compare(t, db, nil)
	})
}

// A value above the server's packet limit is refused before a byte of it is sent, and harms nobody else (F23).
func TestOversizedPacket(t *testing.T) {
	for _, name := range servers() {
		t.Run(name, func(t *testing.T) {
			db, _ := fresh(t, name, nil)
			if db.Dialect() == "postgres" {
				t.Skip("PostgreSQL takes a gigabyte")
			}
			var limit int
			if err := db.SQLX().GetContext(t.Context(), &limit, "SELECT @@max_allowed_packet"); err != nil {
				t.Fatal(err)
			}
			big := strings.Repeat("x", limit+1)
			for i, call := range []func() error{
				func() error { return orm.Save(t.Context(), db, &account{Name: "big", Note: big}) },
				func() error {
					_, err := orm.Objects[account](db).All(t.Context(), orm.Q{"note": big})
					return err
				},
			} {
				if err := call(); !errors.Is(err, orm.ErrValidation) {
					t.Errorf("call %d: %v, want ErrValidation", i, err)
				}
				if err := add(t.Context(), db, fmt.Sprint("after ", i)); err != nil {
					t.Errorf("the next write: %v", err)
				}
			}
			half := strings.Repeat("y", limit/3)
			var rows []*account
			for i := range 5 {
				rows = append(rows, &account{Name: fmt.Sprint("bulk ", i), Note: half})
			}
			if err := orm.Objects[account](db).BulkCreate(t.Context(), rows); err != nil {
				t.Errorf("rows that are above the limit together: %v", err)
			}
			compare(t, db, []string{"after 0", "after 1", "bulk 0", "bulk 1", "bulk 2", "bulk 3", "bulk 4"})
		})
	}
}
