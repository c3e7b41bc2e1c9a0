package orm_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// coupon has a key and a unique column, by either of which there is at most one row.
type coupon struct {
	orm.Model
	ID   int64
	Code string
	Cent int
}

// Schema is the table of coupons.
func (c *coupon) Schema() schema.Table {
	return schema.Table{Name: "coupons", Fields: schema.Fields{
		schema.BigInteger(&c.ID).PrimaryKey(), schema.String(&c.Code, 20).Unique(), schema.Integer(&c.Cent),
	}}
}

// lastText keeps the text of the last statement.
type lastText struct{ text string }

func (l *lastText) Before(ctx context.Context, _ *orm.Statement) context.Context { return ctx }
func (l *lastText) After(_ context.Context, s *orm.Statement)                    { l.text = s.Text }

// A Get that names its row by the key or a unique column asks for neither order nor limit; any other one must see a second row
// and no more. A table that lacks the constraint is still found out.
func TestGetOfALoneRow(t *testing.T) {
	var last lastText
	db := dbtest.Open(t, "sqlite", schema.MustRegistry(&coupon{}), orm.WithObserver(&last))
	ctx := t.Context()
	if _, err := db.SQLX().Exec("DROP TABLE coupons; CREATE TABLE coupons (id BIGINT, code TEXT, cent INTEGER)"); err != nil {
		t.Fatal(err)
	}
	if _, err := db.SQLX().Exec("INSERT INTO coupons VALUES (1, 'a', 5), (2, 'b', 5), (3, 'twice', 7), (4, 'twice', 8), (5, 'z', 8)"); err != nil {
		t.Fatal(err)
	}
	f := orm.Fields[coupon]()
	all := orm.Objects[coupon](db)
	for _, c := range []struct {
		name  string
		q     orm.QuerySet[coupon]
		where []orm.Condition
		plain bool
		id    int64
		err   error
	}{
		{"key", all, []orm.Condition{orm.Eq(&f.ID, 2)}, true, 2, nil},
		{"key by path", all, []orm.Condition{orm.Q{"pk": 2}}, true, 2, nil},
		{"unique and more", all.Filter(orm.Gt(&f.Cent, 1)), []orm.Condition{orm.Eq(&f.Code, "b")}, true, 2, nil},
		{"no such key", all, []orm.Condition{orm.Eq(&f.ID, 9)}, true, 0, orm.ErrNoMatch},
		{"unique in name only", all, []orm.Condition{orm.Eq(&f.Code, "twice")}, true, 0, orm.ErrMultipleMatches},
		{"range of the key", all, []orm.Condition{orm.Gt(&f.ID, 4)}, false, 5, nil},
		{"other column", all, []orm.Condition{orm.Eq(&f.Cent, 7)}, false, 3, nil},
		{"negated", all, []orm.Condition{orm.Not(orm.Eq(&f.ID, 2)), orm.Eq(&f.Cent, 5)}, false, 1, nil},
		{"either", all, []orm.Condition{orm.Or(orm.Eq(&f.ID, 2), orm.Eq(&f.ID, 9))}, false, 2, nil},
		{"of a page", all.OrderBy("id").Offset(1), []orm.Condition{orm.Eq(&f.ID, 2)}, false, 0, orm.ErrNoMatch},
		{"several", all, []orm.Condition{orm.Eq(&f.Cent, 5)}, false, 0, orm.ErrMultipleMatches},
	} {
		row, err := c.q.Get(ctx, c.where...)
		if !errors.Is(err, c.err) || err == nil && row.ID != c.id {
			t.Errorf("%s: got %+v, %v; want %d, %v", c.name, row, err, c.id, c.err)
		}
		if plain := !strings.Contains(last.text, "LIMIT") && !strings.Contains(last.text, "ORDER BY"); plain != c.plain {
			t.Errorf("%s: sent %s", c.name, last.text)
		}
	}
}
