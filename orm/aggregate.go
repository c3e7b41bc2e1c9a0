package orm

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/lookup"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Aggregate is an aggregate function over a path, for Aggregate, Annotate and GroupBy. It is immutable.
type Aggregate struct{ core lookup.Aggregate }

// MaxOf is the largest value.
func MaxOf(path string) Aggregate {
	return Aggregate{lookup.Aggregate{Function: query.Max, Path: path}}
}

// MinOf is the smallest value.
func MinOf(path string) Aggregate {
	return Aggregate{lookup.Aggregate{Function: query.Min, Path: path}}
}

// SumOf is the sum of a numeric column: an int64 for whole numbers (a *big.Int beyond it), the field's own type for decimals,
// else a float64, of which one beyond the range is ErrQuery. SQLite compares sums beyond 64 bits with each other as floating-point
// numbers, and with whole numbers exactly.
func SumOf(path string) Aggregate {
	return Aggregate{lookup.Aggregate{Function: query.Sum, Path: path}}
}

// AvgOf is the average of a numeric column.
func AvgOf(path string) Aggregate {
	return Aggregate{lookup.Aggregate{Function: query.Avg, Path: path}}
}

// CountOf is the number of values that are not NULL; of a relation, the number of related rows.
func CountOf(path string) Aggregate {
	return Aggregate{lookup.Aggregate{Function: query.Count, Path: path}}
}

// CountDistinctOf is the number of different values that are not NULL.
func CountDistinctOf(path string) Aggregate {
	return Aggregate{lookup.Aggregate{Function: query.Count, Path: path, Distinct: true}}
}

// SumOfExpr is SumOf an expression over each row.
func SumOfExpr(e Expr) Aggregate { return ofExpr(query.Sum, e) }

// AvgOfExpr is AvgOf an expression over each row.
func AvgOfExpr(e Expr) Aggregate { return ofExpr(query.Avg, e) }

// MinOfExpr is the smallest value of an expression over each row.
func MinOfExpr(e Expr) Aggregate { return ofExpr(query.Min, e) }

// MaxOfExpr is the largest value of an expression over each row.
func MaxOfExpr(e Expr) Aggregate { return ofExpr(query.Max, e) }

func ofExpr(fn query.Function, e Expr) Aggregate {
	return Aggregate{lookup.Aggregate{Function: fn, Expr: &e.core}}
}

// StringAgg is one text of all that are not NULL, in the order of the sort keys and then of the rows' keys, with the separator between
// them. It is never cut at a limit of the server's; without a text it is nil.
func StringAgg(path, separator string, order ...string) Aggregate {
	return Aggregate{lookup.Aggregate{Function: query.Texts, Path: path, Separator: separator, Order: slices.Clone(order)}}
}

// JSONAgg is a json.RawMessage: an array of the values as encoding/json writes the field's Go type, in the order of the sort keys and
// then of the rows' keys. NULL is null; without rows it is nil. It cannot be compared or sorted by.
func JSONAgg(path string, order ...string) Aggregate {
	return Aggregate{lookup.Aggregate{Function: query.List, Path: path, Order: slices.Clone(order)}}
}

// Where is the aggregate over the rows that satisfy all conditions, which start at the query's model; calls accumulate. A condition
// along another relation to many rows holds where some row there satisfies it.
func (a Aggregate) Where(c ...Condition) Aggregate {
	a.core.Where = append(slices.Clip(a.core.Where), frozen(c)...)
	return a
}

// As names the aggregate's value; without a name it is path__max and so on.
func (a Aggregate) As(name string) Aggregate {
	a.core.Name = name
	return a
}

// cores are aggregates as package lookup takes them; an Aggregate has nothing else.
func cores(list []Aggregate) []lookup.Aggregate {
	return unsafe.Slice((*lookup.Aggregate)(unsafe.Pointer(unsafe.SliceData(list))), len(list))
}

// aggregate is QuerySet.Aggregate.
func (q question) aggregate(ctx context.Context, a ...Aggregate) (Row, error) {
	q = q.checked()
	if q.intent.Err != nil {
		return nil, q.intent.Err
	}
	if len(q.intent.Cuts()) > 0 {
		return nil, query.Errorf("an aggregate over a slice of a page that is read from the end is not supported")
	}
	if err := refuseLock(q.intent, "Aggregate"); err != nil {
		return nil, err
	}
	list, err := lookup.Aggregates(lookup.ScopeOf(q.db.engine, q.intent), cores(a))
	if err != nil {
		return nil, err
	}
	plain := make([]*query.Aggregate, len(list))
	for i, g := range list {
		g.Aggregate.Along(q.intent.Along())
		plain[i] = &g.Aggregate
	}
	values, err := q.db.engine.Aggregate(q.db.engine.Reads(ctx), q.intent, plain)
	if err != nil {
		return nil, err
	}
	row := make(Row, len(plain))
	for i, g := range plain {
		row[g.Name] = values[i]
	}
	return row, nil
}

// Max is the largest value of a column, by one statement. Over no rows it is NULL, which fits a pointer or sql.Null, else it is
// ErrNoMatch.
func Max[N, T any](ctx context.Context, q QuerySet[T], path string) (N, error) {
	return single[N](ctx, q.core, MaxOf(path))
}

// Min is the smallest value of a column; see Max for no rows.
func Min[N, T any](ctx context.Context, q QuerySet[T], path string) (N, error) {
	return single[N](ctx, q.core, MinOf(path))
}

// Sum is the sum of a numeric column; see Max for no rows.
func Sum[N, T any](ctx context.Context, q QuerySet[T], path string) (N, error) {
	return single[N](ctx, q.core, SumOf(path))
}

// Avg is the average of a numeric column; see Max for no rows.
func Avg[N, T any](ctx context.Context, q QuerySet[T], path string) (N, error) {
	return single[N](ctx, q.core, AvgOf(path))
}

func single[N any](ctx context.Context, q question, a Aggregate) (n N, err error) {
	row, err := q.aggregate(ctx, a.As("value"))
	if err != nil {
		return n, err
	}
	if err := assign(&n, row["value"]); err != nil {
		if row["value"] == nil {
			return n, fmt.Errorf("%w: no value of %s", ErrNoMatch, schema.Quote(a.core.Path))
		}
		return n, fmt.Errorf("%w: %s: %w", ErrQuery, schema.Quote(a.core.Path), err)
	}
	return n, nil
}

func isNoMatch(err error) bool { return errors.Is(err, ErrNoMatch) }
