package scopes

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// two is a database with a project, an issue, a label and a note of each of two tenants.
func two(t *testing.T, db *orm.DB) (projects [2]*Project, issues [2]*Issue, labels [2]*Label, notes [2]*Note) {
	t.Helper()
	ctx := orm.Unscoped(t.Context())
	for i := range 2 {
		projects[i] = &Project{Tenant: i + 1, Name: fmt.Sprint("p", i+1)}
		must(t, "project", orm.Save(ctx, db, projects[i]))
		issues[i] = &Issue{Project: orm.Ref(projects[i]), Title: fmt.Sprint("i", i+1)}
		must(t, "issue", orm.Save(ctx, db, issues[i]))
		labels[i] = &Label{Tenant: i + 1, Name: fmt.Sprint("l", i+1)}
		must(t, "label", orm.Save(ctx, db, labels[i]))
		notes[i] = &Note{Tenant: i + 1, Issue: orm.Ref(issues[i]), Text: fmt.Sprint("n", i+1)}
		must(t, "note", orm.Save(ctx, db, notes[i]))
	}
	return projects, issues, labels, notes
}

// An error of a scope stops every call before anything is sent, and only calls that read the model.
func TestErrorOfScope(t *testing.T) {
	for _, name := range []string{"sqlite"} {
		sent := &dbtest.Counter{}
		db := dbtest.Open(t, name, models(), append(tenants(), orm.WithObserver(sent))...)
		projects, issues, _, _ := two(t, db)
		sent.Reset()
		ctx := t.Context()
		for what, call := range map[string]func() error{
			"All":   func() error { _, err := orm.Objects[Project](db).All(ctx); return err },
			"Count": func() error { _, err := orm.Objects[Project](db).Count(ctx); return err },
			"join":  func() error { _, err := orm.Objects[Person](db).SelectRelated("issues").All(ctx); return err },
			"condition": func() error {
				_, err := orm.Objects[Person](db).Exclude(orm.Q{"issues__title": "x"}).Exists(ctx)
				return err
			},
			"Values": func() error { _, err := orm.Objects[Person](db).Values(ctx, "issues__project__name"); return err },
			"Aggregate": func() error {
				_, err := orm.Objects[Person](db).Aggregate(ctx, orm.SumOf("issues__points"))
				return err
			},
			"in": func() error {
				_, err := orm.Objects[Person](db).Filter(orm.Q{"id__in": orm.Column(orm.Objects[Issue](db), "owner")}).All(ctx)
				return err
			},
			"Some":        func() error { _, err := orm.Objects[Person](db).Filter(orm.Some("issues")).All(ctx); return err },
			"Update":      func() error { _, err := orm.Objects[Project](db).Each().Update(ctx, orm.V{"name": "x"}); return err },
			"Delete":      func() error { _, err := orm.Objects[Project](db).Each().Delete(ctx); return err },
			"orm.Update":  func() error { return orm.Update(ctx, db, projects[0]) },
			"orm.Delete":  func() error { return orm.Delete(ctx, db, projects[0]) },
			"orm.Upsert":  func() error { return orm.Upsert(ctx, db, projects[0]) },
			"orm.Load":    func() error { return orm.Load(ctx, db, projects[0]) },
			"BulkUpdate":  func() error { _, err := orm.Objects[Project](db).BulkUpdate(ctx, projects[:]); return err },
			"One.Load":    func() error { _, err := issues[0].Project.Load(ctx); return ignoring(err) },
			"GetOrCreate": func() error { _, _, err := orm.Objects[Project](db).GetOrCreate(ctx, orm.V{"name": "x"}); return err },
			"Explain":     func() error { _, err := orm.Objects[Project](db).Explain(ctx); return err },
			"Iterate":     func() error { return each(orm.Objects[Project](db).Iterate(ctx)) },
			"default order": func() error {
				_, err := orm.Objects[Issue](db).Unscoped("tenant").Filter(orm.Q{"project__name__in": orm.Column(orm.Objects[Project](db), "name")}).All(ctx)
				return err
			},
		} {
			if err := call(); !errors.Is(err, errNoTenant) {
				t.Errorf("%s: %v, want the scope's error", what, err)
			}
			for _, text := range sent.Reset() {
				if !strings.HasPrefix(text, "BEGIN") && !strings.HasPrefix(text, "ROLLBACK") {
					t.Errorf("%s sends %s", what, text)
				}
			}
		}
		if _, err := orm.Objects[Person](db).All(ctx); err != nil {
			t.Errorf("a model without scopes: %v", err)
		}
	}
}

