package ormtest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/ormar-go/ormar/orm"
)

// writes inserts, changes and deletes single rows.
func (e *exercise) writes() {
	e.check("life of a row", func(t *testing.T, ctx context.Context) {
		row := &specimen{Text: new("one")}
		must(t, orm.Save(ctx, e.db, row))
		if row.ID == 0 || !row.Saved() {
			t.Fatalf("no key: %+v", row)
		}
		row.Text, row.Whole = nil, new(int32(7))
		must(t, orm.Update(ctx, e.db, row))
		got, err := orm.Objects[specimen](e.db).Get(ctx, orm.Q{"id": row.ID})
		must(t, err)
		if got.Text != nil || *got.Whole != 7 {
			t.Errorf("%+v", got)
		}
		must(t, orm.Delete(ctx, e.db, row))
		if _, err := orm.Objects[specimen](e.db).Get(ctx, orm.Q{"id": row.ID}); !errors.Is(err, orm.ErrNoMatch) {
			t.Errorf("after its end: %v", err)
		}
		if err := orm.Update(ctx, e.db, got); !errors.Is(err, orm.ErrNoMatch) {
			t.Errorf("an update of nothing: %v", err)
		}
	})
	e.check("set-wise", func(t *testing.T, ctx context.Context) {
		for i := range 5 {
			must(t, orm.Save(ctx, e.db, &badge{Name: fmt.Sprint(i), Rank: i + 1}))
		}
		n, err := orm.Objects[badge](e.db).Filter(orm.Q{"rank__gte": 3}).Update(ctx, orm.V{"rank": orm.F("rank").Mul(10)})
		must(t, err)
		sum, err := orm.Sum[int](ctx, orm.Objects[badge](e.db), "rank")
		must(t, err)
		if n != 3 || sum != 123 {
			t.Errorf("%d rows, sum %d", n, sum)
		}
		if n, err = orm.Objects[badge](e.db).Delete(ctx, orm.Q{"rank__gt": 30}); n != 2 || err != nil {
			t.Errorf("%d rows deleted, %v", n, err)
		}
		if _, err := orm.Objects[badge](e.db).Delete(ctx); !errors.Is(err, orm.ErrUnfiltered) {
			t.Errorf("without a condition: %v", err)
		}
	})
	e.check("get or create", func(t *testing.T, ctx context.Context) {
		first, made, err := orm.Objects[badge](e.db).GetOrCreate(ctx, orm.V{"name": "gold"}, orm.V{"rank": 9})
		must(t, err)
		again, twice, err := orm.Objects[badge](e.db).GetOrCreate(ctx, orm.V{"name": "gold"}, orm.V{"rank": 1})
		must(t, err)
		if !made || twice || first.Rank != 9 || again.Rank != 9 {
			t.Errorf("%v %v, %t %t", first, again, made, twice)
		}
		must(t, orm.Upsert(ctx, e.db, &badge{Name: "gold", Rank: 5}))
		if rank, err := orm.Max[int](ctx, orm.Objects[badge](e.db).Filter(orm.Q{"name": "gold"}), "rank"); rank != 5 || err != nil {
			t.Errorf("after an upsert: %d, %v", rank, err)
		}
	})
}

