package orm

import (
	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/lookup"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// column is a QuerySet reduced to one column.
type column struct {
	db  *engine.DB
	sub *query.SubQuery
	err error
}

func (c column) source() lookup.Source { return c }

// Question refuses to load rows: a column has none.
func (c column) Question() (*engine.DB, *query.Query) {
	return c.db, &query.Query{Err: query.Errorf("a column is no QuerySet")}
}

// SubQuery is the query and its column.
func (c column) SubQuery() (*engine.DB, *query.SubQuery, error) { return c.db, c.sub, c.err }

// Column is q reduced to one column, for use as a sub-query.
func Column[T any](q QuerySet[T], path string) Source {
	return columnOf(q.core, path)
}

func columnOf(q question, path string) Source {
	n := q.inner()
	c := column{db: q.db.core(), err: n.Err}
	if c.err == nil {
		if made := lookup.NamedColumn(n, path); made != nil {
			c.sub = made
			return c
		}
		var p *schema.Path
		if p, c.err = lookup.ValuePath(n.Model, path); c.err == nil {
			c.sub = &query.SubQuery{Query: n, Column: p.Along(n.Along())}
		}
	}
	return c
}
