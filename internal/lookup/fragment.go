package lookup

import "github.com/ormar-go/ormar/internal/query"

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
		q.Paths = append(q.Paths, p)
	}
	q.Text = pieces
	return &query.Node{Op: query.Fragment, SQL: q}, nil
}