// bulks writes many rows at once.
func (e *exercise) bulks() {
	for _, n := range []int{1, 2, 100, 1001} {
		e.check(fmt.Sprintf("%d rows", n), func(t *testing.T, ctx context.Context) {
			rows := make([]*specimen, n)
			for i := range rows {
				rows[i] = &specimen{Whole: new(int32(i)), Text: new(fmt.Sprintf("%d of %d", i, n))}
			}
			q := orm.Objects[specimen](e.db)
			must(t, q.BulkCreate(ctx, rows))
			seen := map[int64]bool{}
			for i, row := range rows {
				if row.ID == 0 || seen[row.ID] {
					t.Fatalf("row %d has the key %d", i, row.ID)
				}
				seen[row.ID] = true
				row.Whole = new(int32(2 * i))
			}
			changed, err := q.BulkUpdate(ctx, rows, "whole")
			must(t, err)
			got, err := q.Filter(orm.Q{"text__endswith": fmt.Sprintf(" of %d", n)}).OrderBy("whole").All(ctx)
			must(t, err)
			if changed != int64(n) || len(got) != n {
				t.Fatalf("%d changed, %d read, want %d", changed, len(got), n)
			}
			for i, row := range got {
				if *row.Whole != int32(2*i) || row.ID != rows[i].ID {
					t.Fatalf("row %d is %+v", i, row)
				}
			}
		})
	}
	e.check("conflicts", func(t *testing.T, ctx context.Context) {
		q := orm.Objects[badge](e.db)
		must(t, q.BulkCreate(ctx, []*badge{{Name: "a", Rank: 1}, {Name: "b", Rank: 2}}))
		must(t, q.BulkCreate(ctx, []*badge{{Name: "b", Rank: 9}, {Name: "c", Rank: 3}}, orm.IgnoreConflicts()))
		must(t, q.BulkCreate(ctx, []*badge{{Name: "a", Rank: 7}, {Name: "d", Rank: 4}}, orm.OnConflict("name"), orm.UpdateOnConflict("rank")))
		if ranks, err := orm.Pluck[int](ctx, q.OrderBy("name"), "rank"); fmt.Sprint(ranks) != "[7 2 3 4]" || err != nil {
			t.Errorf("%v, %v", ranks, err)
		}
		if err := q.BulkCreate(ctx, []*badge{{Name: "x", Rank: 1}, {Name: "a", Rank: 1}}); !errors.Is(err, orm.ErrUnique) {
			t.Errorf("a conflict: %v", err)
		}
		if n, err := q.Count(ctx); n != 4 || err != nil {
			t.Errorf("%d rows, %v", n, err)
		}
	})
}

// relations joins, prefetches, filters along and ties.
func (e *exercise) relations() {
	ctx := e.Context()
	rows := []*specimen{{ID: 1, Text: new("one")}, {ID: 2, Text: new("two")}, {ID: 3}}
	must(e, orm.Objects[specimen](e.db).BulkCreate(ctx, rows))
	must(e, orm.Objects[badge](e.db).BulkCreate(ctx, []*badge{{Name: "g", Rank: 1}, {Name: "s", Rank: 2}, {Name: "b", Rank: 3}}))
	for i := range 6 {
		must(e, orm.Save(ctx, e.db, &remark{ID: int64(i + 1), Specimen: orm.RefPK[specimen](1 + i%2), Stars: i, Body: fmt.Sprint("body ", i)}))
	}
	e.check("join", func(t *testing.T, ctx context.Context) {
		list, err := orm.Objects[remark](e.db).SelectRelated("specimen").OrderBy("specimen__text", "-stars").All(ctx)
		must(t, err)
		got := ""
		for _, r := range list {
			got += fmt.Sprintf("%s%d ", *r.Specimen.Get().Text, r.Stars)
		}
		if got != "one4 one2 one0 two5 two3 two1 " {
			t.Error(got)
		}
	})
	for name, q := range map[string]orm.QuerySet[specimen]{
		"prefetch": orm.Objects[specimen](e.db).PrefetchRelated("remarks"), "joined list": orm.Objects[specimen](e.db).SelectRelated("remarks"),
	} {
		e.check(name, func(t *testing.T, ctx context.Context) {
			list, err := q.OrderBy("id").All(ctx)
			must(t, err)
			if len(list) != 3 || list[0].Remarks.Len() != 3 || list[1].Remarks.Len() != 3 || list[2].Remarks.Len() != 0 || !list[2].Remarks.Loaded() {
				t.Errorf("%+v", list)
			}
		})
	}
	e.along()
	e.ties()
}

