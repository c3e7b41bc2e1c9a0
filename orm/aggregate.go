package orm

import (
	"context"
	"errors"
	"fmt"
	"regexp"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Aggregate is an aggregate function over a path, for Aggregate, Annotate and GroupBy. It is immutable.
type Aggregate struct {
	function query.Function
	path     string
	name     string
}

// MaxOf is the largest value.
func MaxOf(path string) Aggregate { return Aggregate{function: query.Max, path: path} }

// MinOf is the smallest value.
func MinOf(path string) Aggregate { return Aggregate{function: query.Min, path: path} }

// SumOf is the sum of a numeric column: an int64 for whole numbers (a *big.Int beyond it), the field's own type for decimals,
// else a float64, of which one beyond the range is ErrQuery. SQLite compares sums beyond 64 bits with each other as floating-point
// numbers, and with whole numbers exactly.
func SumOf(path string) Aggregate { return Aggregate{function: query.Sum, path: path} }

// AvgOf is the average of a numeric column.
func AvgOf(path string) Aggregate { return Aggregate{function: query.Avg, path: path} }

// CountOf is the number of values that are not NULL; of a relation, the number of related rows.
func CountOf(path string) Aggregate { return Aggregate{function: query.Count, path: path} }

// As names the aggregate's value; without a name it is path__max and so on.
func (a Aggregate) As(name string) Aggregate {
	a.name = name
	return a
}

// resolve checks that the function fits the column.
func (a Aggregate) resolve(m *schema.Model) (*query.Aggregate, error) {
	if a.function == "" {
		return nil, query.Errorf("the zero Aggregate is no aggregate; use MaxOf, MinOf, SumOf, AvgOf or CountOf")
	}
	p, err := valuePath(m, a.path)
	if err != nil {
		return nil, err
	}
	switch a.function {
	case query.Sum, query.Avg:
		if p.Attr.Cipher != nil {
			return nil, query.NotSearchable(p.Attr, string(a.function))
		}
		if !p.Attr.Kind.IsNumeric() || p.Attr.Side != nil {
			return nil, query.Errorf("%s.%s is a %s; %s is for numbers", p.Attr.Model.Name, p.Attr.Name, p.Attr.Kind, a.function)
		}
	case query.Max, query.Min:
		if err := query.Sortable(p.Attr); err != nil {
			return nil, err
		}
	}
	name := a.name
	if name == "" {
		name = a.path + "__" + string(a.function)
	} else if err := outputName(name); err != nil {
		return nil, err
	}
	return &query.Aggregate{Function: a.function, Path: p, Name: name}, nil
}

var outputNames = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,62}$`)

// outputName admits the names that a caller may give to a value.
func outputName(name string) error {
	if !outputNames.MatchString(name) {
		return query.Errorf("%q is no name for a value: letters, digits and underscore, at most 63", name)
	}
	return nil
}

func resolveAggregates(m *schema.Model, list []Aggregate) ([]*query.Annotation, error) {
	if len(list) == 0 {
		return nil, query.Errorf("Aggregate takes at least one aggregate")
	}
	out := make([]*query.Annotation, len(list))
	names := map[string]bool{}
	for i, a := range list {
		g, err := a.resolve(m)
		if err != nil {
			return nil, err
		}
		if names[g.Name] {
			return nil, query.Errorf("two aggregates are named %q; name one with As", g.Name)
		}
		names[g.Name] = true
		out[i] = &query.Annotation{Aggregate: *g}
	}
	return out, nil
}

// aggregate is QuerySet.Aggregate.
func (q querySet) aggregate(ctx context.Context, a ...Aggregate) (Row, error) {
	q = q.checked()
	if q.q.Err != nil {
		return nil, q.q.Err
	}
	if len(q.q.Cuts()) > 0 {
		return nil, query.Errorf("an aggregate over a slice of a page that is read from the end is not supported")
	}
	if err := unlocked(q.q, "Aggregate"); err != nil {
		return nil, err
	}
	list, err := resolveAggregates(q.q.Model, a)
	if err != nil {
		return nil, err
	}
	plain := make([]*query.Aggregate, len(list))
	for i, g := range list {
		g.Path = g.Path.Along(q.q.Along())
		plain[i] = &g.Aggregate
	}
	values, err := q.db.engine.Aggregate(ctx, q.q, plain)
	if err != nil {
		return nil, err
	}
	row := make(Row, len(plain))
	for i, g := range plain {
		row[g.Name] = values[i]
	}
	return row, nil
}

// Max is the largest value of a column. Over no rows it is NULL, which fits a pointer or sql.Null, else it is ErrNoMatch.
func Max[N, T any](ctx context.Context, q QuerySet[T], path string) (N, error) {
	return single[N](ctx, q.set, MaxOf(path))
}

// Min is the smallest value of a column; see Max for no rows.
func Min[N, T any](ctx context.Context, q QuerySet[T], path string) (N, error) {
	return single[N](ctx, q.set, MinOf(path))
}

// Sum is the sum of a numeric column; see Max for no rows.
func Sum[N, T any](ctx context.Context, q QuerySet[T], path string) (N, error) {
	return single[N](ctx, q.set, SumOf(path))
}

// Avg is the average of a numeric column; see Max for no rows.
func Avg[N, T any](ctx context.Context, q QuerySet[T], path string) (N, error) {
	return single[N](ctx, q.set, AvgOf(path))
}

func single[N any](ctx context.Context, q querySet, a Aggregate) (n N, err error) {
	row, err := q.aggregate(ctx, a.As("value"))
	if err != nil {
		return n, err
	}
	if err := assign(&n, row["value"]); err != nil {
		if row["value"] == nil {
			return n, fmt.Errorf("%w: no value of %s", ErrNoMatch, schema.Quote(a.path))
		}
		return n, fmt.Errorf("%w: %s: %w", ErrQuery, schema.Quote(a.path), err)
	}
	return n, nil
}

func isNoMatch(err error) bool { return errors.Is(err, ErrNoMatch) }
