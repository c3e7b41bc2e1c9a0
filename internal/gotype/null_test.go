package gotype

import (
	"database/sql"
	"reflect"
	"testing"
)

// Null has the look of a sql.Null, but is a type of somebody else's.
type Null[T any] struct {
	V     T
	Valid bool
}

func TestPlain(t *testing.T) {
	type number int
	for _, c := range []struct {
		value    any
		plain    reflect.Type
		nullable bool
		is       any // what PlainValue gives; nil: NULL
	}{
		{1, reflect.TypeFor[int](), false, 1},
		{number(2), reflect.TypeFor[number](), false, number(2)},
		{new(number), reflect.TypeFor[number](), true, number(0)},
		{(*string)(nil), reflect.TypeFor[string](), true, nil},
		{new(*string), reflect.TypeFor[*string](), true, (*string)(nil)}, // once
		{sql.Null[string]{V: "x", Valid: true}, reflect.TypeFor[string](), true, "x"},
		{sql.Null[*int]{}, reflect.TypeFor[*int](), true, nil},
		{sql.NullString{String: "x"}, reflect.TypeFor[sql.NullString](), false, sql.NullString{String: "x"}},
		{Null[int]{V: 3}, reflect.TypeFor[Null[int]](), false, Null[int]{V: 3}},
	} {
		typ := reflect.TypeOf(c.value)
		if got := Plain(typ); got != c.plain {
			t.Errorf("%v without what makes it nullable is %v, want %v", typ, got, c.plain)
		}
		if got := Nullable(typ); got != c.nullable {
			t.Errorf("%v is nullable: %t", typ, got)
		}
		if got := IsNull(typ); got != (c.nullable && typ.Kind() == reflect.Struct) {
			t.Errorf("%v is a sql.Null: %t", typ, got)
		}
		got, null := PlainValue(reflect.ValueOf(c.value))
		if null != (c.is == nil) || !null && got.Interface() != c.is {
			t.Errorf("%v is %v, NULL: %t", typ, got, null)
		}
	}
}