// along asks for rows by the rows behind them.
func (e *exercise) along() {
	for condition, want := range map[string]string{"remarks__stars__gte": "1 2", "remarks__body__contains": "", "remarks__stars": "1"} {
		e.check(condition, func(t *testing.T, ctx context.Context) {
			var value any = 4
			if want == "" {
				value = "nobody"
			}
			if got := keys(t, ctx, orm.Objects[specimen](e.db).Filter(orm.Q{condition: value}).OrderBy("id")); got != want {
				t.Errorf("finds %q, want %q", got, want)
			}
		})
	}
	e.check("quantifiers", func(t *testing.T, ctx context.Context) {
		q := orm.Objects[specimen](e.db).OrderBy("id")
		for want, c := range map[string]orm.Condition{"1 2": orm.Some("remarks", orm.Q{"stars__gt": 3}), "1 2 3": orm.None("remarks", orm.Q{"stars__gt": 5}), "2 3": orm.Every("remarks", orm.Q{"stars__gt": 0})} {
			if got := keys(t, ctx, q.Filter(c)); got != want {
				t.Errorf("finds %q, want %q", got, want)
			}
		}
	})
}

// ties ties rows to a row, and unties them.
func (e *exercise) ties() {
	e.check("ties", func(t *testing.T, ctx context.Context) {
		row, err := orm.Objects[specimen](e.db).Get(ctx, orm.Q{"id": 1})
		must(t, err)
		badges, err := orm.Objects[badge](e.db).OrderBy("name").All(ctx)
		must(t, err)
		must(t, row.Badges.Add(ctx, badges...))
		must(t, row.Badges.Add(ctx, badges[0]))
		must(t, row.Badges.Remove(ctx, badges[1]))
		names, err := orm.Pluck[string](ctx, row.Badges.Objects().OrderBy("name"), "name")
		must(t, err)
		if fmt.Sprint(names) != "[b s]" {
			t.Errorf("%v", names)
		}
		if got := keys(t, ctx, orm.Objects[specimen](e.db).Filter(orm.Q{"badges__rank": 2})); got != "1" {
			t.Errorf("found by a badge: %q", got)
		}
	})
}

// constraints breaks them.
func (e *exercise) constraints() {
	e.check("unique", func(t *testing.T, ctx context.Context) {
		must(t, orm.Save(ctx, e.db, &badge{Name: "a"}))
		err := orm.Save(ctx, e.db, &badge{Name: "a"})
		var c *orm.ConstraintError
		if !errors.Is(err, orm.ErrUnique) || !errors.As(err, &c) || len(c.Fields) != 1 || c.Fields[0] != "name" {
			t.Errorf("%v, %+v", err, c)
		}
	})
	e.check("required", func(t *testing.T, ctx context.Context) {
		if err := orm.Save(ctx, e.db, &remark{Body: "x"}); err == nil {
			t.Error("a remark without a specimen is saved")
		}
	})
}

// foreignKeys breaks them and has them followed.
func (e *exercise) foreignKeys() {
	e.check("missing", func(t *testing.T, ctx context.Context) {
		if err := orm.Save(ctx, e.db, &remark{Specimen: orm.RefPK[specimen](99), Body: "x"}); !errors.Is(err, orm.ErrForeignKey) {
			t.Errorf("%v", err)
		}
	})
	e.check("cascade", func(t *testing.T, ctx context.Context) {
		row := &specimen{}
		must(t, orm.Save(ctx, e.db, row))
		must(t, orm.Save(ctx, e.db, &remark{Specimen: orm.Ref(row), Body: "y"}))
		must(t, orm.Delete(ctx, e.db, row))
		if n, err := orm.Objects[remark](e.db).Count(ctx); n != 0 || err != nil {
			t.Errorf("%d remarks, %v", n, err)
		}
	})
}

// checks breaks one of a table.
func (e *exercise) checks() {
	e.check("stars", func(t *testing.T, ctx context.Context) {
		row := &specimen{}
		must(t, orm.Save(ctx, e.db, row))
		if err := orm.Save(ctx, e.db, &remark{Specimen: orm.Ref(row), Body: "x", Stars: 6}); !errors.Is(err, orm.ErrCheck) {
			t.Errorf("%v", err)
		}
	})
}

var errUndone = errors.New("undone")

