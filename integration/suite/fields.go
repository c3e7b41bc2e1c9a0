package suite

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// fieldCases are names that are words of SQL, and rules that hold before every write.
func fieldCases() []Case {
	return []Case{
		{Name: "fields/reserved words and quotes are names in every question (M-03, M-07, J-09)", Models: words, Run: fieldWords},
		{Name: "fields/reserved words and quotes are names in every write (M-03, M-06, M-07)", Models: words, Run: fieldWordWrites},
		{Name: "fields/every write is validated before any statement, every failure listed (M-11)", Models: members, Run: fieldValidation},
		{Name: "fields/what get-or-create would write is validated (M-11)", Models: members, Needs: Savepoints, Run: fieldGetOrCreate},
		{Name: "fields/every rule of an assignment by name is listed (M-11, Q-19)", Models: members, Run: fieldAssignments},
	}
}

func fillWords(t *testing.T, db *orm.DB) (a, b *wordOrder) {
	t.Helper()
	ctx := t.Context()
	one, two := &wordGroup{Select: "one"}, &wordGroup{Select: "two"}
	noError(t, orm.Objects[wordGroup](db).BulkCreate(ctx, []*wordGroup{one, two}))
	a, b = &wordOrder{From: "x", Limit: 1, Group: orm.Ref(one)}, &wordOrder{From: "y", Limit: 2, Group: orm.Ref(two)}
	noError(t, orm.Save(ctx, db, a))
	noError(t, orm.Save(ctx, db, b))
	for _, name := range []string{"t1", "t2", "t3"} {
		table := &wordTable{Table: name}
		noError(t, orm.Save(ctx, db, table))
		noError(t, a.Tables.Add(ctx, table))
		if name != "t1" {
			noError(t, b.Tables.Add(ctx, table))
		}
	}
	return a, b
}

func fieldWords(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ctx, orders := t.Context(), orm.Objects[wordOrder](db)
	fillWords(t, db)
	for name, q := range map[string]orm.QuerySet[wordOrder]{
		"filter":      orders.Filter(orm.Q{"from": "y", "limit__gte": 2}),
		"pk":          orders.Filter(orm.Q{"pk": 2, "group__pk": "two"}),
		"join":        orders.Filter(orm.Q{"group__select__startswith": "tw"}),
		"to many":     orders.Filter(orm.Q{"tables__table": "t3"}).Exclude(orm.Q{"from": "x"}),
		"none":        orders.Filter(orm.None("tables", orm.Q{"table": "t1"})),
		"page":        orders.SelectRelated("tables").OrderBy("-from").Limit(1),
		"page of one": orders.SelectRelated("group").OrderBy("-group__select", "limit").Limit(1).Offset(0),
		"prefetch":    orders.PrefetchRelated("tables", "group").Filter(orm.Q{"limit": 2}),
		"expression":  orders.Filter(orm.F("limit").Add(1).Eq(3)),
		"nulls":       orders.OrderBy(orm.NullsLast("-group__select")).Limit(1),
		"annotate":    orders.Annotate("n", orm.CountOf("tables")).Filter(orm.Q{"n": 2}),
		"sub-query":   orders.Filter(orm.Q{"group__in": orm.Objects[wordGroup](db).Filter(orm.Q{"select": "two"})}),
		"fields":      orders.Fields("from").Filter(orm.Q{"limit": 2}),
		"last":        orders.Tail(1),
	} {
		got, err := q.All(ctx)
		noError(t, err)
		if len(got) != 1 || got[0].From != "y" {
			t.Errorf("%s gives %d rows", name, len(got))
		}
	}
	rows, err := orders.OrderBy("-limit").Values(ctx, "from", "group__select", "limit")
	noError(t, err)
	equal(t, "values", rows, []orm.Row{{"from": "y", "group__select": "two", "limit": 2}, {"from": "x", "group__select": "one", "limit": 1}})
	grouped, err := orders.GroupBy("group__select").Having(orm.Q{"limit__max__gt": 1}).Aggregate(ctx, orm.MaxOf("limit"), orm.CountOf("tables"))
	noError(t, err)
	equal(t, "groups", grouped, []orm.Row{{"group__select": "two", "limit__max": 2, "tables__count": int64(2)}})
}

func fieldWordWrites(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ctx, orders := t.Context(), orm.Objects[wordOrder](db)
	a, b := fillWords(t, db)
	a.Limit = 10
	noError(t, orm.Update(ctx, db, a, "limit"))
	b.Limit = 20
	noError(t, orm.Upsert(ctx, db, b))
	n, err := orders.Filter(orm.Q{"group__select": "two"}).Update(ctx, orm.V{"limit": orm.F("limit").Mul(2)})
	noError(t, err)
	equal(t, "updated over the relation", n, int64(1))
	a.From, b.From = "xx", "yy"
	n, err = orders.BulkUpdate(ctx, []*wordOrder{a, b}, "from")
	noError(t, err)
	equal(t, "updated in bulk", n, int64(2))
	got, made, err := orders.GetOrCreate(ctx, orm.V{"from": "xx", "limit": 10})
	noError(t, err)
	equal(t, "found, not made", []any{got.ID, made}, []any{a.ID, false})
	if clash := orm.Save(ctx, db, &wordOrder{From: "xx", Limit: 10}); !errors.Is(clash, orm.ErrUnique) {
		t.Errorf("the same pair again: %v", clash)
	}
	noError(t, b.Tables.Remove(ctx, &wordTable{ID: 2}))
	noError(t, orm.Delete(ctx, db, a))
	n, err = orders.Delete(ctx, orm.Q{"tables__table": "t3"})
	noError(t, err)
	equal(t, "deleted over the link", n, int64(1))
}

