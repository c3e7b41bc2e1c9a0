package scopes

import (
	"context"
	"net/url"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// furtherKinds are calls of further: sub-queries, windows, sets of questions, trees, documents.
var furtherKinds = []string{"scalar", "existsin", "window", "over", "case", "texts", "documents", "filtered", "countdistinct",
	"union", "unionall", "intersect", "except", "distincton", "descendants", "ancestors", "prefetchas", "set", "add", "lock", "page"}

// toOne is the part of every question's model that is there once for a row.
var toOne = map[string]string{"Person": "name", "Project": "parent__name", "Issue": "project__name", "Label": "name", "Note": "issue__title"}

// further asks what ending does not, and gives something that JSON can write. The other question of the model is the first with a
// condition of its own.
func further[T any, P interface {
	*T
	schema.Definer
}](ctx context.Context, db *orm.DB, q orm.QuerySet[T], m string, e ending) (any, error) {
	one := toOne[m]
	other := orm.Objects[T, P](db).Filter(orm.Q{"id__lte": e.key})
	named := func(x orm.Expr) (any, error) { return q.AnnotateExpr("n", x).OrderBy("n", "id").Values(ctx, "id", "n") }
	switch e.kind {
	case "scalar":
		return named(orm.ScalarOf(orm.Objects[Issue](db).Filter(orm.F("points").Lte(orm.Outer("id"))), orm.SumOf("points")))
	case "existsin":
		return q.Filter(orm.ExistsIn(orm.Objects[Note](db).Filter(orm.F("issue__project").Eq(orm.Outer("id"))))).Values(ctx, "id")
	case "window":
		return named(orm.RowNumber(orm.PartitionBy(one).OrderKeys("id")))
	case "over":
		return named(orm.CountOf("id").Over(orm.PartitionBy(one)))
	case "case":
		return named(orm.Case().When(orm.Q{one + "__isnull": true}, 0).Else(orm.Length(orm.F(one))))
	case "texts":
		return q.GroupBy(one).Aggregate(ctx, orm.StringAgg(textOf[T](), ",", "id"))
	case "documents":
		return q.GroupBy(one).Aggregate(ctx, orm.JSONAgg("id", "-id"))
	case "filtered":
		return q.Aggregate(ctx, orm.SumOf(e.other).Where(orm.Q{e.path + "__isnull": false}))
	case "countdistinct":
		return q.Aggregate(ctx, orm.CountDistinctOf(e.path))
	case "union":
		return q.Union(other).OrderBy("id").All(ctx)
	case "unionall":
		return q.UnionAll(other).OrderBy("id").Values(ctx, "id")
	case "intersect":
		return q.Intersect(other).OrderBy("id").Values(ctx, "id")
	case "except":
		return other.Except(q).Count(ctx)
	case "distincton":
		return q.OrderBy(one, "-id").DistinctOn(one).Values(ctx, "id")
	case "lock":
		return q.ForUpdate().OrderBy("id").Limit(3).All(ctx)
	case "page":
		asked := url.Values{one: {"b"}, "sort": {"-" + one + ",id"}, "size": {"3"}, "include": {e.relation}}
		return orm.PageOf(ctx, q, orm.UntrustedQuery(asked, orm.Policy{Filter: []string{one}, Sort: []string{one, "id"}, Include: []string{e.relation}}))
	}
	return related(ctx, db, e)
}

// related asks along relations, of models that have them, for keys that may be another tenant's.
func related(ctx context.Context, db *orm.DB, e ending) (any, error) {
	projects, labels := orm.Objects[Project](db), orm.Objects[Label](db)
	switch e.kind {
	case "descendants":
		return projects.Descendants("parent", e.key%24+1).OrderBy("id").Values(ctx, "id", "name")
	case "ancestors":
		return projects.Ancestors("parent", e.key%24+1).OrderBy("id").Values(ctx, "id", "name")
	case "prefetchas":
		rows, err := projects.PrefetchAs("some", "issues", orm.Objects[Issue](db).Filter(orm.Q{"id__gt": e.key})).OrderBy("id").All(ctx)
		if err != nil {
			return nil, err
		}
		var out []any
		for _, p := range rows {
			issues, ok := orm.Prefetched[Issue](p, "some")
			out = append(out, p.ID, ok, issues)
		}
		return out, nil
	}
	issue, err := orm.Objects[Issue](db).OrderBy("id").First(ctx)
	if err != nil {
		return nil, err
	}
	found, err := labels.Filter(orm.Q{"id__lte": e.key % 18}).OrderBy("id").All(ctx)
	if err != nil {
		return nil, err
	}
	if e.kind == "set" {
		err = issue.Labels.Set(ctx, found...)
	} else if len(found) > 0 {
		err = issue.Labels.Add(ctx, found[0])
	}
	if err != nil {
		return nil, err
	}
	return issue.Labels.Objects().OrderBy("id").Values(ctx, "id", "name")
}
