package orm

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/ormar-go/ormar/internal/lookup"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
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
	if err := q.locked(ctx); err != nil {
		return nil, nil, err
	}
	tuples, err := q.db.engine.Values(ctx, q.intent, fields)
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

// Pluck is one column of the rows as a slice.
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

// Into reads the rows into structs of the caller's. A struct field is filled from the path that its db tag names, or its
// snake_case name without one; a field that no path fits is left out with the tag "-", else it is an ErrQuery.
func Into[D, T any](ctx context.Context, q QuerySet[T]) ([]D, error) {
	return into[D](ctx, q.core)
}

func into[D any](ctx context.Context, q question) ([]D, error) {
	t := reflect.TypeFor[D]()
	if t.Kind() != reflect.Struct {
		return nil, query.Errorf("Into fills structs, got %s", t)
	}
	var paths []string
	var fields [][]int
	for _, f := range reflect.VisibleFields(t) {
		name := f.Tag.Get("db")
		if !f.IsExported() || f.Anonymous || name == "-" {
			continue
		}
		if name == "" {
			name = schema.SnakeCase(f.Name)
		}
		if !reachable(t, f.Index) {
			return nil, query.Errorf("Into: %s.%s lies behind a pointer to an unexported struct; embed the struct itself, or leave the field out with the tag db:\"-\"", t, f.Name)
		}
		paths, fields = append(paths, name), append(fields, f.Index)
	}
	if len(paths) == 0 {
		return nil, query.Errorf("Into: %s has no exported field", t)
	}
	tuples, err := q.valuesList(ctx, paths...)
	if err != nil {
		return nil, err
	}
	out := make([]D, len(tuples))
	for i, tuple := range tuples {
		row := reflect.ValueOf(&out[i]).Elem()
		for j, index := range fields {
			if err := assignValue(fieldAt(row, index), tuple[j]); err != nil {
				return nil, fmt.Errorf("%w: Into(%q), row %d: %w", ErrQuery, paths[j], i, err)
			}
		}
	}
	return out, nil
}

// reachable reports whether a promoted field can be set: what a nil pointer embeds is made first, which reflection may do for
// exported structs only.
func reachable(t reflect.Type, index []int) bool {
	for _, i := range index[:len(index)-1] {
		f := t.Field(i)
		if t = f.Type; t.Kind() == reflect.Pointer {
			if !f.IsExported() {
				return false
			}
			t = t.Elem()
		}
	}
	return true
}

// fieldAt is a field of a struct, promoted ones included; embedded pointers on the way are made.
func fieldAt(row reflect.Value, index []int) reflect.Value {
	for _, i := range index {
		if row.Kind() == reflect.Pointer {
			if row.IsNil() {
				row.Set(reflect.New(row.Type().Elem()))
			}
			row = row.Elem()
		}
		row = row.Field(i)
	}
	return row
}
