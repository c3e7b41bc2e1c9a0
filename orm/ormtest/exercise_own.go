package ormtest

import (
	"context"
	"errors"
	"testing"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/orm"
)

// owned is a row of own SQL.
type owned struct {
	Name string
	Rank int
}

// ownSQL sends SQL of the caller's own.
func (e *exercise) ownSQL() {
	must(e, orm.Objects[badge](e.db).BulkCreate(e.Context(), []*badge{{Name: "a?b", Rank: 1}, {Name: "'; --", Rank: 2}, {Name: "c", Rank: 3}}))
	read := sq.Expr("SELECT name, rank FROM badges WHERE name = ? OR name = ? ORDER BY name DESC", "a?b", "'; --")
	e.check("rows of a model", func(t *testing.T, ctx context.Context) {
		list, err := orm.Raw[badge](ctx, e.db, read)
		if err != nil || len(list) != 2 || list[0].Name != "a?b" || list[0].Rank != 1 || list[1].Name != "'; --" {
			t.Errorf("%v, %v", list, err)
		}
	})
	e.check("rows of a struct", func(t *testing.T, ctx context.Context) {
		list, err := orm.RawInto[owned](ctx, e.db, read)
		if err != nil || len(list) != 2 || list[0] != (owned{"a?b", 1}) {
			t.Errorf("%v, %v", list, err)
		}
	})
	e.check("row by row", func(t *testing.T, ctx context.Context) {
		got := ""
		for row, err := range orm.RawEach[owned](ctx, e.db, read) {
			must(t, err)
			got += row.Name + " "
		}
		if got != "a?b '; -- " {
			t.Error(got)
		}
	})
	e.check("a condition", func(t *testing.T, ctx context.Context) {
		n, err := orm.Objects[badge](e.db).Filter(orm.SQL(sq.Expr("{rank} + ? = 4 OR {name} = ?", 1, "a?b"))).Count(ctx)
		if err != nil || n != 2 {
			t.Errorf("%d, %v", n, err)
		}
	})
	e.check("a write", func(t *testing.T, ctx context.Context) {
		n, err := orm.Exec(ctx, e.db, sq.Expr("UPDATE badges SET rank = rank + ? WHERE name = ?", 10, "c"))
		must(t, err)
		rank, err := orm.Max[int](ctx, orm.Objects[badge](e.db), "rank")
		if n != 1 || rank != 13 || err != nil {
			t.Errorf("%d rows, rank %d, %v", n, rank, err)
		}
	})
	e.check("two statements", func(t *testing.T, ctx context.Context) {
		if _, err := orm.Exec(ctx, e.db, sq.Expr("DELETE FROM badges WHERE rank = 1; DELETE FROM badges")); !errors.Is(err, orm.ErrQuery) {
			t.Errorf("%v", err)
		}
		if n, err := orm.Objects[badge](e.db).Count(ctx); n != 3 || err != nil {
			t.Errorf("%d rows are left, %v", n, err)
		}
	})
}
