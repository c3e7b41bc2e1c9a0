package upserts

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// UpdateOrCreate computes of the row that is there, and has values of its own for a new one.
func TestOnCreate(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		ctx, q, f := t.Context(), orm.Objects[Counter](db), orm.Fields[Counter]()
		hit := func(path string) (*Counter, bool, error) {
			return q.UpdateOrCreate(ctx, orm.V{"path": path}, orm.V{"note": "hit", "hits": orm.F("hits").Add(1)}, orm.SetExpr(&f.Sum, orm.Col(&f.Sum).Add("0.5")),
				orm.OnCreate(orm.V{"hits": 1, "sum": "10"}, orm.Set(&f.Origin, "first")))
		}
		c, created, err := hit("a")
		if err != nil || !created || shown(c) != "a 1 10 hit false v1 first" || stored(t, db, "a") != shown(c) {
			t.Errorf("a new row: %+v, %t, %v", c, created, err)
		}
		c, created, err = hit("a")
		if err != nil || created || shown(c) != "a 2 10.5 hit true v2 first" || stored(t, db, "a") != shown(c) {
			t.Errorf("a row that is there: %s, %t, %v", shown(c), created, err)
		}
		c, created, err = q.UpdateOrCreate(ctx, orm.V{"path": "a"}, orm.V{"note": "plain"}, orm.OnCreate(orm.V{"hits": 7}))
		if err != nil || created || shown(c) != "a 2 10.5 plain true v3 first" {
			t.Errorf("without expressions: %s, %t, %v", shown(c), created, err)
		}
		c, created, err = q.UpdateOrCreate(ctx, orm.V{"path": "a"}, orm.OnCreate(orm.V{"hits": 7}))
		if err != nil || created || c.Hits != 2 || c.Rev != 3 {
			t.Errorf("nothing to write: %s, %t, %v", shown(c), created, err)
		}
		_, _, err = q.UpdateOrCreate(ctx, orm.V{"path": "b"}, orm.V{"hits": orm.F("hits").Add(1)})
		is(t, "an expression and no row", err, orm.ErrQuery)
		_, _, err = q.UpdateOrCreate(ctx, orm.V{"path": "b"}, orm.V{"hits": orm.F("hits").Add(1)}, orm.OnCreate(orm.V{"sum": 1}))
		is(t, "an expression, no row, and another column's value", err, orm.ErrQuery)
		_, _, err = q.UpdateOrCreate(ctx, orm.V{"path": "b"}, orm.OnCreate(orm.V{"hits": orm.F("hits")}))
		is(t, "an expression of a new row", err, orm.ErrQuery)
		_, err = q.Each().Update(ctx, orm.OnCreate(orm.V{"hits": 1}))
		is(t, "Update", err, orm.ErrQuery)
		if n, err := q.Count(ctx); n != 1 || err != nil {
			t.Errorf("%d rows, %v", n, err)
		}
		c, created, err = q.GetOrCreate(ctx, orm.V{"path": "g"}, orm.OnCreate(orm.V{"hits": 3}), orm.V{"note": "x"})
		if err != nil || !created || c.Hits != 3 || *c.Note != "x" {
			t.Errorf("GetOrCreate: %s, %t, %v", shown(c), created, err)
		}
		refused := errors.New("refused")
		defer hooks.PostUpdate(db.Hooks(), func(_ context.Context, e hooks.Update[Counter]) error {
			if fmt.Sprint(e.Columns) != "[hits note sum]" || e.Instance.Hits != 3 {
				t.Errorf("a listener sees %v, %d", e.Columns, e.Instance.Hits)
			}
			return refused
		})()
		_, _, err = hit("a")
		is(t, "a listener that refuses", err, refused)
		if got := stored(t, db, "a"); got != "a 2 10.5 plain true v3 first" {
			t.Errorf("after a refused update: %s", got)
		}
	})
}

