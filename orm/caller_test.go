package orm_test

import (
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// However many calls of this module lie between, the first that is not of it is found.
func TestCallerBehindDeepStack(t *testing.T) {
	rec := &recorder{}
	db := dbtest.Open(t, "sqlite", schema.MustRegistry(&node{}, &account{}), orm.WithObserver(rec))
	n := node{ID: 1, Parent: orm.RefPK[node](1)}
	if err := orm.Save(t.Context(), db, &n); err != nil {
		t.Fatal(err)
	}
	const deep = 40
	rec.take()
	check(orm.Objects[node](db).PrefetchRelated(strings.TrimSuffix(strings.Repeat("parent__", deep), "__")).All(t.Context()))(t)
	seen := rec.take()
	if len(seen) != deep+1 {
		t.Fatalf("%d statements", len(seen))
	}
	for _, s := range seen {
		if !strings.HasPrefix(s.Caller, "orm/caller_test.go:") {
			t.Errorf("called from %q", s.Caller)
		}
	}
}
