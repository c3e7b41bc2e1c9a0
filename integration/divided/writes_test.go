package divided

import (
	"context"
	"errors"

	"github.com/ormar-go/ormar/orm"
)

func rows(w *world) {
	t := &Task{TenantID: tenant, Number: 31, AccountNumber: 1, Title: "new", Hours: 4}
	w.ok(orm.Save(w.ctx, w.db, t))
	t.Title = "renamed"
	w.ok(orm.Update(w.ctx, w.db, t))
	t.Hours = 5
	w.ok(orm.Update(w.ctx, w.db, t, "hours"))
	stored, err := w.tasks().Get(w.ctx, orm.Q{"number": 31})
	w.ok(err)
	w.is("updated", []any{stored.Title, stored.Hours, stored.Version}, "[renamed 5 3]")
	stored.Version = 1
	stored.Title = "stale"
	if err := orm.Update(w.ctx, w.db, stored); !errors.Is(err, orm.ErrStale) {
		w.Errorf("a stale row: %v", err)
	}
	if err := orm.Save(w.ctx, w.db, &Account{TenantID: tenant, Number: 9, Name: "account 1"}); !errors.Is(err, orm.ErrUnique) {
		w.Errorf("a name that another account has: %v", err)
	}
	if err := orm.Save(w.ctx, w.db, &Task{TenantID: tenant, Number: 99, AccountNumber: 99, Title: "of nobody"}); !errors.Is(err, orm.ErrForeignKey) {
		w.Errorf("a task of no account: %v", err)
	}
	w.ok(orm.Upsert(w.ctx, w.db, &Account{TenantID: tenant, Number: 1, Name: "account 1", Plan: orm.RefPK[Plan](1)}))
	w.ok(orm.Delete(w.ctx, w.db, t), orm.Restore(w.ctx, w.db, t), orm.HardDelete(w.ctx, w.db, t))
}

func bulks(w *world) {
	list := []*Task{{TenantID: tenant, Number: 41, AccountNumber: 1, Title: "a", Hours: 1}, {TenantID: tenant, Number: 42, AccountNumber: 2, Title: "b", Hours: 1}}
	w.ok(orm.Objects[Task](w.db).BulkCreate(w.ctx, list))
	list[0].Hours, list[1].Hours = 7, 8
	n, err := orm.Objects[Task](w.db).BulkUpdate(w.ctx, list, "hours")
	w.ok(err)
	w.is("updated", n, "2")
	again := []*Task{{TenantID: tenant, Number: 41, AccountNumber: 1, Title: "c", Hours: 2}, {TenantID: tenant, Number: 43, AccountNumber: 1, Title: "d", Hours: 3}}
	made, err := orm.BulkUpsert(w.ctx, orm.Objects[Task](w.db), again, orm.UpdateOnConflict("title"), orm.OnConflict("tenant_id", "number"))
	w.ok(err)
	w.is("inserted", made, "[false true]")
	w.is("upserted", titles(w.tasks().OrderBy("number").All(w.ctx, orm.Q{"number__in": []int64{41, 42, 43}})), "c b d")
	w.ok(orm.Objects[Account](w.db).BulkCreate(w.ctx, []*Account{{TenantID: tenant, Number: 5, Name: "account 1"}}, orm.IgnoreConflicts()))
	marked, err := w.tasks().Filter(orm.Q{"number__gt": 40}).Delete(w.ctx)
	w.ok(err)
	gone, err := w.tasks().WithDeleted().Filter(orm.Q{"number__gt": 40}).Delete(w.ctx)
	w.ok(err)
	w.is("marked, and deleted", []any{marked, gone}, "[3 3]")
}

func getOrCreate(w *world) {
	a, made, err := orm.Objects[Account](w.db).GetOrCreate(w.ctx, orm.V{"tenant_id": tenant, "name": "got"}, orm.V{"number": 6})
	w.ok(err)
	b, again, err := orm.Objects[Account](w.db).UpdateOrCreate(w.ctx, orm.V{"tenant_id": tenant, "name": "got"}, orm.V{"plan": 1})
	w.ok(err)
	w.is("made", []any{made, again, a.Number, b.Plan.PK()}, "[true false 6 1]")
	w.ok(orm.Delete(w.ctx, w.db, b))
}

