package writes

import (
	"context"
	"errors"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// overflowing is a table whose default has more digits than the field takes.
var overflowing = map[string][]string{
	"sqlite":   {"CREATE TABLE prices (id INTEGER PRIMARY KEY, name TEXT UNIQUE, amount TEXT DEFAULT '1.23456')"},
	"postgres": {"CREATE TABLE prices (id bigserial PRIMARY KEY, name text UNIQUE, amount numeric DEFAULT 1.23456)"},
	"mariadb":  {"CREATE TABLE prices (id bigint AUTO_INCREMENT PRIMARY KEY, name varchar(40) UNIQUE, amount decimal(20,5) DEFAULT 1.23456)"},
}

// A write that cannot read back what it made did nothing, in a transaction neither, whoever goes on.
func TestWriteThatCannotReadBack(t *testing.T) {
	calls := map[string]func(ctx context.Context, db *orm.DB, p *price) error{
		"Save":              func(ctx context.Context, db *orm.DB, p *price) error { return orm.Save(ctx, db, p) },
		"Upsert":            func(ctx context.Context, db *orm.DB, p *price) error { return orm.Upsert(ctx, db, p) },
		"Upsert with a key": func(ctx context.Context, db *orm.DB, p *price) error { p.ID = 12; return orm.Upsert(ctx, db, p) },
		"Create": func(ctx context.Context, db *orm.DB, p *price) error {
			_, err := orm.Objects[price](db).Create(ctx, *p)
			return err
		},
		"BulkCreate": func(ctx context.Context, db *orm.DB, p *price) error {
			return orm.Objects[price](db).BulkCreate(ctx, []*price{p, {Name: "b"}})
		},
		"UpdateOnConflict": func(ctx context.Context, db *orm.DB, p *price) error {
			return orm.Objects[price](db).BulkCreate(ctx, []*price{p, {Name: "b"}}, orm.OnConflict("name"), orm.UpdateOnConflict())
		},
		"GetOrCreate": func(ctx context.Context, db *orm.DB, p *price) error {
			_, _, err := orm.Objects[price](db).GetOrCreate(ctx, orm.V{"name": p.Name})
			return err
		},
		"SaveRelated": func(ctx context.Context, db *orm.DB, p *price) error {
			_, err := orm.SaveRelated(ctx, db, p)
			return err
		},
	}
	for _, database := range dbtest.Names() {
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			db := made(t, database, overflowing)
			for call, write := range calls {
				p := &price{Name: "a"}
				if err := write(t.Context(), db, p); err == nil || errors.Is(err, orm.ErrOutcomeUnknown) {
					t.Errorf("%s: %v, want an error of reading", call, err)
				}
				if got := rows(t, db, "SELECT name FROM prices"); len(got) != 0 || p.Saved() {
					t.Errorf("%s left %q, saved is %t", call, got, p.Saved())
					run(t, db, "DELETE FROM prices")
				}
				err := db.Transaction(t.Context(), func(ctx context.Context) error {
					if err := write(ctx, db, &price{Name: "a"}); err == nil {
						t.Errorf("%s in a transaction: no error", call)
					}
					return nil
				})
				if got := rows(t, db, "SELECT name FROM prices"); len(got) != 0 {
					t.Errorf("%s in a transaction that ended with %v left %q", call, err, got)
					run(t, db, "DELETE FROM prices")
				}
			}
		})
	}
}
