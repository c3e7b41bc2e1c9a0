package compile

import (
	"slices"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/query"
)

// distinct reads distinct rows of plain values. They are ordered and cut outside of the SELECT DISTINCT, since inside some
// databases order only by what is selected, in the form in which it is selected: a decimal that is read as text would sort
// as one.
func (s *selection) distinct(fields []query.Field, exprs []string) (sq.SelectBuilder, error) {
	terms, err := s.distinctTerms(fields)
	if err != nil {
		return sq.SelectBuilder{}, err
	}
	inner, outer := questions.Select().Distinct(), questions.Select()
	for i, expr := range exprs {
		inner = inner.Column(expr + " AS c" + itoa(i))
		outer = outer.Column(distinctName + ".c" + itoa(i))
	}
	inner, lock, err := s.body(inner)
	if err != nil {
		return inner, err
	}
	if lock != "" {
		return inner, query.Errorf("ForUpdate locks rows of the table, which distinct rows are not; leave out Distinct")
	}
	return s.limit(outer.FromSelect(inner, distinctName).OrderBy(terms...)), nil
}

// distinctName is what the SELECT DISTINCT is called in the outer query.
const distinctName = "d"

// distinctTerms order distinct rows by what they contain: the caller's keys must be among the columns, and the other columns
// make the order total.
func (s *selection) distinctTerms(fields []query.Field) ([]string, error) {
	var keys []query.Order
	var at []int
	for _, o := range s.q.Order {
		i := slices.IndexFunc(fields, func(f query.Field) bool { return sameKey(o, f) })
		if i < 0 {
			return nil, query.Errorf("distinct rows can only be ordered by what they contain; %s is not among the columns", keyName(o))
		}
		keys, at = append(keys, o), append(at, i)
	}
	for i, f := range fields {
		k := query.Order{Path: f.Path, Annotation: f.Annotation, Expr: f.Expr}
		if !slices.Contains(at, i) && (f.Annotation != nil || query.Sortable(k.Value()) == nil) {
			keys, at = append(keys, k), append(at, i)
		}
	}
	var terms []string
	for i, k := range keys {
		if s.q.Reverse {
			k = k.Flipped()
		}
		expr := s.b.comparable(k.Value(), distinctName+".c"+itoa(at[i]))
		terms = append(terms, s.b.term(expr, k.Desc, k.Nulls)...)
	}
	return terms, nil
}

func sameKey(o query.Order, f query.Field) bool {
	if o.Annotation != nil {
		return f.Annotation == o.Annotation
	}
	if o.Expr != nil {
		return f.Expr != nil && query.SameExpr(f.Expr, o.Expr)
	}
	return f.Path != nil && f.Path.Text == o.Path.Text
}

func keyName(o query.Order) string {
	if o.Annotation != nil {
		return o.Annotation.Name
	}
	if o.Expr != nil {
		return "the expression"
	}
	return o.Path.Text
}
