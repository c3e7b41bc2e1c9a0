package orm

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/jmoiron/sqlx/reflectx"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/internal/scan"
	"github.com/ormar-go/ormar/schema"
)

// columnNames are the columns of structs that are no models, by type: a named cache.
var columnNames = reflectx.NewMapperFunc("db", schema.SnakeCase)

// Into reads the rows into structs of the caller's. A struct field is filled from the path that its db tag names, or its
// snake_case name without one; a field that no path fits is left out with the tag "-", else it is an ErrQuery. The fields of an
// embedded struct count as the outer struct's, as they do in Go; one that is embedded by a pointer is made, and the tag "-" on it
// leaves out all of them. It is one statement.
func Into[D, T any](ctx context.Context, q QuerySet[T]) ([]D, error) {
	return into[D](ctx, q.core)
}

func into[D any](ctx context.Context, q question) ([]D, error) {
	t := reflect.TypeFor[D]()
	paths, fields, err := columnsOf(t)
	if err != nil {
		return nil, err
	}
	types, offsets := placesOf(t, fields)
	return straight(ctx, q, "Into", paths, types, offsets, func(dest *D, tuple []any, i int) error {
		return fill(reflect.ValueOf(dest).Elem(), fields, tuple, paths, i)
	})
}

// placesOf are the types of fields and where they lie in the struct; no places when one lies behind a pointer.
func placesOf(t reflect.Type, fields [][]int) (types []reflect.Type, offsets []uintptr) {
	for _, index := range fields {
		at, offset := t, uintptr(0)
		for _, i := range index {
			if at.Kind() == reflect.Pointer {
				return nil, nil
			}
			f := at.Field(i)
			at, offset = f.Type, offset+f.Offset
		}
		types, offsets = append(types, at), append(offsets, offset)
	}
	return types, offsets
}

// columnsOf are the fields of a struct that Into fills, and the paths that they are filled from.
func columnsOf(t reflect.Type) (paths []string, fields [][]int, err error) {
	if t.Kind() != reflect.Struct {
		return nil, nil, query.Errorf("Into fills structs, got %s", t)
	}
	for _, f := range columnNames.TypeMap(t).Index {
		if f.Embedded || !promoted(t, f) {
			continue
		}
		for outer := f.Parent; outer.Parent != nil; outer = outer.Parent {
			if outer.Field.Type.Kind() == reflect.Pointer && !outer.Field.IsExported() { // reflection may not make it
				return nil, nil, query.Errorf("Into: %s.%s lies behind a pointer to an unexported struct; embed the struct itself, or leave the field out with the tag db:\"-\"", t, f.Field.Name)
			}
		}
		name := f.Name
		if name == "" { // the tag is empty
			name = schema.SnakeCase(f.Field.Name)
		}
		paths, fields = append(paths, name), append(fields, f.Index)
	}
	if len(paths) == 0 {
		return nil, nil, query.Errorf("Into: %s has no exported field", t)
	}
	return paths, fields, nil
}

// promoted reports whether a field is one of the struct's in Go: not one of a struct in a field, and not hidden by another.
func promoted(t reflect.Type, f *reflectx.FieldInfo) bool {
	seen, ok := t.FieldByName(f.Field.Name)
	return ok && slices.Equal(seen.Index, f.Index)
}

// fill gives the fields of a struct the values of a row; embedded pointers on the way are made.
func fill(row reflect.Value, fields [][]int, tuple []any, paths []string, i int) error {
	for j, index := range fields {
		last := len(index) - 1
		field := reflect.Indirect(reflectx.FieldByIndexes(row, index[:last])).Field(index[last])
		if err := scan.Assign(field, tuple[j]); err != nil {
			return fmt.Errorf("%w: Into(%q), row %d: %w", ErrQuery, paths[j], i, err)
		}
	}
	return nil
}
