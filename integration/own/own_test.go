package own

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"
	"time"

	sq "github.com/Masterminds/squirrel"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

func models() *schema.Registry { return schema.MustRegistry(&Item{}, &Line{}) }

var noon = time.Date(2026, 5, 6, 12, 0, 0, 123456000, time.UTC)

// fill makes three items: prices 9.50, 10.00 and 100.00, instants an hour apart.
func fill(t *testing.T, db *orm.DB) []*Item {
	t.Helper()
	var items []*Item
	for i, price := range []string{"9.5", "10", "100"} {
		items = append(items, &Item{ID: uuid.UUID{15: byte(i + 1)}, Name: fmt.Sprint("item ", i), Price: decimal.RequireFromString(price),
			At: noon.Add(time.Duration(i) * time.Hour), Token: "hidden", Mail: fmt.Sprint("m", i)})
	}
	if err := orm.Objects[Item](db).BulkCreate(t.Context(), items); err != nil {
		t.Fatal(err)
	}
	return items
}

// is wants an error that is all of these, none without any.
func is(t *testing.T, what string, err error, want ...error) {
	t.Helper()
	if len(want) == 0 && err != nil {
		t.Errorf("%s: %v", what, err)
	}
	for _, w := range want {
		if !errors.Is(err, w) {
			t.Errorf("%s: %v, want %v", what, err, w)
		}
	}
}

// names asks for items under a condition, in the order of their keys.
func names(t *testing.T, db *orm.DB, c ...orm.Condition) []string {
	t.Helper()
	list, err := orm.Pluck[string](t.Context(), orm.Objects[Item](db).Filter(c...), "name")
	if err != nil {
		t.Error(err)
	}
	return list
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
		t.Errorf("%s: %s, want %s", what, g, w)
	}
}

// report is what a statement of one's own gives.
type report struct {
	Named
	Total decimal.Decimal `db:"total"`
	First time.Time       `db:"first"`
	Note  *string
	Skip  int `db:"-"`
}

// Named is embedded.
type Named struct {
	Name string `db:"name"`
}

const perItem = "SELECT name, price AS total, at AS first, note FROM items "

