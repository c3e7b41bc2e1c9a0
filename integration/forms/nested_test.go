package forms

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/orm"
)

// TestSubQueries: a sub-query with parameters whose value is compared in a form that names it several times. Each mention has the
// parameters of its own, in an order, a condition, a group and beside other parameters.
func TestSubQueries(t *testing.T) {
	for name, own := range map[string]bool{"a table of ours": true, "a table of others": false} {
		t.Run(name, func(t *testing.T) {
			w := writer{rand.New(rand.NewPCG(replay.Seed(t), 17)), own}
			db := open(t, own)
			fill(t, db, w)
			ctx, visits := t.Context(), orm.Objects[Visit](db)
			rows, err := visits.OrderBy("id").All(ctx)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range fields() {
				nested(ctx, t, visits, rows, f)
			}
		})
	}
}

// nested asks for the value of the row itself and of the row before it, by a sub-query.
func nested(ctx context.Context, t *testing.T, visits orm.QuerySet[Visit], rows []*Visit, f field) {
	t.Helper()
	source := visits.Filter(orm.Q{"id__gt": 0, "id": orm.Outer("id")}).Exclude(orm.Q{"id": -1}).Limit(1)
	q := visits.AnnotateExpr("same", orm.Scalar(orm.Column(source, f.name))).Filter(orm.Q{"id__gte": 3, "id__lte": 50})
	want := slices.Clone(rows[2:50])
	slices.SortStableFunc(want, func(a, b *Visit) int { return cmp.Or(cmp.Compare(f.order(a), f.order(b)), cmp.Compare(a.ID, b.ID)) })
	got, err := q.OrderBy("same", "id").All(ctx)
	if err != nil || !slices.EqualFunc(got, want, func(a, b *Visit) bool { return a.ID == b.ID }) {
		t.Errorf("ordered by a sub-query of %s: %d rows, %v", f.name, len(got), err)
	}
	one := rows[10]
	var equal []int64
	for _, r := range rows[2:50] {
		if f.order(r) == f.order(one) {
			equal = append(equal, r.ID)
		}
	}
	found(t, q.Filter(orm.Q{"same": f.value(one)}), "a sub-query of "+f.name, equal)
}