func graphs(w *world) {
	a := &Account{TenantID: tenant, Number: 50, Name: "of a graph", Tasks: orm.ManyOf(&Task{Number: 51, Title: "child"}, &Task{Number: 52, Title: "other child"})}
	n, err := orm.SaveRelated(w.ctx, w.db, a)
	w.ok(err)
	w.is("written", []any{n, a.Tasks.At(0).TenantID, a.Tasks.At(1).AccountNumber}, "[3 7 50]")
	child, err := a.Tasks.Create(w.ctx, Task{Number: 53, Title: "third"})
	w.ok(err)
	w.is("created", []any{child.TenantID, child.AccountNumber}, "[7 50]")
	own := &Task{TenantID: tenant, Number: 54, Title: "with its tenant"}
	w.ok(a.Tasks.Add(w.ctx, own), orm.Save(w.ctx, w.db, &Task{TenantID: tenant, Number: 55, Title: "and its account", Account: orm.Ref(a)}))
	w.is("added", own.AccountNumber, "50")
	if err := a.Tasks.Add(w.ctx, &Task{TenantID: other, Number: 56, Title: "of another tenant"}); !errors.Is(err, orm.ErrRelationship) {
		w.Errorf("a task of another tenant: %v", err)
	}
	_, err = w.tasks().WithDeleted().Filter(orm.Q{"account_number": 50}).Delete(w.ctx)
	w.ok(err)
	_, err = w.tasks().OnlyDeleted().Filter(orm.Q{"account_number": 50}).Delete(w.ctx)
	w.ok(err, orm.Delete(w.ctx, w.db, a))
}

func sets(w *world) {
	n, err := w.tasks().Filter(orm.Q{"account__name": "account 1"}).Update(w.ctx, orm.V{"hours": orm.F("hours").Add(10)})
	w.ok(err)
	w.is("along a relation", n, "3")
	n, err = w.tasks().Filter(orm.Q{"hours__gt": 10}).Update(w.ctx, orm.V{"hours": orm.F("hours").Sub(10)})
	w.ok(err)
	w.is("back", n, "3")
	sum, err := w.tasks().Aggregate(w.ctx, orm.SumOf("hours"))
	w.ok(err)
	w.is("hours", sum, "map[hours__sum:12]")
}

func transactions(w *world) {
	w.ok(w.db.Transaction(w.ctx, func(ctx context.Context) error {
		locked, err := w.tasks().Filter(orm.Q{"number": 11}).ForUpdate().Get(ctx)
		if errors.Is(err, orm.ErrUnsupported) { // SQLite
			locked, err = w.tasks().Filter(orm.Q{"number": 11}).Get(ctx)
		}
		if err != nil {
			return err
		}
		err = w.db.Transaction(ctx, func(ctx context.Context) error {
			return orm.Save(ctx, w.db, &Account{TenantID: tenant, Number: 1, Name: "twice"})
		})
		if !errors.Is(err, orm.ErrUnique) {
			w.Errorf("a key that is there: %v", err)
		}
		locked.Hours++
		return orm.Update(ctx, w.db, locked)
	}))
	t, err := w.tasks().Get(w.ctx, orm.Q{"number": 11})
	w.ok(err)
	w.is("the rest of the transaction", t.Hours, "2")
}

func deletes(w *world) {
	t, err := w.tasks().Get(w.ctx, orm.Q{"number": 12})
	w.ok(err, orm.Delete(w.ctx, w.db, t))
	w.is("left", titles(w.tasks().OrderBy("number").All(w.ctx)), "t11 t13 t21 t22 t23")
	w.is("marked", titles(w.tasks().OnlyDeleted().All(w.ctx)), "t12")
	if n, err := w.accounts().Each().Delete(w.ctx); !errors.Is(err, orm.ErrForeignKey) {
		w.Errorf("accounts with tasks: %d, %v", n, err)
	}
}