// ignoring makes of an error of a relation that was set by hand the scope's, which it wraps.
func ignoring(err error) error {
	if errors.Is(err, orm.ErrNotLoaded) || err == nil {
		return errNoTenant
	}
	return err
}

func each(rows func(func(*Project, error) bool)) (err error) {
	rows(func(_ *Project, e error) bool { err = e; return e == nil })
	return err
}

// Unscoped lifts by name, in a query and in a context; sub-queries have their own.
func TestUnscoped(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		two(t, db)
		ctx, one := t.Context(), as(t.Context(), 1)
		must(t, "hidden label", orm.Save(ctx, db, &Label{Tenant: 1, Name: "h", Hidden: true}))
		count := func(ctx context.Context, q orm.QuerySet[Label]) int64 {
			n, err := q.Count(ctx)
			must(t, "count", err)
			return n
		}
		labels := orm.Objects[Label](db)
		for what, got := range map[string][2]int64{
			"none lifted":             {count(one, labels), 1},
			"tenant":                  {count(ctx, labels.Unscoped("tenant")), 2},
			"shown":                   {count(one, labels.Unscoped("shown")), 2},
			"both":                    {count(ctx, labels.Unscoped("tenant", "shown")), 3},
			"one after another":       {count(ctx, labels.Unscoped("tenant").Unscoped("shown")), 3},
			"all":                     {count(ctx, labels.Unscoped()), 3},
			"by context":              {count(orm.Unscoped(ctx, "tenant", "no such scope"), labels), 2},
			"all by context":          {count(orm.Unscoped(ctx), labels), 3},
			"by both":                 {count(orm.Unscoped(ctx, "tenant"), labels.Unscoped("shown")), 3},
			"a sub-query has its own": {count(one, labels.Unscoped().Filter(orm.Q{"id__in": orm.Objects[Label](db)})), 1},
		} {
			if got[0] != got[1] {
				t.Errorf("%s: %d rows, want %d", what, got[0], got[1])
			}
		}
		_, err := labels.Unscoped("no such scope").All(ctx)
		is(t, "an unknown scope", err, orm.ErrQuery)
		rows, err := orm.Objects[Issue](db).Unscoped("tenant").PrefetchRelated("notes").SelectRelated("project").All(ctx)
		if err != nil || len(rows) != 2 || len(rows[1].Notes.All()) != 1 || rows[1].Project.Get().Name != "p2" {
			t.Errorf("joins and prefetches of a query that lifts: %v, %v", rows, err)
		}
	}, tenants()...)
}

