package engine

import (
	"context"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/internal/query"
)

// Write is a set-wise write that is ready to be sent.
type Write struct {
	db   *DB
	plan *plan
	args []any
}

// Text is the statement.
func (w *Write) Text() string { return w.plan.statement.Text }

// Send sends it and gives the number of rows that it matched.
func (w *Write) Send(ctx context.Context) (int64, error) {
	var n int64
	err := w.db.send(ctx, w.plan, w.args, func(run runner) (int64, error) {
		result, err := run.exec()
		if err != nil {
			return 0, err
		}
		n, err = result.RowsAffected()
		return n, err
	})
	return n, err
}

// UpdateSet makes ready the assignment to every row of a query, whose versions rise.
func (db *DB) UpdateSet(ctx context.Context, q *query.Query, list []*query.Assignment) (*Write, error) {
	for _, a := range list {
		if a.Attr == q.Model.ShardKey {
			return nil, query.Errorf("%s.%s is the shard key: rows stay in their shard; insert a new row there and delete this one", q.Model.Name, a.Attr.Name)
		}
	}
	list = raised(q.Model, list)
	shape := db.under(ctx, func(s *query.Shape) {
		s.Text("update")
		s.Assignments(list)
		s.Query(q)
	})
	return db.write(ctx, "update", q, shape, func() (*compile.Statement, error) { return db.compiler.Update(q, list, shape) })
}

// DeleteSet makes ready the deletion of every row of a query.
func (db *DB) DeleteSet(ctx context.Context, q *query.Query) (*Write, error) {
	shape := db.under(ctx, func(s *query.Shape) {
		s.Text("delete")
		s.Query(q)
	})
	return db.write(ctx, "delete", q, shape, func() (*compile.Statement, error) { return db.compiler.Delete(q, shape) })
}

func (db *DB) write(ctx context.Context, operation string, q *query.Query, shape compile.ShapeOf, make func() (*compile.Statement, error)) (*Write, error) {
	if q.Err != nil {
		return nil, q.Err
	}
	s := db.shape()
	defer db.shapes.Put(s)
	shape(s)
	if err := s.Scopes.Err(); err != nil {
		return nil, err
	}
	p, err := db.plans.get(s.Key, func() (*plan, error) {
		st, err := db.compileForms(ctx, make)
		if err != nil {
			return nil, err
		}
		return &plan{statement: st, operation: operation, model: q.Model, write: true}, nil
	})
	if err != nil {
		return nil, err
	}
	args, err := p.statement.Bind(db.Dialect, s.Args)
	return &Write{db: db, plan: p, args: args}, err
}

// SelectText is the text of a query with ? for its parameters, and the parameters.
func (db *DB) SelectText(q *query.Query) (string, []any, error) {
	if q.Err != nil {
		return "", nil, q.Err
	}
	s := db.shape()
	defer db.shapes.Put(s)
	scopes := db.withoutContext()
	s.Scopes = scopes
	shapeSelect(s, q)
	if err := scopes.Err(); err != nil {
		return "", nil, err
	}
	questions := *db.Dialect
	questions.Numbered = false
	c := compile.Compiler{Dialect: &questions}
	st, err := c.Select(q, func(s *query.Shape) { s.Scopes = scopes; shapeSelect(s, q) })
	if err != nil {
		return "", nil, err
	}
	args, err := st.Bind(db.Dialect, s.Args)
	return st.Text, args, err
}