// broken are the rules that the failures name, by path.
func broken(t *testing.T, way string, err error) []string {
	t.Helper()
	var failed *schema.ValidationError
	if !errors.As(err, &failed) || !errors.Is(err, orm.ErrValidation) {
		t.Errorf("%s: %v, want ErrValidation", way, err)
		return nil
	}
	var out []string
	for _, f := range failed.Failures {
		out = append(out, f.Path+" "+f.Rule)
	}
	slices.Sort(out)
	return out
}

func fieldValidation(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	ctx, objects := t.Context(), orm.Objects[member](db)
	club := &memberClub{Name: "chess"}
	noError(t, orm.Save(ctx, db, club))
	good := &member{Nick: "anna", Age: 30, Since: time.Unix(0, 0), Again: "anna"}
	noError(t, orm.Save(ctx, db, good))
	sent.Reset()
	bad := func() *member {
		return &member{ID: good.ID, Nick: "n1", Age: 7, Since: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), Weight: 501, Again: "x"}
	}
	want := []string{"again eqfield", "age min", "nick alpha", "since year", "weight lt"}
	for way, write := range map[string]func() error{
		"Validate": func() error { return orm.Validate(db, bad()) },
		"Save":     func() error { return orm.Save(ctx, db, bad()) },
		"Create":   func() error { _, err := objects.Create(ctx, *bad()); return err },
		"Update":   func() error { return orm.Update(ctx, db, bad()) },
		"Upsert":   func() error { return orm.Upsert(ctx, db, bad()) },
		"manager":  func() error { _, err := club.Members.Create(ctx, *bad()); return err },
	} {
		equal(t, way, broken(t, way, write()), want)
		sent.Want(t, 0)
	}
	at := func(i string) []string {
		var out []string
		for _, w := range want {
			out = append(out, i+"."+w)
		}
		return out
	}
	equal(t, "BulkCreate", broken(t, "BulkCreate", objects.BulkCreate(ctx, []*member{good, bad()})), at("1"))
	next := &member{ID: good.ID + 1, Nick: good.Nick, Age: good.Age, Since: good.Since, Again: good.Again}
	_, err := objects.BulkUpdate(ctx, []*member{bad(), next})
	equal(t, "BulkUpdate", broken(t, "BulkUpdate", err), at("0"))
	equal(t, "some columns", broken(t, "Update", orm.Update(ctx, db, bad(), "age", "weight")), []string{"age min", "weight lt"})
	n, err := objects.Count(ctx)
	noError(t, err)
	equal(t, "rows", n, int64(1))
}

func fieldGetOrCreate(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ctx, objects := t.Context(), orm.Objects[member](db)
	noError(t, orm.Save(ctx, db, &member{Nick: "anna", Age: 30, Since: time.Unix(0, 0), Again: "anna"}))
	_, _, err := objects.GetOrCreate(ctx, orm.V{"nick": "bob"}, orm.V{"age": 20, "again": "bobby"})
	equal(t, "GetOrCreate", broken(t, "GetOrCreate", err), []string{"again eqfield"})
	_, _, err = objects.UpdateOrCreate(ctx, orm.V{"nick": "anna"}, orm.V{"weight": 1000.0})
	equal(t, "UpdateOrCreate", broken(t, "UpdateOrCreate", err), []string{"weight lt"})
	kept, err := objects.Get(ctx)
	noError(t, err)
	equal(t, "the row", []any{kept.Nick, kept.Weight}, []any{"anna", 0.0})
}

func fieldAssignments(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	ctx, all := t.Context(), orm.Objects[member](db).Each()
	for _, c := range []struct {
		a    []orm.Assignment
		want []string
	}{
		{[]orm.Assignment{orm.V{"nick": "a", "age": 7, "weight": 1.0}}, []string{"age min", "nick min_length"}},
		{[]orm.Assignment{orm.V{"age": "seven", "nick": "far too long"}}, []string{"age type", "nick max_length"}},
		{[]orm.Assignment{orm.Set(&orm.Fields[member]().Age, 121), orm.V{"since": "yesterday"}}, []string{"age max", "since type"}},
		{[]orm.Assignment{orm.V{"nick": "n1", "weight": 501.0}}, []string{"nick alpha", "weight lt"}},
	} {
		_, err := all.Update(ctx, c.a...)
		equal(t, "failures", broken(t, "Update", err), c.want)
	}
	sent.Want(t, 0)
	// A tag that looks at another field says nothing of an assignment by name.
	_, err := all.Update(ctx, orm.V{"again": "other"})
	noError(t, err)
}
