package engine

import (
	"context"
	"unsafe"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/internal/scan"
)

// Select reads the main rows of a query with everything that it loads: one statement, and one per prefetched relation and
// level. The rows are pointers to structs of the query's model, in the order of the statement.
func (db *DB) Select(ctx context.Context, q *query.Query) ([]unsafe.Pointer, error) {
	result, err := db.rows(ctx, q)
	if err != nil {
		return nil, err
	}
	if len(q.Prefetch) > 0 && len(result.Roots) > 0 {
		if err := db.prefetch(ctx, q, result.Roots); err != nil {
			return nil, err
		}
	}
	return result.Roots, nil
}

// rows reads a query without its prefetches.
func (db *DB) rows(ctx context.Context, q *query.Query) (*scan.Result, error) {
	if q.Err != nil {
		return nil, q.Err
	}
	s := db.shape()
	defer db.shapes.Put(s)
	scopes := db.scopes(ctx)
	s.Scopes = scopes
	shapeSelect(s, q)
	if err := scopes.Err(); err != nil {
		return nil, err
	}
	p, err := db.plans.get(s.Key, func() (*plan, error) { return db.selectPlan(ctx, q, scopes) })
	if err != nil {
		return nil, err
	}
	args, err := p.statement.Bind(db.Dialect, s.Args)
	if err != nil {
		return nil, err
	}
	hint := 0
	switch {
	case q.Lone:
		hint = 1
	case q.HasLimit && q.Limit < 64:
		hint = int(q.Limit)
	}
	var result *scan.Result
	err = db.send(ctx, p, args, func(run runner) (int64, error) {
		if result, err = run.objects(p.scan, scan.Options{Hint: hint}); err != nil {
			return 0, err
		}
		return int64(result.Rows), nil
	})
	return result, err
}

// shapeSelect is the shape of a query that reads objects. The prefetches are queries of their own, but a foreign key that
// one of them follows is read even when the caller excluded it.
func shapeSelect(s *query.Shape, q *query.Query) {
	s.Text("select")
	s.Query(q)
	for i := range q.Prefetch {
		s.Path(q.Prefetch[i].Path)
	}
}

func (db *DB) selectPlan(ctx context.Context, q *query.Query, scopes *query.Scopes) (*plan, error) {
	st, err := db.compileForms(ctx, func() (*compile.Statement, error) {
		return db.compiler.Select(q, func(s *query.Shape) { s.Scopes = scopes; shapeSelect(s, q) })
	})
	if err != nil {
		return nil, err
	}
	return db.objectPlan(st, "select", q)
}

func (db *DB) objectPlan(st *compile.Statement, operation string, q *query.Query) (*plan, error) {
	sp, err := scan.NewPlan(st.Tree, db.binder(q.Strict))
	if err != nil {
		return nil, err
	}
	sp.Restrict(db.Dialect.RefuseForm)
	return &plan{statement: st, scan: sp, operation: operation, model: q.Model, locks: q.Lock != nil}, nil
}
