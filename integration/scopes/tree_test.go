package scopes

import (
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// A walk through a tree stops where a scope does, at each of its steps; where the scope is lifted it goes on.
func TestTreesHaveScopes(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		all := orm.Unscoped(t.Context())
		root := &Project{Tenant: 1, Name: "root"}
		must(t, "root", orm.Save(all, db, root))
		theirs := &Project{Tenant: 2, Name: "theirs", Parent: orm.Ref(root)}
		must(t, "theirs", orm.Save(all, db, theirs))
		leaf := &Project{Tenant: 1, Name: "leaf", Parent: orm.Ref(theirs)} // mine, below another's
		must(t, "leaf", orm.Save(all, db, leaf))
		projects, ctx := orm.Objects[Project](db), as(t.Context(), 1)
		for _, c := range []struct {
			name string
			q    orm.QuerySet[Project]
			want int64
		}{
			{"down", projects.Descendants("parent", root.ID), 0},
			{"down, lifted", projects.Descendants("parent", root.ID).Unscoped("tenant"), 2},
			{"lifted, down", projects.Unscoped("tenant").Descendants("parent", root.ID), 2},
			{"up", projects.Ancestors("parent", leaf.ID), 0},
			{"up, lifted", projects.Unscoped("tenant").Ancestors("parent", leaf.ID), 2},
		} {
			if n, err := c.q.Count(ctx); n != c.want || err != nil {
				t.Errorf("%s: %d, %v, want %d", c.name, n, err, c.want)
			}
		}
		if n, err := projects.Descendants("parent", root.ID).Count(orm.Unscoped(ctx, "tenant")); n != 2 || err != nil {
			t.Errorf("lifted by the context: %d, %v", n, err)
		}
		_, err := projects.Descendants("parent", root.ID).Count(t.Context())
		is(t, "without a tenant", err, errNoTenant)
	}, tenants()...)
}
