package engine

import (
	"context"
	"database/sql"
	"testing"

	"github.com/ormar-go/ormar/internal/cluster"
)

// TestReading: a statement is a replica's where the call that it belongs to only reads and has one.
func TestReading(t *testing.T) {
	db, _ := scripted(t, "postgres")
	replica := &read{node: &cluster.Node{}}
	with := func(r *read) context.Context { return context.WithValue(t.Context(), readKey{db.Cluster}, r) }
	if got := db.reading(with(replica), &plan{}); got != nil {
		t.Error("without a cluster there is no replica")
	}
	db.Cluster = &cluster.Cluster{}
	defer func() { db.Cluster = nil }()
	for name, c := range map[string]struct {
		ctx  context.Context
		plan *plan
		want bool
	}{
		"a read":                {with(replica), &plan{}, true},
		"a call without one":    {t.Context(), &plan{}, false},
		"a read of the primary": {with(&read{}), &plan{}, false},
		"a write":               {with(replica), &plan{write: true}, false},
		"SQL of one's own":      {with(replica), &plan{own: true}, false},
		"rows that are locked":  {with(replica), &plan{locks: true}, false},
	} {
		if got := db.reading(c.ctx, c.plan); got != nil != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestElsewhere: what a replica refuses as replicas do is asked of the primary; what any server
// would say is not.
func TestElsewhere(t *testing.T) {
	over, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx   context.Context
		meets error
		want  bool
	}{
		"a write in a read":                  {t.Context(), ErrReadOnly, true},
		"a conflict with what is replicated": {t.Context(), ErrSerialization, true},
		"a constraint":                       {t.Context(), ErrUnique, false},
		"a caller who has given up":          {over, ErrReadOnly, false},
	} {
		db, _ := scripted(t, "postgres")
		other := sql.OpenDB(&server{})
		r := &read{node: &cluster.Node{Server: cluster.Server{Pool: other}}, left: 1}
		on := place{other, db, r}
		if got := on.elsewhere(c.ctx, c.meets, c.meets); got != c.want || c.want && (on.pool != db.Pool.DB || on.read != nil || r.node != nil) || !c.want && on.pool != other {
			t.Errorf("%s: %t", name, got)
		}
		primary := place{db.Pool.DB, db, nil}
		if primary.elsewhere(c.ctx, c.meets, c.meets) {
			t.Errorf("%s: there is no place but the primary", name)
		}
		if err := other.Close(); err != nil {
			t.Error(err)
		}
	}
}
