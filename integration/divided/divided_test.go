package divided

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"

	sq "github.com/Masterminds/squirrel"
)

const tenant, other = int64(7), int64(8)

// world is the rows of two tenants, and what is asked of one.
type world struct {
	*testing.T
	ctx context.Context
	db  *orm.DB
}

func (w *world) accounts() orm.QuerySet[Account] {
	return orm.Objects[Account](w.db).Filter(orm.Q{"tenant_id": tenant})
}

func (w *world) tasks() orm.QuerySet[Task] {
	return orm.Objects[Task](w.db).Filter(orm.Q{"tenant_id": tenant})
}

// is compares what was found as text.
func (w *world) is(what string, got any, want string) {
	w.Helper()
	if text := fmt.Sprint(got); text != want {
		w.Errorf("%s: %s, want %s", what, text, want)
	}
}

func (w *world) ok(errs ...error) {
	w.Helper()
	if err := errors.Join(errs...); err != nil {
		w.Fatal(err)
	}
}

// titles are those of tasks, in their order.
func titles(list []*Task, err error) string {
	var out []string
	for _, t := range list {
		out = append(out, t.Title)
	}
	if err != nil {
		return err.Error()
	}
	return strings.Join(out, " ")
}

// fill makes two accounts for each tenant, with three tasks each, of which one is part of another.
func (w *world) fill() {
	w.Helper()
	plan := &Plan{ID: 1, Name: "large"}
	w.ok(orm.Save(w.ctx, w.db, plan))
	for _, of := range []int64{tenant, other} {
		var accounts []*Account
		var tasks []*Task
		for n := int64(1); n <= 2; n++ {
			accounts = append(accounts, &Account{TenantID: of, Number: n, Name: fmt.Sprintf("account %d", n), Plan: orm.Ref(plan)})
			for k := int64(1); k <= 3; k++ {
				tasks = append(tasks, &Task{TenantID: of, Number: 10*n + k, AccountNumber: n, Title: fmt.Sprintf("t%d%d", n, k), Hours: int(k)})
			}
			tasks[len(tasks)-1].ParentNumber = new(10*n + 1)
		}
		w.ok(orm.Objects[Account](w.db).BulkCreate(w.ctx, accounts), orm.Objects[Task](w.db).BulkCreate(w.ctx, tasks))
	}
}

// TestDivided does what a program does with the rows of one tenant beside another's.
func TestDivided(t *testing.T) {
	models := schema.MustRegistry(&Plan{}, &Account{}, &Task{})
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &world{t, t.Context(), dbtest.Open(t, name, models)}
			if w.db.Dialect() == "citus" {
				tables, err := orm.RawInto[int](w.ctx, w.db, sq.Expr("SELECT count(*) FROM pg_dist_partition p JOIN pg_class c ON c.oid = p.logicalrelid "+
					"WHERE c.relnamespace = current_schema()::regnamespace"))
				w.ok(err)
				w.is("tables that are divided, or everywhere", tables, "[3]")
			}
			w.fill()
			for _, s := range steps {
				if !t.Run(s.name, func(t *testing.T) { s.run(&world{t, t.Context(), w.db}) }) {
					return
				}
			}
			n, err := orm.Objects[Task](w.db).Filter(orm.Q{"tenant_id": other}).Aggregate(w.ctx, orm.CountOf("number").As("n"), orm.SumOf("hours"), orm.SumOf("version"))
			w.ok(err)
			w.is("the other tenant's rows", n, "map[hours__sum:12 n:6 version__sum:6]")
		})
	}
}

var steps = []struct {
	name string
	run  func(w *world)
}{
	{"reads", reads}, {"relations", relations}, {"aggregates", aggregates}, {"expressions", expressions}, {"trees", trees}, {"rows", rows},
	{"bulks", bulks}, {"get or create", getOrCreate}, {"graphs", graphs}, {"sets", sets}, {"transactions", transactions}, {"deletes", deletes},
}

func reads(w *world) {
	w.is("by key", titles(orm.Objects[Task](w.db).All(w.ctx, orm.Q{"pk": []any{tenant, int64(12)}})), "t12")
	w.is("ordered", titles(w.tasks().OrderBy("-hours", "title").Limit(3).Offset(1).All(w.ctx)), "t23 t12 t22")
	w.is("along a relation", titles(w.tasks().OrderBy("number").All(w.ctx, orm.Q{"account__name": "account 2"})), "t21 t22 t23")
	w.is("texts", titles(w.tasks().OrderBy("number").All(w.ctx, orm.Q{"title__iendswith": "3"})), "t13 t23")
	w.is("a sub-query", titles(w.tasks().OrderBy("number").All(w.ctx, orm.Q{"number__in": orm.Column(w.tasks().Filter(orm.Q{"hours": 3}), "number")})), "t13 t23")
	n, err := w.tasks().Count(w.ctx)
	w.ok(err)
	w.is("count", n, "6")
	some, err := orm.Objects[Account](w.db).Filter(orm.Q{"tenant_id": tenant}).Filter(orm.Some("tasks", orm.Q{"hours": 3})).Count(w.ctx)
	w.ok(err)
	w.is("some", some, "2")
	each := ""
	for t, err := range w.tasks().OrderBy("number").Iterate(w.ctx) {
		w.ok(err)
		each += t.Title
	}
	w.is("iterated", each, "t11t12t13t21t22t23")
}