// Of concurrent callers none is lost.
func TestOnCreateAmongCallers(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		var wait sync.WaitGroup
		for range 8 {
			wait.Go(func() {
				for range 5 {
					_, _, err := orm.Objects[Counter](db).UpdateOrCreate(t.Context(), orm.V{"path": "a"}, orm.V{"hits": orm.F("hits").Add(1)}, orm.OnCreate(orm.V{"hits": 1}))
					if err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		wait.Wait()
		c, err := orm.Objects[Counter](db).Get(t.Context())
		if err != nil || c.Hits != 40 || c.Rev != 40 {
			t.Errorf("%+v, %v", c, err)
		}
	})
}

// A bulk upsert adds what is offered, and says what is new.
func TestBulkUpsert(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		ctx, q := t.Context(), orm.Objects[Counter](db)
		rows := func(hits int, paths ...string) []*Counter {
			var out []*Counter
			for _, p := range paths {
				out = append(out, &Counter{Path: p, Hits: hits, Sum: decimal.New(1, 0), Note: new(p)})
			}
			return out
		}
		add := orm.OnConflictSet(orm.V{"hits": orm.F("hits").Add(orm.Excluded("hits")), "sum": orm.Excluded("sum").Mul(orm.F("sum")).Add(1)})
		first := rows(2, "a", "b")
		inserted, err := orm.BulkUpsert(ctx, q, first, orm.OnConflict("path"), add)
		if err != nil || fmt.Sprint(inserted) != "[true true]" || first[0].ID == 0 || !first[0].Saved() {
			t.Fatalf("%v, %v", inserted, err)
		}
		second := rows(3, "c", "b", "a")
		inserted, err = orm.BulkUpsert(ctx, q, second, orm.OnConflict("path"), add)
		if err != nil || fmt.Sprint(inserted) != "[true false false]" {
			t.Fatalf("%v, %v", inserted, err)
		}
		for i, want := range []string{"c 3 1 c false v1 new", "b 5 2 b true v2 new", "a 5 2 a true v2 new"} {
			if got := stored(t, db, second[i].Path); got != want || shown(second[i]) != want {
				t.Errorf("stored %s, in memory %s, want %s", got, shown(second[i]), want)
			}
		}
		if second[2].ID != first[0].ID {
			t.Errorf("the key is %d, want %d", second[2].ID, first[0].ID)
		}
		third := rows(9, "a", "d")
		third[0].Note = new("third")
		inserted, err = orm.BulkUpsert(ctx, q, third, orm.OnConflict("path"), orm.UpdateOnConflict("note"), orm.OnConflictSet(orm.V{"hits": orm.Excluded("hits").Sub(1)}))
		if err != nil || fmt.Sprint(inserted) != "[false true]" || stored(t, db, "a") != "a 8 2 third true v3 new" {
			t.Errorf("%v, %v, %s", inserted, err, stored(t, db, "a"))
		}
		fourth := rows(1, "a")
		inserted, err = orm.BulkUpsert(ctx, q, fourth, orm.OnConflict("path"))
		if err != nil || fmt.Sprint(inserted) != "[false]" || stored(t, db, "a") != "a 1 1 a true v4 new" || shown(fourth[0]) != stored(t, db, "a") {
			t.Errorf("without an option: %v, %v, %s, %s", inserted, err, stored(t, db, "a"), shown(fourth[0]))
		}
		must(t, "BulkCreate takes the options as well", q.BulkCreate(ctx, rows(4, "a"), orm.OnConflict("path"), add))
		if got := stored(t, db, "a"); got != "a 5 2 a true v5 new" {
			t.Error(got)
		}
		n := rows(1, "a")
		n[0].Note = nil
		must(t, "NULL is offered", q.BulkCreate(ctx, n, orm.OnConflict("path"), orm.OnConflictSet(orm.V{"note": orm.Coalesce(orm.Excluded("note"), "none")})))
		if got := stored(t, db, "a"); got != "a 5 2 none true v6 new" {
			t.Error(got)
		}
	})
}