func TestRawInto(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		items, f := fill(t, db), orm.Fields[Item]()
		ctx := t.Context()
		rows, err := orm.RawInto[report](ctx, db, sq.Expr(perItem+"WHERE id = ?", orm.Arg(&f.ID, items[1].ID)))
		if err != nil || len(rows) != 1 || rows[0].Name != "item 1" || !rows[0].Total.Equal(items[1].Price) || !rows[0].First.Equal(items[1].At) || rows[0].Note != nil {
			t.Errorf("%v, %v", rows, err)
		}
		deep, err := orm.RawInto[*report](ctx, db, sq.Select("name", "price AS total", "at AS first", "note").From("items").OrderBy("name DESC"))
		if err != nil || len(deep) != 3 || deep[0].Name != "item 2" || deep[2].Name != "item 0" {
			t.Errorf("%v, %v", deep, err)
		}
		plain, err := orm.RawInto[int64](ctx, db, sq.Expr("SELECT COUNT(*) FROM items WHERE name <> ?", "x"))
		equal(t, "a count", fmt.Sprint(plain, err), "[3] <nil>")
		ids, err := orm.RawInto[uuid.UUID](ctx, db, sq.Expr("SELECT id FROM items ORDER BY id"))
		equal(t, "keys", fmt.Sprint(ids, err), fmt.Sprint([]uuid.UUID{items[0].ID, items[1].ID, items[2].ID}, error(nil)))
		last, err := orm.RawInto[sql.Null[time.Time]](ctx, db, sq.Expr("SELECT MAX(at) FROM items"))
		if err != nil || len(last) != 1 || !last[0].V.Equal(items[2].At) {
			t.Errorf("an instant of an aggregate: %v, %v", last, err)
		}
		none, err := orm.RawInto[*time.Time](ctx, db, sq.Expr("SELECT MAX(at) FROM items WHERE name = 'x'"))
		if err != nil || len(none) != 1 || none[0] != nil {
			t.Errorf("no instant: %v, %v", none, err)
		}
		empty, err := orm.RawInto[report](ctx, db, sq.Expr(perItem+"WHERE 1 = 0"))
		if err != nil || empty == nil || len(empty) != 0 {
			t.Errorf("no rows: %#v, %v", empty, err)
		}
		bad := map[string]func() error{
			"a column without a field": func() error { return lastOf(orm.RawInto[Named](ctx, db, sq.Expr("SELECT name, note FROM items"))) },
			"a field without a column": func() error { return lastOf(orm.RawInto[report](ctx, db, sq.Expr("SELECT name FROM items"))) },
			"a column twice":           func() error { return lastOf(orm.RawInto[Named](ctx, db, sq.Expr("SELECT name, name FROM items"))) },
			"two columns into a plain": func() error { return lastOf(orm.RawInto[string](ctx, db, sq.Expr("SELECT name, note FROM items"))) },
			"a map":                    func() error { return lastOf(orm.RawInto[map[string]any](ctx, db, sq.Expr("SELECT name FROM items"))) },
			"a path":                   func() error { return lastOf(orm.RawInto[string](ctx, db, sq.Expr("SELECT {name} FROM items"))) },
			"no statement":             func() error { return lastOf(orm.RawInto[string](ctx, db, sq.Expr(""))) },
			"a dollar": func() error {
				return lastOf(orm.RawInto[string](ctx, db, sq.Expr("SELECT name FROM items WHERE id = $1", 1)))
			},
			"a transaction": func() error { return lastOf(orm.RawInto[string](ctx, db, sq.Expr("BEGIN"))) },
			"a table":       func() error { return lastOf(orm.RawInto[string](ctx, db, sq.Expr("DROP TABLE items"))) },
			"nil":           func() error { return lastOf(orm.RawInto[string](ctx, db, nil)) },
		}
		for what, call := range bad {
			is(t, what, call(), orm.ErrQuery)
		}
		_, err = orm.RawInto[Named](ctx, db, sq.Expr("SELECT note AS name FROM items"))
		var v *schema.ValueError
		is(t, "NULL in a plain field", err, orm.ErrStored)
		if !errors.As(err, &v) || v.Field != "name" || v.Row != 1 {
			t.Errorf("where it was: %v", err)
		}
		is(t, "NULL in a plain value", lastOf(orm.RawInto[string](ctx, db, sq.Expr("SELECT note FROM items"))), orm.ErrStored)
		is(t, "text in a number", lastOf(orm.RawInto[int](ctx, db, sq.Expr("SELECT name FROM items"))), orm.ErrStored)
	})
}

func lastOf[T any](_ T, err error) error { return err }

// In a transaction own SQL sees its rows and is undone with it; with a single connection too.
func TestOwnSQLInTransactions(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		items, f := fill(t, db), orm.Fields[Item]()
		back := errors.New("back")
		err := db.Transaction(t.Context(), func(ctx context.Context) error {
			n, err := orm.Exec(ctx, db, sq.Update("items").Set("price", orm.Arg(&f.Price, decimal.RequireFromString("7"))).Where(sq.Expr("id <> ?", orm.Arg(&f.ID, items[0].ID))))
			if n != 2 || err != nil {
				t.Errorf("Exec: %d, %v", n, err)
			}
			sum, err := orm.RawInto[float64](ctx, db, sq.Expr("SELECT SUM(price) FROM items"))
			equal(t, "what the transaction sees", fmt.Sprint(sum, err), "[23.5] <nil>")
			var each []string
			for row, err := range orm.RawEach[Named](ctx, db, sq.Expr("SELECT name FROM items ORDER BY name")) {
				if err != nil {
					t.Error(err)
				}
				each = append(each, row.Name)
				_, busy := orm.Objects[Item](db).Count(ctx)
				is(t, "work inside the loop", busy, orm.ErrQuery)
				is(t, "a savepoint inside the loop", db.Transaction(ctx, func(context.Context) error { return nil }), orm.ErrQuery)
				if len(each) == 2 {
					break
				}
			}
			equal(t, "RawEach", each, []string{"item 0", "item 1"})
			if n, err := orm.Objects[Item](db).Filter(orm.Eq(&f.Price, decimal.RequireFromString("7"))).Count(ctx); n != 2 || err != nil {
				t.Errorf("after the loop: %d, %v", n, err)
			}
			return back
		})
		is(t, "the transaction", err, back)
		sum, err := orm.RawInto[float64](t.Context(), db, sq.Expr("SELECT SUM(price) FROM items"))
		equal(t, "after it", fmt.Sprint(sum, err), "[119.5] <nil>")
	})
}