// The rows of others are not there for writes of instances, and stay as they are.
func TestInstancesOutside(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		projects, issues, labels, notes := two(t, db)
		ctx, all := as(t.Context(), 1), orm.Unscoped(t.Context())
		other := &Project{ID: projects[1].ID, Tenant: 1, Name: "stolen"}
		is(t, "Update", orm.Update(ctx, db, other), orm.ErrNoMatch)
		is(t, "Update by name", orm.Update(ctx, db, projects[1], "name"), orm.ErrNoMatch)
		is(t, "Delete", orm.Delete(ctx, db, other), orm.ErrNoMatch)
		is(t, "Load", orm.Load(ctx, db, other), orm.ErrNoMatch)
		is(t, "Upsert", orm.Upsert(ctx, db, other), orm.ErrNoMatch)
		is(t, "Save", orm.Save(ctx, db, other), orm.ErrUnique)
		_, err := orm.SaveRelated(ctx, db, projects[1], orm.SaveAll())
		is(t, "SaveRelated", err, orm.ErrNoMatch)
		n, err := orm.Objects[Project](db).BulkUpdate(ctx, []*Project{projects[0], other}, "name")
		if n != 1 || err != nil {
			t.Errorf("BulkUpdate: %d, %v", n, err)
		}
		q := orm.Objects[Label](db)
		clash := &Label{Tenant: 2, Name: "l2", Hidden: true}
		is(t, "an upsert by a unique constraint", q.BulkCreate(ctx, []*Label{clash}, orm.UpdateOnConflict("hidden"), orm.OnConflict("tenant", "name")), orm.ErrUnique)
		must(t, "ignoring conflicts", q.BulkCreate(ctx, []*Label{clash}, orm.IgnoreConflicts()))
		_, _, err = q.GetOrCreate(ctx, orm.V{"tenant": 2, "name": "l2"})
		is(t, "GetOrCreate", err, orm.ErrUnique)
		_, _, err = q.UpdateOrCreate(ctx, orm.V{"tenant": 2, "name": "l2"}, orm.V{"hidden": true})
		is(t, "UpdateOrCreate", err, orm.ErrUnique)
		fresh := &Label{Tenant: 1, Name: "l1", Hidden: true}
		must(t, "an upsert of a row of one's own", q.BulkCreate(ctx, []*Label{fresh, {Tenant: 1, Name: "l3"}}, orm.UpdateOnConflict("hidden"), orm.OnConflict("tenant", "name")))
		if fresh.ID != labels[0].ID {
			t.Errorf("the upsert found %d, want %d", fresh.ID, labels[0].ID)
		}
		mine, err := orm.Objects[Issue](db).Get(ctx, orm.Q{"id": issues[0].ID})
		must(t, "get", err)
		is(t, "adding another's child", mine.Notes.Add(ctx, notes[1]), orm.ErrNoMatch)
		is(t, "tying another's row", mine.Labels.Add(ctx, labels[1]), orm.ErrNoMatch)
		must(t, "removing another's child", mine.Notes.Remove(ctx, notes[1]))
		if now, err := orm.Objects[Project](db).Get(all, orm.Q{"id": projects[1].ID}); err != nil || now.Name != "p2" || now.Tenant != 2 {
			t.Errorf("another's row: %+v, %v", now, err)
		}
		if now, err := orm.Objects[Label](db).Get(all, orm.Q{"id": labels[1].ID}); err != nil || now.Hidden {
			t.Errorf("another's label: %+v, %v", now, err)
		}
		must(t, "inserts are not checked", orm.Save(ctx, db, &Project{Tenant: 2, Name: "given"}))
		up := &Project{ID: projects[0].ID, Tenant: 1, Name: "up"}
		must(t, "an upsert of one's own", orm.Upsert(ctx, db, up))
		must(t, "an upsert of a new row", orm.Upsert(ctx, db, &Project{ID: 99, Tenant: 1, Name: "new"}))
	}, tenants()...)
}

// A relation to a hidden row is loaded and nil, however it is read.
func TestHiddenTargets(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		projects, issues, labels, notes := two(t, db)
		all, ctx := orm.Unscoped(t.Context()), as(t.Context(), 1)
		notes[0].Issue = orm.Ref(issues[1]) // a row of one's own that leads to another's
		must(t, "update", orm.Update(all, db, notes[0]))
		row, err := orm.Objects[Issue](db).Get(all, orm.Q{"id": issues[0].ID})
		must(t, "get", err)
		must(t, "add", row.Labels.Add(all, labels[0], labels[1]))
		for what, q := range map[string]orm.QuerySet[Note]{
			"select": orm.Objects[Note](db).SelectRelated("issue__project"), "prefetch": orm.Objects[Note](db).PrefetchRelated("issue__project"),
		} {
			n, err := q.Get(ctx)
			if err != nil || !n.Issue.Loaded() || n.Issue.Get() != nil || n.Issue.PK() != issues[1].ID {
				t.Errorf("%s: %v, %v", what, n, err)
			}
		}
		n, err := orm.Objects[Note](db).Get(ctx)
		must(t, "get", err)
		if i, err := n.Issue.Load(ctx); i != nil || err != nil || !n.Issue.Loaded() {
			t.Errorf("Load: %v, %v", i, err)
		}
		for what, q := range map[string]orm.QuerySet[Issue]{
			"select": orm.Objects[Issue](db).SelectRelated("labels"), "prefetch": orm.Objects[Issue](db).PrefetchRelated("labels"),
		} {
			i, err := q.Get(ctx)
			if err != nil || len(i.Labels.All()) != 1 || i.Labels.All()[0].ID != labels[0].ID {
				t.Errorf("%s: %v, %v", what, i, err)
			}
		}
		sum, err := orm.Objects[Issue](db).Aggregate(ctx, orm.CountOf("labels__id"), orm.CountOf("labels__name"))
		if err != nil || sum["labels__id__count"] != int64(1) || sum["labels__name__count"] != int64(1) {
			t.Errorf("%v, %v", sum, err)
		}
		if n, err := orm.Objects[Note](db).Filter(orm.Q{"issue__project__name": projects[1].Name}).Count(ctx); n != 0 || err != nil {
			t.Errorf("a condition along a hidden row: %d, %v", n, err)
		}
	}, tenants()...)
}