// Where a condition does not hold the row is left alone, and read.
func TestOnConflictWhere(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		ctx, q := t.Context(), orm.Objects[Counter](db)
		must(t, "save", q.BulkCreate(ctx, []*Counter{{Path: "a", Hits: 5}, {Path: "b", Hits: 1}}))
		rows := []*Counter{{Path: "a", Hits: 3, Note: new("x")}, {Path: "b", Hits: 3, Note: new("x")}, {Path: "c", Hits: 3}}
		inserted, err := orm.BulkUpsert(ctx, q, rows, orm.OnConflict("path"), orm.OnConflictWhere(orm.F("hits").Lt(orm.Excluded("hits"))))
		if err != nil || fmt.Sprint(inserted) != "[false false true]" {
			t.Fatalf("%v, %v", inserted, err)
		}
		for i, want := range []string{"a 5 0 - false v1 new", "b 3 0 x true v2 new", "c 3 0 - false v1 new"} {
			if got := stored(t, db, rows[i].Path); got != want || shown(rows[i]) != want {
				t.Errorf("stored %s, in memory %s, want %s", got, shown(rows[i]), want)
			}
		}
		saved := []*Counter{rows[0], rows[1]}
		saved[0].Hits, saved[1].Hits = 9, 9
		must(t, "another's update", orm.Update(ctx, db, &Counter{ID: rows[1].ID, Path: "b", Hits: 4, Rev: 2}))
		_, err = orm.BulkUpsert(ctx, q, saved, orm.OnConflictWhere(orm.Q{"hits__lt": 100}))
		is(t, "a saved row that has moved on", err, orm.ErrStale)
		if got := stored(t, db, "a"); got != "a 5 0 - false v1 new" || saved[0].Rev != 1 {
			t.Errorf("part of a stale upsert was kept: %s", got)
		}
	})
}

// Rows that are marked as deleted are no conflict.
func TestUpsertBesideDeleted(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		ctx, q := t.Context(), orm.Objects[Mark](db)
		old := &Mark{Name: "a", Hits: 50}
		must(t, "save", orm.Save(ctx, db, old))
		must(t, "delete", orm.Delete(ctx, db, old))
		add := orm.OnConflictSet(orm.V{"hits": orm.F("hits").Add(orm.Excluded("hits"))})
		for i, want := range []string{"[true]", "[false]"} {
			row := &Mark{Name: "a", Hits: 2}
			inserted, err := orm.BulkUpsert(ctx, q, []*Mark{row}, orm.OnConflict("name"), add)
			if err != nil || fmt.Sprint(inserted) != want || row.Hits != 2*(i+1) || row.ID == old.ID {
				t.Errorf("%v, %v, %+v", inserted, err, row)
			}
		}
	})
}

// What cannot be meant is told, and nothing is written.
func TestUpsertRefused(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		ctx, q := t.Context(), orm.Objects[Counter](db)
		row := func() []*Counter { return []*Counter{{Path: "a", Hits: 1}} }
		for what, opts := range map[string][]orm.BulkOption{
			"IgnoreConflicts": {orm.IgnoreConflicts()},
			"a key":           {orm.OnConflict("path"), orm.OnConflictSet(orm.V{"id": 1})},
			"the target":      {orm.OnConflict("path"), orm.OnConflictSet(orm.V{"path": "b"})},
			"the version":     {orm.OnConflict("path"), orm.OnConflictSet(orm.V{"rev": 1})},
			"twice":           {orm.OnConflict("path"), orm.UpdateOnConflict("hits"), orm.OnConflictSet(orm.V{"hits": 1})},
			"an unknown name": {orm.OnConflict("path"), orm.OnConflictSet(orm.V{"hits": orm.Excluded("nope")})},
			"an unknown path": {orm.OnConflict("path"), orm.OnConflictWhere(orm.Q{"nope": 1})},
			"no target":       {orm.OnConflict("hits")},
		} {
			_, err := orm.BulkUpsert(ctx, q, row(), opts...)
			is(t, what, err, orm.ErrQuery)
		}
		_, err := q.Filter(orm.F("hits").Eq(orm.Excluded("hits"))).All(ctx)
		is(t, "Excluded in a filter", err, orm.ErrQuery)
		_, err = q.Each().Update(ctx, orm.V{"hits": orm.Excluded("hits")})
		is(t, "Excluded in an update", err, orm.ErrQuery)
		_, err = orm.BulkUpsert(ctx, q, []*Counter{{Path: "a", Hits: -1}}, orm.OnConflict("path"))
		is(t, "a value that breaks a rule", err, orm.ErrValidation)
		_, err = orm.BulkUpsert(ctx, q, nil)
		is(t, "no rows", err, orm.ErrEmptyList)
		if n, err := q.Count(ctx); n != 0 || err != nil {
			t.Errorf("%d rows, %v", n, err)
		}
	})
}