func TestExec(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		items, f := fill(t, db), orm.Fields[Item]()
		ctx := t.Context()
		count := func(what string, want int64, s sq.Sqlizer) {
			t.Helper()
			if n, err := orm.Exec(ctx, db, s); n != want || err != nil {
				t.Errorf("%s: %d, %v, want %d", what, n, err, want)
			}
		}
		count("an insert", 1, sq.Insert("items").Columns("id", "name", "price", "at", "token", "mail").Values(orm.Arg(&f.ID, uuid.UUID{9}), "new",
			orm.Arg(&f.Price, decimal.RequireFromString("0.1")), orm.Arg(&f.At, noon), "", orm.Arg(&f.Mail, "m9")))
		got, err := orm.Objects[Item](db).Get(ctx, orm.Eq(&f.Mail, "m9"))
		if err != nil || got.ID != (uuid.UUID{9}) || !got.At.Equal(noon) || got.Price.String() != "0.1" {
			t.Errorf("what it stored: %v, %v", got, err)
		}
		count("matched, not changed", 1, sq.Expr("UPDATE items SET name = name WHERE id = ?", orm.Arg(&f.ID, items[0].ID)))
		count("a read", 0, sq.Expr("SELECT name FROM items"))
		count("a table", 0, sq.Expr("CREATE TABLE extra (id integer)"))
		count("none", 0, sq.Expr("DELETE FROM items WHERE name = ?", "nobody"))
		count("its end", 0, sq.Expr("DROP TABLE extra"))
		for what, s := range map[string]sq.Sqlizer{
			"nothing": sq.Expr(""), "two": sq.Expr("DELETE FROM lines; DELETE FROM items"), "a commit": sq.Expr("COMMIT"), "a path": sq.Expr("DELETE FROM items WHERE {name} = ?", "x"),
			"too many": sq.Expr("DELETE FROM items", 1), "a value that does not fit": sq.Expr("DELETE FROM items WHERE price = ?", orm.Arg(&f.Price, decimal.RequireFromString("0.001"))),
		} {
			_, err := orm.Exec(ctx, db, s)
			is(t, what, err, orm.ErrQuery)
		}
		_, err = orm.Exec(ctx, db, sq.Expr("INSERT INTO items SELECT * FROM items"))
		is(t, "a key twice", err, orm.ErrUnique)
		err = db.Transaction(ctx, func(ctx context.Context) error {
			_, err := orm.Exec(ctx, db, sq.Expr("DELETE FROM items"))
			is(t, "a write in a read-only transaction", err, orm.ErrReadOnly)
			return err
		}, orm.ReadOnly())
		is(t, "its end", err, orm.ErrReadOnly)
		is(t, "a temporary table in a transaction", db.Transaction(ctx, func(ctx context.Context) error {
			_, err := orm.Exec(ctx, db, sq.Expr("CREATE TEMPORARY TABLE briefly (id integer)"))
			if err == nil {
				_, err = orm.Exec(ctx, db, sq.Expr("INSERT INTO briefly VALUES (1)"))
			}
			return err
		}))
		if d := db.Dialect(); d == "mysql" || d == "mariadb" {
			_ = db.Transaction(ctx, func(ctx context.Context) error {
				_, err := orm.Exec(ctx, db, sq.Expr("CREATE TABLE extra (id integer)"))
				is(t, "DDL in a transaction", err, orm.ErrQuery)
				return nil
			})
			err := db.Transaction(ctx, func(ctx context.Context) error {
				_, err := orm.Exec(ctx, db, sq.Expr("ANALYZE TABLE items"))
				is(t, "a statement that commits without a word", err, orm.ErrTxDoomed)
				return nil
			})
			is(t, "the transaction that it ended", err, orm.ErrTxDoomed)
		}
	})
}