func relations(w *world) {
	list, err := w.accounts().SelectRelated("plan").PrefetchRelated("tasks__parts").OrderBy("number").All(w.ctx)
	w.ok(err)
	for _, a := range list {
		w.is("tasks", []any{a.Plan.Get().Name, a.Tasks.Len(), a.Tasks.At(0).Parts.Len(), a.Tasks.At(1).Parts.Len()}, "[large 3 1 0]")
	}
	joined, err := w.accounts().SelectRelated("tasks__parent").OrderBy("number", "-tasks__number").All(w.ctx)
	w.ok(err)
	w.is("joined", []any{joined[0].Tasks.Len(), joined[0].Tasks.At(0).Parent.Get().Title, joined[0].Tasks.At(2).Parent.Get() == nil}, "[3 t11 true]")
	part := joined[1].Tasks.At(0)
	w.ok(orm.Load(w.ctx, w.db, part))
	owner, err := part.Account.Load(w.ctx)
	w.ok(err)
	w.is("loaded", owner.Name, "account 2")
	n, err := joined[0].Tasks.Objects().Filter(orm.Q{"hours__gte": 2}).Count(w.ctx)
	w.ok(err)
	w.is("of an owner", n, "2")
	page, err := w.accounts().Prefetch("tasks", orm.Objects[Task](w.db).OrderBy("-number").Limit(1)).OrderBy("number").All(w.ctx)
	w.ok(err)
	w.is("a page for each owner", []any{page[0].Tasks.Len(), page[0].Tasks.At(0).Title, page[1].Tasks.At(0).Title}, "[1 t13 t23]")
}

func aggregates(w *world) {
	all, err := w.tasks().Aggregate(w.ctx, orm.SumOf("hours"), orm.MaxOf("title"), orm.CountDistinctOf("hours").As("kinds"))
	w.ok(err)
	w.is("all", all, "map[hours__sum:12 kinds:3 title__max:t23]")
	groups, err := w.tasks().GroupBy("account__name").OrderBy("account__name").Aggregate(w.ctx, orm.SumOf("hours"), orm.CountOf("number").As("n"))
	w.ok(err)
	w.is("groups", groups, "[map[account__name:account 1 hours__sum:6 n:3] map[account__name:account 2 hours__sum:6 n:3]]")
	counted, err := w.accounts().Annotate("n", orm.CountOf("tasks")).OrderBy("number").Values(w.ctx, "name", "n")
	w.ok(err)
	w.is("annotated", counted, "[map[n:3 name:account 1] map[n:3 name:account 2]]")
	text, err := w.tasks().Aggregate(w.ctx, orm.StringAgg("title", ",", "-number").Where(orm.Q{"hours": 3}).As("titles"))
	w.ok(err)
	w.is("texts", text, "map[titles:t23,t13]")
}

func expressions(w *world) {
	best := orm.RowNumber(orm.PartitionBy("account_number").OrderKeys("-hours"))
	w.is("a window", titles(w.tasks().AnnotateExpr("place", best).Filter(orm.Q{"place": 1}).OrderBy("number").All(w.ctx)), "t13 t23")
	sum := orm.ScalarOf(orm.Objects[Task](w.db).Filter(orm.F("tenant_id").Eq(orm.Outer("tenant_id")), orm.F("account_number").Eq(orm.Outer("number"))), orm.SumOf("hours"))
	sums, err := w.accounts().AnnotateExpr("hours", sum).OrderBy("number").Values(w.ctx, "number", "hours")
	w.ok(err)
	w.is("a sum of its rows", sums, "[map[hours:6 number:1] map[hours:6 number:2]]")
	w.is("distinct on", titles(w.tasks().OrderBy("account_number", "-hours").DistinctOn("account_number").All(w.ctx)), "t13 t23")
}

func trees(w *world) {
	w.is("below", titles(w.tasks().Descendants("parent", []any{tenant, int64(11)}).All(w.ctx)), "t13")
	w.is("above", titles(w.tasks().Ancestors("parent", []any{tenant, int64(23)}).All(w.ctx)), "t21")
}
