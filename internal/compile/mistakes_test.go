package compile

import (
	"errors"
	"testing"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// statements are the ways to ask about the volumes that conditions select, each compiled for a
// database.
func statements(s *shelves) map[string]func(c *Compiler, where []*query.Node) (*Statement, error) {
	pages := &query.Aggregate{Function: query.Sum, Path: s.path("volume", "pages"), Name: "pages"}
	volumes := func(where []*query.Node) *query.Query { return &query.Query{Model: s.model("volume"), Where: where} }
	paged := func(where []*query.Node) *query.Query {
		q := volumes(where)
		q.Limit, q.HasLimit = 3, true
		return q
	}
	of := func(q *query.Query, more ...func(*query.Shape)) ShapeOf {
		return func(shape *query.Shape) {
			shape.Query(q)
			for _, f := range more {
				f(shape)
			}
		}
	}
	title := []query.Field{{Name: "title", Path: s.path("volume", "title")}}
	grouped := func(q *query.Query, having []*query.Node, by ...query.Field) (*query.Grouped, ShapeOf) {
		g := &query.Grouped{Query: q, By: by, Having: having, Aggregates: []*query.Annotation{{Aggregate: *pages}}}
		return g, g.Shape
	}
	assigned := func(expr *query.Expr) []*query.Assignment {
		return []*query.Assignment{{Attr: s.attributes("volume", "pages")[0], Expr: expr}}
	}
	number := func(n any) *query.Expr { return &query.Expr{Value: n, Attr: s.attributes("volume", "pages")[0]} }
	chosen := func(where []*query.Node) *query.Expr {
		args, all := []*query.Expr{number(int64(1)), number(int64(2))}, &query.Node{Op: query.And, Kids: where}
		call := &query.Expr{Call: &query.Call{Func: query.Case, When: []*query.Node{all}, Args: args, Attr: s.attributes("volume", "pages")[0]}}
		return &query.Expr{Op: '+', Left: &query.Expr{Path: s.path("volume", "pages")}, Kid: call}
	}
	same := func(expr *query.Expr) []*query.Node {
		return []*query.Node{{Op: query.Compare, Lookup: query.Gt, Left: expr, Value: int64(1)}}
	}
	type ask = func(c *Compiler, where []*query.Node) (*Statement, error)
	read := func(make func(where []*query.Node) *query.Query) ask {
		return func(c *Compiler, where []*query.Node) (*Statement, error) {
			q := make(where)
			return c.Select(q, of(q))
		}
	}
	related := func(q *query.Query, name string) *query.Query {
		q.Related = []*schema.Path{s.relation("volume", name)}
		return q
	}
	return map[string]ask{
		"rows":                read(volumes),
		"a page":              read(paged),
		"rows with relations": read(func(where []*query.Node) *query.Query { return related(volumes(where), "topics") }),
		"a page of rows with relations": read(func(where []*query.Node) *query.Query {
			return related(paged(where), "topics")
		}),
		"in an order of an expression": read(func(where []*query.Node) *query.Query {
			q := volumes(nil)
			q.Order = []query.Order{{Expr: chosen(where)}}
			return q
		}),
		"in an expression": read(func(where []*query.Node) *query.Query { return volumes(same(chosen(where))) }),
		"related to some": read(func(where []*query.Node) *query.Query {
			return &query.Query{Model: s.model("shelf"), Where: []*query.Node{{Op: query.Some, Path: s.relation("shelf", "volumes"), Kids: where}}}
		}),
		"among others": read(func(where []*query.Node) *query.Query {
			sub := &query.SubQuery{Query: volumes(where), Column: s.path("volume", "id")}
			return volumes([]*query.Node{{Op: query.Compare, Path: s.path("volume", "id"), Lookup: query.In, Sub: sub}})
		}),
		"annotated": read(func(where []*query.Node) *query.Query {
			q := &query.Query{Model: s.model("shelf")}
			q.Extend(func(x *query.Extras) {
				x.Annotations = []*query.Annotation{{Aggregate: query.Aggregate{Function: query.Count, Path: s.path("shelf", "volumes__id"), Name: "n"}}}
			})
			q.Where = []*query.Node{{Op: query.Some, Path: s.relation("shelf", "volumes"), Kids: where}}
			return q
		}),
		"values": func(c *Compiler, where []*query.Node) (*Statement, error) {
			q := volumes(where)
			return c.Values(q, title, of(q))
		},
		"distinct values": func(c *Compiler, where []*query.Node) (*Statement, error) {
			q := volumes(where)
			q.Distinct = true
			return c.Values(q, title, of(q))
		},
		"an aggregate": func(c *Compiler, where []*query.Node) (*Statement, error) {
			q := volumes(where)
			return c.Aggregate(q, []*query.Aggregate{pages}, of(q))
		},
		"an aggregate of a page": func(c *Compiler, where []*query.Node) (*Statement, error) {
			q := paged(where)
			return c.Aggregate(q, []*query.Aggregate{pages}, of(q))
		},
		"groups": func(c *Compiler, where []*query.Node) (*Statement, error) {
			g, shape := grouped(volumes(where), nil, title...)
			return c.Group(g, shape)
		},
		"groups that have": func(c *Compiler, where []*query.Node) (*Statement, error) {
			g, shape := grouped(volumes(nil), where, title...)
			return c.Group(g, shape)
		},
		"groups by an expression": func(c *Compiler, where []*query.Node) (*Statement, error) {
			g, shape := grouped(volumes(where), nil, query.Field{Name: "more", Expr: chosen(nil)})
			return c.Group(g, shape)
		},
		"a number": func(c *Compiler, where []*query.Node) (*Statement, error) {
			q := volumes(where)
			return c.Count(q, false, of(q))
		},
		"a number of a page": func(c *Compiler, where []*query.Node) (*Statement, error) {
			q := paged(where)
			return c.Count(q, false, of(q))
		},
		"a number of joined rows": func(c *Compiler, where []*query.Node) (*Statement, error) {
			q := related(paged(where), "topics")
			q.RawLimit = true
			return c.Count(q, false, of(q))
		},
		"whether there are any": func(c *Compiler, where []*query.Node) (*Statement, error) {
			q := volumes(where)
			return c.Exists(q, of(q))
		},
		"an update": func(c *Compiler, where []*query.Node) (*Statement, error) {
			q, list := volumes(where), assigned(number(int64(1)))
			return c.Update(q, list, of(q, func(shape *query.Shape) { shape.Assignments(list) }))
		},
		"an update with an expression": func(c *Compiler, where []*query.Node) (*Statement, error) {
			q, list := volumes(nil), assigned(chosen(where))
			return c.Update(q, list, of(q, func(shape *query.Shape) { shape.Assignments(list) }))
		},
		"a deletion": func(c *Compiler, where []*query.Node) (*Statement, error) {
			q := volumes(where)
			return c.Delete(q, of(q))
		},
	}
}

// TestMistakesInConditions: whatever is asked, a condition that cannot be compiled is told, and so
// is a statement that the database does not take.
func TestMistakesInConditions(t *testing.T) {
	s := newShelves(t)
	document := &schema.Path{Attr: schema.Figure("document", schema.KindJSON)}
	bad := []*query.Node{{Op: query.Compare, Path: document, Lookup: query.Contains, Value: 3}}
	good := []*query.Node{s.is("volume", "title", "x"), s.is("volume", "pages", int64(1))}
	far := []*query.Node{s.is("volume", "shelf__name", "x"), s.is("volume", "topics__word", "x")}
	for name, ask := range statements(s) {
		for _, d := range []*dialect.Dialect{dialect.SQLite(), dialect.Postgres(), dialect.MySQL(), dialect.MariaDB()} {
			if st, err := ask(&Compiler{Dialect: d}, good); err != nil || st == nil || st.Text == "" {
				t.Errorf("%s on %s: %v", name, d.Name, err)
			}
			if st, err := ask(&Compiler{Dialect: d}, bad); !errors.Is(err, schema.ErrQuery) || st != nil {
				t.Errorf("%s on %s: a document that is none gives %v, %v", name, d.Name, st, err)
			}
			few := *d
			few.MaxParameters = 1
			if _, err := ask(&Compiler{Dialect: &few}, good); !errors.Is(err, schema.ErrQuery) {
				t.Errorf("%s on %s: more parameters than there may be give %v", name, d.Name, err)
			}
			if name == "groups that have" || name == "an update with an expression" {
				continue // these name no columns but those of the rows
			}
			few = *d
			few.MaxTables = 1
			if _, err := ask(&Compiler{Dialect: &few}, far); !errors.Is(err, query.ErrUnsupported) {
				t.Errorf("%s on %s: more tables than there may be give %v", name, d.Name, err)
			}
		}
	}
}

// Rows that cannot remember which columns were read are read whole or not at all.
func TestColumnsOfRowsWithoutState(t *testing.T) {
	s := newShelves(t)
	c := &Compiler{Dialect: dialect.SQLite()}
	for _, related := range []bool{false, true} {
		q, only := &query.Query{Model: s.model("volume")}, s.path("volume", "title")
		if related {
			q.Model = s.model("shelf")
			q.Related, only = []*schema.Path{s.relation("shelf", "volumes")}, s.path("shelf", "volumes__title")
		}
		q.Extend(func(x *query.Extras) { x.Only = []*schema.Path{only} })
		if st, err := c.Select(q, func(shape *query.Shape) { shape.Query(q) }); st != nil || !errors.Is(err, schema.ErrQuery) {
			t.Errorf("with relations: %t: %v, %v", related, st, err)
		}
	}
}
