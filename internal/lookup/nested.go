package lookup

import (
	"strings"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// sub is a query whose one value is an expression.
type sub struct {
	source    Source
	aggregate *Aggregate
}

// Outer is a column of the row that a sub-query is asked for.
func Outer(path string) Expr {
	if path == "" {
		return RefusedExpr(query.Errorf("orm.Outer: the path is empty"))
	}
	return Expr{outer: path}
}

// Scalar is the value of the first row of a source.
func Scalar(q Source) Expr { return Expr{sub: &sub{source: q}} }

// ScalarOf is an aggregate over the rows of a source.
func ScalarOf(q Source, a Aggregate) Expr { return Expr{sub: &sub{source: q, aggregate: &a}} }

// ExistsIn is true where a source has a row.
func ExistsIn(q Source) *Composed { return &Composed{op: query.Exists, value: q} }

// scalar resolves a query that is a value.
func (s Scope) scalar(n *sub) (*query.Expr, error) {
	if n.source == nil {
		return nil, query.Errorf("orm.Scalar: the QuerySet is nil")
	}
	if n.aggregate != nil {
		q, err := s.nested(n.source, "orm.ScalarOf")
		if err != nil {
			return nil, err
		}
		a, err := n.aggregate.Resolve(ScopeOf(s.DB, q))
		if err != nil {
			return nil, err
		}
		a.Along(q.Along())
		return &query.Expr{Sub: &query.SubQuery{Query: q, Aggregate: a}}, nil
	}
	made, err := s.reduced(n.source, "orm.Scalar")
	if err != nil {
		return nil, err
	}
	if a := made.Value(); a == nil || a.Cipher != nil || a.Kind == schema.KindOpaque {
		return nil, query.NotSearchable(a, "an expression")
	}
	c := made.Query.Clone()
	if c.Limit = min(c.Limit, 1); !c.HasLimit {
		c.Limit, c.HasLimit = 1, true
	}
	made.Query = c
	return &query.Expr{Sub: made}, nil
}

// exists resolves the question whether a source has a row.
func (s Scope) exists(c *Composed) (*query.Node, error) {
	source, ok := c.value.(Source)
	if !ok {
		return nil, query.Errorf("orm.ExistsIn: the QuerySet is nil")
	}
	made, err := s.reduced(source, "orm.ExistsIn")
	return &query.Node{Op: query.Exists, Sub: made}, err
}

// nested is the query of a source at this place.
func (s Scope) nested(source Source, call string) (*query.Query, error) {
	db, q := source.Question()
	if q == nil || q.Err != nil {
		if q == nil {
			return nil, query.Errorf("%s: the QuerySet belongs to no database", call)
		}
		return nil, q.Err
	}
	if db != s.DB {
		return nil, query.Errorf("%s: the sub-query belongs to another database", call)
	}
	return s.place(q)
}

// reduced is a source reduced to one column, at this place.
func (s Scope) reduced(source Source, call string) (*query.SubQuery, error) {
	db, made, err := source.SubQuery()
	if err != nil {
		return nil, err
	}
	if db != s.DB {
		return nil, query.Errorf("%s: the sub-query belongs to another database", call)
	}
	c := *made
	if c.Column != nil && c.Column.Attr != nil && len(c.Column.Attr.Parts) > 0 && !strings.HasSuffix(call, "__in") && call != "orm.ExistsIn" {
		return nil, query.Errorf("%s: %s has a composite key; name the column with orm.Column", call, c.Column.Root.Name)
	}
	if c.Query, err = s.place(made.Query); err == nil && c.Expr != nil {
		if n := namedIn(c.Query.Named(), c.Name); n != nil {
			c.Expr = n.Expr
		}
	}
	return &c, err
}

// place resolves what a sub-query reads of the row around, which is one of this scope.
func (s Scope) place(q *query.Query) (*query.Query, error) {
	return q.Placed(func(o *query.Outer) (*schema.Path, error) {
		p, err := ValuePath(s.Model, o.Text)
		if err != nil {
			return nil, err
		}
		e, err := s.side(p)
		if err == nil && !o.Side {
			err = computed(e)
		}
		return p, err
	}, func(n *query.Node) error {
		left := n.Left
		if left == nil {
			left = &query.Expr{Path: n.Path}
		}
		if n.Right == nil {
			return nil
		}
		return sides(left, n.Right)
	})
}
