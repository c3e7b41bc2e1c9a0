package orm

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
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
	q, fields, err := q.columns(ctx, paths)
	if err != nil {
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

// columns is the question for plain values, and their fields.
func (q question) columns(ctx context.Context, paths []string) (question, []query.Field, error) {
	q = q.checked()
	if q.intent.Err != nil {
		return q, nil, q.intent.Err
	}
	fields, err := lookup.ValueFields(q.intent, paths)
	if err == nil {
		err = q.checkLock(ctx)
	}
	return q, fields, err
}

// straight reads plain values into memory of the caller's, and makes no tuples on the way; cut rows and those of a reversed page are
// not wanted where they stand, and go by tuples. T is what a row is, of which the fields or all of it take the values.
func straight[T any](ctx context.Context, q question, what string, paths []string, types []reflect.Type, offsets []uintptr, byTuple func(*T, []any, int) error) ([]T, error) {
	asked, fields, err := q.columns(ctx, paths)
	if err != nil {
		return nil, err
	}
	if offsets == nil || asked.intent.Reverse || len(asked.intent.Cuts()) > 0 {
		_, tuples, err := q.tuples(ctx, paths)
		if err != nil {
			return nil, err
		}
		out := make([]T, len(tuples))
		for i, tuple := range tuples {
			if err := byTuple(&out[i], tuple, i); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	out := []T{}
	err = asked.db.engine.Columns(asked.db.engine.Reads(ctx), asked.intent, fields, engine.Destination{
		Types: types, Offsets: offsets, Clear: func() { out = out[:0] },
		Next: func() unsafe.Pointer {
			out = append(out, *new(T))
			return unsafe.Pointer(&out[len(out)-1])
		},
	})
	if m := (*engine.Misfit)(nil); errors.As(err, &m) {
		return nil, fmt.Errorf("%w: %s(%q), row %d: %w", ErrQuery, what, paths[m.Column], m.Row, m.Err)
	}
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Pluck is one column of the rows as a slice, in their order, by one statement; empty, never nil, when there is none. N is the
// field's Go type or one that takes its values, a pointer or sql.Null where they may be NULL.
func Pluck[N, T any](ctx context.Context, q QuerySet[T], path string) ([]N, error) {
	return pluck[N](ctx, q.core, path)
}

func pluck[N any](ctx context.Context, q question, path string) ([]N, error) {
	return straight(ctx, q, "Pluck", []string{path}, []reflect.Type{reflect.TypeFor[N]()}, []uintptr{0}, func(dest *N, tuple []any, i int) error {
		if err := assign(dest, tuple[0]); err != nil {
			return fmt.Errorf("%w: Pluck(%q), row %d: %w", ErrQuery, path, i, err)
		}
		return nil
	})
}

// assign is scan.Assign, without reflection where the types agree.
func assign[N any](dest *N, v any) error {
	if typed, ok := v.(N); ok {
		*dest = typed
		return nil
	}
	return scan.Assign(reflect.ValueOf(dest).Elem(), v)
}
