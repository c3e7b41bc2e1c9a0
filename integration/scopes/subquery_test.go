package scopes

import (
	"fmt"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// Sub-queries in expressions have the scopes of what they read, wherever they stand.
func TestSubQueriesInExpressions(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		projects, issues, _, _ := two(t, db)
		all, ctx := orm.Unscoped(t.Context()), as(t.Context(), 1)
		ada := &Person{Name: "ada"}
		must(t, "person", orm.Save(all, db, ada))
		for i := range issues {
			issues[i].Owner, issues[i].Points = orm.Ref(ada), 10*(i+1)
			must(t, "update", orm.Update(all, db, issues[i]))
		}
		people, mine := orm.Objects[Person](db), orm.Objects[Issue](db)
		owned := mine.Filter(orm.F("owner").Eq(orm.Outer("id")))
		count := func(what string, want int64, q orm.QuerySet[Person]) {
			t.Helper()
			if n, err := q.Count(ctx); n != want || err != nil {
				t.Errorf("%s: %d, %v, want %d", what, n, err, want)
			}
		}
		count("ExistsIn", 1, people.Filter(orm.ExistsIn(owned)))
		count("ExistsIn of another's", 0, people.Filter(orm.ExistsIn(owned.Filter(orm.Q{"title": "i2"}))))
		count("ExistsIn, lifted", 1, people.Filter(orm.ExistsIn(owned.Unscoped("tenant").Filter(orm.Q{"title": "i2"}))))
		count("ExistsIn along a relation", 0, people.Filter(orm.ExistsIn(owned.Filter(orm.Q{"project__name": projects[1].Name}))))
		rows, err := people.AnnotateExpr("points", orm.ScalarOf(owned, orm.SumOf("points"))).Values(ctx, "points")
		if err != nil || fmt.Sprint(rows) != "[map[points:10]]" {
			t.Errorf("ScalarOf: %v, %v", rows, err)
		}
		_, err = people.Filter(orm.ExistsIn(owned)).Count(t.Context())
		is(t, "without a tenant", err, errNoTenant)
	}, tenants()...)
}