// What is wrong with scopes is told at opening, and a text has no context.
func TestOpening(t *testing.T) {
	free := func(context.Context) (orm.Condition, error) { return orm.Q{}, nil }
	type stranger struct{}
	for what, o := range map[string][]orm.Option{
		"twice":            {orm.WithScope[Label]("a", free), orm.WithScope[Label]("a", free)},
		"an unknown model": {orm.WithScope[stranger]("a", free)},
		"no name":          {orm.WithScope[Label]("", free)},
		"the name deleted": {orm.WithScope[Label]("deleted", free)},
		"no function":      {orm.WithScope[Label]("a", nil)},
	} {
		_, err := sqlite.Open(":memory:", models(), o...)
		is(t, what, err, orm.ErrQuery)
	}
	db := dbtest.Open(t, "sqlite", models(), append(tenants(), orm.WithScope[Person]("nil", func(context.Context) (orm.Condition, error) { return nil, nil }),
		orm.WithScope[Project]("wrong", func(context.Context) (orm.Condition, error) { return orm.Q{"nope": 1}, nil }))...)
	_, err := orm.Objects[Person](db).All(t.Context())
	is(t, "a nil condition", err, orm.ErrQuery)
	_, err = orm.Objects[Project](db).All(as(t.Context(), 1))
	is(t, "a wrong condition", err, orm.ErrQuery)
	_, _, err = orm.Objects[Note](db).ToSql()
	is(t, "ToSql", err, orm.ErrQuery)
	_, _, err = orm.Objects[Note](db).Unscoped("tenant").SelectRelated("issue__owner").ToSql()
	is(t, "ToSql with a joined model", err, orm.ErrQuery)
	if text, _, err := orm.Objects[Note](db).Unscoped("tenant").ToSql(); err != nil || strings.Contains(text, "WHERE") {
		t.Errorf("%s, %v", text, err)
	}
	_ = schema.Table{}
}

// One query under two contexts is two plans where the conditions differ in shape, and one where they do not.
func TestShapesOfScopes(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		two(t, db)
		q := orm.Objects[Project](db)
		for _, want := range []struct {
			tenants any
			names   string
		}{{[]int{1}, "[p1]"}, {[]int{2}, "[p2]"}, {[]int{1, 2}, "[p1 p2]"}, {nil, "[p1 p2]"}, {[]int{}, "[]"}, {[]int{2}, "[p2]"}} {
			ctx := context.WithValue(t.Context(), tenantKey{}, want.tenants)
			names, err := orm.Pluck[string](ctx, q.OrderBy("name"), "name")
			if err != nil || fmt.Sprint(names) != want.names {
				t.Errorf("%v: %v, %v", want.tenants, names, err)
			}
		}
	}, orm.WithScope[Project]("tenant", func(ctx context.Context) (orm.Condition, error) {
		if list, ok := ctx.Value(tenantKey{}).([]int); ok {
			return orm.Q{"tenant__in": list}, nil
		}
		return orm.And(), nil
	}))
}
