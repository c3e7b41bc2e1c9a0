package own

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	sq "github.com/Masterminds/squirrel"
	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// The connection is the transaction's; what use breaks there dooms it.
func TestConn(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		fill(t, db)
		count := func(ctx context.Context, conn *sqlx.Conn) (n int) {
			if err := conn.GetContext(ctx, &n, "SELECT COUNT(*) FROM items"); err != nil {
				t.Error(err)
			}
			return n
		}
		err := db.Transaction(t.Context(), func(ctx context.Context) error {
			if _, err := orm.Exec(ctx, db, sq.Expr("DELETE FROM items WHERE name = ?", "item 0")); err != nil {
				return err
			}
			return db.Conn(ctx, func(conn *sqlx.Conn) error {
				equal(t, "what the connection sees", count(ctx, conn), 2)
				n, err := orm.Objects[Item](db).Count(ctx)
				equal(t, "ctx inside", fmt.Sprint(n, err), "2 <nil>")
				return nil
			})
		})
		is(t, "the transaction", err)
		if err != nil {
			t.Error(err)
		}
		own := errors.New("own")
		err = db.Transaction(t.Context(), func(ctx context.Context) error {
			_ = db.Conn(ctx, func(*sqlx.Conn) error { return own })
			return nil
		})
		is(t, "an error that was passed over", err, orm.ErrTxDoomed, own)
		err = db.Transaction(t.Context(), func(ctx context.Context) error {
			_ = db.Conn(ctx, func(conn *sqlx.Conn) error {
				_, err := conn.ExecContext(ctx, "ROLLBACK")
				return err
			})
			_, err := orm.Objects[Item](db).Each().Delete(ctx)
			is(t, "work after it was ended", err, orm.ErrTxDoomed)
			return nil
		})
		is(t, "a transaction that was ended", err, orm.ErrTxDoomed)
		if db.Dialect() == "postgres" {
			err = db.Transaction(t.Context(), func(ctx context.Context) error {
				_ = db.Conn(ctx, func(conn *sqlx.Conn) error {
					_, _ = conn.ExecContext(ctx, "SELECT nope FROM items")
					return nil
				})
				return nil
			})
			is(t, "a failure that nobody was told of", err, orm.ErrTxDoomed)
		}
		err = db.Conn(t.Context(), func(conn *sqlx.Conn) error {
			equal(t, "outside", count(t.Context(), conn), 2)
			return nil
		})
		is(t, "outside", err)
		err = db.Conn(t.Context(), func(conn *sqlx.Conn) error {
			_, err := conn.ExecContext(t.Context(), "BEGIN")
			return err
		})
		is(t, "a transaction left open", err, orm.ErrQuery)
		is(t, "an error outside", db.Conn(t.Context(), func(*sqlx.Conn) error { return own }), own)
		func() {
			defer func() { equal(t, "a panic", recover(), "boom") }()
			_ = db.Conn(t.Context(), func(*sqlx.Conn) error { panic("boom") })
		}()
	})
}

// Where the pool has one connection, who keeps it is told so instead of waiting for himself.
func TestNobodyWaitsForHimself(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		fill(t, db)
		db.SQLX().SetMaxOpenConns(1)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		work := func(what string) {
			_, err := orm.Objects[Item](db).Count(ctx)
			is(t, what+", a read", err, orm.ErrQuery)
			is(t, what+", a transaction", db.Transaction(ctx, func(context.Context) error { return nil }), orm.ErrQuery)
			is(t, what+", Conn", db.Conn(ctx, func(*sqlx.Conn) error { return nil }), orm.ErrQuery)
		}
		is(t, "Conn", db.Conn(ctx, func(*sqlx.Conn) error { work("inside Conn"); return nil }))
		for _, err := range orm.RawEach[string](ctx, db, sq.Expr("SELECT name FROM items")) {
			is(t, "RawEach", err)
			work("inside RawEach")
		}
		if n, err := orm.Objects[Item](db).Count(ctx); n != 3 || err != nil {
			t.Errorf("afterwards: %d, %v", n, err)
		}
	})
}
