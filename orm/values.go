package orm

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/ormar-go/ormar/internal/lookup"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/internal/scan"
)

// Row is one row of plain values by name.
type Row map[string]any

// values is QuerySet.Values.
func (q question) values(ctx context.Context, paths ...string) ([]Row, error) {
	fields, tuples, err := q.tuples(ctx, paths)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, len(tuples))
	for i, t := range tuples {
		rows[i] = make(Row, len(fields))
		for j, f := range fields {
			rows[i][f.Name] = t[j]
		}
	}
	return rows, nil
}

// valuesList is QuerySet.ValuesList.
func (q question) valuesList(ctx context.Context, paths ...string) ([][]any, error) {
	_, tuples, err := q.tuples(ctx, paths)
	return tuples, err
}

func (q question) tuples(ctx context.Context, paths []string) ([]query.Field, [][]any, error) {
	q = q.checked()
	if q.intent.Err != nil {
		return nil, nil, q.intent.Err
	}
	fields, err := lookup.ValueFields(q.intent, paths)
	if err != nil {
		return nil, nil, err
	}
	if err := q.checkLock(ctx); err != nil {
		return nil, nil, err
	}
	tuples, err := q.db.engine.Values(q.db.engine.Reads(ctx), q.intent, fields)
	if err != nil {
		return nil, nil, err
	}
	if q.intent.Reverse {
		slices.Reverse(tuples)
	}
	if len(q.intent.Cuts()) > 0 {
		from, to := query.Apply(q.intent.Cuts(), len(tuples))
		tuples = tuples[from:to]
	}
	return fields, tuples, nil
}

// Pluck is one column of the rows as a slice, in their order, by one statement; empty, never nil, when there is none. N is the
// field's Go type or one that takes its values, a pointer or sql.Null where they may be NULL.
func Pluck[N, T any](ctx context.Context, q QuerySet[T], path string) ([]N, error) {
	return pluck[N](ctx, q.core, path)
}

func pluck[N any](ctx context.Context, q question, path string) ([]N, error) {
	tuples, err := q.valuesList(ctx, path)
	if err != nil {
		return nil, err
	}
	out := make([]N, len(tuples))
	for i, t := range tuples {
		if err := assign(&out[i], t[0]); err != nil {
			return nil, fmt.Errorf("%w: Pluck(%q), row %d: %w", ErrQuery, path, i, err)
		}
	}
	return out, nil
}

// assign is scan.Assign, without reflection where the types agree.
func assign[N any](dest *N, v any) error {
	if typed, ok := v.(N); ok {
		*dest = typed
		return nil
	}
	return scan.Assign(reflect.ValueOf(dest).Elem(), v)
}
