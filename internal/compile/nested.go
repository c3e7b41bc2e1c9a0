package compile

import (
	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// inside compiles a sub-query: what it reads of the row around is read of this frame's.
func (f *frame) inside(compile func() (sq.Sqlizer, error)) (*text, error) {
	around := f.b.around
	f.b.around = f
	defer func() { f.b.around = around }()
	s, err := compile()
	if err != nil {
		return nil, err
	}
	sql, args, err := s.ToSql()
	if err != nil {
		return nil, query.Errorf("building the sub-query: %w", err)
	}
	t := new(text).add(sql)
	t.args = args
	return t, nil
}

// holds is the condition that a sub-query has a row.
func (f *frame) holds(n *query.SubQuery) (*text, error) {
	t, err := f.inside(func() (sq.Sqlizer, error) { return f.b.rows(n.Query, false, "1") })
	if err != nil {
		return nil, err
	}
	return new(text).add("EXISTS (").join(t).add(")"), nil
}

// scalar is the one value of a sub-query.
func (f *frame) scalar(n *query.SubQuery) (*text, error) {
	if n.Tree != nil {
		return f.walked(f.tree.Root(), n.Tree)
	}
	t, err := f.inside(func() (sq.Sqlizer, error) {
		if n.Aggregate != nil {
			return f.b.aggregates(n.Query, []*query.Aggregate{n.Aggregate})
		}
		return f.b.column(n)
	})
	if err != nil {
		return nil, err
	}
	t = new(text).add("(").join(t).add(")")
	a := n.Value()
	switch {
	case n.Aggregate == nil:
	case n.Aggregate.SumsWhole():
		t = around(f.b.d.Arithmetic.Whole(a, true), t)
	case n.Aggregate.Function == query.Avg && a.Kind != schema.KindDecimal: // the mean of decimals is one, of as many digits as it has
		t = filled(f.b.d.Casts["int>float"], t)
	}
	// A form may name what it compares several times: as a column's name, the sub-query brings its parameters along.
	return new(text).add(f.b.comparable(a, f.b.inline(t))), nil
}

// outer is a column of the row around.
func (f *frame) outer(o *query.Outer) (*text, error) {
	switch {
	case o.Path == nil || f.up == nil:
		return nil, query.Errorf("orm.Outer(%q) is for a query inside another: in orm.ExistsIn, orm.Scalar, orm.ScalarOf or a lookup in", o.Text)
	case f.derived && f.b.d.NoOuterInDerived:
		return nil, unsupported(f.b.d.Name, "sub-queries with a page of their own, or an order along several rows, that read the row around them")
	}
	return new(text).add(f.up.compared(o.Path)), nil
}