// transactions commits and rolls back.
func (e *exercise) transactions() {
	for name, result := range map[string]error{"commit": nil, "roll back": errUndone} {
		e.check(name, func(t *testing.T, ctx context.Context) {
			told := false
			err := e.db.Transaction(ctx, func(ctx context.Context) error {
				must(t, e.db.OnCommit(ctx, func() { told = true }))
				must(t, orm.Save(ctx, e.db, &badge{Name: name}))
				if ok, err := orm.Objects[badge](e.db).Filter(orm.Q{"name": name}).Exists(ctx); !ok || err != nil {
					t.Errorf("inside: %t, %v", ok, err)
				}
				return result
			})
			if !errors.Is(err, result) {
				t.Errorf("%v", err)
			}
			if ok, err := orm.Objects[badge](e.db).Filter(orm.Q{"name": name}).Exists(ctx); ok != (result == nil) || told != ok || err != nil {
				t.Errorf("afterwards: %t, told %t, %v", ok, told, err)
			}
		})
	}
	e.check("doomed", func(t *testing.T, ctx context.Context) {
		must(t, orm.Save(ctx, e.db, &badge{Name: "there"}))
		err := e.db.Transaction(ctx, func(ctx context.Context) error {
			must(t, orm.Save(ctx, e.db, &badge{Name: "lost"}))
			_ = orm.Save(ctx, e.db, &badge{Name: "there"})
			return nil
		})
		if !errors.Is(err, orm.ErrTxDoomed) {
			t.Errorf("%v", err)
		}
		if ok, err := orm.Objects[badge](e.db).Filter(orm.Q{"name": "lost"}).Exists(ctx); ok || err != nil {
			t.Errorf("it stays: %v", err)
		}
	})
}

// savepoints undoes a part of a transaction.
func (e *exercise) savepoints() {
	e.check("part", func(t *testing.T, ctx context.Context) {
		must(t, e.db.Transaction(ctx, func(ctx context.Context) error {
			must(t, orm.Save(ctx, e.db, &badge{Name: "kept"}))
			err := e.db.Transaction(ctx, func(ctx context.Context) error {
				must(t, orm.Save(ctx, e.db, &badge{Name: "undone"}))
				return errUndone
			})
			if !errors.Is(err, errUndone) {
				t.Errorf("%v", err)
			}
			return orm.Save(ctx, e.db, &badge{Name: "later"})
		}))
		names, err := orm.Pluck[string](ctx, orm.Objects[badge](e.db).OrderBy("name"), "name")
		must(t, err)
		if fmt.Sprint(names) != "[kept later]" {
			t.Errorf("%v", names)
		}
	})
}

// rowLocks locks a row.
func (e *exercise) rowLocks() {
	e.check("for update", func(t *testing.T, ctx context.Context) {
		must(t, orm.Save(ctx, e.db, &badge{Name: "a"}))
		must(t, e.db.Transaction(ctx, func(ctx context.Context) error {
			_, err := orm.Objects[badge](e.db).Filter(orm.Q{"name": "a"}).ForUpdate().Get(ctx)
			return err
		}))
	})
}

// parallel has many writers count.
func (e *exercise) parallel() {
	e.check("counter", func(t *testing.T, ctx context.Context) {
		must(t, orm.Save(ctx, e.db, &badge{Name: "a", Rank: 0x10}))
		var wait sync.WaitGroup
		for range 8 {
			wait.Add(1)
			go func() {
				defer wait.Done()
				for range 5 {
					if _, err := orm.Objects[badge](e.db).Filter(orm.Q{"name": "a"}).Update(ctx, orm.V{"rank": orm.F("rank").Add(1)}); err != nil {
						t.Error(err)
					}
				}
			}()
		}
		wait.Wait()
		if rank, err := orm.Max[int](ctx, orm.Objects[badge](e.db), "rank"); rank != 0x10+40 || err != nil {
			t.Errorf("rank %d, %v", rank, err)
		}
	})
	e.check("get or create", func(t *testing.T, ctx context.Context) {
		var wait sync.WaitGroup
		var mu sync.Mutex
		made := 0
		for range 8 {
			wait.Add(1)
			go func() {
				defer wait.Done()
				_, created, err := orm.Objects[badge](e.db).GetOrCreate(ctx, orm.V{"name": "one"})
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					t.Error(err)
				}
				if created {
					made++
				}
			}()
		}
		wait.Wait()
		if made != 1 {
			t.Errorf("%d were made", made)
		}
	})
}
