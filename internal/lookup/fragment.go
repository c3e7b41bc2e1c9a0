package lookup

import (
	"slices"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// fragment takes the SQL of a condition apart at its {paths}.
func (s Scope) fragment(c *Composed) (*query.Node, error) {
	q := &query.SQL{Args: c.args}
	syntax := s.DB.Dialect.Syntax
	if err := syntax.CheckFragment(c.text, len(c.args)); err != nil {
		return nil, query.Errorf("orm.SQL: %w", err)
	}
	pieces, paths := syntax.SplitPaths(c.text)
	for _, path := range paths {
		p, err := s.Model.Path(path)
		if err != nil {
			return nil, err
		}
		if p.Attr == nil {
			return nil, query.Errorf("orm.SQL: {%q} is no column", path)
		}
		if len(p.Attr.Parts) > 0 {
			return nil, query.OneColumn("orm.SQL: "+path, p.Attr)
		}
		q.Paths = append(q.Paths, p)
	}
	for i, v := range c.args {
		if a, ok := v.(Argument); ok {
			if q.Attrs == nil {
				q.Args, q.Attrs = slices.Clone(c.args), make([]*schema.Attribute, len(c.args))
			}
			var err error
			if q.Attrs[i], q.Args[i], err = a.bound(s.DB, true); err != nil {
				return nil, err
			}
		}
	}
	q.Text = pieces
	return &query.Node{Op: query.Fragment, SQL: q}, refuseBare(s.DB, "orm.SQL", pieces, q.Paths, q.Args, q.Attrs)
}
